/* The calls that wait for an answer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/connection_private.h"
#include "common/rpc/pb.h"

/* A stream's replies that wait to be visited; past it nothing is read from the server. */
enum { MAX_WAITING = 1024 * 1024 };

static struct answer *answer_new(size_t size)
{
	struct answer *answer = malloc(sizeof(*answer) + size);

	if (answer == NULL)
		abort();
	*answer = (struct answer){ .payload = { (uint8_t *)(answer + 1), size } };
	return answer;
}

static struct answer *answer_from(const Jixiao__Reply *reply)
{
	struct answer *answer = answer_new(reply->payload.len);

	if (reply->payload.len > 0)
		memcpy(answer + 1, reply->payload.data, reply->payload.len);
	answer->last = reply->last;
	if (reply->status != NULL)
		pb_status_read(reply->status, &answer->status);
	return answer;
}

void answer_free(struct answer *answer)
{
	if (answer == NULL)
		return;
	status_clear(&answer->status);
	free(answer);
}

static void add_answer(struct pending *pending, struct answer *answer)
{
	*pending->end = answer;
	pending->end = &answer->next;
	pending->waiting += answer->payload.size;
}

static struct answer *take_answer(struct pending *pending)
{
	struct answer *answer = pending->first;

	if (answer == NULL)
		return NULL;
	pending->first = answer->next;
	if (pending->first == NULL)
		pending->end = &pending->first;
	pending->waiting -= answer->payload.size;
	return answer;
}

/* A stream that is not visited fast enough stops the link, unless a plain call waits for its answer behind it. */
static bool should_hold(const struct connection *connection)
{
	bool full = false;

	for (const struct pending *p = connection->pending; p != NULL; p = p->next) {
		if (!p->stream)
			return false;
		full |= p->waiting > MAX_WAITING;
	}
	return full;
}

void connection_adjust_hold(struct connection *connection)
{
	struct link *link = NULL;
	bool hold;

	pthread_mutex_lock(&connection->lock);
	hold = should_hold(connection);
	if (hold != connection->held && connection->link != NULL) {
		connection->held = hold;
		link = link_ref(connection->link);
	}
	pthread_mutex_unlock(&connection->lock);
	if (link != NULL) {
		link_hold(link, hold);
		link_unref(link);
	}
}

void pending_answer(struct connection *connection, const Jixiao__Reply *reply)
{
	struct pending *pending = connection->pending;

	while (pending != NULL && pending->number != reply->call)
		pending = pending->next;
	if (pending != NULL)
		add_answer(pending, answer_from(reply));
	pthread_cond_broadcast(&connection->changed);
}

void pending_add(struct connection *connection, struct pending *pending)
{
	pthread_mutex_lock(&connection->lock);
	pending->number = ++connection->calls;
	pending->link = connection->links;
	pending->end = &pending->first;
	pending->next = connection->pending;
	connection->pending = pending;
	pthread_mutex_unlock(&connection->lock);
	connection_adjust_hold(connection);
}

void pending_remove(struct connection *connection, struct pending *pending)
{
	struct pending **p;
	struct answer *answer;

	pthread_mutex_lock(&connection->lock);
	for (p = &connection->pending; *p != pending; p = &(*p)->next)
		;
	*p = pending->next;
	pthread_mutex_unlock(&connection->lock);
	while ((answer = take_answer(pending)) != NULL)
		answer_free(answer);
	connection_adjust_hold(connection);
}

static bool is_alive(const struct connection *connection, const struct pending *pending)
{
	return connection->up && connection->links == pending->link;
}

enum outcome pending_wait(struct connection *connection, struct pending *pending, const struct timespec *until,
			  struct answer **answer)
{
	enum outcome outcome = ANSWERED;
	int result = 0;

	pthread_mutex_lock(&connection->lock);
	while ((*answer = take_answer(pending)) == NULL && is_alive(connection, pending) && result != ETIMEDOUT) {
		if (until == NULL)
			pthread_cond_wait(&connection->changed, &connection->lock);
		else
			result = pthread_cond_timedwait(&connection->changed, &connection->lock, until);
	}
	if (*answer == NULL)
		outcome = is_alive(connection, pending) ? LATE : LOST;
	pthread_mutex_unlock(&connection->lock);
	return outcome;
}
