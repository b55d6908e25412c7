/* fixture: a store in a folder of its own, and jobs written as functions. */
#ifndef JIXIAO_TEST_STORE_FIXTURE_H
#define JIXIAO_TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "server/store/store.h"

enum { TEST_MAP = 1 << 30 };

struct fixture {
	char path[64];
	struct store *store;
	struct store_settings settings;
};

/* An open, empty store; with ${fixture}->settings. */
void fixture_open(struct fixture *fixture);
/* Closes and opens it again. */
void fixture_reopen(struct fixture *fixture);
/* Closes it and removes the folder. */
void fixture_close(struct fixture *fixture);

/* The same for cmocka: *${state} is the fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

char *temporary_folder(char path[64]);
void remove_folder(const char *path);

/* A job made of a function. */
typedef enum status_code work(struct store_txn *txn, void *context, struct status *status);
enum status_code run_work(struct store *store, work *function, const void *context, struct status *status);

/* Runs it and asserts success. */
void must_work(struct store *store, work *function, const void *context);

/* ---- several jobs in one group ---- */

struct group_job {
	struct store_job job;
	work *work;
	void *context;
	struct status status; /* how it ended */
	struct group *group;
};

struct group {
	struct store *store;
	size_t n;
	struct group_job jobs[64];
	void *gate;
};

/* Holds the writer up, so that what is queued from here on is one group. */
void group_begin(struct group *group, struct store *store);
void group_add(struct group *group, work *function, const void *context);
/* Lets the writer go and waits until each job has ended. */
void group_run(struct group *group);
void group_clear(struct group *group);

/* A UUIDv7 of ${time} (Unix ms), told apart by ${n}. */
void make_request_id(uint8_t id[16], int64_t time, uint64_t n);

/* Puts entry ${code} of evaluation "e" with ${text} and appends its event with ${request} (16 bytes or NULL). */
struct put {
	const char *code, *text;
	uint64_t seen;
	const uint8_t *request;
	uint64_t sequence; /* filled */
	uint64_t revision; /* filled */
};
enum status_code put_entry(struct store_txn *txn, void *put, struct status *status);

/* Puts entries C1 and C2 in turn, EVENTS times, and opens the store anew in between. */
enum { EVENTS = 37 };
void fixture_fill(struct fixture *fixture);

/* A reader; ends with store_read_end. */
struct store_txn *read_begin(struct store *store);

/* The text of entry ${code} of "e" as a new reader sees it; "" if there is none. In a static buffer. */
const char *entry_text(struct store *store, const char *code);
uint64_t log_size(struct store *store);

/* Asserts that the whole log and all records check clean. */
void must_verify(struct store *store);

#define KEY(type, evaluation, id) ((struct record_key){ JIXIAO__RECORD_TYPE__RECORD_##type, (evaluation), (id) })

#endif
