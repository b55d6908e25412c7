/* session: one connection's person and calls; and the registry of all sessions with the pump that moves their streams. */
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
struct sessions;

struct session {
	struct session *next, *previous; /* under the registry's lock */
	struct sessions *all;
	struct server *server;
	struct link *link;
	char person[64];    /* "" on the enrolment listener */
	bool greeted;	    /* the client's Hello came */
	struct arena arena; /* of the call that is answered on the spot */
	/* under lock */
	pthread_mutex_t lock;
	struct flight *flights;
	unsigned n_flights;
	bool closed;
	atomic_uint references;
};

/* For link_listen; their context is the struct sessions. */
extern const struct link_events session_events, session_enroll_events;

struct sessions *sessions_new(struct server *server);

/* After both listeners are closed and the store's queue is empty. */
void sessions_free(struct sessions *sessions);

/* Closes each connection of ${person}; from any thread. */
void sessions_cut(struct sessions *sessions, const char *person);

/* The log has ${size} events now: streams that wait for it go on. From the writer. */
void sessions_log_grew(struct sessions *sessions, uint64_t size);

void session_ref(struct session *session);
void session_unref(struct session *session);

/* Lists a flight; false (STATUS_RESOURCE_EXHAUSTED, MSG_TOO_MANY_CALLS, or MSG_CALL_ID_TAKEN) if the session has too many, or
 * one of the same id. */
bool session_add(struct session *session, struct flight *flight, struct status *status);
void session_remove(struct session *session, struct flight *flight);
/* Puts a new stream into the pump's queue. */
void session_pump(struct flight *flight);

#endif
