#include "server/service/evidence.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/domain/evidence_id.h"
#include "common/rpc/pb.h"
#include "jixiao/entry.pb-c.h"
#include "server/service/blob.h"
#include "server/service/cursor.h"
#include "server/service/handlers.h"
#include "server/store/store.h"

enum { NAME_LIMIT = 200, KIND_LIMIT = 64, NOTE_LIMIT = 4096 };

static struct record_key evidence_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, call->evaluation, id };
}

static enum status_code evidence_find(struct call *call, const char *id, Jixiao__Evidence **evidence)
{
	enum status_code code;

	code = record_get(call->txn, evidence_key(call, id), &jixiao__evidence__descriptor, (ProtobufCMessage **)evidence,
			  call->status);
	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, code, MSG_EVIDENCE_NONE, id) : code;
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

/* ---- what every request about a file says ---- */

static void file_check(struct call *call, ProtobufCBinaryData file, uint64_t size)
{
	const uint64_t limit = call->server->settings.evidence_limit;

	if (file.len != DIGEST_SIZE)
		STATUS_VIOLATION(call->status, "digest", MSG_EVIDENCE_DIGEST_SIZE, arena_printf(call->arena, "%zu", file.len));
	if (size == 0)
		STATUS_VIOLATION(call->status, "size", MSG_EVIDENCE_EMPTY);
	if (size > limit)
		STATUS_VIOLATION(call->status, "size", MSG_EVIDENCE_TOO_LARGE,
				 arena_printf(call->arena, "%llu", (unsigned long long)size),
				 arena_printf(call->arena, "%llu", (unsigned long long)limit));
}

static enum status_code file_conclude(struct call *call)
{
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* A whole file of this digest has another size: the request's size is wrong. */
static enum status_code size_judge(struct call *call, const Jixiao__Blob *blob, uint64_t size)
{
	if (blob == NULL || !blob->whole || blob->size == size)
		return STATUS_OK;
	STATUS_VIOLATION(call->status, "size", MSG_EVIDENCE_SIZE_DIFFERS,
			 arena_printf(call->arena, "%llu", (unsigned long long)size),
			 arena_printf(call->arena, "%llu", (unsigned long long)blob->size));
	return file_conclude(call);
}

/* Where an upload of ${size} bytes goes on: 0 if there is none of that size or it was cut into chunks of another size. */
static uint64_t resume_at(const struct call *call, const Jixiao__Blob *blob, uint64_t size)
{
	if (blob == NULL || blob->size != size)
		return 0;
	return blob->received == size || blob->received % call->server->settings.chunk_size == 0 ? blob->received : 0;
}

enum status_code evidence_begin(struct call *call)
{
	const Jixiao__EvidenceBeginRequest *request = (const void *)call->request;
	Jixiao__EvidenceBeginReply *reply = (void *)call->reply;
	Jixiao__Blob *blob = NULL;
	enum status_code code;

	file_check(call, request->digest, request->size);
	code = file_conclude(call);
	if (code == STATUS_OK)
		code = blob_find(call, request->digest.data, &blob);
	if (code == STATUS_OK)
		code = size_judge(call, blob, request->size);
	if (code != STATUS_OK)
		return code;
	reply->offset = resume_at(call, blob, request->size);
	reply->chunk_size = call->server->settings.chunk_size;
	reply->limit = call->server->settings.evidence_limit;
	return STATUS_OK;
}

/* ---- Chunk ---- */

static void chunk_check(struct call *call, const Jixiao__EvidenceChunkRequest *request)
{
	const uint64_t chunk_size = call->server->settings.chunk_size;
	uint64_t wanted = 0;

	file_check(call, request->digest, request->size);
	if (request->offset % chunk_size != 0 || request->offset >= request->size) {
		STATUS_VIOLATION(call->status, "offset", MSG_EVIDENCE_OFFSET,
				 arena_printf(call->arena, "%llu", (unsigned long long)request->offset),
				 arena_printf(call->arena, "%llu", (unsigned long long)chunk_size));
		return;
	}
	wanted = request->size - request->offset < chunk_size ? request->size - request->offset : chunk_size;
	if (request->data.len != wanted)
		STATUS_VIOLATION(call->status, "data", MSG_EVIDENCE_CHUNK_SIZE,
				 arena_printf(call->arena, "%zu", request->data.len),
				 arena_printf(call->arena, "%llu", (unsigned long long)wanted));
}

/* The upload that this chunk belongs to: what is there, or a fresh one. The first chunk of another size begins anew, for one of
 * the two sizes is wrong and only the digest of the whole can tell which. */
static enum status_code upload_open(struct call *call, const Jixiao__EvidenceChunkRequest *request, Jixiao__Blob **blob)
{
	enum status_code code = blob_find(call, request->digest.data, blob);
	Jixiao__Blob *found = *blob;

