#include "server/service/field.h"

#include <string.h>

void field_check_text(struct status *status, const char *path, const char *text, size_t limit)
{
	if (*text == '\0')
		STATUS_VIOLATION(status, path, MSG_FIELD_REQUIRED);
	else if (strlen(text) > limit)
		STATUS_VIOLATION(status, path, MSG_FIELD_TOO_LONG, arena_printf(&status->arena, "%zu", limit));
}

void field_check_line(struct status *status, const char *path, const char *text, size_t limit)
{
	field_check_text(status, path, text, limit);
	if (strpbrk(text, "\n\t") != NULL)
		STATUS_VIOLATION(status, path, MSG_TEXT_CONTROL);
}
