#include "server/rpc/dispatcher.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/pb.h"
#include "server/rpc/authorize.h"
#include "server/rpc/flight.h"
#include "server/rpc/pump.h"
#include "server/rpc/reply.h"
#include "server/service/summary.h"

enum { DEFAULT_DEADLINE = 30000, REQUEST_ID_SIZE = 16 };

/* A frame's bytes beside the reply in it. */
enum { FRAME_OVERHEAD = 64, METHOD_NAME_LONGEST = 64 };

/* Packs the handler's reply, unless the peer could not take it. */
static enum status_code pack_reply(struct call *call, struct slice *packed)
{
	*packed = pb_pack(call->arena, call->reply);
	if (packed->size + FRAME_OVERHEAD <= call->server->settings.limits.max_frame)
		return STATUS_OK;
	return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_REPLY_TOO_LARGE, call->method->name);
}

/* Unpacks and checks the request; what is wrong with it is in ${call->status}. */
static enum status_code read_request(struct call *call, struct slice payload)
{
	ProtobufCMessage *request = pb_unpack(call->arena, call->method->input, payload);

	if (request == NULL)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_UNREADABLE, call->method->name);
	pb_check_wire(call->arena, call->method->input, payload, call->status);
	pb_check(call->arena, request, call->status);
	for (size_t i = 0; i < 2 && call->method->required[i] != NULL; i++)
		if (**(char *const *)((const char *)request + call->method->required[i]->offset) == '\0')
			STATUS_VIOLATION(call->status, call->method->required[i]->name, MSG_FIELD_REQUIRED);
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
			      .peer = link_peer(session->link),
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
	struct slice packed = { NULL, 0 };

	if (read_request(&call, pb_slice(wire->payload)) == STATUS_OK) {
		call.reply = pb_new(call.arena, method->output);
		if (in_read(&call, method->handler) == STATUS_OK)
			pack_reply(&call, &packed);
		end_read(&call);
	}
	if (status.code == STATUS_OK)
		reply_send(session, wire->call, method, packed, true);
	else
		reply_refuse(session, wire->call, method, &status);
	arena_reset(&session->arena);
	status_clear(&status);
}

/* ---- writes ---- */

static struct flight *flight_of_job(struct store_job *job)
{
	return (struct flight *)((char *)job - offsetof(struct flight, job));
}

static bool is_late(const struct flight *flight, struct status *status)
{
	if (flight->deadline == 0 || clock_monotonic_ms() <= flight->deadline)
		return false;
	STATUS_FAIL(status, STATUS_DEADLINE_EXCEEDED, MSG_DEADLINE_EXCEEDED);
	return true;
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
	if (flight->request_id.size == 0)
		return STATUS_OK;
	code = request_find(call->txn, flight->request_id, &sequence, call->status);
	if (code != STATUS_OK)
		return code == STATUS_NOT_FOUND ? STATUS_OK : code;
	code = event_get(call->txn, sequence, &event, &head, call->status);
	if (code != STATUS_OK)
		return code;
	/* Who enrols has no name yet; the payload holds it, and the proof that only they could make. */
	if ((call->method->kind != METHOD_SELF && strcmp(head->person, call->person) != 0) ||
	    strcmp(head->method, call->method->name) != 0 || event->payload.len != flight->payload.size ||
	    memcmp(event->payload.data, flight->payload.data, flight->payload.size) != 0)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_REUSED);
	flight->reply.data = arena_memdup(call->arena, event->reply.data, event->reply.len);
	flight->reply.size = event->reply.len;
	*repeated = true;
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

	if (call->method->kind == METHOD_WRITE || call->method->kind == METHOD_SELF)
		spec.request_id = flight->request_id;
	return event_append(call->txn, &spec, &sequence, call->status);
}

/* The handler of a write, what is kept of its evaluation, and its event. */
static enum status_code handle_write(struct flight *flight)
{
	struct call *call = &flight->call;
	enum status_code code;

	call->reply = pb_new(call->arena, call->method->output);
	code = call->method->handler(call);
	if (code == STATUS_OK)
		code = pack_reply(call, &flight->reply);
	if (code != STATUS_OK || call->method->kind == METHOD_CHUNK)
		return code;
	code = summary_keep(call);
	return code == STATUS_OK ? append(flight) : code;
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
	if (is_late(flight, status))
		return status->code;
	if (kind == METHOD_WRITE || kind == METHOD_SELF)
		code = find_repeated(flight, &repeated);
	/* What was done is told again, also where it may not be done again: the stage may have moved by this very write. */
	if (code != STATUS_OK || repeated)
		return code;
	if (kind != METHOD_SELF)
		code = authorize(call);
	if (code != STATUS_OK)
		return code;
	return kind == METHOD_AUDITED_STREAM ? append(flight) : handle_write(flight);
}