	if (code == STATUS_OK)
		code = size_judge(call, found, request->size);
	if (code != STATUS_OK || resume_at(call, found, request->size) > 0)
		return code;
	*blob = (void *)pb_new(call->arena, &jixiao__blob__descriptor);
	(*blob)->size = request->size;
	(*blob)->person = arena_strdup(call->arena, call->person);
	(*blob)->generation = found != NULL ? found->generation : 0;
	if (found == NULL || found->received == 0)
		return STATUS_OK;
	if (request->offset != 0)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_EVIDENCE_BEGIN_AGAIN);
	return chunk_remove_all(call->txn, request->digest.data, call->status);
}

/* A chunk that is there already, or that comes too early, changes nothing; the answer says where to go on. */
enum status_code evidence_chunk(struct call *call)
{
	const Jixiao__EvidenceChunkRequest *request = (const void *)call->request;
	Jixiao__EvidenceChunkReply *reply = (void *)call->reply;
	Jixiao__Blob *blob;
	enum status_code code;

	chunk_check(call, request);
	code = file_conclude(call);
	if (code == STATUS_OK)
		code = upload_open(call, request, &blob);
	if (code != STATUS_OK)
		return code;
	reply->offset = blob->received;
	if (blob->whole || request->offset != blob->received)
		return STATUS_OK;
	code = chunk_put(call->txn, request->digest.data, request->offset,
			 (struct slice){ request->data.data, request->data.len }, call->status);
	if (code != STATUS_OK)
		return code;
	blob->received += request->data.len;
	blob->touched = call->time;
	blob->generation++;
	reply->offset = blob->received;
	return blob_put(call->txn, request->digest.data, blob, call->status);
}

/* ---- Complete ---- */

static enum status_code content_digest(struct call *call, const uint8_t name[DIGEST_SIZE], uint64_t size,
				       uint8_t found[DIGEST_SIZE])
{
	struct digest_context *context = digest_new();
	enum status_code code = STATUS_OK;
	struct slice chunk;

	for (uint64_t at = 0; at < size && code == STATUS_OK; at += chunk.size) {
		code = chunk_get(call->txn, name, at, &chunk, call->status);
		if (code != STATUS_OK)
			break;
		digest_update(context, chunk);
	}
	digest_final(context, found);
	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_EVIDENCE_LOST) : code;
}

/* Throws away an upload whose content is not what its digest says; a write of its own, for the refused call leaves nothing. */
struct discard {
	struct store_job job;
	const uint8_t *digest;
	uint64_t generation;
};

static enum status_code discard_run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct discard *discard = (struct discard *)job;
	Jixiao__Blob *blob;
	enum status_code code = blob_get(txn, discard->digest, &blob, status);

	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && (blob->whole || blob->generation != discard->generation)))
		return STATUS_OK; /* somebody was faster */
	if (code == STATUS_OK)
		code = chunk_remove_all(txn, discard->digest, status);
	if (code != STATUS_OK)
		return code;
	blob->received = 0;
	blob->generation++;
	return blob_put(txn, discard->digest, blob, status);
}

static enum status_code content_refuse(struct call *call, const uint8_t name[DIGEST_SIZE], uint64_t generation,
				       const uint8_t found[DIGEST_SIZE])
{
	struct discard discard = { .job = { .run = discard_run }, .digest = name, .generation = generation };
	char wanted_hex[DIGEST_HEX_SIZE], found_hex[DIGEST_HEX_SIZE];
	enum status_code code = store_submit_wait(call->server->store, &discard.job, call->status);

	if (code != STATUS_OK)
		return code;
	digest_hex(name, wanted_hex);
	digest_hex(found, found_hex);
	return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_EVIDENCE_WRONG_DIGEST, found_hex, wanted_hex);
}

