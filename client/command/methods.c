/* jixiao methods: what the server can be asked, with the comments of proto/. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/output.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/method_docs.h"

extern const struct command_group methods_commands;

/* "[]string", "Stage", "uint64": as `call` wants it in JSON. */
static const char *type_name(struct arena *arena, const ProtobufCFieldDescriptor *field)
{
	static const char *const names[] = {
		[PROTOBUF_C_TYPE_INT32] = "int32",   [PROTOBUF_C_TYPE_UINT32] = "uint32", [PROTOBUF_C_TYPE_INT64] = "int64",
		[PROTOBUF_C_TYPE_UINT64] = "uint64", [PROTOBUF_C_TYPE_BOOL] = "bool",	  [PROTOBUF_C_TYPE_STRING] = "string",
		[PROTOBUF_C_TYPE_BYTES] = "base64",
	};
	const char *name;

	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		name = ((const ProtobufCMessageDescriptor *)field->descriptor)->short_name;
	else if (field->type == PROTOBUF_C_TYPE_ENUM)
		name = ((const ProtobufCEnumDescriptor *)field->descriptor)->short_name;
	else
		name = names[field->type];
	return arena_printf(arena, "%s%s", field->label == PROTOBUF_C_LABEL_REPEATED ? "[]" : "", name);
}

/* Types that were printed or wait to be. */
struct seen {
	struct context *context;
	const void *types[64];
	bool is_enum[64];
	size_t n;
};

static void see(struct seen *seen, const void *type, bool is_enum)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->types[i] == type)
			return;
	if (seen->n == sizeof(seen->types) / sizeof(*seen->types))
		abort();
	seen->types[seen->n] = type;
	seen->is_enum[seen->n++] = is_enum;
}

static void print_heading(const char *name)
{
	const char *text = type_doc_text(name);

	printf("\n%s%s%s\n", name, *text != '\0' ? "  " : "", text);
}

static void print_message(struct seen *seen, const ProtobufCMessageDescriptor *type)
{
	struct arena *arena = seen->context->arena;
	struct table *table = table_new_plain(seen->context);

	print_heading(type->short_name);
	for (size_t i = 0; i < 2; i++)
		table_column(table, "", "", COLUMN_LEFT);
	table_column(table, "", "", COLUMN_WRAP);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		TABLE_ROW(table, arena_printf(arena, "  %s", field->name), type_name(arena, field),
			  member_doc_text(type->short_name, field->name));
		if (field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_ENUM)
			see(seen, field->descriptor, field->type == PROTOBUF_C_TYPE_ENUM);
	}
	table_print(table, MSG_METHODS_NO_FIELDS);
}

static void print_enum(struct seen *seen, const ProtobufCEnumDescriptor *type)
{
	struct table *table = table_new_plain(seen->context);

	print_heading(type->short_name);
	table_column(table, "", "", COLUMN_LEFT);
	table_column(table, "", "", COLUMN_WRAP);
	for (unsigned i = 0; i < type->n_values; i++)
		TABLE_ROW(table, arena_printf(seen->context->arena, "  %s", type->values[i].name),
			  member_doc_text(type->short_name, type->values[i].name));
	table_print(table, MSG_NONE);
}

static void print_method(struct context *context, const struct method_doc *doc)
{
	const ProtobufCMethodDescriptor *method = descriptor_method(doc->name);
	struct seen seen = { .context = context };

	printf("%s(%s) -> %s%s\n%s\n", doc->name, method->input->short_name, doc->stream ? "stream " : "",
	       method->output->short_name, doc->text);
	see(&seen, method->input, false);
	see(&seen, method->output, false);
	for (size_t i = 0; i < seen.n; i++)
		if (seen.is_enum[i])
			print_enum(&seen, seen.types[i]);
		else
			print_message(&seen, seen.types[i]);
}

/* Is ${method} "Entry.Put" the one asked for, or in the service asked for? NULL asks for all. */
static bool wanted(const char *method, const char *asked)
{
	size_t length = asked != NULL ? strlen(asked) : 0;

	return asked == NULL || (strncmp(method, asked, length) == 0 && (method[length] == '.' || method[length] == '\0'));
}

static void print_json(const char *asked)
{
	json_t *list = json_array();
	char *text;

	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++) {
		const ProtobufCMethodDescriptor *method = descriptor_method(doc->name);

		if (wanted(doc->name, asked))
			json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:b}", "method", doc->name, "text",
							      doc->text, "request", method->input->short_name, "reply",
							      method->output->short_name, "stream", (int)doc->stream));
	}
	text = json_dumps(list, JSON_INDENT(2));
	printf("%s\n", text);
	free(text);
	json_decref(list);
}

static enum status_code methods(struct context *context, const struct arguments *arguments)
{
	const char *asked = arguments->n_positional > 0 ? arguments->positional[0] : NULL;
	const struct method_doc *one = asked != NULL ? method_doc_find(asked) : NULL;
	struct table *table;
	size_t n = 0;

	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		n += wanted(doc->name, asked);
	if (n == 0)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_METHOD_UNKNOWN, asked);
	if (context->output == OUTPUT_JSON) {
		print_json(asked);
		return STATUS_OK;
	}
	if (one != NULL) {
		print_method(context, one);
		return STATUS_OK;
	}
	table = table_new(context);
	table_column(table, "方法", "method", COLUMN_LEFT);
	table_column(table, "说明", "what it does", COLUMN_WRAP);
	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		if (wanted(doc->name, asked))
			TABLE_ROW(table, doc->name, doc->text);
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "methods",
	  NULL,
	  "[SERVICE[.METHOD]]",
	  0,
	  1,
	  { "列出服务器的方法，或一个方法的请求、答复和各字段",
	    "list the server's methods, or one method's request, reply and fields" },
	  "jixiao methods Entry.Put",
	  NULL,
	  methods },
};

const struct command_group methods_commands = {
	"methods", { "服务器方法的说明", "documentation of the server's methods" }, commands, 1
};
