/* kill -9 leaves the page cache alone, so only counting shows it: before any job of a group is answered, the group's pages were
 * synced and after them the meta page that makes them count was written through. liblmdb calls the functions below instead of
 * libc's, for the program's own symbols come first. */
#include "fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_ulong clock_; /* one tick for each call noted below */
static atomic_ulong last_sync;
static atomic_ulong durable; /* the sync behind which a meta page stands; the next group's may be under way already */

int fdatasync(int fd)
{
	int rc = (int)syscall(SYS_fdatasync, fd);

	atomic_store(&last_sync, atomic_fetch_add(&clock_, 1) + 1);
	return rc;
}

static ssize_t note_write(int fd, const void *data, size_t size, off_t offset)
{
	ssize_t rc = (ssize_t)syscall(SYS_pwrite64, fd, data, size, offset);
	int flags = fcntl(fd, F_GETFL);

	if (flags != -1 && (flags & O_DSYNC) != 0)
		atomic_store(&durable, atomic_load(&last_sync));
	return rc;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return note_write(fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	return note_write(fd, data, size, offset);
}

struct counted {
	struct store_job job;
	struct put put;
	unsigned long ran; /* tick at the end of run */
	bool durable;
	pthread_mutex_t *lock;
	pthread_cond_t *over;
	size_t *left;
};

static enum status_code run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct counted *counted = (struct counted *)job;
	enum status_code code = put_entry(txn, &counted->put, status);

	counted->ran = atomic_fetch_add(&clock_, 1) + 1;
	return code;
}

static void done(struct store_job *job, struct status *status)
{
	struct counted *counted = (struct counted *)job;

	counted->durable = status->code == STATUS_OK && atomic_load(&durable) > counted->ran;
	pthread_mutex_lock(counted->lock);
	--*counted->left;
	pthread_cond_signal(counted->over);
	pthread_mutex_unlock(counted->lock);
}

static void test_a_sync_stands_before_each_groups_answers(void **state)
{
	enum { JOBS = 200, ROUNDS = 10 };
	static struct counted jobs[JOBS];
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t over = PTHREAD_COND_INITIALIZER;
	struct fixture fixture = { 0 };
	struct status status = STATUS_INIT;

	(void)state;
	fixture_open(&fixture);
	for (int round = 0; round < ROUNDS; round++) {
		size_t left = JOBS;

		for (size_t i = 0; i < JOBS; i++) {
			jobs[i] = (struct counted){ { .run = run, .done = done }, { "C1", "x", RECORD_ANY_REVISION } };
			jobs[i].lock = &lock;
			jobs[i].over = &over;
			jobs[i].left = &left;
			assert_int_equal(store_submit(fixture.store, &jobs[i].job, &status), STATUS_OK);
		}
		pthread_mutex_lock(&lock);
		while (left > 0)
			pthread_cond_wait(&over, &lock);
		pthread_mutex_unlock(&lock);
		for (size_t i = 0; i < JOBS; i++)
			assert_true(jobs[i].durable);
	}
	/* The counters really stand in liblmdb's way. */
	assert_true(atomic_load(&durable) > 0);
	fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_a_sync_stands_before_each_groups_answers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