/* A name as a file has it, without a way to it. */
static bool is_file_name(const char *name)
{
	return *name != '\0' && strpbrk(name, "/\\\n\t") == NULL && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static enum status_code description_check(struct call *call, const Jixiao__EvidenceCompleteRequest *request)
{
	const struct {
		const char *field, *text;
		size_t limit;
	} texts[] = { { "name", request->name, NAME_LIMIT },
		      { "kind", request->kind, KIND_LIMIT },
		      { "note", request->note, NOTE_LIMIT } };

	file_check(call, request->digest, request->size);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strlen(texts[i].text) > texts[i].limit)
			STATUS_VIOLATION(call->status, texts[i].field, MSG_FIELD_TOO_LONG,
					 arena_printf(call->arena, "%zu", texts[i].limit));
	if (!is_file_name(request->name))
		STATUS_VIOLATION(call->status, "name", MSG_EVIDENCE_NAME, request->name);
	if (*request->kind == '\0')
		STATUS_VIOLATION(call->status, "kind", MSG_EVIDENCE_KIND);
	return file_conclude(call);
}

/* The blob that is to be completed, with all its bytes. */
static enum status_code upload_find(struct call *call, const Jixiao__EvidenceCompleteRequest *request, Jixiao__Blob **blob)
{
	enum status_code code = blob_find(call, request->digest.data, blob);
	uint64_t received;

	if (code == STATUS_OK)
		code = size_judge(call, *blob, request->size);
	if (code != STATUS_OK)
		return code;
	received = *blob != NULL && (*blob)->size == request->size ? (*blob)->received : 0;
	if (received == request->size)
		return STATUS_OK;
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_EVIDENCE_INCOMPLETE,
			   arena_printf(call->arena, "%llu", (unsigned long long)received),
			   arena_printf(call->arena, "%llu", (unsigned long long)request->size));
}

/* Takes the digest of the whole, off the writer; leaves the generation that it was taken of. */
enum status_code evidence_complete_prepare(struct call *call)
{
	const Jixiao__EvidenceCompleteRequest *request = (const void *)call->request;
	uint8_t found[DIGEST_SIZE];
	Jixiao__Blob *blob;
	enum status_code code;

	code = description_check(call, request);
	if (code == STATUS_OK)
		code = upload_find(call, request, &blob);
	if (code != STATUS_OK)
		return code;
	call->prepared = arena_memdup(call->arena, &blob->generation, sizeof(blob->generation));
	if (blob->whole)
		return STATUS_OK;
	code = content_digest(call, request->digest.data, blob->size, found);
	if (code == STATUS_OK && memcmp(found, request->digest.data, DIGEST_SIZE) != 0)
		code = content_refuse(call, request->digest.data, blob->generation, found);
	return code;
}

/* The next id; refuses a file that stands there already under the same name and kind. */
static enum status_code id_next(struct call *call, const Jixiao__EvidenceCompleteRequest *request, char **id)
{
	Jixiao__Evidence **all;
	enum status_code code;
	size_t n;

	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, call->evaluation, &jixiao__evidence__descriptor,
			   NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < n; i++)
		if (all[i]->digest.len == DIGEST_SIZE && memcmp(all[i]->digest.data, request->digest.data, DIGEST_SIZE) == 0 &&
		    strcmp(all[i]->name, request->name) == 0 && strcmp(all[i]->kind, request->kind) == 0)
			return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_EVIDENCE_ALREADY, request->name,
					   all[i]->id);
	*id = evidence_id(call->arena, n + 1);
	return STATUS_OK;
}

/* The digest was checked of one generation; chunks that came since were not. */
static enum status_code upload_finish(struct call *call, const Jixiao__EvidenceCompleteRequest *request)
{
	const uint64_t *generation = call->prepared;
	Jixiao__Blob *blob;
	enum status_code code = upload_find(call, request, &blob);

	if (code != STATUS_OK || blob->whole)
		return code;
	if (blob->generation != *generation)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_EVIDENCE_BEGIN_AGAIN);
	blob->whole = true;
	return blob_put(call->txn, request->digest.data, blob, call->status);
}

enum status_code evidence_complete(struct call *call)
{
	const Jixiao__EvidenceCompleteRequest *request = (const void *)call->request;
	Jixiao__Evidence *evidence = (void *)call->reply;
	enum status_code code = upload_finish(call, request);

	if (code == STATUS_OK)
		code = id_next(call, request, &evidence->id);
	if (code != STATUS_OK)
		return code;
	evidence->evaluation = request->evaluation;
	evidence->name = request->name;
	evidence->kind = request->kind;
	evidence->note = request->note;
	evidence->digest = request->digest;
	evidence->size = request->size;
	evidence->uploaded_by = arena_strdup(call->arena, call->person);
	evidence->uploaded = call->time;
	return record_put(call->txn, evidence_key(call, evidence->id), &evidence->base, 0, call->status);
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
