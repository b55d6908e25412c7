#include <assert.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "server/store/internal.h"

/* ---- reading ---- */

static bool last_sequence(void *context, struct slice key, struct slice value)
{
	(void)value;
	if (key.size == 8)
		*(uint64_t *)context = u64_read(key.data) + 1;
	return false;
}

static enum status_code read_size(struct store_txn *txn, uint64_t *size, struct status *status)
{
	static const struct slice all = { NULL, 0 };

	*size = 0;
	return OP(txn, scan, TABLE_EVENT, all, all, true, last_sequence, size, status);
}

uint64_t event_log_size(struct store_txn *txn)
{
	struct status status = STATUS_INIT;

	if (txn->write)
		return txn->store->log.tree.size;
	if (!txn->size_known) {
		txn->size_known = read_size(txn, &txn->size, &status) == STATUS_OK;
		status_clear(&status);
	}
	return txn->size;
}

static enum status_code stored(struct store_txn *txn, uint64_t sequence, struct slice *event, struct status *status)
{
	uint8_t key[8];

	u64_write(sequence, key);
	return OP(txn, get, TABLE_EVENT, ((struct slice){ key, sizeof(key) }), event, status);
}

/* The stored event, unpacked into ${arena}. */
static enum status_code read_event(struct store_txn *txn, struct arena *arena, uint64_t sequence, Jixiao__Event **event,
				   struct status *status)
{
	struct slice value;
	enum status_code code = stored(txn, sequence, &value, status);

	if (code != STATUS_OK)
		return code;
	*event = (Jixiao__Event *)pb_unpack(arena, &jixiao__event__descriptor, value);
	return *event != NULL ? STATUS_OK : damaged(status, "event");
}

enum status_code event_get(struct store_txn *txn, uint64_t sequence, Jixiao__Event **event, Jixiao__EventHead **head,
			   struct status *status)
{
	enum status_code code = read_event(txn, &txn->arena, sequence, event, status);

	if (code != STATUS_OK)
		return code;
	*head = (Jixiao__EventHead *)pb_unpack(&txn->arena, &jixiao__event_head__descriptor,
					       (struct slice){ (*event)->head.data, (*event)->head.len });
	return *head != NULL ? STATUS_OK : damaged(status, "event");
}

/* The head's bytes within a stored event: its first field. */
static bool find_head(struct slice event, struct slice *head)
{
	size_t size = 0, i = 1;

	if (event.size == 0 || event.data[0] != (1 << 3 | 2))
		return false;
	for (unsigned shift = 0; i < event.size && shift < 32; shift += 7) {
		size |= (size_t)(event.data[i] & 0x7f) << shift;
		if ((event.data[i++] & 0x80) == 0)
			break;
	}
	if (size > event.size - i)
		return false;
	*head = (struct slice){ event.data + i, size };
	return true;
}

enum status_code event_head_get(struct store_txn *txn, struct arena *arena, uint64_t sequence, Jixiao__EventHead **head,
				struct status *status)
{
	struct slice value, bytes;
	enum status_code code = stored(txn, sequence, &value, status);

	if (code != STATUS_OK)
		return code;
	*head = find_head(value, &bytes) ? (Jixiao__EventHead *)pb_unpack(arena, &jixiao__event_head__descriptor, bytes) : NULL;
	return *head != NULL ? STATUS_OK : damaged(status, "event");
}

/* ---- appending ---- */

enum status_code event_append(struct store_txn *txn, const struct event_spec *spec, uint64_t *sequence, struct status *status)
{
	struct log_state *log = &txn->store->log;
	Jixiao__EventHead head = JIXIAO__EVENT_HEAD__INIT;
	Jixiao__Event event = JIXIAO__EVENT__INIT;
	uint8_t payload_digest[DIGEST_SIZE], leaf[DIGEST_SIZE], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE], key[8];
	ProtobufCBinaryData subtree[MERKLE_MAX_HEIGHT + 1];
	struct slice bytes;
	enum status_code code;

	assert(txn->write && !txn->appended);
	txn->appended = true;
	digest(spec->payload, payload_digest);
	head.sequence = log->tree.size;
	head.time = txn->time;
	head.person = (char *)(uintptr_t)spec->person;
	head.method = (char *)(uintptr_t)spec->method;
	head.evaluation = (char *)(uintptr_t)spec->evaluation;
	head.request_id = pb_bytes(spec->request_id);
	head.n_changes = txn->n_changes;
	head.changes = txn->changes;
	head.payload_digest = (ProtobufCBinaryData){ DIGEST_SIZE, payload_digest };
	bytes = pb_pack(&txn->arena, &head.base);
	merkle_leaf(bytes, leaf);

	u64_write(log->tree.size, key);
	*sequence = log->tree.size;
	event.head = pb_bytes(bytes);
	event.payload = pb_bytes(spec->payload);
	event.reply = pb_bytes(spec->reply);
	event.n_subtrees = merkle_log_add(&log->tree, leaf, subtrees);
	for (size_t i = 0; i < event.n_subtrees; i++)
		subtree[i] = (ProtobufCBinaryData){ DIGEST_SIZE, subtrees[i] };
	event.subtrees = subtree;
	log->time = txn->time;
	code = OP(txn, append, TABLE_EVENT, ((struct slice){ key, sizeof(key) }), pb_pack(&txn->arena, &event.base), status);
	if (code == STATUS_OK && spec->request_id.size > 0)
		code = request_note(txn, spec->request_id, *sequence, status);
	return code;
}

