/* Score.Adjust: a leader's other points for one or many scores. Each is a proposal like any other, so another leader approves
 * it (four eyes have no exception). */
#include <string.h>

#include "common/text/blank.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/score_propose.h"
#include "server/service/score_record.h"

static const char *item_path(struct call *call, size_t i)
{
	return arena_printf(call->arena, "adjustments[%zu]", i);
}

/* What was said of one, at its place among the others. */
static void take_over(struct call *call, const struct status *refusal, size_t i)
{
	for (size_t k = 0; k < refusal->n_violations; k++)
		status_violation(call->status,
				 arena_printf(call->arena, "%s.%s", item_path(call, i), refusal->violations[k].path),
				 refusal->violations[k].message.id, refusal->violations[k].message.args);
	if (refusal->n_violations == 0)
		status_violation(call->status, item_path(call, i), refusal->message.id, refusal->message.args);
}

/* The code is that of the refusal; its sentences stand in the call's status. */
static enum status_code adjust_one(struct call *call, const struct dossier *dossier, size_t i, Jixiao__Score **score)
{
	const Jixiao__ScoreAdjustRequest *request = (const void *)call->request;
	const Jixiao__ScoreAdjustment *adjustment = request->adjustments[i];
	Jixiao__ScoreProposeRequest proposal = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	struct status refusal = STATUS_INIT;
	struct call one = *call;
	enum status_code code;

	proposal.evaluation = request->evaluation;
	proposal.indicator = adjustment->indicator;
	proposal.points = adjustment->points;
	proposal.reason = text_is_blank(adjustment->reason) ? request->reason : adjustment->reason;
	proposal.revision = adjustment->revision;
	one.request = &proposal.base;
	one.status = &refusal;
	code = score_propose_one(&one, dossier, score);
	if (code != STATUS_OK)
		take_over(call, &refusal, i);
	status_clear(&refusal);
	return code;
}

static bool was_named(const Jixiao__ScoreAdjustRequest *request, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(request->adjustments[k]->indicator, request->adjustments[i]->indicator) == 0)
			return true;
	return false;
}

/* Every adjustment names one indicator, its points and, itself or by the request, a reason. */
static enum status_code check_request(struct call *call, const Jixiao__ScoreAdjustRequest *request)
{
	if (request->n_adjustments == 0)
		STATUS_VIOLATION(call->status, "adjustments", MSG_FIELD_REQUIRED);
	for (size_t i = 0; i < request->n_adjustments; i++) {
		const Jixiao__ScoreAdjustment *adjustment = request->adjustments[i];
		const char *path = item_path(call, i);

		if (was_named(request, i))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.indicator", path), MSG_ADJUST_TWICE,
					 adjustment->indicator);
		if (text_is_blank(adjustment->points))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.points", path), MSG_FIELD_REQUIRED);
		if (text_is_blank(adjustment->reason) && text_is_blank(request->reason))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.reason", path), MSG_ADJUST_REASON_REQUIRED,
					 adjustment->indicator);
	}
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_ADJUST_REFUSED);
}

/* All of it or nothing: a refusal ends the call, and with it what was written. */
enum status_code score_adjust(struct call *call)
{
	const Jixiao__ScoreAdjustRequest *request = (const void *)call->request;
	Jixiao__ScoreListReply *reply = (void *)call->reply;
	struct dossier *dossier;
	enum status_code code = check_request(call, request), first = STATUS_OK;

	if (code == STATUS_OK)
		code = dossier_load(call, &dossier);
	if (code != STATUS_OK)
		return code;
	reply->scores = arena_alloc(call->arena, request->n_adjustments * sizeof(*reply->scores));
	for (size_t i = 0; i < request->n_adjustments; i++) {
		Jixiao__Score *score;

		code = adjust_one(call, dossier, i, &score);
		if (code == STATUS_OK)
			reply->scores[reply->n_scores++] = score;
		else if (first == STATUS_OK)
			first = code;
	}
	if (first != STATUS_OK)
		return status_conclude(call->status, first, MSG_ADJUST_REFUSED);
	return score_reply_sums(call, reply);
}
