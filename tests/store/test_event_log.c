/* The event log: what an event says, its order in time, proofs, request ids, and that a check finds every kind of tampering. */
#include "fixture.h"

#include <string.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/crypto/merkle.h"
#include "common/rpc/pb.h"

static const int64_t day = INT64_C(86400000);

static int setup(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ 0 };
	fixture_open(&fixture);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

static struct store_txn *read_begin(struct store *store)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	return txn;
}

static void test_an_event_says_who_did_what_and_keeps_the_reply(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	uint8_t request[16], wanted[32];
	struct put put = { "C11", "十次", .request = request };
	int64_t before = clock_real_ms();
	Jixiao__EventHead *head, *same;
	Jixiao__Event *event;
	struct store_txn *txn;

	make_request_id(request, before, 1);
	must_work(f->store, put_entry, &put);
	txn = read_begin(f->store);
	assert_int_equal(event_get(txn, 0, &event, &head, &status), STATUS_OK);
	assert_int_equal(head->sequence, 0);
	assert_true(head->time >= before && head->time <= clock_real_ms());
	assert_string_equal(head->person, "zhangsan");
	assert_string_equal(head->method, "Entry.Put");
	assert_string_equal(head->evaluation, "e");
	assert_memory_equal(head->request_id.data, request, 16);
	assert_int_equal(head->n_changes, 1);
	assert_int_equal(head->changes[0]->type, JIXIAO__RECORD_TYPE__RECORD_ENTRY);
	assert_string_equal(head->changes[0]->evaluation, "e");
	assert_string_equal(head->changes[0]->id, "C11");
	assert_int_equal(head->changes[0]->revision, 1);
	assert_int_equal(head->changes[0]->previous, 0);
	digest((struct slice){ (const uint8_t *)"十次", strlen("十次") }, wanted);
	assert_memory_equal(head->payload_digest.data, wanted, 32);
	assert_memory_equal(event->reply.data, "reply", 5);
	assert_int_equal(event_head_get(txn, &status.arena, 0, &same, &status), STATUS_OK);
	assert_int_equal(same->time, head->time);
	assert_int_equal(event_get(txn, 1, &event, &head, &status), STATUS_NOT_FOUND);
	assert_int_equal(event_head_get(txn, &status.arena, 1, &same, &status), STATUS_NOT_FOUND);
	assert_int_equal(status.code, STATUS_OK);
	status_clear(&status);
	store_read_end(txn);
}

/* ---- proofs ---- */

enum { EVENTS = 37 };

static void fill(struct fixture *f)
{
	for (int i = 0; i < EVENTS; i++) {
		must_work(f->store, put_entry, &(struct put){ i % 2 != 0 ? "C1" : "C2", "x", RECORD_ANY_REVISION });
		/* The frontier must also be found again. */
		if (i % 10 == 7)
			fixture_reopen(f);
	}
}

static void leaf_of(struct store_txn *txn, uint64_t sequence, uint8_t leaf[32])
{
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;

	assert_int_equal(event_get(txn, sequence, &event, &head, &status), STATUS_OK);
	merkle_leaf((struct slice){ event->head.data, event->head.len }, leaf);
}

static struct merkle_path path_of(const struct slice *slices, size_t n)
{
	struct merkle_path path = { .n = n };

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(slices[i].size, 32);
		memcpy(path.digests[i], slices[i].data, 32);
	}
	return path;
}

