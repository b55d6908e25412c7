/* jixiao entry import: a filled spreadsheet, taken whole or not at all. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/entry_commands.h"
#include "client/entry_load.h"
#include "client/entry_versions.h"
#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/self_form.h"
#include "client/sheet/sheet_file.h"
#include "common/rpc/pb.h"
#include "jixiao/user.pb-c.h"

struct import {
	struct context *context;
	const char *evaluation;
	bool partial;
	const char **use_file, **use_server; /* codes; end with NULL */
	struct workbook workbook;
	struct entry_source source;
	struct entry_sheet sheet;
	struct entry_row **sent;  /* the row of each entry of the last request */
	struct status faults;	  /* of cells; calls leave it alone */
	enum status_code refusal; /* the code for them */
};

/* ---- reading ---- */

static bool find_base(void *context, const char *code, uint64_t revision, Jixiao__EntryPutRequest *base)
{
	const struct import *import = context;
	struct entry_versions versions;
	const struct entry_version *version;

	if (entry_versions_load(import->context, import->evaluation, code, &versions) != STATUS_OK)
		return false;
	version = entry_version_find(&versions, revision);
	if (version == NULL || version->content == NULL)
		return false;
	*base = *version->content;
	return true;
}

static bool listed(const char *const *codes, const char *code)
{
	for (; *codes != NULL; codes++)
		if (strcmp(*codes, code) == 0)
			return true;
	return false;
}

static bool has_row(const struct import *import, const char *code)
{
	for (size_t i = 0; i < import->sheet.n_rows; i++)
		if (strcmp(import->sheet.rows[i].code, code) == 0)
			return true;
	return false;
}

/* Each decision is about a row of the file, and is one. */
static enum status_code check_decisions(struct import *import)
{
	struct status *status = &import->context->status;

	for (const char **code = import->use_file; *code != NULL; code++)
		if (listed(import->use_server, *code))
			return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_ENTRY_IMPORT_UNDECIDED, *code);
	for (size_t k = 0; k < 2; k++)
		for (const char **code = k == 0 ? import->use_file : import->use_server; *code != NULL; code++)
			if (!has_row(import, *code))
				return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_ENTRY_IMPORT_NO_ROW, *code);
	return STATUS_OK;
}

/* ---- conflicts ---- */

static void show_conflict(struct context *context, struct table *table, const struct entry_row *row)
{
	static const char *const unknown[] = { "（不详）", "(unknown)" };

	for (size_t part = 0; part < entry_content_parts(&row->file); part++) {
		const char *base = entry_content_text(context->arena, &row->base, part);
		const char *now = entry_content_text(context->arena, &row->now, part);
		const char *file = entry_content_text(context->arena, &row->file, part);

		if (!row->has_base)
			base = in_language(context, unknown);
		if (strcmp(now, file) != 0 || (row->has_base && strcmp(now, base) != 0))
			TABLE_ROW(table, row->code, entry_content_label(context->arena, context->language, part), base, now,
				  file);
	}
}

static void show_conflicts(struct import *import)
{
	struct context *context = import->context;
	struct table *table;

	if (context->output == OUTPUT_JSON)
		return;
	table = table_new(context);
	table_column(table, "指标", "indicator", COLUMN_LEFT);
	table_column(table, "内容", "content", COLUMN_LEFT);
	table_column(table, "导出时", "exported", COLUMN_WRAP);
	table_column(table, "现在", "now", COLUMN_WRAP);
	table_column(table, "文件里", "file", COLUMN_WRAP);
	for (size_t i = 0; i < import->sheet.n_rows; i++)
		if (import->sheet.rows[i].kind == ENTRY_ROW_CONFLICT)
			show_conflict(context, table, &import->sheet.rows[i]);
	table_print(table, MSG_NONE);
}

static void add_conflict(struct import *import, const struct entry_row *row)
{
	struct arena *arena = import->context->arena;
	const char *by = row->present == NULL ? "?" : row->present->entered_by;

	if (row->present != NULL && *row->present->reviewed_by != '\0')
		by = row->present->reviewed_by;
	STATUS_VIOLATION(&import->faults, entry_sheet_place(arena, &import->sheet, row, "indicator"), MSG_ENTRY_SHEET_CONFLICT,
			 row->code, by, arena_printf(arena, "%" PRIu64, row->file.revision),
			 arena_printf(arena, "%" PRIu64, row->now.revision));
}

/* What people decided about is no conflict any more. */
static void settle_conflicts(struct import *import)
{
	const bool others = import->faults.n_violations > 0;
	size_t n = 0;

	for (size_t i = 0; i < import->sheet.n_rows; i++) {
		struct entry_row *row = &import->sheet.rows[i];

		if (row->kind != ENTRY_ROW_CONFLICT)
			continue;
		if (listed(import->use_file, row->code)) {
			row->kind = ENTRY_ROW_CHANGED;
			row->file.revision = row->now.revision;
		} else if (listed(import->use_server, row->code)) {
			row->kind = ENTRY_ROW_UNTOUCHED;
		} else {
			add_conflict(import, row);
			n++;
		}
	}
	import->refusal = n > 0 && !others ? STATUS_ABORTED : STATUS_INVALID_ARGUMENT;
	if (n > 0)
		show_conflicts(import);
}

