#include "client/scheme_file.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>
#include <yaml.h>

#include "client/target_text.h"
#include "common/domain/permission.h"
#include "common/domain/scoring.h"
#include "common/rpc/pb.h"

enum { FILE_MAX = 1 << 20, INDICATORS_MAX = 2000, PATH_MAX_BYTES = 128 };

struct reader {
	struct arena *arena;
	struct scheme_file *file;
	struct status *status;
	yaml_document_t document;
	bool *seen; /* nodes that were read: one that comes again is an alias */
	size_t indicators_capacity;
	const char *parent; /* of the indicators that are being read */
	unsigned level;
};

/* What stands behind a key. */
enum field_kind {
	FIELD_TEXT,
	FIELD_SHARE, /* "0.6" or "60%" */
	FIELD_FLAG,
	FIELD_TEXTS,
	FIELD_SHARES,
	FIELD_ITEMS, /* a list of mappings of .shape */
	FIELD_OTHER, /* .read */
	FIELD_LATER, /* the caller reads it after the others */
};

struct shape;
struct field {
	const char *key; /* also the proto field's name */
	enum field_kind kind;
	bool required;
	const struct shape *shape;
	void (*read)(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
};

/* A mapping: a row a key. */
struct shape {
	const ProtobufCMessageDescriptor *type;
	const struct field *fields;
	size_t n_fields;
};

static void read_stage(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_rule(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_target(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_team(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
static void read_tree(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);

#define SHAPE(name, message)                                                                                                   \
	static const struct shape name##_shape = { &jixiao__##message##__descriptor, name##_fields,                            \
						   sizeof(name##_fields) / sizeof(name##_fields[0]) }

static const struct field budget_fields[] = {
	{ "source", FIELD_TEXT, true },
	{ "amount", FIELD_TEXT, true },
};
SHAPE(budget, budget_source);

static const struct field fact_fields[] = {
	{ "name", FIELD_TEXT, true },
	{ "value", FIELD_TEXT, true },
};
SHAPE(fact, fact);

static const struct field schedule_fields[] = {
	{ "stage", FIELD_OTHER, true, .read = read_stage },
	{ "start", FIELD_TEXT, true },
	{ "end", FIELD_TEXT, true },
};
SHAPE(schedule, planned_stage);

static const struct field team_fields[] = {
	{ "person", FIELD_TEXT, true },
	{ "role", FIELD_TEXT, true },
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

static const struct field rule_fields[] = {
	{ "name", FIELD_LATER, true },	      { "floor", FIELD_SHARE, false },	 { "rate", FIELD_TEXT, false },
	{ "denominator", FIELD_TEXT, false }, { "step", FIELD_TEXT, false },	 { "deduction", FIELD_TEXT, false },
	{ "per_day", FIELD_TEXT, false },     { "bounds", FIELD_SHARES, false },
};
SHAPE(rule, rule);

static const struct field target_fields[] = {
	{ "op", FIELD_TEXT, false },
	{ "value", FIELD_TEXT, true },
	{ "unit", FIELD_TEXT, false },
};
SHAPE(target, target);

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
	{ "project", FIELD_TEXT, true },
	{ "implementer_unit", FIELD_TEXT, true },
	{ "fund_kind", FIELD_TEXT, false },
	{ "start", FIELD_TEXT, true },
	{ "end", FIELD_TEXT, true },
	{ "cut_off", FIELD_TEXT, true },
	{ "standard", FIELD_TEXT, false },
	{ "budget", FIELD_ITEMS, true, &budget_shape },
	{ "facts", FIELD_ITEMS, false, &fact_shape },
	{ "schedule", FIELD_ITEMS, false, &schedule_shape },
	{ "grades", FIELD_TEXTS, false },
	{ "team", FIELD_OTHER, true, .read = read_team },
	{ "indicators", FIELD_OTHER, true, .read = read_tree },
};
SHAPE(scheme, scheme);

/* Keys of level 3 that the levels above it need not have. */
static const char *const level_3_keys[] = { "weight", "nature", "rule" };

/* Places */

static char *place(struct reader *reader, size_t line, size_t column)
{
	return arena_printf(reader->arena, "%s:%zu:%zu", reader->file->name, line, column);
}

static char *node_place(struct reader *reader, const yaml_node_t *node)
{
	return place(reader, node->start_mark.line + 1, node->start_mark.column + 1);
}

#define FAULT(reader, node, ...) STATUS_VIOLATION((reader)->status, node_place((reader), (node)), __VA_ARGS__)

static void remember(struct reader *reader, const char *path, const yaml_node_t *node)
{
	struct scheme_file *file = reader->file;

	if (file->n_positions == file->capacity) {
		size_t old = file->capacity * sizeof(*file->positions);

		file->capacity = file->capacity == 0 ? 256 : 2 * file->capacity;
		file->positions = arena_grow(reader->arena, file->positions, old, file->capacity * sizeof(*file->positions));
	}
	file->positions[file->n_positions++] = (struct scheme_position){
		.path = arena_strdup(reader->arena, path),
		.line = (unsigned)node->start_mark.line + 1,
		.column = (unsigned)node->start_mark.column + 1,
	};
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct scheme_position *)a)->path, ((const struct scheme_position *)b)->path);
}

/* Nodes */

/* The node behind ${index}; NULL, and said so, if it was read before: the document API resolves aliases silently. */
static yaml_node_t *visit(struct reader *reader, int index)
{
	yaml_node_t *node = yaml_document_get_node(&reader->document, index);

	if (!reader->seen[index]) {
		reader->seen[index] = true;
		return node;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_ALIAS);
	return NULL;
}

/* The last part of ${path}, for sentences: "weight" of "indicators[3].weight". */
static const char *last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

/* The scalar's text; NULL, and said so, if it is none. YAML's nothing is "". */
static char *node_text(struct reader *reader, const yaml_node_t *node, const char *path)
{
	const char *value = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_TEXT, last_part(path));
		return NULL;
	}
	if (memchr(value, '\0', node->data.scalar.length) != NULL) {
		FAULT(reader, node, MSG_TEXT_CONTROL);
		return NULL;
	}
	return arena_strdup(reader->arena, value);
}

static bool node_is_list(struct reader *reader, const yaml_node_t *node, const char *path)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return true;
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_LIST, last_part(path));
	return false;
}

