#include "common/rpc/pb.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/rpc/pb_field.h"
#include "common/text/character.h"

static void *allocate(void *context, size_t size)
{
	return arena_alloc(context, size);
}

static void keep(void *context, void *pointer)
{
	(void)context;
	(void)pointer;
}

ProtobufCMessage *pb_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice bytes)
{
	ProtobufCAllocator allocator = { allocate, keep, arena };

	return protobuf_c_message_unpack(type, &allocator, bytes.size, bytes.data);
}

struct slice pb_pack(struct arena *arena, const ProtobufCMessage *message)
{
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = arena_alloc(arena, size);

	protobuf_c_message_pack(message, bytes);
	return (struct slice){ bytes, size };
}

ProtobufCMessage *pb_new(struct arena *arena, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *message = arena_alloc(arena, type->sizeof_message);

	protobuf_c_message_init(type, message);
	return message;
}

struct slice pb_slice(ProtobufCBinaryData bytes)
{
	return (struct slice){ bytes.data, bytes.len };
}

ProtobufCBinaryData pb_bytes(struct slice bytes)
{
	return (ProtobufCBinaryData){ bytes.size, (uint8_t *)bytes.data };
}

/* Names the first reason why ${text} is no acceptable string. */
static bool string_is_clean(struct arena *arena, const char *text, const char *path, struct status *status)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(text), n;
	utf8proc_int32_t c;

	for (size_t number = 1; left > 0; p += n, left -= n, number++) {
		enum message_id fault;

		n = utf8proc_iterate(p, left, &c);
		fault = n < 0 ? MSG_TEXT_NOT_UTF8 : character_fault(c);
		if (fault == MSG_NONE)
			continue;
		STATUS_VIOLATION(status, path, fault, n < 0 ? NULL : character_name(arena, c),
				 arena_printf(arena, "%zu", number));
		return false;
	}
	return true;
}

/* Most strings are codes and numbers: printable ASCII is clean and its own NFC. */
static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return *text == '\0';
}

static void check_string(struct arena *arena, char **text, const char *path, struct status *status)
{
	utf8proc_uint8_t *normal;

	if (is_plain(*text) || !string_is_clean(arena, *text, path, status))
		return;
	normal = utf8proc_NFC((const utf8proc_uint8_t *)*text);
	if (normal == NULL)
		abort();
	if (strcmp((const char *)normal, *text) != 0)
		*text = arena_strdup(arena, (const char *)normal);
	free(normal);
}

static void check_message(struct arena *arena, ProtobufCMessage *message, const char *prefix, struct status *status);

static void check_value(struct arena *arena, const ProtobufCFieldDescriptor *field, void *value, const char *path,
			struct status *status)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: check_string(arena, value, path, status); break;
	case PROTOBUF_C_TYPE_ENUM:
		if (protobuf_c_enum_descriptor_get_value(field->descriptor, *(int *)value) == NULL)
			STATUS_VIOLATION(status, path, MSG_ENUM_UNKNOWN, arena_printf(arena, "%d", *(int *)value));
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		if (*(ProtobufCMessage **)value != NULL)
			check_message(arena, *(ProtobufCMessage **)value, path, status);
		break;
	default: break;
	}
}

/* A field that this program does not know would be dropped or, worse, kept without having been checked. */
static void check_unknown(struct arena *arena, const ProtobufCMessage *message, const char *prefix, struct status *status)
{
	for (unsigned i = 0; i < message->n_unknown_fields; i++)
		STATUS_VIOLATION(status, *prefix != '\0' ? prefix : message->descriptor->short_name, MSG_FIELD_UNKNOWN,
				 arena_printf(arena, "%u", message->unknown_fields[i].tag));
}

static void check_message(struct arena *arena, ProtobufCMessage *message, const char *prefix, struct status *status)
{
	check_unknown(arena, message, prefix, status);
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		char *member = (char *)message + field->offset;
		const char *path = arena_printf(arena, "%s%s%s", prefix, *prefix != '\0' ? "." : "", field->name);

		if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_ENUM &&
		    field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		if (pb_in_oneof(field) && *pb_case(message, field) != field->id)
			continue;
		if (field->label != PROTOBUF_C_LABEL_REPEATED) {
			check_value(arena, field, member, path, status);
			continue;
		}
		for (size_t j = 0; j < *pb_count(message, field); j++)
			check_value(arena, field, *(char **)member + j * pb_value_size(field->type),
				    arena_printf(arena, "%s[%zu]", path, j), status);
	}
}

void pb_check(struct arena *arena, ProtobufCMessage *message, struct status *status)
{
	check_message(arena, message, "", status);
}

static char **copy_args(struct arena *arena, const struct message *message)
{
	char **args = arena_alloc(arena, (message->n_args + 1) * sizeof(*args));

	for (size_t i = 0; i < message->n_args; i++)
		args[i] = arena_strdup(arena, message->args[i]);
	return args;
}

Jixiao__Status *pb_status(struct arena *arena, const struct status *status)
{
	Jixiao__Status *wire = (void *)pb_new(arena, &jixiao__status__descriptor);

	wire->code = status->code;
	wire->message = arena_strdup(arena, message_name(status->message.id));
	wire->n_args = status->message.n_args;
	wire->args = copy_args(arena, &status->message);
	wire->n_violations = status->n_violations;
	wire->violations = arena_alloc(arena, (status->n_violations + 1) * sizeof(Jixiao__Violation *));
	for (size_t i = 0; i < status->n_violations; i++) {
		Jixiao__Violation *violation = (void *)pb_new(arena, &jixiao__violation__descriptor);

		violation->path = arena_strdup(arena, status->violations[i].path);
		violation->message = arena_strdup(arena, message_name(status->violations[i].message.id));
		violation->n_args = status->violations[i].message.n_args;
		violation->args = copy_args(arena, &status->violations[i].message);
		wire->violations[i] = violation;
	}
	return wire;
}

/* The known message, or MSG_UNKNOWN_MESSAGE with the name and arguments as they came. */
static enum message_id known(struct arena *arena, const char *name, size_t n_args, char **args, const char *const **out)
{
	const char **list = arena_alloc(arena, (n_args + 3) * sizeof(*list));
	enum message_id id = message_by_name(name);
	size_t n = 0;

	if (id == MSG_NONE) {
		id = MSG_UNKNOWN_MESSAGE;
		list[n++] = name;
	}
	for (size_t i = 0; i < n_args; i++)
		list[n++] = args[i];
	*out = list;
	return id;
}

void pb_status_read(const Jixiao__Status *wire, struct status *status)
{
	struct arena arena = ARENA_INIT;
	const char *const *args;
	enum message_id id;

	status_clear(status);
	for (size_t i = 0; i < wire->n_violations; i++) {
		const Jixiao__Violation *violation = wire->violations[i];

		id = known(&arena, violation->message, violation->n_args, violation->args, &args);
		status_violation(status, violation->path, id, args);
	}
	id = known(&arena, wire->message, wire->n_args, wire->args, &args);
	status_fail(status, (enum status_code)wire->code, id, args);
	arena_clear(&arena);
}
