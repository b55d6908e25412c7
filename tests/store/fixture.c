#include "fixture.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *temporary_folder(char path[64])
{
	snprintf(path, 64, "/tmp/jixiao-store-XXXXXX");
	assert_non_null(mkdtemp(path));
	return path;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info, (void)kind, (void)where;
	return remove(path);
}

void remove_folder(const char *path)
{
	nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void open_store(struct fixture *fixture)
{
	struct status status = STATUS_INIT;
	struct engine *engine;

	assert_int_equal(engine_lmdb_open(fixture->path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(store_open(engine, &fixture->settings, &fixture->store, &status), STATUS_OK);
}

void fixture_open(struct fixture *fixture)
{
	temporary_folder(fixture->path);
	open_store(fixture);
}

void fixture_reopen(struct fixture *fixture)
{
	store_close(fixture->store);
	open_store(fixture);
}

void fixture_close(struct fixture *fixture)
{
	store_close(fixture->store);
	remove_folder(fixture->path);
}

int fixture_setup(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ 0 };
	fixture_open(&fixture);
	*state = &fixture;
	return 0;
}

int fixture_teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

struct work_job {
	struct store_job job;
	work *work;
	void *context;
};

static enum status_code run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct work_job *work_job = (struct work_job *)job;

	return work_job->work(txn, work_job->context, status);
}

enum status_code run_work(struct store *store, work *function, const void *context, struct status *status)
{
	struct work_job job = { { .run = run }, function, (void *)(uintptr_t)context };

	return store_submit_wait(store, &job.job, status);
}

void must_work(struct store *store, work *function, const void *context)
{
	struct status status = STATUS_INIT;

	if (run_work(store, function, context, &status) != STATUS_OK)
		fail_msg("%s %s", status_code_name(status.code), message_name(status.message.id));
	status_clear(&status);
}

/* ---- groups ---- */

/* The job that holds the writer up, and the count of those that have not ended. */
struct gate {
	struct store_job job;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool reached, open;
	size_t left;
};

static enum status_code hold(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct gate *gate = (struct gate *)job;

	(void)txn, (void)status;
	pthread_mutex_lock(&gate->lock);
	gate->reached = true;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->open)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
	return STATUS_OK;
}

static void count_down(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->left--;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->lock);
}

static void held(struct store_job *job, struct status *status)
{
	(void)status;
	count_down((struct gate *)job);
}

void group_begin(struct group *group, struct store *store)
{
	struct status status = STATUS_INIT;
	struct gate *gate = calloc(1, sizeof(*gate));

	*group = (struct group){ .store = store, .gate = gate };
	pthread_mutex_init(&gate->lock, NULL);
	pthread_cond_init(&gate->changed, NULL);
	gate->job.run = hold;
	gate->job.done = held;
	gate->left = 1;
	assert_int_equal(store_submit(store, &gate->job, &status), STATUS_OK);
	pthread_mutex_lock(&gate->lock);
	while (!gate->reached)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

static enum status_code run_group_job(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct group_job *member = (struct group_job *)job;

	return member->work(txn, member->context, status);
}

static void end_group_job(struct store_job *job, struct status *status)
{
	struct group_job *member = (struct group_job *)job;

	status_copy(&member->status, status);
	count_down(member->group->gate);
}

void group_add(struct group *group, work *function, const void *context)
{
	struct group_job *job = &group->jobs[group->n++];
	struct gate *gate = group->gate;
	struct status status = STATUS_INIT;

	*job = (struct group_job){ { .run = run_group_job, .done = end_group_job }, function, (void *)(uintptr_t)context };
	job->group = group;
	pthread_mutex_lock(&gate->lock);
	gate->left++;
	pthread_mutex_unlock(&gate->lock);
	assert_int_equal(store_submit(group->store, &job->job, &status), STATUS_OK);
}

void group_run(struct group *group)
{
	struct gate *gate = group->gate;

	pthread_mutex_lock(&gate->lock);
	gate->open = true;
	pthread_cond_broadcast(&gate->changed);
	while (gate->left > 0)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
	pthread_mutex_destroy(&gate->lock);
	pthread_cond_destroy(&gate->changed);
	free(gate);
}

void group_clear(struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		status_clear(&group->jobs[i].status);
}

void make_request_id(uint8_t id[16], int64_t time, uint64_t n)
{
	for (int i = 5; i >= 0; i--, time >>= 8)
		id[i] = (uint8_t)time;
	memcpy(id + 6, "\x70\x00\x80\x00\x00\x00\x00\x00\x00\x00", 10);
	for (int i = 15; i >= 9; i--, n >>= 8)
		id[i] = (uint8_t)n;
}

enum status_code put_entry(struct store_txn *txn, void *context, struct status *status)
{
	struct put *put = context;
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	struct event_spec spec = { .person = "zhangsan", .method = "Entry.Put", .evaluation = "e" };
	enum status_code code;

	entry.indicator = (char *)(uintptr_t)put->code;
	entry.text = (char *)(uintptr_t)put->text;
	code = record_put(txn, KEY(ENTRY, "e", put->code), &entry.base, put->seen, status);
	if (code != STATUS_OK)
		return code;
	put->revision = entry.revision;
	spec.payload = (struct slice){ (const uint8_t *)put->text, strlen(put->text) };
	spec.reply = (struct slice){ (const uint8_t *)"reply", 5 };
	if (put->request != NULL)
		spec.request_id = (struct slice){ put->request, 16 };
	return event_append(txn, &spec, &put->sequence, status);
}

void fixture_fill(struct fixture *f)
{
	for (int i = 0; i < EVENTS; i++) {
		must_work(f->store, put_entry, &(struct put){ i % 2 != 0 ? "C1" : "C2", "x", RECORD_ANY_REVISION });
		/* The frontier must also be found again. */
		if (i % 10 == 7)
			fixture_reopen(f);
	}
}

struct store_txn *read_begin(struct store *store)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	return txn;
}

const char *entry_text(struct store *store, const char *code)
{
	static char text[256];
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	Jixiao__Entry *entry;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", code, jixiao__entry, &entry, &status);
	assert_int_equal(status.code, STATUS_OK);
	snprintf(text, sizeof(text), "%s", entry != NULL ? entry->text : "");
	store_read_end(txn);
	return text;
}

uint64_t log_size(struct store *store)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	uint64_t size;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	size = event_log_size(txn);
	store_read_end(txn);
	return size;
}

void must_verify(struct store *store)
{
	struct status status = STATUS_INIT, faults = STATUS_INIT;
	uint8_t root[32], stored[32];
	uint64_t events, records;
	struct store_txn *txn;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	assert_int_equal(event_log_verify(txn, &events, root, &records, &faults, &status), STATUS_OK);
	for (size_t i = 0; i < faults.n_violations; i++)
		print_error("%s: %s\n", faults.violations[i].path, message_name(faults.violations[i].message.id));
	assert_int_equal(faults.n_violations, 0);
	assert_int_equal(events, event_log_size(txn));
	assert_int_equal(event_log_root(txn, events, stored, &status), STATUS_OK);
	assert_memory_equal(root, stored, 32);
	store_read_end(txn);
	status_clear(&faults);
}
