/* A check of the log finds every kind of tampering; and time goes on from an event that was made to lie ahead. */
#include "fixture.h"

#include "common/base/clock.h"
#include "common/rpc/pb.h"

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
	Jixiao__EventHead *head =
		(Jixiao__EventHead *)pb_unpack(&arena, &jixiao__event_head__descriptor, pb_slice(event->head));

	change(&arena, event, head);
	if (head_too) {
		bytes = pb_pack(&arena, &head->base);
		event->head = pb_bytes(bytes);
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

		fixture_fill(f);
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

	fixture_fill(f);
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

	fixture_fill(f);
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
		fixture_fill(f);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_an_altered_event_is_found),  TEST(test_a_missing_or_unreadable_event_is_found),
		TEST(test_an_altered_record_is_found), TEST(test_a_log_wrong_everywhere_is_told_in_few_words),
		TEST(test_time_never_goes_back),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