static void test_every_proof_of_the_log_verifies(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	uint8_t root[32], older[32], leaf[32], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE], recomputed[32];
	struct merkle_log log = { 0 };
	struct merkle_path path;
	struct slice *slices;
	size_t n;

	fill(f);
	txn = read_begin(f->store);
	for (uint64_t size = 1; size <= EVENTS; size++) {
		leaf_of(txn, size - 1, leaf);
		merkle_log_add(&log, leaf, subtrees);
		merkle_log_root(&log, recomputed);
		assert_int_equal(event_log_root(txn, size, root, &status), STATUS_OK);
		assert_memory_equal(root, recomputed, 32);
		for (uint64_t i = 0; i < size; i++) {
			leaf_of(txn, i, leaf);
			assert_int_equal(event_log_inclusion(txn, i, size, &slices, &n, &status), STATUS_OK);
			path = path_of(slices, n);
			assert_true(merkle_verify_inclusion(leaf, i, size, &path, root));
			assert_int_equal(event_log_root(txn, i, older, &status), STATUS_OK);
			assert_int_equal(event_log_consistency(txn, i, size, &slices, &n, &status), STATUS_OK);
			path = path_of(slices, n);
			assert_true(merkle_verify_consistency(i, older, size, root, &path));
		}
	}
	store_read_end(txn);
	must_verify(f->store);
}

static void test_what_lies_past_the_end_has_no_proof(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	struct slice *slices;
	uint8_t root[32];
	size_t n;

	fill(f);
	txn = read_begin(f->store);
	assert_int_equal(event_log_root(txn, EVENTS + 1, root, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(event_log_inclusion(txn, 0, EVENTS + 1, &slices, &n, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(event_log_inclusion(txn, EVENTS, EVENTS, &slices, &n, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(event_log_inclusion(txn, UINT64_MAX, 3, &slices, &n, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(event_log_consistency(txn, 3, EVENTS + 1, &slices, &n, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(event_log_consistency(txn, 4, 3, &slices, &n, &status), STATUS_INVALID_ARGUMENT);
	status_clear(&status);
	store_read_end(txn);
}

/* ---- request ids ---- */

static enum status_code find(struct store *store, const uint8_t *id, size_t size, uint64_t *sequence, struct status *status)
{
	struct store_txn *txn = read_begin(store);
	enum status_code code;

	status_clear(status);
	code = request_find(txn, (struct slice){ id, size }, sequence, status);
	store_read_end(txn);
	return code;
}

static void test_a_request_id_leads_to_its_event(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	int64_t now = clock_real_ms();
	uint8_t request[16], other[16];
	uint64_t sequence = 99;

	make_request_id(request, now, 1);
	make_request_id(other, now, 2);
	must_work(f->store, put_entry, &(struct put){ "C1", "1" });
	must_work(f->store, put_entry, &(struct put){ "C2", "1", .request = request });
	assert_int_equal(find(f->store, other, 16, &sequence, &status), STATUS_NOT_FOUND);
	assert_int_equal(status.code, STATUS_OK);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_OK);
	assert_int_equal(sequence, 1);
	fixture_reopen(f);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_OK);
}

static void test_a_malformed_or_old_request_id_is_refused(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	int64_t now = clock_real_ms();
	uint8_t request[16];
	uint64_t sequence;

	make_request_id(request, now, 1);
	assert_int_equal(find(f->store, request, 15, &sequence, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.message.id, MSG_REQUEST_ID_MALFORMED);
	request[6] = 0x40; /* UUIDv4 */
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_INVALID_ARGUMENT);
	make_request_id(request, now, 1);
	request[8] = 0x00;
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_INVALID_ARGUMENT);
	make_request_id(request, now + day + 60000, 1);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_INVALID_ARGUMENT);
	make_request_id(request, now + day - 60000, 1);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_NOT_FOUND);
	make_request_id(request, now - 7 * day + 60000, 1);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_NOT_FOUND);
	make_request_id(request, now - 7 * day - 60000, 1);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_REQUEST_ID_TOO_OLD);
	assert_string_equal(status.message.args[0], "7");
	status_clear(&status);
}

/* As the dispatcher does: a repeated id does nothing and gets the first event. */
static enum status_code put_once(struct store_txn *txn, void *context, struct status *status)
{
	struct put *put = context;
	enum status_code code = request_find(txn, (struct slice){ put->request, 16 }, &put->sequence, status);

	return code == STATUS_NOT_FOUND ? put_entry(txn, put, status) : code;
}

static void test_a_request_repeated_in_its_own_group_finds_the_first(void **state)
{
	struct fixture *f = *state;
	uint8_t request[16];
	struct put before = { "C0", "0" }, first = { "C1", "1", .request = request }, again = first;
	struct group group;

	make_request_id(request, clock_real_ms(), 1);
	group_begin(&group, f->store);
	group_add(&group, put_entry, &before);
	group_add(&group, put_once, &first);
	group_add(&group, put_once, &again);
	group_run(&group);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(group.jobs[i].status.code, STATUS_OK);
	group_clear(&group);
	assert_int_equal(first.sequence, 1);
	assert_int_equal(again.sequence, 1);
	assert_int_equal(log_size(f->store), 2);
}

static bool count(void *context, struct slice key, struct slice value)
{
	(void)key, (void)value;
	++*(size_t *)context;
	return true;
}

/* Runs ${visit} over a table with the store closed. */
static size_t count_requests(struct fixture *f)
{
	struct status status = STATUS_INIT;
	struct slice all = { NULL, 0 };
	struct engine_txn *txn;
	struct engine *engine;
	size_t n = 0;

	store_close(f->store);
	assert_int_equal(engine_lmdb_open(f->path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(engine->ops->begin(engine, NULL, ENGINE_READ, &txn, &status), STATUS_OK);
	assert_int_equal(engine->ops->scan(txn, TABLE_REQUEST, all, all, false, count, &n, &status), STATUS_OK);
	engine->ops->abort(txn);
	assert_int_equal(store_open(engine, &f->settings, &f->store, &status), STATUS_OK);
	return n;
}

static void test_old_request_ids_are_dropped_a_few_at_a_time(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	int64_t nearly_old;
	uint8_t request[16];
	uint64_t sequence;

	f->settings.request_id_days = 1;
	fixture_reopen(f);
	nearly_old = clock_real_ms() - day + 3000;
	for (uint64_t i = 0; i < 30; i++) {
		make_request_id(request, nearly_old, i);
		must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION, .request = request });
	}
	assert_int_equal(count_requests(f), 30);
	while (clock_real_ms() <= nearly_old + day)
		usleep(20000);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_FAILED_PRECONDITION);
	make_request_id(request, clock_real_ms(), 1);
	must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION, .request = request });
	assert_in_range(count_requests(f), 15, 29);
	for (uint64_t i = 0; i < 5; i++)
		must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	assert_int_equal(count_requests(f), 1);
	assert_int_equal(find(f->store, request, 16, &sequence, &status), STATUS_OK);
	status_clear(&status);
	must_verify(f->store);
}

