/* What waits until the data is in: scheme, entries, funds. */
#include <string.h>

#include "common/domain/entry_check.h"
#include "common/domain/scheme_check.h"
#include "common/domain/todo_private.h"

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
		TODO_ADD(list, MSG_TODO_IMPORT_SCHEME, TODO_COMMAND(list, "scheme import %s FILE", dossier->evaluation));
	else if (todo_is(list, WHO_EVALUATORS) && faults > 0)
		TODO_ADD(list, MSG_TODO_MEND_SCHEME, TODO_COMMAND(list, "scheme import %s FILE", dossier->evaluation),
			 todo_count(list, faults));
	else if (todo_is(list, WHO_EVALUATORS) && *dossier->scheme.entered_by == '\0')
		TODO_ADD(list, MSG_TODO_SUBMIT_SCHEME, TODO_COMMAND(list, "scheme import %s FILE", dossier->evaluation),
			 dossier->evaluation);
	if (todo_is(list, WHO_LEADER) && dossier->scheme.revision != 0 && faults == 0 && *dossier->scheme.entered_by != '\0' &&
	    !todo_is_me(list, dossier->scheme.entered_by) && !todo_is_signed(dossier, APPROVAL_SCHEME, NULL))
		TODO_ADD(list, MSG_TODO_APPROVE_SCHEME, TODO_COMMAND(list, "scheme approve %s", dossier->evaluation));
}

/* ---- IMPLEMENTATION ---- */

static bool is_among(const char *const *kinds, size_t n, const char *kind)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

/* One document for each kind that the indicator or one of its points asks for. */
static const char *evidence_options(struct todo_list *list, const struct indicator *indicator)
{
	const char **kinds = arena_alloc(list->arena, (indicator->n_evidence + indicator->n_points + 1) * sizeof(*kinds));
	const char *options = "";
	size_t n = 0;

	for (size_t i = 0; i < indicator->n_evidence; i++)
		kinds[n++] = indicator->evidence[i];
	for (size_t i = 0; i < indicator->n_points; i++)
		if (*indicator->points[i].evidence != '\0' && !is_among(kinds, n, indicator->points[i].evidence))
			kinds[n++] = indicator->points[i].evidence;
	for (size_t i = 0; i < n; i++)
		options = arena_printf(list->arena, "%s --evidence ID", options);
	return options;
}

static const char *entry_put_command(struct todo_list *list, const struct indicator *indicator)
{
	static const char *const values[] = { [VALUE_NUMBER] = " VALUE", [VALUE_DATE] = " DATE", [VALUE_TEXT] = " RESULT" };
	const char *points = "", *value = "";

	if (indicator->rule.parts != PARTS_NONE)
		value = " --part NAME=VALUE";
	else if (indicator_wants_actual(indicator))
		value = values[rule_rows[indicator->rule.kind].actual];
	for (size_t i = 0; i < indicator->n_points; i++)
		points = arena_printf(list->arena, "%s --point %zu=TEXT", points, i + 1);
	return TODO_COMMAND(list, "entry put %s %s%s --text TEXT%s%s", list->dossier->evaluation, indicator->code, value,
			    points, evidence_options(list, indicator));
}

static size_t entry_faults(const struct dossier *dossier, const struct indicator *indicator, const struct entry *entry)
{
	struct status faults = STATUS_INIT;
	size_t n;

	entry_check(dossier, indicator, entry, "", &faults);
	n = faults.n_violations;
	status_clear(&faults);
	return n;
}

static void list_own_entry(struct todo_list *list, const struct indicator *indicator, const struct entry *entry)
{
	enum entry_state state = entry != NULL ? entry->state : ENTRY_NONE;
	size_t faults = state == ENTRY_DRAFT ? entry_faults(list->dossier, indicator, entry) : 0;

	if (state == ENTRY_NONE)
		TODO_ADD(list, MSG_TODO_ENTER, entry_put_command(list, indicator), indicator->code, indicator->name);
	else if (state == ENTRY_RETURNED)
		TODO_ADD(list, MSG_TODO_ENTER_AGAIN, entry_put_command(list, indicator), indicator->code, indicator->name,
			 entry->comment);
	else if (state == ENTRY_DRAFT && faults > 0)
		TODO_ADD(list, MSG_TODO_COMPLETE_ENTRY, entry_put_command(list, indicator), indicator->code, indicator->name,
			 todo_count(list, faults));
	else if (state == ENTRY_DRAFT)
		TODO_ADD(list, MSG_TODO_SUBMIT_ENTRY,
			 TODO_COMMAND(list, "entry submit %s %s", list->dossier->evaluation, indicator->code), indicator->code,
			 indicator->name);
}