/* ---- proofs ---- */

struct tree_reader {
	struct store_txn *txn;
	struct status *status;
};

/* The digest of a subtree stands in the event of its last leaf. */
static bool read_subtree(void *context, unsigned height, uint64_t index, uint8_t out[DIGEST_SIZE])
{
	struct tree_reader *reader = context;
	struct arena arena = ARENA_INIT;
	Jixiao__Event *event;
	enum status_code code = read_event(reader->txn, &arena, ((index + 1) << height) - 1, &event, reader->status);

	if (code == STATUS_NOT_FOUND)
		code = damaged(reader->status, "event");
	if (code == STATUS_OK && (event->n_subtrees <= height || event->subtrees[height].len != DIGEST_SIZE))
		code = damaged(reader->status, "subtree");
	if (code == STATUS_OK)
		memcpy(out, event->subtrees[height].data, DIGEST_SIZE);
	arena_clear(&arena);
	return code == STATUS_OK;
}

static enum status_code check_size(struct store_txn *txn, uint64_t size, struct status *status)
{
	uint64_t all = event_log_size(txn);

	if (size <= all)
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_EVENT_PAST_END,
			   arena_printf(&txn->arena, "%llu", (unsigned long long)size),
			   arena_printf(&txn->arena, "%llu", (unsigned long long)all));
}

static enum status_code check_order(struct store_txn *txn, uint64_t from, uint64_t to, struct status *status)
{
	if (from <= to)
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_EVENT_ORDER,
			   arena_printf(&txn->arena, "%llu", (unsigned long long)from),
			   arena_printf(&txn->arena, "%llu", (unsigned long long)to));
}

enum status_code event_log_root(struct store_txn *txn, uint64_t size, uint8_t root[32], struct status *status)
{
	struct tree_reader reader = { txn, status };
	enum status_code code = check_size(txn, size, status);

	if (code == STATUS_OK && !merkle_root(size, read_subtree, &reader, root))
		code = status->code;
	return code;
}

static void give_path(struct store_txn *txn, const struct merkle_path *from, struct slice **path, size_t *n)
{
	*path = arena_alloc(&txn->arena, (from->n + 1) * sizeof(**path));
	*n = from->n;
	for (size_t i = 0; i < from->n; i++)
		(*path)[i] = keep(txn, (struct slice){ from->digests[i], DIGEST_SIZE });
}

enum status_code event_log_inclusion(struct store_txn *txn, uint64_t sequence, uint64_t size, struct slice **path, size_t *n,
				     struct status *status)
{
	struct tree_reader reader = { txn, status };
	struct merkle_path proof;
	enum status_code code = check_size(txn, size, status);

	if (code == STATUS_OK)
		code = sequence < size ? STATUS_OK : check_order(txn, sequence + (sequence == size), size, status);
	if (code == STATUS_OK && !merkle_inclusion(sequence, size, read_subtree, &reader, &proof))
		code = status->code;
	if (code == STATUS_OK)
		give_path(txn, &proof, path, n);
	return code;
}

enum status_code event_log_consistency(struct store_txn *txn, uint64_t first, uint64_t second, struct slice **path, size_t *n,
				       struct status *status)
{
	struct tree_reader reader = { txn, status };
	struct merkle_path proof;
	enum status_code code = check_size(txn, second, status);

	if (code == STATUS_OK)
		code = check_order(txn, first, second, status);
	if (code == STATUS_OK && !merkle_consistency(first, second, read_subtree, &reader, &proof))
		code = status->code;
	if (code == STATUS_OK)
		give_path(txn, &proof, path, n);
	return code;
}

/* ---- opening ---- */

enum status_code log_load(struct store_txn *txn, struct log_state *log, struct status *status)
{
	struct tree_reader reader = { txn, status };
	Jixiao__Event *event;
	Jixiao__EventHead *head;
	enum status_code code = read_size(txn, &log->tree.size, status);

	if (code != STATUS_OK || log->tree.size == 0)
		return code;
	code = event_get(txn, log->tree.size - 1, &event, &head, status);
	if (code != STATUS_OK)
		return code;
	log->time = head->time;
	for (unsigned h = 0; h < MERKLE_MAX_HEIGHT; h++)
		if ((log->tree.size >> h & 1) != 0 &&
		    !read_subtree(&reader, h, (log->tree.size >> h) - 1, log->tree.frontier[h]))
			return status->code;
	return STATUS_OK;
}
