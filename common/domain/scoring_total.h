/* scoring_total: from the level-3 scores to the total: their sum, rescaled where indicators do not apply, capped by the
 * execution rate. Each step is shown for a pocket calculator. */
#ifndef JIXIAO_DOMAIN_SCORING_TOTAL_H
#define JIXIAO_DOMAIN_SCORING_TOTAL_H

#include "common/domain/scoring.h"

struct scoring_sums {
	struct decimal points;	   /* Σ scores */
	struct decimal weight;	   /* Σ weights: 100 */
	struct decimal applicable; /* Σ weights of the indicators that apply */
};

struct scoring_total {
	struct decimal points;	 /* Σ scores, as it came in */
	struct decimal rescaled; /* the same where all apply */
	struct decimal total;	 /* what counts, two places */
	const char *rescaling;	 /* "76.5 × 100 ÷ 90 = 85.00"; "" where all apply */
	const char *capping;	 /* which band of the execution rate holds and what it does; "" if none does */
};

/* Rescaling (DECISIONS of docs/architecture.md): × Σ weights ÷ Σ applicable weights, rounded once. Then the cap, by the
 * unrounded execution rate, left-closed: 50% is not below 50%. STATUS_FAILED_PRECONDITION, MSG_SCORE_ALL_NOT_APPLICABLE, or
 * those of funds_rate.h where there are caps but no rate. Texts in ${arena}. */
enum status_code scoring_total(struct arena *arena, const struct scoring_options *options, const struct funds_totals *funds,
			       enum fund_denominator denominator, const struct scoring_sums *sums, struct scoring_total *total,
			       struct status *status);

#endif