/* ---- writing ---- */

/* Texts of points only where there are any. */
static Jixiao__EntryPutRequest *request_of(struct arena *arena, const struct entry_row *row)
{
	Jixiao__EntryPutRequest *request = arena_memdup(arena, &row->file, sizeof(row->file));
	bool said = false;

	for (size_t i = 0; i < request->n_points; i++)
		said = said || *request->points[i] != '\0';
	if (!said)
		request->n_points = 0;
	/* The actual is in the target's already. */
	request->unit = (char *)"";
	return request;
}

static void make_request(struct import *import, Jixiao__EntryPutAllRequest *request)
{
	struct arena *arena = import->context->arena;

	jixiao__entry_put_all_request__init(request);
	request->evaluation = (char *)(uintptr_t)import->evaluation;
	request->entries = arena_alloc(arena, (import->sheet.n_rows + 1) * sizeof(*request->entries));
	import->sent = arena_alloc(arena, (import->sheet.n_rows + 1) * sizeof(struct entry_row *));
	for (size_t i = 0; i < import->sheet.n_rows; i++) {
		if (import->sheet.rows[i].kind != ENTRY_ROW_CHANGED)
			continue;
		import->sent[request->n_entries] = &import->sheet.rows[i];
		request->entries[request->n_entries++] = request_of(arena, &import->sheet.rows[i]);
	}
}

/* What the server refuses, "entries[3].actual", at its cell. Returns the number of violations that are about a row. */
static size_t take_refusals(struct import *import, size_t n_sent)
{
	static const char list[] = "entries[";
	struct context *context = import->context;
	size_t n = 0;

	for (size_t i = 0; i < context->status.n_violations; i++) {
		const struct violation *violation = &context->status.violations[i];
		char *end = NULL;
		size_t index = n_sent;

		if (strncmp(violation->path, list, sizeof(list) - 1) == 0)
			index = strtoull(violation->path + sizeof(list) - 1, &end, 10);
		if (index >= n_sent)
			continue;
		status_violation(&import->faults,
				 entry_sheet_place(context->arena, &import->sheet, import->sent[index],
						   *end == ']' && end[1] == '.' ? end + 2 : "indicator"),
				 violation->message.id, violation->message.args);
		import->sent[index]->kind = ENTRY_ROW_FAULTY;
		n++;
	}
	if (n > 0)
		import->refusal = context->status.code;
	return n;
}

/* Writes the changed rows; *${reply} NULL if there are none. With --partial again without those that the server refuses, each
 * time fewer. Else what it refuses is among the faults. */
static enum status_code send(struct import *import, Jixiao__EntryListReply **reply)
{
	Jixiao__EntryPutAllRequest request;
	enum status_code code;

	*reply = NULL;
	do {
		make_request(import, &request);
		if (request.n_entries == 0)
			return STATUS_OK;
		code = context_call(import->context, "Entry.PutAll", &request.base, &jixiao__entry_list_reply__descriptor,
				    reply);
	} while (code != STATUS_OK && take_refusals(import, request.n_entries) > 0 && import->partial);
	return code;
}

/* ---- telling ---- */

static const char *codes_of(struct import *import, enum entry_row_kind kind, size_t *n)
{
	char **codes = arena_alloc(import->context->arena, (import->sheet.n_rows + 1) * sizeof(*codes));

	*n = 0;
	for (size_t i = 0; i < import->sheet.n_rows; i++)
		if (import->sheet.rows[i].kind == kind)
			codes[(*n)++] = (char *)(uintptr_t)import->sheet.rows[i].code;
	return join(import->context, codes, *n);
}

/* What was typed in another form than it is kept in. */
static void note_values(struct import *import)
{
	struct context *context = import->context;

	for (size_t i = 0; i < import->sheet.n_rows; i++) {
		const struct entry_row *row = &import->sheet.rows[i];
		const char *typed = cell_shown(context->arena, row->cells->cells[ENTRY_ACTUAL]);
		const char *kept = arena_printf(context->arena, "%s%s", row->file.actual, row->file.unit);

		if (row->kind == ENTRY_ROW_CHANGED && *row->file.actual != '\0' && strcmp(typed, row->file.actual) != 0 &&
		    strcmp(typed, kept) != 0)
			OUTPUT_NOTE(context, MSG_VALUE_UNDERSTOOD, typed, kept);
	}
}

