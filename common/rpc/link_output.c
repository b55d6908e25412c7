/* What goes out, and how much may wait for the peer. */
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

/* An output buffer that grew past this is given back once it is empty. */
enum { LARGE_OUTPUT = 64 * 1024 };

void link_output_free(struct output *output)
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

size_t link_unread(const struct link *link)
{
	return link->queued.size + link->sending.size - link->sent;
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
				link_output_free(&empty);
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
			link_close_again(link);
	}
	link->flushing = false;
}

bool link_send(struct link *link, const Jixiao__Frame *frame)
{
	size_t size = frame_size(frame);
	bool queued, flooded;

	pthread_mutex_lock(&link->lock);
	flooded = link_unread(link) + size > 2 * (size_t)link->limits.max_unread;
	queued = !link->closing && !flooded;
	if (queued) {
		frame_write(output_append(&link->queued, size), frame, size);
		flush(link);
	}
	link_unlock_and_settle(link);
	if (flooded)
		link_close(link, "output never read");
	return queued;
}

bool link_has_room(struct link *link)
{
	bool room;

	pthread_mutex_lock(&link->lock);
	room = !link->closing && link_unread(link) < link->limits.max_unread;
	if (!room)
		link->starved = true;
	pthread_mutex_unlock(&link->lock);
	return room;
}

void link_sent(struct link *link, size_t count)
{
	link->sent += count;
	flush(link);
	if (link->starved && link_unread(link) < link->limits.max_unread / 2) {
		link->starved = false;
		link->drained = true;
	}
}
