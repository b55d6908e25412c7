#include "client/connection.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/rpc/frame.h"
#include "common/rpc/link.h"
#include "common/rpc/pb.h"

enum {
	PROTOCOL = 1,
	DEADLINE = 30 * 1000,
	RETRIES = 3,
	/* The server answers in time by itself; this long its answer may take to arrive. */
	DEADLINE_GRACE = 2000,
	/* Before the first repetition; doubles. */
	RETRY_PAUSE = 100,
	/* A stream's replies that wait to be visited; past it nothing is read from the server. */
	MAX_WAITING = 1024 * 1024,
};

/* An answer as it came. */
struct answer {
	struct answer *next;
	bool last;
	struct status status; /* OK: there is a payload */
	struct slice payload; /* behind this struct */
};

/* A call in flight. */
struct pending {
	struct pending *next;
	uint64_t number, link; /* its own, and of the link that it was sent on */
	bool stream;
	struct answer *first, **end;
	size_t waiting; /* bytes */
};

struct connection {
	char *url;
	struct tls_settings tls; /* texts are in the arena */
	uint32_t deadline, retries;
	struct arena arena;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	pthread_mutex_t dialling; /* one thread opens a link; taken before lock */
	struct link *link;	  /* NULL: broken or not yet there */
	bool up;		  /* from opened to closed */
	uint64_t links;		  /* opened so far */
	bool held;
	Jixiao__Hello *hello;
	uint64_t calls;
	struct pending *pending;
};

/* ---- answers ---- */

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

static void answer_free(struct answer *answer)
{
	if (answer == NULL)
		return;
	status_clear(&answer->status);
	free(answer);
}

static void pending_add_answer(struct pending *pending, struct answer *answer)
{
	*pending->end = answer;
	pending->end = &answer->next;
	pending->waiting += answer->payload.size;
}

static struct answer *pending_take_answer(struct pending *pending)
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

/* Without the lock. */
static void adjust_hold(struct connection *connection)
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
	hello.protocol = PROTOCOL;
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

static void take_reply(struct connection *connection, const Jixiao__Reply *reply)
{
	struct pending *pending = connection->pending;

	while (pending != NULL && pending->number != reply->call)
		pending = pending->next;
	if (pending != NULL)
		pending_add_answer(pending, answer_from(reply));
	pthread_cond_broadcast(&connection->changed);
}

static void frame_came(void *context, struct link *link, const Jixiao__Frame *frame)
{
	struct connection *connection = context;
	bool expected = true;

	pthread_mutex_lock(&connection->lock);
	if (frame->kind_case == JIXIAO__FRAME__KIND_HELLO && connection->hello == NULL)
		take_hello(connection, frame->hello);
	else if (frame->kind_case == JIXIAO__FRAME__KIND_REPLY && connection->hello != NULL)
		take_reply(connection, frame->reply);
	else
		expected = false;
	pthread_mutex_unlock(&connection->lock);
	if (!expected)
		link_close(link, "unexpected frame");
	adjust_hold(connection);
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

static const char *server_name(const struct connection *connection)
{
	const char *slashes = strstr(connection->url, "://");

	return slashes == NULL ? connection->url : slashes + 3;
}

static enum status_code check_hello(struct connection *connection, struct link *link, struct status *status)
{
	char version[16] = "?", own[16];
	bool good;

	pthread_mutex_lock(&connection->lock);
	good = connection->hello != NULL && connection->hello->protocol == PROTOCOL;
	if (connection->hello != NULL)
		snprintf(version, sizeof(version), "%u", connection->hello->protocol);
	if (good)
		connection->link = link;
	pthread_mutex_unlock(&connection->lock);
	if (good)
		return STATUS_OK;
	snprintf(own, sizeof(own), "%d", PROTOCOL);
	return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_SERVER_PROTOCOL, server_name(connection), version, own);
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

/* Sees to it that there is a link that works, as far as one can know. */
static enum status_code ensure_link(struct connection *connection, struct status *status)
{
	enum status_code code = STATUS_OK;
	struct link *link, *broken;
	bool up;

	pthread_mutex_lock(&connection->dialling);
	pthread_mutex_lock(&connection->lock);
	up = connection->link != NULL && connection->up;
	broken = up ? NULL : connection->link;
	pthread_mutex_unlock(&connection->lock);
	if (broken != NULL)
		drop_link(connection, broken);
	if (!up) {
		code = link_dial(connection->url, &connection->tls, &link_limits_default, &events, connection, &link, status);
		if (code == STATUS_OK) {
			code = check_hello(connection, link, status);
			if (code != STATUS_OK)
				drop_link(connection, link);
		}
	}
	pthread_mutex_unlock(&connection->dialling);
	return code;
}

static void copy_tls(struct connection *connection, const struct tls_settings *tls)
{
	const char **texts[] = { &connection->tls.certificate, &connection->tls.key, &connection->tls.ca,
				 &connection->tls.server_name };

	connection->tls = *tls;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (*texts[i] != NULL)
			*texts[i] = arena_strdup(&connection->arena, *texts[i]);
}

enum status_code connection_open(const struct connection_settings *settings, struct connection **out, struct status *status)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (connection == NULL)
		abort();
	connection->url = arena_strdup(&connection->arena, settings->url);
	copy_tls(connection, &settings->tls);
	connection->deadline = settings->deadline == 0 ? DEADLINE : settings->deadline;
	connection->retries = settings->retries == 0 ? RETRIES : settings->retries;
	pthread_mutex_init(&connection->lock, NULL);
	pthread_mutex_init(&connection->dialling, NULL);
	clock_condition_init(&connection->changed);
	if (ensure_link(connection, status) != STATUS_OK) {
		connection_close(connection);
		return status->code;
	}
	*out = connection;
	return STATUS_OK;
}

