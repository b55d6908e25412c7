#include <string.h>

#include "common/domain/value_text.h"

/* Where violations of one indicator go. */
struct place {
	const char *path;
	struct status *status;
};

static const char *below(const struct place *place, const char *field)
{
	return arena_printf(&place->status->arena, "%s%s%s", place->path, *place->path ? "." : "", field);
}

#define FAULT(place, field, ...) STATUS_VIOLATION((place)->status, below((place), (field)), __VA_ARGS__)

static const char *words(const struct place *place, struct decimal value)
{
	return decimal_format(&place->status->arena, value);
}

static bool positive(struct decimal value)
{
	return value.micros > 0;
}

/* ---- parameters ---- */

static void check_floor(const struct place *place, const struct rule *rule)
{
	if (rule->floor.micros < 0 || rule->floor.micros >= DECIMAL_ONE)
		FAULT(place, "rule.floor", MSG_RULE_FLOOR, words(place, rule->floor));
}

static void check_step(const struct place *place, const struct rule *rule)
{
	if (rule->n_bands > 0)
		return;
	if (!positive(rule->step))
		FAULT(place, "rule.step", MSG_RULE_POSITIVE, words(place, rule->step));
	if (!positive(rule->deduction))
		FAULT(place, "rule.deduction", MSG_RULE_POSITIVE, words(place, rule->deduction));
}

static void check_deadline(const struct place *place, const struct rule *rule)
{
	if (!positive(rule->per_day))
		FAULT(place, "rule.per_day", MSG_RULE_POSITIVE, words(place, rule->per_day));
}

static void check_tier(const struct place *place, const struct rule *rule)
{
	if (rule->bounds[0].micros >= DECIMAL_ONE || decimal_compare(rule->bounds[0], rule->bounds[1]) <= 0 ||
	    !positive(rule->bounds[1]))
		FAULT(place, "rule.bounds", MSG_RULE_BOUNDS, words(place, rule->bounds[0]), words(place, rule->bounds[1]));
}

/* Its actual is a number that people find out, and not by a questionnaire. */
static bool rule_may_have_parts(const struct rule *rule)
{
	return rule_rows[rule->kind].actual == VALUE_NUMBER && rule->rate == FUND_RATE_NONE && rule->kind != RULE_SATISFACTION;
}

static void check_parameters(const struct place *place, const struct rule *rule)
{
	static void (*const checks[RULE_KINDS])(const struct place *, const struct rule *) = {
		[RULE_FLOOR_RATE] = check_floor,
		[RULE_STEP] = check_step,
		[RULE_DEADLINE] = check_deadline,
		[RULE_TIER] = check_tier,
	};

	if (checks[rule->kind] != NULL)
		checks[rule->kind](place, rule);
	if (rule->parts != PARTS_NONE && !rule_may_have_parts(rule))
		FAULT(place, "rule.parts", MSG_RULE_NO_PARTS, rule_rows[rule->kind].name);
	if (rule->rate != FUND_RATE_NONE && !rule_rows[rule->kind].rate)
		FAULT(place, "rule.rate", MSG_RULE_NO_RATE, rule_rows[rule->kind].name);
}

static void check_points(const struct place *place, struct decimal weight, const struct checklist_point *points, size_t n)
{
	struct decimal sum = DECIMAL(0);
	bool summed = true, wrong = false;

	if (n == 0) {
		FAULT(place, "points", MSG_RULE_NO_POINTS);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *field = arena_printf(&place->status->arena, "points[%zu]", i);

		if (*points[i].text == '\0')
			FAULT(place, arena_printf(&place->status->arena, "%s.text", field), MSG_FIELD_REQUIRED);
		if (!positive(points[i].weight) || !decimal_fits(points[i].weight, 2)) {
			FAULT(place, arena_printf(&place->status->arena, "%s.weight", field), MSG_RULE_POINT_WEIGHT,
			      words(place, points[i].weight));
			wrong = true;
		}
		summed = summed && decimal_add(sum, points[i].weight, &sum);
	}
	if (!wrong && (!summed || decimal_compare(sum, weight) != 0))
		FAULT(place, "points", MSG_RULE_POINTS_SUM, words(place, sum), words(place, weight));
}

