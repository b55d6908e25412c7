/* Score.Approve, Score.SendBack: a leader's look at scores that others made. */
#include <string.h>

#include "server/service/dossier.h"
#include "server/service/field.h"
#include "server/service/handlers.h"
#include "server/service/score_record.h"

struct review {
	struct call *call;
	const struct dossier *dossier;
	bool approves;
	bool own; /* one of them was made by the caller */
};

static bool waits(const struct review *review, const struct score *score)
{
	return score->state == SCORE_PROPOSED || (!review->approves && score->state == SCORE_APPROVED);
}

/* A violation for what speaks against reviewing the score of ${id}. */
static void review_check_score(struct review *review, const char *id)
{
	struct call *call = review->call;
	const struct score *score = dossier_score(review->dossier, id);
	const struct indicator *indicator = dossier_indicator(review->dossier, id);
	const char *path = score_path(call, id);

	if (score == NULL || indicator == NULL) {
		STATUS_VIOLATION(call->status, path, MSG_SCORE_NONE, id);
		return;
	}
	if (!waits(review, score))
		STATUS_VIOLATION(call->status, path, MSG_REVIEW_NOT_SUBMITTED);
	if (dossier_score_is_made_by(review->dossier, id, call->person)) {
		STATUS_VIOLATION(call->status, path, MSG_FOUR_EYES, id);
		review->own = true;
	}
	if (!review->approves)
		return;
	if (!dossier_score_is_fresh(review->dossier, score))
		STATUS_VIOLATION(call->status, path, MSG_SCORE_STALE, id);
	if (dossier_score_lacks_reason(indicator, score))
		STATUS_VIOLATION(call->status, path, MSG_GATE_REASON_MISSING, id, indicator->name,
				 decimal_format_places(call->arena, score->points, 2),
				 decimal_format_places(call->arena, indicator->weight, 2));
}

/* The codes that are named, each once; or all that wait and that the caller may review. */
static size_t review_choose(const struct review *review, char *const *named, size_t n_named, char **chosen)
{
	const struct dossier *dossier = review->dossier;
	size_t n = 0;

	for (size_t i = 0; i < n_named; i++)
		if (!score_is_among(chosen, n, named[i]))
			chosen[n++] = named[i];
	for (size_t i = 0; n_named == 0 && i < dossier->n_indicators; i++) {
		const struct score *score = dossier_score(dossier, dossier->indicators[i].code);

		if (score != NULL && score->state == SCORE_PROPOSED && dossier_score_is_fresh(dossier, score) &&
		    !dossier_score_is_made_by(dossier, score->indicator, review->call->person))
			chosen[n++] = arena_strdup(review->call->arena, score->indicator);
	}
	return n;
}

static enum status_code review_put(const struct review *review, char *const *chosen, size_t n, char *comment)
{
	struct call *call = review->call;
	Jixiao__ScoreListReply *reply = (void *)call->reply;

	reply->scores = arena_alloc(call->arena, n * sizeof(*reply->scores));
	for (size_t i = 0; i < n; i++) {
		Jixiao__Score *score;
		enum status_code code = score_find(call, chosen[i], &score);

		if (code != STATUS_OK)
			return code;
		score->state = review->approves ? JIXIAO__SCORE_STATE__SCORE_STATE_APPROVED
						: JIXIAO__SCORE_STATE__SCORE_STATE_RETURNED;
		score->reviewed_by = arena_strdup(call->arena, call->person);
		score->comment = comment;
		code = score_put(call, score, score->revision);
		if (code != STATUS_OK)
			return code;
		reply->scores[reply->n_scores++] = score;
	}
	return score_reply_sums(call, reply);
}

/* All of it or nothing. */
static enum status_code review(struct call *call, bool approves)
{
	const Jixiao__ScoreReviewRequest *request = (const void *)call->request;
	struct review review = { .call = call, .approves = approves };
	struct dossier *dossier;
	char **chosen;
	size_t n;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	review.dossier = dossier;
	if (!approves || *request->comment != '\0')
		field_check_text(call->status, "comment", request->comment, SCORE_REASON_LIMIT);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	chosen = arena_alloc(call->arena, (request->n_indicators + dossier->n_indicators) * sizeof(*chosen));
	n = review_choose(&review, request->indicators, request->n_indicators, chosen);
	if (n == 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NOTHING);
	for (size_t i = 0; i < n; i++)
		review_check_score(&review, chosen[i]);
	code = status_conclude(call->status, review.own ? STATUS_PERMISSION_DENIED : STATUS_FAILED_PRECONDITION,
			       MSG_REVIEW_REFUSED);
	return code == STATUS_OK ? review_put(&review, chosen, n, request->comment) : code;
}

enum status_code score_approve(struct call *call)
{
	return review(call, true);
}

enum status_code score_send_back(struct call *call)
{
	return review(call, false);
}
