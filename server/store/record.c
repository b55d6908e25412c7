#include <assert.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "server/store/internal.h"

struct key record_key_make(struct record_key key)
{
	struct key out = { 0 };

	key_byte(&out, (uint8_t)key.type);
	key_text(&out, key.evaluation);
	key_byte(&out, 0);
	key_text(&out, key.id);
	return out;
}

bool record_split(struct slice value, uint64_t *revision, uint64_t *last, struct slice *message)
{
	if (value.size < RECORD_HEAD)
		return false;
	*revision = u64_read(value.data);
	*last = u64_read(value.data + 8);
	*message = (struct slice){ value.data + RECORD_HEAD, value.size - RECORD_HEAD };
	return true;
}

/* What stands at ${key}, also of a removed record; all 0 and STATUS_NOT_FOUND if nothing ever did. */
static enum status_code look_up(struct store_txn *txn, const struct key *key, uint64_t *revision, uint64_t *last,
				struct slice *message, struct status *status)
{
	struct slice value;
	enum status_code code;

	*revision = *last = 0;
	*message = (struct slice){ NULL, 0 };
	if (key->overflow)
		return STATUS_NOT_FOUND;
	code = OP(txn, get, TABLE_RECORD, key_slice(key), &value, status);
	if (code != STATUS_OK)
		return code;
	return record_split(value, revision, last, message) ? STATUS_OK : damaged(status, "record");
}

static uint64_t *revision_field(ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "revision");

	return field != NULL ? (uint64_t *)((char *)message + field->offset) : NULL;
}

static ProtobufCMessage *read_message(struct store_txn *txn, const ProtobufCMessageDescriptor *type, struct slice bytes,
				      uint64_t revision)
{
	ProtobufCMessage *message = pb_unpack(&txn->arena, type, bytes);
	uint64_t *field = message != NULL ? revision_field(message) : NULL;

	if (field != NULL)
		*field = revision;
	return message;
}

enum status_code record_get(struct store_txn *txn, struct record_key key, const ProtobufCMessageDescriptor *type,
			    ProtobufCMessage **message, struct status *status)
{
	struct key stored = record_key_make(key);
	uint64_t revision, last;
	struct slice bytes;
	enum status_code code = look_up(txn, &stored, &revision, &last, &bytes, status);

	*message = NULL;
	if (code == STATUS_OK && bytes.size == 0)
		return STATUS_NOT_FOUND;
	if (code != STATUS_OK)
		return code;
	*message = read_message(txn, type, bytes, revision);
	return *message != NULL ? STATUS_OK : damaged(status, "record");
}

enum status_code record_last_event(struct store_txn *txn, struct record_key key, uint64_t *last, struct status *status)
{
	struct key stored = record_key_make(key);
	uint64_t revision;
	struct slice bytes;
	enum status_code code = look_up(txn, &stored, &revision, last, &bytes, status);

	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

/* ---- writing ---- */

/* The change of ${key} in this job's event: one for each record, however often the job writes it. */
static Jixiao__Change *change_of(struct store_txn *txn, struct record_key key, uint64_t previous)
{
	Jixiao__Change *change;

	for (size_t i = 0; i < txn->n_changes; i++) {
		change = txn->changes[i];
		if (change->type == key.type && strcmp(change->evaluation, key.evaluation) == 0 &&
		    strcmp(change->id, key.id) == 0)
			return change;
	}
	if (txn->n_changes == txn->capacity) {
		size_t capacity = txn->capacity == 0 ? 8 : 2 * txn->capacity;

		txn->changes = arena_grow(&txn->arena, txn->changes, txn->capacity * sizeof(change), capacity * sizeof(change));
		txn->capacity = capacity;
	}
	change = (Jixiao__Change *)pb_new(&txn->arena, &jixiao__change__descriptor);
	change->type = key.type;
	change->evaluation = arena_strdup(&txn->arena, key.evaluation);
	change->id = arena_strdup(&txn->arena, key.id);
	change->previous = previous;
	txn->changes[txn->n_changes++] = change;
	return change;
}

unsigned record_types_changed(const struct store_txn *txn)
{
	unsigned types = 0;

	for (size_t i = 0; i < txn->n_changes; i++)
		types |= 1u << txn->changes[i]->type;
	return types;
}

/* Writes revision, this job's event and ${message} (empty: removed), and notes the change. */
static enum status_code write_record(struct store_txn *txn, struct record_key key, const struct key *stored, uint64_t revision,
				     uint64_t previous, struct slice message, struct status *status)
{
	uint8_t *value = arena_alloc(&txn->arena, RECORD_HEAD + message.size);
	Jixiao__Change *change = change_of(txn, key, previous);

	assert(txn->write && !txn->appended);
	change->revision = revision;
	change->removed = message.size == 0;
	change->digest.len = change->removed ? 0 : DIGEST_SIZE;
	if (!change->removed) {
		change->digest.data = arena_alloc(&txn->arena, DIGEST_SIZE);
		digest(message, change->digest.data);
		memcpy(value + RECORD_HEAD, message.data, message.size);
	}
	u64_write(revision, value);
	u64_write(txn->store->log.tree.size + 1, value + 8);
	if (key.type == JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER) {
		enum status_code code = index_member(txn, key.id, key.evaluation, !change->removed, status);

		if (code != STATUS_OK)
			return code;
	}
	return OP(txn, put, TABLE_RECORD, key_slice(stored), ((struct slice){ value, RECORD_HEAD + message.size }), status);
}

/* Of which an evaluation has one: its id says nothing to people. */
static bool is_single(Jixiao__RecordType type)
{
	return type == JIXIAO__RECORD_TYPE__RECORD_SCHEME || type == JIXIAO__RECORD_TYPE__RECORD_FUNDS ||
	       type == JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT;
}

static enum status_code changed(struct store_txn *txn, struct record_key key, uint64_t revision, uint64_t seen,
				struct status *status)
{
	const ProtobufCEnumValue *type = protobuf_c_enum_descriptor_get_value(&jixiao__record_type__descriptor, (int)key.type);

