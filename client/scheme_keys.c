#include <string.h>

#include "client/scheme_mapping.h"
#include "client/words.h"
#include "common/domain/permission.h"
#include "common/domain/scoring.h"
#include "common/rpc/pb.h"

enum { INDICATORS_MAX = 2000 };

static void read_stage(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_role(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_rule(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_team(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);

#define SHAPE(name, message)                                                                                                   \
	static const struct shape name##_shape = { &jixiao__##message##__descriptor, name##_fields,                            \
						   sizeof(name##_fields) / sizeof(name##_fields[0]) }

static const struct field adjustment_fields[] = {
	{ "amount", FIELD_MONEY, true },
	{ "reason", FIELD_TEXT, true },
	{ "date", FIELD_DATE, false },
};
SHAPE(adjustment, budget_adjustment);

static const struct field budget_fields[] = {
	{ "source", FIELD_TEXT, true },
	{ "amount", FIELD_MONEY, true },
	{ "initial", FIELD_MONEY, false },
	{ "adjustments", FIELD_ITEMS, false, &adjustment_shape },
};
SHAPE(budget, budget_source);

static const struct field fact_fields[] = {
	{ "name", FIELD_TEXT, true },
	{ "value", FIELD_TEXT, true },
};
SHAPE(fact, fact);

static const struct field schedule_fields[] = {
	{ "stage", FIELD_OTHER, true, .read = read_stage },
	{ "start", FIELD_DATE, true },
	{ "end", FIELD_DATE, true },
};
SHAPE(schedule, planned_stage);

static const struct field team_fields[] = {
	{ "person", FIELD_TEXT, true },
	{ "role", FIELD_OTHER, true, .read = read_role },
	{ "duty", FIELD_TEXT, false },
};
SHAPE(team, assignment);

static const struct field point_fields[] = {
	{ "text", FIELD_TEXT, true },
	{ "weight", FIELD_TEXT, true },
	{ "required", FIELD_FLAG, false },
	{ "evidence", FIELD_TEXT, false },
};
SHAPE(point, point);

static const struct field band_fields[] = {
	{ "from", FIELD_TEXT, true },
	{ "points", FIELD_TEXT, false },
	{ "share", FIELD_SHARE, false },
};
SHAPE(band, band);

static const struct field option_fields[] = {
	{ "name", FIELD_TEXT, true },
	{ "value", FIELD_TEXT, true },
};
SHAPE(option, answer_option);

static const struct field group_fields[] = {
	{ "name", FIELD_TEXT, true },
	{ "weight", FIELD_TEXT, true },
};
SHAPE(group, answer_weight);

static const struct field rule_fields[] = {
	{ "name", FIELD_LATER, true },
	{ "floor", FIELD_SHARE, false },
	{ "rate", FIELD_TEXT, false },
	{ "denominator", FIELD_TEXT, false },
	{ "step", FIELD_TEXT, false },
	{ "deduction", FIELD_TEXT, false },
	{ "per_day", FIELD_TEXT, false },
	{ "bounds", FIELD_SHARES, false },
	{ "deviation_limit", FIELD_SHARE, false },
	{ "deviation_deduction", FIELD_TEXT, false },
	{ "bands", FIELD_ITEMS, false, &band_shape },
	{ "options", FIELD_ITEMS, false, &option_shape },
	{ "groups", FIELD_ITEMS, false, &group_shape },
	{ "satisfied_from", FIELD_TEXT, false },
	{ "parts", FIELD_TEXT, false },
};
SHAPE(rule, rule);

static const struct field cap_fields[] = {
	{ "below", FIELD_SHARE, true },
	{ "cap", FIELD_TEXT, true },
};
SHAPE(cap, cap);

static const struct field scoring_fields[] = {
	{ "caps", FIELD_ITEMS, false, &cap_shape },
	{ "not_applicable", FIELD_TEXT, false },
	{ "minimum_sample", FIELD_COUNT, false },
	{ "response_rate", FIELD_SHARE, false },
	{ "floor", FIELD_SHARE, false },
	{ "denominator", FIELD_TEXT, false },
	{ "deviation_limit", FIELD_SHARE, false },
	{ "deviation_deduction", FIELD_TEXT, false },
};
const struct shape scoring_shape = { &jixiao__scoring__descriptor, scoring_fields,
				     sizeof(scoring_fields) / sizeof(scoring_fields[0]) };

static const struct field indicator_fields[] = {
	{ "code", FIELD_TEXT, true },
	{ "name", FIELD_TEXT, true },
	{ "weight", FIELD_TEXT, false },
	{ "nature", FIELD_TEXT, false },
	{ "category", FIELD_TEXT, false },
	{ "explanation", FIELD_TEXT, false },
	{ "standard", FIELD_TEXT, false },
	{ "method", FIELD_TEXT, false },
	{ "points", FIELD_ITEMS, false, &point_shape },
	{ "rule", FIELD_OTHER, false, .read = read_rule },
	{ "target", FIELD_OTHER, false, .read = read_target },
	{ "responsible", FIELD_TEXT, false },
	{ "evidence", FIELD_TEXTS, false },
	{ "children", FIELD_LATER, false },
};
SHAPE(indicator, indicator);

static const struct field scheme_fields[] = {
	{ "template", FIELD_TEXT, false },
	{ "project", FIELD_TEXT, true },
	{ "implementer_unit", FIELD_TEXT, true },
	{ "fund_kind", FIELD_TEXT, false },
	{ "start", FIELD_DATE, true },
	{ "end", FIELD_DATE, true },
	{ "cut_off", FIELD_DATE, true },
	{ "standard", FIELD_TEXT, false },
	{ "budget", FIELD_ITEMS, true, &budget_shape },
	{ "facts", FIELD_ITEMS, false, &fact_shape },
	{ "schedule", FIELD_ITEMS, false, &schedule_shape },
	{ "grades", FIELD_TEXTS, false },
	{ "scoring", FIELD_MAPPING, false, &scoring_shape },
	{ "team", FIELD_OTHER, true, .read = read_team },
	{ "indicators", FIELD_OTHER, true, .read = read_tree },
};
SHAPE(scheme, scheme);

/* The fields that are not simply texts */

static void read_stage(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	char *text = node_text(reader, node, path), *known = NULL;

	if (text == NULL)
		return;
	for (int stage = STAGE_PREPARATION; stage < STAGE_ARCHIVED; stage++) {
		const char *name = stage_name(LANGUAGE_ZH, (enum stage)stage);

		if (strcmp(text, name) == 0 || strcmp(text, stage_code((enum stage)stage)) == 0) {
			((Jixiao__PlannedStage *)message)->stage = (uint32_t)stage;
			return;
		}
		known = known == NULL ? arena_strdup(reader->arena, name) : arena_printf(reader->arena, "%s, %s", known, name);
	}
	FAULT(reader, node, MSG_SCHEME_FILE_NO_SUCH, text, known);
	reader_unread(reader, path);
}

static void read_role(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	char *text = node_text(reader, node, path);

	if (text == NULL)
		return;
	((Jixiao__Assignment *)message)->role = text;
	if (role_by_word(text) != JIXIAO__ROLE__ROLE_UNSPECIFIED)
		return;
	if (text[0] == '\0')
		FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, "role");
	else
		FAULT(reader, node, MSG_SCHEME_FILE_NO_SUCH, text, "leader, member, implementer");
}

static void read_rule_name(struct reader *reader, yaml_node_t *node, const char *path, Jixiao__Rule *rule)
{
	char *text = node_text(reader, node, path), *known;

	if (text == NULL)
		return;
	rule->kind = (Jixiao__RuleKind)rule_by_name(text);
	if (rule->kind != JIXIAO__RULE_KIND__RULE_UNSPECIFIED)
		return;
	known = arena_strdup(reader->arena, rule_rows[RULE_RATIO].name);
	for (int kind = RULE_RATIO + 1; kind < RULE_KINDS; kind++)
		known = arena_printf(reader->arena, "%s, %s", known, rule_rows[kind].name);
	FAULT(reader, node, MSG_SCHEME_FILE_NO_SUCH, text, known);
	reader_unread(reader, path);
}

static void read_rule(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	Jixiao__Indicator *indicator = (Jixiao__Indicator *)message;
	char name_path[PATH_MAX_BYTES];
	yaml_node_t *name = node;

	indicator->rule = (Jixiao__Rule *)pb_new(reader->arena, &jixiao__rule__descriptor);
	if (node->type != YAML_SCALAR_NODE) {
		int index = value_index(reader, node, "name");

		read_mapping(reader, node, path, &rule_shape, &indicator->rule->base);
		name = index == 0 ? NULL : node_visit(reader, index, path);
	}
	if (name == NULL)
		return;
	snprintf(name_path, sizeof(name_path), "%s.kind", path);
	reader_remember(reader, name_path, name);
	read_rule_name(reader, name, name_path, indicator->rule);
}

static void read_team(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	(void)message;
	read_items(reader, node, path, &team_shape, "team", &reader->file->request->base);
}

/* The tree */

static void check_level_3(struct reader *reader, const yaml_node_t *node, const char *path, const Jixiao__Indicator *indicator)
{
	const struct {
		const char *key;
		bool there;
	} rows[] = {
		{ "weight", indicator->weight[0] != '\0' },
		{ "nature", indicator->nature[0] != '\0' },
		{ "rule", indicator->rule != NULL },
	};

	if (node->type != YAML_MAPPING_NODE)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!rows[i].there && !reader_is_unread(reader, arena_printf(reader->arena, "%s.%s", path, rows[i].key)))
			reader_missing(reader, node, path, rows[i].key);
}

static Jixiao__Indicator *add_indicator(struct reader *reader)
{
	Jixiao__SchemePutRequest *request = reader->file->request;
	Jixiao__Indicator *indicator = (Jixiao__Indicator *)pb_new(reader->arena, &jixiao__indicator__descriptor);

	if (request->n_indicators == reader->indicators_capacity) {
		size_t old = reader->indicators_capacity * sizeof(*request->indicators);

		reader->indicators_capacity = old == 0 ? 64 : 2 * reader->indicators_capacity;
		request->indicators = arena_grow(reader->arena, request->indicators, old,
						 reader->indicators_capacity * sizeof(*request->indicators));
	}
	indicator->parent = arena_strdup(reader->arena, reader->parent);
	indicator->level = reader->level;
	indicator->position = (uint32_t)request->n_indicators;
	request->indicators[request->n_indicators++] = indicator;
	return indicator;
}

/* The indicators below one, whose code is ${code}. */
static void read_children(struct reader *reader, const yaml_node_t *node, const char *path, char *code)
{
	const int children = value_index(reader, node, "children");
	const char *parent = reader->parent;
	char *children_path = arena_printf(reader->arena, "%s.children", path);
	yaml_node_t *list = children == 0 ? NULL : node_visit(reader, children, children_path);

	if (list == NULL)
		return;
	reader->parent = code;
	reader->level++;
	read_tree(reader, list, children_path, NULL);
	reader->level--;
	reader->parent = parent;
}

static void read_indicator(struct reader *reader, yaml_node_t *node)
{
	size_t index = reader->file->request->n_indicators;
	Jixiao__Indicator *indicator = add_indicator(reader);
	char path[PATH_MAX_BYTES];

	snprintf(path, sizeof(path), "indicators[%zu]", index);
	reader_remember(reader, path, node);
	read_mapping(reader, node, path, &indicator_shape, &indicator->base);
	settle_target(reader, path, indicator);
	if (reader->level == 3)
		check_level_3(reader, node, path, indicator);
	/* What has no code, which is a fault already, is still its children's parent. */
	if (indicator->code[0] == '\0')
		indicator->code = arena_printf(reader->arena, "?%zu", index);
	read_children(reader, node, path, indicator->code);
}

void read_tree(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	(void)message;
	if (reader->level > 3) {
		FAULT(reader, node, MSG_SCHEME_FILE_TOO_DEEP);
		return;
	}
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node) && !reader->too_many; i++) {
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i], path);

		if (item == NULL)
			continue;
		if (reader->file->request->n_indicators == INDICATORS_MAX) {
			FAULT(reader, item, MSG_SCHEME_FILE_TOO_MANY, arena_printf(reader->arena, "%d", INDICATORS_MAX));
			reader_unread(reader, "indicators");
			reader->too_many = true;
			return;
		}
		read_indicator(reader, item);
	}
}

