#include "common/domain/scoring_rules.h"

char *rule_number(struct arena *arena, struct decimal value)
{
	return decimal_format(arena, value);
}

char *rule_points(struct arena *arena, struct decimal points)
{
	return decimal_format_places(arena, points, 2);
}

struct decimal rule_clamp(struct decimal points, struct decimal weight)
{
	if (decimal_compare(points, DECIMAL(0)) < 0)
		return DECIMAL(0);
	return decimal_compare(points, weight) > 0 ? weight : points;
}

/* Exact: a share has six places, a percentage four. */
char *rule_percent(struct arena *arena, struct decimal share)
{
	struct decimal percent;

	if (__builtin_mul_overflow(share.micros, (int64_t)100, &percent.micros))
		return ratio_percent(arena, ratio_of(share));
	return arena_printf(arena, "%s%%", decimal_format(arena, percent));
}

enum status_code rule_target_zero(struct status *status, const struct scoring_input *input)
{
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_TARGET_NOT_POSITIVE,
			   decimal_format(&status->arena, input->target.value.number));
}

enum status_code rule_too_large(struct status *status)
{
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
}

bool rule_settle(struct ratio share, struct decimal weight, struct decimal *points)
{
	struct ratio product;

	if (!ratio_multiply(share, ratio_of(weight), &product) || !ratio_round(product, 2, points))
		return false;
	*points = rule_clamp(*points, weight);
	return true;
}

bool rule_deduct(struct decimal points, struct decimal deduction, int64_t times, struct decimal *left, bool *cut)
{
	struct ratio rest;

	if (!ratio_multiply(ratio_of(deduction), (struct ratio){ times, 1 }, &rest) ||
	    !ratio_subtract(ratio_of(points), rest, &rest))
		return false;
	*left = DECIMAL(0);
	*cut = rest.numerator < 0;
	/* Below 0 it is 0, however far: no number that is too large. */
	if (rest.numerator > 0 && !ratio_round(rest, 2, left))
		return false;
	*left = rule_clamp(*left, points);
	return true;
}

bool rule_holds(enum target_op op, struct decimal actual, struct decimal target)
{
	int order = decimal_compare(actual, target);

	return op == OP_AT_LEAST ? order >= 0 : op == OP_AT_MOST ? order <= 0 : order == 0;
}

const char *rule_sign(enum target_op op)
{
	static const char *const signs[] = { "", "≥", "≤", "=" };

	return signs[op];
}

const char *rule_completion(struct arena *arena, const struct scoring_input *input)
{
	struct decimal actual = input->actual.number, target = input->target.value.number;
	struct ratio rate;
	bool inverse = input->target.op == OP_AT_MOST;

	if (!ratio_divide_decimals(inverse ? target : actual, inverse ? actual : target, &rate))
		return "";
	return ratio_percent(arena, rate);
}

void rule_full(struct arena *arena, const struct scoring_input *input, struct scoring_result *result)
{
	result->points = input->weight;
	result->explanation = arena_printf(arena, "%s %s %s，达到指标值，得满分 %s", rule_number(arena, input->actual.number),
					   rule_sign(input->target.op), rule_number(arena, input->target.value.number),
					   rule_points(arena, input->weight));
}
