/* link_private: a link from the inside. Each file uses only those after it: link_listener.c and link_dial.c (how links begin),
 * link_keeper.c (time and clean-up), link.c (one link's life), link_input.c (what comes in), link_output.c (what goes out),
 * link_close.c (how a link ends). */
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

/* The links of one listener. */
struct link_group {
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	uint32_t n_links; /* that are not yet taken apart */
};

/* Locks: keeper's list before a link's `lock`; no lock is held while NNG or an event is called. */
struct link {
	atomic_uint references;
	nng_stream *stream;
	nng_aio *receive_aio, *send_aio;
	struct link_limits limits;
	const struct link_events *events;
	struct link_group *group; /* NULL: dialled */
	char address[80];

	pthread_mutex_t lock;	/* guards what follows */
	pthread_cond_t changed; /* link_dial waits for it */
	void *context;
	struct frame_reader reader;
	struct arena arena; /* of the frame that is being delivered */
	struct output queued, sending;
	size_t sent;		      /* of sending */
	bool receiving, writing;      /* an aio is with NNG */
	bool pumping, flushing;	      /* a thread delivers events; one hands output to NNG */
	bool closers;		      /* a thread is in nng_stream_close */
	bool looking;		      /* the keeper asks NNG for the peer's address */
	bool ready, opened, heard;    /* the peer is known; `opened` was called; its Hello came */
	bool held, starved, drained;  /* link_hold; has_room said no; `drained` is due */
	bool paused;		      /* the output is full: nothing is read */
	bool write_failed;	      /* the receive will say why; if it does not, the keeper closes */
	bool closing, reaped, gone;   /* gone: every event has returned */
	const char *reason, *parting; /* parting: of link_finish */
	bool inspected;		      /* the engine was asked for the peer: once, and again when a receive fails */
	struct tls_report report;
	bool has_peer; /* with peer: written once, before `opened` */
	struct tls_peer peer;

	/* Milliseconds of the monotonic clock. */
	int64_t begun, last_frame, last_ping, write_begun;
	int64_t last_look; /* at the socket */
	int64_t finish_by; /* link_finish; 0: not called */

	struct link *next, *previous; /* keeper's list */
	struct link *next_settled;
};

/* ---- link_keeper.c ---- */

/* From now on ${link} is closed when it is late, and taken apart once it has settled. Before link_start. */
void keeper_add(struct link *link);

void link_group_init(struct link_group *group);
void link_group_deinit(struct link_group *group);
/* Counts one link more, unless ${max} are there: false. */
bool link_group_enter(struct link_group *group, uint32_t max);
/* Closes every link of ${group} and waits until none is left. Nobody may enter any more. */
void link_group_close(struct link_group *group, const char *reason);

/* ---- link.c ---- */

/* A link around ${stream}, which it owns from now on; ${group} counts it already, or is NULL. */
struct link *link_new(nng_stream *stream, const struct link_limits *limits, const struct link_events *events, void *context,
		      struct link_group *group);

/* Begins to read; on the dialling side also calls `opened`. */
void link_start(struct link *link);

/* ---- link_input.c; with the lock ---- */

/* Delivers what there is to deliver, one event at a time, then reads on. As with `flush`, a callback that comes meanwhile
 * leaves its part to this loop. */
void link_pump(struct link *link);

/* ---- link_output.c; with the lock ---- */

/* ${count} bytes more went out: hands on what waits; `drained` may be due. */
void link_sent(struct link *link, size_t count);
/* Bytes that wait for the peer. */
size_t link_unread(const struct link *link);
void link_output_free(struct output *output);

/* ---- link_close.c; with the lock ---- */

/* Gives up the lock; a closed link that nobody is at work in any more goes to link_wait_settled. */
void link_unlock_and_settle(struct link *link);
/* By a thread that `receiving` or `pumping` says is at work. */
void link_close_locked(struct link *link, const char *reason);
/* NNG never answers what is handed to a stream that was closed just before, and aborting it does nothing; closing the stream
 * once more answers it. */
void link_close_again(struct link *link);

/* Without the lock: closes a link whose peer's socket is gone. NNG tells of a peer that left only to who is receiving: one that
 * leaves between two receives is never told of, and what is written to it then seems to go out. */
void link_look(struct link *link);

/* Without the lock: waits for links that can be taken apart, since no aio of theirs is with NNG and no thread is in an event of
 * theirs; chained by next_settled. For one thread. */
struct link *link_wait_settled(void);

#endif
