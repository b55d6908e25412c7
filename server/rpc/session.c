#include "server/rpc/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "server/rpc/flight.h"

struct session *session_new(struct sessions *all, struct server *server, struct pump *pump, struct pump *slow,
			    struct link *link, const char *person)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		abort();
	session->all = all;
	session->server = server;
	session->pump = pump;
	session->slow = slow;
	session->link = link_ref(link);
	atomic_init(&session->references, 1);
	atomic_init(&session->heard, clock_monotonic_ms());
	pthread_mutex_init(&session->lock, NULL);
	strncpy(session->person, person, sizeof(session->person) - 1);
	return session;
}

void session_ref(struct session *session)
{
	atomic_fetch_add(&session->references, 1);
}

void session_unref(struct session *session)
{
	if (atomic_fetch_sub(&session->references, 1) != 1)
		return;
	link_unref(session->link);
	arena_clear(&session->arena);
	pthread_mutex_destroy(&session->lock);
	free(session);
}

bool session_add(struct session *session, struct flight *flight, struct status *status)
{
	struct flight *other;

	pthread_mutex_lock(&session->lock);
	for (other = session->flights; other != NULL && other->id != flight->id; other = other->next)
		;
	if (other != NULL)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_CALL_ID_TAKEN);
	else if (session->n_flights >= session->server->settings.calls_per_link)
		STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_TOO_MANY_CALLS);
	if (status->code == STATUS_OK) {
		session->n_flights++;
		flight->previous = NULL;
		flight->next = session->flights;
		if (flight->next != NULL)
			flight->next->previous = flight;
		session->flights = flight;
		if (session->closed)
			atomic_store(&flight->cancelled, true);
	}
	pthread_mutex_unlock(&session->lock);
	return status->code == STATUS_OK;
}

void session_remove(struct session *session, struct flight *flight)
{
	pthread_mutex_lock(&session->lock);
	session->n_flights--;
	if (flight->previous != NULL)
		flight->previous->next = flight->next;
	else
		session->flights = flight->next;
	if (flight->next != NULL)
		flight->next->previous = flight->previous;
	pthread_mutex_unlock(&session->lock);
}

void session_cancel(struct session *session, uint64_t id)
{
	pthread_mutex_lock(&session->lock);
	for (struct flight *flight = session->flights; flight != NULL; flight = flight->next)
		if (flight->id == id)
			atomic_store(&flight->cancelled, true);
	pthread_mutex_unlock(&session->lock);
}

void session_end(struct session *session)
{
	pthread_mutex_lock(&session->lock);
	session->closed = true;
	for (struct flight *flight = session->flights; flight != NULL; flight = flight->next)
		atomic_store(&flight->cancelled, true);
	pthread_mutex_unlock(&session->lock);
}

bool session_is_quiet(struct session *session, int64_t ms)
{
	bool idle;

	pthread_mutex_lock(&session->lock);
	idle = session->n_flights == 0;
	pthread_mutex_unlock(&session->lock);
	return idle && clock_monotonic_ms() - atomic_load(&session->heard) > ms;
}
