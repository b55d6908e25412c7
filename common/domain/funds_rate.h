/* funds_rate: 资金到位率 and 预算执行率 of a project's money, exact and as a fraction to read.
 *
 * A denominator of 0 is no rate: each such case has its own sentence, which says what to do about it. Nothing stands in for
 * the missing money. */
#ifndef JIXIAO_DOMAIN_FUNDS_RATE_H
#define JIXIAO_DOMAIN_FUNDS_RATE_H

#include "common/domain/scoring.h"

struct funds_rate {
	struct ratio value;
	const char *text; /* "1074.2 ÷ 1246.5", in 万元 */
};

/* 到位率: received ÷ budget; 执行率: paid ÷ received (the seed) or ÷ budget (self-evaluation forms). ${rate} is not
 * FUND_RATE_NONE. STATUS_FAILED_PRECONDITION, MSG_FUNDS_NO_BUDGET, MSG_FUNDS_PAID_WITHOUT_BUDGET, MSG_FUNDS_NOTHING_RECEIVED,
 * MSG_FUNDS_PAID_WITHOUT_RECEIVED. */
enum status_code funds_rate_of(struct arena *arena, const struct funds_totals *funds, enum fund_rate rate,
			       enum fund_denominator denominator, struct funds_rate *result, struct status *status);

#endif
