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
	const char *reason; /* to close; NULL: not yet */
	bool ping, look;
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

/* Whether ${period} milliseconds have passed since the peer was heard and since ${last}, which becomes now. */
static bool is_due(const struct link *link, int64_t now, uint32_t period, int64_t *last)
{
	if (now - link->last_frame <= period || now - *last <= period)
		return false;
	*last = now;
	return true;
}

/* What is due at ${now}. */
static struct late overdue(struct link *link, int64_t now)
{
	struct late late = { .link = link };

	pthread_mutex_lock(&link->lock);
	if (link->closing)
		;
	else if (link->write_failed)
		late.reason = "peer closed";
	else if (link->finish_by != 0 && now > link->finish_by)
		late.reason = link->parting;
	else if (!link->heard && now - link->begun > link->limits.handshake)
		late.reason = "handshake too slow";
	else if (link->writing && now - link->write_begun > link->limits.send)
		late.reason = "output never read";
	else if (link->receiving && now - link->last_frame > link->limits.idle)
		late.reason = "silent too long";
	else if (link->receiving) {
		late.ping = link->heard && is_due(link, now, link->limits.ping, &link->last_ping);
		late.look = is_due(link, now, link->limits.look, &link->last_look);
	}
	pthread_mutex_unlock(&link->lock);
	return late;
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
		struct late entry = overdue(link, now);

		if (entry.reason == NULL && !entry.ping && !entry.look)
			continue;
		link_ref(link);
		append(late, &count, capacity, entry);
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
			if (late[i].ping)
				send_ping(late[i].link);
			if (late[i].look)
				link_look(late[i].link);
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

static void tell_refused(const struct link *link)
{
	char text[160];

	if (link->events->refused == NULL)
		return;
	link->events->refused(link->context, link->address,
			      tls_report_text(&link->report, text, sizeof(text)) ? text : link->reason);
}

/* Last events, then NNG's objects. */
static void take_apart(struct link *link)
{
	/* The handshake can fail in a write, before anything was read. */
	if (!link->heard)
		tls_stream_inspect(link->stream, &link->report);
	if (link->opened)
		link->events->closed(link->context, link, link->reason);
	else
		tell_refused(link);
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
			append(&links, &count, &capacity, (struct late){ .link = link_ref(link), .reason = reason });
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
