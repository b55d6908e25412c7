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
	pthread_mutex_t list_lock; /* guards `links` */
	struct link *links;
	pthread_mutex_t reap_lock; /* guards `due`; taken last, also within NNG's callbacks */
	pthread_cond_t reap_due;
	struct link *due;
} keeper = {
	.once = PTHREAD_ONCE_INIT,
	.list_lock = PTHREAD_MUTEX_INITIALIZER,
	.reap_lock = PTHREAD_MUTEX_INITIALIZER,
	.reap_due = PTHREAD_COND_INITIALIZER,
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

/* The links that are late now, each with a reference for the sweep. */
static size_t collect(struct late **late, size_t *capacity)
{
	int64_t now = clock_monotonic_ms();
	size_t count = 0;

	pthread_mutex_lock(&keeper.list_lock);
	for (struct link *link = keeper.links; link != NULL; link = link->next) {
		bool ping;
		const char *reason = link_overdue(link, now, &ping);

		if (reason != NULL || ping)
			append(late, &count, capacity, (struct late){ link_ref(link), reason });
	}
	pthread_mutex_unlock(&keeper.list_lock);
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
				link_ping(late[i].link);
			link_unref(late[i].link);
		}
	}
	return NULL;
}

static void take_off(struct link *link)
{
	pthread_mutex_lock(&keeper.list_lock);
	if (link->next != NULL)
		link->next->previous = link->previous;
	if (link->previous != NULL)
		link->previous->next = link->next;
	else
		keeper.links = link->next;
	pthread_mutex_unlock(&keeper.list_lock);
}

static void *reap(void *argument)
{
	struct link *link;

	(void)argument;
	for (;;) {
		pthread_mutex_lock(&keeper.reap_lock);
		while (keeper.due == NULL)
			pthread_cond_wait(&keeper.reap_due, &keeper.reap_lock);
		link = keeper.due;
		keeper.due = NULL;
		pthread_mutex_unlock(&keeper.reap_lock);
		while (link != NULL) {
			struct link *next = link->next_due;

			take_off(link);
			link_reap(link);
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

void keeper_close_all(const struct link_listener *listener, const char *reason)
{
	struct late *links = NULL;
	size_t count = 0, capacity = 0;

	pthread_mutex_lock(&keeper.list_lock);
	for (struct link *link = keeper.links; link != NULL; link = link->next)
		if (link->listener == listener)
			append(&links, &count, &capacity, (struct late){ link_ref(link), reason });
	pthread_mutex_unlock(&keeper.list_lock);
	for (size_t i = 0; i < count; i++) {
		link_close(links[i].link, reason);
		link_unref(links[i].link);
	}
	free(links);
}

void keeper_add(struct link *link)
{
	pthread_once(&keeper.once, start);
	pthread_mutex_lock(&keeper.list_lock);
	link->next = keeper.links;
	if (link->next != NULL)
		link->next->previous = link;
	keeper.links = link;
	pthread_mutex_unlock(&keeper.list_lock);
}

void keeper_reap(struct link *link)
{
	pthread_mutex_lock(&keeper.reap_lock);
	link->next_due = keeper.due;
	keeper.due = link;
	pthread_cond_signal(&keeper.reap_due);
	pthread_mutex_unlock(&keeper.reap_lock);
}
