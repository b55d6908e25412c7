#include "client/scheme_mapping.h"

#include <string.h>

#include "common/domain/decimal.h"
#include "common/rpc/pb.h"

/* Places */

char *reader_place(struct reader *reader, size_t line, size_t column)
{
	return arena_printf(reader->arena, "%s:%zu:%zu", reader->file->name, line, column);
}

char *node_place(struct reader *reader, const yaml_node_t *node)
{
	return reader_place(reader, node->start_mark.line + 1, node->start_mark.column + 1);
}

void reader_remember(struct reader *reader, const char *path, const yaml_node_t *node)
{
	struct scheme_file *file = reader->file;

	if (file->n_positions == file->capacity) {
		size_t old = file->capacity * sizeof(*file->positions);

		file->capacity = file->capacity == 0 ? 256 : 2 * file->capacity;
		file->positions = arena_grow(reader->arena, file->positions, old, file->capacity * sizeof(*file->positions));
	}
	file->positions[file->n_positions++] = (struct scheme_position){
		.path = arena_strdup(reader->arena, path),
		.line = (unsigned)node->start_mark.line + 1,
		.column = (unsigned)node->start_mark.column + 1,
	};
}

/* Nodes */

yaml_node_t *node_visit(struct reader *reader, int index)
{
	yaml_node_t *node = yaml_document_get_node(&reader->document, index);

	if (!reader->seen[index]) {
		reader->seen[index] = true;
		return node;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_ALIAS);
	return NULL;
}

/* The last part of ${path}, for sentences: "weight" of "indicators[3].weight". */
static const char *last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

char *node_text(struct reader *reader, const yaml_node_t *node, const char *path)
{
	const char *value = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_TEXT, last_part(path));
		return NULL;
	}
	if (memchr(value, '\0', node->data.scalar.length) != NULL) {
		FAULT(reader, node, MSG_TEXT_CONTROL);
		return NULL;
	}
	return arena_strdup(reader->arena, value);
}

bool node_is_list(struct reader *reader, const yaml_node_t *node, const char *path)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return true;
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_LIST, last_part(path));
	return false;
}

/* "60%" as "0.6"; other texts as they are, checked to be a number. */
static char *node_share(struct reader *reader, const yaml_node_t *node, const char *path)
{
	char *text = node_text(reader, node, path);
	size_t length = text == NULL ? 0 : strlen(text);
	struct decimal value;

	if (text == NULL)
		return NULL;
	if (length > 0 && text[length - 1] == '%') {
		char *number = arena_strdup(reader->arena, text);

		number[length - 1] = '\0';
		if (decimal_parse(number, &value) && value.micros % 100 == 0)
			return decimal_format(reader->arena, (struct decimal){ value.micros / 100 });
	} else if (decimal_parse(text, &value)) {
		return text;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_SHARE, text);
	return NULL;
}

/* Fields of a message, found by name */

static void *member(ProtobufCMessage *message, const char *name)
{
	return (char *)message + protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name)->offset;
}

/* Adds ${item} to the repeated field ${name}. ${capacity}: of the array, known from the file's list. */
static void append(struct reader *reader, ProtobufCMessage *message, const char *name, size_t capacity, void *item)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	size_t *n = (size_t *)((char *)message + field->quantifier_offset);
	void ***items = (void ***)((char *)message + field->offset);

	if (*n == 0)
		*items = arena_alloc(reader->arena, capacity * sizeof(**items));
	(*items)[(*n)++] = item;
}

size_t list_size(const yaml_node_t *list)
{
	return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

void read_items(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape, const char *name,
		ProtobufCMessage *message)
{
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i]);
		char *item_path;
		ProtobufCMessage *read = pb_new(reader->arena, shape->type);

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, i);
		reader_remember(reader, item_path, item);
		append(reader, message, name, list_size(node), read);
		read_mapping(reader, item, item_path, shape, read);
	}
}

static void read_texts(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	if (!node_is_list(reader, node, path))
		return;
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i]);
		char *item_path;
		char *text;

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, i);
		reader_remember(reader, item_path, item);
		text = field->kind == FIELD_SHARES ? node_share(reader, item, path) : node_text(reader, item, path);
		if (text != NULL)
			append(reader, message, field->key, list_size(node), text);
	}
}

static void read_text(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	char *text = field->kind == FIELD_SHARE ? node_share(reader, node, path) : node_text(reader, node, path);

	if (text == NULL)
		return;
	if (field->required && text[0] == '\0')
		FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, field->key);
	*(char **)member(message, field->key) = text;
}

static void read_flag(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	char *text = node_text(reader, node, path);

	if (text == NULL)
		return;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_FLAG, field->key);
	*(protobuf_c_boolean *)member(message, field->key) = strcmp(text, "true") == 0;
}

static void read_field(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_SHARE: read_text(reader, node, path, field, message); break;
	case FIELD_FLAG: read_flag(reader, node, path, field, message); break;
	case FIELD_TEXTS:
	case FIELD_SHARES: read_texts(reader, node, path, field, message); break;
	case FIELD_ITEMS: read_items(reader, node, path, field->shape, field->key, message); break;
	case FIELD_OTHER: field->read(reader, node, path, message); break;
	case FIELD_LATER: break;
	}
}

static const char *known_keys(struct reader *reader, const struct shape *shape)
{
	char *keys = arena_strdup(reader->arena, shape->fields[0].key);

	for (size_t i = 1; i < shape->n_fields; i++)
		keys = arena_printf(reader->arena, "%s, %s", keys, shape->fields[i].key);
	return keys;
}

void read_mapping(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape,
		  ProtobufCMessage *message)
{
	size_t lines[16] = { 0 }; /* where each known key stands */

	if (node->type != YAML_MAPPING_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_MAPPING, path[0] == '\0' ? reader->file->name : last_part(path));
		return;
	}
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = node_visit(reader, pair->key), *value;
		char *name = key == NULL ? NULL : node_text(reader, key, path);
		char field_path[PATH_MAX_BYTES];
		size_t i = 0;

		if (name == NULL)
			continue;
		while (i < shape->n_fields && strcmp(shape->fields[i].key, name) != 0)
			i++;
		if (i == shape->n_fields) {
			FAULT(reader, key, MSG_SCHEME_FILE_KEY_UNKNOWN, name, known_keys(reader, shape));
			continue;
		}
		if (lines[i] != 0) {
			FAULT(reader, key, MSG_SCHEME_FILE_KEY_TWICE, name, arena_printf(reader->arena, "%zu", lines[i]));
			continue;
		}
		lines[i] = key->start_mark.line + 1;
		value = shape->fields[i].kind == FIELD_LATER ? yaml_document_get_node(&reader->document, pair->value)
							     : node_visit(reader, pair->value);
		if (value == NULL)
			continue;
		snprintf(field_path, sizeof(field_path), "%s%s%s", path, path[0] == '\0' ? "" : ".", name);
		reader_remember(reader, field_path, value);
		read_field(reader, value, field_path, &shape->fields[i], message);
	}
	for (size_t i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].required && lines[i] == 0)
			FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, shape->fields[i].key);
}

int value_index(struct reader *reader, const yaml_node_t *node, const char *key)
{
	if (node->type != YAML_MAPPING_NODE)
		return 0;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = yaml_document_get_node(&reader->document, pair->key);

		if (name->type == YAML_SCALAR_NODE && strcmp((const char *)name->data.scalar.value, key) == 0)
			return pair->value;
	}
	return 0;
}
