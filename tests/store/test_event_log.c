/* The event log: what an event says, and proofs. */
#include "fixture.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/crypto/merkle.h"
#include "common/rpc/pb.h"

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

static void leaf_of(struct store_txn *txn, uint64_t sequence, uint8_t leaf[32])
{
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;

	assert_int_equal(event_get(txn, sequence, &event, &head, &status), STATUS_OK);
	merkle_leaf(pb_slice(event->head), leaf);
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

	fixture_fill(f);
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

	fixture_fill(f);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_an_event_says_who_did_what_and_keeps_the_reply),
		TEST(test_every_proof_of_the_log_verifies),
		TEST(test_what_lies_past_the_end_has_no_proof),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
