/* Request ids are UUIDv7 (RFC 9562): 48 bits of Unix milliseconds first, so that the oldest stand first in the index. */
#include <string.h>

#include "server/store/internal.h"

enum { REQUEST_ID_SIZE = 16 };

static const int64_t day_ms = INT64_C(86400000);

/* Milliseconds within; -1 if ${id} is no UUIDv7. */
static int64_t id_time(struct slice id)
{
	int64_t time = 0;

	if (id.size != REQUEST_ID_SIZE || id.data[6] >> 4 != 7 || id.data[8] >> 6 != 2)
		return -1;
	for (size_t i = 0; i < 6; i++)
		time = time << 8 | id.data[i];
	return time;
}

static int64_t kept_ms(const struct store *store)
{
	return (int64_t)store->settings.request_id_days * day_ms;
}

enum status_code request_find(struct store_txn *txn, struct slice request_id, uint64_t *sequence, struct status *status)
{
	int64_t time = id_time(request_id);
	struct slice value;
	enum status_code code;

	if (time < 0 || time > txn->time + day_ms)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_MALFORMED);
	if (time < txn->time - kept_ms(txn->store))
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_REQUEST_ID_TOO_OLD,
				   arena_printf(&txn->arena, "%u", txn->store->settings.request_id_days));
	code = OP(txn, get, TABLE_REQUEST, request_id, &value, status);
	if (code != STATUS_OK)
		return code;
	if (value.size != 8)
		return damaged(status, "request id");
	*sequence = u64_read(value.data);
	return STATUS_OK;
}

enum status_code request_note(struct store_txn *txn, struct slice request_id, uint64_t sequence, struct status *status)
{
	uint8_t value[8];

	u64_write(sequence, value);
	return OP(txn, put, TABLE_REQUEST, request_id, ((struct slice){ value, sizeof(value) }), status);
}

enum { MAX_DROP = 512 };

struct oldest {
	size_t n, limit;
	uint8_t ids[MAX_DROP][REQUEST_ID_SIZE];
};

static bool note_oldest(void *context, struct slice key, struct slice value)
{
	struct oldest *oldest = context;

	(void)value;
	if (key.size != REQUEST_ID_SIZE || oldest->n == oldest->limit)
		return false;
	memcpy(oldest->ids[oldest->n++], key.data, REQUEST_ID_SIZE);
	return true;
}

enum status_code request_drop_old(struct store_txn *txn, size_t limit, struct status *status)
{
	/* By the last event's time, which never goes back: an id that was dropped stays too old for request_find for ever. */
	int64_t before = txn->store->log.time - kept_ms(txn->store);
	struct oldest oldest = { .limit = limit < MAX_DROP ? limit : MAX_DROP };
	uint8_t to[8];
	enum status_code code;

	if (before <= 0)
		return STATUS_OK;
	u64_write((uint64_t)before << 16, to);
	code = OP(txn, scan, TABLE_REQUEST, ((struct slice){ NULL, 0 }), ((struct slice){ to, 6 }), false, note_oldest, &oldest,
		  status);
	for (size_t i = 0; i < oldest.n && code == STATUS_OK; i++)
		code = OP(txn, del, TABLE_REQUEST, ((struct slice){ oldest.ids[i], REQUEST_ID_SIZE }), status);
	return code;
}
