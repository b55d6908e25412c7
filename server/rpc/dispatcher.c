#include "server/rpc/dispatcher.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/pb.h"
#include "server/log.h"
#include "server/rpc/authorize.h"

enum { DEFAULT_DEADLINE = 30000, REQUEST_ID_SIZE = 16 };

static void send_reply(struct session *session, uint64_t id, struct slice payload, bool last)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;

	reply.call = id;
	reply.payload = (ProtobufCBinaryData){ payload.size, (uint8_t *)payload.data };
	reply.last = last;
	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = &reply;
	link_send(session->link, &frame);
}

static void send_status(struct session *session, uint64_t id, const char *method, const struct status *status)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;
	struct arena arena = ARENA_INIT;

	reply.call = id;
	reply.status = pb_status(&arena, status);
	reply.last = true;
	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = &reply;
	link_send(session->link, &frame);
	log_line("%s %s %s: %s %s", link_address(session->link), session->person, method, status_code_name(status->code),
		 message_name(status->message.id));
	arena_clear(&arena);
}

/* Unpacks and checks the request; what is wrong with it is in ${call->status}. */
static enum status_code read_request(struct call *call, struct slice payload)
{
	ProtobufCMessage *request = pb_unpack(call->arena, call->method->input, payload);

	if (request == NULL)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_UNREADABLE, call->method->name);
	pb_check(call->arena, request, call->status);
	call->request = request;
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

static struct call call_of(struct session *session, const struct method *method, struct arena *arena, struct status *status)
{
	return (struct call){ .server = session->server,
			      .method = method,
			      .arena = arena,
			      .status = status,
			      .person = session->person,
			      .evaluation = "" };
}

/* Opens a read transaction for ${call}, judges it there and runs ${step} (NULL: only judges). */
static enum status_code in_read(struct call *call, method_handler *step)
{
	enum status_code code;

	code = store_read_begin(call->server->store, &call->txn, call->status);
	if (code != STATUS_OK)
		return code;
	call->time = store_txn_time(call->txn);
	if (call->method->kind != METHOD_SELF)
		code = authorize(call);
	if (code == STATUS_OK && step != NULL)
		code = step(call);
	return code;
}

static void end_read(struct call *call)
{
	if (call->txn != NULL)
		store_read_end(call->txn);
	call->txn = NULL;
	call->shell = NULL; /* it lived in the transaction */
}

static void answer_read(struct session *session, const struct method *method, const Jixiao__Request *wire)
{
	struct status status = STATUS_INIT;
	struct call call = call_of(session, method, &session->arena, &status);

	if (read_request(&call, (struct slice){ wire->payload.data, wire->payload.len }) == STATUS_OK) {
		call.reply = pb_new(call.arena, method->output);
		in_read(&call, method->handler);
	}
	if (status.code == STATUS_OK)
		send_reply(session, wire->call, pb_pack(call.arena, call.reply), true);
	else
		send_status(session, wire->call, method->name, &status);
	end_read(&call);
	arena_reset(&session->arena);
	status_clear(&status);
}

/* ---- writes ---- */

static struct flight *flight_of_job(struct store_job *job)
{
	return (struct flight *)((char *)job - offsetof(struct flight, job));
}

/* The stored reply of a request that was done before: *${repeated}; or a refusal of an id used for something else. */
static enum status_code find_repeated(struct flight *flight, bool *repeated)
{
	struct call *call = &flight->call;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	enum status_code code;
	uint64_t sequence;

	*repeated = false;
	code = request_find(call->txn, flight->request_id, &sequence, call->status);
	if (code != STATUS_OK)
		return code == STATUS_NOT_FOUND ? STATUS_OK : code;
	code = event_get(call->txn, sequence, &event, &head, call->status);
	if (code != STATUS_OK)
		return code;
	if (strcmp(head->person, call->person) != 0 || strcmp(head->method, call->method->name) != 0 ||
	    event->payload.len != flight->payload.size ||
	    memcmp(event->payload.data, flight->payload.data, flight->payload.size) != 0)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_REUSED);
	flight->reply.data = arena_memdup(call->arena, event->reply.data, event->reply.len);
	flight->reply.size = event->reply.len;
	*repeated = call->method->kind == METHOD_WRITE;
	return STATUS_OK;
}

static enum status_code append(struct flight *flight)
{
	struct call *call = &flight->call;
	struct event_spec spec = { .person = call->person,
				   .method = call->method->name,
				   .evaluation = call->evaluation,
				   .payload = flight->payload,
				   .reply = flight->reply };
	uint64_t sequence;

	if (call->method->kind == METHOD_WRITE)
		spec.request_id = flight->request_id;
	return event_append(call->txn, &spec, &sequence, call->status);
}

/* The handler of a write, and its event. A refusal whose changes stay (call.keep) is committed too. */
static enum status_code handle_write(struct flight *flight)
{
	struct call *call = &flight->call;
	enum status_code code;

	call->reply = pb_new(call->arena, call->method->output);
	code = call->method->handler(call);
	if (code == STATUS_OK) {
		flight->reply = pb_pack(call->arena, call->reply);
	} else if (call->keep) {
		status_copy(&flight->status, call->status);
		flight->refused = true;
	} else {
		return code;
	}
	return call->method->kind == METHOD_CHUNK ? STATUS_OK : append(flight);
}

