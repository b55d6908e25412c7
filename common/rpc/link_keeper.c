/* The two threads behind all links of the process: one sweeps for links that are late, one takes closed links apart, which NNG
 * forbids in its own callbacks. They live as long as the process. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

/* Milliseconds between sweeps: how late a limit may bite. */
enum { SWEEP = 100 };

static struct {
	pthread_once_t once;
	pthread_mutex_t lock; /* guards `links` */
	struct link *links;
} keeper = {
	.once = PTHREAD_ONCE_INIT,
	.lock = PTHREAD_MUTEX_INITIALIZER,
};

struct late {
	struct link *link;
	const char *reason; /* NULL: a ping is due */
};

static void append(struct late **late, size_t *count, size_t *capacity, struct late entry)
{
	if (*count == *capacity) {
		*capacity = *capacity == 0 ? 64 : 2 * *capacity;
		*late = realloc(*late, *capacity * sizeof(**late));
		if (*late == NULL)
			abort();
	}
	(*late)[(*count)++] = entry;
}

/* ---- time ---- */

/* What is due at ${now}: a reason to close, or a ping. */
static const char *overdue(struct link *link, int64_t now, bool *ping)
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

static void send_ping(struct link *link)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Ping ping = JIXIAO__PING__INIT;

	ping.number = (uint64_t)clock_monotonic_ms();
	frame.kind_case = JIXIAO__FRAME__KIND_PING;
	frame.ping = &ping;
	link_send(link, &frame);
}

/* The links that are late now, each with a reference for the sweep. */
static size_t collect(struct late **late, size_t *capacity)
{
	int64_t now = clock_monotonic_ms();
	size_t count = 0;

	pthread_mutex_lock(&keeper.lock);
	for (struct link *link = keeper.links; link != NULL; link = link->next) {
		bool ping;
		const char *reason = overdue(link, now, &ping);

		if (reason != NULL || ping)
			append(late, &count, capacity, (struct late){ link_ref(link), reason });
	}
	pthread_mutex_unlock(&keeper.lock);
	return count;
}

static void *sweep(void *argument)
{
	const struct timespec pause = { .tv_nsec = SWEEP * 1000000 };
	struct late *late = NULL;
	size_t capacity = 0, count;

	(void)argument;
	for (;;) {
		nanosleep(&pause, NULL);
		count = collect(&late, &capacity);
		for (size_t i = 0; i < count; i++) {
			if (late[i].reason != NULL)
				link_close(late[i].link, late[i].reason);
			else
				send_ping(late[i].link);
			link_unref(late[i].link);
		}
	}
	return NULL;
}

/* ---- clean-up ---- */

static void take_off(struct link *link)
{
	pthread_mutex_lock(&keeper.lock);
	if (link->next != NULL)
		link->next->previous = link->previous;
	if (link->previous != NULL)
		link->previous->next = link->next;
	else
		keeper.links = link->next;
	pthread_mutex_unlock(&keeper.lock);
}

static void leave(struct link_group *group)
{
	pthread_mutex_lock(&group->lock);
	group->n_links--;
	pthread_cond_broadcast(&group->changed);
	pthread_mutex_unlock(&group->lock);
}

/* Last events, then NNG's objects. */
static void take_apart(struct link *link)
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
	if (link->group != NULL)
		leave(link->group);
	link_unref(link);
}

static void *reap(void *argument)
{
	struct link *link;

	(void)argument;
	for (;;) {
		link = link_wait_settled();
		while (link != NULL) {
			struct link *next = link->next_settled;

			take_off(link);
			take_apart(link);
			link = next;
		}
	}
	return NULL;
}

static void start(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sweep, NULL) != 0 || pthread_detach(thread) != 0 ||
	    pthread_create(&thread, NULL, reap, NULL) != 0 || pthread_detach(thread) != 0)
		abort();
}

void keeper_add(struct link *link)
{
	pthread_once(&keeper.once, start);
	pthread_mutex_lock(&keeper.lock);
	link->next = keeper.links;
	if (link->next != NULL)
		link->next->previous = link;
	keeper.links = link;
	pthread_mutex_unlock(&keeper.lock);
}

/* ---- groups ---- */

void link_group_init(struct link_group *group)
{
	pthread_mutex_init(&group->lock, NULL);
	pthread_cond_init(&group->changed, NULL);
	group->n_links = 0;
}

void link_group_deinit(struct link_group *group)
{
	pthread_cond_destroy(&group->changed);
	pthread_mutex_destroy(&group->lock);
}

bool link_group_enter(struct link_group *group, uint32_t max)
{
	bool entered;

	pthread_mutex_lock(&group->lock);
	entered = group->n_links < max;
	group->n_links += entered;
	pthread_mutex_unlock(&group->lock);
	return entered;
}

static void close_all(const struct link_group *group, const char *reason)
{
	struct late *links = NULL;
	size_t count = 0, capacity = 0;

	pthread_mutex_lock(&keeper.lock);
	for (struct link *link = keeper.links; link != NULL; link = link->next)
		if (link->group == group)
			append(&links, &count, &capacity, (struct late){ link_ref(link), reason });
	pthread_mutex_unlock(&keeper.lock);
	for (size_t i = 0; i < count; i++) {
		link_close(links[i].link, reason);
		link_unref(links[i].link);
	}
	free(links);
}

void link_group_close(struct link_group *group, const char *reason)
{
	close_all(group, reason);
	pthread_mutex_lock(&group->lock);
	while (group->n_links > 0)
		pthread_cond_wait(&group->changed, &group->lock);
	pthread_mutex_unlock(&group->lock);
}
