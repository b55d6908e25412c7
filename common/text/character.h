/* character: which characters nobody may type into a name, a code or a text. */
#ifndef JIXIAO_TEXT_CHARACTER_H
#define JIXIAO_TEXT_CHARACTER_H

#include <stddef.h>
#include <stdint.h>

#include "common/text/message_catalogue.h"

struct arena;

/* MSG_TEXT_CONTROL for control characters but \n and \t; MSG_TEXT_INVISIBLE for zero-width and private-use characters and for
 * those that turn the direction of writing; MSG_NONE for all others. Both messages take the character's name and its number in
 * the text, from 1. */
enum message_id character_fault(int32_t character);

/* "U+200B". */
char *character_name(struct arena *arena, int32_t character);

/* How many characters of UTF-8 stand in the ${size} bytes at ${text}. */
size_t character_count(const char *text, size_t size);

#endif
