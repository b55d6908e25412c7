/* connection_private: what the files of connection share. connection.c calls, connection_link.c opens and hears, and
 * connection_pending.c keeps what waits for an answer. */
#ifndef JIXIAO_CLIENT_CONNECTION_PRIVATE_H
#define JIXIAO_CLIENT_CONNECTION_PRIVATE_H

#include <pthread.h>
#include <time.h>

#include "client/connection.h"
#include "common/base/slice.h"
#include "common/rpc/link.h"

/* An answer as it came. */
struct answer {
	struct answer *next;
	bool last;
	struct status status; /* OK: there is a payload */
	struct slice payload; /* behind this struct */
};

/* A call in flight. */
struct pending {
	struct pending *next;
	uint64_t number, link; /* its own, and of the link that it was sent on */
	bool stream;
	struct answer *first, **end;
	size_t waiting; /* bytes */
};

struct connection {
	char *url;
	const char *task;	 /* NULL: none */
	struct tls_settings tls; /* texts are in the arena */
	uint32_t deadline, retries;
	struct arena arena;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	pthread_mutex_t dialling; /* one thread opens a link; taken before lock */
	struct link *link;	  /* NULL: broken or not yet there */
	bool up;		  /* from opened to closed */
	uint64_t links;		  /* opened so far */
	bool held;
	Jixiao__Hello *hello;
	uint64_t calls;
	struct pending *pending;
};

/* ---- connection_pending.c ---- */

/* A call in flight, until it is removed; without the lock. */
void pending_add(struct connection *connection, struct pending *pending);
void pending_remove(struct connection *connection, struct pending *pending);

/* The answer, if anything waits for it; with the lock. */
void pending_answer(struct connection *connection, const Jixiao__Reply *reply);

/* Waits for the next answer to ${pending}; ${until} NULL: as long as the link lives. */
enum outcome { ANSWERED, LOST, LATE };
enum outcome pending_wait(struct connection *connection, struct pending *pending, const struct timespec *until,
			  struct answer **answer);
void answer_free(struct answer *answer);

/* Stops or restarts the link by how much waits to be visited; without the lock. */
void connection_adjust_hold(struct connection *connection);

/* ---- connection_link.c ---- */

/* Sees to it that there is a link that works, as far as one can know. */
enum status_code connection_link(struct connection *connection, struct status *status);

/* Ends the link, if there is one, and waits for its last event. */
void connection_unlink(struct connection *connection);

/* False if the link broke. */
bool connection_send(struct connection *connection, const Jixiao__Frame *frame);

/* Host and port, for sentences. */
const char *connection_server(const struct connection *connection);

#endif