/* "60%" as "0.6"; other texts as they are, checked to be a number. */
static char *node_share(struct reader *reader, const yaml_node_t *node, const char *path)
{
	char *text = node_text(reader, node, path);
	size_t length = text == NULL ? 0 : strlen(text);
	struct decimal value;

	if (text == NULL)
		return NULL;
	if (length > 0 && text[length - 1] == '%') {
		char *number = arena_strdup(reader->arena, text);

		number[length - 1] = '\0';
		if (decimal_parse(number, &value) && value.micros % 100 == 0)
			return decimal_format(reader->arena, (struct decimal){ value.micros / 100 });
	} else if (decimal_parse(text, &value)) {
		return text;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_SHARE, text);
	return NULL;
}

/* Fields of a message, found by name */

static void *member(ProtobufCMessage *message, const char *name)
{
	return (char *)message + protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name)->offset;
}

/* Adds ${item} to the repeated field ${name}. ${capacity}: of the array, known from the file's list. */
static void append(struct reader *reader, ProtobufCMessage *message, const char *name, size_t capacity, void *item)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	size_t *n = (size_t *)((char *)message + field->quantifier_offset);
	void ***items = (void ***)((char *)message + field->offset);

	if (*n == 0)
		*items = arena_alloc(reader->arena, capacity * sizeof(**items));
	(*items)[(*n)++] = item;
}

static size_t list_size(const yaml_node_t *list)
{
	return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

static void read_mapping(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape,
			 ProtobufCMessage *message);

static void read_items(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape, const char *name,
		       ProtobufCMessage *message)
{
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = visit(reader, node->data.sequence.items.start[i]);
		char *item_path;
		ProtobufCMessage *read = pb_new(reader->arena, shape->type);

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, i);
		remember(reader, item_path, item);
		append(reader, message, name, list_size(node), read);
		read_mapping(reader, item, item_path, shape, read);
	}
}

static void read_texts(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = visit(reader, node->data.sequence.items.start[i]);
		char *item_path;
		char *text;

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, i);
		remember(reader, item_path, item);
		text = field->kind == FIELD_SHARES ? node_share(reader, item, path) : node_text(reader, item, path);
		if (text != NULL)
			append(reader, message, field->key, list_size(node), text);
	}
}

