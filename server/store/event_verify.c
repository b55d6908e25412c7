/* Reads the whole log anew: leaves, subtrees, payload digests, times, each record's way from event to event, and whether the
 * records as they stand are what the log says of them. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "server/store/internal.h"

enum { MAX_FAULTS = 100 };

/* What the log has said of one record so far. */
struct fate {
	struct slice key;
	uint64_t revision, last;
	bool removed, present;
	uint8_t digest[DIGEST_SIZE];
	const char *name;
	struct fate *next;
};

struct check {
	struct status *faults;
	struct arena keep, scratch;
	struct log_state log;
	void *fates; /* tree by key */
	struct fate *list;
	uint64_t records;
};

static int compare(const void *left, const void *right)
{
	struct slice a = ((const struct fate *)left)->key, b = ((const struct fate *)right)->key;
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static void let_be(void *fate)
{
	(void)fate; /* the arena's */
}

static const char *number(struct check *check, uint64_t n)
{
	return arena_printf(&check->scratch, "%llu", (unsigned long long)n);
}

/* Adds a fault at ${path}; a log that is wrong everywhere is cut short. */
static void complain(struct check *check, const char *path, enum message_id id, const char *const *args)
{
	if (check->faults->n_violations < MAX_FAULTS)
		status_violation(check->faults, path, id, args);
	else if (check->faults->n_violations == MAX_FAULTS)
		STATUS_VIOLATION(check->faults, "", MSG_FAULTS_CUT, number(check, MAX_FAULTS));
}

#define COMPLAIN(check, path, id, ...) complain((check), (path), (id), STATUS_ARGS(__VA_ARGS__))

static const char *event_path(struct check *check, uint64_t sequence)
{
	return arena_printf(&check->scratch, "events[%llu]", (unsigned long long)sequence);
}

/* "RECORD_ENTRY/2024-yunxing/C11" */
static const char *record_name(struct arena *arena, int type, const char *evaluation, const char *id)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&jixiao__record_type__descriptor, type);

	return arena_printf(arena, "%s/%s/%s", value != NULL ? value->name : "?", evaluation, id);
}

/* ---- events ---- */

static struct fate *fate_of(struct check *check, const Jixiao__Change *change)
{
	struct key key = record_key_make((struct record_key){ change->type, change->evaluation, change->id });
	struct fate probe = { .key = key_slice(&key) }, *fate, **found = tfind(&probe, &check->fates, compare);

	if (found != NULL)
		return *found;
	fate = arena_alloc(&check->keep, sizeof(*fate));
	fate->key = (struct slice){ arena_memdup(&check->keep, key.bytes, key.size), key.size };
	fate->name = record_name(&check->keep, change->type, change->evaluation, change->id);
	fate->next = check->list;
	check->list = fate;
	if (tsearch(fate, &check->fates, compare) == NULL)
		abort();
	return fate;
}

static void check_change(struct check *check, const char *path, uint64_t sequence, const Jixiao__Change *change)
{
	struct fate *fate = fate_of(check, change);

	if (change->previous != fate->last)
		COMPLAIN(check, path, MSG_FAULT_CHANGE_PREVIOUS, fate->name, number(check, fate->last),
			 number(check, change->previous));
	if (change->revision <= fate->revision)
		COMPLAIN(check, path, MSG_FAULT_CHANGE_REVISION, fate->name, number(check, fate->revision + 1),
			 number(check, change->revision));
	fate->revision = change->revision;
	fate->last = sequence + 1;
	fate->removed = change->removed;
	memset(fate->digest, 0, DIGEST_SIZE);
	if (change->digest.len == DIGEST_SIZE)
		memcpy(fate->digest, change->digest.data, DIGEST_SIZE);
}

static void check_head(struct check *check, const char *path, uint64_t sequence, const Jixiao__Event *event)
{
	Jixiao__EventHead *head =
		(Jixiao__EventHead *)pb_unpack(&check->scratch, &jixiao__event_head__descriptor, pb_slice(event->head));
	uint8_t payload[DIGEST_SIZE];

	if (head == NULL) {
		COMPLAIN(check, path, MSG_FAULT_EVENT_UNREADABLE);
		return;
	}
	if (head->sequence != sequence)
		COMPLAIN(check, path, MSG_FAULT_EVENT_SEQUENCE, number(check, head->sequence));
	if (head->time < check->log.time)
		COMPLAIN(check, path, MSG_FAULT_EVENT_TIME);
	check->log.time = head->time;
	digest(pb_slice(event->payload), payload);
	if (head->payload_digest.len != DIGEST_SIZE || memcmp(payload, head->payload_digest.data, DIGEST_SIZE) != 0)
		COMPLAIN(check, path, MSG_FAULT_PAYLOAD_DIGEST);
	for (size_t i = 0; i < head->n_changes; i++)
		check_change(check, path, sequence, head->changes[i]);
}

