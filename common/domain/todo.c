#include "common/domain/todo.h"

#include <string.h>

#include "common/domain/catalogue.h"
#include "common/domain/consistency.h"
#include "common/domain/report_model.h"
#include "common/domain/scheme_check.h"
#include "common/domain/workflow.h"

/* For whom the list is made, and the list. */
struct list {
	struct arena *arena;
	const struct dossier *dossier;
	const char *person;
	unsigned who;
	struct todo *todos;
	size_t n, capacity;
};

static void add(struct list *list, enum message_id message, const char *command, const char *first, const char *second)
{
	struct todo *todo;

	if (list->n == list->capacity) {
		size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;

		list->todos = arena_grow(list->arena, list->todos, list->n * sizeof(*todo), capacity * sizeof(*todo));
		list->capacity = capacity;
	}
	todo = &list->todos[list->n++];
	*todo = (struct todo){ .message = message, .args = { first, first != NULL ? second : NULL }, .command = command };
}

#define COMMAND(list, ...) arena_printf((list)->arena, __VA_ARGS__)

static bool is(const struct list *list, unsigned who)
{
	return (list->who & who) != 0;
}

static bool is_me(const struct list *list, const char *person)
{
	return strcmp(list->person, person) == 0;
}

/* "12": how many wait, as an argument. */
static const char *count(struct list *list, size_t n)
{
	return arena_printf(list->arena, "%zu", n);
}

static bool gate_is_open(const struct dossier *dossier)
{
	struct status missing = STATUS_INIT;
	bool open;

	gate_check(dossier, &missing);
	open = missing.n_violations == 0;
	status_clear(&missing);
	return open;
}

static bool is_signed_now(const struct dossier *dossier, enum approval_kind kind, const char *signer)
{
	for (size_t i = 0; i < dossier->n_approvals; i++)
		if (dossier->approvals[i].kind == kind && dossier->approvals[i].current &&
		    (signer == NULL || strcmp(dossier->approvals[i].signer, signer) == 0))
			return true;
	return false;
}

/* ---- PREPARATION ---- */

static unsigned roles_in_team(const struct dossier *dossier)
{
	unsigned roles = 0;

	for (size_t i = 0; i < dossier->n_team; i++)
		roles |= dossier->team[i].roles;
	return roles;
}

static void list_team(struct list *list)
{
	unsigned roles = roles_in_team(list->dossier);

	if (!is(list, WHO_ADMIN))
		return;
	if (!(roles & WHO_LEADER))
		add(list, MSG_TODO_ADD_LEADER, COMMAND(list, "team add %s PERSON --role leader", list->dossier->evaluation),
		    NULL, NULL);
	if (!(roles & WHO_MEMBER))
		add(list, MSG_TODO_ADD_MEMBER, COMMAND(list, "team add %s PERSON --role member", list->dossier->evaluation),
		    NULL, NULL);
}

static size_t scheme_faults(const struct dossier *dossier)
{
	struct status faults = STATUS_INIT;
	size_t n;

	scheme_check(dossier, &faults);
	n = faults.n_violations;
	status_clear(&faults);
	return n;
}

static void list_scheme(struct list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t faults = dossier->scheme.revision != 0 ? scheme_faults(dossier) : 0;

	if (is(list, WHO_EVALUATORS) && dossier->scheme.revision == 0)
		add(list, MSG_TODO_IMPORT_SCHEME, COMMAND(list, "scheme import %s FILE", dossier->evaluation), NULL, NULL);
	else if (is(list, WHO_EVALUATORS) && faults > 0)
		add(list, MSG_TODO_MEND_SCHEME, COMMAND(list, "scheme import %s FILE", dossier->evaluation),
		    count(list, faults), NULL);
	if (!is(list, WHO_LEADER))
		return;
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (indicator_is_assessed(&dossier->indicators[i]) && *dossier->indicators[i].responsible == '\0')
			add(list, MSG_TODO_ASSIGN_INDICATOR,
			    COMMAND(list, "indicator assign %s %s PERSON", dossier->evaluation, dossier->indicators[i].code),
			    dossier->indicators[i].code, dossier->indicators[i].name);
	if (dossier->scheme.revision != 0 && faults == 0 && !is_me(list, dossier->scheme.entered_by) &&
	    !is_signed_now(dossier, APPROVAL_SCHEME, NULL))
		add(list, MSG_TODO_APPROVE_SCHEME, COMMAND(list, "scheme approve %s", dossier->evaluation), NULL, NULL);
}