	return STATUS_FAIL(status, STATUS_ABORTED, MSG_RECORD_CHANGED,
			   arena_printf(&txn->arena, "@%s", type != NULL ? type->name : ""),
			   arena_printf(&txn->arena, "%llu", (unsigned long long)revision),
			   arena_printf(&txn->arena, "%llu", (unsigned long long)seen),
			   is_single(key.type) ? "" : arena_printf(&txn->arena, " %s ", key.id));
}

enum status_code record_put(struct store_txn *txn, struct record_key key, ProtobufCMessage *message, uint64_t seen,
			    struct status *status)
{
	struct key stored = record_key_make(key);
	uint64_t revision, last, *field = revision_field(message);
	struct slice bytes;
	enum status_code code;

	if (stored.overflow)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_RECORD_ID_TOO_LONG, key.id);
	code = look_up(txn, &stored, &revision, &last, &bytes, status);
	if (code != STATUS_OK && code != STATUS_NOT_FOUND)
		return code;
	if (seen != RECORD_ANY_REVISION && seen != (bytes.size > 0 ? revision : 0))
		return changed(txn, key, revision, seen, status);
	if (field != NULL)
		*field = revision + 1;
	bytes = pb_pack(&txn->arena, message);
	assert(bytes.size > 0);
	return write_record(txn, key, &stored, revision + 1, last, bytes, status);
}

enum status_code record_remove(struct store_txn *txn, struct record_key key, struct status *status)
{
	struct key stored = record_key_make(key);
	uint64_t revision, last;
	struct slice bytes;
	enum status_code code = look_up(txn, &stored, &revision, &last, &bytes, status);

	if (code != STATUS_OK)
		return code;
	if (bytes.size == 0)
		return STATUS_NOT_FOUND;
	return write_record(txn, key, &stored, revision + 1, last, (struct slice){ NULL, 0 }, status);
}

/* ---- lists ---- */

struct listing {
	struct store_txn *txn;
	const ProtobufCMessageDescriptor *type;
	size_t limit, n, capacity;
	ProtobufCMessage **messages;
	bool broken;
};

static bool list_one(void *context, struct slice key, struct slice value)
{
	struct listing *list = context;
	uint64_t revision, last;
	struct slice bytes;

	(void)key;
	if (!record_split(value, &revision, &last, &bytes)) {
		list->broken = true;
		return false;
	}
	if (bytes.size == 0)
		return true;
	if (list->n == list->capacity) {
		size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;

		list->messages = arena_grow(&list->txn->arena, list->messages, list->capacity * sizeof(*list->messages),
					    capacity * sizeof(*list->messages));
		list->capacity = capacity;
	}
	list->messages[list->n] = read_message(list->txn, list->type, bytes, revision);
	if (list->messages[list->n] == NULL) {
		list->broken = true;
		return false;
	}
	list->n++;
	return list->limit == 0 || list->n < list->limit;
}

enum status_code record_list(struct store_txn *txn, Jixiao__RecordType type, const char *evaluation,
			     const ProtobufCMessageDescriptor *descriptor, const char *after, size_t limit,
			     ProtobufCMessage ***messages, size_t *n, struct status *status)
{
	struct listing list = { .txn = txn, .type = descriptor, .limit = limit };
	struct key prefix = record_key_make((struct record_key){ type, evaluation, "" }), end = key_after(&prefix);
	struct key from = record_key_make((struct record_key){ type, evaluation, after != NULL ? after : "" });
	enum status_code code = STATUS_OK;

	/* The key right after an id is the id and a NUL. */
	if (after != NULL && *after != '\0')
		key_byte(&from, 0);
	if (!prefix.overflow && !from.overflow)
		code = OP(txn, scan, TABLE_RECORD, key_slice(&from), key_slice(&end), false, list_one, &list, status);
	if (code == STATUS_OK && list.broken)
		code = damaged(status, "record");
	*messages = list.messages;
	*n = list.n;
	return code;
}
