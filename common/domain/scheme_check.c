#include "common/domain/scheme_check.h"

#include <ctype.h>
#include <string.h>

#include "common/domain/fault_index.h"
#include "common/domain/scheme_tree.h"
#include "common/text/blank.h"

enum { CODE_LONGEST = 16, LEVELS = SCHEME_LEVELS };

struct checker {
	const struct dossier *dossier;
	struct status *status;
	bool by_code;
	bool framework;		   /* no project has given its facts and targets yet */
	struct fault_index before; /* what could not even be read */
	bool team_known;
	struct scheme_tree tree;
};

static void fault(const struct checker *checker, const char *path, enum message_id id, const char *first, const char *second)
{
	STATUS_VIOLATION(checker->status, path, id, first, second);
}

/* ---- facts, dates, budget ---- */

static void check_required(const struct checker *checker)
{
	const struct scheme *scheme = &checker->dossier->scheme;
	const struct {
		const char *path, *value;
	} rows[] = {
		{ "scheme.project", scheme->project },
		{ "scheme.implementer_unit", scheme->implementer_unit },
		{ "scheme.fund_kind", scheme->fund_kind },
		{ "scheme.start", scheme->start },
		{ "scheme.end", scheme->end },
		{ "scheme.cut_off", scheme->cut_off },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_is_blank(rows[i].value))
			fault(checker, rows[i].path, MSG_FIELD_REQUIRED, NULL, NULL);
	for (size_t i = 0; i < scheme->n_facts; i++)
		if (text_is_blank(scheme->facts[i].name))
			fault(checker, arena_printf(&checker->status->arena, "scheme.facts[%zu].name", i), MSG_FIELD_REQUIRED,
			      NULL, NULL);
}

/* Reads a date that is given; a fault if it is none. */
static bool read_date(const struct checker *checker, const char *path, const char *text, struct date *date)
{
	if (*text == '\0')
		return false;
	if (date_parse(text, date))
		return true;
	fault(checker, path, MSG_FIELD_NOT_DATE, text, NULL);
	return false;
}

static void check_order(const struct checker *checker, const char *path, const char *start, const char *end,
			const char *start_path)
{
	struct date from, to;
	bool both = read_date(checker, start_path, start, &from);

	both = read_date(checker, path, end, &to) && both;
	if (both && date_days(from, to) < 0)
		fault(checker, path, MSG_DATE_BEFORE, end, start);
}

static void check_dates(const struct checker *checker)
{
	const struct scheme *scheme = &checker->dossier->scheme;
	struct arena *arena = &checker->status->arena;
	struct date start, cut_off;
	unsigned seen = 0;

	check_order(checker, "scheme.end", scheme->start, scheme->end, "scheme.start");
	if (read_date(checker, "scheme.cut_off", scheme->cut_off, &cut_off) && date_parse(scheme->start, &start) &&
	    date_days(start, cut_off) < 0)
		fault(checker, "scheme.cut_off", MSG_DATE_BEFORE, scheme->cut_off, scheme->start);
	for (size_t i = 0; i < scheme->n_schedule; i++) {
		const struct planned_stage *planned = &scheme->schedule[i];
		const char *path = arena_printf(arena, "scheme.schedule[%zu]", i);

		if (planned->stage <= STAGE_NONE || planned->stage >= STAGE_ARCHIVED)
			fault(checker, arena_printf(arena, "%s.stage", path), MSG_SCHEDULE_STAGE, NULL, NULL);
		else if (seen & IN(planned->stage))
			fault(checker, arena_printf(arena, "%s.stage", path), MSG_SCHEDULE_TWICE, NULL, NULL);
		else
			seen |= IN(planned->stage);
		if (*planned->start == '\0')
			fault(checker, arena_printf(arena, "%s.start", path), MSG_FIELD_REQUIRED, NULL, NULL);
		if (*planned->end == '\0')
			fault(checker, arena_printf(arena, "%s.end", path), MSG_FIELD_REQUIRED, NULL, NULL);
		check_order(checker, arena_printf(arena, "%s.end", path), planned->start, planned->end,
			    arena_printf(arena, "%s.start", path));
	}
}

static bool is_earlier_source(const struct scheme *scheme, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(scheme->budget[k].source, scheme->budget[i].source) == 0)
			return true;
	return false;
}

