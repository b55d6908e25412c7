#include "server/service/score_record.h"

#include <string.h>

#include "common/domain/workflow.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/store/store.h"

struct record_key score_key(const struct call *call, const char *indicator)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCORE, call->evaluation, indicator };
}

char *score_path(const struct call *call, const char *indicator)
{
	return arena_printf(call->arena, "scores[%s]", indicator);
}

bool score_is_among(char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

enum status_code score_find(struct call *call, const char *indicator, Jixiao__Score **score)
{
	enum status_code code = record_get(call->txn, score_key(call, indicator), &jixiao__score__descriptor,
					   (ProtobufCMessage **)score, call->status);

	if (code != STATUS_NOT_FOUND)
		return code;
	*score = NULL;
	return STATUS_OK;
}

enum status_code score_put(struct call *call, Jixiao__Score *score, uint64_t revision)
{
	return record_put(call->txn, score_key(call, score->indicator), &score->base, revision, call->status);
}

void score_settle(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
		  const struct scoring_result *result, Jixiao__Score *score)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	score->computed = decimal_format_places(call->arena, result->points, 2);
	score->points = score->computed;
	if (indicator->rule.kind == RULE_MANUAL)
		score->computed = arena_strdup(call->arena, "");
	score->overridden = false;
	score->completion = arena_strdup(call->arena, result->completion);
	score->achieved = result->achieved;
	score->explanation = arena_strdup(call->arena, result->explanation);
	score->warnings = (char **)result->warnings;
	score->n_warnings = result->n_warnings;
	score->entry_revision = entry != NULL ? entry->revision : 0;
	score->funds_revision = indicator_uses_funds(indicator) ? dossier->funds.revision : 0;
	score->state = JIXIAO__SCORE_STATE__SCORE_STATE_PROPOSED;
	score->reviewed_by = score->comment = arena_strdup(call->arena, "");
}

Jixiao__Score *score_new(struct call *call, const char *indicator)
{
	Jixiao__Score *score = (void *)pb_new(call->arena, &jixiao__score__descriptor);

	score->evaluation = arena_strdup(call->arena, call->evaluation);
	score->indicator = arena_strdup(call->arena, indicator);
	return score;
}

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

void score_reply_not_applicable(struct arena *arena, const struct dossier *dossier, Jixiao__ScoreListReply *reply)
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
	score_reply_not_applicable(arena, dossier, reply);
	reply->n_warnings = early_warning_messages(arena, warnings, early_warnings(arena, dossier, warnings), &reply->warnings);
	reply->waiting = arena_alloc(arena, dossier->n_indicators * sizeof(*reply->waiting));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (dossier_is_scored(dossier, indicator) && (score == NULL || !dossier_score_is_fresh(dossier, score)))
			reply->waiting[reply->n_waiting++] = arena_strdup(arena, indicator->code);
	}
}

enum status_code score_reply_sums(struct call *call, Jixiao__ScoreListReply *reply)
{
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		score_reply_fill(call->arena, dossier, reply);
	return code;
}
