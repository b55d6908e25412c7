/* engine: an ordered, transactional key-value store, small enough that a second one is one file.
 *
 * Keys are at most 511 bytes and ordered as bytes. One write transaction at a time, any number of readers that never wait for
 * it. Slices that a transaction gives out die with it, or with its next write. */
#ifndef JIXIAO_STORE_ENGINE_H
#define JIXIAO_STORE_ENGINE_H

#include <stdbool.h>

#include "common/base/slice.h"
#include "common/base/status.h"

enum engine_table {
	TABLE_META,    /* schema version, installation */
	TABLE_EVENT,   /* sequence, appended */
	TABLE_RECORD,  /* type, evaluation, id */
	TABLE_REQUEST, /* request id, appended nearly always */
	TABLE_CHUNK,   /* digest, offset */
	TABLE_INDEX,   /* secondary indexes */
	ENGINE_TABLES
};

enum engine_mode { ENGINE_READ, ENGINE_WRITE };

struct engine;
struct engine_txn;

/* Called by scan for each pair in order; false stops. */
typedef bool engine_visit(void *context, struct slice key, struct slice value);

/* Every op answers STATUS_OK, STATUS_NOT_FOUND (get, del; status untouched), STATUS_RESOURCE_EXHAUSTED (disk or map full) or
 * STATUS_INTERNAL / STATUS_DATA_LOSS. */
struct engine_ops {
	/* ${parent} NULL, or a write transaction: then the new one is nested in it and ${mode} is ENGINE_WRITE. */
	enum status_code (*begin)(struct engine *engine, struct engine_txn *parent, enum engine_mode mode,
				  struct engine_txn **txn, struct status *status);
	/* The outermost commit of a write is durable when it returns. The transaction is gone, whatever the answer. */
	enum status_code (*commit)(struct engine_txn *txn, struct status *status);
	void (*abort)(struct engine_txn *txn);
	enum status_code (*get)(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice *value,
				struct status *status);
	enum status_code (*put)(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				struct status *status);
	/* Like put; ${key} is greater than every key of the table. */
	enum status_code (*append)(struct engine_txn *txn, enum engine_table table, struct slice key, struct slice value,
				   struct status *status);
	enum status_code (*del)(struct engine_txn *txn, enum engine_table table, struct slice key, struct status *status);
	/* Visits keys from ${from} (included) to ${to} (excluded; size 0: the end) upwards, or, if ${down}, the same range from
	 * its end. */
	enum status_code (*scan)(struct engine_txn *txn, enum engine_table table, struct slice from, struct slice to, bool down,
				 engine_visit *visit, void *context, struct status *status);
	/* A consistent copy of the whole into the empty folder ${path}, synced. */
	enum status_code (*copy)(struct engine *engine, const char *path, struct status *status);
	void (*close)(struct engine *engine);
};

struct engine {
	const struct engine_ops *ops;
};

/* Opens or makes the LMDB environment in folder ${path}; reserves ${map_size} bytes of address space. The caller closes it. */
enum status_code engine_lmdb_open(const char *path, size_t map_size, struct engine **engine, struct status *status);

#endif
