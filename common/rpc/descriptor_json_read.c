#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/base64.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "common/rpc/pb_field.h"

/* The deepest message of proto/ needs 6; no message type contains itself. */
#define MAX_DEPTH 16

struct reader {
	struct arena *arena;
	struct status *status;
};

static ProtobufCMessage *read_message(struct reader *reader, const ProtobufCMessageDescriptor *type, const char *path,
				      const json_t *json);

/* The wrong value itself, as it was written; what holds others, or is long, by its brackets or quotes. */
static const char *json_shown(struct reader *reader, const json_t *json)
{
	enum { LONGEST = 40 };
	static const char *const kinds[] = { [JSON_OBJECT] = "{…}", [JSON_ARRAY] = "[…]", [JSON_STRING] = "\"…\"" };
	const char *shown;
	char *text;

	if (json_is_object(json) || json_is_array(json) || json_string_length(json) > LONGEST)
		return kinds[json_typeof(json)];
	text = json_dumps(json, JSON_ENCODE_ANY);
	shown = arena_strdup(reader->arena, text);
	free(text);
	return shown;
}

static void wrong_type(struct reader *reader, const char *path, const char *wanted, const json_t *got)
{
	STATUS_VIOLATION(reader->status, path, MSG_JSON_TYPE, wanted, json_shown(reader, got));
}

/* Numbers that must not lose a digit are strings here: shows the value as one. */
static void not_a_string(struct reader *reader, const char *path, const json_t *got)
{
	const bool quotable = json_is_number(got) || json_is_boolean(got);

	wrong_type(reader, path, quotable ? arena_printf(reader->arena, "\"%s\"", json_shown(reader, got)) : "\"…\"", got);
}

/* A whole number as JSON's integer or as a string of digits; ${text} gets its canonical digits. */
static bool whole_number(struct reader *reader, const json_t *json, const char *path, const char **text)
{
	const char *p;

	if (json_is_integer(json)) {
		*text = arena_printf(reader->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
		return true;
	}
	*text = json_string_value(json);
	if (*text == NULL) {
		wrong_type(reader, path, "123", json);
		return false;
	}
	p = *text + (**text == '-');
	if (*p == '\0' || p[strspn(p, "0123456789")] != '\0') {
		STATUS_VIOLATION(reader->status, path, MSG_JSON_NOT_WHOLE, *text);
		return false;
	}
	return true;
}

static void read_signed(struct reader *reader, const json_t *json, const char *path, int64_t least, int64_t most, int64_t *out)
{
	const char *text;

	if (!whole_number(reader, json, path, &text))
		return;
	errno = 0;
	*out = strtoll(text, NULL, 10);
	if (errno != 0 || *out < least || *out > most)
		STATUS_VIOLATION(reader->status, path, MSG_JSON_RANGE, text, arena_printf(reader->arena, "%" PRId64, least),
				 arena_printf(reader->arena, "%" PRId64, most));
}

static void read_unsigned(struct reader *reader, const json_t *json, const char *path, uint64_t most, uint64_t *out)
{
	const char *text;

	if (!whole_number(reader, json, path, &text))
		return;
	errno = 0;
	*out = strtoull(text, NULL, 10);
	if (errno != 0 || *text == '-' || *out > most)
		STATUS_VIOLATION(reader->status, path, MSG_JSON_RANGE, text, "0",
				 arena_printf(reader->arena, "%" PRIu64, most));
}

static void read_enum(struct reader *reader, const ProtobufCEnumDescriptor *type, const char *path, const json_t *json,
		      int *out)
{
	const ProtobufCEnumValue *value;

	if (!json_is_string(json)) {
		wrong_type(reader, path, "\"…\"", json);
		return;
	}
	value = protobuf_c_enum_descriptor_get_value_by_name(type, json_string_value(json));
	if (value == NULL)
		STATUS_VIOLATION(reader->status, path, MSG_JSON_ENUM, json_string_value(json), type->short_name);
	else
		*out = value->value;
}

static void read_bytes(struct reader *reader, const char *path, const json_t *json, ProtobufCBinaryData *out)
{
	struct slice bytes;

	if (!json_is_string(json)) {
		wrong_type(reader, path, "\"…\"", json);
	} else if (!base64_decode(reader->arena, json_string_value(json), &bytes)) {
		STATUS_VIOLATION(reader->status, path, MSG_JSON_BASE64);
	} else {
		out->data = (uint8_t *)bytes.data;
		out->len = bytes.size;
	}
}

static void read_value(struct reader *reader, const ProtobufCFieldDescriptor *field, const char *path, const json_t *json,
		       void *out)
{
	int64_t number = 0;
	uint64_t count = 0;

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		if (json_is_string(json))
			*(char **)out = arena_strdup(reader->arena, json_string_value(json));
		else
			not_a_string(reader, path, json);
		break;
	case PROTOBUF_C_TYPE_BYTES: read_bytes(reader, path, json, out); break;
	case PROTOBUF_C_TYPE_BOOL:
		if (json_is_boolean(json))
			*(protobuf_c_boolean *)out = json_is_true(json);
		else
			wrong_type(reader, path, "true, false", json);
		break;
	case PROTOBUF_C_TYPE_ENUM: read_enum(reader, field->descriptor, path, json, out); break;
	case PROTOBUF_C_TYPE_INT32:
		read_signed(reader, json, path, INT32_MIN, INT32_MAX, &number);
		*(int32_t *)out = (int32_t)number;
		break;
	case PROTOBUF_C_TYPE_INT64: read_signed(reader, json, path, INT64_MIN, INT64_MAX, out); break;
	case PROTOBUF_C_TYPE_UINT32:
		read_unsigned(reader, json, path, UINT32_MAX, &count);
		*(uint32_t *)out = (uint32_t)count;
		break;
	case PROTOBUF_C_TYPE_UINT64: read_unsigned(reader, json, path, UINT64_MAX, out); break;
	case PROTOBUF_C_TYPE_MESSAGE: *(ProtobufCMessage **)out = read_message(reader, field->descriptor, path, json); break;
	default: abort();
	}
}

