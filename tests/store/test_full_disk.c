/* A real full disk: the limit on a file's size makes the kernel refuse to let the store grow. */
#include "fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store/internal.h"

static void limit(rlim_t size)
{
	struct rlimit now;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &now), 0);
	now.rlim_cur = size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static rlim_t file_size(const struct fixture *f)
{
	char path[128];
	struct stat info;

	snprintf(path, sizeof(path), "%s/data.mdb", f->path);
	assert_int_equal(stat(path, &info), 0);
	return (rlim_t)info.st_size;
}

static int setup(void **state)
{
	static struct fixture fixture;

	signal(SIGXFSZ, SIG_IGN);
	fixture = (struct fixture){ 0 };
	fixture_open(&fixture);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	limit(RLIM_INFINITY);
	fixture_close(*state);
	return 0;
}

static enum status_code put_large(struct store_txn *txn, void *put, struct status *status)
{
	static const uint8_t name[32] = { 7 };
	static uint8_t bytes[300000];
	enum status_code code = put_entry(txn, put, status);

	return code != STATUS_OK ? code : chunk_put(txn, name, 0, (struct slice){ bytes, sizeof(bytes) }, status);
}

static void test_on_a_full_disk_all_of_a_group_is_refused_and_writing_goes_on_later(void **state)
{
	struct fixture *f = *state;
	struct put kept = { "C0", "kept" }, one = { "C1", "1" }, large = { "C2", "2" }, three = { "C0", "3", .seen = 1 };
	struct group group;

	must_work(f->store, put_entry, &kept);
	limit(file_size(f));
	for (int round = 0; round < 3; round++) {
		group_begin(&group, f->store);
		group_add(&group, put_entry, &one);
		group_add(&group, put_large, &large);
		group_add(&group, put_entry, &three);
		group_run(&group);
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(group.jobs[i].status.code, STATUS_RESOURCE_EXHAUSTED);
			assert_int_equal(group.jobs[i].status.message.id, MSG_DISK_FULL);
		}
		group_clear(&group);
		/* Reads go on and see nothing of it. */
		assert_string_equal(entry_text(f->store, "C0"), "kept");
		assert_string_equal(entry_text(f->store, "C1"), "");
		assert_string_equal(entry_text(f->store, "C2"), "");
		assert_int_equal(log_size(f->store), 1);
		must_verify(f->store);
	}
	limit(RLIM_INFINITY);
	must_work(f->store, put_large, &large);
	must_work(f->store, put_entry, &three);
	assert_string_equal(entry_text(f->store, "C2"), "2");
	assert_string_equal(entry_text(f->store, "C0"), "3");
	assert_int_equal(log_size(f->store), 3);
	must_verify(f->store);
	fixture_reopen(f);
	must_verify(f->store);
}

/* ---- a full map ---- */

static void test_a_full_map_refuses_what_does_not_fit_and_keeps_the_rest(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct engine *engine;
	enum status_code code = STATUS_OK;
	uint64_t written = 0;
	char text[4000];

	store_close(f->store);
	assert_int_equal(engine_lmdb_open(f->path, 1 << 20, &engine, &status), STATUS_OK);
	assert_int_equal(store_open(engine, &f->settings, &f->store, &status), STATUS_OK);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (; written < 1000 && code == STATUS_OK; written += code == STATUS_OK)
		code = run_work(f->store, put_entry, &(struct put){ "C1", text, RECORD_ANY_REVISION }, &status);
	assert_int_equal(code, STATUS_RESOURCE_EXHAUSTED);
	status_clear(&status);
	assert_int_equal(log_size(f->store), written);
	must_verify(f->store);
	/* A larger map, as a setting may give it, goes on where this one ended. */
	fixture_reopen(f);
	must_work(f->store, put_entry, &(struct put){ "C1", text, RECORD_ANY_REVISION });
	assert_int_equal(log_size(f->store), written + 1);
	must_verify(f->store);
}

/* ---- copies ---- */

struct writing {
	struct store *store;
	atomic_bool stop;
	uint64_t written;
};

static void *write_on(void *context)
{
	struct writing *writing = context;

	for (; !atomic_load(&writing->stop); writing->written++)
		must_work(writing->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	return NULL;
}

static enum status_code copy_store(struct store *store, const char *path, struct status *status)
{
	return store->engine->ops->copy(store->engine, path, status);
}

static void test_a_copy_made_while_writing_is_whole(void **state)
{
	struct fixture *f = *state, copy = { 0 };
	struct writing writing = { .store = f->store };
	struct status status = STATUS_INIT;
	struct engine *engine;
	pthread_t thread;
	uint64_t copied;

	must_work(f->store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	temporary_folder(copy.path);
	assert_int_equal(pthread_create(&thread, NULL, write_on, &writing), 0);
	while (log_size(f->store) < 100)
		usleep(1000);
	assert_int_equal(copy_store(f->store, copy.path, &status), STATUS_OK);
	assert_int_equal(copy_store(f->store, copy.path, &status), STATUS_RESOURCE_EXHAUSTED);
	assert_int_equal(status.message.id, MSG_STORE_COPY_FAILED);
	status_clear(&status);
	atomic_store(&writing.stop, true);
	pthread_join(thread, NULL);
	assert_int_equal(engine_lmdb_open(copy.path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(store_open(engine, NULL, &copy.store, &status), STATUS_OK);
	copied = log_size(copy.store);
	assert_in_range(copied, 100, writing.written + 1);
	must_verify(copy.store);
	must_work(copy.store, put_entry, &(struct put){ "C1", "x", RECORD_ANY_REVISION });
	fixture_close(&copy);
	assert_int_equal(log_size(f->store), writing.written + 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_on_a_full_disk_all_of_a_group_is_refused_and_writing_goes_on_later),
		TEST(test_a_full_map_refuses_what_does_not_fit_and_keeps_the_rest),
		TEST(test_a_copy_made_while_writing_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
