#include "client/scheme_mapping.h"

#include <stdlib.h>
#include <string.h>

#include "client/suggest.h"
#include "common/rpc/pb.h"
#include "common/rpc/pb_field.h"

/* Places */

char *reader_place(struct reader *reader, size_t line, size_t column)
{
	return arena_printf(reader->arena, "%s:%zu:%zu", reader->file->name, line, column);
}

char *node_place(struct reader *reader, const yaml_node_t *node)
{
	return reader_place(reader, node->start_mark.line + 1, node->start_mark.column + 1);
}

char *field_place(struct reader *reader, const yaml_node_t *node, const char *path)
{
	return arena_printf(reader->arena, "%s%s%s", node_place(reader, node), *path == '\0' ? "" : " ", path);
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

void reader_unread(struct reader *reader, const char *path)
{
	struct scheme_file *file = reader->file;

	if (file->n_unread == file->unread_capacity) {
		size_t old = file->unread_capacity * sizeof(*file->unread);

		file->unread_capacity = old == 0 ? 16 : 2 * file->unread_capacity;
		file->unread = arena_grow(reader->arena, file->unread, old, file->unread_capacity * sizeof(*file->unread));
	}
	file->unread[file->n_unread++] = arena_strdup(reader->arena, path);
}

bool reader_is_unread(const struct reader *reader, const char *path)
{
	for (size_t i = reader->file->n_unread; i-- > 0;)
		if (strcmp(reader->file->unread[i], path) == 0)
			return true;
	return false;
}

/* Nodes */

yaml_node_t *node_visit(struct reader *reader, int index, const char *path)
{
	yaml_node_t *node = yaml_document_get_node(&reader->document, index);

	if (!reader->seen[index]) {
		reader->seen[index] = true;
		return node;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_ALIAS);
	reader_unread(reader, path);
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
	if (node->type != YAML_SCALAR_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_TEXT, last_part(path));
		reader_unread(reader, path);
		return NULL;
	}
	return reader_clean(reader, node, path, (const char *)node->data.scalar.value, node->data.scalar.length);
}

bool node_is_list(struct reader *reader, const yaml_node_t *node, const char *path)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return true;
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_LIST, last_part(path));
	reader_unread(reader, path);
	return false;
}

/* Fields of a message, found by name */

static void *member(ProtobufCMessage *message, const char *name)
{
	return (char *)message + protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name)->offset;
}

/* How many the repeated field ${name} has: what was skipped in the file has no number. */
static size_t count(const ProtobufCMessage *message, const char *name)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

	return *pb_count(message, field);
}

/* Adds ${item} to the repeated field ${name}. ${capacity}: of the array, known from the file's list. */
static void append(struct reader *reader, ProtobufCMessage *message, const char *name, size_t capacity, void *item)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	size_t *n = pb_count(message, field);
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
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i], path);
		char *item_path;
		ProtobufCMessage *read = pb_new(reader->arena, shape->type);

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, count(message, name));
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
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i], path);
		char *item_path;
		char *text;

		if (item == NULL)
			continue;
		item_path = arena_printf(reader->arena, "%s[%zu]", path, count(message, field->key));
		reader_remember(reader, item_path, item);
		text = field->kind == FIELD_SHARES ? node_share(reader, item, path) : node_text(reader, item, path);
		if (text != NULL)
			append(reader, message, field->key, list_size(node), text);
	}
}

static void read_text(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	static char *(*const readers[])(struct reader *, const yaml_node_t *, const char *) = {
		[FIELD_TEXT] = node_text,
		[FIELD_SHARE] = node_share,
		[FIELD_MONEY] = node_money,
		[FIELD_DATE] = node_date,
	};
	char *text = readers[field->kind](reader, node, path);

	if (text == NULL)
		return;
	if (field->required && text[0] == '\0') {
		FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, field->key);
		reader_unread(reader, path);
	}
	*(char **)member(message, field->key) = text;
}

static void read_count(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	char *text = node_text(reader, node, path);
	size_t length = text == NULL ? 0 : strlen(text);

	if (text == NULL)
		return;
	if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_COUNT, text);
	else
		*(uint32_t *)member(message, field->key) = (uint32_t)strtoul(text, NULL, 10);
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

static void read_part(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		      ProtobufCMessage *message)
{
	ProtobufCMessage *part = pb_new(reader->arena, field->shape->type);

	*(ProtobufCMessage **)member(message, field->key) = part;
	read_mapping(reader, node, path, field->shape, part);
}