/* ---- target ---- */

static bool is_share(const struct rule *rule)
{
	return rule->kind == RULE_SATISFACTION;
}

static const char *kind_argument(enum value_kind kind)
{
	static const char *const names[] = { "", "@VALUE_NUMBER", "@VALUE_DATE", "@VALUE_TEXT" };

	return names[kind];
}

static const char *ops_argument(const struct place *place, unsigned ops)
{
	const char *text = "";

	for (unsigned op = OP_AT_LEAST; op <= OP_EQUAL; op++)
		if (ops & 1u << op)
			text = arena_printf(&place->status->arena, "%s%s%s", text, *text ? " " : "",
					    value_op_sign((enum target_op)op));
	return text;
}

static void check_target_number(const struct place *place, const struct rule *rule, const struct target *target)
{
	struct decimal value = target->value.number;
	bool divides = rule->kind == RULE_RATIO || rule->kind == RULE_EXACT || rule->kind == RULE_SATISFACTION ||
		       rule_rows[rule->kind].rate;

	if (divides && !positive(value))
		FAULT(place, "target.value", MSG_TARGET_POSITIVE, words(place, value));
	else if (rule->kind == RULE_INVERSE && value.micros < 0)
		FAULT(place, "target.value", MSG_TARGET_NEGATIVE, words(place, value));
	else if (is_share(rule) && decimal_compare(value, DECIMAL(100)) > 0)
		FAULT(place, "target.value", MSG_SHARE_OVER_100, words(place, value));
	else if (rule->rate != FUND_RATE_NONE && decimal_compare(value, DECIMAL(100)) != 0)
		FAULT(place, "target.value", MSG_TARGET_RATE_100, words(place, value));
	if ((is_share(rule) || rule->rate != FUND_RATE_NONE) && strcmp(target->unit, "%") != 0)
		FAULT(place, "target.unit", MSG_TARGET_PERCENT, target->unit);
}

static void check_target(const struct place *place, const struct rule *rule, const struct target *target)
{
	const struct rule_row *row = &rule_rows[rule->kind];
	enum value_kind want = rule_target_kind(rule->kind);

	if (target->value.kind == VALUE_NONE) {
		if (row->target != VALUE_NONE)
			FAULT(place, "target", MSG_TARGET_MISSING, row->name, kind_argument(row->target));
		return;
	}
	if (want != VALUE_NONE && target->value.kind != want) {
		FAULT(place, "target.value", MSG_TARGET_KIND, row->name, kind_argument(want), target->value.text);
		return;
	}
	if (row->ops != 0 && !(row->ops & 1u << target->op)) {
		if (row->ops == 1u << OP_NONE)
			FAULT(place, "target.op", MSG_TARGET_NO_OP, row->name);
		else
			FAULT(place, "target.op", MSG_TARGET_OP, row->name, ops_argument(place, row->ops),
			      value_op_sign(target->op));
	}
	if (want == VALUE_NUMBER)
		check_target_number(place, rule, target);
}

void rule_check(const struct rule *rule, const struct target *target, struct decimal weight,
		const struct checklist_point *points, size_t n_points, const char *path, struct status *status)
{
	const struct place place = { path, status };

	if (rule->kind <= RULE_NONE || rule->kind >= RULE_KINDS) {
		FAULT(&place, "rule", MSG_RULE_MISSING);
		return;
	}
	check_parameters(&place, rule);
	rule_options_check(rule, below(&place, "rule"), status);
	rule_answers_check(rule, below(&place, "rule"), status);
	rule_bands_check(rule, weight, below(&place, "rule"), status);
	if (rule->kind == RULE_CHECKLIST)
		check_points(&place, weight, points, n_points);
	check_target(&place, rule, target);
}
