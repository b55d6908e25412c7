/* jixiao call: any method, with its request as JSON. What no other command does, scripts do with this. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/call.h"
#include "client/output.h"
#include "client/suggest.h"
#include "client/text_file.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/method_docs.h"

extern const struct command_group call_commands;

static bool print_reply(void *context, const ProtobufCMessage *reply)
{
	struct arena arena = ARENA_INIT;
	/* Who follows a stream wants each reply when it comes. */
	bool written = printf("%s\n", json_write(&arena, reply)) > 0 && fflush(stdout) == 0;

	(void)context;
	arena_clear(&arena);
	return written;
}

static enum status_code unknown_method(struct context *context, const char *name)
{
	struct suggestion suggestion = { name, NULL, 0 };

	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		suggest_offer(&suggestion, doc->name);
	if (suggestion.best == NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_METHOD_UNKNOWN, name);
	return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_METHOD_UNKNOWN_NEAR, name, suggestion.best);
}

/* 32 hexadecimal digits, with or without the dashes of a UUID, into ${id}. */
static bool read_id(const char *text, uint8_t id[16])
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == '-')
			continue;
		if (!isxdigit((unsigned char)*text) || n == 32)
			return false;
		id[n / 2] = (uint8_t)(id[n / 2] << 4 | (strchr(digits, tolower((unsigned char)*text)) - digits));
		n++;
	}
	return n == 32;
}

/* A script that is started again says which request it means, and what was done is not done twice. */
static enum status_code take_id(struct context *context, const struct arguments *arguments)
{
	const char *given = argument(arguments, "request-id");
	uint8_t *id;

	if (given == NULL)
		return STATUS_OK;
	id = arena_alloc(context->arena, 16);
	if (!read_id(given, id))
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_REQUEST_ID_FORM, given);
	context->request_id = id;
	return STATUS_OK;
}

static enum status_code call(struct context *context, const struct arguments *arguments)
{
	const char *name = arguments->positional[0], *given = arguments->n_positional > 1 ? arguments->positional[1] : "{}";
	const ProtobufCMethodDescriptor *method = descriptor_method(name);
	const struct method_doc *doc = method_doc_find(name);
	ProtobufCMessage *request, *reply;
	struct slice json = { (const uint8_t *)given, strlen(given) };
	enum status_code code = take_id(context, arguments);

	context->field_names = true;
	if (code != STATUS_OK)
		return code;
	if (method == NULL || doc == NULL)
		return unknown_method(context, name);
	if (strcmp(given, "-") == 0)
		code = file_read(context->arena, "-", &json, &context->status);
	if (code == STATUS_OK)
		code = json_read(context->arena, method->input, json, &request, &context->status);
	if (code != STATUS_OK)
		return code;
	if (doc->stream)
		return context_stream(context, name, request, method->output, print_reply, NULL);
	code = context_call(context, name, request, method->output, &reply);
	if (code == STATUS_OK)
		print_reply(NULL, reply);
	return code;
}

static const struct option_row options[] = {
	{ "request-id",
	  "ID",
	  { "请求号，32 位十六进制数：同一请求号再次调用，得到第一次的答复，不会做两遍",
	    "the request's id, a UUID: called again with it, the first reply comes back and nothing is done twice" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "call",
	  NULL,
	  "METHOD [JSON|-]",
	  1,
	  2,
	  { "直接调用服务器的一个方法，请求和答复都是 JSON（- 表示从标准输入读）",
	    "call one method of the server with a request in JSON (- reads it from standard input)" },
	  "jixiao call Evaluation.Get '{\"evaluation\":\"2024-yunxing\"}'",
	  options,
	  call },
};

const struct command_group call_commands = {
	"call", { "直接调用服务器方法（供脚本使用）", "call a method of the server (for scripts)" }, commands, 1
};
