/* status: the one error type.
 *
 * A status is filled where a fault is found, carried up untouched, put on the wire and worded once, by the client, in the
 * user's language. Functions that can fail for a reason that a person should read take a struct status * last and return its
 * code: `return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_NO_SUCH_INDICATOR, code);`. */
#ifndef JIXIAO_BASE_STATUS_H
#define JIXIAO_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/text/message_catalogue.h"

/* Numbers are gRPC's canonical codes, also on the wire. */
enum status_code {
	STATUS_OK = 0,
	STATUS_CANCELLED = 1,
	STATUS_INVALID_ARGUMENT = 3,
	STATUS_DEADLINE_EXCEEDED = 4,
	STATUS_NOT_FOUND = 5,
	STATUS_ALREADY_EXISTS = 6,
	STATUS_PERMISSION_DENIED = 7,
	STATUS_RESOURCE_EXHAUSTED = 8,
	STATUS_FAILED_PRECONDITION = 9,
	STATUS_ABORTED = 10,
	STATUS_UNIMPLEMENTED = 12,
	STATUS_INTERNAL = 13,
	STATUS_UNAVAILABLE = 14,
	STATUS_DATA_LOSS = 15,
	STATUS_UNAUTHENTICATED = 16,
};

/* A sentence of the catalogue with what goes into its {0}, {1}, … */
struct message {
	enum message_id id;
	size_t n_args;
	const char **args;
};

/* What is wrong with one field, or one thing that a gate still misses. */
struct violation {
	const char *path; /* "indicators[3].weight"; what the fault is about where there is no field */
	struct message message;
};

struct status {
	enum status_code code;
	struct message message;
	size_t n_violations;
	struct violation *violations;
	size_t capacity;
	struct arena arena;
};

#define STATUS_INIT                                                                                                            \
	{                                                                                                                      \
		.code = STATUS_OK                                                                                              \
	}

/* Back to OK; frees what it held. */
void status_clear(struct status *status);

/* Sets code and message, keeps violations, returns ${code}. ${args} ends with NULL and is copied. Use STATUS_FAIL. */
enum status_code status_fail(struct status *status, enum status_code code, enum message_id id, const char *const *args);

/* Adds a violation; the code stays as it is until status_conclude. Use STATUS_VIOLATION. */
void status_violation(struct status *status, const char *path, enum message_id id, const char *const *args);

/* STATUS_OK if no violation was added, else fails with ${code} and ${id}: every fault is named at once. */
enum status_code status_conclude(struct status *status, enum status_code code, enum message_id id);

/* Makes ${to} a deep copy of ${from}. */
void status_copy(struct status *to, const struct status *from);

/* "INVALID_ARGUMENT", …: for logs and -o json. */
const char *status_code_name(enum status_code code);

#define STATUS_ARGS(...) ((const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })
#define STATUS_FAIL(status, code, id, ...) status_fail((status), (code), (id), STATUS_ARGS(__VA_ARGS__))
#define STATUS_VIOLATION(status, path, id, ...) status_violation((status), (path), (id), STATUS_ARGS(__VA_ARGS__))

#endif