static void list_preparation(struct list *list)
{
	list_team(list);
	list_scheme(list);
}

/* ---- IMPLEMENTATION ---- */

static const char *entry_put_command(struct list *list, const struct indicator *indicator)
{
	bool value = rule_rows[indicator->rule.kind].actual != VALUE_NONE && !indicator_uses_funds(indicator);

	return COMMAND(list, "entry put %s %s %s--text TEXT --evidence ID", list->dossier->evaluation, indicator->code,
		       value ? "VALUE " : "");
}

static void list_own_entries(struct list *list)
{
	const struct dossier *dossier = list->dossier;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct entry *entry = dossier_entry(dossier, indicator->code);
		enum entry_state state = entry != NULL ? entry->state : ENTRY_NONE;

		if (!indicator_is_assessed(indicator) || !is_me(list, indicator->responsible))
			continue;
		if (state == ENTRY_NONE)
			add(list, MSG_TODO_ENTER, entry_put_command(list, indicator), indicator->code, indicator->name);
		else if (state == ENTRY_RETURNED)
			add(list, MSG_TODO_ENTER_AGAIN, entry_put_command(list, indicator), indicator->code, indicator->name);
		else if (state == ENTRY_DRAFT)
			add(list, MSG_TODO_SUBMIT_ENTRY,
			    COMMAND(list, "entry submit %s %s", dossier->evaluation, indicator->code), indicator->code,
			    indicator->name);
	}
}

/* Whoever enters an indicator that rests on the funds enters the funds; if there is none, any member. */
static bool enters_funds(const struct list *list)
{
	bool any = false;

	for (size_t i = 0; i < list->dossier->n_indicators; i++) {
		const struct indicator *indicator = &list->dossier->indicators[i];

		if (!indicator_is_assessed(indicator) || !indicator_uses_funds(indicator))
			continue;
		if (is_me(list, indicator->responsible))
			return true;
		any = true;
	}
	return !any && is(list, WHO_EVALUATORS);
}

static void list_funds(struct list *list)
{
	const struct funds *funds = &list->dossier->funds;
	const char *evaluation = list->dossier->evaluation;

	if (funds->state == ENTRY_NONE && enters_funds(list))
		add(list, MSG_TODO_ENTER_FUNDS,
		    COMMAND(list, "funds put %s --received SOURCE=AMOUNT --paid SOURCE=AMOUNT", evaluation), NULL, NULL);
	else if (funds->state == ENTRY_RETURNED && is_me(list, funds->entered_by))
		add(list, MSG_TODO_ENTER_FUNDS_AGAIN,
		    COMMAND(list, "funds put %s --received SOURCE=AMOUNT --paid SOURCE=AMOUNT", evaluation), NULL, NULL);
	else if (funds->state == ENTRY_DRAFT && is_me(list, funds->entered_by))
		add(list, MSG_TODO_SUBMIT_FUNDS, COMMAND(list, "funds submit %s", evaluation), NULL, NULL);
	else if (funds->state == ENTRY_SUBMITTED && is(list, WHO_LEADER) && !is_me(list, funds->entered_by))
		add(list, MSG_TODO_ACCEPT_FUNDS, COMMAND(list, "funds accept %s", evaluation), NULL, NULL);
}

