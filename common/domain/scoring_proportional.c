#include "common/domain/scoring_rules.h"

/* actual ÷ target × weight. */
static enum status_code by_ratio(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status)
{
	struct ratio share;

	if (!ratio_divide_decimals(input->actual.number, input->target.value.number, &share) ||
	    !rule_settle(share, input->weight, &result->points))
		return rule_too_large(status);
	result->explanation = arena_printf(arena, "%s ÷ %s × %s = %s", rule_number(arena, input->actual.number),
					   rule_number(arena, input->target.value.number), rule_number(arena, input->weight),
					   rule_points(arena, result->points));
	return STATUS_OK;
}

/* ${over} is how far the actual lies above the target, as a share of it. */
static void explain_deviation(struct arena *arena, const struct scoring_input *input, struct ratio over, bool cut,
			      struct scoring_result *result)
{
	const char *target = rule_number(arena, input->target.value.number);

	result->explanation = arena_printf(arena, "%s；超出 (%s − %s) ÷ %s = %s ≥ %s，目标偏低，扣 %s 分%s%s",
					   result->explanation, rule_number(arena, input->actual.number), target, target,
					   ratio_percent(arena, over), rule_percent(arena, input->rule.deviation_limit),
					   rule_number(arena, input->rule.deviation_deduction), cut ? "，扣完为止 " : " = ",
					   rule_points(arena, result->points));
}

/* A target that was passed by the limit or more was set too low: what it scored is cut, from the limit on (DECISIONS of
 * docs/architecture.md). */
static enum status_code deviate(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				struct status *status)
{
	struct decimal excess, target = input->target.value.number;
	struct ratio over;
	bool cut;

	if (input->rule.deviation_deduction.micros <= 0)
		return STATUS_OK;
	if (!decimal_subtract(input->actual.number, target, &excess) || !ratio_divide_decimals(excess, target, &over))
		return rule_too_large(status);
	if (ratio_compare(over, ratio_of(input->rule.deviation_limit)) < 0)
		return STATUS_OK;
	if (!rule_deduct(result->points, input->rule.deviation_deduction, 1, &result->points, &cut))
		return rule_too_large(status);
	explain_deviation(arena, input, over, cut, result);
	return STATUS_OK;
}

enum status_code rule_by_target(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				struct status *status)
{
	result->completion = rule_completion(arena, input);
	result->achieved = rule_holds(OP_AT_LEAST, input->actual.number, input->target.value.number);
	if (!result->achieved)
		return by_ratio(arena, input, result, status);
	rule_full(arena, input, result);
	return STATUS_OK;
}

enum status_code scoring_ratio(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			       struct status *status)
{
	enum status_code code;

	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return rule_target_zero(status, input);
	code = rule_by_target(arena, input, result, status);
	return code == STATUS_OK && result->achieved ? deviate(arena, input, result, status) : code;
}

/* Above the target it is full, too; but "=" does not hold, so it does not count as 实现, and the deviation is to be explained.
 */
enum status_code scoring_exact(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			       struct status *status)
{
	int order = decimal_compare(input->actual.number, input->target.value.number);

	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return rule_target_zero(status, input);
	result->completion = rule_completion(arena, input);
	result->achieved = order == 0;
	if (order < 0)
		return by_ratio(arena, input, result, status);
	rule_full(arena, input, result);
	if (order == 0)
		return STATUS_OK;
	result->explanation =
		arena_printf(arena, "%s > %s，超过指标值，得满分 %s，偏差须说明原因", rule_number(arena, input->actual.number),
			     rule_number(arena, input->target.value.number), rule_points(arena, input->weight));
	return deviate(arena, input, result, status);
}

/* Above the target the actual is above 0, so nothing divides by zero; a target of 0 then gives 0. */
enum status_code scoring_inverse(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status)
{
	struct ratio share;

	result->completion = rule_completion(arena, input);
	result->achieved = rule_holds(OP_AT_MOST, input->actual.number, input->target.value.number);
	if (result->achieved) {
		rule_full(arena, input, result);
		return STATUS_OK;
	}
	if (decimal_compare(input->actual.number, DECIMAL(0)) <= 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_ACTUAL_NOT_POSITIVE,
				   rule_number(arena, input->actual.number));
	if (!ratio_divide_decimals(input->target.value.number, input->actual.number, &share) ||
	    !rule_settle(share, input->weight, &result->points))
		return rule_too_large(status);
	result->explanation = arena_printf(arena, "%s ÷ %s × %s = %s", rule_number(arena, input->target.value.number),
					   rule_number(arena, input->actual.number), rule_number(arena, input->weight),
					   rule_points(arena, result->points));
	return STATUS_OK;
}
