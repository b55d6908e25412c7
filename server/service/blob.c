#include "server/service/blob.h"

#include <string.h>

#include "common/crypto/random.h"

enum status_code blob_find(struct call *call, const uint8_t digest[32], Jixiao__Blob **blob)
{
	enum status_code code;

	*blob = NULL;
	code = blob_get(call->txn, digest, blob, call->status);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

enum status_code blob_keep(struct call *call, const uint8_t digest[32], struct slice bytes)
{
	const size_t chunk_size = call->server->settings.chunk_size;
	Jixiao__Blob *found, blob = JIXIAO__BLOB__INIT;
	uint8_t name[CHUNK_NAME];
	enum status_code code = blob_find(call, digest, &found);

	if (code != STATUS_OK || found != NULL)
		return code;
	code = random_bytes(name, sizeof(name), call->status);
	for (size_t at = 0; at < bytes.size && code == STATUS_OK; at += chunk_size) {
		size_t size = bytes.size - at < chunk_size ? bytes.size - at : chunk_size;

		code = chunk_put(call->txn, name, at, (struct slice){ bytes.data + at, size }, call->status);
	}
	if (code != STATUS_OK)
		return code;
	blob.size = bytes.size;
	blob.chunks = (ProtobufCBinaryData){ sizeof(name), name };
	return blob_put(call->txn, digest, &blob, call->status);
}

static enum status_code lost(struct call *call)
{
	return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_EVIDENCE_LOST);
}

enum status_code blob_whole(struct call *call, const uint8_t digest[32], struct slice *bytes)
{
	Jixiao__Blob *blob;
	enum status_code code = blob_get(call->txn, digest, &blob, call->status);
	uint8_t *all = code == STATUS_OK ? arena_alloc(call->arena, blob->size + 1) : NULL;
	struct slice chunk;

	for (uint64_t at = 0; code == STATUS_OK && at < blob->size; at += chunk.size) {
		code = chunk_get(call->txn, blob->chunks.data, at, &chunk, call->status);
		if (code == STATUS_OK && (chunk.size == 0 || chunk.size > blob->size - at))
			code = lost(call);
		if (code == STATUS_OK)
			memcpy(all + at, chunk.data, chunk.size);
	}
	if (code != STATUS_OK)
		return code == STATUS_NOT_FOUND ? lost(call) : code;
	*bytes = (struct slice){ all, blob->size };
	return STATUS_OK;
}

static void advance(struct call *call, size_t sent, uint64_t size)
{
	call->position += sent;
	call->last = call->position >= size;
}

enum status_code blob_next(struct call *call, const uint8_t digest[32], uint64_t size, struct slice *data)
{
	Jixiao__Blob *blob;
	enum status_code code = blob_get(call->txn, digest, &blob, call->status);

	*data = (struct slice){ 0 };
	if (code == STATUS_OK && size > 0)
		code = chunk_get(call->txn, blob->chunks.data, call->position, data, call->status);
	if (code == STATUS_NOT_FOUND)
		return lost(call);
	if (code == STATUS_OK)
		advance(call, data->size, size);
	return code;
}

struct slice bytes_next(struct call *call, struct slice bytes)
{
	const size_t chunk_size = call->server->settings.chunk_size, at = call->position;
	struct slice piece = { 0 };

	if (at < bytes.size)
		piece = (struct slice){ bytes.data + at, bytes.size - at < chunk_size ? bytes.size - at : chunk_size };
	advance(call, piece.size, bytes.size);
	return piece;
}
