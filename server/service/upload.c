#include "server/service/upload.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/crypto/random.h"
#include "common/rpc/pb.h"
#include "server/log.h"
#include "server/service/blob.h"
#include "server/service/evidence.h"
#include "server/service/handlers.h"
#include "server/store/store.h"

static const int64_t day_ms = INT64_C(86400000);

static char *number(const struct call *call, uint64_t value)
{
	return arena_printf(call->arena, "%llu", (unsigned long long)value);
}

/* ---- what every request about a file says ---- */

/* The limit that ${kind} has of its own; NULL: none. */
static const struct kind_limit *own_limit(const struct call *call, const char *kind)
{
	const struct server_settings *settings = &call->server->settings;

	for (size_t i = 0; i < settings->n_kind_limits; i++)
		if (strcmp(settings->kind_limits[i].kind, kind) == 0)
			return &settings->kind_limits[i];
	return NULL;
}

/* The most that a file of ${kind} may have; of "", that a file of any kind may: it is not said yet. */
static uint64_t limit_of(const struct call *call, const char *kind)
{
	const struct server_settings *settings = &call->server->settings;
	const struct kind_limit *own = own_limit(call, kind);
	uint64_t most = settings->evidence_limit;

	if (own != NULL)
		return own->limit;
	for (size_t i = 0; *kind == '\0' && i < settings->n_kind_limits; i++)
		if (settings->kind_limits[i].limit > most)
			most = settings->kind_limits[i].limit;
	return most;
}

void upload_check_size(struct call *call, uint64_t size, const char *kind, const char *path)
{
	const uint64_t limit = limit_of(call, kind);

	if (size > limit)
		STATUS_VIOLATION(call->status, path,
				 own_limit(call, kind) != NULL ? MSG_EVIDENCE_KIND_TOO_LARGE : MSG_EVIDENCE_TOO_LARGE,
				 number(call, size), number(call, limit), kind);
}

void upload_check_file(struct call *call, ProtobufCBinaryData digest, uint64_t size, const char *kind)
{
	if (digest.len != DIGEST_SIZE)
		STATUS_VIOLATION(call->status, "digest", MSG_EVIDENCE_DIGEST_SIZE, number(call, digest.len));
	if (size == 0)
		STATUS_VIOLATION(call->status, "size", MSG_EVIDENCE_EMPTY);
	upload_check_size(call, size, kind, "size");
}

static enum status_code conclude(struct call *call)
{
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* The upload, or NULL and STATUS_OK. */
static enum status_code find(struct call *call, const uint8_t digest[DIGEST_SIZE], Jixiao__Upload **upload)
{
	enum status_code code = upload_get(call->txn, call->person, digest, upload, call->status);

	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

/* The content is a file of the evaluation, which the caller may read anyway. Its size is known: the request's must be the same.
 */
static enum status_code is_present(struct call *call, const uint8_t digest[DIGEST_SIZE], uint64_t size, bool *present)
{
	struct evidence_files files;
	enum status_code code = evidence_files(call, &files);

	*present = false;
	for (size_t i = 0; code == STATUS_OK && i < files.n && !*present; i++) {
		*present = evidence_holds(files.all[i], digest);
		if (*present && files.all[i]->size != size) {
			STATUS_VIOLATION(call->status, "size", MSG_EVIDENCE_SIZE_DIFFERS, number(call, size),
					 number(call, files.all[i]->size));
			code = conclude(call);
		}
	}
	return code;
}

/* Where an upload of ${size} bytes goes on: 0 if there is none of that size or it was cut into chunks of another size. */
static uint64_t resume_at(const struct call *call, const Jixiao__Upload *upload, uint64_t size)
{
	if (upload == NULL || upload->size != size)
		return 0;
	return upload->received == size || upload->received % call->server->settings.chunk_size == 0 ? upload->received : 0;
}

enum status_code evidence_begin(struct call *call)
{
	const Jixiao__EvidenceBeginRequest *request = (const void *)call->request;
	Jixiao__EvidenceBeginReply *reply = (void *)call->reply;
	Jixiao__Upload *upload = NULL;
	bool present = false;
	enum status_code code;

	upload_check_file(call, request->digest, request->size, request->kind);
	code = conclude(call);
	if (code == STATUS_OK)
		code = is_present(call, request->digest.data, request->size, &present);
	if (code == STATUS_OK && !present)
		code = find(call, request->digest.data, &upload);
	if (code != STATUS_OK)
		return code;
	reply->offset = present ? request->size : resume_at(call, upload, request->size);
	reply->chunk_size = call->server->settings.chunk_size;
	reply->limit = limit_of(call, request->kind);
	return STATUS_OK;
}

/* With its chunks. */
static enum status_code drop(struct store_txn *txn, const Jixiao__Upload *upload, struct status *status)
{
	enum status_code code = chunk_remove_all(txn, upload->chunks.data, status);

