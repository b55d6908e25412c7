#include "common/rpc/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/rpc/pb.h"

enum {
	/* Most requests fit; ten thousand silent peers cost 40 MiB. */
	SMALL_BUFFER = 4 * 1024,
	/* A buffer that grew past this for one frame is given back when it is empty. */
	LARGE_BUFFER = 64 * 1024,
};

void frame_reader_init(struct frame_reader *reader, uint32_t max_frame)
{
	*reader = (struct frame_reader){ .max_frame = max_frame };
}

void frame_reader_deinit(struct frame_reader *reader)
{
	free(reader->data);
	*reader = (struct frame_reader){ .max_frame = reader->max_frame };
}

static uint32_t read_length(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* What the frame that has begun needs in all; a small buffer's worth until its length is known. The length was checked. */
static size_t wanted(const struct frame_reader *reader)
{
	size_t size = 0;

	if (reader->end - reader->start >= FRAME_HEADER)
		size = FRAME_HEADER + (size_t)read_length(reader->data + reader->start);
	return size > SMALL_BUFFER ? size : SMALL_BUFFER;
}

/* Doubles towards ${size}: a peer that announces a large frame and sends nothing gets no large buffer for it. */
static void reserve(struct frame_reader *reader, size_t size)
{
	size_t capacity = reader->capacity == 0 ? SMALL_BUFFER : 2 * reader->capacity;
	uint8_t *data;

	if (capacity > size)
		capacity = size;
	data = realloc(reader->data, capacity);
	if (data == NULL)
		abort();
	reader->data = data;
	reader->capacity = capacity;
}

uint8_t *frame_reader_space(struct frame_reader *reader, size_t *size)
{
	size_t unread = reader->end - reader->start;

	if (unread == 0 && reader->capacity > LARGE_BUFFER)
		frame_reader_deinit(reader);
	if (reader->start > 0) {
		memmove(reader->data, reader->data + reader->start, unread);
		reader->start = 0;
		reader->end = unread;
	}
	if (reader->end == reader->capacity)
		reserve(reader, wanted(reader));
	*size = reader->capacity - reader->end;
	assert(*size > 0);
	return reader->data + reader->end;
}

void frame_reader_filled(struct frame_reader *reader, size_t size)
{
	assert(size <= reader->capacity - reader->end);
	reader->end += size;
}

enum frame_result frame_reader_next(struct frame_reader *reader, struct slice *bytes)
{
	size_t unread = reader->end - reader->start;
	uint32_t length;

	if (unread < FRAME_HEADER)
		return FRAME_PARTIAL;
	length = read_length(reader->data + reader->start);
	if (length > reader->max_frame)
		return FRAME_TOO_LARGE;
	if (unread - FRAME_HEADER < length)
		return FRAME_PARTIAL;
	*bytes = (struct slice){ reader->data + reader->start + FRAME_HEADER, length };
	reader->start += FRAME_HEADER + length;
	return FRAME_COMPLETE;
}

Jixiao__Frame *frame_unpack(struct arena *arena, struct slice bytes)
{
	Jixiao__Frame *frame = (Jixiao__Frame *)pb_unpack(arena, &jixiao__frame__descriptor, bytes);

	if (frame == NULL || frame->kind_case == JIXIAO__FRAME__KIND__NOT_SET)
		return NULL;
	return frame;
}

size_t frame_size(const Jixiao__Frame *frame)
{
	return FRAME_HEADER + jixiao__frame__get_packed_size(frame);
}

void frame_write(uint8_t *to, const Jixiao__Frame *frame, size_t size)
{
	uint32_t length = (uint32_t)(size - FRAME_HEADER);

	to[0] = (uint8_t)(length >> 24);
	to[1] = (uint8_t)(length >> 16);
	to[2] = (uint8_t)(length >> 8);
	to[3] = (uint8_t)length;
	jixiao__frame__pack(frame, to + FRAME_HEADER);
}
