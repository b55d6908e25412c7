/* Finding.*: the problems found, written in ANALYSIS and REPORTING and fixed by the report's signature. */
#include <string.h>

#include "common/rpc/pb.h"
#include "jixiao/scheme.pb-c.h"
#include "server/service/field.h"
#include "server/service/finding_record.h"
#include "server/service/handlers.h"

enum { TITLE_LIMIT = 256, TEXT_LIMIT = 16 * 1024, MOST_FINDINGS = 99 };

static const char *id_of(const void *records, size_t i)
{
	return ((Jixiao__Finding *const *)records)[i]->id;
}

static enum status_code finding_new(struct call *call, Jixiao__Finding **finding)
{
	Jixiao__Finding **all;
	size_t n;
	enum status_code code = finding_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	if (n >= MOST_FINDINGS)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_FINDING_TOO_MANY,
				   arena_printf(call->arena, "%d", MOST_FINDINGS));
	*finding = (void *)pb_new(call->arena, &jixiao__finding__descriptor);
	(*finding)->evaluation = arena_strdup(call->arena, call->evaluation);
	(*finding)->id = next_record_id(call->arena, 'F', n, id_of, all);
	(*finding)->state = JIXIAO__FINDING_STATE__FINDING_STATE_OPEN;
	return STATUS_OK;
}

/* One that exists may be edited until it is settled. */
static enum status_code finding_edit(struct call *call, const Jixiao__FindingPutRequest *request, Jixiao__Finding **finding)
{
	enum status_code code = finding_get_record(call, request->id, finding);

	if (code != STATUS_OK)
		return code;
	if ((*finding)->state == JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED ||
	    (*finding)->state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDING_SETTLED, request->id);
	(*finding)->revision = request->revision;
	return STATUS_OK;
}

static enum status_code check_put(struct call *call, const Jixiao__FindingPutRequest *request)
{
	Jixiao__Indicator *indicator;
	enum status_code code;

	field_check_line(call->status, "title", request->title, TITLE_LIMIT);
	field_check_text(call->status, "text", request->text, TEXT_LIMIT);
	if (*request->cause != '\0')
		field_check_text(call->status, "cause", request->cause, TEXT_LIMIT);
	if (*request->indicator != '\0') {
		code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, request->indicator,
				  jixiao__indicator, &indicator, call->status);
		if (code == STATUS_NOT_FOUND)
			STATUS_VIOLATION(call->status, "indicator", MSG_ENTRY_NO_INDICATOR, request->indicator);
		else if (code != STATUS_OK)
			return code;
	}
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* A word that there are no findings does not outlive the first one. */
static enum status_code withdraw_declaration(struct call *call)
{
	if (*call->shell->no_findings_by == '\0')
		return STATUS_OK;
	call->shell->no_findings_by = arena_strdup(call->arena, "");
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", call->evaluation },
			  &call->shell->base, call->shell->revision, call->status);
}

enum status_code finding_put(struct call *call)
{
	const Jixiao__FindingPutRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	enum status_code code = check_put(call, request);

	if (code == STATUS_OK)
		code = *request->id == '\0' ? finding_new(call, &finding) : finding_edit(call, request, &finding);
	if (code != STATUS_OK)
		return code;
	finding->title = request->title;
	finding->text = request->text;
	finding->cause = request->cause;
	finding->indicator = request->indicator;
	finding->drafted_by = arena_strdup(call->arena, call->person);
	code = finding_put_record(call, finding);
	*(Jixiao__Finding *)call->reply = *finding;
	return code == STATUS_OK ? withdraw_declaration(call) : code;
}

/* Names of the recommendations that answer finding ${id}; "" if none does. */
static enum status_code answers(struct call *call, const char *id, const char **names)
{
	Jixiao__Recommendation **all;
	size_t n;
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_RECOMMENDATION, call->evaluation,
			    &jixiao__recommendation__descriptor, NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);

	*names = "";
	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		if (strcmp(all[i]->finding, id) == 0)
			*names = arena_printf(call->arena, "%s%s%s", *names, **names ? " " : "", all[i]->id);
	return code;
}

enum status_code finding_remove(struct call *call)
{
	const Jixiao__FindingGetRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	const char *answered;
	enum status_code code = finding_get_record(call, request->id, &finding);

	if (code == STATUS_OK)
		code = answers(call, request->id, &answered);
	if (code != STATUS_OK)
		return code;
	if (finding->state != JIXIAO__FINDING_STATE__FINDING_STATE_OPEN)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDING_ASSIGNED, request->id,
				   finding->implementer);
	if (*answered != '\0')
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDING_ANSWERED, request->id, answered);
	return record_remove(call->txn,
			     (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, request->id },
			     call->status);
}

enum status_code finding_get(struct call *call)
{
	const Jixiao__FindingGetRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	enum status_code code = finding_get_record(call, request->id, &finding);

	if (code == STATUS_OK)
		*(Jixiao__Finding *)call->reply = *finding;
	return code;
}

enum status_code finding_list(struct call *call)
{
	Jixiao__FindingListReply *reply = (void *)call->reply;
	Jixiao__Finding **all;
	size_t n;
	enum status_code code = finding_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	reply->findings = arena_alloc(call->arena, n * sizeof(*reply->findings));
	for (size_t i = 0; i < n; i++)
		if (!finding_is_hidden(call, all[i]))
			reply->findings[reply->n_findings++] = all[i];
	return STATUS_OK;
}