void connection_close(struct connection *connection)
{
	if (connection == NULL)
		return;
	assert(connection->pending == NULL);
	if (connection->link != NULL)
		drop_link(connection, connection->link);
	/* A dial that failed after `opened` has its last event still to come. */
	pthread_mutex_lock(&connection->lock);
	while (connection->up)
		pthread_cond_wait(&connection->changed, &connection->lock);
	pthread_mutex_unlock(&connection->lock);
	pthread_cond_destroy(&connection->changed);
	pthread_mutex_destroy(&connection->lock);
	pthread_mutex_destroy(&connection->dialling);
	/* The login key. */
	if (connection->tls.key != NULL)
		explicit_bzero((char *)connection->tls.key, strlen(connection->tls.key));
	arena_clear(&connection->arena);
	free(connection);
}

const Jixiao__Hello *connection_hello(const struct connection *connection)
{
	return connection->hello;
}

/* ---- calls ---- */

void request_id_make(uint8_t id[16])
{
	const uint64_t time = (uint64_t)clock_real_ms();

	if (getrandom(id, 16, 0) != 16)
		abort();
	for (int i = 0; i < 6; i++)
		id[i] = (uint8_t)(time >> (40 - 8 * i));
	id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
	id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

static bool is_past(const struct timespec *until)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > until->tv_sec || (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

static void pending_add(struct connection *connection, struct pending *pending)
{
	pthread_mutex_lock(&connection->lock);
	pending->number = ++connection->calls;
	pending->link = connection->links;
	pending->end = &pending->first;
	pending->next = connection->pending;
	connection->pending = pending;
	pthread_mutex_unlock(&connection->lock);
	adjust_hold(connection);
}

static void pending_remove(struct connection *connection, struct pending *pending)
{
	struct pending **p;
	struct answer *answer;

	pthread_mutex_lock(&connection->lock);
	for (p = &connection->pending; *p != pending; p = &(*p)->next)
		;
	*p = pending->next;
	pthread_mutex_unlock(&connection->lock);
	while ((answer = pending_take_answer(pending)) != NULL)
		answer_free(answer);
	adjust_hold(connection);
}

/* The link, referenced; NULL if it broke. */
static struct link *current_link(struct connection *connection)
{
	struct link *link;

	pthread_mutex_lock(&connection->lock);
	link = connection->up && connection->link != NULL ? link_ref(connection->link) : NULL;
	pthread_mutex_unlock(&connection->lock);
	return link;
}

static bool send_frame(struct connection *connection, const Jixiao__Frame *frame)
{
	struct link *link = current_link(connection);
	bool sent;

	if (link == NULL)
		return false;
	sent = link_send(link, frame);
	link_unref(link);
	return sent;
}

static void send_cancel(struct connection *connection, uint64_t call)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Cancel cancel = JIXIAO__CANCEL__INIT;

	cancel.call = call;
	frame.kind_case = JIXIAO__FRAME__KIND_CANCEL;
	frame.cancel = &cancel;
	send_frame(connection, &frame);
}

/* Refused here, for a frame over the limit would cost the whole connection. */
static enum status_code check_size(const Jixiao__Frame *frame, const char *method, struct status *status)
{
	size_t size = frame_size(frame) - FRAME_HEADER;
	char got[24], limit[24];

	if (size <= link_limits_default.max_frame)
		return STATUS_OK;
	snprintf(got, sizeof(got), "%zu", size);
	snprintf(limit, sizeof(limit), "%u", link_limits_default.max_frame);
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_TOO_LARGE, method, got, limit);
}

