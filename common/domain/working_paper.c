#include "common/domain/working_paper.h"

const char *const part_measure_names[PART_MEASURES + 1] = { "", "sum", "mean", "count", NULL };
const char *const part_measure_labels[PART_MEASURES] = { "", "合计", "平均", "计数" };

static bool sum_of(const struct paper_part *parts, size_t n, struct decimal *sum)
{
	*sum = DECIMAL(0);
	for (size_t i = 0; i < n; i++)
		if (!decimal_add(*sum, parts[i].value, sum))
			return false;
	return true;
}

static bool mean_of(const struct paper_part *parts, size_t n, struct decimal *mean)
{
	struct decimal sum;
	struct ratio share;

	return sum_of(parts, n, &sum) && ratio_divide_decimals(sum, DECIMAL(n), &share) &&
	       ratio_round(share, DECIMAL_PLACES, mean);
}

bool parts_actual(enum part_measure measure, const struct paper_part *parts, size_t n, struct decimal *actual)
{
	*actual = DECIMAL(0);
	if (n == 0 || n > PARTS_MOST)
		return false;
	switch (measure) {
	case PARTS_SUM: return sum_of(parts, n, actual);
	case PARTS_MEAN: return mean_of(parts, n, actual);
	case PARTS_COUNT: *actual = DECIMAL(n); return true;
	default: return false;
	}
}

/* "30 + 20 + (-5)". */
static char *terms_of(struct arena *arena, const struct paper_part *parts, size_t n)
{
	const size_t shown = n > PARTS_IN_WAY ? PARTS_IN_WAY : n;
	char *terms = arena_strdup(arena, "");
	struct decimal rest;

	for (size_t i = 0; i < shown; i++) {
		const char *value = decimal_format(arena, parts[i].value);

		terms = arena_printf(arena, parts[i].value.micros < 0 ? "%s%s(%s)" : "%s%s%s", terms, i > 0 ? " + " : "",
				     value);
	}
	if (n > shown && sum_of(parts + shown, n - shown, &rest))
		terms = arena_printf(arena, "%s + …（其余 %zu 项合计 %s）", terms, n - shown, decimal_format(arena, rest));
	return terms;
}

char *parts_way(struct arena *arena, enum part_measure measure, const struct paper_part *parts, size_t n)
{
	struct decimal actual;
	char *terms;

	if (!parts_actual(measure, parts, n, &actual))
		return arena_strdup(arena, "");
	if (measure == PARTS_COUNT)
		return arena_printf(arena, "%zu 项", n);
	terms = terms_of(arena, parts, n);
	if (measure == PARTS_SUM)
		return arena_printf(arena, "%s = %s", terms, decimal_format(arena, actual));
	return arena_printf(arena, "(%s) ÷ %zu = %s", terms, n, decimal_format(arena, actual));
}
