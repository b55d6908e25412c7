/* store: the whole truth of an installation: current records and the event log, behind one writer.
 *
 * Readers open a transaction of their own and never wait. Writes are jobs for the writer thread, which runs what is queued in
 * one engine transaction, each job nested in it, and commits once with a sync; the answerer thread then says how each ended. */
#ifndef JIXIAO_STORE_STORE_H
#define JIXIAO_STORE_STORE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/store.pb-c.h"
#include "server/store/engine.h"

struct store;

/* One transaction of a reader, or of one job in the writer. Everything read in it is allocated in its arena. */
struct store_txn;

struct store_settings {
	uint32_t group_limit;	  /* jobs in one commit; 0: 128 */
	uint32_t request_id_days; /* how long a request id is kept; 0: 7 */
	uint32_t queue_limit;	  /* jobs that may wait; 0: 4096. Beyond it submit answers RESOURCE_EXHAUSTED */
};

/* Takes over ${engine}, closing it also on failure. Checks the schema version (makes it in an empty engine), loads the log's
 * frontier, starts the writer. STATUS_FAILED_PRECONDITION, MSG_SCHEMA_VERSION if another version wrote it. */
enum status_code store_open(struct engine *engine, const struct store_settings *settings, struct store **store,
			    struct status *status);

/* Ends the writer after what is queued, closes the engine. */
void store_close(struct store *store);

/* ---- transactions ---- */

enum status_code store_read_begin(struct store *store, struct store_txn **txn, struct status *status);
void store_read_end(struct store_txn *txn);

/* Unix milliseconds; in the writer the time that the event will carry (never before the last event's). */
int64_t store_txn_time(struct store_txn *txn);

/* A write. ${run} does its work in ${txn} and ends with event_append, or fails and leaves nothing behind. ${done} is called
 * once, from the answerer thread, after the group's sync: ${status} is run's, or why the commit failed. */
struct store_job {
	enum status_code (*run)(struct store_job *job, struct store_txn *txn, struct status *status);
	void (*done)(struct store_job *job, struct status *status);
	struct store_job *next; /* the queue's */
};

/* Queues ${job}, which stays the caller's and must live until done. Fails without calling done if the queue is full. */
enum status_code store_submit(struct store *store, struct store_job *job, struct status *status);

/* Runs ${job} and waits for it. Not from the store's own threads. For start-up, tests and command-line maintenance. */
enum status_code store_submit_wait(struct store *store, struct store_job *job, struct status *status);

/* Waits until the writer has answered everything that is queued. */
void store_drain(struct store *store);

/* Called after each commit that appended events, from the answerer thread, with the log's new size. For Watch. */
void store_set_observer(struct store *store, void (*observer)(void *context, uint64_t size), void *context);

/* ---- current records ---- */

/* Names one record. ${evaluation} is "" for users and templates. */
struct record_key {
	Jixiao__RecordType type;
	const char *evaluation;
	const char *id;
};

/* Reads a record; its `revision` field is filled. *${message} is NULL and the answer STATUS_NOT_FOUND, status untouched, if
 * there is none. In the transaction's arena. */
enum status_code record_get(struct store_txn *txn, struct record_key key, const ProtobufCMessageDescriptor *type,
			    ProtobufCMessage **message, struct status *status);

/* Writes a record and raises its revision, which is set in ${message} too (field `revision`). ${seen} is the revision that the
 * caller based it on, 0 for a new record; RECORD_ANY_REVISION writes over whatever is there. STATUS_ABORTED,
 * MSG_RECORD_CHANGED if another came first. Notes the change for the event. */
#define RECORD_ANY_REVISION UINT64_MAX
enum status_code record_put(struct store_txn *txn, struct record_key key, ProtobufCMessage *message, uint64_t seen,
			    struct status *status);

/* STATUS_NOT_FOUND, status untouched, if there is none. If the id comes back, its revision and history go on. */
enum status_code record_remove(struct store_txn *txn, struct record_key key, struct status *status);

/* All records of one type and evaluation by id, at most ${limit} (0: all) after id ${after} ("" or NULL: from the first).
 * *${messages} is an array of *${n} in the arena. */
enum status_code record_list(struct store_txn *txn, Jixiao__RecordType type, const char *evaluation,
			     const ProtobufCMessageDescriptor *descriptor, const char *after, size_t limit,
			     ProtobufCMessage ***messages, size_t *n, struct status *status);

/* Convenience for handlers: the typed record or NULL. */
#define RECORD_GET(txn, record_type, evaluation_, id_, prefix, out, status)                                                    \
	record_get((txn), (struct record_key){ (record_type), (evaluation_), (id_) }, &prefix##__descriptor,                   \
		   (ProtobufCMessage **)(out), (status))

/* ---- secondary index: the evaluations of a person ---- */

/* Kept by the store itself from RECORD_TEAM_MEMBER. Ids in the arena, by id, after ${after}, at most ${limit} (0: all). */
enum status_code index_evaluations_of(struct store_txn *txn, const char *person, const char *after, size_t limit,
				      const char ***evaluations, size_t *n, struct status *status);

/* The record types that the job has changed so far, as bits: 1 << type. */
unsigned record_types_changed(const struct store_txn *txn);

