/* Score.*: computing, proposing, reviewing and signing the scores of level-3 indicators. */
#include <string.h>

#include "common/domain/workflow.h"
#include "common/rpc/pb.h"
#include "jixiao/score.pb-c.h"
#include "server/service/approval.h"
#include "server/service/dossier.h"
#include "server/service/field.h"
#include "server/service/handlers.h"

enum { REASON_LIMIT = 4096 };

static struct record_key score_key(const struct call *call, const char *indicator)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCORE, call->evaluation, indicator };
}

static char *score_path(const struct call *call, const char *indicator)
{
	return arena_printf(call->arena, "scores[%s]", indicator);
}

/* *${score} is NULL if there is none. */
static enum status_code score_find(struct call *call, const char *indicator, Jixiao__Score **score)
{
	enum status_code code = record_get(call->txn, score_key(call, indicator), &jixiao__score__descriptor,
					   (ProtobufCMessage **)score, call->status);

	if (code != STATUS_NOT_FOUND)
		return code;
	*score = NULL;
	return STATUS_OK;
}

static enum status_code score_put(struct call *call, Jixiao__Score *score)
{
	return record_put(call->txn, score_key(call, score->indicator), &score->base, score->revision, call->status);
}

/* What the rule says, into the record; nobody has looked at it yet. */
static void score_settle(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
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
	score->entry_revision = entry != NULL ? entry->revision : 0;
	score->funds_revision = indicator_uses_funds(indicator) ? dossier->funds.revision : 0;
	score->state = JIXIAO__SCORE_STATE__SCORE_STATE_PROPOSED;
	score->reviewed_by = score->comment = arena_strdup(call->arena, "");
}

static Jixiao__Score *score_new(struct call *call, const char *indicator)
{
	Jixiao__Score *score = (void *)pb_new(call->arena, &jixiao__score__descriptor);

	score->evaluation = arena_strdup(call->arena, call->evaluation);
	score->indicator = arena_strdup(call->arena, indicator);
	return score;
}

/* ---- replies ---- */

static Jixiao__ScoreLine *line_to_message(struct arena *arena, const struct score_line *line)
{
	Jixiao__ScoreLine *message = (void *)pb_new(arena, &jixiao__score_line__descriptor);

	message->code = arena_strdup(arena, line->code);
	message->name = arena_strdup(arena, line->name);
	message->weight = decimal_format_places(arena, line->weight, 2);
	message->points = decimal_format_places(arena, line->points, 2);
	message->rate = arena_strdup(arena, line->rate);
	message->count = line->count;
	message->full = line->full;
	message->achieved = line->achieved;
	return message;
}

/* Lines, total, grade and what waits, of the dossier as the store has it now. */
static enum status_code reply_sums(struct call *call, Jixiao__ScoreListReply *reply)
{
	struct arena *arena = call->arena;
	struct score_line *lines;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	reply->n_lines = dossier_score_lines(arena, dossier, &lines);
	reply->lines = arena_alloc(arena, reply->n_lines * sizeof(*reply->lines));
	for (size_t i = 0; i < reply->n_lines; i++)
		reply->lines[i] = line_to_message(arena, &lines[i]);
	if (dossier_scores_complete(dossier)) {
		reply->total = decimal_format_places(arena, lines[reply->n_lines - 1].points, 2);
		reply->grade = arena_strdup(arena, grade_of(lines[reply->n_lines - 1].points, dossier->scheme.grades));
	}
	reply->waiting = arena_alloc(arena, dossier->n_indicators * sizeof(*reply->waiting));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (indicator_is_assessed(indicator) && (score == NULL || !dossier_score_is_fresh(dossier, score)))
			reply->waiting[reply->n_waiting++] = arena_strdup(arena, indicator->code);
	}
	return STATUS_OK;
}

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
	if (!indicator_is_assessed(indicator) || rule_rows[indicator->rule.kind].judged ||
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
	/* A reason or an override belonged to the data of before. */
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
		code = score_put(call, reply->scores[i]);
	return code == STATUS_OK ? reply_sums(call, reply) : code;
}

/* ---- Propose ---- */

static bool cites(const struct dossier *dossier, const struct entry *entry, const char *kind)
{
	for (size_t i = 0; i < entry->n_evidence; i++) {
		const struct evidence *evidence = dossier_evidence(dossier, entry->evidence[i]);

		if (evidence != NULL && strcmp(evidence->kind, kind) == 0)
			return true;
	}
	return false;
}

