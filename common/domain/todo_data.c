/* What waits until the scores are signed: scheme, entries, funds, scores. */
#include "common/domain/scheme_check.h"
#include "common/domain/todo_private.h"
#include "common/domain/workflow.h"

/* ---- PREPARATION ---- */

static size_t scheme_faults(const struct dossier *dossier)
{
	struct status faults = STATUS_INIT;
	size_t n;

	scheme_check(dossier, &faults);
	n = faults.n_violations;
	status_clear(&faults);
	return n;
}

void todo_preparation(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t faults = dossier->scheme.revision != 0 ? scheme_faults(dossier) : 0;

	if (todo_is(list, WHO_EVALUATORS) && dossier->scheme.revision == 0)
		todo_add(list, MSG_TODO_IMPORT_SCHEME, TODO_COMMAND(list, "scheme import %s FILE", dossier->evaluation), NULL,
			 NULL);
	else if (todo_is(list, WHO_EVALUATORS) && faults > 0)
		todo_add(list, MSG_TODO_MEND_SCHEME, TODO_COMMAND(list, "scheme import %s FILE", dossier->evaluation),
			 todo_count(list, faults), NULL);
	if (!todo_is(list, WHO_LEADER))
		return;
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (indicator_is_assessed(&dossier->indicators[i]) && *dossier->indicators[i].responsible == '\0')
			todo_add(list, MSG_TODO_ASSIGN_INDICATOR,
				 TODO_COMMAND(list, "indicator assign %s %s PERSON", dossier->evaluation,
					      dossier->indicators[i].code),
				 dossier->indicators[i].code, dossier->indicators[i].name);
	if (dossier->scheme.revision != 0 && faults == 0 && !todo_is_me(list, dossier->scheme.entered_by) &&
	    !todo_is_signed(dossier, APPROVAL_SCHEME, NULL))
		todo_add(list, MSG_TODO_APPROVE_SCHEME, TODO_COMMAND(list, "scheme approve %s", dossier->evaluation), NULL,
			 NULL);
}

/* ---- IMPLEMENTATION ---- */

static const char *entry_put_command(struct todo_list *list, const struct indicator *indicator)
{
	bool value = rule_rows[indicator->rule.kind].actual != VALUE_NONE && !indicator_uses_funds(indicator);

	return TODO_COMMAND(list, "entry put %s %s %s--text TEXT --evidence ID", list->dossier->evaluation, indicator->code,
			    value ? "VALUE " : "");
}

static void list_own_entries(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct entry *entry = dossier_entry(dossier, indicator->code);
		enum entry_state state = entry != NULL ? entry->state : ENTRY_NONE;

		if (!indicator_is_assessed(indicator) || !todo_is_me(list, indicator->responsible))
			continue;
		if (state == ENTRY_NONE)
			todo_add(list, MSG_TODO_ENTER, entry_put_command(list, indicator), indicator->code, indicator->name);
		else if (state == ENTRY_RETURNED)
			todo_add(list, MSG_TODO_ENTER_AGAIN, entry_put_command(list, indicator), indicator->code,
				 indicator->name);
		else if (state == ENTRY_DRAFT)
			todo_add(list, MSG_TODO_SUBMIT_ENTRY,
				 TODO_COMMAND(list, "entry submit %s %s", dossier->evaluation, indicator->code),
				 indicator->code, indicator->name);
	}
}

/* Whoever enters an indicator that rests on the funds enters the funds; if there is none, any member. */
static bool enters_funds(const struct todo_list *list)
{
	bool any = false;

	for (size_t i = 0; i < list->dossier->n_indicators; i++) {
		const struct indicator *indicator = &list->dossier->indicators[i];

		if (!indicator_is_assessed(indicator) || !indicator_uses_funds(indicator))
			continue;
		if (todo_is_me(list, indicator->responsible))
			return true;
		any = true;
	}
	return !any && todo_is(list, WHO_EVALUATORS);
}

