/* jixiao call: any method, with its request as JSON. What no other command does, scripts do with this. */
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

static enum status_code call(struct context *context, const struct arguments *arguments)
{
	const char *name = arguments->positional[0], *given = arguments->n_positional > 1 ? arguments->positional[1] : "{}";
	const ProtobufCMethodDescriptor *method = descriptor_method(name);
	const struct method_doc *doc = method_doc_find(name);
	ProtobufCMessage *request, *reply;
	struct slice json = { (const uint8_t *)given, strlen(given) };
	enum status_code code = STATUS_OK;

	context->field_names = true;
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

static const struct command commands[] = {
	{ "call",
	  NULL,
	  "METHOD [JSON|-]",
	  1,
	  2,
	  { "直接调用服务器的一个方法，请求和答复都是 JSON（- 表示从标准输入读）",
	    "call one method of the server with a request in JSON (- reads it from standard input)" },
	  "jixiao call Evaluation.Get '{\"evaluation\":\"2024-yunxing\"}'",
	  NULL,
	  call },
};

const struct command_group call_commands = {
	"call", { "直接调用服务器方法（供脚本使用）", "call a method of the server (for scripts)" }, commands, 1
};
