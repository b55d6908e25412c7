/* link: one connection that carries frames. With tls_engine, the only place that knows NNG.
 *
 * A link reads frames from its peer and gives them to its events one at a time; it stops reading while more than
 * max_unread bytes wait for a peer that does not read. What a peer may do wrong on the wire (a broken frame, a frame over the
 * limit, silence past the handshake or idle limit, an output that it never reads) closes the link with a reason. */
#ifndef JIXIAO_RPC_LINK_H
#define JIXIAO_RPC_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/slice.h"
#include "common/base/status.h"
#include "common/rpc/tls_engine.h"
#include "jixiao/rpc.pb-c.h"

struct link;
struct link_listener;

/* Times in milliseconds, sizes in bytes. */
struct link_limits {
	uint32_t handshake; /* from accept to the peer's Hello */
	uint32_t idle;	    /* without a frame from the peer */
	uint32_t ping;	    /* silence after which a Ping is sent */
	uint32_t look;	    /* silence after which it is looked, again and again, whether the peer's socket is still there */
	uint32_t send;	    /* one write that makes no progress */
	uint32_t max_frame; /* payload of a frame */
	uint32_t max_unread;
	uint32_t max_links; /* of a listener; the next one is closed at once */
};

/* 10 s, 120 s, 30 s, 1 s, 30 s, 1 MiB, 4 MiB, 10000. */
extern const struct link_limits link_limits_default;

/* Called one at a time for each link, never under a lock of the link's; ${context} is the listener's or what link_set_context
 * set since. */
struct link_events {
	/* The handshake is over and the peer is known. The receiver sends its Hello. */
	void (*opened)(void *context, struct link *link);
	/* ${frame} lives until the call returns. Ping and Pong are answered by the link and not seen here. */
	void (*frame)(void *context, struct link *link, const Jixiao__Frame *frame);
	/* Less than half of max_unread waits again. */
	void (*drained)(void *context, struct link *link);
	/* The last call, if `opened` was called. ${reason} says why for the log: "peer closed", "frame too large", …; the
	 * link's own reference ends after it. */
	void (*closed)(void *context, struct link *link, const char *reason);
	/* Instead of opened and closed, for the log: the peer was turned away before its handshake was over. NULL: nobody asks.
	 */
	void (*refused)(void *context, const char *address, const char *reason);
};

/* Listens on ${url} ("tls+tcp://0.0.0.0:7443"). ${tls} is copied. Fails with STATUS_UNAVAILABLE and MSG_LISTEN_FAILED. */
enum status_code link_listen(const char *url, const struct tls_settings *tls, const struct link_limits *limits,
			     const struct link_events *events, void *context, struct link_listener **listener,
			     struct status *status);

/* The port that the listener got (the URL may ask for 0). */
uint16_t link_listener_port(const struct link_listener *listener);

/* Stops accepting, closes each link and waits until every `closed` has returned. */
void link_listener_close(struct link_listener *listener);

/* A peer's end that this process opens, without threads of its own to wait for: link_dial returns when the handshake is over
 * or has failed (STATUS_UNAVAILABLE: nobody there; STATUS_UNAUTHENTICATED: refused, with the reason that the TLS alert gives:
 * MSG_PEER_REVOKED, MSG_PEER_EXPIRED, MSG_PEER_UNKNOWN, MSG_PEER_REFUSED). Then events are delivered from the link's threads.
 */
enum status_code link_dial(const char *url, const struct tls_settings *tls, const struct link_limits *limits,
			   const struct link_events *events, void *context, struct link **link, struct status *status);

/* Queues a frame; from any thread. false: the link is closed, or the output is full (a caller that ignores it loses the peer:
 * a link whose output passes twice max_unread is closed). */
bool link_send(struct link *link, const Jixiao__Frame *frame);

/* Bytes may be queued without passing max_unread: a stream produces only while this holds. */
bool link_has_room(struct link *link);

/* From any thread; `closed` follows with ${reason} (static text). */
void link_close(struct link *link, const char *reason);

/* The same for a peer that is to read its last words: what is queued still goes out, frames that come are dropped, and the link
 * is closed when the peer has closed, at the latest after a second. */
void link_finish(struct link *link, const char *reason);

/* While held, no frame is delivered and nothing is read: for a receiver that can't keep up. */
void link_hold(struct link *link, bool hold);

/* References keep the memory, not the connection. */
struct link *link_ref(struct link *link);
void link_unref(struct link *link);

void link_set_context(struct link *link, void *context);

/* The verified peer certificate; NULL on the enrolment listener. Valid while the link is. */
const struct tls_peer *link_peer(const struct link *link);

/* "192.0.2.1:40312", for logs. */
const char *link_address(const struct link *link);

#endif