/* In the writer. */
static enum status_code run_write(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct flight *flight = flight_of_job(job);
	struct call *call = &flight->call;
	const enum method_kind kind = call->method->kind;
	enum status_code code = STATUS_OK;
	bool repeated = false;

	call->txn = txn;
	call->status = status;
	call->time = store_txn_time(txn);
	if (flight->deadline != 0 && clock_monotonic_ms() > flight->deadline)
		return STATUS_FAIL(status, STATUS_DEADLINE_EXCEEDED, MSG_DEADLINE_EXCEEDED);
	if (kind == METHOD_WRITE)
		code = find_repeated(flight, &repeated);
	if (code == STATUS_OK && kind != METHOD_SELF)
		code = authorize(call);
	if (code != STATUS_OK || repeated)
		return code;
	return kind == METHOD_AUDITED_STREAM ? append(flight) : handle_write(flight);
}

static void finish(struct flight *flight)
{
	struct session *session = flight->session;

	session_remove(session, flight);
	flight_free(flight);
	session_unref(session);
}

/* In the writer, after the sync. */
static void done_write(struct store_job *job, struct status *status)
{
	struct flight *flight = flight_of_job(job);
	struct call *call = &flight->call;
	const struct method *method = call->method;

	call->txn = NULL;
	call->shell = NULL;
	call->status = &flight->status;
	if (status->code != STATUS_OK) {
		send_status(flight->session, flight->id, method->name, status);
	} else if (flight->refused) {
		send_status(flight->session, flight->id, method->name, &flight->status);
	} else if (method->kind == METHOD_AUDITED_STREAM) {
		session_pump(flight);
		return;
	} else {
		if (method->after != NULL)
			method->after(call->server, call);
		send_reply(flight->session, flight->id, flight->reply, true);
	}
	finish(flight);
}

/* ---- streams ---- */

enum stream_step dispatch_stream_step(struct flight *flight)
{
	struct call *call = &flight->call;
	struct arena arena = ARENA_INIT;
	enum status_code code;
	enum stream_step step;

	if (atomic_load(&flight->cancelled)) {
		finish(flight);
		return STREAM_DONE;
	}
	if (!link_has_room(flight->session->link))
		return STREAM_FULL;
	call->wait = call->last = false;
	call->arena = &arena;
	call->reply = pb_new(&arena, call->method->output);
	code = in_read(call, call->method->handler);
	if (call->txn != NULL)
		flight->seen = event_log_size(call->txn);
	if (code == STATUS_OK && !call->wait)
		send_reply(flight->session, flight->id, pb_pack(&arena, call->reply), call->last);
	end_read(call);
	call->arena = &flight->arena;
	arena_clear(&arena);
	if (code != STATUS_OK)
		send_status(flight->session, flight->id, call->method->name, &flight->status);
	step = code != STATUS_OK || call->last ? STREAM_DONE : call->wait ? STREAM_WAIT : STREAM_MORE;
	if (step == STREAM_DONE)
		finish(flight);
	return step;
}

/* ---- every call ---- */

void flight_free(struct flight *flight)
{
	status_clear(&flight->status);
	arena_clear(&flight->arena);
	free(flight);
}

static struct flight *flight_new(struct session *session, const struct method *method, const Jixiao__Request *wire)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	const uint32_t deadline = wire->deadline != 0 ? wire->deadline : DEFAULT_DEADLINE;

	if (flight == NULL)
		abort();
	flight->session = session;
	flight->id = wire->call;
	flight->deadline = clock_monotonic_ms() + deadline;
	flight->job.run = run_write;
	flight->job.done = done_write;
	flight->call = call_of(session, method, &flight->arena, &flight->status);
	flight->payload.data = arena_memdup(&flight->arena, wire->payload.data, wire->payload.len);
	flight->payload.size = wire->payload.len;
	flight->request_id.data = arena_memdup(&flight->arena, wire->request_id.data, wire->request_id.len);
	flight->request_id.size = wire->request_id.len;
	return flight;
}

/* What can be refused before a flight takes off: a bad request, a caller who may not, a bad signature. */
static enum status_code prepare(struct flight *flight)
{
	struct call *call = &flight->call;
	enum status_code code;

	code = read_request(call, flight->payload);
	if (code != STATUS_OK || call->method->prepare == NULL)
		return code;
	code = in_read(call, call->method->prepare);
	end_read(call);
	return code;
}

static void take_off(struct session *session, const struct method *method, const Jixiao__Request *wire)
{
	struct flight *flight = flight_new(session, method, wire);
	struct status *status = &flight->status;

	if (method->kind == METHOD_WRITE && flight->request_id.size != REQUEST_ID_SIZE)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_MISSING);
	else if (prepare(flight) == STATUS_OK && session_add(session, flight, status)) {
		session_ref(session);
		if (method->kind == METHOD_STREAM)
			session_pump(flight);
		else if (store_submit(session->server->store, &flight->job, status) != STATUS_OK) {
			send_status(session, wire->call, method->name, status);
			finish(flight);
		}
		return;
	}
	send_status(session, wire->call, method->name, status);
	flight_free(flight);
}

void dispatch(struct session *session, const Jixiao__Request *request)
{
	const struct method *method = method_find(request->method);
	const bool enrolling = session->person[0] == '\0';

	if (method == NULL || (method->kind == METHOD_SELF) != enrolling) {
		struct status status = STATUS_INIT;

		STATUS_FAIL(&status, STATUS_UNIMPLEMENTED, MSG_NO_SUCH_METHOD, request->method);
		send_status(session, request->call, "unknown method", &status);
		status_clear(&status);
	} else if (method->kind == METHOD_READ) {
		answer_read(session, method, request);
	} else {
		take_off(session, method, request);
	}
}
