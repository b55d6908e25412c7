#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/store/engine.h"

enum {
	MAX_READERS = 1024, /* read transactions at a time; slots of the lock file */
	POOL = 64,	    /* reset read transactions kept for renewal */
};

static const char *const table_names[ENGINE_TABLES] = {
	[TABLE_META] = "meta",	     [TABLE_EVENT] = "event", [TABLE_RECORD] = "record",
	[TABLE_REQUEST] = "request", [TABLE_CHUNK] = "chunk", [TABLE_INDEX] = "index",
};

struct lmdb_engine {
	struct engine engine;
	MDB_env *env;
	MDB_dbi tables[ENGINE_TABLES];
	atomic_ulong commits; /* that have begun; see begin_read */
	pthread_mutex_t lock; /* guards the pool */
	size_t n_pool;
	MDB_txn *pool[POOL];
};

struct engine_txn {
	struct lmdb_engine *engine;
	MDB_txn *txn;
	enum engine_mode mode;
	bool nested;
};

static MDB_val val(struct slice slice)
{
	return (MDB_val){ slice.size, (void *)(uintptr_t)slice.data };
}

static struct slice slice(MDB_val v)
{
	return (struct slice){ v.mv_data, v.mv_size };
}

/* LMDB's answer as a status. A full disk shows as ENOSPC, EDQUOT, EFBIG (a limit on the file) or, when a write was cut short,
 * EIO. */
static enum status_code fault(int rc, struct status *status)
{
	switch (rc) {
	case 0: return STATUS_OK;
	case MDB_NOTFOUND: return STATUS_NOT_FOUND;
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case EIO: return STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_DISK_FULL);
	case MDB_READERS_FULL: return STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_READERS_FULL);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_PANIC: return STATUS_FAIL(status, STATUS_DATA_LOSS, MSG_STORE_DAMAGED, mdb_strerror(rc));
	default: return STATUS_FAIL(status, STATUS_INTERNAL, MSG_STORE_FAULT, mdb_strerror(rc));
	}
}

/* A read transaction from the pool, NULL if there is none. */
static MDB_txn *from_pool(struct lmdb_engine *lmdb)
{
	MDB_txn *txn = NULL;

	pthread_mutex_lock(&lmdb->lock);
	if (lmdb->n_pool > 0)
		txn = lmdb->pool[--lmdb->n_pool];
	pthread_mutex_unlock(&lmdb->lock);
	return txn;
}

/* A read transaction: renewed from the pool or new.
 *
 * LMDB has two meta pages. A reader takes the newest commit's number, then copies that commit's page; if meanwhile this
 * commit's successor ends and the next one begins, that one already writes the page, and the reader sees what is not yet
 * durable and what a later reader may not see. So a read during whose begin a commit began is begun again: it never waits for
 * the writer. */
static int begin_read(struct lmdb_engine *lmdb, MDB_txn **txn)
{
	unsigned long before;
	int rc;

	*txn = from_pool(lmdb);
	before = atomic_load(&lmdb->commits);
	if (*txn == NULL)
		rc = mdb_txn_begin(lmdb->env, NULL, MDB_RDONLY, txn);
	else
		rc = mdb_txn_renew(*txn);
	while (rc == 0 && atomic_load(&lmdb->commits) != before) {
		mdb_txn_reset(*txn);
		before = atomic_load(&lmdb->commits);
		rc = mdb_txn_renew(*txn);
	}
	if (rc != 0 && *txn != NULL)
		mdb_txn_abort(*txn);
	return rc;
}

static void end_read(struct lmdb_engine *lmdb, MDB_txn *txn)
{
	bool kept = false;

	mdb_txn_reset(txn);
	pthread_mutex_lock(&lmdb->lock);
	if (lmdb->n_pool < POOL) {
		lmdb->pool[lmdb->n_pool++] = txn;
		kept = true;
	}
	pthread_mutex_unlock(&lmdb->lock);
	if (!kept)
		mdb_txn_abort(txn);
}

