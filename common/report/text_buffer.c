#include "common/report/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char *make_room(struct text_buffer *buffer, size_t more)
{
	if (buffer->data == NULL || buffer->size + more > buffer->capacity) {
		buffer->capacity = 2 * (buffer->size + more) + 256;
		buffer->data = arena_grow(buffer->arena, buffer->data, buffer->size, buffer->capacity);
	}
	return buffer->data + buffer->size;
}

void text_put(struct text_buffer *buffer, const char *text)
{
	size_t length = strlen(text);

	memcpy(make_room(buffer, length), text, length);
	buffer->size += length;
}

void text_put_char(struct text_buffer *buffer, char character)
{
	*make_room(buffer, 1) = character;
	buffer->size++;
}

void text_format(struct text_buffer *buffer, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	/* vsnprintf writes a NUL behind what counts. */
	vsnprintf(make_room(buffer, (size_t)length + 1), (size_t)length + 1, format, again);
	va_end(again);
	buffer->size += (size_t)length;
}

struct slice text_slice(const struct text_buffer *buffer)
{
	return (struct slice){ (const uint8_t *)buffer->data, buffer->size };
}