static void read_text(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	char *text = field->kind == FIELD_SHARE ? node_share(reader, node, path) : node_text(reader, node, path);

	if (text == NULL)
		return;
	if (field->required && text[0] == '\0')
		FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, field->key);
	*(char **)member(message, field->key) = text;
}

static void read_flag(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	char *text = node_text(reader, node, path);

	if (text == NULL)
		return;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_FLAG, field->key);
	*(protobuf_c_boolean *)member(message, field->key) = strcmp(text, "true") == 0;
}

static void read_field(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_SHARE: read_text(reader, node, path, field, message); break;
	case FIELD_FLAG: read_flag(reader, node, path, field, message); break;
	case FIELD_TEXTS:
	case FIELD_SHARES: read_texts(reader, node, path, field, message); break;
	case FIELD_ITEMS: read_items(reader, node, path, field->shape, field->key, message); break;
	case FIELD_OTHER: field->read(reader, node, path, message); break;
	case FIELD_LATER: break;
	}
}

static const char *known_keys(struct reader *reader, const struct shape *shape)
{
	char *keys = arena_strdup(reader->arena, shape->fields[0].key);

	for (size_t i = 1; i < shape->n_fields; i++)
		keys = arena_printf(reader->arena, "%s, %s", keys, shape->fields[i].key);
	return keys;
}

static void read_mapping(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape,
			 ProtobufCMessage *message)
{
	size_t lines[16] = { 0 }; /* where each known key stands */

	if (node->type != YAML_MAPPING_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_MAPPING, path[0] == '\0' ? reader->file->name : last_part(path));
		return;
	}
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = visit(reader, pair->key), *value;
		char *name = key == NULL ? NULL : node_text(reader, key, path);
		char field_path[PATH_MAX_BYTES];
		size_t i = 0;

		if (name == NULL)
			continue;
		while (i < shape->n_fields && strcmp(shape->fields[i].key, name) != 0)
			i++;
		if (i == shape->n_fields) {
			FAULT(reader, key, MSG_SCHEME_FILE_KEY_UNKNOWN, name, known_keys(reader, shape));
			continue;
		}
		if (lines[i] != 0) {
			FAULT(reader, key, MSG_SCHEME_FILE_KEY_TWICE, name, arena_printf(reader->arena, "%zu", lines[i]));
			continue;
		}
		lines[i] = key->start_mark.line + 1;
		value = shape->fields[i].kind == FIELD_LATER ? yaml_document_get_node(&reader->document, pair->value)
							     : visit(reader, pair->value);
		if (value == NULL)
			continue;
		snprintf(field_path, sizeof(field_path), "%s%s%s", path, path[0] == '\0' ? "" : ".", name);
		remember(reader, field_path, value);
		read_field(reader, value, field_path, &shape->fields[i], message);
	}
	for (size_t i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].required && lines[i] == 0)
			FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, shape->fields[i].key);
}

/* The index of the value behind ${key} in a mapping, 0 if there is none: for FIELD_LATER. */
static int value_index(struct reader *reader, const yaml_node_t *node, const char *key)
{
	if (node->type != YAML_MAPPING_NODE)
		return 0;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = yaml_document_get_node(&reader->document, pair->key);

		if (name->type == YAML_SCALAR_NODE && strcmp((const char *)name->data.scalar.value, key) == 0)
			return pair->value;
	}
	return 0;
}

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
		name = index == 0 ? NULL : visit(reader, index);
	}
	if (name == NULL)
		return;
	snprintf(name_path, sizeof(name_path), "%s.kind", path);
	remember(reader, name_path, name);
	read_rule_name(reader, name, name_path, indicator->rule);
}

static void read_target(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	Jixiao__Indicator *indicator = (Jixiao__Indicator *)message;

	if (node->type == YAML_SCALAR_NODE) {
		char *text = node_text(reader, node, path);

		if (text == NULL || text[0] == '\0')
			return;
		indicator->target = (Jixiao__Target *)pb_new(reader->arena, &jixiao__target__descriptor);
		target_text_parse(reader->arena, text, indicator->target);
		return;
	}
	indicator->target = (Jixiao__Target *)pb_new(reader->arena, &jixiao__target__descriptor);
	read_mapping(reader, node, path, &target_shape, &indicator->target->base);
}

static void read_team(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	(void)message;
	read_items(reader, node, path, &team_shape, "team", &reader->file->request->base);
}

/* The tree */

