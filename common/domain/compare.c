#include "common/domain/compare.h"

#include <string.h>

/* ---- level 1 ---- */

static struct compared_line *line_of(struct compared_line *lines, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].name, name) == 0)
			return &lines[i];
	return NULL;
}

static struct compared_line line_new(struct arena *arena, const char *name, size_t n)
{
	struct compared_line line = { name, arena_alloc(arena, n * sizeof(*line.rates)) };

	for (size_t i = 0; i < n; i++)
		line.rates[i] = "";
	return line;
}

size_t compare_lines(struct arena *arena, const struct compared *compared, size_t n, struct compared_line **lines)
{
	size_t n_lines = 0, most = 0;

	for (size_t i = 0; i < n; i++)
		most += compared[i].summary.n_lines;
	*lines = arena_alloc(arena, most * sizeof(**lines));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < compared[i].summary.n_lines; k++) {
			const struct score_line *from = &compared[i].summary.lines[k];
			struct compared_line *line = line_of(*lines, n_lines, from->name);

			if (line == NULL) {
				line = &(*lines)[n_lines++];
				*line = line_new(arena, from->name, n);
			}
			line->rates[i] = from->rate;
		}
	return n_lines;
}

/* ---- deductions ---- */

const struct indicator *compare_find(const struct dossier *dossier, const struct indicator *indicator)
{
	const struct indicator *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *other = &dossier->indicators[i];

		if (other->level != 3 || strcmp(other->name, indicator->name) != 0)
			continue;
		if (strcmp(other->code, indicator->code) == 0)
			return other;
		found = other;
		n++;
	}
	return n == 1 ? found : NULL;
}

/* ${indicator} of evaluation ${at} lost points by an approved score. */
static bool deduct(const struct compared *compared, size_t at, const struct indicator *indicator, struct deduction *deduction)
{
	const struct dossier *dossier = compared[at].dossier;
	const struct score *score = indicator != NULL ? dossier_score(dossier, indicator->code) : NULL;

	if (score == NULL || !dossier_is_scored(dossier, indicator) || score->state != SCORE_APPROVED ||
	    decimal_compare(score->points, indicator->weight) >= 0)
		return false;
	*deduction = (struct deduction){ at, indicator, score, { 0 } };
	return decimal_subtract(indicator->weight, score->points, &deduction->points);
}

/* All deductions of ${indicator} of evaluation ${first}; none if an earlier one has it: then it was found there. */
static size_t gather(const struct compared *compared, size_t n, size_t first, const struct indicator *indicator,
		     struct deduction *deductions)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct indicator *same = i == first ? indicator : compare_find(compared[i].dossier, indicator);

		if (!deduct(compared, i, same, &deductions[found]))
			continue;
		if (i < first)
			return 0;
		found++;
	}
	return found;
}

size_t compare_deductions(struct arena *arena, const struct compared *compared, size_t n, struct recurring **recurring)
{
	struct deduction *deductions = arena_alloc(arena, n * sizeof(*deductions));
	size_t n_recurring = 0, most = 0;

	for (size_t i = 0; i < n; i++)
		most += compared[i].dossier->n_indicators;
	*recurring = arena_alloc(arena, most * sizeof(**recurring));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < compared[i].dossier->n_indicators; k++) {
			const struct indicator *indicator = &compared[i].dossier->indicators[k];
			struct deduction own;
			size_t found;

			if (!deduct(compared, i, indicator, &own))
				continue;
			found = gather(compared, n, i, indicator, deductions);
			if (found < 2)
				continue;
			(*recurring)[n_recurring++] =
				(struct recurring){ indicator, arena_memdup(arena, deductions, found * sizeof(*deductions)),
						    found };
		}
	return n_recurring;
}