	return code == STATUS_OK ? upload_remove(txn, upload, status) : code;
}

/* ---- Chunk ---- */

static void chunk_check(struct call *call, const Jixiao__EvidenceChunkRequest *request)
{
	const uint64_t chunk_size = call->server->settings.chunk_size;
	uint64_t wanted = 0;

	upload_check_file(call, request->digest, request->size, "");
	if (request->offset % chunk_size != 0 || request->offset >= request->size) {
		STATUS_VIOLATION(call->status, "offset", MSG_EVIDENCE_OFFSET, number(call, request->offset),
				 number(call, chunk_size));
		return;
	}
	wanted = request->size - request->offset < chunk_size ? request->size - request->offset : chunk_size;
	if (request->data.len != wanted)
		STATUS_VIOLATION(call->status, "data", MSG_EVIDENCE_CHUNK_SIZE, number(call, request->data.len),
				 number(call, wanted));
}

/* A small file counts as one chunk. */
static uint64_t weight_of(const struct server_settings *settings, uint64_t size)
{
	return size > settings->chunk_size ? size : settings->chunk_size;
}

/* What the person has under way and now announces stays within the limit. */
static enum status_code check_room(struct call *call, uint64_t size)
{
	const struct server_settings *settings = &call->server->settings;
	uint64_t sum = weight_of(settings, size);
	Jixiao__Upload **all;
	size_t n;
	enum status_code code = upload_list(call->txn, call->person, &all, &n, call->status);

	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		sum += weight_of(settings, all[i]->size);
	if (code != STATUS_OK || sum <= settings->upload_limit)
		return code;
	return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_UPLOADS_FULL, number(call, sum),
			   number(call, settings->upload_limit), number(call, settings->upload_days));
}

/* A new upload, in place of ${old} (NULL: of none), with chunks under a name of its own. */
static enum status_code start(struct call *call, const Jixiao__EvidenceChunkRequest *request, const Jixiao__Upload *old,
			      Jixiao__Upload **out)
{
	Jixiao__Upload *upload = (void *)pb_new(call->arena, &jixiao__upload__descriptor);
	enum status_code code;

	*out = upload;
	code = old != NULL ? drop(call->txn, old, call->status) : STATUS_OK;
	if (code == STATUS_OK)
		code = check_room(call, request->size);
	upload->person = (char *)call->person;
	upload->digest = request->digest;
	upload->size = request->size;
	upload->chunks = (ProtobufCBinaryData){ CHUNK_NAME, arena_alloc(call->arena, CHUNK_NAME) };
	upload->generation = old != NULL ? old->generation : 0;
	return code == STATUS_OK ? random_bytes(upload->chunks.data, CHUNK_NAME, call->status) : code;
}

static enum status_code keep_chunk(struct call *call, const Jixiao__EvidenceChunkRequest *request, Jixiao__Upload *upload)
{
	enum status_code code = chunk_put(call->txn, upload->chunks.data, request->offset,
					  (struct slice){ request->data.data, request->data.len }, call->status);

	if (code != STATUS_OK)
		return code;
	upload->received = request->offset + request->data.len;
	upload->touched = call->time;
	upload->generation++;
	return upload_put(call->txn, upload, call->status);
}

/* A chunk that is there already, or that comes too early, changes nothing; the answer says where to go on. The first chunk of
 * another size begins anew, for one of the two sizes is wrong and only the digest of the whole can tell which. */
enum status_code evidence_chunk(struct call *call)
{
	const Jixiao__EvidenceChunkRequest *request = (const void *)call->request;
	Jixiao__EvidenceChunkReply *reply = (void *)call->reply;
	Jixiao__Upload *upload = NULL;
	enum status_code code;

	chunk_check(call, request);
	code = conclude(call);
	if (code == STATUS_OK)
		code = find(call, request->digest.data, &upload);
	if (code != STATUS_OK)
		return code;
	reply->offset = resume_at(call, upload, request->size);
	if (request->offset != reply->offset)
		return STATUS_OK;
	if (reply->offset == 0)
		code = start(call, request, upload, &upload);
	if (code == STATUS_OK)
		code = keep_chunk(call, request, upload);
	reply->offset = upload->received;
	return code;
}

/* ---- the whole ---- */

static enum status_code content_digest(struct call *call, const Jixiao__Upload *upload, uint8_t found[DIGEST_SIZE])
{
	struct digest_context *context = digest_new();
	enum status_code code = STATUS_OK;
	struct slice chunk;

	for (uint64_t at = 0; at < upload->size && code == STATUS_OK; at += chunk.size) {
		code = chunk_get(call->txn, upload->chunks.data, at, &chunk, call->status);
		if (code != STATUS_OK)
			break;
		digest_update(context, chunk);
	}
	digest_final(context, found);
	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_EVIDENCE_LOST) : code;
}

/* Throws away an upload as it was seen; a write of its own, for a refused call leaves nothing. */
struct discard {
	struct store_job job;
	const Jixiao__Upload *seen;
};

