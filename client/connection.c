#include "client/connection.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "client/connection_private.h"
#include "common/base/clock.h"
#include "common/rpc/frame.h"
#include "common/rpc/pb.h"

/* Milliseconds, but for RETRIES. */
enum {
	DEADLINE = 30 * 1000,
	RETRIES = 3,
	/* The server answers in time by itself; this long its answer may take to arrive. */
	DEADLINE_GRACE = 2000,
	/* Before the first repetition; doubles. */
	RETRY_PAUSE = 100,
};

/* ---- opening and closing ---- */

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
	if (settings->task != NULL)
		connection->task = arena_strdup(&connection->arena, settings->task);
	copy_tls(connection, &settings->tls);
	connection->deadline = settings->deadline == 0 ? DEADLINE : settings->deadline;
	connection->retries = settings->retries == 0 ? RETRIES : settings->retries;
	pthread_mutex_init(&connection->lock, NULL);
	pthread_mutex_init(&connection->dialling, NULL);
	clock_condition_init(&connection->changed);
	if (connection_link(connection, status) != STATUS_OK) {
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
	connection_unlink(connection);
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

static void send_cancel(struct connection *connection, uint64_t call)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Cancel cancel = JIXIAO__CANCEL__INIT;

	cancel.call = call;
	frame.kind_case = JIXIAO__FRAME__KIND_CANCEL;
	frame.cancel = &cancel;
	connection_send(connection, &frame);
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

static const char *task_of(const struct connection *connection, const char *method)
{
	return connection->task != NULL ? connection->task : method;
}

static enum status_code fail_late(struct connection *connection, const char *method, struct status *status)
{
	char limit[24];

	snprintf(limit, sizeof(limit), connection->deadline % 1000 == 0 ? "%u" : "%u.%03u", connection->deadline / 1000,
		 connection->deadline % 1000);
	return STATUS_FAIL(status, STATUS_DEADLINE_EXCEEDED, MSG_NO_ANSWER, task_of(connection, method), limit);
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
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_REPLY_UNREADABLE, connection_server(connection), method);
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
	if (connection_send(connection, frame))
		outcome = pending_wait(connection, &pending, until, answer);
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
		enum status_code code = connection_link(connection, status);

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
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, connection_server(connection));
		if (attempt >= connection->retries || is_past(&until))
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_OUTCOME_UNKNOWN, connection_server(connection),
					   task_of(connection, method));
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

		if (pending_wait(connection, pending, NULL, &answer) == LOST)
			return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, connection_server(connection));
		connection_adjust_hold(connection);
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
	if (check_size(&frame, method, status) != STATUS_OK || connection_link(connection, status) != STATUS_OK)
		goto out;
	pending_add(connection, &pending);
	envelope.call = pending.number;
	if (connection_send(connection, &frame))
		visit_stream(connection, &pending, method, output, visit, context, status);
	else
		STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_CONNECTION_LOST, connection_server(connection));
	pending_remove(connection, &pending);
out:
	arena_clear(&scratch);
	return status->code;
}
