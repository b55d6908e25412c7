/* Entry.Put and Entry.PutAll: what was found is written down. */
#include <string.h>

#include "common/domain/entry_check.h"
#include "common/record/record_domain.h"
#include "server/service/entry_record.h"
#include "server/service/evidence.h"
#include "server/service/field.h"
#include "server/service/handlers.h"

enum { TEXT_LIMIT = 16 * 1024, PLACE_LIMIT = 200, ENTRIES_MOST = 1000 };

/* The level-3 indicator that the caller may fill in: the responsible member's, or any for a leader. */
static enum status_code indicator_for(struct call *call, const char *code, struct indicator *indicator)
{
	Jixiao__Indicator *record;
	enum status_code found;

	found = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, code, jixiao__indicator, &record,
			   call->status);
	if (found == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, code);
	if (found != STATUS_OK)
		return found;
	if (record->level != 3)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_ENTRY_NOT_LEVEL_3, code, record->name);
	if (!(call->who & WHO_LEADER) && strcmp(record->responsible, call->person) != 0)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_ENTRY_NOT_RESPONSIBLE, code,
				   *record->responsible == '\0' ? "?" : record->responsible);
	found = indicator_from_record(call->arena, record, arena_printf(call->arena, "indicators[%s]", code), indicator,
				      call->status);
	if (found != STATUS_OK)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	return STATUS_OK;
}

/* The path of ${field} in the row at ${row}; "": the request itself. */
static const char *path_of(struct call *call, const char *row, const char *field)
{
	return *row == '\0' ? field : arena_printf(call->arena, "%s.%s", row, field);
}

static void check_length(struct call *call, const char *path, const char *text)
{
	if (strlen(text) > TEXT_LIMIT)
		STATUS_VIOLATION(call->status, path, MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", TEXT_LIMIT));
}

/* The scheme alone: several rows are not worth the whole evaluation each. */
static bool settles_in_preparation(struct call *call)
{
	struct status ignored = STATUS_INIT;
	struct scheme scheme;
	Jixiao__Scheme *record;
	bool settles = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_SCHEME, call->evaluation, "scheme", jixiao__scheme,
				  &record, &ignored) == STATUS_OK &&
		       scheme_from_record(call->arena, record, "scheme", &scheme, &ignored) == STATUS_OK &&
		       scheme.scoring.not_applicable == NOT_APPLICABLE_PREPARATION;

	status_clear(&ignored);
	return settles;
}

/* Why the indicator does not apply: only where the scheme settles it so late. */
static void check_not_applicable(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				 const struct indicator *indicator)
{
	field_check_text(call->status, path_of(call, row, "not_applicable"), request->not_applicable, TEXT_LIMIT);
	if (*request->actual != '\0')
		STATUS_VIOLATION(call->status, path_of(call, row, "actual"), MSG_ENTRY_NOT_APPLICABLE_ACTUAL);
	if (settles_in_preparation(call))
		STATUS_VIOLATION(call->status, path_of(call, row, "not_applicable"), MSG_ENTRY_NOT_APPLICABLE_PREPARATION,
				 indicator->code);
}

static void check_questionnaire(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				const struct indicator *indicator)
{
	const struct rule *rule = &indicator->rule;

	if (request->questionnaire == NULL) {
		if (rule->n_options > 0 && *request->actual != '\0')
			STATUS_VIOLATION(call->status, path_of(call, row, "actual"), MSG_ENTRY_QUESTIONNAIRE_WANTED);
		return;
	}
	if (rule->kind != RULE_SATISFACTION) {
		STATUS_VIOLATION(call->status, path_of(call, row, "questionnaire"), MSG_ENTRY_QUESTIONNAIRE_UNWANTED,
				 rule_rows[rule->kind].name);
		return;
	}
	if (*request->actual != '\0')
		STATUS_VIOLATION(call->status, path_of(call, row, "actual"), MSG_ENTRY_QUESTIONNAIRE_ACTUAL);
	questionnaire_check(questionnaire_from_record(call->arena, request->questionnaire), rule,
			    path_of(call, row, "questionnaire"), call->status);
}

static bool is_cited(const Jixiao__EntryPutRequest *request, const char *evidence)
{
	for (size_t i = 0; i < request->n_evidence; i++)
		if (strcmp(request->evidence[i], evidence) == 0)
			return true;
	return false;
}