static void list_funds(struct todo_list *list)
{
	const struct funds *funds = &list->dossier->funds;
	const char *evaluation = list->dossier->evaluation;

	if (funds->state == ENTRY_NONE && enters_funds(list))
		todo_add(list, MSG_TODO_ENTER_FUNDS,
			 TODO_COMMAND(list, "funds put %s --received SOURCE=AMOUNT --paid SOURCE=AMOUNT", evaluation), NULL,
			 NULL);
	else if (funds->state == ENTRY_RETURNED && todo_is_me(list, funds->entered_by))
		todo_add(list, MSG_TODO_ENTER_FUNDS_AGAIN,
			 TODO_COMMAND(list, "funds put %s --received SOURCE=AMOUNT --paid SOURCE=AMOUNT", evaluation), NULL,
			 NULL);
	else if (funds->state == ENTRY_DRAFT && todo_is_me(list, funds->entered_by))
		todo_add(list, MSG_TODO_SUBMIT_FUNDS, TODO_COMMAND(list, "funds submit %s", evaluation), NULL, NULL);
	else if (funds->state == ENTRY_SUBMITTED && todo_is(list, WHO_LEADER) && !todo_is_me(list, funds->entered_by))
		todo_add(list, MSG_TODO_ACCEPT_FUNDS, TODO_COMMAND(list, "funds accept %s", evaluation), NULL, NULL);
}

void todo_implementation(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t n = 0;

	list_own_entries(list);
	list_funds(list);
	for (size_t i = 0; i < dossier->n_entries; i++)
		n += dossier->entries[i].state == ENTRY_SUBMITTED && !todo_is_me(list, dossier->entries[i].entered_by);
	if (todo_is(list, WHO_LEADER) && n > 0)
		todo_add(list, MSG_TODO_ACCEPT_ENTRIES, TODO_COMMAND(list, "entry accept %s", dossier->evaluation),
			 todo_count(list, n), NULL);
}

/* ---- ANALYSIS ---- */

static const char *propose_command(struct todo_list *list, const struct indicator *indicator)
{
	static const char *const judgement[RULE_KINDS] = {
		[RULE_CHECKLIST] = "--all-met ",
		[RULE_TIER] = "--tier 1 --share SHARE ",
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

static void list_own_scores(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t uncomputed = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (!indicator_is_assessed(indicator))
			continue;
		if (needs_computing(dossier, indicator, score)) {
			uncomputed++;
			continue;
		}
		if (!todo_is_me(list, indicator->responsible))
			continue;
		if (score == NULL || score->state == SCORE_NONE || !dossier_score_is_fresh(dossier, score))
			todo_add(list, MSG_TODO_PROPOSE, propose_command(list, indicator), indicator->code, indicator->name);
		else if (score->state == SCORE_RETURNED)
			todo_add(list, MSG_TODO_PROPOSE_AGAIN, propose_command(list, indicator), indicator->code,
				 indicator->name);
		else if (decimal_compare(score->points, indicator->weight) < 0 && *score->reason == '\0')
			todo_add(list, MSG_TODO_GIVE_REASON, propose_command(list, indicator), indicator->code,
				 indicator->name);
	}
	if (uncomputed > 0 && todo_is(list, WHO_EVALUATORS))
		todo_add(list, MSG_TODO_COMPUTE, TODO_COMMAND(list, "score compute %s", dossier->evaluation),
			 todo_count(list, uncomputed), NULL);
}

static void list_score_review(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	const char **missing;
	size_t n = 0, unsigned_by_me = 0;

	if (!todo_is(list, WHO_LEADER))
		return;
	for (size_t i = 0; i < dossier->n_scores; i++)
		n += dossier->scores[i].state == SCORE_PROPOSED &&
		     !dossier_score_is_made_by(dossier, dossier->scores[i].indicator, list->person) &&
		     dossier_score_is_fresh(dossier, &dossier->scores[i]);
	if (n > 0)
		todo_add(list, MSG_TODO_APPROVE_SCORES, TODO_COMMAND(list, "score approve %s", dossier->evaluation),
			 todo_count(list, n), NULL);
	if (!dossier_scores_complete(dossier))
		return;
	n = scores_unsigned(list->arena, dossier, &missing);
	for (size_t i = 0; i < n; i++)
		unsigned_by_me += !dossier_score_is_made_by(dossier, missing[i], list->person);
	if (unsigned_by_me > 0)
		todo_add(list, MSG_TODO_SIGN_SCORES, TODO_COMMAND(list, "score sign %s", dossier->evaluation),
			 todo_count(list, unsigned_by_me), NULL);
}

void todo_analysis(struct todo_list *list)
{
	list_own_scores(list);
	list_score_review(list);
}
