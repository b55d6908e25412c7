/* What comes in: bytes become frames, frames become events, one at a time. */
#include "common/base/clock.h"
#include "common/rpc/link_private.h"

/* With the lock, while pumping: the handshake is over as soon as bytes can be read. */
static void deliver_opened(struct link *link)
{
	void *context = link->context;

	link->opened = true;
	pthread_mutex_unlock(&link->lock);
	link->events->opened(context, link);
	pthread_mutex_lock(&link->lock);
}

/* With the lock, while pumping. */
static void deliver_drained(struct link *link)
{
	void *context = link->context;

	link->drained = false;
	pthread_mutex_unlock(&link->lock);
	link->events->drained(context, link);
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

/* Without the lock. NULL, or why the link must be closed. ${greeted}: the peer's Hello came before. */
static const char *tell_frame(struct link *link, void *context, struct slice bytes, bool greeted)
{
	const Jixiao__Frame *frame = frame_unpack(&link->arena, bytes);

	if (frame == NULL)
		return "broken frame";
	if (!greeted && frame->kind_case != JIXIAO__FRAME__KIND_HELLO)
		return "no Hello";
	if (frame->kind_case == JIXIAO__FRAME__KIND_PING)
		answer_ping(link, frame->ping);
	else if (frame->kind_case != JIXIAO__FRAME__KIND_PONG)
		link->events->frame(context, link, frame);
	return NULL;
}

/* With the lock, while pumping: takes one frame. NULL, or why the link must be closed. */
static const char *deliver_frame(struct link *link, struct slice bytes)
{
	const bool greeted = link->heard;
	void *context = link->context;
	const char *fault;

	link->last_frame = clock_monotonic_ms();
	if (link->finish_by != 0)
		return NULL;
	pthread_mutex_unlock(&link->lock);
	fault = tell_frame(link, context, bytes, greeted);
	arena_clear(&link->arena);
	pthread_mutex_lock(&link->lock);
	if (fault == NULL && !greeted) {
		link->heard = true;
		pthread_cond_broadcast(&link->changed);
	}
	return fault;
}

/* With the lock, while pumping. false: the next frame is not complete yet. */
static bool take_frame(struct link *link)
{
	const char *fault = NULL;
	struct slice bytes;

	switch (frame_reader_next(&link->reader, &bytes)) {
	case FRAME_PARTIAL: return false;
	case FRAME_TOO_LARGE: fault = "frame too large"; break;
	case FRAME_COMPLETE: fault = deliver_frame(link, bytes); break;
	}
	if (fault != NULL)
		link_close_locked(link, fault);
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
		link_close_again(link);
}

/* The output was full and is no more. */
static bool still_paused(struct link *link)
{
	if (link_unread(link) >= link->limits.max_unread)
		link->paused = true;
	else if (link_unread(link) < link->limits.max_unread / 2)
		link->paused = false;
	return link->paused;
}

void link_pump(struct link *link)
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
			deliver_drained(link);
			continue;
		}
		if (link->receiving || link->held || still_paused(link))
			break;
		if (take_frame(link) || link->closing)
			continue;
		if (link->write_failed)
			link_close_locked(link, "peer closed");
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
		link_pump(link);
	}
	link_unlock_and_settle(link);
}
