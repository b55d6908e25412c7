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

enum status_code scoring_ratio(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			       struct status *status)
{
	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return rule_target_zero(status, input);
	result->completion = rule_completion(arena, input);
	result->achieved = rule_holds(OP_AT_LEAST, input->actual.number, input->target.value.number);
	if (!result->achieved)
		return by_ratio(arena, input, result, status);
	rule_full(arena, input, result);
	return STATUS_OK;
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
	if (order > 0)
		result->explanation = arena_printf(
			arena, "%s > %s，超过指标值，得满分 %s，偏差须说明原因", rule_number(arena, input->actual.number),
			rule_number(arena, input->target.value.number), rule_points(arena, input->weight));
	return STATUS_OK;
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