/* From 年初预算 to 全年预算 every step is named. */
static void check_adjustments(const struct checker *checker, const struct budget_source *source, const char *path)
{
	struct arena *arena = &checker->status->arena;
	struct money sum = source->initial;
	bool exact = true;
	struct date day;

	if (source->n_adjustments > 0 && !source->has_initial)
		fault(checker, arena_printf(arena, "%s.initial", path), MSG_BUDGET_INITIAL, NULL, NULL);
	for (size_t i = 0; i < source->n_adjustments; i++) {
		const struct budget_adjustment *one = &source->adjustments[i];
		const char *at = arena_printf(arena, "%s.adjustments[%zu]", path, i);

		if (one->amount.fen == 0)
			fault(checker, arena_printf(arena, "%s.amount", at), MSG_BUDGET_ADJUSTED_NOTHING, NULL, NULL);
		if (text_is_blank(one->reason))
			fault(checker, arena_printf(arena, "%s.reason", at), MSG_FIELD_REQUIRED, NULL, NULL);
		if (*one->date != '\0')
			read_date(checker, arena_printf(arena, "%s.date", at), one->date, &day);
		exact = exact && money_add(sum, one->amount, &sum);
	}
	if (source->has_initial && (!exact || sum.fen != source->amount.fen))
		fault(checker, arena_printf(arena, "%s.amount", path), MSG_BUDGET_ADJUSTED_SUM, money_format(arena, sum),
		      money_format(arena, source->amount));
}

static void check_budget(const struct checker *checker)
{
	const struct scheme *scheme = &checker->dossier->scheme;
	struct arena *arena = &checker->status->arena;
	struct funds_totals totals;
	bool negative = false;

	for (size_t i = 0; i < scheme->n_budget; i++) {
		if (text_is_blank(scheme->budget[i].source))
			fault(checker, arena_printf(arena, "scheme.budget[%zu].source", i), MSG_FIELD_REQUIRED, NULL, NULL);
		else if (is_earlier_source(scheme, i))
			fault(checker, arena_printf(arena, "scheme.budget[%zu].source", i), MSG_BUDGET_TWICE,
			      scheme->budget[i].source, NULL);
		negative |= scheme->budget[i].amount.fen < 0;
		if (scheme->budget[i].amount.fen < 0)
			fault(checker, arena_printf(arena, "scheme.budget[%zu].amount", i), MSG_BUDGET_NEGATIVE,
			      money_format(arena, scheme->budget[i].amount), NULL);
		check_adjustments(checker, &scheme->budget[i], arena_printf(arena, "scheme.budget[%zu]", i));
	}
	if (!dossier_funds_totals(checker->dossier, &totals))
		fault(checker, "scheme.budget", MSG_SCORE_NUMBER_TOO_LARGE, NULL, NULL);
	else if (totals.budget.fen <= 0 && !negative)
		fault(checker, "scheme.budget", MSG_BUDGET_EMPTY, NULL, NULL);
}

static void check_grades(const struct checker *checker)
{
	const struct decimal *grades = checker->dossier->scheme.grades;
	struct arena *arena = &checker->status->arena;

	if (decimal_compare(grades[0], DECIMAL(100)) <= 0 && decimal_compare(grades[0], grades[1]) > 0 &&
	    decimal_compare(grades[1], grades[2]) > 0 && decimal_compare(grades[2], DECIMAL(0)) > 0)
		return;
	fault(checker, "scheme.grades", MSG_GRADES_ORDER,
	      arena_printf(arena, "%s, %s, %s", decimal_format(arena, grades[0]), decimal_format(arena, grades[1]),
			   decimal_format(arena, grades[2])),
	      NULL);
}

/* ---- the tree ---- */

static const char *path_of(const struct checker *checker, size_t i, const char *field)
{
	struct arena *arena = &checker->status->arena;

	if (checker->by_code)
		return arena_printf(arena, "indicators[%s]%s%s", checker->dossier->indicators[i].code, *field ? "." : "",
				    field);
	return arena_printf(arena, "indicators[%zu]%s%s", i, *field ? "." : "", field);
}

