/* The writer: groups, refusals, the queue, the observer; readers that never wait. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static enum status_code put_and_refuse(struct store_txn *txn, void *put, struct status *status)
{
	enum status_code code = put_entry(txn, put, status);

	if (code != STATUS_OK)
		return code;
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_STORE_FAULT, "refused");
}

static void test_a_refused_job_leaves_nothing_and_harms_no_neighbour(void **state)
{
	struct fixture *f = *state;
	struct put one = { "C1", "1" }, two = { "C2", "2" }, three = { "C3", "3" };
	struct group group;

	group_begin(&group, f->store);
	group_add(&group, put_entry, &one);
	group_add(&group, put_and_refuse, &two);
	group_add(&group, put_entry, &three);
	group_run(&group);
	assert_int_equal(group.jobs[0].status.code, STATUS_OK);
	assert_int_equal(group.jobs[1].status.code, STATUS_FAILED_PRECONDITION);
	assert_string_equal(group.jobs[1].status.message.args[0], "refused");
	assert_int_equal(group.jobs[2].status.code, STATUS_OK);
	group_clear(&group);
	assert_string_equal(entry_text(f->store, "C1"), "1");
	assert_string_equal(entry_text(f->store, "C2"), "");
	assert_string_equal(entry_text(f->store, "C3"), "3");
	assert_int_equal(three.sequence, 1);
	assert_int_equal(log_size(f->store), 2);
	must_verify(f->store);
}

static void test_jobs_of_a_group_see_those_before_them(void **state)
{
	struct fixture *f = *state;
	struct put one = { "C1", "1" }, two = { "C1", "2", .seen = 1 }, late = { "C1", "3", .seen = 1 };
	struct group group;

	group_begin(&group, f->store);
	group_add(&group, put_entry, &one);
	group_add(&group, put_entry, &two);
	group_add(&group, put_entry, &late);
	group_run(&group);
	assert_int_equal(group.jobs[1].status.code, STATUS_OK);
	assert_int_equal(group.jobs[2].status.code, STATUS_ABORTED);
	group_clear(&group);
	assert_string_equal(entry_text(f->store, "C1"), "2");
	must_verify(f->store);
}

static enum status_code refuse_without_reason(struct store_txn *txn, void *context, struct status *status)
{
	(void)txn, (void)context, (void)status;
	return STATUS_NOT_FOUND;
}

static void test_a_refusal_always_has_a_reason(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;

	assert_int_equal(run_work(f->store, refuse_without_reason, NULL, &status), STATUS_NOT_FOUND);
	assert_int_not_equal(status.message.id, MSG_NONE);
	status_clear(&status);
}

static void test_a_full_queue_refuses_and_forgets_nothing(void **state)
{
	struct fixture *f = *state;
	struct put puts[3] = { { "C1", "1" }, { "C2", "2" }, { "C3", "3" } };
	struct status status = STATUS_INIT;
	struct store_job extra = { 0 };
	struct group group;

	f->settings.queue_limit = 3;
	fixture_reopen(f);
	group_begin(&group, f->store);
	for (size_t i = 0; i < 3; i++)
		group_add(&group, put_entry, &puts[i]);
	assert_int_equal(store_submit(f->store, &extra, &status), STATUS_RESOURCE_EXHAUSTED);
	assert_int_equal(status.message.id, MSG_QUEUE_FULL);
	status_clear(&status);
	group_run(&group);
	group_clear(&group);
	assert_int_equal(log_size(f->store), 3);
	must_work(f->store, put_entry, &(struct put){ "C4", "4" });
}

static void test_a_group_holds_no_more_jobs_than_its_limit(void **state)
{
	struct fixture *f = *state;
	struct put puts[10];
	struct group group;

	f->settings.group_limit = 3;
	fixture_reopen(f);
	group_begin(&group, f->store);
	for (size_t i = 0; i < 10; i++) {
		puts[i] = (struct put){ "C1", "x", RECORD_ANY_REVISION };
		group_add(&group, put_entry, &puts[i]);
	}
	group_run(&group);
	group_clear(&group);
	assert_int_equal(log_size(f->store), 10);
	assert_int_equal(puts[9].revision, 10);
	must_verify(f->store);
}

static void test_closing_finishes_what_is_queued(void **state)
{
	struct fixture *f = *state;
	struct put puts[20];
	struct group group;

	group_begin(&group, f->store);
	for (size_t i = 0; i < 20; i++) {
		puts[i] = (struct put){ "C1", "x", RECORD_ANY_REVISION };
		group_add(&group, put_entry, &puts[i]);
	}
	group_run(&group);
	fixture_reopen(f);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(group.jobs[i].status.code, STATUS_OK);
	group_clear(&group);
	assert_int_equal(log_size(f->store), 20);
}

/* ---- the observer ---- */