/* Each is of evidence that the entry names, and for points that the indicator has. */
static void check_citations(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
			    const struct indicator *indicator)
{
	struct arena *arena = call->arena;

	for (size_t i = 0; i < request->n_citations; i++) {
		const Jixiao__Citation *citation = request->citations[i];
		const char *path = path_of(call, row, arena_printf(arena, "citations[%zu]", i));

		if (!is_cited(request, citation->evidence))
			STATUS_VIOLATION(call->status, arena_printf(arena, "%s.evidence", path), MSG_CITATION_EVIDENCE,
					 citation->evidence);
		for (size_t k = 0; k < citation->n_supports; k++)
			if (citation->supports[k] < 1 || citation->supports[k] > indicator->n_points)
				STATUS_VIOLATION(call->status, arena_printf(arena, "%s.supports[%zu]", path, k),
						 MSG_CITATION_POINT, arena_printf(arena, "%u", citation->supports[k]),
						 arena_printf(arena, "%zu", indicator->n_points));
		if (strlen(citation->place) > PLACE_LIMIT)
			STATUS_VIOLATION(call->status, arena_printf(arena, "%s.place", path), MSG_FIELD_TOO_LONG,
					 arena_printf(arena, "%d", PLACE_LIMIT));
	}
}

/* ${actual}: VALUE_NONE if none was given. */
static enum status_code put_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				  const struct indicator *indicator, struct value *actual)
{
	struct arena *arena = call->arena;
	const char *path = path_of(call, row, "actual");

	*actual = (struct value){ .kind = VALUE_NONE, .text = "" };
	if (*request->actual != '\0' && !indicator_wants_actual(indicator))
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_ACTUAL_UNWANTED, indicator->code);
	else if (strlen(request->actual) > TEXT_LIMIT)
		check_length(call, path, request->actual);
	else if (*request->actual != '\0')
		actual_parse(&indicator->rule, &indicator->target, request->actual, request->unit, path, actual, call->status);
	check_questionnaire(call, request, row, indicator);
	if (*request->not_applicable != '\0')
		check_not_applicable(call, request, row, indicator);
	check_length(call, path_of(call, row, "text"), request->text);
	if (request->n_points != 0 && request->n_points != indicator->n_points)
		STATUS_VIOLATION(call->status, path_of(call, row, "points"), MSG_ENTRY_POINTS,
				 arena_printf(arena, "%zu", indicator->n_points),
				 arena_printf(arena, "%zu", request->n_points));
	for (size_t i = 0; i < request->n_points; i++)
		check_length(call, path_of(call, row, arena_printf(arena, "points[%zu]", i)), request->points[i]);
	check_citations(call, request, row, indicator);
	return evidence_check_cited(call, request->evidence, request->n_evidence, path_of(call, row, "evidence"));
}

/* Whatever it was before, it is a draft now: what was accepted is not what stands there any more. */
static void fill(struct call *call, const Jixiao__EntryPutRequest *request, const struct indicator *indicator,
		 const struct value *actual, Jixiao__Entry *entry)
{
	entry->evaluation = arena_strdup(call->arena, call->evaluation);
	entry->indicator = request->indicator;
	entry->actual = actual_format(call->arena, actual);
	entry->unit = *request->actual != '\0' ? arena_strdup(call->arena, indicator->target.unit) : request->unit;
	entry->text = request->text;
	entry->not_applicable = request->not_applicable;
	entry->questionnaire = request->questionnaire;
	entry->n_points = request->n_points;
	entry->points = request->points;
	entry->n_evidence = request->n_evidence;
	entry->evidence = request->evidence;
	entry->n_citations = request->n_citations;
	entry->citations = request->citations;
	entry->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	entry->entered_by = arena_strdup(call->arena, call->person);
}

enum status_code entry_put(struct call *call)
{
	const Jixiao__EntryPutRequest *request = (const void *)call->request;
	Jixiao__Entry *entry = (void *)call->reply;
	struct indicator indicator;
	struct value actual;
	enum status_code code;

	code = indicator_for(call, request->indicator, &indicator);
	if (code == STATUS_OK)
		code = put_check(call, request, "", &indicator, &actual);
	if (code == STATUS_OK)
		code = status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	if (code != STATUS_OK)
		return code;
	fill(call, request, &indicator, &actual, entry);
	return record_put(call->txn, entry_record_key(call, request->indicator), &entry->base, request->revision, call->status);
}

/* ---- PutAll ---- */

struct all {
	struct call *call;
	const Jixiao__EntryPutAllRequest *request;
	Jixiao__Entry **entries; /* as they will stand */
	bool refused;		 /* a row is not the caller's to write */
	bool faulty;		 /* a row cannot be taken as it is */
};

/* What Entry.Put would answer as a whole is here said of the row ${path}. */
static enum status_code refuse_row(struct all *all, const char *path, enum status_code code, struct status *refusal)
{
	struct status *status = all->call->status;

