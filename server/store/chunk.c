/* Chunks of files: by a name that the whole holds, and their offset in it. */
#include <string.h>

#include "common/rpc/pb.h"
#include "server/store/internal.h"

static struct key chunk_key(const uint8_t name[CHUNK_NAME], uint64_t offset)
{
	struct key key = { 0 };
	uint8_t bytes[8];

	u64_write(offset, bytes);
	key_bytes(&key, name, CHUNK_NAME);
	key_bytes(&key, bytes, sizeof(bytes));
	return key;
}

enum status_code chunk_put(struct store_txn *txn, const uint8_t name[CHUNK_NAME], uint64_t offset, struct slice data,
			   struct status *status)
{
	struct key key = chunk_key(name, offset);

	return OP(txn, put, TABLE_CHUNK, key_slice(&key), data, status);
}

enum status_code chunk_get(struct store_txn *txn, const uint8_t name[CHUNK_NAME], uint64_t offset, struct slice *data,
			   struct status *status)
{
	struct key key = chunk_key(name, offset);
	enum status_code code = OP(txn, get, TABLE_CHUNK, key_slice(&key), data, status);

	if (code == STATUS_OK && txn->write)
		*data = keep(txn, *data);
	return code;
}

enum { BATCH = 256 };

struct batch {
	size_t n;
	struct key keys[BATCH];
};

static bool note_key(void *context, struct slice key, struct slice value)
{
	struct batch *batch = context;

	(void)value;
	batch->keys[batch->n] = (struct key){ 0 };
	key_bytes(&batch->keys[batch->n++], key.data, key.size);
	return batch->n < BATCH;
}

enum status_code chunk_remove_all(struct store_txn *txn, const uint8_t name[CHUNK_NAME], struct status *status)
{
	struct key from = chunk_key(name, 0), to = chunk_key(name, UINT64_MAX);
	struct batch *batch = arena_alloc(&txn->arena, sizeof(*batch));
	enum status_code code;

	do {
		batch->n = 0;
		code = OP(txn, scan, TABLE_CHUNK, key_slice(&from), key_slice(&to), false, note_key, batch, status);
		for (size_t i = 0; i < batch->n && code == STATUS_OK; i++)
			code = OP(txn, del, TABLE_CHUNK, key_slice(&batch->keys[i]), status);
	} while (code == STATUS_OK && batch->n == BATCH);
	return code;
}
