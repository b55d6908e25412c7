/* Event: the log for people to read. A person sees events only of an evaluation whose data they may see; the log of all
 * evaluations is the admin's and the auditor's (their rows of the method table, with an empty evaluation). */
#include <stdlib.h>
#include <string.h>

#include "common/rpc/descriptor_json.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/pb.h"
#include "server/service/cursor.h"
#include "server/service/event_change.h"
#include "server/service/handlers.h"

enum {
	PAYLOAD_LIMIT = 256 * 1024, /* bytes of JSON of one event; a longer one is left out */
	REPLY_LIMIT = 512 * 1024,   /* bytes of JSON in a reply: a frame holds 1 MiB */
	SCAN_LIMIT = 20000,	    /* events that one page looks at */
	HISTORY_LIMIT = 1000,
};

/* The request as JSON; "" if its method is gone, or if it is long. */
static char *payload_json(struct call *call, const char *name, const Jixiao__Event *event)
{
	const ProtobufCMethodDescriptor *method = descriptor_method(name);
	ProtobufCMessage *request = NULL;
	char *json;

	if (method != NULL && event->payload.len <= PAYLOAD_LIMIT)
		request = pb_unpack(call->arena, method->input, pb_slice(event->payload));
	json = request != NULL ? json_write(call->arena, request) : (char *)"";
	return strlen(json) <= PAYLOAD_LIMIT ? json : (char *)"";
}

static enum status_code fill_view(struct call *call, uint64_t sequence, Jixiao__EventView *view)
{
	Jixiao__Event *event;
	enum status_code code = event_get(call->txn, sequence, &event, &view->head, call->status);

	if (code == STATUS_OK)
		view->payload = payload_json(call, view->head->method, event);
	return code;
}

static enum status_code add_view(struct call *call, Jixiao__EventListReply *reply, uint64_t sequence, size_t capacity,
				 size_t *bytes)
{
	Jixiao__EventView *view = (Jixiao__EventView *)pb_new(call->arena, &jixiao__event_view__descriptor);
	enum status_code code = fill_view(call, sequence, view);

	if (code != STATUS_OK)
		return code;
	if (reply->events == NULL)
		reply->events = arena_alloc(call->arena, capacity * sizeof(view));
	reply->events[reply->n_events++] = view;
	*bytes += strlen(view->payload) + protobuf_c_message_get_packed_size(&view->head->base);
	return STATUS_OK;
}

/* Moves *${position} to the first event from there on that concerns ${evaluation}, or to ${end}. */
static enum status_code seek(struct call *call, const char *evaluation, uint64_t *position, uint64_t end)
{
	struct arena arena = ARENA_INIT;
	enum status_code code = STATUS_OK;
	Jixiao__EventHead *head;

	for (; *evaluation != '\0' && *position < end; ++*position) {
		code = event_head_get(call->txn, &arena, *position, &head, call->status);
		if (code != STATUS_OK || strcmp(head->evaluation, evaluation) == 0)
			break;
		arena_reset(&arena);
	}
	arena_clear(&arena);
	return code;
}

/* ---- List ---- */

/* The first sequence of the page. */
static enum status_code read_position(struct call *call, ProtobufCBinaryData cursor, uint64_t *position)
{
	const char *after;
	enum status_code code = cursor_read(call, cursor, &after);

	*position = code == STATUS_OK ? strtoull(after, NULL, 10) : 0;
	return code;
}

/* Moves *${position} back until the event before it concerns ${evaluation}, or to ${end}. */
static enum status_code seek_back(struct call *call, const char *evaluation, uint64_t *position, uint64_t end)
{
	enum status_code code = STATUS_OK;

	while (code == STATUS_OK && *position > end) {
		uint64_t at = *position - 1;

		code = seek(call, evaluation, &at, *position);
		if (code != STATUS_OK || at < *position)
			break;
		--*position;
	}
	return code;
}

