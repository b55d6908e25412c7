/* flight: a call on its way, between the dispatcher that answers it, the session that lists it and the pump that moves it. */
#ifndef JIXIAO_SERVER_FLIGHT_H
#define JIXIAO_SERVER_FLIGHT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/rpc/method.h"
#include "server/rpc/session.h"

/* What a stream can do next: another reply; one when the log has grown; one when the peer has read; none. */
enum stream_step { STREAM_MORE, STREAM_WAIT, STREAM_FULL, STREAM_DONE };

/* A call that is not answered on the spot: a queued write, a stream, or a slow read. Its session holds a reference for it. */
struct flight {
	struct flight *next, *previous; /* the session's list, under the session's lock */
	struct flight *queue_next;	/* the pump's queue or its parked streams, under the pump's lock */
	struct session *session;
	uint64_t id;	  /* the frame's call id */
	int64_t deadline; /* monotonic ms; 0: none */
	struct slice request_id, payload;
	struct store_job job;
	/* One reply of a stream; called by the pump alone, not after STREAM_DONE. */
	enum stream_step (*step)(struct flight *flight);
	struct arena arena;
	struct status status;
	struct call call;
	struct slice reply;
	atomic_bool cancelled;
	uint64_t seen; /* log size when a stream last looked */
};

#endif
