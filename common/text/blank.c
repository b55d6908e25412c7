#include "common/text/blank.h"

#include <string.h>
#include <utf8proc.h>

static bool is_blank(utf8proc_int32_t character)
{
	switch (utf8proc_category(character)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return true;
	default: return character >= '\t' && character <= '\r';
	}
}

void text_trim(const char **text, size_t *size)
{
	const char *at = *text, *end = at + *size, *first = NULL, *last = at;

	while (at < end) {
		utf8proc_int32_t character;
		utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)at, end - at, &character);
		bool blank = length > 0 && is_blank(character);

		if (!blank && first == NULL)
			first = at;
		at += length > 0 ? length : 1;
		if (!blank)
			last = at;
	}
	*text = first == NULL ? end : first;
	*size = first == NULL ? 0 : (size_t)(last - first);
}

bool text_is_blank(const char *text)
{
	size_t size = strlen(text);

	text_trim(&text, &size);
	return size == 0;
}
