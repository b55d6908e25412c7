/* text_buffer: text that grows, for renderers. */
#ifndef JIXIAO_REPORT_TEXT_BUFFER_H
#define JIXIAO_REPORT_TEXT_BUFFER_H

#include "common/base/arena.h"
#include "common/base/slice.h"

struct text_buffer {
	struct arena *arena;
	char *data;
	size_t size, capacity;
};

void text_put(struct text_buffer *buffer, const char *text);
void text_put_char(struct text_buffer *buffer, char character);
void text_format(struct text_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was put; lives in the arena. */
struct slice text_slice(const struct text_buffer *buffer);

#endif
