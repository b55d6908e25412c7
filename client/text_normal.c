#include "client/text_normal.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "common/text/character.h"

/* More are not listed: a file of another kind would give one a byte. */
enum { FAULTS_MAX = 20 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

static struct slice without_mark(struct slice bytes)
{
	const size_t mark = sizeof(byte_order_mark) - 1;

	if (bytes.size >= mark && memcmp(bytes.data, byte_order_mark, mark) == 0)
		return (struct slice){ bytes.data + mark, bytes.size - mark };
	return bytes;
}

/* A copy of ${bytes} whose lines all end in LF, without what is blank at its end. */
static struct slice unix_lines(struct arena *arena, struct slice bytes)
{
	char *text = arena_alloc(arena, bytes.size + 1);
	size_t size = 0;

	for (size_t i = 0; i < bytes.size; i++) {
		if (bytes.data[i] == '\r' && i + 1 < bytes.size && bytes.data[i + 1] == '\n')
			continue;
		text[size++] = bytes.data[i] == '\r' ? '\n' : (char)bytes.data[i];
	}
	while (size > 0 && memchr("\n \t", text[size - 1], 3) != NULL)
		size--;
	text[size] = '\0';
	return (struct slice){ (const uint8_t *)text, size };
}

struct place {
	struct status *status;
	const char *name;
	size_t line, column;
};

static void fault(const struct place *place, enum message_id id, const char *character)
{
	STATUS_VIOLATION(place->status,
			 arena_printf(&place->status->arena, "%s:%zu:%zu", place->name, place->line, place->column), id,
			 character);
}

/* The place names line and column already. */
static enum message_id placed(enum message_id reason)
{
	return reason == MSG_TEXT_CONTROL ? MSG_CHARACTER_CONTROL : MSG_CHARACTER_INVISIBLE;
}

static void check_characters(struct slice text, struct place *place)
{
	utf8proc_ssize_t length;

	for (size_t at = 0; at < text.size && place->status->n_violations < FAULTS_MAX; at += (size_t)length) {
		utf8proc_int32_t character;

		length = utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.size - at), &character);
		if (length <= 0) {
			fault(place, MSG_TEXT_NOT_UTF8, NULL);
			return;
		}
		if (character_fault(character) != MSG_NONE)
			fault(place, placed(character_fault(character)), character_name(&place->status->arena, character));
		place->column = character == '\n' ? 1 : place->column + 1;
		place->line += character == '\n';
	}
}

enum status_code text_normal(struct arena *arena, const char *name, struct slice bytes, const char **text,
			     struct status *status)
{
	struct slice normal = unix_lines(arena, without_mark(bytes));
	struct place place = { status, name, 1, 1 };

	check_characters(normal, &place);
	*text = (const char *)normal.data;
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_FILE_TEXT_FAULTS);
}
