#include "server/service/evidence.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/domain/evidence_id.h"
#include "common/domain/value_text.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"
#include "jixiao/entry.pb-c.h"
#include "server/service/blob.h"
#include "server/service/cursor.h"
#include "server/service/handlers.h"
#include "server/service/upload.h"
#include "server/store/store.h"

enum { NAME_LIMIT = 200, KIND_LIMIT = 64, NOTE_LIMIT = 4096, PLACE_LIMIT = 200, NUMBER_LIMIT = 200, DATE_LIMIT = 64 };

static struct record_key evidence_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, call->evaluation, id };
}

enum status_code evidence_find(struct call *call, const char *id, Jixiao__Evidence **evidence)
{
	enum status_code code;

	code = record_get(call->txn, evidence_key(call, id), &jixiao__evidence__descriptor, (ProtobufCMessage **)evidence,
			  call->status);
	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, code, MSG_EVIDENCE_NONE, id) : code;
}

enum status_code evidence_put(struct call *call, Jixiao__Evidence *evidence, uint64_t seen)
{
	return record_put(call->txn, evidence_key(call, evidence->id), &evidence->base, seen, call->status);
}

enum status_code evidence_check_cited(struct call *call, char *const *ids, size_t n, const char *path)
{
	ProtobufCMessage *evidence;
	enum status_code code;

	for (size_t i = 0; i < n; i++) {
		const char *at = arena_printf(call->arena, "%s[%zu]", path, i);

		code = record_get(call->txn, evidence_key(call, ids[i]), &jixiao__evidence__descriptor, &evidence,
				  call->status);
		if (code == STATUS_NOT_FOUND)
			STATUS_VIOLATION(call->status, at, MSG_EVIDENCE_NONE, ids[i]);
		else if (code != STATUS_OK)
			return code;
		for (size_t j = 0; j < i; j++)
			if (strcmp(ids[i], ids[j]) == 0)
				STATUS_VIOLATION(call->status, at, MSG_EVIDENCE_TWICE, ids[i]);
	}
	return STATUS_OK;
}

enum status_code evidence_files(struct call *call, struct evidence_files *files)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, call->evaluation, &jixiao__evidence__descriptor,
			   NULL, 0, (ProtobufCMessage ***)&files->all, &files->n, call->status);
}

bool evidence_holds(const Jixiao__Evidence *evidence, const uint8_t digest[DIGEST_SIZE])
{
	return evidence->digest.len == DIGEST_SIZE && memcmp(evidence->digest.data, digest, DIGEST_SIZE) == 0;
}

/* ---- Complete ---- */

/* A name as a file has it, without a way to it. */
static bool is_file_name(const char *name)
{
	return *name != '\0' && strpbrk(name, "/\\\n\t") == NULL && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

void evidence_check_name(struct call *call, const char *name)
{
	if (strlen(name) > NAME_LIMIT)
		STATUS_VIOLATION(call->status, "name", MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", NAME_LIMIT));
	if (!is_file_name(name))
		STATUS_VIOLATION(call->status, "name", MSG_EVIDENCE_NAME, name);
}

/* Checks what ${evidence} says of its file and brings its date into the form that is kept. */
static void description_check(struct call *call, Jixiao__Evidence *evidence)
{
	const struct {
		const char *field, *text;
		size_t limit;
	} texts[] = { { "kind", evidence->kind, KIND_LIMIT },
		      { "note", evidence->note, NOTE_LIMIT },
		      { "place", evidence->place, PLACE_LIMIT },
		      { "date", evidence->date, DATE_LIMIT },
		      { "number", evidence->number, NUMBER_LIMIT } };
	struct value_text date;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strlen(texts[i].text) > texts[i].limit)
			STATUS_VIOLATION(call->status, texts[i].field, MSG_FIELD_TOO_LONG,
					 arena_printf(call->arena, "%zu", texts[i].limit));
	if (text_is_blank(evidence->kind))
		STATUS_VIOLATION(call->status, "kind", MSG_EVIDENCE_KIND);
	if (*evidence->date == '\0' || strlen(evidence->date) > DATE_LIMIT ||
	    !value_text_parse(call->arena, evidence->date, VALUE_DATE, "date", &date, call->status))
		return;
	if (date.op != OP_NONE)
		STATUS_VIOLATION(call->status, "date", MSG_FIELD_NOT_DATE, evidence->date);
	evidence->date = date_format(call->arena, date.value.date);
}

/* The record that the request makes, without id and what the server knows itself. */
static enum status_code described(struct call *call, const Jixiao__EvidenceCompleteRequest *request, Jixiao__Evidence *evidence)
{
	evidence->evaluation = request->evaluation;
	evidence->name = request->name;
	evidence->kind = request->kind;
	evidence->note = request->note;
	evidence->place = request->place;
	evidence->date = request->date;
	evidence->number = request->number;
	evidence->digest = request->digest;
	evidence->size = request->size;
	upload_check_file(call, request->digest, request->size, request->kind);
	evidence_check_name(call, request->name);
	description_check(call, evidence);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code evidence_complete_prepare(struct call *call)
{
	const Jixiao__EvidenceCompleteRequest *request = (const void *)call->request;
	Jixiao__Evidence evidence = JIXIAO__EVIDENCE__INIT;
	enum status_code code = described(call, request, &evidence);

	return code == STATUS_OK ? upload_verify(call, request->digest.data, request->size) : code;
}

/* The next id; refuses a file that stands there already under the same name and kind. */
static enum status_code id_next(struct call *call, const Jixiao__EvidenceCompleteRequest *request, char **id)
{
	struct evidence_files files;
	enum status_code code = evidence_files(call, &files);

	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < files.n; i++)
		if (evidence_holds(files.all[i], request->digest.data) && strcmp(files.all[i]->name, request->name) == 0 &&
		    strcmp(files.all[i]->kind, request->kind) == 0)
			return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_EVIDENCE_ALREADY, request->name,
					   files.all[i]->id);
	*id = evidence_id(call->arena, files.n + 1);
	return STATUS_OK;
}