static enum status_code discard_run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	const Jixiao__Upload *seen = ((struct discard *)job)->seen;
	Jixiao__Upload *upload;
	enum status_code code = upload_get(txn, seen->person, seen->digest.data, &upload, status);

	if (code == STATUS_NOT_FOUND ||
	    (code == STATUS_OK &&
	     (upload->generation != seen->generation || memcmp(upload->chunks.data, seen->chunks.data, CHUNK_NAME) != 0)))
		return STATUS_OK; /* somebody was faster */
	return code == STATUS_OK ? drop(txn, upload, status) : code;
}

static enum status_code refuse_content(struct call *call, const Jixiao__Upload *upload, const uint8_t found[DIGEST_SIZE])
{
	struct discard discard = { .job = { .run = discard_run }, .seen = upload };
	char wanted_hex[DIGEST_HEX_SIZE], found_hex[DIGEST_HEX_SIZE];
	enum status_code code = store_submit_wait(call->server->store, &discard.job, call->status);

	if (code != STATUS_OK)
		return code;
	digest_hex(upload->digest.data, wanted_hex);
	digest_hex(found, found_hex);
	return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_EVIDENCE_WRONG_DIGEST, found_hex, wanted_hex);
}

static enum status_code incomplete(struct call *call, const Jixiao__Upload *upload, uint64_t size)
{
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_EVIDENCE_INCOMPLETE,
			   number(call, resume_at(call, upload, size)), number(call, size));
}

enum status_code upload_verify(struct call *call, const uint8_t digest[DIGEST_SIZE], uint64_t size)
{
	uint8_t found[DIGEST_SIZE];
	Jixiao__Upload *upload;
	bool present;
	enum status_code code = is_present(call, digest, size, &present);

	if (code != STATUS_OK || present)
		return code;
	code = find(call, digest, &upload);
	if (code != STATUS_OK)
		return code;
	if (resume_at(call, upload, size) != size)
		return incomplete(call, upload, size);
	call->prepared = arena_memdup(call->arena, &upload->generation, sizeof(upload->generation));
	code = content_digest(call, upload, found);
	if (code == STATUS_OK && memcmp(found, digest, DIGEST_SIZE) != 0)
		code = refuse_content(call, upload, found);
	return code;
}

/* The digest was checked of one generation; chunks that came since were not. */
static enum status_code still_verified(struct call *call, const Jixiao__Upload *upload, uint64_t size)
{
	const uint64_t *generation = call->prepared;

	if (upload == NULL || resume_at(call, upload, size) != size)
		return incomplete(call, upload, size);
	if (generation == NULL || upload->generation != *generation)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_EVIDENCE_BEGIN_AGAIN);
	return STATUS_OK;
}

/* The upload's chunks become the blob's, or go if the same content is here already. */
static enum status_code settle(struct call *call, const uint8_t digest[DIGEST_SIZE], const Jixiao__Upload *upload)
{
	Jixiao__Blob *found, blob = JIXIAO__BLOB__INIT;
	enum status_code code = blob_find(call, digest, &found);

	if (code != STATUS_OK)
		return code;
	blob.size = upload->size;
	blob.chunks = upload->chunks;
	if (found != NULL)
		return drop(call->txn, upload, call->status);
	code = blob_put(call->txn, digest, &blob, call->status);
	return code == STATUS_OK ? upload_remove(call->txn, upload, call->status) : code;
}

enum status_code upload_finish(struct call *call, const uint8_t digest[DIGEST_SIZE], uint64_t size)
{
	Jixiao__Upload *upload = NULL;
	bool present;
	enum status_code code = is_present(call, digest, size, &present);

	if (code == STATUS_OK)
		code = find(call, digest, &upload);
	if (code == STATUS_OK && !present)
		code = still_verified(call, upload, size);
	return code == STATUS_OK && upload != NULL ? settle(call, digest, upload) : code;
}

/* ---- what nobody goes on with ---- */

enum { SWEEP_BATCH = 16 };

struct sweep {
	struct store_job job;
	int64_t before;
	size_t removed;
};

/* Few at a time, so that the writer is not kept from others for long. */
static enum status_code sweep_run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct sweep *sweep = (struct sweep *)job;
	Jixiao__Upload **all;
	size_t n;
	enum status_code code = upload_list(txn, NULL, &all, &n, status);

	sweep->removed = 0;
	for (size_t i = 0; code == STATUS_OK && i < n && sweep->removed < SWEEP_BATCH; i++) {
		if (all[i]->touched >= sweep->before)
			continue;
		code = drop(txn, all[i], status);
		sweep->removed++;
	}
	return code;
}

void upload_sweep(struct server *server, int64_t now)
{
	struct sweep sweep = { .job = { .run = sweep_run }, .before = now - server->settings.upload_days * day_ms };
	struct status status = STATUS_INIT;
	size_t removed = 0;

	while (store_submit_wait(server->store, &sweep.job, &status) == STATUS_OK && sweep.removed > 0)
		removed += sweep.removed;
	if (removed > 0)
		log_line("removed %zu unfinished uploads that nobody went on with", removed);
	if (status.code != STATUS_OK)
		log_line("cannot remove unfinished uploads: %s", status_code_name(status.code));
	status_clear(&status);
}
