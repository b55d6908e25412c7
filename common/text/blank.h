/* blank: what looks like nothing: spaces, tabs, line ends, and the white space beyond ASCII (no-break, full-width, …). */
#ifndef JIXIAO_TEXT_BLANK_H
#define JIXIAO_TEXT_BLANK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether ${text} (UTF-8) holds nothing that anybody could see. */
bool text_is_blank(const char *text);

/* Moves *${text}, of *${size} bytes, past the blanks at its beginning, and its end before those at its end. */
void text_trim(const char **text, size_t *size);

#endif