static void list_implementation(struct list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t n = 0;

	list_own_entries(list);
	list_funds(list);
	for (size_t i = 0; i < dossier->n_entries; i++)
		n += dossier->entries[i].state == ENTRY_SUBMITTED && !is_me(list, dossier->entries[i].entered_by);
	if (is(list, WHO_LEADER) && n > 0)
		add(list, MSG_TODO_ACCEPT_ENTRIES, COMMAND(list, "entry accept %s", dossier->evaluation), count(list, n), NULL);
}

/* ---- ANALYSIS ---- */

static const char *propose_command(struct list *list, const struct indicator *indicator)
{
	static const char *const judgement[RULE_KINDS] = {
		[RULE_CHECKLIST] = "--all-met ",
		[RULE_TIER] = "--tier 1 --share SHARE ",
		[RULE_MANUAL] = "--points POINTS ",
	};
	const char *options = judgement[indicator->rule.kind];

	return COMMAND(list, "score propose %s %s %s--reason TEXT", list->dossier->evaluation, indicator->code,
		       options != NULL ? options : "");
}

static bool needs_computing(const struct dossier *dossier, const struct indicator *indicator, const struct score *score)
{
	return !rule_rows[indicator->rule.kind].judged &&
	       (score == NULL || score->state == SCORE_NONE || !dossier_score_is_fresh(dossier, score));
}

static void list_own_scores(struct list *list)
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
		if (!is_me(list, indicator->responsible))
			continue;
		if (score == NULL || score->state == SCORE_NONE || !dossier_score_is_fresh(dossier, score))
			add(list, MSG_TODO_PROPOSE, propose_command(list, indicator), indicator->code, indicator->name);
		else if (score->state == SCORE_RETURNED)
			add(list, MSG_TODO_PROPOSE_AGAIN, propose_command(list, indicator), indicator->code, indicator->name);
		else if (decimal_compare(score->points, indicator->weight) < 0 && *score->reason == '\0')
			add(list, MSG_TODO_GIVE_REASON, propose_command(list, indicator), indicator->code, indicator->name);
	}
	if (uncomputed > 0 && is(list, WHO_EVALUATORS))
		add(list, MSG_TODO_COMPUTE, COMMAND(list, "score compute %s", dossier->evaluation), count(list, uncomputed),
		    NULL);
}

static bool made_by_me(const struct list *list, const struct score *score)
{
	const struct entry *entry = dossier_entry(list->dossier, score->indicator);
	const struct indicator *indicator = dossier_indicator(list->dossier, score->indicator);

	return is_me(list, score->proposed_by) || (entry != NULL && is_me(list, entry->entered_by)) ||
	       (indicator != NULL && indicator_uses_funds(indicator) && is_me(list, list->dossier->funds.entered_by));
}

static void list_score_review(struct list *list)
{
	const struct dossier *dossier = list->dossier;
	const char **missing;
	size_t n = 0, unsigned_by_me = 0;

	if (!is(list, WHO_LEADER))
		return;
	for (size_t i = 0; i < dossier->n_scores; i++)
		n += dossier->scores[i].state == SCORE_PROPOSED && !made_by_me(list, &dossier->scores[i]) &&
		     dossier_score_is_fresh(dossier, &dossier->scores[i]);
	if (n > 0)
		add(list, MSG_TODO_APPROVE_SCORES, COMMAND(list, "score approve %s", dossier->evaluation), count(list, n),
		    NULL);
	if (!dossier_scores_complete(dossier))
		return;
	n = scores_unsigned(list->arena, dossier, &missing);
	for (size_t i = 0; i < n; i++)
		unsigned_by_me += !made_by_me(list, dossier_score(dossier, missing[i]));
	if (unsigned_by_me > 0)
		add(list, MSG_TODO_SIGN_SCORES, COMMAND(list, "score sign %s", dossier->evaluation),
		    count(list, unsigned_by_me), NULL);
}

static void list_analysis(struct list *list)
{
	list_own_scores(list);
	list_score_review(list);
}

/* ---- REPORTING ---- */

