#include "server/store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "server/store/internal.h"

/* Raised when the form of keys or values changes. */
#define SCHEMA "1"

static const struct store_settings defaults = {
	.group_limit = 128,
	.request_id_days = 7,
	.queue_limit = 4096,
};

/* ---- opening and closing ---- */

static enum status_code check_schema(struct store_txn *txn, struct status *status)
{
	struct slice version;
	enum status_code code = meta_get(txn, "schema", &version, status);

	if (code == STATUS_NOT_FOUND)
		return meta_put(txn, "schema", (struct slice){ (const uint8_t *)SCHEMA, strlen(SCHEMA) }, status);
	if (code != STATUS_OK)
		return code;
	if (version.size != strlen(SCHEMA) || memcmp(version.data, SCHEMA, version.size) != 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCHEMA_VERSION,
				   arena_printf(&txn->arena, "%.*s", (int)version.size, (const char *)version.data), SCHEMA);
	return STATUS_OK;
}

/* The schema version and the log's frontier, in a transaction of this thread: the writer does not run yet. */
static enum status_code prepare(struct store *store, struct status *status)
{
	const struct engine_ops *ops = store->engine->ops;
	struct store_txn txn = { .store = store, .write = true };
	enum status_code code = ops->begin(store->engine, NULL, ENGINE_WRITE, &txn.engine_txn, status);

	if (code != STATUS_OK)
		return code;
	code = check_schema(&txn, status);
	if (code == STATUS_OK)
		code = log_load(&txn, &store->log, status);
	if (code == STATUS_OK)
		code = ops->commit(txn.engine_txn, status);
	else
		ops->abort(txn.engine_txn);
	arena_clear(&txn.arena);
	return code;
}

enum status_code store_open(struct engine *engine, const struct store_settings *settings, struct store **store,
			    struct status *status)
{
	struct store *new = calloc(1, sizeof(*new));
	enum status_code code;

	if (new == NULL)
		abort();
	new->engine = engine;
	new->settings = settings != NULL ? *settings : defaults;
	if (new->settings.group_limit == 0)
		new->settings.group_limit = defaults.group_limit;
	if (new->settings.request_id_days == 0)
		new->settings.request_id_days = defaults.request_id_days;
	if (new->settings.queue_limit == 0)
		new->settings.queue_limit = defaults.queue_limit;
	code = prepare(new, status);
	if (code == STATUS_OK)
		code = writer_start(new, status);
	if (code != STATUS_OK) {
		engine->ops->close(engine);
		free(new);
		return code;
	}
	*store = new;
	return STATUS_OK;
}

void store_close(struct store *store)
{
	writer_stop(store);
	store->engine->ops->close(store->engine);
	free(store);
}

/* ---- transactions ---- */

enum status_code store_read_begin(struct store *store, struct store_txn **txn, struct status *status)
{
	struct engine_txn *engine_txn;
	struct arena arena = ARENA_INIT;
	enum status_code code = store->engine->ops->begin(store->engine, NULL, ENGINE_READ, &engine_txn, status);

	if (code != STATUS_OK)
		return code;
	*txn = arena_alloc(&arena, sizeof(**txn));
	(*txn)->store = store;
	(*txn)->engine_txn = engine_txn;
	(*txn)->time = clock_real_ms();
	(*txn)->arena = arena;
	return STATUS_OK;
}

void store_read_end(struct store_txn *txn)
{
	/* The transaction itself lies in its arena. */
	struct arena arena = txn->arena;

	assert(!txn->write);
	txn->store->engine->ops->abort(txn->engine_txn);
	arena_clear(&arena);
}

int64_t store_txn_time(struct store_txn *txn)
{
	return txn->time;
}

void store_set_observer(struct store *store, void (*observer)(void *context, uint64_t size), void *context)
{
	pthread_mutex_lock(&store->lock);
	store->observer = observer;
	store->observer_context = context;
	pthread_mutex_unlock(&store->lock);
}

/* ---- meta ---- */

enum status_code meta_get(struct store_txn *txn, const char *name, struct slice *value, struct status *status)
{
	struct slice found;
	enum status_code code =
		OP(txn, get, TABLE_META, ((struct slice){ (const uint8_t *)name, strlen(name) }), &found, status);

	if (code == STATUS_OK)
		*value = keep(txn, found);
	return code;
}

enum status_code meta_put(struct store_txn *txn, const char *name, struct slice value, struct status *status)
{
	return OP(txn, put, TABLE_META, ((struct slice){ (const uint8_t *)name, strlen(name) }), value, status);
}
