/* Score.*: computing, reading and signing the scores of level-3 indicators. */
#include "common/domain/workflow.h"
#include "server/service/approval.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/score_record.h"

/* ---- Compute ---- */

/* The score of one indicator whose rule needs no judgement, unless it stands already. *${score} is NULL then, or if data is
 * missing yet. A rule that cannot be computed is a violation. */
static enum status_code compute_one(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
				    Jixiao__Score **score)
{
	const struct score *standing = dossier_score(dossier, indicator->code);
	struct status refusal = STATUS_INIT;
	struct scoring_result result;
	struct scoring_input input;
	enum status_code code;

	*score = NULL;
	if (!dossier_is_scored(dossier, indicator) || rule_rows[indicator->rule.kind].judged ||
	    (standing != NULL && dossier_score_is_fresh(dossier, standing)) ||
	    !dossier_scoring_input(call->arena, dossier, indicator, &input))
		return STATUS_OK;
	if (scoring_compute(call->arena, &input, &result, &refusal) != STATUS_OK) {
		status_violation(call->status, score_path(call, indicator->code), refusal.message.id,
				 (const char *const *)refusal.message.args);
		status_clear(&refusal);
		return STATUS_OK;
	}
	code = score_find(call, indicator->code, score);
	if (code != STATUS_OK)
		return code;
	if (*score == NULL)
		*score = score_new(call, indicator->code);
	/* A reason or an override belonged to the points of before: where the rule gives the same again, its reason holds. */
	if (standing == NULL || standing->overridden || decimal_compare(standing->points, result.points) != 0)
		(*score)->reason = (*score)->proposed_by = arena_strdup(call->arena, "");
	score_settle(call, dossier, indicator, &result, *score);
	return STATUS_OK;
}

enum status_code score_compute(struct call *call)
{
	Jixiao__ScoreListReply *reply = (void *)call->reply;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	reply->scores = arena_alloc(call->arena, dossier->n_indicators * sizeof(*reply->scores));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		Jixiao__Score *score;

		code = compute_one(call, dossier, &dossier->indicators[i], &score);
		if (code != STATUS_OK)
			return code;
		if (score != NULL)
			reply->scores[reply->n_scores++] = score;
	}
	code = status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NOT_COMPUTED);
	for (size_t i = 0; i < reply->n_scores && code == STATUS_OK; i++)
		code = score_put(call, reply->scores[i], reply->scores[i]->revision);
	return code == STATUS_OK ? score_reply_sums(call, reply) : code;
}

/* ---- Get, List, Sign ---- */

/* Says why there is none: no such indicator, none that is scored, or not scored yet. */
static enum status_code no_score(struct call *call, const char *code)
{
	const struct indicator *indicator;
	struct dossier *dossier;

	if (dossier_load(call, &dossier) != STATUS_OK)
		return call->status->code;
	indicator = dossier_indicator(dossier, code);
	if (indicator == NULL)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, code);
	if (!indicator_is_assessed(indicator))
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_SCORE_NOT_ASSESSED, code, indicator->name);
	return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_SCORE_NONE, code);
}

enum status_code score_get(struct call *call)
{
	const Jixiao__ScoreGetRequest *request = (const void *)call->request;
	Jixiao__Score *score;
	enum status_code code = score_find(call, request->indicator, &score);

	if (code != STATUS_OK)
		return code;
	if (score == NULL)
		return no_score(call, request->indicator);
	*(Jixiao__Score *)call->reply = *score;
	return STATUS_OK;
}

enum status_code score_list(struct call *call)
{
	Jixiao__ScoreListReply *reply = (void *)call->reply;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	reply->scores = arena_alloc(call->arena, dossier->n_indicators * sizeof(*reply->scores));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		Jixiao__Score *score;

		if (dossier_not_applicable(dossier, &dossier->indicators[i]) != NULL)
			continue;
		code = score_find(call, dossier->indicators[i].code, &score);
		if (code != STATUS_OK)
			return code;
		if (score != NULL)
			reply->scores[reply->n_scores++] = score;
	}
	return score_reply_sums(call, reply);
}

/* A signature that would count for nothing is refused; so is one over scores that are not all approved. */
enum status_code score_sign(struct call *call)
{
	Jixiao__Approval *approval;
	struct dossier *dossier;
	bool counts = false;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	if (!dossier_scores_complete(dossier))
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NOT_ALL_APPROVED);
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier_is_scored(dossier, &dossier->indicators[i]) &&
		    !dossier_score_is_made_by(dossier, dossier->indicators[i].code, call->person))
			counts = true;
	if (!counts)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_FOUR_EYES, "@NOUN_SCORES");
	code = approval_record(call, APPROVAL_SCORES, "", &approval);
	if (code == STATUS_OK)
		call->reply = &approval->base;
	return code;
}
