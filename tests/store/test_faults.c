/* Every write path with every operation of the engine failing in turn: what was answered well is there, what was not is not, the
 * log checks clean and writing goes on. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "engine_twin.h"

struct broken {
	struct fixture fixture;
	struct engine *twin;
};

static int setup(void **state)
{
	static struct broken broken;
	struct status status = STATUS_INIT;
	struct engine *real;

	broken = (struct broken){ 0 };
	temporary_folder(broken.fixture.path);
	assert_int_equal(engine_lmdb_open(broken.fixture.path, TEST_MAP, &real, &status), STATUS_OK);
	broken.twin = engine_twin(real);
	assert_int_equal(store_open(broken.twin, NULL, &broken.fixture.store, &status), STATUS_OK);
	*state = &broken;
	return 0;
}

static int teardown(void **state)
{
	struct broken *b = *state;

	fixture_close(&b->fixture);
	return 0;
}

enum { JOBS = 5 };

static const char *const codes[JOBS] = { "C0", "C1", "C2", "C3", "C4" };

static enum status_code refuse(struct store_txn *txn, void *put, struct status *status)
{
	enum status_code code = put_entry(txn, put, status);

	return code != STATUS_OK ? code : STATUS_FAIL(status, STATUS_ABORTED, MSG_NONE);
}

static enum status_code join(struct store_txn *txn, void *put, struct status *status)
{
	Jixiao__TeamMember member = JIXIAO__TEAM_MEMBER__INIT;

	if (record_put(txn, KEY(TEAM_MEMBER, "e", "zhangsan"), &member.base, RECORD_ANY_REVISION, status) != STATUS_OK)
		return status->code;
	return put_entry(txn, put, status);
}

static enum status_code remove_and_put(struct store_txn *txn, void *put, struct status *status)
{
	enum status_code code = record_remove(txn, KEY(TEAM_MEMBER, "e", "zhangsan"), status);

	if (code != STATUS_OK && code != STATUS_NOT_FOUND)
		return code;
	return put_entry(txn, put, status);
}

/* One group of five jobs of different kinds that write ${text}, with the ${nth} operation failing. Gives how many ended well. */
static size_t run_round(struct broken *b, const char *text, unsigned long nth, bool onwards, enum twin_fault fault,
			enum status_code ended[JOBS])
{
	static work *const kinds[JOBS] = { put_entry, join, refuse, remove_and_put, put_entry };
	struct put puts[JOBS];
	uint8_t requests[JOBS][16];
	struct group group;
	size_t well = 0;

	/* The gate's own transaction begins before the twin is armed, its commit counts as the first operations. */
	group_begin(&group, b->fixture.store);
	for (size_t i = 0; i < JOBS; i++) {
		make_request_id(requests[i], clock_real_ms(), nth * 100 + i);
		puts[i] = (struct put){ codes[i], text, RECORD_ANY_REVISION, requests[i] };
		group_add(&group, kinds[i], &puts[i]);
	}
	engine_twin_arm(b->twin, nth, onwards, fault);
	group_run(&group);
	for (size_t i = 0; i < JOBS; i++) {
		ended[i] = group.jobs[i].status.code;
		assert_true(ended[i] == STATUS_OK || group.jobs[i].status.message.id != MSG_NONE || i == 2);
		well += ended[i] == STATUS_OK;
	}
	group_clear(&group);
	return well;
}

static void check_round(struct broken *b, const char *old, const char *new, const enum status_code ended[JOBS],
			enum status_code failure)
{
	for (size_t i = 0; i < JOBS; i++) {
		if (i != 2)
			assert_true(ended[i] == STATUS_OK || ended[i] == failure);
		else
			assert_true(ended[i] == STATUS_ABORTED || ended[i] == failure);
		assert_string_equal(entry_text(b->fixture.store, codes[i]), ended[i] == STATUS_OK ? new : i == 2 ? "" : old);
	}
	must_verify(b->fixture.store);
}

static void drive(struct broken *b, bool onwards, enum twin_fault fault, enum status_code failure)
{
	enum status_code ended[JOBS];
	unsigned long operations, nth;
	char old[32] = "", new[32];
	uint64_t size = 0;

	/* Once without a fault, to know how many operations there are. */
	assert_int_equal(run_round(b, "first", 0, false, fault, ended), 4);
	operations = engine_twin_count(b->twin);
	assert_true(operations > 20);
	size = log_size(b->fixture.store);
	for (nth = 1; nth <= operations; nth++) {
		size_t well;

		for (size_t i = 0; i < JOBS; i++)
			if (i != 2)
				must_work(b->fixture.store, put_entry, &(struct put){ codes[i], old, RECORD_ANY_REVISION });
		size += JOBS - 1;
		snprintf(new, sizeof(new), "new %lu", nth);
		well = run_round(b, new, nth, onwards, fault, ended);
		engine_twin_arm(b->twin, 0, false, fault);
		size += well;
		assert_int_equal(log_size(b->fixture.store), size);
		check_round(b, old, new, ended, failure);
		/* Only a fault in the dropping of old request ids is nobody's. */
		if (onwards)
			assert_true(well < JOBS - 1 || nth + 2 > operations);
	}
	assert_int_equal(run_round(b, "last", 0, false, fault, ended), 4);
	check_round(b, "", "last", ended, failure);
}

static void test_a_fault_at_each_operation_leaves_no_half(void **state)
{
	drive(*state, false, TWIN_BROKEN, STATUS_INTERNAL);
}

static void test_a_full_disk_from_each_operation_on_leaves_no_half(void **state)
{
	drive(*state, true, TWIN_DISK_FULL, STATUS_RESOURCE_EXHAUSTED);
}

static void test_a_store_that_fails_while_opening_is_closed_and_opens_later(void **state)
{
	struct broken *b = *state;
	struct status status = STATUS_INIT;

	for (unsigned long nth = 1;; nth++) {
		struct engine *real;
		enum status_code code;

		store_close(b->fixture.store);
		assert_int_equal(engine_lmdb_open(b->fixture.path, TEST_MAP, &real, &status), STATUS_OK);
		b->twin = engine_twin(real);
		engine_twin_arm(b->twin, nth, false, TWIN_BROKEN);
		code = store_open(b->twin, NULL, &b->fixture.store, &status);
		if (code == STATUS_OK) {
			assert_true(nth > 3);
			break;
		}
		assert_int_equal(code, STATUS_INTERNAL);
		status_clear(&status);
		assert_int_equal(engine_lmdb_open(b->fixture.path, TEST_MAP, &real, &status), STATUS_OK);
		b->twin = engine_twin(real);
		assert_int_equal(store_open(b->twin, NULL, &b->fixture.store, &status), STATUS_OK);
		must_work(b->fixture.store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	}
	engine_twin_arm(b->twin, 0, false, TWIN_BROKEN);
	must_verify(b->fixture.store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_fault_at_each_operation_leaves_no_half),
		TEST(test_a_full_disk_from_each_operation_on_leaves_no_half),
		TEST(test_a_store_that_fails_while_opening_is_closed_and_opens_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
