/* What the files of server/store share and nobody else sees. */
#ifndef JIXIAO_STORE_INTERNAL_H
#define JIXIAO_STORE_INTERNAL_H

#include <pthread.h>

#include "common/crypto/merkle.h"
#include "server/store/store.h"

enum { MAX_KEY = 511 };

/* The log as the writer knows it without reading. */
struct log_state {
	struct merkle_log tree;
	int64_t time; /* of the last event */
};

struct store {
	struct engine *engine;
	struct store_settings settings;
	struct log_state log; /* the writer's alone */
	void (*observer)(void *context, uint64_t size);
	void *observer_context;

	pthread_t writer, answerer;
	pthread_mutex_t lock; /* guards what follows, and the observer */
	pthread_cond_t wake;
	struct store_job *head, **tail;
	uint32_t queued;
	bool closing;
	pthread_cond_t committed; /* the answerer's */
	struct job_group *answers, **answers_end;
	bool written; /* the writer has ended */
};

/* Jobs of one commit. */
struct job_group {
	struct job_group *next;
	uint64_t log_size;
	bool grew;
	size_t n;
	struct member {
		struct store_job *job;
		struct status status;
	} members[];
};

struct store_txn {
	struct store *store;
	struct engine_txn *engine_txn;
	struct arena arena;
	bool write;
	int64_t time;
	/* A job's own: the changes for its event. */
	size_t n_changes, capacity;
	Jixiao__Change **changes;
	bool appended;
	/* A reader's: size of its log, once asked for. */
	bool size_known;
	uint64_t size;
};

#define OP(txn, name, ...) ((txn)->store->engine->ops->name((txn)->engine_txn, __VA_ARGS__))

/* A key under construction; `overflow` once it passed MAX_KEY. */
struct key {
	size_t size;
	bool overflow;
	uint8_t bytes[MAX_KEY];
};

void key_bytes(struct key *key, const void *bytes, size_t size);
void key_text(struct key *key, const char *text); /* without its NUL */
void key_byte(struct key *key, uint8_t byte);
struct slice key_slice(const struct key *key);
/* The first key after all those that begin with ${prefix}. */
struct key key_after(const struct key *prefix);

void u64_write(uint64_t value, uint8_t out[8]);
uint64_t u64_read(const uint8_t in[8]);

/* Bytes that outlive the engine's next write. */
struct slice keep(struct store_txn *txn, struct slice bytes);

enum status_code damaged(struct status *status, const char *what);

/* answerer.c. Takes over a group that was committed, or whose commit failed. */
bool answerer_start(struct store *store);
void answerer_add(struct store *store, struct job_group *group);
/* After the writer has ended: answers what is left. */
void answerer_stop(struct store *store);

/* writer.c */
enum status_code writer_start(struct store *store, struct status *status);
void writer_stop(struct store *store);

/* event_log.c: what store_open needs. */
enum status_code log_load(struct store_txn *txn, struct log_state *log, struct status *status);

/* request_index.c */
enum status_code request_note(struct store_txn *txn, struct slice request_id, uint64_t sequence, struct status *status);
/* Drops at most ${limit} ids that are older than the index keeps. */
enum status_code request_drop_old(struct store_txn *txn, size_t limit, struct status *status);

/* record.c: a stored record is 8 bytes revision, 8 bytes last event (sequence + 1), then the message, nothing if it was
 * removed: history and revisions go on if the id comes back. */
enum { RECORD_HEAD = 16 };
bool record_split(struct slice value, uint64_t *revision, uint64_t *last, struct slice *message);
struct key record_key_make(struct record_key key);

/* First byte of the keys in TABLE_INDEX: index.c, content.c, summary.c. */
enum { INDEX_BLOB = 'B', INDEX_MEMBER = 'M', INDEX_SUMMARY = 'S', INDEX_UPLOAD = 'U' };

/* index.c */
enum status_code index_member(struct store_txn *txn, const char *person, const char *evaluation, bool present,
			      struct status *status);

#endif