static void check_level_3(struct reader *reader, yaml_node_t *node)
{
	for (size_t i = 0; node->type == YAML_MAPPING_NODE && i < sizeof(level_3_keys) / sizeof(level_3_keys[0]); i++) {
		int index = value_index(reader, node, level_3_keys[i]);
		const yaml_node_t *value = yaml_document_get_node(&reader->document, index);

		if (value == NULL || (value->type == YAML_SCALAR_NODE && value->data.scalar.length == 0))
			FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, level_3_keys[i]);
	}
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

static void read_indicator(struct reader *reader, yaml_node_t *node)
{
	size_t index = reader->file->request->n_indicators;
	Jixiao__Indicator *indicator = add_indicator(reader);
	const char *parent = reader->parent;
	char path[PATH_MAX_BYTES];
	int children;

	snprintf(path, sizeof(path), "indicators[%zu]", index);
	remember(reader, path, node);
	read_mapping(reader, node, path, &indicator_shape, &indicator->base);
	children = value_index(reader, node, "children");
	if (reader->level == 3)
		check_level_3(reader, node);
	if (children == 0)
		return;
	reader->parent = indicator->code;
	reader->level++;
	node = visit(reader, children);
	if (node != NULL)
		read_tree(reader, node, "children", NULL);
	reader->level--;
	reader->parent = parent;
}

static void read_tree(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	(void)message;
	if (reader->level > 3) {
		FAULT(reader, node, MSG_SCHEME_FILE_TOO_DEEP);
		return;
	}
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = visit(reader, node->data.sequence.items.start[i]);

		if (item == NULL)
			continue;
		if (reader->file->request->n_indicators == INDICATORS_MAX) {
			FAULT(reader, item, MSG_SCHEME_FILE_TOO_MANY, arena_printf(reader->arena, "%d", INDICATORS_MAX));
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

			if (code[0] == '\0' || strcmp(code, request->indicators[k]->code) != 0)
				continue;
			here = scheme_file_position(reader->file, arena_printf(reader->arena, "indicators[%zu].code", i));
			first = scheme_file_position(reader->file, arena_printf(reader->arena, "indicators[%zu].code", k));
			STATUS_VIOLATION(reader->status, place(reader, here.line, here.column), MSG_SCHEME_FILE_CODE_TWICE,
					 code, arena_printf(reader->arena, "%u", first.line));
			break;
		}
}

/* The file */

/* libyaml answers invalid UTF-8 with line 1: it is looked for first. */
static bool text_is_utf8(struct reader *reader, struct slice text)
{
	size_t line = 1, column = 1;

	for (size_t at = 0; at < text.size;) {
		utf8proc_int32_t character;
		utf8proc_ssize_t length = utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.size - at), &character);

		if (length <= 0) {
			STATUS_VIOLATION(reader->status, place(reader, line, column), MSG_TEXT_NOT_UTF8);
			return false;
		}
		at += (size_t)length;
		column = character == '\n' ? 1 : column + 1;
		line += character == '\n';
	}
	return true;
}

/* A tab before the first word of the line with number ${line}, from 0. */
static bool line_is_indented_by_tab(struct slice text, size_t line)
{
	const char *at = (const char *)text.data, *end = at + text.size;

	for (; line > 0 && at < end; at++)
		line -= *at == '\n';
	while (at < end && *at == ' ')
		at++;
	return at < end && *at == '\t';
}

static bool load(struct reader *reader, yaml_parser_t *parser, struct slice text, yaml_document_t *document)
{
	size_t line;

	if (yaml_parser_load(parser, document))
		return true;
	line = parser->problem_mark.line;
	STATUS_VIOLATION(reader->status, place(reader, line + 1, parser->problem_mark.column + 1),
			 line_is_indented_by_tab(text, line) ? MSG_SCHEME_FILE_TAB : MSG_SCHEME_FILE_SYNTAX);
	return false;
}

static void read_document(struct reader *reader, yaml_parser_t *parser, struct slice text)
{
	yaml_node_t *root = yaml_document_get_root_node(&reader->document), *second;
	yaml_document_t rest;
	ptrdiff_t n = reader->document.nodes.top - reader->document.nodes.start;

	if (root == NULL) {
		STATUS_VIOLATION(reader->status, place(reader, 1, 1), MSG_SCHEME_FILE_EMPTY);
		return;
	}
	reader->seen = arena_alloc(reader->arena, (size_t)n + 1);
	reader->level = 1;
	reader->parent = "";
	read_mapping(reader, root, "", &scheme_shape, &reader->file->request->scheme->base);
	if (reader->file->n_positions > 1)
		qsort(reader->file->positions, reader->file->n_positions, sizeof(*reader->file->positions), compare_paths);
	check_codes(reader);
	if (!load(reader, parser, text, &rest))
		return;
	second = yaml_document_get_root_node(&rest);
	if (second != NULL)
		FAULT(reader, second, MSG_SCHEME_FILE_SECOND_DOCUMENT);
	yaml_document_delete(&rest);
}