static bool code_is_well_formed(const char *code)
{
	size_t length = strlen(code);

	if (length == 0 || length > CODE_LONGEST)
		return false;
	for (; *code != '\0'; code++)
		if (!isalnum((unsigned char)*code) && *code != '.' && *code != '-')
			return false;
	return true;
}

static void check_code(const struct checker *checker, size_t i)
{
	const struct dossier *dossier = checker->dossier;
	const char *code = dossier->indicators[i].code;

	if (!code_is_well_formed(code)) {
		fault(checker, path_of(checker, i, "code"), MSG_FIELD_NOT_ID, code, "@FORM_INDICATOR");
		return;
	}
	for (size_t k = 0; k < i; k++)
		if (strcmp(dossier->indicators[k].code, code) == 0) {
			fault(checker, path_of(checker, i, "code"), MSG_INDICATOR_TWICE, code, NULL);
			return;
		}
}

static void check_place(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i], *parent = checker->tree.parents[i];

	check_code(checker, i);
	if (text_is_blank(node->name))
		fault(checker, path_of(checker, i, "name"), MSG_FIELD_REQUIRED, NULL, NULL);
	if (node->level < 1 || node->level > LEVELS)
		fault(checker, path_of(checker, i, "level"), MSG_INDICATOR_LEVEL, NULL, NULL);
	else if (node->level == 1 && *node->parent != '\0')
		fault(checker, path_of(checker, i, "parent"), MSG_INDICATOR_ROOT_PARENT, node->parent, NULL);
	else if (node->level > 1 && parent == NULL)
		fault(checker, path_of(checker, i, "parent"), MSG_INDICATOR_NO_PARENT, node->parent, NULL);
	else if (node->level > 1 && parent->level != node->level - 1)
		fault(checker, path_of(checker, i, "parent"), MSG_INDICATOR_PARENT_LEVEL, node->parent, NULL);
}

/* What is scored stands on level 3; above it nobody would look at it. */
static void check_parent(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	const struct {
		const char *field;
		bool there;
	} fields[] = {
		{ "rule", node->rule.kind != RULE_NONE }, { "target", node->target.value.kind != VALUE_NONE },
		{ "points", node->n_points > 0 },	  { "category", *node->category != '\0' },
		{ "evidence", node->n_evidence > 0 },	  { "responsible", *node->responsible != '\0' },
	};

	for (size_t k = 0; node->level < LEVELS && k < sizeof(fields) / sizeof(*fields); k++)
		if (fields[k].there)
			fault(checker, path_of(checker, i, fields[k].field), MSG_INDICATOR_LEVEL_3_ONLY, NULL, NULL);
}

static bool weight_is_known(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];

	if (fault_index_touches(&checker->before, path_of(checker, i, "weight")))
		return false;
	return node->has_weight ? scheme_weight_is_well_formed(node->weight) : node->level < LEVELS;
}

static void make_tree(struct checker *checker)
{
	const size_t n = checker->dossier->n_indicators;
	bool *weights = arena_alloc(&checker->status->arena, n + 1);
	bool *children = arena_alloc(&checker->status->arena, n + 1);

	for (size_t i = 0; i < n; i++) {
		weights[i] = weight_is_known(checker, i);
		children[i] = !fault_index_touches(&checker->before, path_of(checker, i, "children"));
	}
	scheme_tree_make(&checker->status->arena, checker->dossier, weights, children, &checker->tree);
}

static void check_weight(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	const struct weight_sum *children = &checker->tree.children[i];
	struct arena *arena = &checker->status->arena;
	const char *path = path_of(checker, i, "weight");

	if (!node->has_weight && node->level == LEVELS)
		fault(checker, path, MSG_FIELD_REQUIRED, NULL, NULL);
	if (!node->has_weight)
		return;
	if (!scheme_weight_is_well_formed(node->weight)) {
		fault(checker, path, MSG_WEIGHT_FORM, decimal_format(arena, node->weight), NULL);
		return;
	}
	if (node->level >= LEVELS || !children->known)
		return;
	if (!children->any && node->weight.micros != 0)
		fault(checker, path, MSG_WEIGHT_NO_CHILDREN, decimal_format(arena, node->weight), NULL);
	else if (children->any && decimal_compare(children->sum, node->weight) != 0)
		fault(checker, path, MSG_WEIGHT_CHILDREN, decimal_format(arena, node->weight),
		      decimal_format(arena, children->sum));
}