static void flight_free(struct flight *flight)
{
	status_clear(&flight->status);
	arena_clear(&flight->arena);
	free(flight);
}

static void finish(struct flight *flight)
{
	struct session *session = flight->session;

	session_remove(session, flight);
	flight_free(flight);
	session_unref(session);
}

/* In the answerer, after the sync. */
static void done_write(struct store_job *job, struct status *status)
{
	struct flight *flight = flight_of_job(job);
	struct call *call = &flight->call;
	const struct method *method = call->method;

	call->txn = NULL;
	call->shell = NULL;
	call->status = &flight->status;
	if (status->code != STATUS_OK) {
		reply_refuse(flight->session, flight->id, method, status);
	} else if (method->kind == METHOD_AUDITED_STREAM) {
		pump_add(flight->session->pump, flight);
		return;
	} else {
		if (method->after != NULL)
			method->after(call->server, call);
		reply_send(flight->session, flight->id, method, flight->reply, true);
	}
	finish(flight);
}

/* ---- streams and slow reads ---- */

/* Nobody waits for it any more: given up, or too late, which is then said. */
static bool is_over(struct flight *flight)
{
	bool cancelled = atomic_load(&flight->cancelled), late = !cancelled && is_late(flight, &flight->status);

	if (late)
		reply_refuse(flight->session, flight->id, flight->call.method, &flight->status);
	if (cancelled || late)
		finish(flight);
	return cancelled || late;
}

static enum stream_step stream_step(struct flight *flight)
{
	struct call *call = &flight->call;
	struct arena arena = ARENA_INIT;
	struct slice packed;
	enum status_code code;
	enum stream_step step;

	if (is_over(flight))
		return STREAM_DONE;
	if (!link_has_room(flight->session->link))
		return STREAM_FULL;
	call->wait = call->last = false;
	call->arena = &arena;
	call->reply = pb_new(&arena, call->method->output);
	code = in_read(call, call->method->handler);
	if (call->txn != NULL)
		flight->seen = event_log_size(call->txn);
	if (code == STATUS_OK && !call->wait)
		code = pack_reply(call, &packed);
	end_read(call);
	if (code != STATUS_OK)
		reply_refuse(flight->session, flight->id, call->method, &flight->status);
	else if (!call->wait)
		reply_send(flight->session, flight->id, call->method, packed, call->last);
	call->arena = &flight->arena;
	arena_clear(&arena);
	step = code != STATUS_OK || call->last ? STREAM_DONE : call->wait ? STREAM_WAIT : STREAM_MORE;
	if (step == STREAM_DONE)
		finish(flight);
	return step;
}

/* A read that may take long: one reply, made away from the threads that serve connections. */
static enum stream_step slow_step(struct flight *flight)
{
	struct call *call = &flight->call;
	struct slice packed = { NULL, 0 };

	if (is_over(flight))
		return STREAM_DONE;
	call->reply = pb_new(call->arena, call->method->output);
	if (in_read(call, call->method->handler) == STATUS_OK)
		pack_reply(call, &packed);
	end_read(call);
	if (flight->status.code == STATUS_OK)
		reply_send(flight->session, flight->id, call->method, packed, true);
	else
		reply_refuse(flight->session, flight->id, call->method, &flight->status);
	finish(flight);
	return STREAM_DONE;
}

/* ---- every call ---- */

static struct flight *flight_new(struct session *session, const struct method *method, const Jixiao__Request *wire)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	/* A stream goes on as long as its caller likes, if they name no end. */
	const bool endless = wire->deadline == 0 && (method->kind == METHOD_STREAM || method->kind == METHOD_AUDITED_STREAM);
	const uint32_t deadline = wire->deadline != 0 ? wire->deadline : DEFAULT_DEADLINE;

	if (flight == NULL)
		abort();
	flight->session = session;
	flight->id = wire->call;
	flight->deadline = endless ? 0 : clock_monotonic_ms() + deadline;
	flight->job.run = run_write;
	flight->job.done = done_write;
	flight->step = method->kind == METHOD_SLOW_READ ? slow_step : stream_step;
	flight->call = call_of(session, method, &flight->arena, &flight->status);
	flight->payload.data = arena_memdup(&flight->arena, wire->payload.data, wire->payload.len);
	flight->payload.size = wire->payload.len;
	flight->request_id.data = arena_memdup(&flight->arena, wire->request_id.data, wire->request_id.len);
	flight->request_id.size = wire->request_id.len;
	return flight;
}

