#include "client/self_form_import.h"

#include <stdio.h>
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/self_form_file.h"
#include "common/rpc/pb.h"

struct import {
	struct context *context;
	char *evaluation, *person;
	bool leader;
	struct filled_form form;
	Jixiao__SchemeGetReply *present; /* NULL: there is no scheme yet */
	Jixiao__EntryListReply *entries; /* as they stand */
	Jixiao__Funds *funds;		 /* NULL: none yet */
	Jixiao__EntryPutAllRequest entries_put;
	Jixiao__FundsPutRequest funds_put;
	size_t *sent; /* which entry of the form each of entries_put is */
};

/* ---- what is there ---- */

static enum status_code load(struct import *import)
{
	Jixiao__SchemeGetRequest scheme = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__EntryListRequest entries = JIXIAO__ENTRY_LIST_REQUEST__INIT;
	Jixiao__FundsGetRequest funds = JIXIAO__FUNDS_GET_REQUEST__INIT;
	enum status_code code = whoami_in(import->context, import->evaluation, &import->person, &import->leader);

	scheme.evaluation = entries.evaluation = funds.evaluation = import->evaluation;
	if (code == STATUS_OK)
		code = call_if_there(import->context, "Scheme.Get", &scheme.base, &jixiao__scheme_get_reply__descriptor,
				     &import->present);
	if (code == STATUS_OK)
		code = context_call(import->context, "Entry.List", &entries.base, &jixiao__entry_list_reply__descriptor,
				    &import->entries);
	if (code == STATUS_OK)
		code = call_if_there(import->context, "Funds.Get", &funds.base, &jixiao__funds__descriptor, &import->funds);
	return code;
}

/* ---- scheme ---- */

static const Jixiao__Indicator *present_indicator(const struct import *import, const char *code)
{
	const Jixiao__SchemeGetReply *present = import->present;

	for (size_t i = 0; present != NULL && i < present->n_indicators; i++)
		if (strcmp(present->indicators[i]->code, code) == 0)
			return present->indicators[i];
	return NULL;
}

/* Who is responsible stays, where it is the same indicator by code and name. */
static void assign(struct import *import)
{
	const Jixiao__SchemeGetReply *scheme = import->form.export->scheme;

	for (size_t i = 0; i < scheme->n_indicators; i++) {
		Jixiao__Indicator *node = scheme->indicators[i];
		const Jixiao__Indicator *before = present_indicator(import, node->code);

		if (node->level != 3)
			continue;
		if (before != NULL && strcmp(before->name, node->name) == 0 && *before->responsible != '\0')
			node->responsible = before->responsible;
		else
			node->responsible = import->person;
	}
}

static enum status_code put_scheme(struct import *import, uint64_t revision, Jixiao__SchemePutReply **reply)
{
	Jixiao__SchemePutRequest request = JIXIAO__SCHEME_PUT_REQUEST__INIT;
	Jixiao__SchemeGetReply *scheme = import->form.export->scheme;

	if (import->present != NULL && import->present->scheme != NULL) {
		scheme->scheme->n_schedule = import->present->scheme->n_schedule;
		scheme->scheme->schedule = import->present->scheme->schedule;
	}
	request.evaluation = import->evaluation;
	request.revision = revision;
	request.scheme = scheme->scheme;
	request.n_indicators = scheme->n_indicators;
	request.indicators = scheme->indicators;
	return context_call(import->context, "Scheme.Put", &request.base, &jixiao__scheme_put_reply__descriptor, reply);
}

/* ---- entries ---- */

static const Jixiao__Entry *present_entry(const struct import *import, const char *code)
{
	for (size_t i = 0; i < import->entries->n_entries; i++)
		if (strcmp(import->entries->entries[i]->indicator, code) == 0)
			return import->entries->entries[i];
	return NULL;
}

