#include "common/record/record_score.h"

#include "common/rpc/pb.h"

Jixiao__ScoreLine *score_line_message(struct arena *arena, const struct score_line *line)
{
	Jixiao__ScoreLine *message = (void *)pb_new(arena, &jixiao__score_line__descriptor);

	message->code = arena_strdup(arena, line->code);
	message->name = arena_strdup(arena, line->name);
	message->weight = decimal_format_places(arena, line->weight, 2);
	message->points = decimal_format_places(arena, line->points, 2);
	message->applicable = decimal_format_places(arena, line->applicable, 2);
	message->rate = arena_strdup(arena, line->rate);
	message->count = line->count;
	message->full = line->full;
	message->achieved = line->achieved;
	return message;
}

static void reply_total(struct arena *arena, const struct dossier *dossier, Jixiao__ScoreListReply *reply)
{
	struct status why = STATUS_INIT;
	struct scoring_total total;

	if (dossier_scores_complete(dossier) && dossier_total(arena, dossier, &total, &why) == STATUS_OK) {
		reply->sum = decimal_format_places(arena, total.points, 2);
		reply->rescaling = arena_strdup(arena, total.rescaling);
		reply->capping = arena_strdup(arena, total.capping);
		reply->total = decimal_format_places(arena, total.total, 2);
		reply->grade = arena_strdup(arena, grade_of(total.total, dossier->scheme.grades));
	}
	status_clear(&why);
}

static void reply_not_applicable(struct arena *arena, const struct dossier *dossier, Jixiao__ScoreListReply *reply)
{
	reply->not_applicable = arena_alloc(arena, dossier->n_indicators * sizeof(*reply->not_applicable));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const char *reason = dossier_not_applicable(dossier, &dossier->indicators[i]);
		Jixiao__NotApplicable *line;

		if (reason == NULL || !indicator_is_assessed(&dossier->indicators[i]))
			continue;
		line = (void *)pb_new(arena, &jixiao__not_applicable__descriptor);
		line->indicator = arena_strdup(arena, dossier->indicators[i].code);
		line->reason = arena_strdup(arena, reason);
		reply->not_applicable[reply->n_not_applicable++] = line;
	}
}

size_t early_warning_messages(struct arena *arena, const struct early_warning *warnings, size_t n,
			      Jixiao__EarlyWarning ***messages)
{
	*messages = arena_alloc(arena, n * sizeof(**messages));
	for (size_t i = 0; i < n; i++) {
		Jixiao__EarlyWarning *message = (void *)pb_new(arena, &jixiao__early_warning__descriptor);

		message->colour = (Jixiao__WarningColour)warnings[i].colour;
		message->message = arena_strdup(arena, message_name(warnings[i].message));
		message->args = arena_alloc(arena, sizeof(warnings[i].args));
		for (; warnings[i].args[message->n_args] != NULL; message->n_args++)
			message->args[message->n_args] = arena_strdup(arena, warnings[i].args[message->n_args]);
		(*messages)[i] = message;
	}
	return n;
}

void score_reply_fill(struct arena *arena, const struct dossier *dossier, Jixiao__ScoreListReply *reply)
{
	struct score_line *lines;
	struct early_warning warnings[EARLY_WARNINGS];

	reply->n_lines = dossier_score_lines(arena, dossier, &lines);
	reply->lines = arena_alloc(arena, reply->n_lines * sizeof(*reply->lines));
	for (size_t i = 0; i < reply->n_lines; i++)
		reply->lines[i] = score_line_message(arena, &lines[i]);
	reply_total(arena, dossier, reply);
	reply_not_applicable(arena, dossier, reply);
	reply->n_warnings = early_warning_messages(arena, warnings, early_warnings(arena, dossier, warnings), &reply->warnings);
	reply->waiting = arena_alloc(arena, dossier->n_indicators * sizeof(*reply->waiting));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (dossier_is_scored(dossier, indicator) && (score == NULL || !dossier_score_is_fresh(dossier, score)))
			reply->waiting[reply->n_waiting++] = arena_strdup(arena, indicator->code);
	}
}