static enum status_code lmdb_begin(struct engine *engine, struct engine_txn *parent, enum engine_mode mode,
				   struct engine_txn **txn, struct status *status)
{
	struct lmdb_engine *lmdb = (struct lmdb_engine *)engine;
	MDB_txn *raw;
	int rc;

	assert(parent == NULL || (parent->mode == ENGINE_WRITE && mode == ENGINE_WRITE));
	if (mode == ENGINE_READ)
		rc = begin_read(lmdb, &raw);
	else
		rc = mdb_txn_begin(lmdb->env, parent != NULL ? parent->txn : NULL, 0, &raw);
	if (rc != 0)
		return fault(rc, status);
	*txn = malloc(sizeof(**txn));
	if (*txn == NULL)
		abort();
	**txn = (struct engine_txn){ lmdb, raw, mode, parent != NULL };
	return STATUS_OK;
}

static void lmdb_abort(struct engine_txn *txn)
{
	if (txn->mode == ENGINE_READ)
		end_read(txn->engine, txn->txn);
	else
		mdb_txn_abort(txn->txn);
	free(txn);
}

static enum status_code lmdb_commit(struct engine_txn *txn, struct status *status)
{
	int rc = 0;

	if (txn->mode == ENGINE_READ) {
		lmdb_abort(txn);
		return STATUS_OK;
	}
	if (!txn->nested)
		atomic_fetch_add(&txn->engine->commits, 1);
	rc = mdb_txn_commit(txn->txn);
	free(txn);
	return fault(rc, status);
}

static enum status_code lmdb_get(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice *value,
				 struct status *status)
{
	MDB_val k = val(key), v;
	int rc = mdb_get(txn->txn, txn->engine->tables[table], &k, &v);

	if (rc == 0)
		*value = slice(v);
	return fault(rc, status);
}

static enum status_code put(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
			    unsigned flags, struct status *status)
{
	MDB_val k = val(key), v = val(value);

	return fault(mdb_put(txn->txn, txn->engine->tables[table], &k, &v, flags), status);
}

static enum status_code lmdb_put(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				 struct status *status)
{
	return put(txn, table, key, value, 0, status);
}

static enum status_code lmdb_append(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				    struct status *status)
{
	return put(txn, table, key, value, MDB_APPEND, status);
}

static enum status_code lmdb_del(struct engine_txn *txn, enum engine_table table, struct slice key, struct status *status)
{
	MDB_val k = val(key);

	return fault(mdb_del(txn->txn, txn->engine->tables[table], &k, NULL), status);
}

/* Moves ${cursor} to the last key before ${to}, or to the last of all. */
static int seek_last(MDB_cursor *cursor, struct slice to, MDB_val *k, MDB_val *v)
{
	int rc;

	if (to.size == 0)
		return mdb_cursor_get(cursor, k, v, MDB_LAST);
	*k = val(to);
	rc = mdb_cursor_get(cursor, k, v, MDB_SET_RANGE);
	if (rc == MDB_NOTFOUND)
		return mdb_cursor_get(cursor, k, v, MDB_LAST);
	return rc != 0 ? rc : mdb_cursor_get(cursor, k, v, MDB_PREV);
}

static int seek_first(MDB_cursor *cursor, struct slice from, MDB_val *k, MDB_val *v)
{
	if (from.size == 0)
		return mdb_cursor_get(cursor, k, v, MDB_FIRST);
	*k = val(from);
	return mdb_cursor_get(cursor, k, v, MDB_SET_RANGE);
}