static bool may_enter(const struct import *import, const char *code)
{
	const Jixiao__SchemeGetReply *scheme = import->form.export->scheme;

	for (size_t i = 0; i < scheme->n_indicators; i++)
		if (strcmp(scheme->indicators[i]->code, code) == 0)
			return import->leader || strcmp(scheme->indicators[i]->responsible, import->person) == 0;
	return false;
}

static bool waits_or_stands(Jixiao__EntryState state)
{
	return state == JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED || state == JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
}

static bool says_the_same(const Jixiao__Entry *a, const Jixiao__Entry *b)
{
	return strcmp(a->actual, b->actual) == 0 && strcmp(a->unit, b->unit) == 0 && strcmp(a->text, b->text) == 0;
}

/* What the form says goes over what a draft said; evidence and the rest stay. */
static Jixiao__EntryPutRequest *entry_request(struct import *import, const Jixiao__Entry *said, const Jixiao__Entry *before)
{
	Jixiao__EntryPutRequest *request = (void *)pb_new(import->context->arena, &jixiao__entry_put_request__descriptor);

	request->indicator = said->indicator;
	request->actual = said->actual;
	request->unit = said->unit;
	request->text = said->text;
	if (before == NULL)
		return request;
	request->revision = before->revision;
	request->n_evidence = before->n_evidence;
	request->evidence = before->evidence;
	request->n_citations = before->n_citations;
	request->citations = before->citations;
	return request;
}

/* The entries that say something new; one that a leader has or had on the table is a fault at its cell. */
static void choose_entries(struct import *import)
{
	const Jixiao__EntryListReply *list = import->form.export->entries;
	struct arena *arena = import->context->arena;

	jixiao__entry_put_all_request__init(&import->entries_put);
	import->entries_put.evaluation = import->evaluation;
	import->entries_put.entries = arena_alloc(arena, (list->n_entries + 1) * sizeof(Jixiao__EntryPutRequest *));
	import->sent = arena_alloc(arena, (list->n_entries + 1) * sizeof(*import->sent));
	for (size_t i = 0; i < list->n_entries; i++) {
		const Jixiao__Entry *said = list->entries[i], *before = present_entry(import, said->indicator);
		const char *path = arena_printf(arena, "entries[%zu]", i);

		if (*said->actual == '\0' && *said->text == '\0')
			continue;
		if (before != NULL && says_the_same(said, before))
			continue;
		if (!may_enter(import, said->indicator))
			STATUS_VIOLATION(import->form.notes, path, MSG_FORM_ENTRY_OF_OTHER, said->indicator);
		else if (before != NULL && waits_or_stands(before->state))
			STATUS_VIOLATION(&import->context->status, path, MSG_FORM_ENTRY_HANDED_IN, said->indicator);
		else {
			import->sent[import->entries_put.n_entries] = i;
			import->entries_put.entries[import->entries_put.n_entries++] = entry_request(import, said, before);
		}
	}
}

/* ---- funds ---- */

static bool same_flows(const Jixiao__Funds *a, const Jixiao__Funds *b)
{
	if (a->n_flows != b->n_flows)
		return false;
	for (size_t i = 0; i < a->n_flows; i++)
		if (strcmp(a->flows[i]->source, b->flows[i]->source) != 0 ||
		    strcmp(a->flows[i]->received, b->flows[i]->received) != 0 ||
		    strcmp(a->flows[i]->paid, b->flows[i]->paid) != 0)
			return false;
	return true;
}

static void choose_funds(struct import *import)
{
	const Jixiao__Funds *said = import->form.export->funds, *before = import->funds;
	Jixiao__FundsPutRequest *request = &import->funds_put;

	jixiao__funds_put_request__init(request);
	if (before != NULL && same_flows(said, before))
		return;
	if (before != NULL && waits_or_stands(before->state))
		STATUS_VIOLATION(&import->context->status, "flows[0]", MSG_FORM_FUNDS_HANDED_IN);
	request->evaluation = import->evaluation;
	request->n_flows = said->n_flows;
	request->flows = said->flows;
	if (before == NULL)
		return;
	request->revision = before->revision;
	request->n_breakdowns = before->n_breakdowns;
	request->breakdowns = before->breakdowns;
	request->n_evidence = before->n_evidence;
	request->evidence = before->evidence;
}

