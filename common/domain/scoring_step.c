#include "common/domain/scoring_rules.h"

/* How far ${actual} falls short of what the operator wants; 0 or less if it does not. */
static bool shortfall(const struct scoring_input *input, struct decimal *gap)
{
	struct decimal actual = input->actual.number, target = input->target.value.number;

	if (input->target.op == OP_AT_MOST || (input->target.op == OP_EQUAL && decimal_compare(actual, target) > 0))
		return decimal_subtract(actual, target, gap);
	return decimal_subtract(target, actual, gap);
}

enum status_code scoring_step(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	struct decimal gap, step = input->rule.step;
	int64_t steps;
	bool cut;

	result->completion = rule_completion(arena, input);
	if (step.micros <= 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_DENOMINATOR_ZERO, "每档差值");
	if (!shortfall(input, &gap))
		return rule_too_large(status);
	result->achieved = gap.micros <= 0;
	if (result->achieved) {
		rule_full(arena, input, result);
		return STATUS_OK;
	}
	steps = gap.micros / step.micros + (gap.micros % step.micros > 0);
	if (!rule_deduct(input->weight, input->rule.deduction, steps, &result->points, &cut))
		return rule_too_large(status);
	result->explanation =
		arena_printf(arena, "差 %s，每差 %s 扣 %s 分，计 %lld 档：%s − %s × %lld%s%s", rule_number(arena, gap),
			     rule_number(arena, step), rule_number(arena, input->rule.deduction), (long long)steps,
			     rule_number(arena, input->weight), rule_number(arena, input->rule.deduction), (long long)steps,
			     cut ? "，扣完为止 " : " = ", rule_points(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_deadline(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				  struct status *status)
{
	int32_t late = date_days(input->target.value.date, input->actual.date);
	const char *actual = date_format(arena, input->actual.date), *target = date_format(arena, input->target.value.date);
	bool cut;

	result->achieved = late <= 0;
	if (late <= 0) {
		result->points = input->weight;
		result->completion = "100%";
		result->explanation =
			arena_printf(arena, "%s 不晚于 %s，得满分 %s", actual, target, rule_points(arena, input->weight));
		return STATUS_OK;
	}
	if (!rule_deduct(input->weight, input->rule.per_day, late, &result->points, &cut))
		return rule_too_large(status);
	result->completion = arena_printf(arena, "晚 %d 天", late);
	result->explanation = arena_printf(arena, "%s 晚于 %s %d 天，每天扣 %s 分：%s − %s × %d%s%s", actual, target, late,
					   rule_number(arena, input->rule.per_day), rule_number(arena, input->weight),
					   rule_number(arena, input->rule.per_day), late, cut ? "，扣完为止 " : " = ",
					   rule_points(arena, result->points));
	return STATUS_OK;
}