/* ---- summaries of evaluations: made from records, no event ---- */

enum status_code summary_put(struct store_txn *txn, const Jixiao__EvaluationSummary *summary, struct status *status);
/* STATUS_NOT_FOUND, status untouched, if there is none. In the arena. */
enum status_code summary_get(struct store_txn *txn, const char *evaluation, Jixiao__EvaluationSummary **summary,
			     struct status *status);
/* All by their evaluation, from behind ${after} ("": from the first), until ${visit} says false. A summary lives until the
 * visit returns. */
typedef bool summary_visit(void *context, const Jixiao__EvaluationSummary *summary);
enum status_code summary_scan(struct store_txn *txn, const char *after, summary_visit *visit, void *context,
			      struct status *status);

/* ---- content of files: no event ---- */

/* Chunks stand under a name of CHUNK_NAME bytes, which the blob or upload that they belong to holds. */
enum { CHUNK_NAME = 32 };
enum status_code chunk_put(struct store_txn *txn, const uint8_t name[CHUNK_NAME], uint64_t offset, struct slice data,
			   struct status *status);
/* STATUS_NOT_FOUND if there is none. Bytes live as long as the transaction. */
enum status_code chunk_get(struct store_txn *txn, const uint8_t name[CHUNK_NAME], uint64_t offset, struct slice *data,
			   struct status *status);
enum status_code chunk_remove_all(struct store_txn *txn, const uint8_t name[CHUNK_NAME], struct status *status);

/* What is known of a whole file and of one on its way in (store.proto). STATUS_NOT_FOUND, status untouched, if there is none.
 */
enum status_code blob_get(struct store_txn *txn, const uint8_t digest[32], Jixiao__Blob **blob, struct status *status);
enum status_code blob_put(struct store_txn *txn, const uint8_t digest[32], const Jixiao__Blob *blob, struct status *status);
enum status_code upload_get(struct store_txn *txn, const char *person, const uint8_t digest[32], Jixiao__Upload **upload,
			    struct status *status);
enum status_code upload_put(struct store_txn *txn, const Jixiao__Upload *upload, struct status *status);
/* The record alone: its chunks may have become a blob's. */
enum status_code upload_remove(struct store_txn *txn, const Jixiao__Upload *upload, struct status *status);
/* Those of ${person}; NULL: everybody's. */
enum status_code upload_list(struct store_txn *txn, const char *person, Jixiao__Upload ***uploads, size_t *n,
			     struct status *status);

/* ---- the event log ---- */

struct event_spec {
	const char *person;
	const char *method;
	const char *evaluation;	 /* "" if none */
	struct slice request_id; /* 16 bytes, or empty for the server's own acts */
	struct slice payload;
	struct slice reply; /* empty for audited reads */
};

/* Appends the event of this job with the changes that its records made, and the request id. Last act of a run. */
enum status_code event_append(struct store_txn *txn, const struct event_spec *spec, uint64_t *sequence, struct status *status);

/* Number of events. */
uint64_t event_log_size(struct store_txn *txn);

/* STATUS_NOT_FOUND past the end. In the arena. */
enum status_code event_get(struct store_txn *txn, uint64_t sequence, Jixiao__Event **event, Jixiao__EventHead **head,
			   struct status *status);

/* Only the head, in ${arena}, without touching the payload: for looking through many events. */
enum status_code event_head_get(struct store_txn *txn, struct arena *arena, uint64_t sequence, Jixiao__EventHead **head,
				struct status *status);

/* The event of a request id, or STATUS_NOT_FOUND. STATUS_FAILED_PRECONDITION, MSG_REQUEST_ID_TOO_OLD if the id's time lies
 * before what the index keeps; STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_MALFORMED if it is no UUIDv7 or lies over a day ahead.
 */
enum status_code request_find(struct store_txn *txn, struct slice request_id, uint64_t *sequence, struct status *status);

/* Sequence + 1 of the record's last event (its removal too), 0 if there never was such a record: where its history begins. */
enum status_code record_last_event(struct store_txn *txn, struct record_key key, uint64_t *last, struct status *status);

/* Root over the first ${size} events; STATUS_INVALID_ARGUMENT past the end. */
enum status_code event_log_root(struct store_txn *txn, uint64_t size, uint8_t root[32], struct status *status);

/* RFC 9162 proofs; digests in the arena, 32 bytes each. */
enum status_code event_log_inclusion(struct store_txn *txn, uint64_t sequence, uint64_t size, struct slice **path, size_t *n,
				     struct status *status);
enum status_code event_log_consistency(struct store_txn *txn, uint64_t first, uint64_t second, struct slice **path, size_t *n,
				       struct status *status);

/* Recomputes the log and each record's way through it; each fault is a violation in ${faults}. */
enum status_code event_log_verify(struct store_txn *txn, uint64_t *events, uint8_t root[32], uint64_t *records,
				  struct status *faults, struct status *status);

/* ---- meta ---- */

/* Named bytes of the installation (its name, suite, …), outside the log. STATUS_NOT_FOUND if unset. */
enum status_code meta_get(struct store_txn *txn, const char *name, struct slice *value, struct status *status);
enum status_code meta_put(struct store_txn *txn, const char *name, struct slice value, struct status *status);

#endif
