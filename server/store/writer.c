/* The one writer: takes what is queued, runs each job nested in one engine transaction, commits once with a sync, then lets the
 * answerer answer. A refused job leaves nothing and harms no neighbour; a commit that fails leaves nothing of the group and of
 * the log's frontier. */
#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/clock.h"
#include "server/store/internal.h"

/* How many old request ids a commit drops besides those that its jobs make room for: the index shrinks after a busy day. */
enum { DROP_SPARE = 8 };

/* What a job's own end means for the group: its changes are kept only if it succeeded and told the log of them. */
static enum status_code end_job(struct store_txn *txn, enum status_code code, struct status *status)
{
	const struct engine_ops *ops = txn->store->engine->ops;

	if (code == STATUS_OK && txn->n_changes > 0 && !txn->appended)
		code = STATUS_FAIL(status, STATUS_INTERNAL, MSG_STORE_FAULT, "records changed without an event");
	if (code == STATUS_OK)
		return ops->commit(txn->engine_txn, status);
	ops->abort(txn->engine_txn);
	return code;
}

static void run_job(struct store *store, struct engine_txn *group, int64_t time, struct member *member)
{
	const struct log_state before = store->log;
	struct store_txn txn = { .store = store, .write = true, .time = time };
	struct status *status = &member->status;
	enum status_code code = store->engine->ops->begin(store->engine, group, ENGINE_WRITE, &txn.engine_txn, status);

	if (code == STATUS_OK)
		code = end_job(&txn, member->job->run(member->job, &txn, status), status);
	if (code == STATUS_OK)
		status_clear(status);
	else
		store->log = before;
	if (code != STATUS_OK && status->code == STATUS_OK)
		STATUS_FAIL(status, code, MSG_STORE_FAULT, "refused without a reason");
	arena_clear(&txn.arena);
}

/* Keeps the request index small. In a transaction of its own: that it fails must not harm the group. */
static void drop_old(struct store *store, struct engine_txn *group, size_t limit)
{
	struct store_txn txn = { .store = store, .write = true };
	struct status status = STATUS_INIT;

	if (store->engine->ops->begin(store->engine, group, ENGINE_WRITE, &txn.engine_txn, &status) == STATUS_OK) {
		if (request_drop_old(&txn, limit, &status) == STATUS_OK)
			store->engine->ops->commit(txn.engine_txn, &status);
		else
			store->engine->ops->abort(txn.engine_txn);
	}
	arena_clear(&txn.arena);
	status_clear(&status);
}

static enum status_code run_group(struct store *store, struct job_group *jobs, struct status *status)
{
	const struct engine_ops *ops = store->engine->ops;
	uint64_t size = store->log.tree.size;
	struct engine_txn *group;
	enum status_code code = ops->begin(store->engine, NULL, ENGINE_WRITE, &group, status);
	int64_t time = clock_real_ms();

	if (code != STATUS_OK)
		return code;
	if (time < store->log.time)
		time = store->log.time;
	for (size_t i = 0; i < jobs->n; i++)
		run_job(store, group, time, &jobs->members[i]);
	if (store->log.tree.size > size)
		drop_old(store, group, store->log.tree.size - size + DROP_SPARE);
	return ops->commit(group, status);
}

static void serve_group(struct store *store, struct job_group *group)
{
	const struct log_state before = store->log;
	struct status failure = STATUS_INIT;

	if (run_group(store, group, &failure) != STATUS_OK) {
		store->log = before;
		/* Also a refusal may rest on what a neighbour wrote, which is now gone. */
		for (size_t i = 0; i < group->n; i++)
			status_copy(&group->members[i].status, &failure);
	}
	status_clear(&failure);
	group->log_size = store->log.tree.size;
	group->grew = group->log_size > before.tree.size;
	answerer_add(store, group);
}

/* Waits for jobs; NULL: none will come. */
static struct job_group *take(struct store *store)
{
	struct job_group *group = calloc(1, sizeof(*group) + store->settings.group_limit * sizeof(group->members[0]));

