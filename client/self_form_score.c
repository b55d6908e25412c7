/* The scores of a filled form, computed as the server would once everything is accepted. */
#include <string.h>

#include "client/self_form_private.h"
#include "common/record/record_score.h"

/* What the rule gives is what counts; what was typed beside it is only compared. */
static void take_result(struct form_reader *reader, const char *place, const struct indicator *indicator,
			const struct scoring_result *result, Jixiao__Score *record)
{
	struct decimal typed;

	record->points = decimal_format_places(reader->arena, result->points, 2);
	if (!rule_rows[indicator->rule.kind].judged && decimal_parse(record->computed, &typed) &&
	    decimal_compare(typed, result->points) != 0)
		STATUS_VIOLATION(reader->form->notes, place, MSG_FORM_POINTS_DIFFER, indicator->name, record->computed,
				 record->points);
	record->computed = arena_strdup(reader->arena, indicator->rule.kind == RULE_MANUAL ? "" : record->points);
	record->completion = arena_strdup(reader->arena, result->completion);
	record->explanation = arena_strdup(reader->arena, result->explanation);
	record->achieved = result->achieved;
	record->warnings = (char **)result->warnings;
	record->n_warnings = result->n_warnings;
}

/* The same in the dossier, which reads numbers of its own. */
static void keep(struct arena *arena, const Jixiao__Score *record, const struct scoring_result *result, struct score *score)
{
	score->points = result->points;
	score->computed = record->computed;
	score->completion = record->completion;
	score->explanation = record->explanation;
	score->achieved = result->achieved;
	score->warnings = arena_memdup(arena, result->warnings, result->n_warnings * sizeof(*result->warnings));
	score->n_warnings = result->n_warnings;
}

/* false: there is nothing yet to compute it from, or no way to. */
static bool score_one(struct form_reader *reader, size_t i, Jixiao__Score *record)
{
	struct dossier *dossier = &reader->form->dossier;
	const struct indicator *indicator = dossier_indicator(dossier, record->indicator);
	const char *place = form_place_of(reader->form, arena_printf(reader->arena, "scores[%zu]", i));
	struct status why = STATUS_INIT;
	struct scoring_result result;
	struct scoring_input input;
	bool scored;

	if (!dossier_is_scored(dossier, indicator) || !dossier_scoring_input(reader->arena, dossier, indicator, &input))
		return false;
	scored = scoring_compute(reader->arena, &input, &result, &why) == STATUS_OK;
	if (scored) {
		take_result(reader, place, indicator, &result, record);
		keep(reader->arena, record, &result, &dossier->scores[i]);
	}
	status_clear(&why);
	return scored;
}

void form_score(struct form_reader *reader)
{
	struct dossier *dossier = &reader->form->dossier;
	Jixiao__ScoreListReply *list = reader->form->export->scores;
	size_t n = 0;

	for (size_t i = 0; i < list->n_scores; i++) {
		if (!score_one(reader, i, list->scores[i]))
			continue;
		list->scores[n] = list->scores[i];
		dossier->scores[n++] = dossier->scores[i];
	}
	list->n_scores = dossier->n_scores = n;
	score_reply_fill(reader->arena, dossier, list);
}