/* A point is met on the evidence that it names. */
static void check_points(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
			 const Jixiao__Score *score)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	if (score->n_met != indicator->n_points) {
		STATUS_VIOLATION(call->status, "met", MSG_SCORE_MET_COUNT,
				 arena_printf(call->arena, "%zu", indicator->n_points),
				 arena_printf(call->arena, "%zu", score->n_met));
		return;
	}
	for (size_t i = 0; i < score->n_met; i++)
		if (score->met[i] && *indicator->points[i].evidence != '\0' &&
		    !cites(dossier, entry, indicator->points[i].evidence))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "met[%zu]", i), MSG_SCORE_POINT_EVIDENCE,
					 indicator->points[i].text, indicator->points[i].evidence);
}

/* The judgement that the request brings; what it does not say stays as it was proposed before. */
static void take_judgement(struct call *call, const struct indicator *indicator, Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	enum rule_kind kind = indicator->rule.kind;

	if (request->n_met > 0 && kind != RULE_CHECKLIST)
		STATUS_VIOLATION(call->status, "met", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (request->tier > 0 && kind != RULE_TIER)
		STATUS_VIOLATION(call->status, "tier", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (*request->share != '\0' && kind != RULE_TIER)
		STATUS_VIOLATION(call->status, "share", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (request->n_met > 0) {
		score->n_met = request->n_met;
		score->met = request->met;
	}
	if (request->tier > 0)
		score->tier = request->tier;
	if (*request->share != '\0')
		score->share = request->share;
}

static bool read_number(struct call *call, const char *path, const char *text, struct decimal *value)
{
	if (*text == '\0')
		STATUS_VIOLATION(call->status, path, MSG_FIELD_REQUIRED);
	else if (!decimal_parse(text, value))
		STATUS_VIOLATION(call->status, path, MSG_FIELD_NOT_DECIMAL, text);
	else
		return true;
	return false;
}

/* What the rule computes on, with the judgement of ${score}. */
static enum status_code propose_input(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
				      const Jixiao__Score *score, struct scoring_input *input)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	if (entry == NULL || entry->state != ENTRY_ACCEPTED)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NO_ENTRY, indicator->code);
	if (!rule_rows[indicator->rule.kind].judged) {
		if (!dossier_scoring_input(call->arena, dossier, indicator, input))
			return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NO_DATA, indicator->code);
		return STATUS_OK;
	}
	*input = (struct scoring_input){ .weight = indicator->weight,
					 .rule = indicator->rule,
					 .target = indicator->target,
					 .points = indicator->points,
					 .n_points = indicator->n_points,
					 .tier = score->tier };
	if (indicator->rule.kind == RULE_CHECKLIST) {
		bool *met = arena_alloc(call->arena, indicator->n_points * sizeof(*met));

		check_points(call, dossier, indicator, score);
		for (size_t i = 0; i < indicator->n_points && i < score->n_met; i++)
			met[i] = score->met[i];
		input->met = met;
	}
	if (indicator->rule.kind == RULE_TIER)
		read_number(call, "share", score->share, &input->share);
	if (indicator->rule.kind == RULE_MANUAL)
		read_number(call, "points", *request->points != '\0' ? request->points : score->points, &input->proposed);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* Points that are not the rule's override it. */
static void take_points(struct call *call, const struct indicator *indicator, const struct scoring_result *result,
			Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	struct decimal points;

	if (*request->points == '\0' || !read_number(call, "points", request->points, &points))
		return;
	if (!decimal_fits(points, 2))
		STATUS_VIOLATION(call->status, "points", MSG_SCORE_PLACES, request->points);
	if (decimal_compare(points, DECIMAL(0)) < 0 || decimal_compare(points, indicator->weight) > 0)
		STATUS_VIOLATION(call->status, "points", MSG_SCORE_OUT_OF_RANGE, request->points, "0",
				 decimal_format(call->arena, indicator->weight));
	score->points = decimal_format_places(call->arena, points, 2);
	score->overridden = indicator->rule.kind != RULE_MANUAL && decimal_compare(points, result->points) != 0;
}

/* Below full weight, against the rule, or where the rule is a person's judgement: say why. */
static void take_reason(struct call *call, const struct indicator *indicator, Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	enum rule_kind kind = indicator->rule.kind;
	struct decimal points = DECIMAL(0);
	bool needed;

	decimal_parse(score->points, &points);
	needed =
		score->overridden || kind == RULE_TIER || kind == RULE_MANUAL || decimal_compare(points, indicator->weight) < 0;
	if (needed && *request->reason == '\0')
		STATUS_VIOLATION(call->status, "reason", MSG_SCORE_REASON_REQUIRED, indicator->code);
	if (strlen(request->reason) > REASON_LIMIT)
		STATUS_VIOLATION(call->status, "reason", MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", REASON_LIMIT));
	score->reason = request->reason;
}

static enum status_code assessed_indicator(struct call *call, const struct dossier *dossier, const char *id,
					   const struct indicator **indicator)
{
	*indicator = dossier_indicator(dossier, id);
	if (*indicator == NULL)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, id);
	if (!indicator_is_assessed(*indicator))
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NOT_ASSESSED, id, (*indicator)->name);
	return STATUS_OK;
}