static void read_yaml(struct reader *reader, struct slice text)
{
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.data, text.size);
	if (load(reader, &parser, text, &reader->document)) {
		read_document(reader, &parser, text);
		yaml_document_delete(&reader->document);
	}
	yaml_parser_delete(&parser);
}

/* Line and column of a violation whose path is "NAME:12:5…". */
static void place_numbers(const char *path, const char *name, unsigned numbers[2])
{
	numbers[0] = numbers[1] = 0;
	sscanf(path + strlen(name), ":%u:%u", &numbers[0], &numbers[1]);
}

static int compare_places(const void *a, const void *b, void *name)
{
	unsigned left[2], right[2];

	place_numbers(((const struct violation *)a)->path, name, left);
	place_numbers(((const struct violation *)b)->path, name, right);
	if (left[0] != right[0])
		return left[0] < right[0] ? -1 : 1;
	return left[1] == right[1] ? 0 : left[1] < right[1] ? -1 : 1;
}

static void sort_faults(const struct scheme_file *file, struct status *status)
{
	if (status->n_violations > 1)
		qsort_r(status->violations, status->n_violations, sizeof(*status->violations), compare_places,
			(void *)(uintptr_t)file->name);
}

/* The server's paths begin with "scheme." for what stands at the file's top. */
static const char *file_path(const char *path)
{
	return strncmp(path, "scheme.", 7) == 0 ? path + 7 : path;
}

struct scheme_position scheme_file_position(const struct scheme_file *file, const char *path)
{
	size_t length = strlen(file_path(path));
	char key[PATH_MAX_BYTES];

	if (file->n_positions == 0 || length >= sizeof(key))
		return (struct scheme_position){ .path = "", .line = 1, .column = 1 };
	memcpy(key, file_path(path), length + 1);
	while (length > 0) {
		const struct scheme_position wanted = { .path = key }, *found;

		key[length] = '\0';
		found = bsearch(&wanted, file->positions, file->n_positions, sizeof(wanted), compare_paths);
		if (found != NULL)
			return *found;
		do
			length--;
		while (length > 0 && key[length] != '.' && key[length] != '[');
	}
	return (struct scheme_position){ .path = "", .line = 1, .column = 1 };
}

void scheme_file_locate(const struct scheme_file *file, struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++) {
		struct violation *violation = &status->violations[i];
		struct scheme_position position = scheme_file_position(file, violation->path);

		violation->path = arena_printf(&status->arena, "%s:%u:%u %s", file->name, position.line, position.column,
					       file_path(violation->path));
	}
	sort_faults(file, status);
}

/* What holds for all text that is sent; its faults are added at their places. */
static void check_texts(struct reader *reader)
{
	struct status status = STATUS_INIT;

	pb_check(reader->arena, &reader->file->request->base, &status);
	scheme_file_locate(reader->file, &status);
	for (size_t i = 0; i < status.n_violations; i++)
		status_violation(reader->status, status.violations[i].path, status.violations[i].message.id,
				 status.violations[i].message.args);
	status_clear(&status);
}

enum status_code scheme_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				  struct status *status)
{
	struct reader reader = { .arena = arena, .file = file, .status = status };

	*file = (struct scheme_file){
		.name = name,
		.request = (Jixiao__SchemePutRequest *)pb_new(arena, &jixiao__scheme_put_request__descriptor),
	};
	file->request->scheme = (Jixiao__Scheme *)pb_new(arena, &jixiao__scheme__descriptor);
	if (text.size > FILE_MAX)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_TOO_LARGE,
				   arena_printf(arena, "%d", FILE_MAX));
	if (text_is_utf8(&reader, text)) {
		read_yaml(&reader, text);
		check_texts(&reader);
	}
	sort_faults(file, status);
	return status->n_violations == 0 ? STATUS_OK
					 : STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_FAULTS, name);
}
