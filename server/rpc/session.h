/* session: one connection's person and calls. */
#ifndef JIXIAO_SERVER_SESSION_H
#define JIXIAO_SERVER_SESSION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/rpc/link.h"
#include "server/server.h"

struct flight;
struct pump;
struct sessions;

struct session {
	struct session *next, *previous; /* under the registry's lock */
	struct sessions *all;
	struct server *server;
	struct pump *pump, *slow; /* of its streams and of its slow reads */
	struct link *link;
	char person[64];    /* "" on the enrolment listener */
	bool greeted;	    /* the client's Hello came */
	atomic_llong heard; /* its last frame but Ping and Pong, monotonic ms */
	struct arena arena; /* of the call that is answered on the spot */
	/* under lock */
	pthread_mutex_t lock;
	struct flight *flights;
	unsigned n_flights;
	bool closed;
	atomic_uint references;
};

/* Takes a reference of ${link}; one of the session is the caller's. */
struct session *session_new(struct sessions *all, struct server *server, struct pump *pump, struct pump *slow,
			    struct link *link, const char *person);
void session_ref(struct session *session);
void session_unref(struct session *session);

/* Lists a flight; false (STATUS_RESOURCE_EXHAUSTED, MSG_TOO_MANY_CALLS, or MSG_CALL_ID_TAKEN) if the session has too many, or
 * one of the same id. */
bool session_add(struct session *session, struct flight *flight, struct status *status);
void session_remove(struct session *session, struct flight *flight);

/* The peer gave up call ${id}. */
void session_cancel(struct session *session, uint64_t id);
/* The peer is gone: no call of it matters any more, nor one that is added yet. */
void session_end(struct session *session);

/* No call is in flight, and no frame came for ${ms}. */
bool session_is_quiet(struct session *session, int64_t ms);

#endif
