#include "common/rpc/link.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

const struct link_limits link_limits_default = {
	.handshake = 10 * 1000,
	.idle = 120 * 1000,
	.ping = 30 * 1000,
	.send = 30 * 1000,
	.max_frame = 1024 * 1024,
	.max_unread = 4 * 1024 * 1024,
	.max_links = 10000,
};

/* An output buffer that grew past this is given back once it is empty. */
enum { LARGE_OUTPUT = 64 * 1024 };

/* ---- output ---- */

static void output_free(struct output *output)
{
	free(output->data);
	*output = (struct output){ 0 };
}

static uint8_t *output_append(struct output *output, size_t size)
{
	size_t capacity = output->capacity == 0 ? 1024 : output->capacity;
	uint8_t *at;

	while (capacity - output->size < size)
		capacity *= 2;
	if (capacity != output->capacity) {
		output->data = realloc(output->data, capacity);
		if (output->data == NULL)
			abort();
		output->capacity = capacity;
	}
	at = output->data + output->size;
	output->size += size;
	return at;
}

static size_t unread(const struct link *link)
{
	return link->queued.size + link->sending.size - link->sent;
}

/* ---- closing ---- */

/* With the lock: nobody is at work in ${link} any more, and nobody will be. */
static bool is_settled(struct link *link)
{
	if (!link->closing || link->reaped || link->receiving || link->writing || link->pumping || link->flushing ||
	    link->closers)
		return false;
	link->reaped = true;
	return true;
}

static void unlock_and_settle(struct link *link)
{
	bool settled = is_settled(link);

	pthread_mutex_unlock(&link->lock);
	if (settled)
		keeper_reap(link);
}

void link_close(struct link *link, const char *reason)
{
	pthread_mutex_lock(&link->lock);
	if (!link->closing) {
		link->closing = true;
		link->reason = reason;
		link->closers = true;
		pthread_mutex_unlock(&link->lock);
		nng_stream_close(link->stream);
		pthread_mutex_lock(&link->lock);
		link->closers = false;
	}
	unlock_and_settle(link);
}

/* With the lock, by a thread that `receiving` or `pumping` says is at work. */
static void close_locked(struct link *link, const char *reason)
{
	pthread_mutex_unlock(&link->lock);
	link_close(link, reason);
	pthread_mutex_lock(&link->lock);
}

/* ---- sending ---- */

/* With the lock: NNG never answers what is handed to a stream that was closed just before, and aborting it does nothing;
 * closing the stream once more answers it. */
static void close_again(struct link *link)
{
	pthread_mutex_unlock(&link->lock);
	nng_stream_close(link->stream);
	pthread_mutex_lock(&link->lock);
}

/* With the lock: hands queued bytes to NNG, one write at a time. NNG may call sent_callback before it returns, on this thread
 * or another; who finds `flushing` set leaves the rest to this loop. */
static void flush(struct link *link)
{
	nng_iov iov;

	if (link->flushing)
		return;
	link->flushing = true;
	while (!link->closing && !link->writing) {
		if (link->sent == link->sending.size) {
			struct output empty = link->sending;

			empty.size = 0;
			if (empty.capacity > LARGE_OUTPUT)
				output_free(&empty);
			link->sending = link->queued;
			link->queued = empty;
			link->sent = 0;
		}
		if (link->sending.size == 0)
			break;
		iov.iov_buf = link->sending.data + link->sent;
		iov.iov_len = link->sending.size - link->sent;
		nng_aio_set_iov(link->send_aio, 1, &iov);
		link->writing = true;
		link->write_begun = clock_monotonic_ms();
		pthread_mutex_unlock(&link->lock);
		nng_stream_send(link->stream, link->send_aio);
		pthread_mutex_lock(&link->lock);
		if (link->closing && link->writing)
			close_again(link);
	}
	link->flushing = false;
}