static atomic_ullong observed, calls;

static void observe(void *context, uint64_t size)
{
	assert_ptr_equal(context, &observed);
	atomic_store(&observed, size);
	atomic_fetch_add(&calls, 1);
}

static enum status_code only_chunk(struct store_txn *txn, void *context, struct status *status)
{
	static const uint8_t name[32] = { 9 };

	(void)context;
	return chunk_put(txn, name, 0, (struct slice){ (const uint8_t *)"x", 1 }, status);
}

static void test_the_observer_hears_of_each_commit_with_events_only(void **state)
{
	struct fixture *f = *state;
	struct put one = { "C1", "1" }, two = { "C2", "2" };
	struct group group;

	atomic_store(&observed, 0);
	atomic_store(&calls, 0);
	store_set_observer(f->store, observe, &observed);
	group_begin(&group, f->store);
	group_add(&group, put_entry, &one);
	group_add(&group, put_entry, &two);
	group_run(&group);
	group_clear(&group);
	must_work(f->store, only_chunk, NULL);
	must_work(f->store, only_chunk, NULL);
	assert_int_equal(atomic_load(&observed), 2);
	assert_int_equal(atomic_load(&calls), 1);
}

/* ---- readers ---- */

static void test_readers_never_wait_for_the_writer(void **state)
{
	struct fixture *f = *state;
	struct put one = { "C1", "1" }, two = { "C1", "2", .seen = 1 };
	struct group group;

	must_work(f->store, put_entry, &one);
	/* The writer stands in the middle of a transaction; a reader that waited for it would hang here. */
	group_begin(&group, f->store);
	group_add(&group, put_entry, &two);
	for (int i = 0; i < 1000; i++)
		assert_string_equal(entry_text(f->store, "C1"), "1");
	group_run(&group);
	group_clear(&group);
	assert_string_equal(entry_text(f->store, "C1"), "2");
}

static void test_a_reader_sees_one_moment_however_much_is_written(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct put one = { "C1", "1" };
	struct store_txn *txn;
	Jixiao__Entry *entry;

	must_work(f->store, put_entry, &one);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	for (int i = 0; i < 50; i++)
		must_work(f->store, put_entry, &(struct put){ "C1", "2", RECORD_ANY_REVISION });
	assert_int_equal(event_log_size(txn), 1);
	RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", "C1", jixiao__entry, &entry, &status);
	assert_string_equal(entry->text, "1");
	assert_int_equal(entry->revision, 1);
	store_read_end(txn);
	assert_string_equal(entry_text(f->store, "C1"), "2");
}

struct reading {
	struct store *store;
	atomic_bool stop;
	unsigned long read;
};

static void *read_on(void *context)
{
	struct reading *reading = context;
	struct status status = STATUS_INIT;
	uint64_t size = 0;

	while (!atomic_load(&reading->stop)) {
		struct store_txn *txn;
		Jixiao__EventHead *head;
		Jixiao__Event *event;
		Jixiao__Entry *entry;

		assert_int_equal(store_read_begin(reading->store, &txn, &status), STATUS_OK);
		assert_true(event_log_size(txn) >= size);
		size = event_log_size(txn);
		/* Record and log are of one moment: the record's revision counts its events. */
		if (size > 0) {
			RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", "C1", jixiao__entry, &entry, &status);
			assert_int_equal(entry->revision, size);
			assert_int_equal(event_get(txn, size - 1, &event, &head, &status), STATUS_OK);
			assert_int_equal(head->changes[0]->revision, size);
		}
		store_read_end(txn);
		reading->read++;
	}
	return NULL;
}

static void test_many_readers_and_writers_at_once(void **state)
{
	struct fixture *f = *state;
	struct reading readings[4];
	pthread_t threads[4];

	for (size_t i = 0; i < 4; i++) {
		readings[i] = (struct reading){ .store = f->store };
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &readings[i]), 0);
	}
	for (int i = 0; i < 300; i++)
		must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	for (size_t i = 0; i < 4; i++) {
		atomic_store(&readings[i].stop, true);
		pthread_join(threads[i], NULL);
		assert_true(readings[i].read > 0);
	}
	must_verify(f->store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_refused_job_leaves_nothing_and_harms_no_neighbour),
		TEST(test_jobs_of_a_group_see_those_before_them),
		TEST(test_a_refusal_always_has_a_reason),
		TEST(test_a_full_queue_refuses_and_forgets_nothing),
		TEST(test_a_group_holds_no_more_jobs_than_its_limit),
		TEST(test_closing_finishes_what_is_queued),
		TEST(test_the_observer_hears_of_each_commit_with_events_only),
		TEST(test_readers_never_wait_for_the_writer),
		TEST(test_a_reader_sees_one_moment_however_much_is_written),
		TEST(test_many_readers_and_writers_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
