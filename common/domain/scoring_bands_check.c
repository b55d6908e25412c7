#include "common/domain/scoring.h"

static void fault(struct status *status, const char *path, size_t i, const char *field, enum message_id id, const char *first,
		  const char *second)
{
	STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.bands[%zu]%s%s", path, i, *field ? "." : "", field), id,
			 first, second);
}

static const char *words(struct status *status, struct decimal value)
{
	return decimal_format(&status->arena, value);
}

/* What the band gives, as a share of the weight or in points: exact, to be compared with its neighbour's. */
static struct ratio worth(const struct score_band *band, struct decimal weight)
{
	struct ratio points = ratio_of(band->value);

	if (band->is_share && !ratio_multiply(points, ratio_of(weight), &points))
		points = ratio_of(DECIMAL(0));
	return points;
}

static bool check_value(const struct score_band *band, struct decimal weight, size_t i, const char *path, struct status *status)
{
	struct decimal most = band->is_share ? DECIMAL(1) : weight;
	const char *field = band->is_share ? "share" : "points";

	if (band->value.micros < 0 || decimal_compare(band->value, most) > 0) {
		STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.bands[%zu].%s", path, i, field),
				 MSG_SCORE_OUT_OF_RANGE, words(status, band->value), "0", words(status, most));
		return false;
	}
	if (!decimal_fits(band->value, band->is_share ? 4 : 2))
		fault(status, path, i, field, MSG_BAND_PLACES, words(status, band->value), NULL);
	return true;
}

void rule_bands_check(const struct rule *rule, struct decimal weight, const char *path, struct status *status)
{
	for (size_t i = 0; i < rule->n_bands; i++) {
		const struct score_band *band = &rule->bands[i], *before = i > 0 ? &rule->bands[i - 1] : NULL;

		bool in_range = check_value(band, weight, i, path, status);

		if (before == NULL && band->from.micros != 0)
			fault(status, path, i, "from", MSG_BANDS_BEGIN, words(status, band->from), NULL);
		if (before == NULL && in_range && ratio_compare(worth(band, weight), ratio_of(weight)) != 0)
			fault(status, path, i, band->is_share ? "share" : "points", MSG_BANDS_FULL, words(status, band->value),
			      words(status, weight));
		if (before != NULL && decimal_compare(band->from, before->from) <= 0)
			fault(status, path, i, "from", MSG_BANDS_ASCEND, words(status, band->from),
			      words(status, before->from));
		if (before != NULL && in_range && ratio_compare(worth(band, weight), worth(before, weight)) > 0)
			fault(status, path, i, band->is_share ? "share" : "points", MSG_BANDS_FALL, words(status, band->value),
			      words(status, before->value));
	}
	if (rule->kind != RULE_STEP && rule->n_bands > 0)
		STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.bands", path), MSG_RULE_NO_BANDS,
				 rule_rows[rule->kind].name);
	if (rule->kind == RULE_STEP && rule->n_bands > 0 && (rule->step.micros != 0 || rule->deduction.micros != 0))
		STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.step", path), MSG_BANDS_OR_STEP);
}
