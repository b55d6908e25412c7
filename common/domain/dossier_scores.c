#include <string.h>

#include "common/domain/dossier.h"

static bool lies_under(const struct dossier *dossier, const struct indicator *indicator, const char *root)
{
	while (indicator != NULL && indicator->level > 1)
		indicator = dossier_indicator(dossier, indicator->parent);
	return indicator != NULL && strcmp(indicator->code, root) == 0;
}

static const char *score_rate(struct arena *arena, const struct score_line *line)
{
	struct ratio rate;
	struct decimal percent;

	if (line->count == 0 || !ratio_divide_decimals(line->points, line->applicable, &rate) ||
	    !ratio_multiply(rate, ratio_of(DECIMAL(100)), &rate) || !ratio_round(rate, 2, &percent))
		return "不适用";
	return arena_printf(arena, "%s%%", decimal_format_places(arena, percent, 2));
}

static void line_count(const struct dossier *dossier, const struct indicator *indicator, struct score_line *line)
{
	const struct score *score = dossier_score(dossier, indicator->code);

	line->count++;
	decimal_add(line->applicable, indicator->weight, &line->applicable);
	if (score == NULL || score->state != SCORE_APPROVED)
		return;
	decimal_add(line->points, score->points, &line->points);
	line->full += decimal_compare(score->points, indicator->weight) == 0;
	line->achieved += score->achieved;
}

static void line_add(struct score_line *total, const struct score_line *line)
{
	decimal_add(total->weight, line->weight, &total->weight);
	decimal_add(total->points, line->points, &total->points);
	decimal_add(total->applicable, line->applicable, &total->applicable);
	total->count += line->count;
	total->full += line->full;
	total->achieved += line->achieved;
}

size_t dossier_score_lines(struct arena *arena, const struct dossier *dossier, struct score_line **lines)
{
	struct score_line total = { .code = "", .name = "合计" };
	size_t n = 0;

	*lines = arena_alloc(arena, (dossier->n_indicators + 1) * sizeof(**lines));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *root = &dossier->indicators[i];
		struct score_line line = { .code = root->code, .name = root->name };

		if (root->level != 1)
			continue;
		dossier_weight(dossier, root, &line.weight);
		for (size_t k = 0; k < dossier->n_indicators; k++)
			if (dossier_is_scored(dossier, &dossier->indicators[k]) &&
			    lies_under(dossier, &dossier->indicators[k], root->code))
				line_count(dossier, &dossier->indicators[k], &line);
		line.rate = score_rate(arena, &line);
		line_add(&total, &line);
		(*lines)[n++] = line;
	}
	total.rate = score_rate(arena, &total);
	(*lines)[n++] = total;
	return n;
}

enum status_code dossier_total(struct arena *arena, const struct dossier *dossier, struct scoring_total *total,
			       struct status *status)
{
	struct score_line *lines;
	struct funds_totals funds;
	size_t n = dossier_score_lines(arena, dossier, &lines);
	const struct score_line *last = &lines[n - 1];
	const struct scoring_sums sums = { last->points, last->weight, last->applicable };

	if (!dossier_funds_totals(dossier, &funds))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
	return scoring_total(arena, &dossier->scheme.scoring, &funds, dossier_execution_denominator(dossier), &sums, total,
			     status);
}