/* A write that was done before is answered on the spot, for what is prepared for it may be refused now; the writer looks for
 * every one, for the first may be under way. */
static enum status_code answer_repeated(struct flight *flight, bool *repeated)
{
	struct call *call = &flight->call;
	enum status_code code = store_read_begin(call->server->store, &call->txn, call->status);

	*repeated = false;
	if (code == STATUS_OK)
		code = find_repeated(flight, repeated);
	end_read(call);
	if (*repeated)
		reply_send(flight->session, flight->id, call->method, flight->reply, true);
	return code;
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

/* Where a flight that was prepared goes: to the writer, to its session's pump, or to the one of slow reads. */
static enum status_code launch(struct flight *flight)
{
	struct session *session = flight->session;

	switch (flight->call.method->kind) {
	case METHOD_STREAM: pump_add(session->pump, flight); return STATUS_OK;
	case METHOD_SLOW_READ: pump_add(session->slow, flight); return STATUS_OK;
	default: return store_submit(session->server->store, &flight->job, &flight->status);
	}
}

/* An enrolment whose answer was lost: by then its code is used, and `prepare` refused it. */
static bool answer_enrolled(struct flight *flight)
{
	struct status ignored = STATUS_INIT;
	bool repeated = false;

	if (flight->call.method->kind != METHOD_SELF)
		return false;
	flight->call.status = &ignored;
	answer_repeated(flight, &repeated);
	flight->call.status = &flight->status;
	status_clear(&ignored);
	return repeated;
}

static void take_off(struct session *session, const struct method *method, const Jixiao__Request *wire)
{
	struct flight *flight = flight_new(session, method, wire);
	struct status *status = &flight->status;
	const bool prepared = method->kind == METHOD_WRITE && method->prepare != NULL;
	bool repeated = false;

	if (method->kind == METHOD_WRITE && flight->request_id.size != REQUEST_ID_SIZE)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_MISSING);
	else if ((!prepared || answer_repeated(flight, &repeated) == STATUS_OK) && !repeated && prepare(flight) == STATUS_OK &&
		 session_add(session, flight, status)) {
		session_ref(session);
		if (launch(flight) != STATUS_OK) {
			reply_refuse(session, wire->call, method, status);
			finish(flight);
		}
		return;
	}
	if (!repeated && !answer_enrolled(flight))
		reply_refuse(session, wire->call, method, status);
	flight_free(flight);
}

/* The name is the peer's: any bytes. What could be a method's name is told back. */
static void refuse_unknown(struct session *session, const Jixiao__Request *wire)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.";
	const size_t length = strlen(wire->method);
	struct status status = STATUS_INIT;

	STATUS_FAIL(&status, STATUS_UNIMPLEMENTED, MSG_NO_SUCH_METHOD,
		    length <= METHOD_NAME_LONGEST && strspn(wire->method, letters) == length ? wire->method : "?");
	reply_refuse(session, wire->call, NULL, &status);
	status_clear(&status);
}

/* It is the other listener's. */
static void refuse_elsewhere(struct session *session, const Jixiao__Request *wire, bool enrolling)
{
	struct status status = STATUS_INIT;

	STATUS_FAIL(&status, STATUS_UNIMPLEMENTED, enrolling ? MSG_ONLY_ENROLMENT : MSG_METHOD_ENROLS, wire->method);
	reply_refuse(session, wire->call, NULL, &status);
	status_clear(&status);
}

void dispatch(struct session *session, const Jixiao__Request *request)
{
	const struct method *method = method_find(request->method);
	const bool enrolling = session->person[0] == '\0';

	if (method == NULL)
		refuse_unknown(session, request);
	else if ((method->kind == METHOD_SELF) != enrolling)
		refuse_elsewhere(session, request, enrolling);
	else if (method->kind == METHOD_READ)
		answer_read(session, method, request);
	else
		take_off(session, method, request);
}