static void read_repeated(struct reader *reader, const ProtobufCFieldDescriptor *field, const char *path, const json_t *json,
			  ProtobufCMessage *message)
{
	size_t size = pb_value_size(field->type), n = json_array_size(json);
	char *values;

	if (!json_is_array(json)) {
		wrong_type(reader, path, "[…]", json);
		return;
	}
	values = arena_alloc(reader->arena, n * size);
	for (size_t i = 0; i < n; i++) {
		if (field->type == PROTOBUF_C_TYPE_STRING)
			((const char **)values)[i] = "";
		read_value(reader, field, arena_printf(reader->arena, "%s[%zu]", path, i), json_array_get(json, i),
			   values + i * size);
	}
	*(char **)((char *)message + field->offset) = values;
	*pb_count(message, field) = n;
}

static void read_field(struct reader *reader, const ProtobufCFieldDescriptor *field, const char *path, const json_t *json,
		       ProtobufCMessage *message)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		read_repeated(reader, field, path, json, message);
		return;
	}
	/* An absent message is written as null. */
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && json_is_null(json))
		return;
	if (pb_in_oneof(field)) {
		if (*pb_case(message, field) != 0) {
			STATUS_VIOLATION(reader->status, path, MSG_JSON_ONEOF);
			return;
		}
		*pb_case(message, field) = field->id;
	}
	read_value(reader, field, path, json, (char *)message + field->offset);
}

static ProtobufCMessage *read_message(struct reader *reader, const ProtobufCMessageDescriptor *type, const char *path,
				      const json_t *json)
{
	ProtobufCMessage *message = pb_new(reader->arena, type);
	const char *key;
	json_t *value;

	if (!json_is_object(json)) {
		wrong_type(reader, path, "{…}", json);
		return message;
	}
	json_object_foreach((json_t *)json, key, value)
	{
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, key);
		const char *place = arena_printf(reader->arena, "%s%s%s", path, *path != '\0' ? "." : "", key);

		if (field == NULL)
			STATUS_VIOLATION(reader->status, place, MSG_JSON_UNKNOWN_KEY, type->short_name);
		else
			read_field(reader, field, place, value, message);
	}
	return message;
}

/* Depth of brackets outside strings: judged before the parser, which recurses. */
static bool too_deep(struct slice json)
{
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < json.size; i++) {
		uint8_t c = json.data[i];

		if (c == '\\' && quoted)
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (depth > MAX_DEPTH)
			return true;
	}
	return false;
}

static enum message_id syntax_fault(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_duplicate_key: return MSG_JSON_DUPLICATE_KEY;
	case json_error_invalid_utf8: return MSG_TEXT_NOT_UTF8;
	case json_error_null_character:
	case json_error_null_byte_in_key: return MSG_JSON_NUL;
	case json_error_numeric_overflow: return MSG_JSON_OVERFLOW;
	default: return MSG_JSON_SYNTAX;
	}
}

enum status_code json_read(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice json,
			   ProtobufCMessage **message, struct status *status)
{
	struct reader reader = { arena, status };
	json_error_t error;
	json_t *tree = NULL;

	*message = NULL;
	if (too_deep(json)) {
		STATUS_VIOLATION(status, "", MSG_JSON_TOO_DEEP, arena_printf(arena, "%d", MAX_DEPTH));
	} else {
		tree = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
		/* The parser stops at its first fault and knows only its place in the text. */
		if (tree == NULL)
			status_violation(status, arena_printf(arena, "%d:%d", error.line, error.column), syntax_fault(&error),
					 STATUS_ARGS(NULL));
		else
			*message = read_message(&reader, type, "", tree);
	}
	json_decref(tree);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}
