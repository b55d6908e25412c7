/* One link's life, and what NNG tells it. */
#include "common/rpc/link.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

const struct link_limits link_limits_default = {
	.handshake = 10 * 1000,
	.idle = 120 * 1000,
	.ping = 30 * 1000,
	.look = 1000,
	.send = 30 * 1000,
	.max_frame = 1024 * 1024,
	.max_unread = 4 * 1024 * 1024,
	.max_links = 10000,
};

/* ---- NNG's callbacks ---- */

static const char *failure_reason(const struct link *link, int result)
{
	if (link->report.verify_error != 0)
		return "certificate refused";
	if (link->report.alert >= 0)
		return "refused by the peer";
	switch (result) {
	case NNG_ECONNSHUT:
	case NNG_ECONNRESET:
	case NNG_ECLOSED: return "peer closed";
	case NNG_EPEERAUTH: return "no certificate";
	case NNG_ECRYPTO: return "TLS failed";
	default: return nng_strerror(result);
	}
}

static void note_peer(struct link *link, const struct tls_report *report)
{
	link->report = *report;
	if (report->done && !link->ready) {
		link->has_peer = report->has_peer;
		link->peer = report->peer;
		link->ready = true;
	}
}

static void received_callback(void *argument)
{
	struct link *link = argument;
	int result = nng_aio_result(link->receive_aio);
	/* `inspected` is this callback's own, and only one receive is out at a time. */
	bool ask = result != 0 || !link->inspected;
	const char *reason = NULL;
	struct tls_report report;

	if (ask)
		tls_stream_inspect(link->stream, &report);
	pthread_mutex_lock(&link->lock);
	if (ask)
		note_peer(link, &report);
	link->inspected = true;
	if (result == 0)
		frame_reader_filled(&link->reader, nng_aio_count(link->receive_aio));
	else
		reason = failure_reason(link, result);
	/* `receiving` stays set so long, that the link is not reaped under this thread. */
	if (reason != NULL)
		link_close_locked(link, reason);
	link->receiving = false;
	link_pump(link);
	link_unlock_and_settle(link);
}

static void sent_callback(void *argument)
{
	struct link *link = argument;
	int result = nng_aio_result(link->send_aio);

	pthread_mutex_lock(&link->lock);
	link->writing = false;
	if (result != 0) {
		link->write_failed = true;
	} else {
		link_sent(link, nng_aio_count(link->send_aio));
		if (link->drained || link->paused)
			link_pump(link);
	}
	link_unlock_and_settle(link);
}

/* ---- life ---- */

static void address_text(nng_stream *stream, char *text, size_t size)
{
	char host[INET6_ADDRSTRLEN] = "?";
	nng_sockaddr address;

	snprintf(text, size, "?");
	if (nng_stream_get_addr(stream, NNG_OPT_REMADDR, &address) != 0)
		return;
	if (address.s_family == NNG_AF_INET) {
		inet_ntop(AF_INET, &address.s_in.sa_addr, host, sizeof(host));
		snprintf(text, size, "%s:%u", host, ntohs(address.s_in.sa_port));
	} else if (address.s_family == NNG_AF_INET6) {
		inet_ntop(AF_INET6, address.s_in6.sa_addr, host, sizeof(host));
		snprintf(text, size, "[%s]:%u", host, ntohs(address.s_in6.sa_port));
	}
}

static void link_free(struct link *link)
{
	frame_reader_deinit(&link->reader);
	link_output_free(&link->queued);
	link_output_free(&link->sending);
	pthread_cond_destroy(&link->changed);
	pthread_mutex_destroy(&link->lock);
	free(link);
}

struct link *link_new(nng_stream *stream, const struct link_limits *limits, const struct link_events *events, void *context,
		      struct link_group *group)
{
	struct link *link = calloc(1, sizeof(*link));

	if (link == NULL)
		abort();
	atomic_init(&link->references, 1);
	link->stream = stream;
	link->limits = *limits;
	link->events = events;
	link->context = context;
	link->group = group;
	pthread_mutex_init(&link->lock, NULL);
	clock_condition_init(&link->changed);
	frame_reader_init(&link->reader, limits->max_frame);
	address_text(stream, link->address, sizeof(link->address));
	link->begun = link->last_frame = clock_monotonic_ms();
	if (nng_aio_alloc(&link->receive_aio, received_callback, link) != 0 ||
	    nng_aio_alloc(&link->send_aio, sent_callback, link) != 0)
		abort();
	return link;
}

void link_start(struct link *link)
{
	pthread_mutex_lock(&link->lock);
	link->ready = link->group == NULL;
	link_pump(link);
	link_unlock_and_settle(link);
}

struct link *link_ref(struct link *link)
{
	atomic_fetch_add(&link->references, 1);
	return link;
}

void link_unref(struct link *link)
{
	if (atomic_fetch_sub(&link->references, 1) == 1)
		link_free(link);
}

void link_set_context(struct link *link, void *context)
{
	pthread_mutex_lock(&link->lock);
	link->context = context;
	pthread_mutex_unlock(&link->lock);
}

const struct tls_peer *link_peer(const struct link *link)
{
	return link->has_peer ? &link->peer : NULL;
}

const char *link_address(const struct link *link)
{
	return link->address;
}