enum outcome { ANSWERED, LOST, LATE };

static bool is_alive(const struct connection *connection, const struct pending *pending)
{
	return connection->up && connection->links == pending->link;
}

/* Waits for the next answer to ${pending}; ${until} NULL: as long as the link lives. */
static enum outcome wait_answer(struct connection *connection, struct pending *pending, const struct timespec *until,
				struct answer **answer)
{
	enum outcome outcome = ANSWERED;
	int result = 0;

	pthread_mutex_lock(&connection->lock);
	while ((*answer = pending_take_answer(pending)) == NULL && is_alive(connection, pending) && result != ETIMEDOUT) {
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

static enum status_code fail_late(struct connection *connection, const char *method, struct status *status)
{
	char limit[16];

	snprintf(limit, sizeof(limit), "%u", connection->deadline);
	return STATUS_FAIL(status, STATUS_DEADLINE_EXCEEDED, MSG_NO_ANSWER, method, limit);
}

static enum status_code read_answer(struct connection *connection, struct arena *arena, const char *method,
				    const struct answer *answer, const ProtobufCMessageDescriptor *output,
				    ProtobufCMessage **reply, struct status *status)
{
	if (answer->status.code != STATUS_OK) {
		status_copy(status, &answer->status);
		return status->code;
	}
	*reply = pb_unpack(arena, output, answer->payload);
	if (*reply == NULL)
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_REPLY_UNREADABLE, server_name(connection), method);
	return STATUS_OK;
}

/* Sends once and waits. LOST: the link broke before the answer came. */
static enum outcome try_call(struct connection *connection, Jixiao__Frame *frame, const struct timespec *until,
			     struct answer **answer)
{
	struct pending pending = { .stream = false };
	enum outcome outcome = LOST;

	*answer = NULL;
	pending_add(connection, &pending);
	frame->request->call = pending.number;
	if (send_frame(connection, frame))
		outcome = wait_answer(connection, &pending, until, answer);
	if (outcome == LATE)
		send_cancel(connection, pending.number);
	pending_remove(connection, &pending);
	return outcome;
}

static void pause_before(uint32_t attempt)
{
	const uint32_t milliseconds = (uint32_t)RETRY_PAUSE << (attempt > 5 ? 5 : attempt);
	const struct timespec pause = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

	nanosleep(&pause, NULL);
}

/* Only a write is sent again, for only a write has an id by which the server knows that it was done. */
static enum status_code call_with_retries(struct connection *connection, Jixiao__Frame *frame, bool write,
					  struct answer **answer, struct status *status)
{
	const struct timespec until = clock_monotonic_after(connection->deadline + DEADLINE_GRACE);
	const char *method = frame->request->method;
	enum outcome outcome = LOST;
	bool sent = false;