	if (group == NULL)
		abort();
	pthread_mutex_lock(&store->lock);
	while (store->head == NULL && !store->closing)
		pthread_cond_wait(&store->wake, &store->lock);
	while (store->head != NULL && group->n < store->settings.group_limit) {
		group->members[group->n++].job = store->head;
		store->head = store->head->next;
		store->queued--;
	}
	if (store->head == NULL)
		store->tail = &store->head;
	pthread_mutex_unlock(&store->lock);
	if (group->n > 0)
		return group;
	free(group);
	return NULL;
}

static void *writer_main(void *context)
{
	struct store *store = context;
	struct job_group *group;

	while ((group = take(store)) != NULL)
		serve_group(store, group);
	return NULL;
}

enum status_code writer_start(struct store *store, struct status *status)
{
	pthread_mutex_init(&store->lock, NULL);
	pthread_cond_init(&store->wake, NULL);
	store->tail = &store->head;
	if (!answerer_start(store) || pthread_create(&store->writer, NULL, writer_main, store) != 0)
		return STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_STORE_FAULT, "pthread_create");
	return STATUS_OK;
}

void writer_stop(struct store *store)
{
	pthread_mutex_lock(&store->lock);
	store->closing = true;
	pthread_cond_signal(&store->wake);
	pthread_mutex_unlock(&store->lock);
	pthread_join(store->writer, NULL);
	answerer_stop(store);
	pthread_cond_destroy(&store->wake);
	pthread_mutex_destroy(&store->lock);
}

enum status_code store_submit(struct store *store, struct store_job *job, struct status *status)
{
	enum status_code code = STATUS_OK;

	pthread_mutex_lock(&store->lock);
	if (store->closing) {
		code = STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_STORE_CLOSING);
	} else if (store->queued >= store->settings.queue_limit) {
		code = STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_QUEUE_FULL);
	} else {
		job->next = NULL;
		*store->tail = job;
		store->tail = &job->next;
		store->queued++;
		pthread_cond_signal(&store->wake);
	}
	pthread_mutex_unlock(&store->lock);
	return code;
}

/* ---- waiting for one job ---- */

struct waiting {
	struct store_job job;
	struct store_job *inner;
	struct status *status;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

static enum status_code run_inner(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct waiting *waiting = (struct waiting *)job;

	return waiting->inner->run(waiting->inner, txn, status);
}

static void wake_up(struct store_job *job, struct status *status)
{
	struct waiting *waiting = (struct waiting *)job;

	if (waiting->inner->done != NULL)
		waiting->inner->done(waiting->inner, status);
	status_copy(waiting->status, status);
	pthread_mutex_lock(&waiting->lock);
	waiting->done = true;
	pthread_cond_signal(&waiting->over);
	pthread_mutex_unlock(&waiting->lock);
}

enum status_code store_submit_wait(struct store *store, struct store_job *job, struct status *status)
{
	struct waiting waiting = { .job = { .run = run_inner, .done = wake_up }, .inner = job, .status = status };

	assert(!pthread_equal(pthread_self(), store->writer) && !pthread_equal(pthread_self(), store->answerer));
	pthread_mutex_init(&waiting.lock, NULL);
	pthread_cond_init(&waiting.over, NULL);
	if (store_submit(store, &waiting.job, status) == STATUS_OK) {
		pthread_mutex_lock(&waiting.lock);
		while (!waiting.done)
			pthread_cond_wait(&waiting.over, &waiting.lock);
		pthread_mutex_unlock(&waiting.lock);
	}
	pthread_cond_destroy(&waiting.over);
	pthread_mutex_destroy(&waiting.lock);
	return status->code;
}

static enum status_code run_nothing(struct store_job *job, struct store_txn *txn, struct status *status)
{
	(void)job;
	(void)txn;
	(void)status;
	return STATUS_OK;
}

void store_drain(struct store *store)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct store_job last = { .run = run_nothing };
	struct status status = STATUS_INIT;

	/* Jobs are answered in the order in which they came. A full queue has room as soon as the writer has moved on. */
	while (store_submit_wait(store, &last, &status) == STATUS_RESOURCE_EXHAUSTED) {
		status_clear(&status);
		nanosleep(&pause, NULL);
	}
	status_clear(&status);
}
