#include "server/service/cursor.h"

#include <string.h>

uint32_t page_size(uint32_t asked)
{
	if (asked == 0)
		return PAGE_DEFAULT;
	return asked < PAGE_LIMIT ? asked : PAGE_LIMIT;
}

/* "Evidence.List 2024-yunxing\n": names hold no line break. */
static const char *list_name(struct call *call)
{
	return arena_printf(call->arena, "%s %s\n", call->method->name, call->evaluation);
}

ProtobufCBinaryData cursor_make(struct call *call, const char *after)
{
	char *text = arena_printf(call->arena, "%s%s", list_name(call), after);

	return (ProtobufCBinaryData){ strlen(text), (uint8_t *)text };
}

enum status_code cursor_read(struct call *call, ProtobufCBinaryData cursor, const char **after)
{
	const char *name = list_name(call), *text;

	*after = "";
	if (cursor.len == 0)
		return STATUS_OK;
	text = arena_printf(call->arena, "%.*s", (int)cursor.len, (const char *)cursor.data);
	if (cursor.len > 1024 || strlen(text) != cursor.len || strncmp(text, name, strlen(name)) != 0) {
		STATUS_VIOLATION(call->status, "cursor", MSG_CURSOR_FOREIGN);
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	*after = text + strlen(name);
	return STATUS_OK;
}
