#include "server/service/score_record.h"

#include <string.h>

#include "common/domain/workflow.h"
#include "common/record/record_score.h"
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

enum status_code score_reply_sums(struct call *call, Jixiao__ScoreListReply *reply)
{
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		score_reply_fill(call->arena, dossier, reply);
	return code;
}
