#include "common/domain/funds_rate.h"
#include "common/domain/scoring_rules.h"

/* Of the funds, or the entry's actual against its target; a rate without a target is measured against 100 %. */
static enum status_code rate_of(struct arena *arena, const struct scoring_input *input, struct funds_rate *rate,
				struct status *status)
{
	struct decimal target = input->target.value.kind == VALUE_NUMBER ? input->target.value.number : DECIMAL(100);

	if (input->rule.rate != FUND_RATE_NONE)
		return funds_rate_of(arena, &input->funds, input->rule.rate, input->rule.denominator, rate, status);
	if (decimal_compare(target, DECIMAL(0)) <= 0)
		return rule_target_zero(status, input);
	if (!ratio_divide_decimals(input->actual.number, target, &rate->value))
		return rule_too_large(status);
	rate->text = arena_printf(arena, "%s ÷ %s", rule_number(arena, input->actual.number), rule_number(arena, target));
	return STATUS_OK;
}

static bool rate_achieved(const struct scoring_input *input, struct ratio rate)
{
	int order = ratio_compare(rate, ratio_of(DECIMAL(1)));

	return input->target.op == OP_EQUAL && input->target.value.kind == VALUE_NUMBER && input->rule.rate == FUND_RATE_NONE
		       ? order == 0
		       : order >= 0;
}

/* "，超过满分按满分计", "，低于零按 0 分计": why the way written down and the points may differ. */
static const char *cut(struct ratio share)
{
	if (ratio_compare(share, ratio_of(DECIMAL(1))) > 0)
		return "，超过满分，按满分计 ";
	return ratio_compare(share, ratio_of(DECIMAL(0))) < 0 ? "，低于 0，按 0 分计 " : " = ";
}

enum status_code scoring_rate(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	struct funds_rate rate;
	enum status_code code = rate_of(arena, input, &rate, status);

	if (code != STATUS_OK)
		return code;
	if (!rule_settle(rate.value, input->weight, &result->points))
		return rule_too_large(status);
	result->completion = ratio_percent(arena, rate.value);
	result->achieved = rate_achieved(input, rate.value);
	result->explanation = arena_printf(arena, "%s × %s%s%s", rate.text, rule_number(arena, input->weight), cut(rate.value),
					   rule_points(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_floor_rate(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				    struct status *status)
{
	struct ratio share, span, floor = ratio_of(input->rule.floor);
	struct funds_rate rate;
	const char *percent = rule_percent(arena, input->rule.floor);
	enum status_code code = rate_of(arena, input, &rate, status);

	if (code != STATUS_OK)
		return code;
	if (!ratio_subtract(rate.value, floor, &share) || !ratio_subtract(ratio_of(DECIMAL(1)), floor, &span) ||
	    !ratio_divide(share, span, &share) || !rule_settle(share, input->weight, &result->points))
		return rule_too_large(status);
	result->completion = ratio_percent(arena, rate.value);
	result->achieved = rate_achieved(input, rate.value);
	result->explanation = arena_printf(arena, "(%s − %s) ÷ (1 − %s) × %s%s%s", rate.text, percent, percent,
					   rule_number(arena, input->weight), cut(share), rule_points(arena, result->points));
	return STATUS_OK;
}
