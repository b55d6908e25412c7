#include "common/domain/scoring_rules.h"

/* How far ${actual} falls short of what the operator wants; 0 or less if it does not. */
static bool shortfall(const struct scoring_input *input, struct decimal *gap)
{
	struct decimal actual = input->actual.number, target = input->target.value.number;

	if (input->target.op == OP_AT_MOST || (input->target.op == OP_EQUAL && decimal_compare(actual, target) > 0))
		return decimal_subtract(actual, target, gap);
	return decimal_subtract(target, actual, gap);
}

/* ---- a table of bands ---- */

/* The band of ${gap}: its far edge belongs to it, as the edge of a begun step does. 0 and less lie in the first. */
static size_t band_of(const struct rule *rule, struct decimal gap)
{
	size_t at = 0;

	while (at + 1 < rule->n_bands && decimal_compare(gap, rule->bands[at + 1].from) > 0)
		at++;
	return at;
}

/* "不超过 10", "大于 10、不超过 15", "大于 20". */
static const char *band_words(struct arena *arena, const struct rule *rule, size_t at)
{
	const char *from = rule_number(arena, rule->bands[at].from);

	if (at + 1 == rule->n_bands)
		return at == 0 ? "不限" : arena_printf(arena, "大于 %s", from);
	if (at == 0)
		return arena_printf(arena, "不超过 %s", rule_number(arena, rule->bands[1].from));
	return arena_printf(arena, "大于 %s、不超过 %s", from, rule_number(arena, rule->bands[at + 1].from));
}

static enum status_code by_bands(struct arena *arena, const struct scoring_input *input, struct decimal gap,
				 struct scoring_result *result, struct status *status)
{
	size_t at = band_of(&input->rule, gap);
	const struct score_band *band = &input->rule.bands[at];
	const char *way = "得";

	if (band->is_share) {
		if (!rule_settle(ratio_of(band->value), input->weight, &result->points))
			return rule_too_large(status);
		way = arena_printf(arena, "%s × %s =", rule_percent(arena, band->value), rule_number(arena, input->weight));
	} else {
		result->points = rule_clamp(band->value, input->weight);
	}
	result->explanation = arena_printf(arena, "实际 %s、指标值 %s%s，相差 %s，属“%s”一档：%s %s",
					   rule_number(arena, input->actual.number), rule_sign(input->target.op),
					   rule_number(arena, input->target.value.number),
					   rule_number(arena, gap.micros > 0 ? gap : DECIMAL(0)),
					   band_words(arena, &input->rule, at), way, rule_points(arena, result->points));
	return STATUS_OK;
}

/* ---- */

enum status_code scoring_step(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	struct decimal gap, step = input->rule.step;
	int64_t steps;
	bool cut;

	result->completion = rule_completion(arena, input);
	if (!shortfall(input, &gap))
		return rule_too_large(status);
	result->achieved = gap.micros <= 0;
	if (input->rule.n_bands > 0)
		return by_bands(arena, input, gap, result, status);
	if (step.micros <= 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_DENOMINATOR_ZERO, "每档差值");
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