static void list_own_entries(struct todo_list *list)
{
	for (size_t i = 0; i < list->dossier->n_indicators; i++) {
		const struct indicator *indicator = &list->dossier->indicators[i];

		if (indicator_is_assessed(indicator) && todo_is_me(list, indicator->responsible))
			list_own_entry(list, indicator, dossier_entry(list->dossier, indicator->code));
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
		any = any || dossier_holds(list->dossier, indicator->responsible, WHO_EVALUATORS);
	}
	return !any;
}

/* Goes on with what stands there: who entered it, or who would enter it now that they have left. */
static bool keeps_funds(const struct todo_list *list)
{
	const char *maker = list->dossier->funds.entered_by;

	return todo_is_me(list, maker) || (!dossier_holds(list->dossier, maker, WHO_EVALUATORS) && enters_funds(list));
}

static const char *funds_put_command(struct todo_list *list)
{
	const struct scheme *scheme = &list->dossier->scheme;
	const char *flows = "";

	for (size_t i = 0; i < scheme->n_budget; i++) {
		const char *flow = todo_word(list, TODO_COMMAND(list, "%s=AMOUNT", scheme->budget[i].source));

		flows = arena_printf(list->arena, "%s --received %s --paid %s", flows, flow, flow);
	}
	return TODO_COMMAND(list, "funds put %s%s", list->dossier->evaluation, flows);
}

static size_t funds_faults(const struct dossier *dossier)
{
	struct status faults = STATUS_INIT;
	size_t n;

	funds_check(dossier, &faults);
	n = faults.n_violations;
	status_clear(&faults);
	return n;
}

static void list_own_funds(struct todo_list *list)
{
	const struct funds *funds = &list->dossier->funds;
	size_t faults = funds->state == ENTRY_DRAFT ? funds_faults(list->dossier) : 0;

	if (funds->state == ENTRY_NONE && enters_funds(list))
		TODO_ADD(list, MSG_TODO_ENTER_FUNDS, funds_put_command(list));
	else if (funds->state == ENTRY_RETURNED && keeps_funds(list))
		TODO_ADD(list, MSG_TODO_ENTER_FUNDS_AGAIN, funds_put_command(list), funds->comment);
	else if (funds->state == ENTRY_DRAFT && keeps_funds(list) && faults > 0)
		TODO_ADD(list, MSG_TODO_COMPLETE_FUNDS, funds_put_command(list), todo_count(list, faults));
	else if (funds->state == ENTRY_DRAFT && keeps_funds(list))
		TODO_ADD(list, MSG_TODO_SUBMIT_FUNDS, TODO_COMMAND(list, "funds submit %s", list->dossier->evaluation));
}

static void list_reviews(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	size_t n = 0;

	if (dossier->funds.state == ENTRY_SUBMITTED && !todo_is_me(list, dossier->funds.entered_by))
		TODO_ADD(list, MSG_TODO_ACCEPT_FUNDS, TODO_COMMAND(list, "funds accept %s", dossier->evaluation));
	for (size_t i = 0; i < dossier->n_entries; i++)
		n += dossier->entries[i].state == ENTRY_SUBMITTED && !todo_is_me(list, dossier->entries[i].entered_by);
	if (n > 0)
		TODO_ADD(list, MSG_TODO_ACCEPT_ENTRIES, TODO_COMMAND(list, "entry accept %s", dossier->evaluation),
			 todo_count(list, n));
}

void todo_implementation(struct todo_list *list)
{
	if (todo_is(list, WHO_EVALUATORS)) {
		list_own_entries(list);
		list_own_funds(list);
	}
	if (todo_is(list, WHO_LEADER))
		list_reviews(list);
}
