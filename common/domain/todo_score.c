/* What waits while scores are made, approved and signed. */
#include <string.h>

#include "common/domain/todo_private.h"
#include "common/domain/workflow.h"

/* The judgement is the person's: the command leaves it open. */
static const char *propose_command(struct todo_list *list, const struct indicator *indicator)
{
	static const char *const judgement[RULE_KINDS] = {
		[RULE_CHECKLIST] = "--met POINTS-MET ",
		[RULE_TIER] = "--tier TIER --share SHARE ",
		[RULE_MANUAL] = "--points POINTS ",
	};
	const char *options = judgement[indicator->rule.kind];

	return TODO_COMMAND(list, "score propose %s %s %s--reason TEXT", list->dossier->evaluation, indicator->code,
			    options != NULL ? options : "");
}

static bool needs_computing(const struct dossier *dossier, const struct indicator *indicator, const struct score *score)
{
	return !rule_rows[indicator->rule.kind].judged &&
	       (score == NULL || score->state == SCORE_NONE || !dossier_score_is_fresh(dossier, score));
}

static void list_own_score(struct todo_list *list, const struct indicator *indicator, const struct score *score)
{
	if (score == NULL || score->state == SCORE_NONE || !dossier_score_is_fresh(list->dossier, score))
		TODO_ADD(list, MSG_TODO_PROPOSE, propose_command(list, indicator), indicator->code, indicator->name);
	else if (score->state == SCORE_RETURNED)
		TODO_ADD(list, MSG_TODO_PROPOSE_AGAIN, propose_command(list, indicator), indicator->code, indicator->name,
			 score->comment);
	else if (dossier_score_lacks_reason(indicator, score))
		TODO_ADD(list, MSG_TODO_GIVE_REASON,
			 TODO_COMMAND(list, "score propose %s %s --reason TEXT", list->dossier->evaluation, indicator->code),
			 indicator->code, indicator->name);
}

static void list_own_scores(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t uncomputed = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (!dossier_is_scored(dossier, indicator))
			continue;
		if (needs_computing(dossier, indicator, score))
			uncomputed++;
		else if (todo_is_me(list, indicator->responsible))
			list_own_score(list, indicator, score);
	}
	if (uncomputed > 0)
		TODO_ADD(list, MSG_TODO_COMPUTE, TODO_COMMAND(list, "score compute %s", dossier->evaluation),
			 todo_count(list, uncomputed));
}

/* The leader's to approve: those that lack their reason are named to nobody yet, so the others are named one by one. */
static void list_approvals(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	const char *codes = "";
	size_t n = 0, waiting = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (score == NULL || score->state != SCORE_PROPOSED || !dossier_score_is_fresh(dossier, score) ||
		    dossier_score_is_made_by(dossier, indicator->code, list->person))
			continue;
		waiting++;
		if (dossier_score_lacks_reason(indicator, score))
			continue;
		n++;
		codes = arena_printf(list->arena, "%s %s", codes, indicator->code);
	}
	if (n > 0)
		TODO_ADD(list, MSG_TODO_APPROVE_SCORES,
			 TODO_COMMAND(list, "score approve %s%s", dossier->evaluation, n < waiting ? codes : ""),
			 todo_count(list, n));
}

static void list_signature(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	const char **missing;
	size_t n, unsigned_by_me = 0;

	if (!dossier_scores_complete(dossier))
		return;
	n = scores_unsigned(list->arena, dossier, &missing);
	for (size_t i = 0; i < n; i++)
		unsigned_by_me += !dossier_score_is_made_by(dossier, missing[i], list->person);
	if (unsigned_by_me > 0)
		TODO_ADD(list, MSG_TODO_SIGN_SCORES, TODO_COMMAND(list, "score sign %s", dossier->evaluation),
			 todo_count(list, unsigned_by_me));
}

void todo_analysis(struct todo_list *list)
{
	if (todo_is(list, WHO_EVALUATORS))
		list_own_scores(list);
	if (!todo_is(list, WHO_LEADER))
		return;
	list_approvals(list);
	list_signature(list);
}
