/* Characters that nobody may type: libyaml refuses some of them at the first, without a place, and lets others through. */
#include <string.h>

#include <utf8proc.h>

#include "client/scheme_mapping.h"
#include "common/text/character.h"

/* A private-use character, which is one of those itself. */
#define BAD_MARK 0xe000
static const char bad_mark[] = "\xee\x80\x80";

static void note(struct reader *reader, struct bad_character bad)
{
	if (reader->n_bad == reader->bad_capacity) {
		size_t old = reader->bad_capacity * sizeof(*reader->bad);

		reader->bad_capacity = old == 0 ? 16 : 2 * reader->bad_capacity;
		reader->bad = arena_grow(reader->arena, reader->bad, old, reader->bad_capacity * sizeof(*reader->bad));
	}
	reader->bad[reader->n_bad++] = bad;
}

/* Line ends of any system are libyaml's to read. */
static bool is_bad(int32_t character)
{
	return character != '\r' && character_fault(character) != MSG_NONE;
}

bool reader_prepare(struct reader *reader, struct slice text, struct slice *prepared)
{
	struct bad_character here = { .line = 1, .column = 1 };
	uint8_t *to = arena_alloc(reader->arena, 3 * text.size + 1);

	*prepared = (struct slice){ to, 0 };
	/* Editors mark UTF-8 so; libyaml would count the mark as a column. */
	if (text.size >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		text = (struct slice){ text.data + 3, text.size - 3 };
	for (size_t at = 0; at < text.size; here.index++) {
		utf8proc_ssize_t length = utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.size - at), &here.character);

		if (length <= 0) {
			STATUS_VIOLATION(reader->status, reader_place(reader, here.line, here.column), MSG_TEXT_NOT_UTF8);
			return false;
		}
		if (is_bad(here.character)) {
			note(reader, here);
			memcpy(to + prepared->size, bad_mark, strlen(bad_mark));
			prepared->size += strlen(bad_mark);
		} else {
			memcpy(to + prepared->size, text.data + at, (size_t)length);
			prepared->size += (size_t)length;
		}
		at += (size_t)length;
		here.column = here.character == '\n' ? 1 : here.column + 1;
		here.line += here.character == '\n';
	}
	return true;
}

/* The first noted character of the node that is not before ${next}. */
static const struct bad_character *bad_within(const struct reader *reader, const yaml_node_t *node, size_t next)
{
	size_t low = 0, high = reader->n_bad;

	if (next < node->start_mark.index)
		next = node->start_mark.index;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reader->bad[middle].index < next)
			low = middle + 1;
		else
			high = middle;
	}
	return low < reader->n_bad && reader->bad[low].index < node->end_mark.index ? &reader->bad[low] : NULL;
}

/* Written as itself it has its own place, written as "\u200b" its text's. */
static void name_bad(struct reader *reader, const yaml_node_t *node, const char *path, int32_t character, size_t number,
		     size_t *next)
{
	const struct bad_character *bad = character == BAD_MARK ? bad_within(reader, node, *next) : NULL;
	const char *place = field_place(reader, node, path);

	if (bad != NULL) {
		character = bad->character;
		*next = bad->index + 1;
		place = arena_printf(reader->arena, "%s%s%s", reader_place(reader, bad->line, bad->column),
				     *path == '\0' ? "" : " ", path);
	}
	STATUS_VIOLATION(reader->status, place, character_fault(character), character_name(reader->arena, character),
			 arena_printf(reader->arena, "%zu", number));
}

char *reader_clean(struct reader *reader, const yaml_node_t *node, const char *path, const char *value, size_t size)
{
	char *clean = arena_alloc(reader->arena, size + 1);
	size_t length = 0, next = 0;

	for (size_t at = 0, number = 1; at < size; number++) {
		utf8proc_int32_t character;
		utf8proc_ssize_t n =
			utf8proc_iterate((const utf8proc_uint8_t *)value + at, (utf8proc_ssize_t)(size - at), &character);

		if (character_fault(character) != MSG_NONE) {
			name_bad(reader, node, path, character, number, &next);
		} else {
			memcpy(clean + length, value + at, (size_t)n);
			length += (size_t)n;
		}
		at += (size_t)n;
	}
	return clean;
}
