/* Request ids: where they lead, which are refused, when they are dropped. */
#include "fixture.h"

#include <string.h>
#include <unistd.h>

#include "common/base/clock.h"

static const int64_t day = INT64_C(86400000);

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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_request_id_leads_to_its_event),
		TEST(test_a_malformed_or_old_request_id_is_refused),
		TEST(test_a_request_repeated_in_its_own_group_finds_the_first),
		TEST(test_old_request_ids_are_dropped_a_few_at_a_time),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
