/* Strings as they stand on the wire: protobuf-c ends them at their first NUL, so that what follows would be logged and signed
 * but neither seen nor stored. */
#include <string.h>

#include "common/rpc/pb.h"
#include "common/text/character.h"

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

static bool take_varint(struct slice *rest, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; rest->size > 0 && shift < 64; shift += 7) {
		uint8_t byte = *rest->data++;

		rest->size--;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

static bool take(struct slice *rest, uint64_t size, struct slice *bytes)
{
	if (size > rest->size)
		return false;
	*bytes = (struct slice){ rest->data, (size_t)size };
	rest->data += size;
	rest->size -= (size_t)size;
	return true;
}

/* One field's bytes; empty but for strings, bytes and messages. false at the end. */
static bool take_field(struct slice *rest, uint64_t *tag, struct slice *bytes)
{
	uint64_t size = 0;

	*bytes = (struct slice){ 0 };
	if (!take_varint(rest, tag))
		return false;
	switch (*tag & 7) {
	case WIRE_VARINT: return take_varint(rest, &size);
	case WIRE_FIXED64: return take(rest, 8, &(struct slice){ 0 });
	case WIRE_FIXED32: return take(rest, 4, &(struct slice){ 0 });
	case WIRE_BYTES: return take_varint(rest, &size) && take(rest, size, bytes);
	default: return false;
	}
}

static void check_string(struct arena *arena, struct slice text, const char *path, struct status *status)
{
	const uint8_t *nul = text.size > 0 ? memchr(text.data, '\0', text.size) : NULL;

	if (nul != NULL)
		STATUS_VIOLATION(
			status, path, MSG_TEXT_CONTROL, character_name(arena, 0),
			arena_printf(arena, "%zu", character_count((const char *)text.data, (size_t)(nul - text.data)) + 1));
}

static void check(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice bytes, const char *prefix,
		  struct status *status)
{
	struct slice value;
	uint64_t tag;

	while (take_field(&bytes, &tag, &value)) {
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
		const char *path;

		if (field == NULL || (tag & 7) != WIRE_BYTES)
			continue;
		path = arena_printf(arena, "%s%s%s", prefix, *prefix != '\0' ? "." : "", field->name);
		if (field->type == PROTOBUF_C_TYPE_STRING)
			check_string(arena, value, path, status);
		else if (field->type == PROTOBUF_C_TYPE_MESSAGE)
			check(arena, field->descriptor, value, path, status);
	}
}

void pb_check_wire(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice bytes, struct status *status)
{
	check(arena, type, bytes, "", status);
}
