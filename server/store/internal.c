#include "server/store/internal.h"

#include <string.h>

void key_bytes(struct key *key, const void *bytes, size_t size)
{
	if (key->overflow || size > MAX_KEY - key->size) {
		key->overflow = true;
		return;
	}
	if (size > 0)
		memcpy(key->bytes + key->size, bytes, size);
	key->size += size;
}

void key_text(struct key *key, const char *text)
{
	key_bytes(key, text, strlen(text));
}

void key_byte(struct key *key, uint8_t byte)
{
	key_bytes(key, &byte, 1);
}

struct slice key_slice(const struct key *key)
{
	return (struct slice){ key->bytes, key->size };
}

struct key key_after(const struct key *prefix)
{
	struct key after = *prefix;

	while (after.size > 0 && after.bytes[after.size - 1] == 0xff)
		after.size--;
	if (after.size > 0)
		after.bytes[after.size - 1]++;
	return after;
}

void u64_write(uint64_t value, uint8_t out[8])
{
	for (int i = 7; i >= 0; i--, value >>= 8)
		out[i] = (uint8_t)value;
}

uint64_t u64_read(const uint8_t in[8])
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | in[i];
	return value;
}

struct slice keep(struct store_txn *txn, struct slice bytes)
{
	return (struct slice){ arena_memdup(&txn->arena, bytes.data, bytes.size), bytes.size };
}

enum status_code damaged(struct status *status, const char *what)
{
	return STATUS_FAIL(status, STATUS_DATA_LOSS, MSG_STORE_DAMAGED, what);
}