static size_t list_sections(struct list *list)
{
	size_t missing = 0;

	for (size_t i = 0; i < report_n_sections; i++) {
		const struct report_section *section = &report_sections[i];
		const struct narrative *part = dossier_narrative(list->dossier, section->id);

		if (!section->required || (part != NULL && *part->text != '\0'))
			continue;
		missing++;
		if (is(list, WHO_EVALUATORS))
			add(list, MSG_TODO_WRITE_SECTION,
			    COMMAND(list, "report draft %s %s --file FILE", list->dossier->evaluation, section->id),
			    section->id, section->label);
	}
	return missing;
}

static size_t list_inconsistencies(struct list *list)
{
	struct inconsistency *found;
	size_t n = consistency_check(list->arena, list->dossier, &found), blocking = 0;

	for (size_t i = 0; i < n; i++) {
		if (!inconsistency_blocks(&found[i]))
			continue;
		blocking++;
		if (found[i].dismissal != NULL && is(list, WHO_LEADER) && !is_me(list, found[i].dismissal->by))
			add(list, MSG_TODO_ACCEPT_DISMISSAL,
			    COMMAND(list, "report dismiss %s %s", list->dossier->evaluation, found[i].id), found[i].id, NULL);
	}
	if (blocking > 0 && is(list, WHO_EVALUATORS))
		add(list, MSG_TODO_MEND_REPORT, COMMAND(list, "report check %s", list->dossier->evaluation),
		    count(list, blocking), NULL);
	return blocking;
}

static void list_reporting(struct list *list)
{
	size_t missing = list_sections(list) + list_inconsistencies(list);

	if (missing == 0 && is(list, WHO_LEADER) && !is_signed_now(list->dossier, APPROVAL_REPORT, list->person) &&
	    !gate_is_open(list->dossier))
		add(list, MSG_TODO_SIGN_REPORT, COMMAND(list, "report sign %s", list->dossier->evaluation), NULL, NULL);
}

/* ---- RECTIFICATION ---- */

/* What a finding in one state asks for, of whom. */
static const struct finding_step {
	enum message_id message;
	unsigned who;
	bool mine;	     /* of the implementer it was put to; else of anyone in ${who} but the implementer */
	const char *command; /* evaluation, finding */
} finding_steps[] = {
	[FINDING_NONE] = { MSG_NONE, 0, false, "" },
	[FINDING_OPEN] = { MSG_TODO_ASSIGN_FINDING, WHO_LEADER, false, "rectification assign %s %s PERSON --deadline DATE" },
	[FINDING_ASSIGNED] = { MSG_TODO_RECTIFY, WHO_IMPLEMENTER, true, "rectification log %s %s --text TEXT --evidence ID" },
	[FINDING_ACTING] = { MSG_TODO_SUBMIT_FINDING, WHO_IMPLEMENTER, true, "rectification submit %s %s" },
	[FINDING_SUBMITTED] = { MSG_TODO_VERIFY_FINDING, WHO_EVALUATORS, false,
				"rectification verify %s %s --pass --verification TEXT" },
	[FINDING_RETURNED] = { MSG_TODO_RECTIFY_AGAIN, WHO_IMPLEMENTER, true,
			       "rectification log %s %s --text TEXT --evidence ID" },
	[FINDING_CLOSED] = { MSG_NONE, 0, false, "" },
	[FINDING_CARRIED] = { MSG_NONE, 0, false, "" },
};

static const char *finding_command(struct list *list, const char *format, const struct finding *finding)
{
	const char *first = strstr(format, "%s"), *second = strstr(first + 2, "%s");

	return arena_printf(list->arena, "%.*s%s%.*s%s%s", (int)(first - format), format, list->dossier->evaluation,
			    (int)(second - first - 2), first + 2, finding->id, second + 2);
}

static void list_finding(struct list *list, const struct finding *finding)
{
	const struct finding_step *step = &finding_steps[finding->state];
	bool settled = finding->state == FINDING_CLOSED || finding->state == FINDING_CARRIED;

	if (is(list, step->who) && is_me(list, finding->implementer) == step->mine)
		add(list, step->message, finding_command(list, step->command, finding), finding->id, finding->title);
	if (!settled && *finding->carry_reason != '\0' && is(list, WHO_LEADER) && !is_me(list, finding->carry_by))
		add(list, MSG_TODO_SIGN_CARRY,
		    COMMAND(list, "rectification sign-carry %s %s", list->dossier->evaluation, finding->id), finding->id,
		    finding->title);
}