/* ---- tampering ---- */

struct edit {
	enum engine_table table;
	struct slice key;
	struct slice value; /* empty: delete */
};

static void tamper(struct fixture *f, const struct edit *edit)
{
	struct status status = STATUS_INIT;
	struct engine_txn *txn;
	struct engine *engine;

	store_close(f->store);
	assert_int_equal(engine_lmdb_open(f->path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(engine->ops->begin(engine, NULL, ENGINE_WRITE, &txn, &status), STATUS_OK);
	if (edit->value.size > 0)
		assert_int_equal(engine->ops->put(txn, edit->table, edit->key, edit->value, &status), STATUS_OK);
	else
		assert_int_equal(engine->ops->del(txn, edit->table, edit->key, &status), STATUS_OK);
	assert_int_equal(engine->ops->commit(txn, &status), STATUS_OK);
	assert_int_equal(store_open(engine, &f->settings, &f->store, &status), STATUS_OK);
}

/* Asserts that a check finds ${fault}. */
static void must_find(struct fixture *f, enum message_id fault)
{
	struct status status = STATUS_INIT, faults = STATUS_INIT;
	struct store_txn *txn = read_begin(f->store);
	uint64_t events, records;
	bool found = false;
	uint8_t root[32];

	assert_int_equal(event_log_verify(txn, &events, root, &records, &faults, &status), STATUS_OK);
	for (size_t i = 0; i < faults.n_violations; i++)
		found |= faults.violations[i].message.id == fault;
	assert_true(found);
	store_read_end(txn);
	status_clear(&faults);
}

static struct slice copy_of(struct arena *arena, struct slice bytes)
{
	return (struct slice){ arena_memdup(arena, bytes.data, bytes.size), bytes.size };
}

static struct slice raw(struct fixture *f, struct arena *arena, enum engine_table table, struct slice key)
{
	struct status status = STATUS_INIT;
	struct engine_txn *txn;
	struct engine *engine;
	struct slice value;

	store_close(f->store);
	assert_int_equal(engine_lmdb_open(f->path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(engine->ops->begin(engine, NULL, ENGINE_READ, &txn, &status), STATUS_OK);
	assert_int_equal(engine->ops->get(txn, table, key, &value, &status), STATUS_OK);
	value = copy_of(arena, value);
	engine->ops->abort(txn);
	assert_int_equal(store_open(engine, &f->settings, &f->store, &status), STATUS_OK);
	return value;
}

static const struct slice fifth = { (const uint8_t *)"\0\0\0\0\0\0\0\5", 8 };
static const struct slice entry_key = { (const uint8_t *)"\7e\0C1", 5 };

/* Unpacks event 5, lets ${change} alter it and puts it back. */
static void alter_event(struct fixture *f, void (*change)(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head),
			bool head_too)
{
	struct arena arena = ARENA_INIT;
	struct slice value = raw(f, &arena, TABLE_EVENT, fifth), bytes;
	Jixiao__Event *event = (Jixiao__Event *)pb_unpack(&arena, &jixiao__event__descriptor, value);
	Jixiao__EventHead *head = (Jixiao__EventHead *)pb_unpack(&arena, &jixiao__event_head__descriptor,
								 (struct slice){ event->head.data, event->head.len });

	change(&arena, event, head);
	if (head_too) {
		bytes = pb_pack(&arena, &head->base);
		event->head = (ProtobufCBinaryData){ bytes.size, (uint8_t *)(uintptr_t)bytes.data };
	}
	tamper(f, &(struct edit){ TABLE_EVENT, fifth, pb_pack(&arena, &event->base) });
	arena_clear(&arena);
}

static void another_person(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)event;
	head->person = arena_strdup(arena, "lisi");
}

static void another_payload(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)head;
	event->payload = (ProtobufCBinaryData){ 1, (uint8_t *)arena_strdup(arena, "y") };
}

static void another_subtree(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)head;
	event->subtrees[event->n_subtrees - 1].data[3] ^= 1;
}

static void another_previous(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)event;
	head->changes[0]->previous = 1;
}

