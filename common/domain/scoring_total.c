#include "common/domain/scoring_total.h"

#include <string.h>

#include "common/domain/funds_rate.h"

static enum status_code too_large(struct status *status)
{
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
}

static const char *points_words(struct arena *arena, struct decimal points)
{
	return decimal_format_places(arena, points, 2);
}

static enum status_code rescale(struct arena *arena, const struct scoring_sums *sums, struct scoring_total *total,
				struct status *status)
{
	struct ratio share;

	total->rescaled = sums->points;
	if (decimal_compare(sums->applicable, DECIMAL(0)) <= 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_ALL_NOT_APPLICABLE);
	if (decimal_compare(sums->applicable, sums->weight) == 0)
		return STATUS_OK;
	if (!ratio_divide_decimals(sums->weight, sums->applicable, &share) ||
	    !ratio_multiply(share, ratio_of(sums->points), &share) || !ratio_round(share, 2, &total->rescaled))
		return too_large(status);
	total->rescaling =
		arena_printf(arena, "%s × %s ÷ %s = %s", points_words(arena, sums->points), decimal_format(arena, sums->weight),
			     decimal_format(arena, sums->applicable), points_words(arena, total->rescaled));
	return STATUS_OK;
}

/* The percentage with two places, or with as many more as it needs to stand on its side of ${border}: 49.996% is not 50%. */
static const char *rate_words(struct arena *arena, struct ratio rate, const char *border)
{
	const char *words = ratio_percent(arena, rate);
	struct decimal share;

	if (strcmp(words, border) != 0)
		return words;
	if (ratio_round(rate, DECIMAL_PLACES, &share) && ratio_compare(ratio_of(share), rate) == 0 &&
	    !__builtin_mul_overflow(share.micros, (int64_t)100, &share.micros))
		return arena_printf(arena, "%s%%", decimal_format(arena, share));
	return arena_printf(arena, "约 %s", words);
}

static enum status_code put_cap(struct arena *arena, const struct scoring_options *options, const struct funds_totals *funds,
				enum fund_denominator denominator, struct scoring_total *total, struct status *status)
{
	struct funds_rate rate;
	size_t at = 0;
	const char *below, *cap, *effect;
	enum status_code code;

	if (options->n_caps == 0)
		return STATUS_OK;
	code = funds_rate_of(arena, funds, FUND_RATE_EXECUTION, denominator, &rate, status);
	if (code != STATUS_OK)
		return code;
	while (at < options->n_caps && ratio_compare(rate.value, ratio_of(options->caps[at].below)) >= 0)
		at++;
	if (at == options->n_caps)
		return STATUS_OK;
	below = ratio_percent(arena, ratio_of(options->caps[at].below));
	cap = decimal_format(arena, options->caps[at].cap);
	if (decimal_compare(total->rescaled, options->caps[at].cap) > 0)
		total->total = options->caps[at].cap;
	effect = decimal_compare(total->total, total->rescaled) == 0
			 ? "，未超过"
			 : arena_printf(arena, " → %s", points_words(arena, total->total));
	total->capping =
		arena_printf(arena, "预算执行率 %s = %s < %s，总分不超过 %s：%s%s", rate.text,
			     rate_words(arena, rate.value, below), below, cap, points_words(arena, total->rescaled), effect);
	return STATUS_OK;
}

enum status_code scoring_total(struct arena *arena, const struct scoring_options *options, const struct funds_totals *funds,
			       enum fund_denominator denominator, const struct scoring_sums *sums, struct scoring_total *total,
			       struct status *status)
{
	enum status_code code;

	*total = (struct scoring_total){ .points = sums->points, .rescaling = "", .capping = "" };
	code = rescale(arena, sums, total, status);
	total->total = total->rescaled;
	return code == STATUS_OK ? put_cap(arena, options, funds, denominator, total, status) : code;
}
