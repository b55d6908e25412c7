#include "common/rpc/descriptor_json.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/base64.h"
#include "common/rpc/pb.h"
#include "jixiao/approval.pb-c.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "jixiao/user.pb-c.h"

/* The deepest message of proto/ needs 6; no message type contains itself. */
#define MAX_DEPTH 16

/* How a scalar lies in memory. proto/ has no floating point: money, weights and scores are strings. */
static size_t value_size(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_ENUM: return sizeof(uint32_t);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64: return sizeof(uint64_t);
	case PROTOBUF_C_TYPE_BOOL: return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
	default: abort();
	}
}

static size_t *count_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (size_t *)((char *)message + field->quantifier_offset);
}

static uint32_t *case_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (uint32_t *)((char *)message + field->quantifier_offset);
}

static bool in_oneof(const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

/* ---- writing ---- */

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
	json_t *json = json_string(base64_encode(&arena, (struct slice){ bytes->data, bytes->len }));

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
	size_t n = *count_of(message, field);
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, write_value(field, values + i * value_size(field->type), style));
	return array;
}

static json_t *write_message(const ProtobufCMessage *message, enum style style)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *value = (const char *)message + field->offset;

		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			if (style == EVERY_FIELD || *count_of(message, field) > 0)
				json_object_set_new(object, field->name, write_repeated(message, field, style));
			continue;
		}
		if (in_oneof(field) ? *case_of(message, field) != field->id : style == CANONICAL && is_default(field, value))
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

/* ---- reading ---- */

struct reader {
	struct arena *arena;
	struct status *status;
};

static ProtobufCMessage *read_message(struct reader *reader, const ProtobufCMessageDescriptor *type, const char *path,
				      const json_t *json);

/* What JSON calls the value, for the sentence about a wrong one. */
static const char *json_kind(const json_t *json)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "{…}", [JSON_ARRAY] = "[…]", [JSON_STRING] = "\"…\"", [JSON_INTEGER] = "123",
		[JSON_REAL] = "1.5",   [JSON_TRUE] = "true", [JSON_FALSE] = "false",  [JSON_NULL] = "null",
	};

	return kinds[json_typeof(json)];
}

static void wrong_type(struct reader *reader, const char *path, const char *wanted, const json_t *got)
{
	STATUS_VIOLATION(reader->status, path, MSG_JSON_TYPE, wanted, json_kind(got));
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
			wrong_type(reader, path, "\"…\"", json);
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
	size_t size = value_size(field->type), n = json_array_size(json);
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
	*count_of(message, field) = n;
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
	if (in_oneof(field)) {
		if (*case_of(message, field) != 0) {
			STATUS_VIOLATION(reader->status, path, MSG_JSON_ONEOF);
			return;
		}
		*case_of(message, field) = field->id;
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
	case json_error_null_byte_in_key: return MSG_TEXT_CONTROL;
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

/* ---- methods ---- */

static const ProtobufCServiceDescriptor *const services[] = {
	&jixiao__user_service__descriptor,	     &jixiao__evaluation_service__descriptor,
	&jixiao__scheme_service__descriptor,	     &jixiao__indicator_service__descriptor,
	&jixiao__entry_service__descriptor,	     &jixiao__funds_service__descriptor,
	&jixiao__evidence_service__descriptor,	     &jixiao__score_service__descriptor,
	&jixiao__report_service__descriptor,	     &jixiao__finding_service__descriptor,
	&jixiao__recommendation_service__descriptor, &jixiao__rectification_service__descriptor,
	&jixiao__archive_service__descriptor,	     &jixiao__approval_service__descriptor,
	&jixiao__event_service__descriptor,	     &jixiao__audit_service__descriptor,
};

/* Length of the service's name without "Service". */
static int service_name_length(const ProtobufCServiceDescriptor *service)
{
	return (int)(strlen(service->short_name) - strlen("Service"));
}

const ProtobufCMethodDescriptor *descriptor_method(const char *name)
{
	const char *dot = strchr(name, '.');

	if (dot == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		int length = service_name_length(services[i]);

		if (dot - name == length && strncmp(services[i]->short_name, name, (size_t)length) == 0)
			return protobuf_c_service_descriptor_get_method_by_name(services[i], dot + 1);
	}
	return NULL;
}

void descriptor_methods(descriptor_visit *visit, void *context)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		const ProtobufCServiceDescriptor *service = services[i];

		for (unsigned j = 0; j < service->n_methods; j++) {
			char name[64];

			snprintf(name, sizeof(name), "%.*s.%s", service_name_length(service), service->short_name,
				 service->methods[j].name);
			visit(context, name, &service->methods[j]);
		}
	}
}
