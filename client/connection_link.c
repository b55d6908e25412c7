/* The link beneath a connection: opened when a call needs it, again after it broke. */
#include <stdio.h>
#include <string.h>

#include "client/connection_private.h"
#include "common/rpc/frame.h"
#include "common/rpc/pb.h"

/* How long to wait for a place among the person's connections, and how often, in milliseconds. */
enum { PLACE_PAUSE = 500, PLACE_TRIES = 4 };

/* ---- the link's events ---- */

static void opened(void *context, struct link *link)
{
	struct connection *connection = context;
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;

	pthread_mutex_lock(&connection->lock);
	connection->up = true;
	connection->links++;
	connection->hello = NULL;
	pthread_mutex_unlock(&connection->lock);
	hello.protocol = FRAME_PROTOCOL;
	hello.program = (char *)"jixiao";
	frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	frame.hello = &hello;
	link_send(link, &frame);
}

static void take_hello(struct connection *connection, const Jixiao__Hello *hello)
{
	struct slice bytes = pb_pack(&connection->arena, &hello->base);

	connection->hello = (Jixiao__Hello *)pb_unpack(&connection->arena, &jixiao__hello__descriptor, bytes);
}

static void frame_came(void *context, struct link *link, const Jixiao__Frame *frame)
{
	struct connection *connection = context;
	bool expected = true;

	pthread_mutex_lock(&connection->lock);
	if (frame->kind_case == JIXIAO__FRAME__KIND_HELLO && connection->hello == NULL)
		take_hello(connection, frame->hello);
	else if (frame->kind_case == JIXIAO__FRAME__KIND_REPLY && connection->hello != NULL)
		pending_answer(connection, frame->reply);
	else
		expected = false;
	pthread_mutex_unlock(&connection->lock);
	if (!expected)
		link_close(link, "unexpected frame");
	connection_adjust_hold(connection);
}

static void drained(void *context, struct link *link)
{
	(void)context;
	(void)link;
}

static void closed(void *context, struct link *link, const char *reason)
{
	struct connection *connection = context;

	(void)link;
	(void)reason;
	pthread_mutex_lock(&connection->lock);
	connection->up = false;
	connection->held = false;
	pthread_cond_broadcast(&connection->changed);
	pthread_mutex_unlock(&connection->lock);
}

static const struct link_events events = {
	.opened = opened,
	.frame = frame_came,
	.drained = drained,
	.closed = closed,
};

/* ---- opening ---- */

const char *connection_server(const struct connection *connection)
{
	const char *slashes = strstr(connection->url, "://");

	return slashes == NULL ? connection->url : slashes + 3;
}

static enum status_code check_hello(struct connection *connection, struct link *link, struct status *status)
{
	char version[16] = "?", own[16];
	bool good, refused;

	pthread_mutex_lock(&connection->lock);
	good = connection->hello != NULL && connection->hello->protocol == FRAME_PROTOCOL;
	if (connection->hello != NULL)
		snprintf(version, sizeof(version), "%u", connection->hello->protocol);
	refused = good && connection->hello->refusal != NULL && connection->hello->refusal->code != STATUS_OK;
	if (refused)
		pb_status_read(connection->hello->refusal, status);
	else if (good)
		connection->link = link;
	pthread_mutex_unlock(&connection->lock);
	if (good)
		return refused ? status->code : STATUS_OK;
	snprintf(own, sizeof(own), "%d", FRAME_PROTOCOL);
	return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_SERVER_PROTOCOL, connection_server(connection), version, own);
}

/* Waits for the last event of a link, then lets go of it. */
static void drop_link(struct connection *connection, struct link *link)
{
	link_close(link, "done");
	pthread_mutex_lock(&connection->lock);
	while (connection->up)
		pthread_cond_wait(&connection->changed, &connection->lock);
	if (connection->link == link)
		connection->link = NULL;
	pthread_mutex_unlock(&connection->lock);
	link_unref(link);
}

static enum status_code dial(struct connection *connection, struct status *status)
{
	struct link *link;
	enum status_code code =
		link_dial(connection->url, &connection->tls, &link_limits_default, &events, connection, &link, status);

	if (code != STATUS_OK)
		return code;
	code = check_hello(connection, link, status);
	if (code != STATUS_OK)
		drop_link(connection, link);
	return code;
}

/* A person's other connections may be about to end: those of commands that were broken off the server finds in a second. */
static enum status_code dial_patiently(struct connection *connection, struct status *status)
{
	const struct timespec pause = { .tv_nsec = PLACE_PAUSE * 1000000L };

	enum status_code code = dial(connection, status);

	for (int i = 0; code == STATUS_RESOURCE_EXHAUSTED && i < PLACE_TRIES; i++) {
		status_clear(status);
		nanosleep(&pause, NULL);
		code = dial(connection, status);
	}
	return code;
}

enum status_code connection_link(struct connection *connection, struct status *status)
{
	enum status_code code = STATUS_OK;
	struct link *broken;
	bool up;

	pthread_mutex_lock(&connection->dialling);
	pthread_mutex_lock(&connection->lock);
	up = connection->link != NULL && connection->up;
	broken = up ? NULL : connection->link;
	pthread_mutex_unlock(&connection->lock);
	if (broken != NULL)
		drop_link(connection, broken);
	if (!up)
		code = dial_patiently(connection, status);
	pthread_mutex_unlock(&connection->dialling);
	return code;
}

void connection_unlink(struct connection *connection)
{
	if (connection->link != NULL)
		drop_link(connection, connection->link);
	/* A dial that failed after `opened` has its last event still to come. */
	pthread_mutex_lock(&connection->lock);
	while (connection->up)
		pthread_cond_wait(&connection->changed, &connection->lock);
	pthread_mutex_unlock(&connection->lock);
}

/* ---- sending ---- */

/* The link, referenced; NULL if it broke. */
static struct link *current_link(struct connection *connection)
{
	struct link *link;

	pthread_mutex_lock(&connection->lock);
	link = connection->up && connection->link != NULL ? link_ref(connection->link) : NULL;
	pthread_mutex_unlock(&connection->lock);
	return link;
}

bool connection_send(struct connection *connection, const Jixiao__Frame *frame)
{
	struct link *link = current_link(connection);
	bool sent;

	if (link == NULL)
		return false;
	sent = link_send(link, frame);
	link_unref(link);
	return sent;
}
