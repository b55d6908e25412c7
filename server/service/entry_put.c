/* Entry.Put and Entry.PutAll: what was found is written down. */
#include <string.h>

#include "common/record/record_domain.h"
#include "server/service/entry_content.h"
#include "server/service/entry_record.h"
#include "server/service/handlers.h"

enum { ENTRIES_MOST = 1000 };

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

enum status_code entry_put(struct call *call)
{
	const Jixiao__EntryPutRequest *request = (const void *)call->request;
	Jixiao__Entry *entry = (void *)call->reply;
	struct indicator indicator;
	struct entry_settled settled;
	enum status_code code;

	code = indicator_for(call, request->indicator, &indicator);
	if (code == STATUS_OK)
		code = entry_content_check(call, request, "", &indicator, &settled);
	if (code == STATUS_OK)
		code = status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	if (code != STATUS_OK)
		return code;
	entry_content_fill(call, request, &indicator, &settled, entry);
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
		result = refuse_row(all, entry_path(all->call, path, "indicator"), result, &refusal);
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
	STATUS_VIOLATION(call->status, entry_path(call, path, "revision"), MSG_ENTRY_CHANGED, row->indicator,
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
	struct entry_settled settled;
	bool found;
	enum status_code code = find_row_indicator(all, path, row->indicator, &indicator, &found);

	if (code != STATUS_OK || !found)
		return code;
	if (*row->evaluation != '\0' && strcmp(row->evaluation, call->evaluation) != 0)
		STATUS_VIOLATION(call->status, entry_path(call, path, "evaluation"), MSG_ENTRY_ROW_EVALUATION, row->evaluation);
	if (named_before(all->request, i))
		STATUS_VIOLATION(call->status, entry_path(call, path, "indicator"), MSG_ENTRY_ROW_TWICE, row->indicator);
	code = entry_content_check(call, row, path, &indicator, &settled);
	all->faulty = all->faulty || call->status->n_violations > before;
	if (code == STATUS_OK)
		code = check_revision(all, path, row);
	if (code != STATUS_OK)
		return code;
	all->entries[i] = arena_alloc(call->arena, sizeof(*all->entries[i]));
	jixiao__entry__init(all->entries[i]);
	entry_content_fill(call, row, &indicator, &settled, all->entries[i]);
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