static void check_responsible(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	const struct team_member *member;

	if (*node->responsible == '\0' || !checker->team_known)
		return;
	if (checker->framework) {
		fault(checker, path_of(checker, i, "responsible"), MSG_TEMPLATE_RESPONSIBLE, node->responsible, NULL);
		return;
	}
	member = dossier_member(checker->dossier, node->responsible);
	if (member == NULL || !(member->roles & WHO_EVALUATORS))
		fault(checker, path_of(checker, i, "responsible"), MSG_RESPONSIBLE_NOT_IN_TEAM, node->responsible, NULL);
}

/* A number to be reached is one of something; that a rate wants % is the rule's own check. */
static void check_unit(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	const struct target *target = &node->target;

	if (target->value.kind == VALUE_NUMBER && target->op != OP_NONE && *target->unit == '\0' &&
	    node->rule.kind != RULE_SATISFACTION && node->rule.rate == FUND_RATE_NONE)
		fault(checker, path_of(checker, i, "target.unit"), MSG_TARGET_UNIT_MISSING, target->value.text, NULL);
}

/* Points are not summed up to a weight that could not be read; a framework leaves targets to the project. */
static bool is_excused(const struct checker *checker, bool weight_known, enum message_id id)
{
	return (id == MSG_RULE_POINTS_SUM && !weight_known) || (id == MSG_TARGET_MISSING && checker->framework);
}

/* Weight 0: nothing of its kind exists, nothing is scored. */
static void check_rule(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	struct status *status = checker->status;
	bool known = weight_is_known(checker, i);
	size_t kept = status->n_violations;

	if (known && node->weight.micros == 0)
		return;
	rule_check(&node->rule, &node->target, node->weight, node->points, node->n_points, path_of(checker, i, ""), status);
	for (size_t k = kept; k < status->n_violations; k++)
		if (!is_excused(checker, known, status->violations[k].message.id))
			status->violations[kept++] = status->violations[k];
	status->n_violations = kept;
	check_unit(checker, i);
}

static void check_leaf(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];

	if (strcmp(node->nature, "quantitative") != 0 && strcmp(node->nature, "qualitative") != 0)
		fault(checker, path_of(checker, i, "nature"), MSG_INDICATOR_NATURE, node->nature, NULL);
	else if (node->rule.kind == RULE_TIER && strcmp(node->nature, "qualitative") != 0)
		fault(checker, path_of(checker, i, "nature"), MSG_TIER_IS_QUALITATIVE, NULL, NULL);
	check_rule(checker, i);
	check_responsible(checker, i);
}

static void check_total(const struct checker *checker)
{
	const struct weight_sum *total = &checker->tree.total;

	if (total->known && !fault_index_covers(&checker->before, "indicators") &&
	    decimal_compare(total->sum, DECIMAL(100)) != 0)
		fault(checker, "indicators", MSG_WEIGHTS_NOT_100, decimal_format_places(&checker->status->arena, total->sum, 2),
		      NULL);
}

static void check(struct checker checker)
{
	const struct dossier *dossier = checker.dossier;
	struct status *status = checker.status;
	const size_t before = status->n_violations;

	if (!checker.by_code)
		checker.before = fault_index_make(&status->arena, status);
	checker.team_known = !fault_index_touches(&checker.before, "team");
	make_tree(&checker);
	if (!checker.framework) {
		check_required(&checker);
		check_dates(&checker);
		check_budget(&checker);
	}
	check_grades(&checker);
	scoring_options_check(&dossier->scheme.scoring, status);
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		check_place(&checker, i);
		check_weight(&checker, i);
		check_parent(&checker, i);
		if (dossier->indicators[i].level == LEVELS)
			check_leaf(&checker, i);
	}
	fault_index_drop(&checker.before, status, before);
	check_total(&checker);
}

void scheme_check(const struct dossier *dossier, struct status *status)
{
	check((struct checker){ .dossier = dossier, .status = status });
}

void scheme_check_by_code(const struct dossier *dossier, struct status *status)
{
	check((struct checker){ .dossier = dossier, .status = status, .by_code = true });
}

void scheme_check_framework(const struct dossier *dossier, struct status *status)
{
	check((struct checker){ .dossier = dossier, .status = status, .framework = true });
}
