#include "common/domain/scoring_rules.h"

enum status_code scoring_checklist(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				   struct status *status)
{
	struct decimal sum = DECIMAL(0);
	const char *terms = "", *missing = "";
	bool required = true;

	result->achieved = true;
	for (size_t i = 0; i < input->n_points; i++) {
		const struct checklist_point *point = &input->points[i];

		if (!input->met[i]) {
			result->achieved = false;
			required = required && !point->required;
			missing = arena_printf(arena, "%s%s%zu", missing, *missing ? "、" : "", i + 1);
		} else if (!decimal_add(sum, point->weight, &sum)) {
			return rule_too_large(status);
		}
		terms = arena_printf(arena, "%s%s%s", terms, i > 0 ? " + " : "",
				     rule_number(arena, input->met[i] ? point->weight : DECIMAL(0)));
	}
	if (!required)
		sum = DECIMAL(0);
	if (!ratio_round(ratio_of(sum), 2, &sum))
		return rule_too_large(status);
	result->points = rule_clamp(sum, input->weight);
	if (!required)
		result->explanation = arena_printf(arena, "要点 %s 未达到，其中有必备要点，得 0.00", missing);
	else if (*missing != '\0')
		result->explanation =
			arena_printf(arena, "要点 %s 未达到：%s = %s", missing, terms, rule_points(arena, result->points));
	else
		result->explanation = arena_printf(arena, "要点全部达到：%s = %s", terms, rule_points(arena, result->points));
	return STATUS_OK;
}

/* Both bounds of the first tier belong to it, the lower one of the second too; 0 to below the second bound is the third. */
static bool share_in_tier(const struct scoring_input *input)
{
	struct decimal share = input->share;
	const struct decimal *bounds = input->rule.bounds;

	if (decimal_compare(share, DECIMAL(0)) < 0 || decimal_compare(share, DECIMAL(1)) > 0)
		return false;
	switch (input->tier) {
	case 1: return decimal_compare(share, bounds[0]) >= 0;
	case 2: return decimal_compare(share, bounds[0]) < 0 && decimal_compare(share, bounds[1]) >= 0;
	case 3: return decimal_compare(share, bounds[1]) < 0;
	default: return false;
	}
}

enum status_code scoring_tier(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	static const char *const names[] = { "", "第一档（基本达成目标）", "第二档（部分实现目标）",
					     "第三档（实现目标程度较低）" };
	const char *bounds[] = { "100%", rule_percent(arena, input->rule.bounds[0]), rule_percent(arena, input->rule.bounds[1]),
				 "0%" };

	if (input->tier < 1 || input->tier > 3)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_TIER_UNKNOWN,
				   arena_printf(arena, "%u", input->tier));
	if (!share_in_tier(input))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_OUT_OF_RANGE, rule_number(arena, input->share),
				   rule_number(arena, input->tier == 1	 ? input->rule.bounds[0]
						      : input->tier == 2 ? input->rule.bounds[1]
									 : DECIMAL(0)),
				   rule_number(arena, input->tier == 1 ? DECIMAL(1) : input->rule.bounds[input->tier - 2]));
	if (!rule_settle(ratio_of(input->share), input->weight, &result->points))
		return rule_too_large(status);
	result->achieved = input->tier == 1;
	result->explanation = arena_printf(arena, "%s，%s–%s：%s × %s = %s", names[input->tier], bounds[input->tier - 1],
					   bounds[input->tier], rule_percent(arena, input->share),
					   rule_number(arena, input->weight), rule_points(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_manual(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				struct status *status)
{
	if (decimal_compare(input->proposed, DECIMAL(0)) < 0 || decimal_compare(input->proposed, input->weight) > 0)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_OUT_OF_RANGE, rule_number(arena, input->proposed),
				   "0", rule_number(arena, input->weight));
	if (!ratio_round(ratio_of(input->proposed), 2, &result->points))
		return rule_too_large(status);
	result->achieved = decimal_compare(result->points, input->weight) == 0;
	result->explanation = arena_printf(arena, "评议得分 %s（满分 %s）", rule_points(arena, result->points),
					   rule_points(arena, input->weight));
	return STATUS_OK;
}