static void tell(struct import *import, const Jixiao__EntryListReply *reply, bool dry_run)
{
	struct context *context = import->context;
	size_t n, n_same, n_newer;
	const char *changed = codes_of(import, ENTRY_ROW_CHANGED, &n), *newer = codes_of(import, ENTRY_ROW_UNTOUCHED, &n_newer);

	codes_of(import, ENTRY_ROW_SAME, &n_same);
	if (n == 0)
		OUTPUT_RESULT(context, MSG_ENTRY_IMPORT_NO_CHANGE, arena_printf(context->arena, "%zu", n_same + n_newer));
	else if (dry_run)
		OUTPUT_RESULT(context, MSG_ENTRY_IMPORT_CHECKED, arena_printf(context->arena, "%zu", n), changed);
	else
		OUTPUT_DONE(context, reply, MSG_DONE_ENTRY_IMPORTED, arena_printf(context->arena, "%zu", n), changed,
			    import->evaluation);
	if (n > 0)
		note_values(import);
	if (n_newer > 0)
		OUTPUT_NOTE(context, MSG_ENTRY_IMPORT_NEWER, newer);
	if (reply != NULL)
		note_own_work(context, import->evaluation);
}

/* The faults become the command's failure. */
static enum status_code fail(struct import *import, enum message_id id)
{
	struct context *context = import->context;

	STATUS_FAIL(&import->faults, import->refusal, id, import->workbook.name);
	status_clear(&context->status);
	status_copy(&context->status, &import->faults);
	/* Places are cells, not fields of a request. */
	context->request = NULL;
	return context->status.code;
}

/* What the server would say to the import itself: another stage, another role. */
static enum status_code check_allowed(struct import *import)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	struct context *context = import->context;
	Jixiao__UserWhoamiReply *reply;
	enum status_code code;

	request.evaluation = (char *)(uintptr_t)import->evaluation;
	code = context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, &reply);
	for (size_t i = 0; code == STATUS_OK && i < reply->n_abilities; i++)
		if (strcmp(reply->abilities[i]->method, "Entry.PutAll") == 0 && reply->abilities[i]->refusal != NULL) {
			pb_status_read(reply->abilities[i]->refusal, &context->status);
			code = context->status.code;
		}
	return code;
}

static enum status_code take(struct import *import, bool dry_run)
{
	Jixiao__EntryListReply *reply = NULL;
	enum status_code code = STATUS_OK;

	if (import->faults.n_violations > 0 && (!import->partial || !import->sheet.whole))
		return fail(import, MSG_ENTRY_IMPORT_NOTHING);
	code = dry_run ? check_allowed(import) : send(import, &reply);
	if (code != STATUS_OK)
		return import->faults.n_violations > 0 ? fail(import, MSG_ENTRY_IMPORT_NOTHING) : code;
	tell(import, reply, dry_run);
	return import->faults.n_violations > 0 ? fail(import, MSG_ENTRY_IMPORT_REST) : STATUS_OK;
}

enum status_code entry_import(struct context *context, const struct arguments *arguments)
{
	struct import import = { .context = context,
				 .evaluation = positional(arguments, 0),
				 .partial = argument(arguments, "partial") != NULL,
				 .use_file = argument_all(context->arena, arguments, "use-file"),
				 .use_server = argument_all(context->arena, arguments, "use-server"),
				 .faults = STATUS_INIT };
	enum status_code code = sheet_file_read(context->arena, positional(arguments, 1), &import.workbook, &context->status);

	if (code == STATUS_OK && self_form_is_one(&import.workbook))
		code = STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_FORM_IMPORT_AS_SCHEME, import.evaluation,
				   positional(arguments, 1));
	if (code == STATUS_OK)
		code = entry_source_load(context, import.evaluation, &import.source);
	if (code != STATUS_OK)
		return code;
	entry_sheet_read(context->arena, &import.workbook, &import.source, find_base, &import, &import.sheet, &import.faults);
	status_clear(&context->status);
	code = import.sheet.whole ? check_decisions(&import) : STATUS_OK;
	if (code == STATUS_OK) {
		settle_conflicts(&import);
		code = take(&import, argument(arguments, "dry-run") != NULL);
	}
	status_clear(&import.faults);
	return code;
}

const struct option_row entry_import_options[] = {
	{ "dry-run", NULL, { "只检查，不导入", "only check, write nothing" } },
	{ "partial",
	  NULL,
	  { "有错误或冲突的行除外，其余照样导入", "write the rows without faults or conflicts, and name the others" } },
	{ "use-file",
	  "CODE",
	  { "这个指标有冲突时以文件为准", "where this indicator is in conflict, take what the file says" },
	  .repeated = true },
	{ "use-server",
	  "CODE",
	  { "这个指标有冲突时保留服务器上的内容", "where this indicator is in conflict, keep what is on the server" },
	  .repeated = true },
	{ NULL },
};