bool link_send(struct link *link, const Jixiao__Frame *frame)
{
	size_t size = frame_size(frame);
	bool queued, flooded;

	pthread_mutex_lock(&link->lock);
	flooded = unread(link) + size > 2 * (size_t)link->limits.max_unread;
	queued = !link->closing && !flooded;
	if (queued) {
		frame_write(output_append(&link->queued, size), frame, size);
		flush(link);
	}
	unlock_and_settle(link);
	if (flooded)
		link_close(link, "output never read");
	return queued;
}

bool link_has_room(struct link *link)
{
	bool room;

	pthread_mutex_lock(&link->lock);
	room = !link->closing && unread(link) < link->limits.max_unread;
	if (!room)
		link->starved = true;
	pthread_mutex_unlock(&link->lock);
	return room;
}

/* ---- receiving ---- */

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

/* With the lock, while pumping: the handshake is over as soon as bytes can be read. */
static void deliver_opened(struct link *link)
{
	void *context = link->context;

	link->opened = true;
	pthread_mutex_unlock(&link->lock);
	link->events->opened(context, link);
	pthread_mutex_lock(&link->lock);
}

static void answer_ping(struct link *link, const Jixiao__Ping *ping)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Pong pong = JIXIAO__PONG__INIT;

	pong.number = ping->number;
	frame.kind_case = JIXIAO__FRAME__KIND_PONG;
	frame.pong = &pong;
	link_send(link, &frame);
}

/* With the lock, while pumping: takes one frame. NULL, or why the link must be closed. */
static const char *deliver_frame(struct link *link, struct slice bytes)
{
	void *context = link->context;
	const Jixiao__Frame *frame;

	link->last_frame = clock_monotonic_ms();
	pthread_mutex_unlock(&link->lock);
	frame = frame_unpack(&link->arena, bytes);
	if (frame != NULL && frame->kind_case == JIXIAO__FRAME__KIND_PING)
		answer_ping(link, frame->ping);
	else if (frame != NULL && frame->kind_case != JIXIAO__FRAME__KIND_PONG)
		link->events->frame(context, link, frame);
	arena_clear(&link->arena);
	pthread_mutex_lock(&link->lock);
	if (frame == NULL)
		return "broken frame";
	if (!link->heard) {
		link->heard = true;
		pthread_cond_broadcast(&link->changed);
	}
	return NULL;
}

/* With the lock, while pumping. false: the next frame is not complete yet. */
static bool take_frame(struct link *link)
{
	const char *fault = NULL;
	struct slice bytes;

	switch (frame_reader_next(&link->reader, &bytes)) {
	case FRAME_PARTIAL: return false;
	case FRAME_TOO_LARGE: fault = "frame too large"; break;
	case FRAME_COMPLETE: fault = link->quiet ? NULL : deliver_frame(link, bytes); break;
	}
	if (fault != NULL)
		close_locked(link, fault);
	return true;
}

static void receive(struct link *link)
{
	nng_iov iov;

	iov.iov_buf = frame_reader_space(&link->reader, &iov.iov_len);
	nng_aio_set_iov(link->receive_aio, 1, &iov);
	link->receiving = true;
	pthread_mutex_unlock(&link->lock);
	nng_stream_recv(link->stream, link->receive_aio);
	pthread_mutex_lock(&link->lock);
	if (link->closing && link->receiving)
		close_again(link);
}

/* The output was full and is no more. */
static bool still_paused(struct link *link)
{
	if (unread(link) >= link->limits.max_unread)
		link->paused = true;
	else if (unread(link) < link->limits.max_unread / 2)
		link->paused = false;
	return link->paused;
}

/* With the lock: delivers what there is to deliver, one event at a time, then reads on. As with `flush`, a callback that comes
 * meanwhile leaves its part to this loop. */
static void pump(struct link *link)
{
	if (link->pumping)
		return;
	link->pumping = true;
	while (!link->closing) {
		if (link->ready && !link->opened) {
			deliver_opened(link);
			continue;
		}
		if (link->drained) {
			void *context = link->context;

			link->drained = false;
			pthread_mutex_unlock(&link->lock);
			link->events->drained(context, link);
			pthread_mutex_lock(&link->lock);
			continue;
		}
		if (link->receiving || link->held || still_paused(link))
			break;
		if (take_frame(link) || link->closing)
			continue;
		if (link->write_failed)
			close_locked(link, "peer closed");
		else
			receive(link);
	}
	link->pumping = false;
}