/* ---- writing ---- */

static enum status_code put_data(struct import *import)
{
	struct context *context = import->context;
	Jixiao__EntryListReply *entries;
	Jixiao__Funds *funds;
	enum status_code code = STATUS_OK;

	if (import->entries_put.n_entries > 0)
		code = context_call(context, "Entry.PutAll", &import->entries_put.base, &jixiao__entry_list_reply__descriptor,
				    &entries);
	if (code == STATUS_OK && import->funds_put.n_flows > 0)
		code = context_call(context, "Funds.Put", &import->funds_put.base, &jixiao__funds__descriptor, &funds);
	return code;
}

/* The index of the request's entries as that of the form's: "entries[0].actual" of what was sent. */
static void restore_paths(struct import *import)
{
	struct status *status = &import->context->status;

	for (size_t i = 0; i < status->n_violations; i++) {
		size_t k;
		int end = 0;

		if (sscanf(status->violations[i].path, "entries[%zu]%n", &k, &end) == 1 && end > 0 &&
		    k < import->entries_put.n_entries)
			status->violations[i].path = arena_printf(&status->arena, "entries[%zu]%s", import->sent[k],
								  status->violations[i].path + end);
	}
}

static enum status_code locate(struct import *import, enum status_code code)
{
	if (code != STATUS_OK)
		self_form_locate(&import->form, &import->context->status);
	/* Places are cells now, not fields of a request. */
	import->context->request = NULL;
	return code;
}

static enum status_code write_all(struct import *import, uint64_t revision)
{
	struct context *context = import->context;
	Jixiao__SchemePutReply *reply;
	enum status_code code = put_scheme(import, revision, &reply);

	if (code != STATUS_OK)
		return locate(import, code);
	code = put_data(import);
	if (code != STATUS_OK) {
		restore_paths(import);
		OUTPUT_NOTE(context, MSG_FORM_SCHEME_IS_IN, import->evaluation);
		return locate(import, code);
	}
	OUTPUT_DONE(context, reply, MSG_DONE_FORM_IMPORTED, import->evaluation, number_text(context, reply->indicators),
		    number_text(context, import->entries_put.n_entries));
	warnings_print(context, reply->warnings, reply->n_warnings);
	return STATUS_OK;
}

static enum status_code run(struct import *import, const char *path, uint64_t revision)
{
	struct context *context = import->context;
	enum status_code code = self_form_file_read(context, path, true, &import->form, import->form.notes);

	if (code == STATUS_OK)
		code = load(import);
	if (code != STATUS_OK)
		return code;
	assign(import);
	choose_entries(import);
	choose_funds(import);
	code = status_conclude(&context->status, STATUS_FAILED_PRECONDITION, MSG_FORM_NOT_IMPORTED);
	if (code != STATUS_OK)
		return locate(import, code);
	code = write_all(import, revision);
	if (code != STATUS_OK)
		return code;
	self_form_locate(&import->form, import->form.notes);
	self_form_notes_print(context, &import->form);
	OUTPUT_NOTE(context, MSG_FORM_IMPORTED_NEXT, import->evaluation);
	note_own_work(context, import->evaluation);
	return STATUS_OK;
}

enum status_code self_form_import(struct context *context, const struct arguments *arguments, uint64_t revision)
{
	struct status notes = STATUS_INIT;
	struct import import = { .context = context, .evaluation = positional(arguments, 0), .form = { .notes = &notes } };
	enum status_code code = run(&import, positional(arguments, 1), revision);

	status_clear(&notes);
	return code;
}