static void another_revision(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)event;
	head->changes[0]->revision = 1;
}

static void an_earlier_time(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)event;
	head->time -= 10000;
}

static void another_sequence(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)event;
	head->sequence = 4;
}

static void test_an_altered_event_is_found(void **state)
{
	static const struct {
		void (*change)(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head);
		bool head;
		enum message_id fault;
	} rows[] = {
		{ another_person, true, MSG_FAULT_EVENT_DIGEST },      { another_payload, false, MSG_FAULT_PAYLOAD_DIGEST },
		{ another_subtree, false, MSG_FAULT_EVENT_DIGEST },    { another_previous, true, MSG_FAULT_CHANGE_PREVIOUS },
		{ another_revision, true, MSG_FAULT_CHANGE_REVISION }, { an_earlier_time, true, MSG_FAULT_EVENT_TIME },
		{ another_sequence, true, MSG_FAULT_EVENT_SEQUENCE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fixture *f = *state;

		fill(f);
		must_verify(f->store);
		alter_event(f, rows[i].change, rows[i].head);
		must_find(f, rows[i].fault);
		fixture_close(f);
		fixture_open(f);
	}
}

static void test_a_missing_or_unreadable_event_is_found(void **state)
{
	struct fixture *f = *state;

	fill(f);
	tamper(f, &(struct edit){ TABLE_EVENT, fifth, { (const uint8_t *)"\xff\xff", 2 } });
	must_find(f, MSG_FAULT_EVENT_UNREADABLE);
	tamper(f, &(struct edit){ TABLE_EVENT, fifth });
	must_find(f, MSG_FAULT_EVENT_MISSING);
}

static void test_an_altered_record_is_found(void **state)
{
	struct fixture *f = *state;
	struct arena arena = ARENA_INIT;
	struct slice value, good;
	uint8_t *bytes;

	fill(f);
	good = raw(f, &arena, TABLE_RECORD, entry_key);
	/* Its last byte, its revision, its last event, all but its head. */
	for (size_t i = 0; i < 4; i++) {
		bytes = arena_memdup(&arena, good.data, good.size);
		value = (struct slice){ bytes, good.size };
		if (i == 3)
			value.size = 16;
		else
			bytes[i == 0 ? good.size - 1 : i == 1 ? 7 : 15] ^= 1;
		tamper(f, &(struct edit){ TABLE_RECORD, entry_key, value });
		must_find(f, MSG_FAULT_RECORD_DIFFERS);
	}
	tamper(f, &(struct edit){ TABLE_RECORD, entry_key });
	must_find(f, MSG_FAULT_RECORD_MISSING);
	tamper(f, &(struct edit){ TABLE_RECORD, entry_key, good });
	must_verify(f->store);
	tamper(f, &(struct edit){ TABLE_RECORD, { (const uint8_t *)"\7e\0C9", 5 }, good });
	must_find(f, MSG_FAULT_RECORD_UNKNOWN);
	arena_clear(&arena);
}

static void test_a_log_wrong_everywhere_is_told_in_few_words(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT, faults = STATUS_INIT;
	uint64_t events, records;
	struct store_txn *txn;
	uint8_t root[32];

	for (int i = 0; i < 4; i++)
		fill(f);
	alter_event(f, another_person, true);
	txn = read_begin(f->store);
	assert_int_equal(event_log_verify(txn, &events, root, &records, &faults, &status), STATUS_OK);
	assert_in_range(faults.n_violations, 1, 101);
	store_read_end(txn);
	status_clear(&faults);
}

static void a_later_time(struct arena *arena, Jixiao__Event *event, Jixiao__EventHead *head)
{
	(void)arena, (void)event;
	head->time += 3600000;
}

static void test_time_never_goes_back(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	Jixiao__EventHead *last, *next;
	Jixiao__Event *event;
	struct store_txn *txn;

	/* As if the clock had been an hour ahead when the newest event was written. */
	for (int i = 0; i < 6; i++)
		must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	alter_event(f, a_later_time, true);
	must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	txn = read_begin(f->store);
	assert_int_equal(event_get(txn, 5, &event, &last, &status), STATUS_OK);
	assert_int_equal(event_get(txn, 6, &event, &next, &status), STATUS_OK);
	assert_true(last->time > clock_real_ms() + 1000000);
	assert_int_equal(next->time, last->time);
	store_read_end(txn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_an_event_says_who_did_what_and_keeps_the_reply),
		TEST(test_every_proof_of_the_log_verifies),
		TEST(test_what_lies_past_the_end_has_no_proof),
		TEST(test_a_request_id_leads_to_its_event),
		TEST(test_a_malformed_or_old_request_id_is_refused),
		TEST(test_a_request_repeated_in_its_own_group_finds_the_first),
		TEST(test_old_request_ids_are_dropped_a_few_at_a_time),
		TEST(test_an_altered_event_is_found),
		TEST(test_a_missing_or_unreadable_event_is_found),
		TEST(test_an_altered_record_is_found),
		TEST(test_a_log_wrong_everywhere_is_told_in_few_words),
		TEST(test_time_never_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