enum status_code evidence_complete(struct call *call)
{
	const Jixiao__EvidenceCompleteRequest *request = (const void *)call->request;
	Jixiao__Evidence *evidence = (void *)call->reply;
	enum status_code code = described(call, request, evidence);

	if (code == STATUS_OK)
		code = upload_finish(call, request->digest.data, request->size);
	if (code == STATUS_OK)
		code = id_next(call, request, &evidence->id);
	if (code != STATUS_OK)
		return code;
	evidence->uploaded_by = arena_strdup(call->arena, call->person);
	evidence->uploaded = call->time;
	return evidence_put(call, evidence, 0);
}

/* ---- Update ---- */

enum status_code evidence_may_change(struct call *call, const Jixiao__Evidence *evidence)
{
	if ((call->who & WHO_LEADER) || strcmp(evidence->uploaded_by, call->person) == 0)
		return STATUS_OK;
	return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_EVIDENCE_NOT_YOURS, evidence->id, evidence->uploaded_by);
}

enum status_code evidence_update(struct call *call)
{
	const Jixiao__EvidenceUpdateRequest *request = (const void *)call->request;
	Jixiao__Evidence *evidence;
	enum status_code code = evidence_find(call, request->id, &evidence);

	if (code == STATUS_OK)
		code = evidence_may_change(call, evidence);
	if (code != STATUS_OK)
		return code;
	evidence->kind = request->kind;
	evidence->note = request->note;
	evidence->place = request->place;
	evidence->date = request->date;
	evidence->number = request->number;
	description_check(call, evidence);
	upload_check_size(call, evidence->size, evidence->kind, "kind");
	code = status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	if (code != STATUS_OK)
		return code;
	call->reply = &evidence->base;
	return evidence_put(call, evidence, request->revision);
}

/* ---- Get, List, Download ---- */

enum status_code evidence_get(struct call *call)
{
	const Jixiao__EvidenceGetRequest *request = (const void *)call->request;
	Jixiao__Evidence *evidence;
	enum status_code code = evidence_find(call, request->id, &evidence);

	if (code == STATUS_OK)
		call->reply = &evidence->base;
	return code;
}

enum status_code evidence_list(struct call *call)
{
	const Jixiao__EvidenceListRequest *request = (const void *)call->request;
	Jixiao__EvidenceListReply *reply = (void *)call->reply;
	const size_t limit = page_size(request->limit);
	const char *after;
	enum status_code code = cursor_read(call, request->cursor, &after);

	if (code == STATUS_OK)
		code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, call->evaluation,
				   &jixiao__evidence__descriptor, after, limit + 1, (ProtobufCMessage ***)&reply->evidence,
				   &reply->n_evidence, call->status);
	if (code == STATUS_OK && reply->n_evidence > limit) {
		reply->n_evidence = limit;
		reply->cursor = cursor_make(call, reply->evidence[limit - 1]->id);
	}
	return code;
}

enum status_code evidence_download(struct call *call)
{
	const Jixiao__EvidenceGetRequest *request = (const void *)call->request;
	Jixiao__EvidenceBytes *reply = (void *)call->reply;
	Jixiao__Evidence *evidence;
	struct slice data;
	enum status_code code = evidence_find(call, request->id, &evidence);

	reply->offset = call->position;
	if (code == STATUS_OK)
		code = blob_next(call, evidence->digest.data, evidence->size, &data);
	if (code == STATUS_OK)
		reply->data = (ProtobufCBinaryData){ data.size, (uint8_t *)data.data };
	return code;
}
