#include "client/path_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/sheet.h"
#include "client/words.h"
#include "common/rpc/pb_field.h"

/* Longer texts are no names. */
enum { NAME_LONGEST = 60 };

/* Lists whose brackets hold an id, which may consist of digits. */
static const char *const by_id[] = { "approvals",  "catalogue", "entries",	   "findings",
				     "indicators", "narrative", "recommendations", "scores" };

/* What is left of the path, and the message that its next name is a field of; NULL: not known. */
struct walk {
	struct arena *arena;
	enum language language;
	const char *path;
	const ProtobufCMessage *message;
};

static bool is_file_name(const char *path)
{
	static const char *const endings[] = { ".txt", ".json", ".pem" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(endings) / sizeof(*endings); i++)
		if (strcmp(dot, endings[i]) == 0)
			return true;
	return false;
}

/* "scheme.yaml:12:5", "data/scores.json", "bagit.txt": the name of a file has no words to translate. */
static bool is_place(const char *path)
{
	if (strchr(path, '/') != NULL || is_file_name(path))
		return true;
	for (const char *colon = strchr(path, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
		size_t line = strspn(colon + 1, "0123456789");

		if (line > 0 && colon[1 + line] == ':' && strspn(colon + line + 2, "0123456789") > 0)
			return true;
	}
	return false;
}

static bool is_by_id(const char *name)
{
	for (size_t i = 0; i < sizeof(by_id) / sizeof(*by_id); i++)
		if (strcmp(by_id[i], name) == 0)
			return true;
	return false;
}

/* The first of an item's fields that names it; "" if there is none. */
static const char *item_name(const ProtobufCMessage *item)
{
	static const char *const fields[] = { "code", "source", "name", "title", "person", "use", "text", "indicator" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const ProtobufCFieldDescriptor *field =
			protobuf_c_message_descriptor_get_field_by_name(item->descriptor, fields[i]);
		const char *name = "";

		if (field != NULL && field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED)
			name = *(char *const *)((const char *)item + field->offset);
		if (*name != '\0' && strlen(name) <= NAME_LONGEST)
			return name;
	}
	return "";
}

/* Goes into ${field} of the walk's message, at ${index} if it is a list. Returns the item's name. */
static const char *enter(struct walk *walk, const ProtobufCFieldDescriptor *field, size_t index)
{
	const ProtobufCMessage *message = walk->message;
	char *const *values;

	walk->message = NULL;
	if (field == NULL || (field->type != PROTOBUF_C_TYPE_MESSAGE && field->type != PROTOBUF_C_TYPE_STRING))
		return "";
	values = (char *const *)((const char *)message + field->offset);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		if (index >= *pb_count((ProtobufCMessage *)(uintptr_t)message, field))
			return "";
		values = *(char *const *const *)values + index;
	}
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return strlen(*values) <= NAME_LONGEST ? *values : "";
	walk->message = (const ProtobufCMessage *)*values;
	return walk->message != NULL ? item_name(walk->message) : "";
}

static const char *item_words(const struct walk *walk, size_t number, const char *name)
{
	const bool zh = walk->language == LANGUAGE_ZH;
	const char *text = arena_printf(walk->arena, zh ? "第 %zu 项" : " %zu", number);

	if (*name == '\0')
		return text;
	return arena_printf(walk->arena, zh ? "%s“%s”" : "%s \"%s\"", text, name);
}

/* What stands in the brackets at the walk's place. */
static const char *bracket_words(struct walk *walk, const char *name, const ProtobufCFieldDescriptor *field)
{
	size_t length = strcspn(walk->path, "]");
	const char *inside = arena_printf(walk->arena, "%.*s", (int)length - 1, walk->path + 1);
	size_t index;

	walk->path += length + (walk->path[length] == ']');
	if (is_by_id(name) || inside[strspn(inside, "0123456789")] != '\0' || *inside == '\0') {
		walk->message = NULL;
		return arena_printf(walk->arena, " %s", inside);
	}
	index = strtoull(inside, NULL, 10);
	return item_words(walk, index + 1, enter(walk, field, index));
}

/* One name with its brackets. */
static const char *step(struct walk *walk)
{
	size_t length = strcspn(walk->path, ".[");
	const char *name = arena_printf(walk->arena, "%.*s", (int)length, walk->path);
	const ProtobufCFieldDescriptor *field = NULL;
	const char *word;

	if (walk->message != NULL)
		field = protobuf_c_message_descriptor_get_field_by_name(walk->message->descriptor, name);
	word = field_word(walk->language, field != NULL ? walk->message->descriptor->short_name : "", name);
	walk->path += length;
	if (*walk->path == '[')
		return arena_printf(walk->arena, "%s%s", word != NULL ? word : name, bracket_words(walk, name, field));
	if (field != NULL && field->label != PROTOBUF_C_LABEL_REPEATED)
		enter(walk, field, 0);
	else
		walk->message = NULL;
	return word != NULL ? word : name;
}

/* "指标 A11 的", "预算第 1 项的". */
static const char *between(enum language language, const char *before)
{
	if (*before == '\0')
		return "";
	if (language == LANGUAGE_EN)
		return ", ";
	return (before[strlen(before) - 1] & 0x80) == 0 ? " 的" : "的";
}

char *path_in_words(struct arena *arena, enum language language, const ProtobufCMessage *request, const char *path)
{
	struct walk walk = { arena, language, path, request };
	char *text = arena_strdup(arena, ""), *cell;

	if (is_place(path))
		return arena_strdup(arena, path);
	cell = sheet_place_in_words(arena, language, path);
	if (cell != NULL)
		return cell;
	while (*walk.path != '\0') {
		text = arena_printf(arena, "%s%s%s", text, between(language, text), step(&walk));
		walk.path += *walk.path == '.';
	}
	return text;
}