static bool all_are(const struct dossier *dossier, bool also_submitted)
{
	for (size_t i = 0; i < dossier->n_findings; i++) {
		enum finding_state state = dossier->findings[i].state;

		if (state != FINDING_CLOSED && state != FINDING_CARRIED && !(also_submitted && state == FINDING_SUBMITTED))
			return false;
	}
	return true;
}

static void list_rectification(struct list *list)
{
	const struct dossier *dossier = list->dossier;
	const struct rectification_report *report = &dossier->rectification;

	for (size_t i = 0; i < dossier->n_findings; i++)
		list_finding(list, &dossier->findings[i]);
	if (dossier->n_findings == 0) {
		if (*dossier->no_findings_by == '\0' && is(list, WHO_LEADER))
			add(list, MSG_TODO_DECLARE_NONE, COMMAND(list, "rectification none %s", dossier->evaluation), NULL,
			    NULL);
		return;
	}
	if (is(list, WHO_IMPLEMENTER) && all_are(dossier, true) && *report->filed_by == '\0')
		add(list, *report->comment == '\0' ? MSG_TODO_FILE_REPORT : MSG_TODO_FILE_REPORT_AGAIN,
		    COMMAND(list, "rectification file %s --file FILE", dossier->evaluation), NULL, NULL);
	if (is(list, WHO_LEADER) && all_are(dossier, false) && *report->filed_by != '\0' && !is_me(list, report->filed_by) &&
	    !is_signed_now(dossier, APPROVAL_RECTIFICATION, NULL))
		add(list, MSG_TODO_ACCEPT_REPORT, COMMAND(list, "rectification accept %s", dossier->evaluation), NULL, NULL);
}

/* ---- ARCHIVING ---- */

static void list_archiving(struct list *list)
{
	struct status missing = STATUS_INIT;

	catalogue_check(list->dossier, &missing);
	for (size_t i = 0; i < missing.n_violations && is(list, WHO_EVALUATORS); i++) {
		const char *id = arena_strdup(list->arena, missing.violations[i].message.args[0]);

		add(list, MSG_TODO_CATALOGUE, COMMAND(list, "archive put %s %s --evidence ID", list->dossier->evaluation, id),
		    id, arena_strdup(list->arena, missing.violations[i].message.args[1]));
	}
	if (missing.n_violations == 0 && is(list, WHO_ADMIN))
		add(list, MSG_TODO_SEAL, COMMAND(list, "archive seal %s", list->dossier->evaluation), NULL, NULL);
	status_clear(&missing);
}

/* ---- */

size_t todo_list(struct arena *arena, const struct dossier *dossier, const char *person, unsigned who, struct todo **todos)
{
	static void (*const lists[STAGE_COUNT])(struct list *) = {
		[STAGE_PREPARATION] = list_preparation,	    [STAGE_IMPLEMENTATION] = list_implementation,
		[STAGE_ANALYSIS] = list_analysis,	    [STAGE_REPORTING] = list_reporting,
		[STAGE_RECTIFICATION] = list_rectification, [STAGE_ARCHIVING] = list_archiving,
	};
	struct list list = { .arena = arena, .dossier = dossier, .person = person, .who = who };

	if (lists[dossier->stage] != NULL)
		lists[dossier->stage](&list);
	if (stage_next(dossier->stage) != STAGE_NONE && (who & WHO_LEADER) && gate_is_open(dossier))
		add(&list, MSG_TODO_ADVANCE, COMMAND(&list, "evaluation advance %s", dossier->evaluation),
		    arena_printf(arena, "@STAGE_%s", stage_code(stage_next(dossier->stage))), NULL);
	*todos = list.todos;
	return list.n;
}