static enum status_code lmdb_scan(struct engine_txn *txn, enum engine_table table, struct slice from, struct slice to,
				  bool down, engine_visit *visit, void *context, struct status *status)
{
	MDB_dbi dbi = txn->engine->tables[table];
	MDB_val low = val(from), high = val(to), k, v;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->txn, dbi, &cursor);

	if (rc != 0)
		return fault(rc, status);
	for (rc = down ? seek_last(cursor, to, &k, &v) : seek_first(cursor, from, &k, &v); rc == 0;
	     rc = mdb_cursor_get(cursor, &k, &v, down ? MDB_PREV : MDB_NEXT)) {
		if (down ? from.size > 0 && mdb_cmp(txn->txn, dbi, &k, &low) < 0
			 : to.size > 0 && mdb_cmp(txn->txn, dbi, &k, &high) >= 0)
			break;
		if (!visit(context, slice(k), slice(v)))
			break;
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? STATUS_OK : fault(rc, status);
}

/* Makes what a folder lists durable. */
static int sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags), rc;

	if (fd < 0)
		return errno;
	rc = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return rc;
}

static enum status_code lmdb_copy(struct engine *engine, const char *path, struct status *status)
{
	struct lmdb_engine *lmdb = (struct lmdb_engine *)engine;
	struct arena arena = ARENA_INIT;
	int rc = mdb_env_copy2(lmdb->env, path, 0);

	if (rc == 0)
		rc = sync_path(arena_printf(&arena, "%s/data.mdb", path), 0);
	if (rc == 0)
		rc = sync_path(path, O_DIRECTORY);
	arena_clear(&arena);
	if (rc != 0)
		return STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_STORE_COPY_FAILED, path, mdb_strerror(rc));
	return STATUS_OK;
}

static void lmdb_close(struct engine *engine)
{
	struct lmdb_engine *lmdb = (struct lmdb_engine *)engine;

	for (size_t i = 0; i < lmdb->n_pool; i++)
		mdb_txn_abort(lmdb->pool[i]);
	mdb_env_close(lmdb->env);
	pthread_mutex_destroy(&lmdb->lock);
	free(lmdb);
}

static const struct engine_ops ops = {
	.begin = lmdb_begin,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.get = lmdb_get,
	.put = lmdb_put,
	.append = lmdb_append,
	.del = lmdb_del,
	.scan = lmdb_scan,
	.copy = lmdb_copy,
	.close = lmdb_close,
};

static int open_tables(struct lmdb_engine *lmdb)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(lmdb->env, NULL, 0, &txn);

	if (rc != 0)
		return rc;
	for (unsigned i = 0; i < ENGINE_TABLES; i++) {
		rc = mdb_dbi_open(txn, table_names[i], MDB_CREATE, &lmdb->tables[i]);
		if (rc != 0) {
			mdb_txn_abort(txn);
			return rc;
		}
	}
	return mdb_txn_commit(txn);
}

static int open_environment(struct lmdb_engine *lmdb, const char *path, size_t map_size)
{
	int rc, dead;

	if ((rc = mdb_env_set_maxdbs(lmdb->env, ENGINE_TABLES)) != 0 ||
	    (rc = mdb_env_set_maxreaders(lmdb->env, MAX_READERS)) != 0 ||
	    (rc = mdb_env_set_mapsize(lmdb->env, map_size)) != 0 ||
	    (rc = mdb_env_open(lmdb->env, path, MDB_NOTLS, 0600)) != 0 || (rc = mdb_reader_check(lmdb->env, &dead)) != 0 ||
	    (rc = open_tables(lmdb)) != 0)
		return rc;
	return sync_path(path, O_DIRECTORY);
}

enum status_code engine_lmdb_open(const char *path, size_t map_size, struct engine **engine, struct status *status)
{
	struct lmdb_engine *lmdb = calloc(1, sizeof(*lmdb));
	int rc;

	if (lmdb == NULL || mdb_env_create(&lmdb->env) != 0)
		abort();
	lmdb->engine.ops = &ops;
	pthread_mutex_init(&lmdb->lock, NULL);
	rc = open_environment(lmdb, path, map_size);
	if (rc != 0) {
		lmdb_close(&lmdb->engine);
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_STORE_OPEN_FAILED, path, mdb_strerror(rc));
	}
	*engine = &lmdb->engine;
	return STATUS_OK;
}
