#include "server/service/field.h"

#include <string.h>

#include "common/text/blank.h"
#include "common/text/character.h"

enum { ID_LONGEST = 32 };

void field_check_text(struct status *status, const char *path, const char *text, size_t limit)
{
	if (text_is_blank(text))
		STATUS_VIOLATION(status, path, MSG_FIELD_REQUIRED);
	else if (strlen(text) > limit)
		STATUS_VIOLATION(status, path, MSG_FIELD_TOO_LONG, arena_printf(&status->arena, "%zu", limit));
}

void field_check_line(struct status *status, const char *path, const char *text, size_t limit)
{
	const size_t at = strcspn(text, "\n\t");

	field_check_text(status, path, text, limit);
	if (text[at] != '\0')
		STATUS_VIOLATION(status, path, MSG_TEXT_CONTROL, character_name(&status->arena, text[at]),
				 arena_printf(&status->arena, "%zu", character_count(text, at) + 1));
}

bool field_is_id(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(text);

	return length > 0 && length <= ID_LONGEST && text[0] != '-' && strspn(text, letters) == length;
}