void link_hold(struct link *link, bool hold)
{
	pthread_mutex_lock(&link->lock);
	link->held = hold;
	if (!hold) {
		link->last_frame = clock_monotonic_ms();
		pump(link);
	}
	unlock_and_settle(link);
}

/* ---- NNG's callbacks ---- */

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
		close_locked(link, reason);
	link->receiving = false;
	pump(link);
	unlock_and_settle(link);
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
		link->sent += nng_aio_count(link->send_aio);
		flush(link);
		if (link->starved && unread(link) < link->limits.max_unread / 2) {
			link->starved = false;
			link->drained = true;
		}
		if (link->drained || link->paused)
			pump(link);
	}
	unlock_and_settle(link);
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
	output_free(&link->queued);
	output_free(&link->sending);
	pthread_cond_destroy(&link->changed);
	pthread_mutex_destroy(&link->lock);
	free(link);
}

struct link *link_new(nng_stream *stream, const struct link_limits *limits, const struct link_events *events, void *context,
		      struct link_listener *listener)
{
	struct link *link = calloc(1, sizeof(*link));

	if (link == NULL)
		abort();
	atomic_init(&link->references, 1);
	link->stream = stream;
	link->limits = *limits;
	link->events = events;
	link->context = context;
	link->listener = listener;
	pthread_mutex_init(&link->lock, NULL);
	clock_condition_init(&link->changed);
	frame_reader_init(&link->reader, limits->max_frame);
	address_text(stream, link->address, sizeof(link->address));
	link->begun = link->last_frame = clock_monotonic_ms();
	if (nng_aio_alloc(&link->receive_aio, received_callback, link) != 0 ||
	    nng_aio_alloc(&link->send_aio, sent_callback, link) != 0)
		abort();
	keeper_add(link);
	return link;
}

void link_start(struct link *link)
{
	pthread_mutex_lock(&link->lock);
	link->ready = link->listener == NULL && !link->quiet;
	pump(link);
	unlock_and_settle(link);
}

const char *link_overdue(struct link *link, int64_t now, bool *ping)
{
	const char *reason = NULL;

	pthread_mutex_lock(&link->lock);
	*ping = false;
	if (link->closing)
		reason = NULL;
	else if (link->write_failed)
		reason = "peer closed";
	else if (!link->heard && now - link->begun > link->limits.handshake)
		reason = "handshake too slow";
	else if (link->writing && now - link->write_begun > link->limits.send)
		reason = "output never read";
	else if (link->receiving && now - link->last_frame > link->limits.idle)
		reason = "silent too long";
	else
		*ping = link->heard && link->receiving && now - link->last_frame > link->limits.ping &&
			now - link->last_ping > link->limits.ping;
	if (*ping)
		link->last_ping = now;
	pthread_mutex_unlock(&link->lock);
	return reason;
}

void link_ping(struct link *link)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Ping ping = JIXIAO__PING__INIT;

	ping.number = (uint64_t)clock_monotonic_ms();
	frame.kind_case = JIXIAO__FRAME__KIND_PING;
	frame.ping = &ping;
	link_send(link, &frame);
}

void link_reap(struct link *link)
{
	/* The handshake can fail in a write, before anything was read. */
	if (!link->heard)
		tls_stream_inspect(link->stream, &link->report);
	if (link->opened)
		link->events->closed(link->context, link, link->reason);
	else if (!link->quiet && link->events->refused != NULL)
		link->events->refused(link->context, link->address, link->reason);
	nng_aio_free(link->receive_aio);
	nng_aio_free(link->send_aio);
	nng_stream_free(link->stream);
	arena_clear(&link->arena);
	pthread_mutex_lock(&link->lock);
	link->gone = true;
	pthread_cond_broadcast(&link->changed);
	pthread_mutex_unlock(&link->lock);
	if (link->listener != NULL)
		listener_link_gone(link->listener);
	link_unref(link);
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
