#include "server/service/undo.h"

#include <string.h>

#include "server/service/event_change.h"

/* Is ${method} one of ${acts}? */
static bool is_among(const char *acts, const char *method)
{
	const size_t length = strlen(method);

	for (const char *at = acts; (at = strstr(at, method)) != NULL; at += length)
		if ((at == acts || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
			return true;
	return false;
}

enum status_code undo_find(const struct call *call, struct record_key key, const char *acts, struct undo *undo)
{
	Jixiao__EventHead *head;
	uint64_t last;
	enum status_code code = record_last_event(call->txn, key, &last, call->status);

	*undo = (struct undo){ .act = NULL };
	if (code != STATUS_OK || last == 0)
		return code;
	code = event_head_get(call->txn, call->arena, last - 1, &head, call->status);
	if (code != STATUS_OK)
		return code;
	undo->act = head;
	undo->change = event_change(head, key);
	undo->possible = undo->change != NULL && is_among(acts, head->method) && strcmp(head->person, call->person) == 0;
	return STATUS_OK;
}

char *undo_time(const struct call *call, int64_t time)
{
	return arena_printf(call->arena, "@ms:%lld", (long long)time);
}

enum { MOST_ARGS = 3 };

/* Why not, with what goes into the sentence; MSG_NONE: it is possible. */
static enum message_id reason(const struct call *call, const struct undo *undo, const char *acts,
			      const char *args[MOST_ARGS + 1])
{
	const Jixiao__EventHead *act = undo->act;
	const bool own = act == NULL || strcmp(act->person, call->person) == 0;

	args[0] = NULL;
	if (undo->possible)
		return MSG_NONE;
	if (own)
		return MSG_UNDO_NOTHING;
	args[0] = act->person;
	args[1] = undo_time(call, act->time);
	args[2] = act->method;
	args[MOST_ARGS] = NULL;
	return is_among(acts, act->method) ? MSG_UNDO_NOT_YOURS : MSG_UNDO_TOO_LATE;
}

void undo_check(const struct call *call, const struct undo *undo, const char *acts, const char *path)
{
	const char *args[MOST_ARGS + 1];
	enum message_id why = reason(call, undo, acts, args);

	if (why != MSG_NONE)
		status_violation(call->status, path, why, args);
}

enum status_code undo_demand(const struct call *call, struct record_key key, const char *acts)
{
	const char *args[MOST_ARGS + 1];
	struct undo undo;
	enum status_code code = undo_find(call, key, acts, &undo);
	enum message_id why = code == STATUS_OK ? reason(call, &undo, acts, args) : MSG_NONE;

	return why == MSG_NONE ? code : status_fail(call->status, STATUS_FAILED_PRECONDITION, why, args);
}

enum status_code undo_conclude(const struct call *call)
{
	return status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_UNDO_REFUSED);
}
