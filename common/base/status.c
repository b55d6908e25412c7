#include "common/base/status.h"

static void message_set(struct status *status, struct message *message, enum message_id id, const char *const *args)
{
	size_t n = 0;

	while (args[n] != NULL)
		n++;
	message->id = id;
	message->n_args = n;
	message->args = arena_alloc(&status->arena, (n + 1) * sizeof(*message->args));
	for (size_t i = 0; i < n; i++)
		message->args[i] = arena_strdup(&status->arena, args[i]);
}

void status_clear(struct status *status)
{
	arena_clear(&status->arena);
	*status = (struct status)STATUS_INIT;
}

enum status_code status_fail(struct status *status, enum status_code code, enum message_id id, const char *const *args)
{
	status->code = code;
	message_set(status, &status->message, id, args);
	return code;
}

void status_violation(struct status *status, const char *path, enum message_id id, const char *const *args)
{
	struct violation *violation;

	if (status->n_violations == status->capacity) {
		size_t capacity = status->capacity == 0 ? 8 : 2 * status->capacity;

		status->violations = arena_grow(&status->arena, status->violations, status->capacity * sizeof(*violation),
						capacity * sizeof(*violation));
		status->capacity = capacity;
	}
	violation = &status->violations[status->n_violations++];
	violation->path = arena_strdup(&status->arena, path);
	message_set(status, &violation->message, id, args);
}

enum status_code status_conclude(struct status *status, enum status_code code, enum message_id id)
{
	if (status->n_violations == 0)
		return STATUS_OK;
	return STATUS_FAIL(status, code, id);
}

void status_copy(struct status *to, const struct status *from)
{
	status_clear(to);
	for (size_t i = 0; i < from->n_violations; i++)
		status_violation(to, from->violations[i].path, from->violations[i].message.id,
				 (const char *const *)from->violations[i].message.args);
	to->code = from->code;
	if (from->message.args != NULL)
		message_set(to, &to->message, from->message.id, (const char *const *)from->message.args);
}

const char *status_code_name(enum status_code code)
{
	switch (code) {
	case STATUS_OK: return "OK";
	case STATUS_CANCELLED: return "CANCELLED";
	case STATUS_INVALID_ARGUMENT: return "INVALID_ARGUMENT";
	case STATUS_DEADLINE_EXCEEDED: return "DEADLINE_EXCEEDED";
	case STATUS_NOT_FOUND: return "NOT_FOUND";
	case STATUS_ALREADY_EXISTS: return "ALREADY_EXISTS";
	case STATUS_PERMISSION_DENIED: return "PERMISSION_DENIED";
	case STATUS_RESOURCE_EXHAUSTED: return "RESOURCE_EXHAUSTED";
	case STATUS_FAILED_PRECONDITION: return "FAILED_PRECONDITION";
	case STATUS_ABORTED: return "ABORTED";
	case STATUS_UNIMPLEMENTED: return "UNIMPLEMENTED";
	case STATUS_INTERNAL: return "INTERNAL";
	case STATUS_UNAVAILABLE: return "UNAVAILABLE";
	case STATUS_DATA_LOSS: return "DATA_LOSS";
	case STATUS_UNAUTHENTICATED: return "UNAUTHENTICATED";
	}
	return "UNKNOWN";
}
