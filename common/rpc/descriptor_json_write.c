#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/base64.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "common/rpc/pb_field.h"

enum style { EVERY_FIELD, CANONICAL };

static json_t *write_message(const ProtobufCMessage *message, enum style style);

static json_t *write_string(const char *text)
{
	json_t *json = json_string(text != NULL ? text : "");

	/* Only a peer that never checks its text can send invalid UTF-8. */
	return json != NULL ? json : json_string("\xef\xbf\xbd");
}

static json_t *write_enum(const ProtobufCEnumDescriptor *type, int number)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);

	return value != NULL ? json_string(value->name) : json_integer(number);
}

static json_t *write_bytes(const ProtobufCBinaryData *bytes)
{
	struct arena arena = ARENA_INIT;
	json_t *json = json_string(base64_encode(&arena, pb_slice(*bytes)));

	arena_clear(&arena);
	return json;
}

static json_t *write_value(const ProtobufCFieldDescriptor *field, const void *value, enum style style)
{
	char text[24];

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: return write_string(*(char *const *)value);
	case PROTOBUF_C_TYPE_BYTES: return write_bytes(value);
	case PROTOBUF_C_TYPE_BOOL: return json_boolean(*(const protobuf_c_boolean *)value);
	case PROTOBUF_C_TYPE_ENUM: return write_enum(field->descriptor, *(const int *)value);
	case PROTOBUF_C_TYPE_INT32: return json_integer(*(const int32_t *)value);
	case PROTOBUF_C_TYPE_UINT32: return json_integer(*(const uint32_t *)value);
	case PROTOBUF_C_TYPE_INT64: snprintf(text, sizeof(text), "%" PRId64, *(const int64_t *)value); return json_string(text);
	case PROTOBUF_C_TYPE_UINT64:
		snprintf(text, sizeof(text), "%" PRIu64, *(const uint64_t *)value);
		return json_string(text);
	case PROTOBUF_C_TYPE_MESSAGE:
		return *(ProtobufCMessage *const *)value != NULL ? write_message(*(ProtobufCMessage *const *)value, style)
								 : json_null();
	default: abort();
	}
}

static bool is_default(const ProtobufCFieldDescriptor *field, const void *value)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: return *(char *const *)value == NULL || **(char *const *)value == '\0';
	case PROTOBUF_C_TYPE_BYTES: return ((const ProtobufCBinaryData *)value)->len == 0;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64: return *(const uint64_t *)value == 0;
	case PROTOBUF_C_TYPE_MESSAGE: return *(ProtobufCMessage *const *)value == NULL;
	default: return *(const uint32_t *)value == 0;
	}
}

static json_t *write_repeated(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, enum style style)
{
	const char *values = *(char *const *)((const char *)message + field->offset);
	size_t n = *pb_count(message, field);
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, write_value(field, values + i * pb_value_size(field->type), style));
	return array;
}

static json_t *write_message(const ProtobufCMessage *message, enum style style)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *value = (const char *)message + field->offset;

		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			if (style == EVERY_FIELD || *pb_count(message, field) > 0)
				json_object_set_new(object, field->name, write_repeated(message, field, style));
			continue;
		}
		if (pb_in_oneof(field) ? *pb_case(message, field) != field->id : style == CANONICAL && is_default(field, value))
			continue;
		json_object_set_new(object, field->name, write_value(field, value, style));
	}
	return object;
}

static struct slice dump(struct arena *arena, const ProtobufCMessage *message, enum style style, size_t flags)
{
	json_t *json = write_message(message, style);
	char *text = json_dumps(json, flags), *copy;

	if (text == NULL)
		abort();
	copy = arena_strdup(arena, text);
	free(text);
	json_decref(json);
	return (struct slice){ (const uint8_t *)copy, strlen(copy) };
}

char *json_write(struct arena *arena, const ProtobufCMessage *message)
{
	return (char *)dump(arena, message, EVERY_FIELD, JSON_INDENT(2)).data;
}

struct slice json_canonical(struct arena *arena, const ProtobufCMessage *message)
{
	return dump(arena, message, CANONICAL, JSON_COMPACT | JSON_SORT_KEYS);
}
