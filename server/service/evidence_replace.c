/* Evidence.Replace: another content under the same id. Nothing is deleted: the old digest stands in the record's history and
 * its blob stays. What was handed in on the old content is not accepted on the new one unseen. */
#include <string.h>

#include "common/domain/permission.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "server/service/evidence.h"
#include "server/service/field.h"
#include "server/service/handlers.h"
#include "server/service/upload.h"

enum { REASON_LIMIT = 4096 };

static enum status_code request_check(struct call *call, const Jixiao__EvidenceReplaceRequest *request)
{
	upload_check_file(call, request->digest, request->size, "");
	evidence_check_name(call, request->name);
	field_check_text(call->status, "reason", request->reason, REASON_LIMIT);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code evidence_replace_prepare(struct call *call)
{
	const Jixiao__EvidenceReplaceRequest *request = (const void *)call->request;
	enum status_code code = request_check(call, request);

	return code == STATUS_OK ? upload_verify(call, request->digest.data, request->size) : code;
}

static bool is_among(char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static bool is_handed_in(Jixiao__EntryState state)
{
	return state == JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED || state == JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
}

/* What was handed in is accepted in implementation only. False with a violation if the evaluation is past it. */
static bool may_go_back(struct call *call, const char *path, const char *what)
{
	if (call->shell->stage <= JIXIAO__STAGE__STAGE_IMPLEMENTATION)
		return true;
	STATUS_VIOLATION(call->status, path, MSG_EVIDENCE_RESTED_ON, what);
	return false;
}

static char *comment_of(struct call *call, const Jixiao__EvidenceReplaceRequest *request)
{
	return arena_printf(call->arena, "%s：%s", request->id, request->reason);
}

/* To who entered it, whoever replaces: so two people look at the new content. */
static enum status_code entry_back(struct call *call, Jixiao__Entry *entry)
{
	const Jixiao__EvidenceReplaceRequest *request = (const void *)call->request;
	Jixiao__EvidenceReplaceReply *reply = (void *)call->reply;
	const char *path = arena_printf(call->arena, "entries[%s]", entry->indicator);

	if (!may_go_back(call, path, entry->indicator))
		return STATUS_OK;
	entry->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED;
	entry->reviewed_by = arena_strdup(call->arena, call->person);
	entry->comment = comment_of(call, request);
	reply->entries[reply->n_entries++] = entry->indicator;
	return record_put(call->txn,
			  (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation, entry->indicator },
			  &entry->base, entry->revision, call->status);
}

static enum status_code entries_back(struct call *call, const char *id)
{
	Jixiao__EvidenceReplaceReply *reply = (void *)call->reply;
	Jixiao__Entry **all;
	size_t n;
	enum status_code code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation,
					    &jixiao__entry__descriptor, NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);

	if (code == STATUS_OK)
		reply->entries = arena_alloc(call->arena, n * sizeof(*reply->entries));
	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		if (is_handed_in(all[i]->state) && is_among(all[i]->evidence, all[i]->n_evidence, id))
			code = entry_back(call, all[i]);
	return code;
}

static enum status_code funds_back(struct call *call, const char *id)
{
	const struct record_key key = { JIXIAO__RECORD_TYPE__RECORD_FUNDS, call->evaluation, "funds" };
	const Jixiao__EvidenceReplaceRequest *request = (const void *)call->request;
	Jixiao__EvidenceReplaceReply *reply = (void *)call->reply;
	Jixiao__Funds *funds;
	enum status_code code =
		record_get(call->txn, key, &jixiao__funds__descriptor, (ProtobufCMessage **)&funds, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (code != STATUS_OK || !is_handed_in(funds->state) || !is_among(funds->evidence, funds->n_evidence, id) ||
	    !may_go_back(call, "funds", "@RECORD_FUNDS"))
		return code;
	funds->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED;
	funds->reviewed_by = arena_strdup(call->arena, call->person);
	funds->comment = comment_of(call, request);
	reply->funds = true;
	return record_put(call->txn, key, &funds->base, funds->revision, call->status);
}

static bool rests_on(const Jixiao__Finding *finding, const char *id)
{
	for (size_t i = 0; i < finding->n_actions; i++)
		if (is_among(finding->actions[i]->evidence, finding->actions[i]->n_evidence, id))
			return true;
	return false;
}

/* What a verification looks at or looked at stays what it was. */
static enum status_code findings_check(struct call *call, const char *id)
{
	Jixiao__Finding **all;
	size_t n;
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, &jixiao__finding__descriptor,
			    NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);

	for (size_t i = 0; code == STATUS_OK && i < n; i++) {
		Jixiao__FindingState state = all[i]->state;

		if ((state == JIXIAO__FINDING_STATE__FINDING_STATE_SUBMITTED ||
		     state == JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED ||
		     state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED) &&
		    rests_on(all[i], id))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "findings[%s]", all[i]->id),
					 MSG_EVIDENCE_FINDING_SETTLED, all[i]->id);
	}
	return code;
}

static enum status_code all_that_rests_on(struct call *call, const char *id)
{
	enum status_code code = entries_back(call, id);

	if (code == STATUS_OK)
		code = funds_back(call, id);
	if (code == STATUS_OK)
		code = findings_check(call, id);
	if (code != STATUS_OK)
		return code;
	return status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_EVIDENCE_NOT_REPLACED);
}

static enum status_code content_put(struct call *call, const Jixiao__EvidenceReplaceRequest *request,
				    Jixiao__Evidence *evidence)
{
	if (evidence_holds(evidence, request->digest.data))
		return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_EVIDENCE_SAME_CONTENT, evidence->id);
	evidence->name = request->name;
	evidence->digest = request->digest;
	evidence->size = request->size;
	evidence->reason = request->reason;
	evidence->uploaded_by = arena_strdup(call->arena, call->person);
	evidence->uploaded = call->time;
	return evidence_put(call, evidence, request->revision);
}

/* What it is a file of is known only now. */
static enum status_code check_kind(struct call *call, const Jixiao__EvidenceReplaceRequest *request,
				   const Jixiao__Evidence *evidence)
{
	upload_check_size(call, request->size, evidence->kind, "size");
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code evidence_replace(struct call *call)
{
	const Jixiao__EvidenceReplaceRequest *request = (const void *)call->request;
	Jixiao__EvidenceReplaceReply *reply = (void *)call->reply;
	enum status_code code = request_check(call, request);

	if (code == STATUS_OK)
		code = evidence_find(call, request->id, &reply->evidence);
	if (code == STATUS_OK)
		code = evidence_may_change(call, reply->evidence);
	if (code == STATUS_OK)
		code = check_kind(call, request, reply->evidence);
	if (code == STATUS_OK)
		code = upload_finish(call, request->digest.data, request->size);
	if (code == STATUS_OK)
		code = content_put(call, request, reply->evidence);
	return code == STATUS_OK ? all_that_rests_on(call, request->id) : code;
}