/* The page that ends before the cursor, or before the sequence that the request names. */
static enum status_code list_newest(struct call *call, const Jixiao__EventListRequest *request, Jixiao__EventListReply *reply)
{
	const uint32_t limit = page_size(request->limit);
	const uint64_t size = event_log_size(call->txn);
	uint64_t position, end;
	size_t bytes = 0;
	enum status_code code = read_position(call, request->cursor, &position);

	if (request->cursor.len == 0)
		position = request->before;
	if (position == 0 || position > size)
		position = size;
	end = position > SCAN_LIMIT ? position - SCAN_LIMIT : 0;
	while (code == STATUS_OK && reply->n_events < limit && bytes < REPLY_LIMIT) {
		code = seek_back(call, request->evaluation, &position, end);
		if (code != STATUS_OK || position <= end)
			break;
		code = add_view(call, reply, --position, limit, &bytes);
	}
	if (code == STATUS_OK && position > 0)
		reply->cursor = cursor_make(call, arena_printf(call->arena, "%llu", (unsigned long long)position));
	return code;
}

enum status_code event_list(struct call *call)
{
	const Jixiao__EventListRequest *request = (const void *)call->request;
	Jixiao__EventListReply *reply = (void *)call->reply;
	const uint32_t limit = page_size(request->limit);
	const uint64_t size = event_log_size(call->txn);
	uint64_t position, end;
	size_t bytes = 0;
	enum status_code code;

	if (request->newest)
		return list_newest(call, request, reply);
	code = read_position(call, request->cursor, &position);
	end = position < size && size - position > SCAN_LIMIT ? position + SCAN_LIMIT : size;
	while (code == STATUS_OK && reply->n_events < limit && bytes < REPLY_LIMIT) {
		code = seek(call, request->evaluation, &position, end);
		if (code != STATUS_OK || position >= end)
			break;
		code = add_view(call, reply, position++, limit, &bytes);
	}
	if (code == STATUS_OK && position < size)
		reply->cursor = cursor_make(call, arena_printf(call->arena, "%llu", (unsigned long long)position));
	return code;
}

/* ---- History ---- */

enum status_code event_history(struct call *call)
{
	const Jixiao__EventHistoryRequest *request = (const void *)call->request;
	Jixiao__EventListReply *reply = (void *)call->reply;
	struct record_key key = { request->type, request->evaluation, request->id };
	uint64_t last;
	size_t bytes = 0;
	enum status_code code;

	/* The evaluation's own record is kept beside all others, yet its history is its team's. */
	if (key.type == JIXIAO__RECORD_TYPE__RECORD_EVALUATION && *key.evaluation != '\0')
		key = (struct record_key){ key.type, "", request->evaluation };
	code = record_last_event(call->txn, key, &last, call->status);
	while (code == STATUS_OK && last != 0 && reply->n_events < HISTORY_LIMIT && bytes < REPLY_LIMIT) {
		const Jixiao__Change *change;

		code = add_view(call, reply, last - 1, HISTORY_LIMIT, &bytes);
		if (code != STATUS_OK)
			break;
		change = event_change(reply->events[reply->n_events - 1]->head, key);
		/* Always backwards: a damaged log must not lead in circles. */
		if (change == NULL || change->previous >= last)
			return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_STORE_DAMAGED, "history");
		last = change->previous;
	}
	return code;
}

/* ---- Watch ---- */

enum status_code event_watch(struct call *call)
{
	const Jixiao__EventWatchRequest *request = (const void *)call->request;
	const uint64_t size = event_log_size(call->txn);
	enum status_code code;

	if (call->position < request->from)
		call->position = request->from;
	code = seek(call, request->evaluation, &call->position, size);
	if (code != STATUS_OK)
		return code;
	if (call->position >= size) {
		call->wait = true;
		return STATUS_OK;
	}
	return fill_view(call, call->position++, (Jixiao__EventView *)call->reply);
}
