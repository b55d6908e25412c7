#include "engine_twin.h"

#include <pthread.h>
#include <stdlib.h>

struct twin {
	struct engine engine;
	struct engine *real;
	pthread_mutex_t lock; /* armed by the test's thread, used by the writer's */
	unsigned long count, nth;
	bool onwards;
	enum twin_fault fault;
};

struct engine_txn {
	struct twin *twin;
	struct engine_txn *real;
	enum engine_mode mode;
};

/* Counts one operation; fails it if it is its turn. */
static enum status_code step(struct twin *twin, enum engine_mode mode, struct status *status)
{
	enum status_code code = STATUS_OK;

	if (mode == ENGINE_READ)
		return STATUS_OK;
	pthread_mutex_lock(&twin->lock);
	twin->count++;
	if (twin->nth != 0 && (twin->count == twin->nth || (twin->onwards && twin->count > twin->nth)))
		code = twin->fault == TWIN_DISK_FULL ?
			       STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_DISK_FULL) :
			       STATUS_FAIL(status, STATUS_INTERNAL, MSG_STORE_FAULT, "twin");
	pthread_mutex_unlock(&twin->lock);
	return code;
}

static enum status_code twin_begin(struct engine *engine, struct engine_txn *parent, enum engine_mode mode,
				   struct engine_txn **txn, struct status *status)
{
	struct twin *twin = (struct twin *)engine;
	struct engine_txn *real;
	enum status_code code = step(twin, mode, status);

	if (code == STATUS_OK)
		code = twin->real->ops->begin(twin->real, parent != NULL ? parent->real : NULL, mode, &real, status);
	if (code != STATUS_OK)
		return code;
	*txn = malloc(sizeof(**txn));
	if (*txn == NULL)
		abort();
	**txn = (struct engine_txn){ twin, real, mode };
	return STATUS_OK;
}

static void twin_abort(struct engine_txn *txn)
{
	txn->twin->real->ops->abort(txn->real);
	free(txn);
}

static enum status_code twin_commit(struct engine_txn *txn, struct status *status)
{
	struct twin *twin = txn->twin;
	enum status_code code = step(twin, txn->mode, status);

	if (code != STATUS_OK) {
		twin_abort(txn);
		return code;
	}
	code = twin->real->ops->commit(txn->real, status);
	free(txn);
	return code;
}

#define PASS(name, ...)                                                                                                        \
	do {                                                                                                                   \
		enum status_code code = step(txn->twin, txn->mode, status);                                                    \
		return code != STATUS_OK ? code : txn->twin->real->ops->name(txn->real, __VA_ARGS__, status);                  \
	} while (0)

static enum status_code twin_get(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice *value,
				 struct status *status)
{
	PASS(get, table, key, value);
}

static enum status_code twin_put(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				 struct status *status)
{
	PASS(put, table, key, value);
}

static enum status_code twin_append(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				    struct status *status)
{
	PASS(append, table, key, value);
}

static enum status_code twin_del(struct engine_txn *txn, enum engine_table table, struct slice key, struct status *status)
{
	PASS(del, table, key);
}

static enum status_code twin_scan(struct engine_txn *txn, enum engine_table table, struct slice from, struct slice to, bool down,
				  engine_visit *visit, void *context, struct status *status)
{
	PASS(scan, table, from, to, down, visit, context);
}

static enum status_code twin_copy(struct engine *engine, const char *path, struct status *status)
{
	struct twin *twin = (struct twin *)engine;

	return twin->real->ops->copy(twin->real, path, status);
}

static void twin_close(struct engine *engine)
{
	struct twin *twin = (struct twin *)engine;

	twin->real->ops->close(twin->real);
	pthread_mutex_destroy(&twin->lock);
	free(twin);
}

static const struct engine_ops ops = {
	.begin = twin_begin,
	.commit = twin_commit,
	.abort = twin_abort,
	.get = twin_get,
	.put = twin_put,
	.append = twin_append,
	.del = twin_del,
	.scan = twin_scan,
	.copy = twin_copy,
	.close = twin_close,
};

struct engine *engine_twin(struct engine *real)
{
	struct twin *twin = calloc(1, sizeof(*twin));

	if (twin == NULL)
		abort();
	twin->engine.ops = &ops;
	twin->real = real;
	pthread_mutex_init(&twin->lock, NULL);
	return &twin->engine;
}

void engine_twin_arm(struct engine *engine, unsigned long nth, bool onwards, enum twin_fault fault)
{
	struct twin *twin = (struct twin *)engine;

	pthread_mutex_lock(&twin->lock);
	twin->count = 0;
	twin->nth = nth;
	twin->onwards = onwards;
	twin->fault = fault;
	pthread_mutex_unlock(&twin->lock);
}

unsigned long engine_twin_count(struct engine *engine)
{
	struct twin *twin = (struct twin *)engine;
	unsigned long count;

	pthread_mutex_lock(&twin->lock);
	count = twin->count;
	pthread_mutex_unlock(&twin->lock);
	return count;
}
