#include "common/domain/scheme_check.h"

#include <ctype.h>
#include <string.h>

enum { CODE_LONGEST = 16, LEVELS = 3 };

struct checker {
	const struct dossier *dossier;
	struct status *status;
	bool by_code;
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
		if (*rows[i].value == '\0')
			fault(checker, rows[i].path, MSG_FIELD_REQUIRED, NULL, NULL);
	for (size_t i = 0; i < scheme->n_facts; i++)
		if (*scheme->facts[i].name == '\0')
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

static void check_budget(const struct checker *checker)
{
	const struct scheme *scheme = &checker->dossier->scheme;
	struct arena *arena = &checker->status->arena;
	struct funds_totals totals;

	for (size_t i = 0; i < scheme->n_budget; i++) {
		if (*scheme->budget[i].source == '\0')
			fault(checker, arena_printf(arena, "scheme.budget[%zu].source", i), MSG_FIELD_REQUIRED, NULL, NULL);
		for (size_t k = 0; k < i; k++)
			if (strcmp(scheme->budget[k].source, scheme->budget[i].source) == 0)
				fault(checker, arena_printf(arena, "scheme.budget[%zu].source", i), MSG_BUDGET_TWICE,
				      scheme->budget[i].source, NULL);
		if (scheme->budget[i].amount.fen < 0)
			fault(checker, arena_printf(arena, "scheme.budget[%zu].amount", i), MSG_BUDGET_NEGATIVE,
			      money_format(arena, scheme->budget[i].amount), NULL);
	}
	if (!dossier_funds_totals(checker->dossier, &totals))
		fault(checker, "scheme.budget", MSG_SCORE_NUMBER_TOO_LARGE, NULL, NULL);
	else if (totals.budget.fen <= 0)
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

static void check_place(const struct checker *checker, size_t i)
{
	const struct dossier *dossier = checker->dossier;
	const struct indicator *node = &dossier->indicators[i], *parent = NULL;

	if (!code_is_well_formed(node->code))
		fault(checker, path_of(checker, i, "code"), MSG_FIELD_NOT_ID, node->code, "@FORM_INDICATOR");
	for (size_t k = 0; k < i; k++) {
		if (strcmp(dossier->indicators[k].code, node->code) == 0)
			fault(checker, path_of(checker, i, "code"), MSG_INDICATOR_TWICE, node->code, NULL);
		if (strcmp(dossier->indicators[k].code, node->parent) == 0)
			parent = &dossier->indicators[k];
	}
	if (*node->name == '\0')
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

/* The children's sum, and whether there are any. */
static bool children_sum(const struct dossier *dossier, const struct indicator *node, struct decimal *sum, bool *any)
{
	struct decimal part;

	*sum = DECIMAL(0);
	*any = false;
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *child = &dossier->indicators[i];

		if (child->level != node->level + 1 || strcmp(child->parent, node->code) != 0)
			continue;
		*any = true;
		if (!dossier_weight(dossier, child, &part) || !decimal_add(*sum, part, sum))
			return false;
	}
	return true;
}

static void check_weight(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	struct arena *arena = &checker->status->arena;
	const char *path = path_of(checker, i, "weight");
	struct decimal sum;
	bool any;

	if (!node->has_weight && node->level == LEVELS)
		fault(checker, path, MSG_FIELD_REQUIRED, NULL, NULL);
	if (!node->has_weight)
		return;
	if (decimal_compare(node->weight, DECIMAL(0)) < 0 || decimal_compare(node->weight, DECIMAL(100)) > 0 ||
	    !decimal_fits(node->weight, 2)) {
		fault(checker, path, MSG_WEIGHT_FORM, decimal_format(arena, node->weight), NULL);
		return;
	}
	if (node->level >= LEVELS || !children_sum(checker->dossier, node, &sum, &any))
		return;
	if (!any && node->weight.micros != 0)
		fault(checker, path, MSG_WEIGHT_NO_CHILDREN, decimal_format(arena, node->weight), NULL);
	else if (any && decimal_compare(sum, node->weight) != 0)
		fault(checker, path, MSG_WEIGHT_CHILDREN, decimal_format(arena, node->weight), decimal_format(arena, sum));
}

static void check_responsible(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];
	const struct team_member *member;

	if (*node->responsible == '\0')
		return;
	member = dossier_member(checker->dossier, node->responsible);
	if (member == NULL || !(member->roles & WHO_EVALUATORS))
		fault(checker, path_of(checker, i, "responsible"), MSG_RESPONSIBLE_NOT_IN_TEAM, node->responsible, NULL);
}

static void check_leaf(const struct checker *checker, size_t i)
{
	const struct indicator *node = &checker->dossier->indicators[i];

	if (strcmp(node->nature, "quantitative") != 0 && strcmp(node->nature, "qualitative") != 0)
		fault(checker, path_of(checker, i, "nature"), MSG_INDICATOR_NATURE, node->nature, NULL);
	else if (node->rule.kind == RULE_TIER && strcmp(node->nature, "qualitative") != 0)
		fault(checker, path_of(checker, i, "nature"), MSG_TIER_IS_QUALITATIVE, NULL, NULL);
	/* Weight 0: nothing of its kind exists, nothing is scored. */
	if (node->weight.micros > 0)
		rule_check(&node->rule, &node->target, node->weight, node->points, node->n_points, path_of(checker, i, ""),
			   checker->status);
	check_responsible(checker, i);
}

static void check_total(const struct checker *checker)
{
	const struct dossier *dossier = checker->dossier;
	struct decimal sum = DECIMAL(0);

	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier->indicators[i].level == LEVELS && !decimal_add(sum, dossier->indicators[i].weight, &sum))
			return;
	if (decimal_compare(sum, DECIMAL(100)) != 0)
		fault(checker, "indicators", MSG_WEIGHTS_NOT_100, decimal_format_places(&checker->status->arena, sum, 2), NULL);
}

static void check(const struct checker *checker)
{
	check_required(checker);
	check_dates(checker);
	check_budget(checker);
	check_grades(checker);
	for (size_t i = 0; i < checker->dossier->n_indicators; i++) {
		check_place(checker, i);
		check_weight(checker, i);
		if (checker->dossier->indicators[i].level == LEVELS)
			check_leaf(checker, i);
	}
	check_total(checker);
}

void scheme_check(const struct dossier *dossier, struct status *status)
{
	check(&(struct checker){ dossier, status, false });
}

void scheme_check_by_code(const struct dossier *dossier, struct status *status)
{
	check(&(struct checker){ dossier, status, true });
}
