#include "common/domain/score_verify.h"

#include <string.h>

static const char *points_words(struct arena *arena, struct decimal points)
{
	return decimal_format_places(arena, points, 2);
}

static const char *yes_or_no(bool yes)
{
	return yes ? "true" : "false";
}

/* ---- one score ---- */

/* The rule gives nothing: why, in the words for officials. */
static size_t uncomputable(struct arena *arena, const struct score *score, const struct status *why,
			   struct score_difference *difference)
{
	*difference = (struct score_difference){ score->indicator, "computed", points_words(arena, score->points),
						 message_text(arena, LANGUAGE_ZH, why->message.id, why->message.args,
							      why->message.n_args) };
	return 1;
}

/* The stored number is the computed one, however many zeros it is written with. */
static bool same_number(const char *stored, struct decimal computed)
{
	struct decimal number;

	return decimal_parse(stored, &number) && decimal_compare(number, computed) == 0;
}

static size_t compare_result(struct arena *arena, const struct scoring_result *result, const struct score *score,
			     unsigned fields, struct score_difference *differences)
{
	const char *points = points_words(arena, result->points);
	const struct {
		enum score_field field;
		const char *name, *stored, *computed;
		bool differs;
	} rows[SCORE_FIELDS_MOST] = {
		{ SCORE_FIELD_COMPUTED, "computed", score->computed, points,
		  *score->computed != '\0' && !same_number(score->computed, result->points) },
		{ SCORE_FIELD_EXPLANATION, "explanation", score->explanation, result->explanation,
		  *score->explanation != '\0' && strcmp(score->explanation, result->explanation) != 0 },
		{ SCORE_FIELD_POINTS, "points", points_words(arena, score->points), points,
		  !score->overridden && decimal_compare(score->points, result->points) != 0 },
		{ SCORE_FIELD_COMPLETION, "completion", score->completion, result->completion,
		  strcmp(score->completion, result->completion) != 0 },
		{ SCORE_FIELD_ACHIEVED, "achieved", yes_or_no(score->achieved), yes_or_no(result->achieved),
		  score->achieved != result->achieved },
	};
	size_t n = 0;

	for (size_t i = 0; i < SCORE_FIELDS_MOST; i++)
		if (fields & rows[i].field && rows[i].differs)
			differences[n++] =
				(struct score_difference){ score->indicator, rows[i].name, rows[i].stored, rows[i].computed };
	return n;
}

size_t score_compare(struct arena *arena, const struct scoring_input *input, const struct score *score, unsigned fields,
		     struct score_difference *differences)
{
	struct status why = STATUS_INIT;
	struct scoring_result result;
	size_t n;

	if (scoring_compute(arena, input, &result, &why) == STATUS_OK)
		n = compare_result(arena, &result, score, fields, differences);
	else
		n = uncomputable(arena, score, &why, differences);
	status_clear(&why);
	return n;
}

/* Of a working paper: the actual is what its parts give. */
static size_t verify_actual(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			    struct score_difference *differences)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);
	struct decimal actual;

	if (indicator->rule.parts == PARTS_NONE || entry == NULL || entry->n_parts == 0)
		return 0;
	if (parts_actual(indicator->rule.parts, entry->parts, entry->n_parts, &actual) && same_number(entry->actual, actual))
		return 0;
	differences[0] = (struct score_difference){ indicator->code, "actual", entry->actual, decimal_format(arena, actual) };
	return 1;
}

static size_t verify_score(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			   struct score_difference *differences)
{
	const struct score *score = dossier_score(dossier, indicator->code);
	struct scoring_input input;

	if (score == NULL || score->state == SCORE_NONE) {
		differences[0] = (struct score_difference){ indicator->code, "points", "", "尚未评分" };
		return 1;
	}
	if (!dossier_scoring_input(arena, dossier, indicator, &input)) {
		differences[0] = (struct score_difference){ indicator->code, "points", points_words(arena, score->points),
							    "填报、资金或评分判断不全，算不出得分" };
		return 1;
	}
	return score_compare(arena, &input, score, SCORE_FIELDS_ALL, differences);
}

/* ---- lines and total ---- */

static size_t difference_add(struct score_difference *differences, size_t n, const char *code, const char *field,
			     const char *stored, const char *computed)
{
	if (strcmp(stored, computed) != 0)
		differences[n++] = (struct score_difference){ code, field, stored, computed };
	return n;
}

static size_t verify_lines(struct arena *arena, const struct dossier *dossier, const struct stored_total *stored,
			   struct score_difference *differences, size_t n)
{
	struct score_line *lines;
	size_t n_lines = dossier_score_lines(arena, dossier, &lines);

	if (stored->n_lines == 0)
		return n;
	if (stored->n_lines != n_lines)
		return difference_add(differences, n, "", "lines", arena_printf(arena, "%zu", stored->n_lines),
				      arena_printf(arena, "%zu", n_lines));
	for (size_t i = 0; i < n_lines; i++) {
		n = difference_add(differences, n, lines[i].code, "line.points", points_words(arena, stored->lines[i].points),
				   points_words(arena, lines[i].points));
		n = difference_add(differences, n, lines[i].code, "line.rate", stored->lines[i].rate, lines[i].rate);
	}
	return n;
}

static size_t verify_total(struct arena *arena, const struct dossier *dossier, const struct stored_total *stored,
			   struct score_difference *differences, size_t n)
{
	struct status why = STATUS_INIT;
	struct scoring_total total;

	if (*stored->total == '\0')
		return n;
	if (dossier_total(arena, dossier, &total, &why) != STATUS_OK) {
		differences[n++] = (struct score_difference){ "", "total", stored->total,
							      message_text(arena, LANGUAGE_ZH, why.message.id, why.message.args,
									   why.message.n_args) };
	} else {
		n = difference_add(differences, n, "", "sum", stored->sum, points_words(arena, total.points));
		n = difference_add(differences, n, "", "total", stored->total, points_words(arena, total.total));
		n = difference_add(differences, n, "", "grade", stored->grade, grade_of(total.total, dossier->scheme.grades));
	}
	status_clear(&why);
	return n;
}

size_t score_verify(struct arena *arena, const struct dossier *dossier, const struct stored_total *stored,
		    struct score_difference **differences)
{
	/* Per score its fields and its actual, per line two, and three of the total. */
	size_t most = dossier->n_indicators * (SCORE_FIELDS_MOST + 3) + 8, n = 0;

	*differences = arena_alloc(arena, most * sizeof(**differences));
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier_is_scored(dossier, &dossier->indicators[i])) {
			n += verify_actual(arena, dossier, &dossier->indicators[i], *differences + n);
			n += verify_score(arena, dossier, &dossier->indicators[i], *differences + n);
		}
	n = verify_lines(arena, dossier, stored, *differences, n);
	return verify_total(arena, dossier, stored, *differences, n);
}
