#include "client/marks.h"

#include <stddef.h>
#include <string.h>

const char *const marks_comma[] = { ",", "，", "、", NULL };
const char *const marks_at[] = { "@", "＠", NULL };
const char *const marks_equal[] = { "=", "＝", NULL };

/* The length of the first of ${marks} that ${text} begins with, 0 if none. */
static size_t mark_at(const char *text, const char *const *marks)
{
	for (; *marks != NULL; marks++)
		if (strncmp(text, *marks, strlen(*marks)) == 0)
			return strlen(*marks);
	return 0;
}

char *marks_cut(char *text, const char *const *marks)
{
	for (; *text != '\0'; text++) {
		size_t length = mark_at(text, marks);

		if (length > 0) {
			*text = '\0';
			return text + length;
		}
	}
	return NULL;
}
