/* How a link ends: it is closed, settles when nobody is at work in it any more, and is then due to be taken apart. */
#include "common/base/clock.h"
#include "common/rpc/link_private.h"

/* Milliseconds that a peer has to read why it is turned away. */
enum { FAREWELL = 1000 };

/* Settled links, until somebody takes them apart. The lock is taken last, also within NNG's callbacks. */
static struct {
	pthread_mutex_t lock; /* guards `links` */
	pthread_cond_t some;
	struct link *links;
} settled = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.some = PTHREAD_COND_INITIALIZER,
};

static void add_settled(struct link *link)
{
	pthread_mutex_lock(&settled.lock);
	link->next_settled = settled.links;
	settled.links = link;
	pthread_cond_signal(&settled.some);
	pthread_mutex_unlock(&settled.lock);
}

struct link *link_wait_settled(void)
{
	struct link *links;

	pthread_mutex_lock(&settled.lock);
	while (settled.links == NULL)
		pthread_cond_wait(&settled.some, &settled.lock);
	links = settled.links;
	settled.links = NULL;
	pthread_mutex_unlock(&settled.lock);
	return links;
}

/* With the lock: nobody is at work in ${link} any more, and nobody will be. */
static bool is_settled(struct link *link)
{
	if (!link->closing || link->reaped || link->receiving || link->writing || link->pumping || link->flushing ||
	    link->closers || link->looking)
		return false;
	link->reaped = true;
	return true;
}

void link_unlock_and_settle(struct link *link)
{
	bool done = is_settled(link);

	pthread_mutex_unlock(&link->lock);
	if (done)
		add_settled(link);
}

void link_close(struct link *link, const char *reason)
{
	pthread_mutex_lock(&link->lock);
	if (!link->closing) {
		link->closing = true;
		link->reason = link->parting != NULL ? link->parting : reason;
		link->closers = true;
		pthread_mutex_unlock(&link->lock);
		nng_stream_close(link->stream);
		pthread_mutex_lock(&link->lock);
		link->closers = false;
	}
	link_unlock_and_settle(link);
}

void link_finish(struct link *link, const char *reason)
{
	pthread_mutex_lock(&link->lock);
	link->parting = reason;
	link->finish_by = clock_monotonic_ms() + FAREWELL;
	pthread_mutex_unlock(&link->lock);
}

void link_close_locked(struct link *link, const char *reason)
{
	pthread_mutex_unlock(&link->lock);
	link_close(link, reason);
	pthread_mutex_lock(&link->lock);
}

void link_look(struct link *link)
{
	nng_sockaddr address;
	bool gone;

	pthread_mutex_lock(&link->lock);
	if (!link->closing) {
		link->looking = true;
		pthread_mutex_unlock(&link->lock);
		gone = nng_stream_get_addr(link->stream, NNG_OPT_REMADDR, &address) != 0;
		pthread_mutex_lock(&link->lock);
		if (gone)
			link_close_locked(link, "peer closed");
		link->looking = false;
	}
	link_unlock_and_settle(link);
}

void link_close_again(struct link *link)
{
	pthread_mutex_unlock(&link->lock);
	nng_stream_close(link->stream);
	pthread_mutex_lock(&link->lock);
}
