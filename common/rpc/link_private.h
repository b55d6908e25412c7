/* link_private: a link from the inside, for link.c (its state machine), link_keeper.c (time and clean-up), link_listener.c and
 * link_dial.c (how links begin). */
#ifndef JIXIAO_RPC_LINK_PRIVATE_H
#define JIXIAO_RPC_LINK_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "common/rpc/frame.h"
#include "common/rpc/link.h"
#include "common/rpc/tls_stream.h"

/* Bytes that wait to be sent. */
struct output {
	uint8_t *data;
	size_t size, capacity;
};

/* Locks: keeper's list before a link's `lock`; no lock is held while NNG or an event is called. */
struct link {
	atomic_uint references;
	nng_stream *stream;
	nng_aio *receive_aio, *send_aio;
	struct link_limits limits;
	const struct link_events *events;
	struct link_listener *listener; /* NULL: dialled */
	bool quiet;			/* says and tells nothing: dialled only to hear why the server refuses */
	char address[80];

	pthread_mutex_t lock;	/* guards what follows */
	pthread_cond_t changed; /* link_dial waits for it */
	void *context;
	struct frame_reader reader;
	struct arena arena; /* of the frame that is being delivered */
	struct output queued, sending;
	size_t sent;		     /* of sending */
	bool receiving, writing;     /* an aio is with NNG */
	bool pumping, flushing;	     /* a thread delivers events; one hands output to NNG */
	bool closers;		     /* a thread is in nng_stream_close */
	bool ready, opened, heard;   /* the peer is known; `opened` was called; a frame came */
	bool held, starved, drained; /* link_hold; has_room said no; `drained` is due */
	bool paused;		     /* the output is full: nothing is read */
	bool write_failed;	     /* the receive will say why; if it does not, the keeper closes */
	bool closing, reaped, gone;  /* gone: every event has returned */
	const char *reason;
	bool inspected; /* the engine was asked for the peer: once, and again when a receive fails */
	struct tls_report report;
	bool has_peer; /* with peer: written once, before `opened` */
	struct tls_peer peer;

	/* Milliseconds of the monotonic clock. */
	int64_t begun, last_frame, last_ping, write_begun;

	struct link *next, *previous; /* keeper's list */
	struct link *next_due;	      /* keeper's own, while it sweeps or reaps */
};

/* A link around ${stream}, which it owns from now on; known to the keeper. */
struct link *link_new(nng_stream *stream, const struct link_limits *limits, const struct link_events *events, void *context,
		      struct link_listener *listener);

/* Begins to read; on the dialling side also calls `opened`. */
void link_start(struct link *link);

/* What is due at ${now}: a reason to close, or a ping. */
const char *link_overdue(struct link *link, int64_t now, bool *ping);
void link_ping(struct link *link);

/* Last events, then NNG's objects; from the keeper's thread only. */
void link_reap(struct link *link);

void keeper_add(struct link *link);
/* Closes every link of ${listener}. */
void keeper_close_all(const struct link_listener *listener, const char *reason);
/* No aio of ${link} is with NNG and no thread is in an event of it: it can be taken apart. */
void keeper_reap(struct link *link);
/* One link of ${listener} is no more. */
void listener_link_gone(struct link_listener *listener);

#endif
