/* frame: a 4-byte big-endian length and one protobuf Frame. Bytes only; who sends them is link's business. */
#ifndef JIXIAO_RPC_FRAME_H
#define JIXIAO_RPC_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "jixiao/rpc.pb-c.h"

enum { FRAME_HEADER = 4 };

/* The version that both Hellos name. */
enum { FRAME_PROTOCOL = 1 };

/* Bytes as they come from the peer, cut into frames. */
struct frame_reader {
	uint8_t *data;
	size_t start, end, capacity; /* unread bytes are data[start..end) */
	uint32_t max_frame;	     /* of the Frame, without its length */
};

enum frame_result {
	FRAME_COMPLETE,
	FRAME_PARTIAL,	 /* more bytes are needed */
	FRAME_TOO_LARGE, /* the length passes max_frame: the stream can't be read on */
};

void frame_reader_init(struct frame_reader *reader, uint32_t max_frame);
void frame_reader_deinit(struct frame_reader *reader);

/* Where the next bytes go, at least one; *${size} says how many. Slices that frame_reader_next gave are void from here on. */
uint8_t *frame_reader_space(struct frame_reader *reader, size_t *size);

/* ${size} bytes were put there. */
void frame_reader_filled(struct frame_reader *reader, size_t size);

/* Takes the next frame out of what was read; *${bytes} is its Frame, serialised. */
enum frame_result frame_reader_next(struct frame_reader *reader, struct slice *bytes);

/* The Frame in ${arena}; NULL if the bytes are none or it says nothing. */
Jixiao__Frame *frame_unpack(struct arena *arena, struct slice bytes);

/* Bytes of ${frame} on the wire, its length included. */
size_t frame_size(const Jixiao__Frame *frame);

/* Writes ${size} = frame_size(${frame}) bytes to ${to}. */
void frame_write(uint8_t *to, const Jixiao__Frame *frame, size_t size);

#endif
