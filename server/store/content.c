/* Whole files by their digest, and files on their way in by who sends them and the digest that they are to have. */
#include <string.h>

#include "common/rpc/pb.h"
#include "server/store/internal.h"

static struct key blob_key(const uint8_t digest[32])
{
	struct key key = { 0 };

	key_byte(&key, INDEX_BLOB);
	key_bytes(&key, digest, DIGEST_SIZE);
	return key;
}

/* ${person} NULL: what everybody's begin with; ${digest} NULL: what all of one person's begin with. */
static struct key upload_key(const char *person, const uint8_t *digest)
{
	struct key key = { 0 };

	key_byte(&key, INDEX_UPLOAD);
	if (person == NULL)
		return key;
	key_text(&key, person);
	key_byte(&key, 0);
	if (digest != NULL)
		key_bytes(&key, digest, DIGEST_SIZE);
	return key;
}

/* ---- one ---- */

static enum status_code get(struct store_txn *txn, const struct key *key, const ProtobufCMessageDescriptor *type, void *message,
			    struct status *status)
{
	ProtobufCMessage **out = message;
	struct slice value;
	enum status_code code = OP(txn, get, TABLE_INDEX, key_slice(key), &value, status);

	*out = NULL;
	if (code != STATUS_OK)
		return code;
	*out = pb_unpack(&txn->arena, type, value);
	return *out != NULL ? STATUS_OK : damaged(status, type->name);
}

enum status_code blob_get(struct store_txn *txn, const uint8_t digest[32], Jixiao__Blob **blob, struct status *status)
{
	struct key key = blob_key(digest);
	enum status_code code = get(txn, &key, &jixiao__blob__descriptor, blob, status);

	return code == STATUS_OK && (*blob)->chunks.len != CHUNK_NAME ? damaged(status, "blob") : code;
}

enum status_code blob_put(struct store_txn *txn, const uint8_t digest[32], const Jixiao__Blob *blob, struct status *status)
{
	struct key key = blob_key(digest);

	return OP(txn, put, TABLE_INDEX, key_slice(&key), pb_pack(&txn->arena, &blob->base), status);
}

static bool is_whole(const Jixiao__Upload *upload)
{
	return upload->digest.len == DIGEST_SIZE && upload->chunks.len == CHUNK_NAME;
}

enum status_code upload_get(struct store_txn *txn, const char *person, const uint8_t digest[32], Jixiao__Upload **upload,
			    struct status *status)
{
	struct key key = upload_key(person, digest);
	enum status_code code = get(txn, &key, &jixiao__upload__descriptor, upload, status);

	return code == STATUS_OK && !is_whole(*upload) ? damaged(status, "upload") : code;
}

enum status_code upload_put(struct store_txn *txn, const Jixiao__Upload *upload, struct status *status)
{
	struct key key = upload_key(upload->person, upload->digest.data);

	return OP(txn, put, TABLE_INDEX, key_slice(&key), pb_pack(&txn->arena, &upload->base), status);
}

enum status_code upload_remove(struct store_txn *txn, const Jixiao__Upload *upload, struct status *status)
{
	struct key key = upload_key(upload->person, upload->digest.data);

	return OP(txn, del, TABLE_INDEX, key_slice(&key), status);
}

/* ---- all ---- */

struct listing {
	struct arena *arena;
	size_t n, capacity;
	Jixiao__Upload **uploads;
	bool damaged;
};

static bool note_upload(void *context, struct slice key, struct slice value)
{
	struct listing *list = context;
	Jixiao__Upload *upload = (void *)pb_unpack(list->arena, &jixiao__upload__descriptor, value);

	(void)key;
	list->damaged = upload == NULL || !is_whole(upload);
	if (list->damaged)
		return false;
	if (list->n == list->capacity) {
		size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;

		list->uploads = arena_grow(list->arena, list->uploads, list->capacity * sizeof(*list->uploads),
					   capacity * sizeof(*list->uploads));
		list->capacity = capacity;
	}
	list->uploads[list->n++] = upload;
	return true;
}

enum status_code upload_list(struct store_txn *txn, const char *person, Jixiao__Upload ***uploads, size_t *n,
			     struct status *status)
{
	struct key from = upload_key(person, NULL), to = key_after(&from);
	struct listing list = { .arena = &txn->arena };
	enum status_code code = OP(txn, scan, TABLE_INDEX, key_slice(&from), key_slice(&to), false, note_upload, &list, status);

	*uploads = list.uploads;
	*n = list.n;
	return code == STATUS_OK && list.damaged ? damaged(status, "upload") : code;
}
