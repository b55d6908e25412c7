/* A process that writes is killed at a random moment, again and again. Afterwards every write that it was told of is there, any
 * other is there whole or not at all, and the log checks clean. */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { ROUNDS = 60 };
#else
enum { ROUNDS = 300 };
#endif

enum { FRESH = 25, IN_FLIGHT = 24, MOST = 1 << 16 };

/* ---- the process that is killed ---- */

static const char *name(char buffer[32], char kind, unsigned n)
{
	snprintf(buffer, 32, "%c%u", kind, n);
	return buffer;
}

/* One write: two records, a chunk and an event that belong together. */
struct write_job {
	struct store_job job;
	unsigned n;
};

static int acknowledged;

static enum status_code run_write(struct store_job *job, struct store_txn *txn, struct status *status)
{
	unsigned n = ((struct write_job *)job)->n;
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	char first[32], second[32];
	uint8_t request[16], chunk[32] = { 0 };
	struct put put = { name(second, 'B', n), second, .request = request };

	make_request_id(request, clock_real_ms(), n);
	memcpy(chunk, &n, sizeof(n));
	entry.text = (char *)(uintptr_t)name(first, 'A', n);
	if (record_put(txn, KEY(ENTRY, "e", first), &entry.base, 0, status) != STATUS_OK ||
	    chunk_put(txn, chunk, 0, (struct slice){ (const uint8_t *)first, strlen(first) }, status) != STATUS_OK)
		return status->code;
	return put_entry(txn, &put, status);
}

static void done_write(struct store_job *job, struct status *status)
{
	struct write_job *write_job = (struct write_job *)job;

	if (status->code != STATUS_OK || write(acknowledged, &write_job->n, sizeof(write_job->n)) != sizeof(write_job->n))
		_exit(1);
	free(write_job);
}

static int write_on(const char *path, unsigned from)
{
	struct status status = STATUS_INIT;
	struct engine *engine;
	struct store *store;

	if (engine_lmdb_open(path, TEST_MAP, &engine, &status) != STATUS_OK ||
	    store_open(engine, &(struct store_settings){ .queue_limit = IN_FLIGHT, .group_limit = 8 }, &store, &status) != STATUS_OK)
		return 1;
	for (unsigned n = from;; n++) {
		struct write_job *job = calloc(1, sizeof(*job));

		if (job == NULL)
			abort();
		*job = (struct write_job){ { .run = run_write, .done = done_write }, n };
		while (store_submit(store, &job->job, &status) != STATUS_OK) {
			status_clear(&status);
			usleep(50);
		}
	}
}

/* ---- the process that kills and checks ---- */

struct seen {
	unsigned next;          /* the first number that was never given out */
	bool acknowledged[MOST];
};

static unsigned read_acknowledged(int fd, struct seen *seen)
{
	unsigned n, count = 0;

	while (read(fd, &n, sizeof(n)) == sizeof(n)) {
		assert_true(n < MOST);
		seen->acknowledged[n] = true;
		count++;
	}
	return count;
}

static unsigned kill_once(const char *path, struct seen *seen)
{
	char from[16];
	int ends[2];
	unsigned n, count;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	snprintf(from, sizeof(from), "%u", seen->next);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char fd[16];

		close(ends[0]);
		snprintf(fd, sizeof(fd), "%d", ends[1]);
		execl("/proc/self/exe", "crash", "--write", path, from, fd, (char *)NULL);
		_exit(1);
	}
	close(ends[1]);
	/* Sometimes while it opens the store, mostly in the midst of writing. */
	if (rand() % 8 != 0) {
		assert_int_equal(read(ends[0], &n, sizeof(n)), sizeof(n));
		seen->acknowledged[n] = true;
	}
	usleep((useconds_t)(rand() % 12000));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	count = read_acknowledged(ends[0], seen);
	close(ends[0]);
	return count;
}

/* Whether write ${n} is in the store; fails if half of it is. */
static bool is_there(struct store_txn *txn, unsigned n)
{
	struct status status = STATUS_INIT;
	char first[32], second[32];
	uint8_t chunk[32] = { 0 };
	Jixiao__Entry *one, *two;
	struct slice data;
	bool found;

	memcpy(chunk, &n, sizeof(n));
	RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", name(first, 'A', n), jixiao__entry, &one, &status);
	RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", name(second, 'B', n), jixiao__entry, &two, &status);
	found = chunk_get(txn, chunk, 0, &data, &status) == STATUS_OK;
	assert_int_equal(status.code, STATUS_OK);
	assert_int_equal(found, one != NULL);
	assert_int_equal(found, two != NULL);
	if (!found)
		return false;
	assert_string_equal(one->text, first);
	assert_string_equal(two->text, second);
	assert_memory_equal(data.data, first, data.size);
	return true;
}

static void check(const char *path, struct seen *seen)
{
	struct fixture fixture = { 0 };
	struct status status = STATUS_INIT;
	struct engine *engine;
	struct store_txn *txn;
	unsigned n, events = 0;

	assert_int_equal(engine_lmdb_open(path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(store_open(engine, NULL, &fixture.store, &status), STATUS_OK);
	assert_int_equal(store_read_begin(fixture.store, &txn, &status), STATUS_OK);
	/* A job is run once at most, in order: what is there has no gaps but where a process was killed. */
	for (n = 0; n < seen->next + 4096; n++) {
		bool found = is_there(txn, n);

		if (n < MOST && seen->acknowledged[n])
			assert_true(found);
		events += found;
		if (found && n >= seen->next)
			seen->next = n + 1;
		if (!found && n >= seen->next)
			break;
	}
	assert_int_equal(event_log_size(txn), events);
	store_read_end(txn);
	must_verify(fixture.store);
	store_close(fixture.store);
}

static void test_killed_at_any_moment_it_keeps_what_it_promised(void **state)
{
	static struct seen seen;
	unsigned acknowledged_in_all = 0;
	char path[64];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		if (round % FRESH == 0) {
			temporary_folder(path);
			seen = (struct seen){ 0 };
		}
		acknowledged_in_all += kill_once(path, &seen);
		check(path, &seen);
		if (round % FRESH == FRESH - 1 || round == ROUNDS - 1)
			remove_folder(path);
	}
	print_message("%d kills, %u writes acknowledged\n", ROUNDS, acknowledged_in_all);
	assert_true(acknowledged_in_all > ROUNDS);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_killed_at_any_moment_it_keeps_what_it_promised) };

	if (argc == 5 && strcmp(argv[1], "--write") == 0) {
		acknowledged = atoi(argv[4]);
		return write_on(argv[2], (unsigned)atoi(argv[3]));
	}
	srand((unsigned)time(NULL));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
