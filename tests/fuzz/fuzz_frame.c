/* Any bytes from a peer, in pieces of any size: cut into frames as a link does. The first byte chooses the size of the pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "common/rpc/frame.h"

enum { MAX_FRAME = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* false: the stream cannot be read on. */
static bool take_all(struct frame_reader *reader)
{
	struct arena arena = ARENA_INIT;
	enum frame_result result;
	struct slice bytes;

	while ((result = frame_reader_next(reader, &bytes)) == FRAME_COMPLETE) {
		if (bytes.size > MAX_FRAME)
			abort();
		frame_unpack(&arena, bytes);
		arena_clear(&arena);
	}
	return result == FRAME_PARTIAL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_reader reader;
	size_t piece, room;

	if (size == 0)
		return 0;
	piece = data[0] % 64 + 1;
	data++;
	size--;
	frame_reader_init(&reader, MAX_FRAME);
	while (size > 0) {
		uint8_t *space = frame_reader_space(&reader, &room);
		size_t n = size < piece ? size : piece;

		n = n < room ? n : room;
		memcpy(space, data, n);
		frame_reader_filled(&reader, n);
		data += n;
		size -= n;
		if (!take_all(&reader))
			break;
	}
	frame_reader_deinit(&reader);
	return 0;
}
