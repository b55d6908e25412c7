/* sessions: the registry of all connections, and what becomes of their frames. */
#ifndef JIXIAO_SERVER_SESSIONS_H
#define JIXIAO_SERVER_SESSIONS_H

#include <stdint.h>

#include "common/rpc/link.h"
#include "server/server.h"

/* For link_listen; their context is the struct sessions. */
extern const struct link_events session_events, session_enroll_events;

struct sessions *sessions_new(struct server *server);

/* After both listeners are closed and the store's queue is empty. */
void sessions_free(struct sessions *sessions);

/* Closes each connection of ${person}; from any thread. */
void sessions_cut(struct sessions *sessions, const char *person);

/* The log has ${size} events now: streams that wait for it go on. From the writer. */
void sessions_log_grew(struct sessions *sessions, uint64_t size);

#endif