enum status_code score_propose(struct call *call)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	const struct indicator *indicator;
	struct scoring_result result;
	struct scoring_input input;
	struct dossier *dossier;
	Jixiao__Score *score;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = assessed_indicator(call, dossier, request->indicator, &indicator);
	if (code == STATUS_OK)
		code = score_find(call, request->indicator, &score);
	if (code != STATUS_OK)
		return code;
	if (score == NULL)
		score = score_new(call, request->indicator);
	take_judgement(call, indicator, score);
	code = propose_input(call, dossier, indicator, score, &input);
	if (code == STATUS_OK)
		code = scoring_compute(call->arena, &input, &result, call->status);
	if (code != STATUS_OK)
		return code;
	score_settle(call, dossier, indicator, &result, score);
	take_points(call, indicator, &result, score);
	take_reason(call, indicator, score);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	score->proposed_by = arena_strdup(call->arena, call->person);
	code = record_put(call->txn, score_key(call, score->indicator), &score->base, request->revision, call->status);
	*(Jixiao__Score *)call->reply = *score;
	return code;
}

/* ---- Approve, SendBack ---- */

struct review {
	struct call *call;
	const struct dossier *dossier;
	bool approves;
	bool own; /* one of them was made by the caller */
};

static bool made_by(const struct dossier *dossier, const char *indicator, const char *person)
{
	const struct score *score = dossier_score(dossier, indicator);
	const struct entry *entry = dossier_entry(dossier, indicator);
	const struct indicator *node = dossier_indicator(dossier, indicator);

	return strcmp(score->proposed_by, person) == 0 || (entry != NULL && strcmp(entry->entered_by, person) == 0) ||
	       (node != NULL && indicator_uses_funds(node) && strcmp(dossier->funds.entered_by, person) == 0);
}

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
	if (made_by(review->dossier, id, call->person)) {
		STATUS_VIOLATION(call->status, path, MSG_FOUR_EYES, id);
		review->own = true;
	}
	if (!review->approves)
		return;
	if (!dossier_score_is_fresh(review->dossier, score))
		STATUS_VIOLATION(call->status, path, MSG_SCORE_STALE, id);
	if (decimal_compare(score->points, indicator->weight) < 0 && *score->reason == '\0')
		STATUS_VIOLATION(call->status, path, MSG_GATE_REASON_MISSING, id, indicator->name,
				 decimal_format_places(call->arena, score->points, 2),
				 decimal_format_places(call->arena, indicator->weight, 2));
}

static bool is_among(char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

/* The codes that are named, each once; or all that wait and that the caller may review. */
static size_t review_choose(const struct review *review, char *const *named, size_t n_named, char **chosen)
{
	const struct dossier *dossier = review->dossier;
	size_t n = 0;

	for (size_t i = 0; i < n_named; i++)
		if (!is_among(chosen, n, named[i]))
			chosen[n++] = named[i];
	for (size_t i = 0; n_named == 0 && i < dossier->n_indicators; i++) {
		const struct score *score = dossier_score(dossier, dossier->indicators[i].code);

		if (score != NULL && score->state == SCORE_PROPOSED && dossier_score_is_fresh(dossier, score) &&
		    !made_by(dossier, score->indicator, review->call->person))
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
		code = score_put(call, score);
		if (code != STATUS_OK)
			return code;
		reply->scores[reply->n_scores++] = score;
	}
	return reply_sums(call, reply);
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
		field_check_text(call->status, "comment", request->comment, REASON_LIMIT);
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

/* ---- Get, List, Sign ---- */

enum status_code score_get(struct call *call)
{
	const Jixiao__ScoreGetRequest *request = (const void *)call->request;
	Jixiao__Score *score;
	enum status_code code = score_find(call, request->indicator, &score);

	if (code != STATUS_OK)
		return code;
	if (score == NULL)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_SCORE_NONE, request->indicator);
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

		code = score_find(call, dossier->indicators[i].code, &score);
		if (code != STATUS_OK)
			return code;
		if (score != NULL)
			reply->scores[reply->n_scores++] = score;
	}
	return reply_sums(call, reply);
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
		if (indicator_is_assessed(&dossier->indicators[i]) &&
		    !made_by(dossier, dossier->indicators[i].code, call->person))
			counts = true;
	if (!counts)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_FOUR_EYES, "@NOUN_SCORES");
	code = approval_record(call, APPROVAL_SCORES, "", &approval);
	if (code == STATUS_OK)
		call->reply = &approval->base;
	return code;
}
