#include "server/rpc/pump.h"

#include <pthread.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "server/rpc/flight.h"

struct pump {
	pthread_mutex_t lock; /* of what follows and of where a flight stands */
	pthread_cond_t wake;
	struct flight *queue, **queue_end;
	struct flight *parked; /* streams that wait for room or for news, linked by queue_next */
	uint64_t log_size;
	bool stop;
	pthread_t thread;
};

static void enqueue(struct pump *pump, struct flight *flight)
{
	flight->queue_next = NULL;
	*pump->queue_end = flight;
	pump->queue_end = &flight->queue_next;
	pthread_cond_signal(&pump->wake);
}

void pump_add(struct pump *pump, struct flight *flight)
{
	pthread_mutex_lock(&pump->lock);
	enqueue(pump, flight);
	pthread_mutex_unlock(&pump->lock);
}

/* Puts the parked streams of ${session} (NULL: all) back into the queue. With the lock. */
static void wake_parked(struct pump *pump, const struct session *session)
{
	struct flight **link = &pump->parked, *flight;

	while ((flight = *link) != NULL) {
		if (session != NULL && flight->session != session) {
			link = &flight->queue_next;
			continue;
		}
		*link = flight->queue_next;
		enqueue(pump, flight);
	}
}

void pump_wake(struct pump *pump, const struct session *session)
{
	pthread_mutex_lock(&pump->lock);
	wake_parked(pump, session);
	pthread_mutex_unlock(&pump->lock);
}

/* What becomes of a stream after a step; whatever woke it in between must not be missed. With the lock. */
static void settle(struct pump *pump, struct flight *flight, enum stream_step step)
{
	if (step == STREAM_MORE || atomic_load(&flight->cancelled) || (step == STREAM_WAIT && pump->log_size > flight->seen) ||
	    (step == STREAM_FULL && link_has_room(flight->session->link)))
		enqueue(pump, flight);
	else {
		flight->queue_next = pump->parked;
		pump->parked = flight;
	}
}

/* The earliest deadline of the parked streams; 0: none. With the lock. */
static int64_t earliest(const struct pump *pump)
{
	int64_t first = 0;

	for (const struct flight *flight = pump->parked; flight != NULL; flight = flight->queue_next)
		if (flight->deadline != 0 && (first == 0 || flight->deadline < first))
			first = flight->deadline;
	return first;
}

/* Until there is something to do; a parked stream whose deadline passed is stepped once more, to say so. With the lock. */
static void wait_for_work(struct pump *pump)
{
	int64_t first = earliest(pump), now = clock_monotonic_ms();
	struct timespec until;

	if (first == 0) {
		pthread_cond_wait(&pump->wake, &pump->lock);
	} else if (first >= now) {
		until = clock_monotonic_after((uint32_t)(first - now + 1));
		pthread_cond_timedwait(&pump->wake, &pump->lock, &until);
	} else {
		wake_parked(pump, NULL);
	}
}

static void *run(void *context)
{
	struct pump *pump = context;

	pthread_mutex_lock(&pump->lock);
	for (;;) {
		struct flight *flight = pump->queue;
		enum stream_step step;

		if (flight == NULL) {
			if (pump->stop)
				break;
			wait_for_work(pump);
			continue;
		}
		pump->queue = flight->queue_next;
		if (pump->queue == NULL)
			pump->queue_end = &pump->queue;
		pthread_mutex_unlock(&pump->lock);
		step = flight->step(flight);
		pthread_mutex_lock(&pump->lock);
		if (step != STREAM_DONE)
			settle(pump, flight, step);
	}
	pthread_mutex_unlock(&pump->lock);
	return NULL;
}

void pump_log_grew(struct pump *pump, uint64_t size)
{
	pthread_mutex_lock(&pump->lock);
	pump->log_size = size;
	wake_parked(pump, NULL);
	pthread_mutex_unlock(&pump->lock);
}

struct pump *pump_new(void)
{
	struct pump *pump = calloc(1, sizeof(*pump));

	if (pump == NULL)
		abort();
	pump->queue_end = &pump->queue;
	pthread_mutex_init(&pump->lock, NULL);
	clock_condition_init(&pump->wake);
	if (pthread_create(&pump->thread, NULL, run, pump) != 0)
		abort();
	return pump;
}

void pump_free(struct pump *pump)
{
	pthread_mutex_lock(&pump->lock);
	pump->stop = true;
	pthread_cond_signal(&pump->wake);
	pthread_mutex_unlock(&pump->lock);
	pthread_join(pump->thread, NULL);
	pthread_cond_destroy(&pump->wake);
	pthread_mutex_destroy(&pump->lock);
	free(pump);
}