	for (uint32_t attempt = 0;; attempt++) {
		enum status_code code = ensure_link(connection, status);

		if (code == STATUS_OK) {
			outcome = try_call(connection, frame, &until, answer);
			sent = true;
		}
		if (code == STATUS_OK && outcome == ANSWERED)
			return STATUS_OK;
		if (code == STATUS_OK && outcome == LATE)
			return fail_late(connection, method, status);
		if (code != STATUS_OK && (code != STATUS_UNAVAILABLE || !sent))
			return code;
		if (!write)
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, server_name(connection));
		if (attempt >= connection->retries || is_past(&until))
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_OUTCOME_UNKNOWN, server_name(connection), method);
		pause_before(attempt);
		status_clear(status);
	}
}

static void request_frame(struct arena *arena, Jixiao__Frame *frame, Jixiao__Request *request, const char *method,
			  const ProtobufCMessage *message)
{
	struct slice payload = pb_pack(arena, message);

	jixiao__request__init(request);
	request->method = (char *)method;
	request->payload.data = (uint8_t *)payload.data;
	request->payload.len = payload.size;
	request->call = UINT64_MAX; /* its largest size, until it is sent */
	jixiao__frame__init(frame);
	frame->kind_case = JIXIAO__FRAME__KIND_REQUEST;
	frame->request = request;
}

enum status_code connection_call(struct connection *connection, struct arena *arena, const char *method, bool write,
				 const uint8_t *request_id, const ProtobufCMessage *request,
				 const ProtobufCMessageDescriptor *output, ProtobufCMessage **reply, struct status *status)
{
	struct arena scratch = ARENA_INIT;
	struct answer *answer = NULL;
	uint8_t id[16];
	Jixiao__Frame frame;
	Jixiao__Request envelope;

	request_frame(&scratch, &frame, &envelope, method, request);
	envelope.deadline = connection->deadline;
	if (write && request_id == NULL)
		request_id_make(id);
	else if (write)
		memcpy(id, request_id, sizeof(id));
	if (write)
		envelope.request_id = (ProtobufCBinaryData){ sizeof(id), id };
	if (check_size(&frame, method, status) == STATUS_OK &&
	    call_with_retries(connection, &frame, write, &answer, status) == STATUS_OK)
		read_answer(connection, arena, method, answer, output, reply, status);
	answer_free(answer);
	arena_clear(&scratch);
	return status->code;
}

/* Visits replies until the last one. */
static enum status_code visit_stream(struct connection *connection, struct pending *pending, const char *method,
				     const ProtobufCMessageDescriptor *output, connection_visit *visit, void *context,
				     struct status *status)
{
	bool more = true;

	while (more && status->code == STATUS_OK) {
		struct arena arena = ARENA_INIT;
		struct answer *answer;
		ProtobufCMessage *reply;

		if (wait_answer(connection, pending, NULL, &answer) == LOST)
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, server_name(connection));
		adjust_hold(connection);
		more = answer->status.code == STATUS_OK && !answer->last;
		/* A stream may end with a last answer that holds nothing. */
		if ((answer->status.code != STATUS_OK || answer->payload.size > 0 || !answer->last) &&
		    read_answer(connection, &arena, method, answer, output, &reply, status) == STATUS_OK &&
		    !visit(context, reply) && more) {
			send_cancel(connection, pending->number);
			more = false;
		}
		answer_free(answer);
		arena_clear(&arena);
	}
	return status->code;
}

enum status_code connection_stream(struct connection *connection, const char *method, const ProtobufCMessage *request,
				   const ProtobufCMessageDescriptor *output, connection_visit *visit, void *context,
				   struct status *status)
{
	struct arena scratch = ARENA_INIT;
	struct pending pending = { .stream = true };
	Jixiao__Frame frame;
	Jixiao__Request envelope;

	request_frame(&scratch, &frame, &envelope, method, request);
	if (check_size(&frame, method, status) != STATUS_OK || ensure_link(connection, status) != STATUS_OK)
		goto out;
	pending_add(connection, &pending);
	envelope.call = pending.number;
	if (send_frame(connection, &frame))
		visit_stream(connection, &pending, method, output, visit, context, status);
	else
		STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, server_name(connection));
	pending_remove(connection, &pending);
out:
	arena_clear(&scratch);
	return status->code;
}
