#include "common/domain/early_warning.h"

/* In micros: 5% and 20%. */
static const struct decimal excess_limit = { 50000 }, unspent_limit = { 200000 };

bool score_rate_is_far_above(struct ratio score_rate, struct ratio execution_rate, struct ratio *excess)
{
	struct ratio difference;

	return ratio_compare(score_rate, ratio_of(DECIMAL(0))) > 0 && ratio_subtract(score_rate, execution_rate, &difference) &&
	       ratio_divide(difference, score_rate, excess) && ratio_compare(*excess, ratio_of(excess_limit)) > 0;
}

bool unspent_share_is_large(struct money budget, struct money paid, struct ratio *share)
{
	struct ratio spent;

	return budget.fen > 0 && ratio_divide_decimals(money_wan(paid), money_wan(budget), &spent) &&
	       ratio_subtract(ratio_of(DECIMAL(1)), spent, share) && ratio_compare(*share, ratio_of(unspent_limit)) > 0;
}

/* Points ÷ weight of what is scored by something else than the execution rate. */
static bool score_rate(const struct dossier *dossier, struct ratio *rate)
{
	struct decimal points = DECIMAL(0), weight = DECIMAL(0);

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (!dossier_is_scored(dossier, indicator) ||
		    (indicator_uses_funds(indicator) && indicator->rule.rate == FUND_RATE_EXECUTION))
			continue;
		if (score == NULL || !decimal_add(points, score->points, &points) ||
		    !decimal_add(weight, indicator->weight, &weight))
			return false;
	}
	return ratio_divide_decimals(points, weight, rate);
}

static bool warn_of_score(struct arena *arena, const struct dossier *dossier, const struct funds_totals *funds,
			  struct early_warning *warning)
{
	struct ratio score, execution, excess;

	if (!dossier_scores_complete(dossier) || !score_rate(dossier, &score) ||
	    !ratio_divide_decimals(money_wan(funds->paid), money_wan(dossier_execution_base(dossier, funds)), &execution) ||
	    !score_rate_is_far_above(score, execution, &excess))
		return false;
	*warning = (struct early_warning){
		WARNING_RED,
		"score-rate",
		MSG_WARNING_SCORE_RATE,
		{ ratio_percent(arena, score), ratio_percent(arena, execution), ratio_percent(arena, excess) },
	};
	return true;
}

static bool warn_of_unspent(struct arena *arena, const struct funds_totals *funds, struct early_warning *warning)
{
	struct ratio share;

	if (!unspent_share_is_large(funds->budget, funds->paid, &share))
		return false;
	*warning = (struct early_warning){
		WARNING_YELLOW,
		"unspent",
		MSG_WARNING_UNSPENT,
		{ money_format_wan(arena, funds->budget), money_format_wan(arena, funds->paid), ratio_percent(arena, share) },
	};
	return true;
}

size_t early_warnings(struct arena *arena, const struct dossier *dossier, struct early_warning warnings[EARLY_WARNINGS])
{
	const bool paid = dossier->funds.state == ENTRY_ACCEPTED;
	struct funds_totals funds;
	size_t n = 0;

	if (dossier->scheme.revision == 0 || !dossier_funds_totals(dossier, &funds))
		return 0;
	n += paid && warn_of_score(arena, dossier, &funds, &warnings[n]);
	if (funds.budget.fen == 0)
		warnings[n++] = (struct early_warning){ WARNING_YELLOW, "no-budget", MSG_WARNING_NO_BUDGET, { NULL } };
	else
		n += paid && warn_of_unspent(arena, &funds, &warnings[n]);
	return n;
}