	if (code != STATUS_NOT_FOUND && code != STATUS_PERMISSION_DENIED && code != STATUS_INVALID_ARGUMENT) {
		status_copy(status, refusal);
		return code;
	}
	all->refused = all->refused || code == STATUS_PERMISSION_DENIED;
	all->faulty = all->faulty || code != STATUS_PERMISSION_DENIED;
	status_violation(status, path, refusal->message.id, refusal->message.args);
	return STATUS_OK;
}

static enum status_code find_row_indicator(struct all *all, const char *path, const char *code, struct indicator *indicator,
					   bool *found)
{
	struct status *status = all->call->status, refusal = STATUS_INIT;
	enum status_code result;

	all->call->status = &refusal;
	result = indicator_for(all->call, code, indicator);
	all->call->status = status;
	*found = result == STATUS_OK;
	if (result != STATUS_OK)
		result = refuse_row(all, path_of(all->call, path, "indicator"), result, &refusal);
	status_clear(&refusal);
	return result;
}

static bool named_before(const Jixiao__EntryPutAllRequest *request, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (strcmp(request->entries[i]->indicator, request->entries[row]->indicator) == 0)
			return true;
	return false;
}

/* Another came first: said of each such row, and not of the first alone as a write would. */
static enum status_code check_revision(struct all *all, const char *path, const Jixiao__EntryPutRequest *row)
{
	struct call *call = all->call;
	Jixiao__Entry *present;
	enum status_code code = entry_record_find(call, row->indicator, &present);

	if (code != STATUS_OK || (present != NULL ? present->revision : 0) == row->revision)
		return code;
	STATUS_VIOLATION(call->status, path_of(call, path, "revision"), MSG_ENTRY_CHANGED, row->indicator,
			 arena_printf(call->arena, "%llu", present != NULL ? (unsigned long long)present->revision : 0),
			 arena_printf(call->arena, "%llu", (unsigned long long)row->revision));
	return STATUS_OK;
}

static enum status_code check_row(struct all *all, size_t i)
{
	struct call *call = all->call;
	const Jixiao__EntryPutRequest *row = all->request->entries[i];
	const char *path = arena_printf(call->arena, "entries[%zu]", i);
	const size_t before = call->status->n_violations;
	struct indicator indicator;
	struct value actual;
	bool found;
	enum status_code code = find_row_indicator(all, path, row->indicator, &indicator, &found);

	if (code != STATUS_OK || !found)
		return code;
	if (*row->evaluation != '\0' && strcmp(row->evaluation, call->evaluation) != 0)
		STATUS_VIOLATION(call->status, path_of(call, path, "evaluation"), MSG_ENTRY_ROW_EVALUATION, row->evaluation);
	if (named_before(all->request, i))
		STATUS_VIOLATION(call->status, path_of(call, path, "indicator"), MSG_ENTRY_ROW_TWICE, row->indicator);
	code = put_check(call, row, path, &indicator, &actual);
	all->faulty = all->faulty || call->status->n_violations > before;
	if (code == STATUS_OK)
		code = check_revision(all, path, row);
	if (code != STATUS_OK)
		return code;
	all->entries[i] = arena_alloc(call->arena, sizeof(*all->entries[i]));
	jixiao__entry__init(all->entries[i]);
	fill(call, row, &indicator, &actual, all->entries[i]);
	return STATUS_OK;
}

/* The gravest of what was found decides the code. */
static enum status_code conclude(const struct all *all)
{
	enum status_code code = STATUS_ABORTED;

	if (all->refused)
		code = STATUS_PERMISSION_DENIED;
	else if (all->faulty)
		code = STATUS_INVALID_ARGUMENT;
	return status_conclude(all->call->status, code, MSG_ENTRY_PUT_ALL_REFUSED);
}

enum status_code entry_put_all(struct call *call)
{
	const Jixiao__EntryPutAllRequest *request = (const void *)call->request;
	Jixiao__EntryListReply *reply = (void *)call->reply;
	struct all all = { .call = call, .request = request };
	enum status_code code = STATUS_OK;

	if (request->n_entries == 0 || request->n_entries > ENTRIES_MOST)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_ENTRY_ROWS,
				   arena_printf(call->arena, "%d", ENTRIES_MOST),
				   arena_printf(call->arena, "%zu", request->n_entries));
	all.entries = arena_alloc(call->arena, request->n_entries * sizeof(*all.entries));
	for (size_t i = 0; i < request->n_entries && code == STATUS_OK; i++)
		code = check_row(&all, i);
	if (code == STATUS_OK)
		code = conclude(&all);
	for (size_t i = 0; i < request->n_entries && code == STATUS_OK; i++)
		code = record_put(call->txn, entry_record_key(call, all.entries[i]->indicator), &all.entries[i]->base,
				  request->entries[i]->revision, call->status);
	reply->n_entries = request->n_entries;
	reply->entries = all.entries;
	return code;
}
