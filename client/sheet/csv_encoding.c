#include <iconv.h>
#include <string.h>

#include <utf8proc.h>

#include "client/sheet/csv.h"

/* Where in a text something stands; both from 1. */
struct position {
	size_t line, column;
};

static enum status_code refuse_at(struct arena *arena, const char *name, struct position at, enum message_id id,
				  struct status *status)
{
	STATUS_VIOLATION(status, arena_printf(arena, "%s:%zu:%zu", name, at.line, at.column), id);
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS, name);
}

/* Finds the first byte that is no UTF-8, or a NUL; false if there is none. */
static bool find_bad(struct slice text, struct position *at)
{
	*at = (struct position){ 1, 1 };
	for (size_t i = 0; i < text.size;) {
		utf8proc_int32_t character;
		utf8proc_ssize_t length = utf8proc_iterate(text.data + i, (utf8proc_ssize_t)(text.size - i), &character);

		if (length <= 0 || character == 0)
			return true;
		i += (size_t)length;
		at->column = character == '\n' ? 1 : at->column + 1;
		at->line += character == '\n';
	}
	return false;
}

bool csv_convert(struct arena *arena, const char *to, const char *from, struct slice bytes, struct slice *text)
{
	iconv_t converter = iconv_open(to, from);
	size_t room = 2 * bytes.size + 4, left = bytes.size, space = room;
	char *data = arena_alloc(arena, room), *out = data, *in = (char *)(uintptr_t)bytes.data;
	bool whole;

	*text = (struct slice){ NULL, 0 };
	if (converter == (iconv_t)-1)
		return false;
	whole = iconv(converter, &in, &left, &out, &space) != (size_t)-1;
	iconv_close(converter);
	*text = (struct slice){ (const uint8_t *)data, room - space };
	return whole;
}

static bool begins_with(struct slice bytes, const char *mark, size_t size)
{
	return bytes.size >= size && memcmp(bytes.data, mark, size) == 0;
}

enum status_code csv_decode(struct arena *arena, const char *name, struct slice bytes, struct slice *text,
			    struct status *status)
{
	struct position at, end;
	bool marked = begins_with(bytes, "\xef\xbb\xbf", 3);

	if (begins_with(bytes, "\xff\xfe", 2) || begins_with(bytes, "\xfe\xff", 2))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_UTF16, name);
	*text = marked ? (struct slice){ bytes.data + 3, bytes.size - 3 } : bytes;
	if (!find_bad(*text, &at))
		return STATUS_OK;
	if (memchr(bytes.data, '\0', bytes.size) != NULL)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_FILE_NOT_TEXT, name);
	if (marked)
		return refuse_at(arena, name, at, MSG_TEXT_NOT_UTF8, status);
	if (csv_convert(arena, "UTF-8", "GB18030", bytes, text))
		return STATUS_OK;
	if (text->data == NULL)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SHEET_NO_GB18030, name);
	/* What could be read ends where the fault is. Of the two encodings, the one that got further is meant. */
	find_bad(*text, &end);
	if (end.line > at.line || (end.line == at.line && end.column >= at.column))
		return refuse_at(arena, name, end, MSG_SHEET_NOT_GB18030, status);
	return refuse_at(arena, name, at, MSG_TEXT_NOT_UTF8, status);
}
