#include "common/text/character.h"

#include <stdbool.h>

#include "common/base/arena.h"

/* Zero-width, bidirectional controls, private use: nobody can see them, so nobody may type them into a name or a code. */
static bool is_invisible(int32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

enum message_id character_fault(int32_t character)
{
	if ((character < 0x20 && character != '\n' && character != '\t') || (character >= 0x7f && character < 0xa0))
		return MSG_TEXT_CONTROL;
	return is_invisible(character) ? MSG_TEXT_INVISIBLE : MSG_NONE;
}

char *character_name(struct arena *arena, int32_t character)
{
	return arena_printf(arena, "U+%04X", (unsigned)character);
}

size_t character_count(const char *text, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0;
	return n;
}