/* The leaf's way into the tree, against the digests that stand with the event. */
static void check_subtrees(struct check *check, const char *path, const Jixiao__Event *event)
{
	uint8_t leaf[DIGEST_SIZE], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE];
	size_t n;

	merkle_leaf(pb_slice(event->head), leaf);
	n = merkle_log_add(&check->log.tree, leaf, subtrees);
	for (size_t i = 0; i < n; i++)
		if (event->n_subtrees != n || event->subtrees[i].len != DIGEST_SIZE ||
		    memcmp(event->subtrees[i].data, subtrees[i], DIGEST_SIZE) != 0) {
			COMPLAIN(check, path, MSG_FAULT_EVENT_DIGEST);
			return;
		}
}

static bool check_event(void *context, struct slice key, struct slice value)
{
	struct check *check = context;
	uint64_t sequence = key.size == 8 ? u64_read(key.data) : UINT64_MAX;
	const char *path = event_path(check, check->log.tree.size);
	static Jixiao__Event none = JIXIAO__EVENT__INIT;
	Jixiao__Event *event;

	/* One fault for a gap, however wide; what follows is judged as if it stood where it should. */
	if (sequence != check->log.tree.size)
		COMPLAIN(check, path, MSG_FAULT_EVENT_MISSING);
	event = (Jixiao__Event *)pb_unpack(&check->scratch, &jixiao__event__descriptor, value);
	if (event != NULL)
		check_head(check, path, check->log.tree.size, event);
	else
		COMPLAIN(check, path, MSG_FAULT_EVENT_UNREADABLE);
	check_subtrees(check, path, event != NULL ? event : &none);
	arena_clear(&check->scratch);
	return true;
}

/* ---- records ---- */

static bool check_record(void *context, struct slice key, struct slice value)
{
	struct check *check = context;
	struct fate probe = { .key = key }, **found = tfind(&probe, &check->fates, compare), *fate;
	uint64_t revision, last;
	struct slice message;
	uint8_t actual[DIGEST_SIZE];
	bool whole = record_split(value, &revision, &last, &message);

	if (found == NULL) {
		const uint8_t *end = key.size > 0 ? memchr(key.data + 1, 0, key.size - 1) : NULL;

		COMPLAIN(check,
			 end == NULL ? "?"
				     : record_name(&check->scratch, key.data[0], (const char *)key.data + 1,
						   arena_printf(&check->scratch, "%.*s", (int)(key.data + key.size - end - 1),
								(const char *)end + 1)),
			 MSG_FAULT_RECORD_UNKNOWN);
		return true;
	}
	fate = *found;
	fate->present = true;
	if (whole)
		digest(message, actual);
	if (!whole || revision != fate->revision || last != fate->last || fate->removed != (message.size == 0) ||
	    (!fate->removed && memcmp(actual, fate->digest, DIGEST_SIZE) != 0))
		COMPLAIN(check, fate->name, MSG_FAULT_RECORD_DIFFERS);
	check->records += whole && message.size > 0;
	arena_clear(&check->scratch);
	return true;
}

enum status_code event_log_verify(struct store_txn *txn, uint64_t *events, uint8_t root[32], uint64_t *records,
				  struct status *faults, struct status *status)
{
	static const struct slice all = { NULL, 0 };
	struct check check = { .faults = faults };
	enum status_code code = OP(txn, scan, TABLE_EVENT, all, all, false, check_event, &check, status);

	if (code == STATUS_OK)
		code = OP(txn, scan, TABLE_RECORD, all, all, false, check_record, &check, status);
	for (struct fate *fate = check.list; code == STATUS_OK && fate != NULL; fate = fate->next)
		if (!fate->present)
			COMPLAIN(&check, fate->name, MSG_FAULT_RECORD_MISSING);
	merkle_log_root(&check.log.tree, root);
	*events = check.log.tree.size;
	*records = check.records;
	tdestroy(check.fates, let_be);
	arena_clear(&check.scratch);
	arena_clear(&check.keep);
	return code;
}