static void read_field(struct reader *reader, yaml_node_t *node, const char *path, const struct field *field,
		       ProtobufCMessage *message)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_SHARE:
	case FIELD_MONEY:
	case FIELD_DATE: read_text(reader, node, path, field, message); break;
	case FIELD_COUNT: read_count(reader, node, path, field, message); break;
	case FIELD_FLAG: read_flag(reader, node, path, field, message); break;
	case FIELD_TEXTS:
	case FIELD_SHARES: read_texts(reader, node, path, field, message); break;
	case FIELD_ITEMS: read_items(reader, node, path, field->shape, field->key, message); break;
	case FIELD_MAPPING: read_part(reader, node, path, field, message); break;
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

/* The key that was probably meant: a known one, much like ${name}, that the mapping does not have. n_fields if there is none.
 */
static size_t meant_key(struct reader *reader, const yaml_node_t *node, const struct shape *shape, const char *name)
{
	struct suggestion suggestion = { .word = name };
	size_t i = 0;

	for (; i < shape->n_fields; i++)
		if (value_index(reader, node, shape->fields[i].key) == 0)
			suggest_offer(&suggestion, shape->fields[i].key);
	for (i = 0; i < shape->n_fields && shape->fields[i].key != suggestion.best; i++)
		;
	return i;
}

/* Which field ${key} is; n_fields, and said so, if it is none or came before. What is behind a misspelt key is read as what was
 * meant, so that its faults are found too. */
static size_t find_field(struct reader *reader, const yaml_node_t *node, const yaml_node_t *key, const char *name,
			 const struct shape *shape, size_t *lines)
{
	size_t i = 0;

	while (i < shape->n_fields && strcmp(shape->fields[i].key, name) != 0)
		i++;
	if (i == shape->n_fields) {
		i = meant_key(reader, node, shape, name);
		if (i == shape->n_fields) {
			FAULT(reader, key, MSG_SCHEME_FILE_KEY_UNKNOWN, name, known_keys(reader, shape));
			return i;
		}
		FAULT(reader, key, MSG_SCHEME_FILE_KEY_MEANT, name, shape->fields[i].key);
	}
	if (lines[i] != 0) {
		FAULT(reader, key, MSG_SCHEME_FILE_KEY_TWICE, name, arena_printf(reader->arena, "%zu", lines[i]));
		return shape->n_fields;
	}
	lines[i] = key->start_mark.line + 1;
	return i;
}

static void read_pair(struct reader *reader, const yaml_node_t *node, const yaml_node_pair_t *pair, const char *path,
		      const struct shape *shape, size_t *lines, ProtobufCMessage *message)
{
	yaml_node_t *key = node_visit(reader, pair->key, path), *value;
	char *name = key == NULL ? NULL : node_text(reader, key, path);
	size_t i = name == NULL ? shape->n_fields : find_field(reader, node, key, name, shape, lines);
	char field_path[PATH_MAX_BYTES];
	bool later;

	if (i == shape->n_fields)
		return;
	snprintf(field_path, sizeof(field_path), "%s%s%s", path, path[0] == '\0' ? "" : ".", shape->fields[i].key);
	later = shape->fields[i].kind == FIELD_LATER;
	value = later ? yaml_document_get_node(&reader->document, pair->value) : node_visit(reader, pair->value, field_path);
	if (value == NULL)
		return;
	reader_remember(reader, field_path, value);
	read_field(reader, value, field_path, &shape->fields[i], message);
	/* Who reads it later looks for its right name. */
	if (later && strcmp(name, shape->fields[i].key) != 0)
		reader_unread(reader, field_path);
}

void read_mapping(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape,
		  ProtobufCMessage *message)
{
	size_t lines[24] = { 0 }; /* where each known key stands */

	if (node->type != YAML_MAPPING_NODE) {
		FAULT(reader, node, MSG_SCHEME_FILE_NOT_MAPPING, path[0] == '\0' ? reader->file->name : last_part(path));
		reader_unread(reader, path);
		return;
	}
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
		read_pair(reader, node, pair, path, shape, lines, message);
	for (size_t i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].required && lines[i] == 0)
			reader_missing(reader, node, path, shape->fields[i].key);
}

void reader_missing(struct reader *reader, const yaml_node_t *node, const char *path, const char *key)
{
	FAULT(reader, node, MSG_SCHEME_FILE_KEY_MISSING, key);
	reader_unread(reader, arena_printf(reader->arena, "%s%s%s", path, path[0] == '\0' ? "" : ".", key));
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
