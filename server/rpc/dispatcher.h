/* dispatcher: a call's way from its bytes to its replies; all that is true of every method, once. */
#ifndef JIXIAO_SERVER_DISPATCHER_H
#define JIXIAO_SERVER_DISPATCHER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "jixiao/rpc.pb-c.h"
#include "server/rpc/method.h"
#include "server/rpc/session.h"

/* A call that is not answered on the spot: a queued write, or a stream. Its session holds a reference for it. */
struct flight {
	struct flight *next, *previous; /* the session's list, under the session's lock */
	struct flight *queue_next;	/* the pump's queue or its parked streams, under the pump's lock */
	struct session *session;
	uint64_t id;	  /* the frame's call id */
	int64_t deadline; /* monotonic ms; 0: none (streams) */
	struct slice request_id, payload;
	struct store_job job;
	struct arena arena;
	struct status status;
	struct call call;
	struct slice reply;
	atomic_bool cancelled;
	uint64_t seen; /* log size when a stream last looked */
};

/* Answers ${request}: on the spot, or by a flight that the session keeps. Called one at a time for each session. */
void dispatch(struct session *session, const Jixiao__Request *request);

/* One reply of a stream. Called by the pump alone. */
enum stream_step { STREAM_MORE, STREAM_WAIT, STREAM_FULL, STREAM_DONE };
enum stream_step dispatch_stream_step(struct flight *flight);

#endif
