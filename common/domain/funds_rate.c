#include "common/domain/funds_rate.h"

static enum status_code no_denominator(struct arena *arena, const struct funds_totals *funds, bool execution, bool of_received,
				       struct status *status)
{
	const char *paid = money_format_wan(arena, funds->paid);

	if (!execution || funds->paid.fen <= 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION,
				   of_received ? MSG_FUNDS_NOTHING_RECEIVED : MSG_FUNDS_NO_BUDGET,
				   execution ? "预算执行率" : "资金到位率");
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION,
			   of_received ? MSG_FUNDS_PAID_WITHOUT_RECEIVED : MSG_FUNDS_PAID_WITHOUT_BUDGET, paid);
}

enum status_code funds_rate_of(struct arena *arena, const struct funds_totals *funds, enum fund_rate rate,
			       enum fund_denominator denominator, struct funds_rate *result, struct status *status)
{
	bool execution = rate == FUND_RATE_EXECUTION, of_received = execution && denominator == DENOMINATOR_RECEIVED;
	struct decimal over = money_wan(execution ? funds->paid : funds->received);
	struct decimal under = money_wan(of_received ? funds->received : funds->budget);

	if (decimal_compare(under, DECIMAL(0)) <= 0)
		return no_denominator(arena, funds, execution, of_received, status);
	if (!ratio_divide_decimals(over, under, &result->value))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
	result->text = arena_printf(arena, "%s ÷ %s", decimal_format(arena, over), decimal_format(arena, under));
	return STATUS_OK;
}