static void check_codes(struct reader *reader)
{
	const Jixiao__SchemePutRequest *request = reader->file->request;

	for (size_t i = 0; i < request->n_indicators; i++)
		for (size_t k = 0; k < i; k++) {
			const char *code = request->indicators[i]->code;
			struct scheme_position here, first;
			char *path;

			if (strcmp(code, request->indicators[k]->code) != 0)
				continue;
			path = arena_printf(reader->arena, "indicators[%zu].code", i);
			reader_unread(reader, path);
			here = scheme_file_position(reader->file, path);
			first = scheme_file_position(reader->file, arena_printf(reader->arena, "indicators[%zu].code", k));
			STATUS_VIOLATION(reader->status, reader_place(reader, here.line, here.column),
					 MSG_SCHEME_FILE_CODE_TWICE, code, arena_printf(reader->arena, "%u", first.line));
			break;
		}
}

void read_framework(struct reader *reader, yaml_node_t *root, const struct shape *shape, ProtobufCMessage *message)
{
	reader->level = 1;
	reader->parent = "";
	reader_remember(reader, "", root);
	read_mapping(reader, root, "", shape, message);
	scheme_file_sort(reader->file);
	check_codes(reader);
}

void read_scheme(struct reader *reader, yaml_node_t *root)
{
	read_framework(reader, root, &scheme_shape, &reader->file->request->scheme->base);
}
