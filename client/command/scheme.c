/* jixiao scheme: the scheme (评价实施方案) as a YAML file, in and out. */
#include <stdio.h>
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/scheme_diff.h"
#include "client/scheme_file.h"
#include "client/self_form_file.h"
#include "client/self_form_import.h"
#include "client/signing.h"
#include "client/template_fetch.h"
#include "client/template_file.h"
#include "client/text_file.h"

extern const struct command_group scheme_commands;

static enum status_code read_checked(struct context *context, const char *path, struct scheme_file *file)
{
	struct slice text;
	enum status_code code = file_read(context->arena, path, &text, &context->status);

	return code == STATUS_OK ? scheme_file_check(context->arena, path, text, file, &context->status) : code;
}

static size_t count_leaves(const Jixiao__SchemePutRequest *request)
{
	size_t n = 0;

	for (size_t i = 0; i < request->n_indicators; i++)
		n += request->indicators[i]->level == 3;
	return n;
}

static enum status_code check(struct context *context, const struct arguments *arguments)
{
	struct scheme_file file;
	enum status_code code = read_checked(context, positional(arguments, 0), &file);

	if (code == STATUS_OK)
		OUTPUT_RESULT(context, MSG_DONE_SCHEME_CHECKED, file.name,
			      arena_printf(context->arena, "%zu", count_leaves(file.request)));
	return code;
}

static enum status_code get(struct context *context, char *evaluation, Jixiao__SchemeGetReply **reply)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	return context_call(context, "Scheme.Get", &request.base, &jixiao__scheme_get_reply__descriptor, reply);
}

/* The revision that the import replaces: --revision, else the present one. */
static enum status_code present_revision(struct context *context, const struct arguments *arguments, uint64_t *revision)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemeGetReply *reply;
	enum status_code code;

	if (argument(arguments, "revision") != NULL)
		return option_number(context, arguments, "revision", revision);
	request.evaluation = positional(arguments, 0);
	code = call_if_there(context, "Scheme.Get", &request.base, &jixiao__scheme_get_reply__descriptor, &reply);
	if (code == STATUS_OK && reply != NULL && reply->scheme != NULL)
		*revision = reply->scheme->revision;
	return code;
}

static enum status_code bring_in_form(struct context *context, const struct arguments *arguments)
{
	uint64_t revision = 0;
	enum status_code code = present_revision(context, arguments, &revision);

	return code == STATUS_OK ? self_form_import(context, arguments, revision) : code;
}

static enum status_code bring_in(struct context *context, const struct arguments *arguments)
{
	struct scheme_file file;
	Jixiao__SchemePutReply *reply;
	enum status_code code;

	if (self_form_is_file(positional(arguments, 1)))
		return bring_in_form(context, arguments);
	code = read_checked(context, positional(arguments, 1), &file);
	if (code != STATUS_OK)
		return code;
	file.request->evaluation = positional(arguments, 0);
	code = present_revision(context, arguments, &file.request->revision);
	if (code != STATUS_OK)
		return code;
	code = context_call(context, "Scheme.Put", &file.request->base, &jixiao__scheme_put_reply__descriptor, &reply);
	if (code != STATUS_OK) {
		scheme_file_locate(&file, &context->status);
		return code;
	}
	OUTPUT_DONE(context, reply, MSG_DONE_SCHEME_IMPORTED, file.name, arena_printf(context->arena, "%u", reply->indicators));
	warnings_print(context, reply->warnings, reply->n_warnings);
	OUTPUT_NOTE(context, MSG_DONE_SCHEME_IMPORTED_NEXT, file.request->evaluation);
	note_own_work(context, file.request->evaluation);
	return code;
}

static enum status_code write_out(struct context *context, const struct arguments *arguments)
{
	const char *path = arguments->n_positional > 1 ? arguments->positional[1] : NULL;
	Jixiao__SchemeGetReply *reply;
	enum status_code code = file_may_write(context, arguments, path != NULL ? path : "-");
	struct slice text;

	if (code == STATUS_OK)
		code = get(context, positional(arguments, 0), &reply);
	if (code != STATUS_OK || (path == NULL && output_message(context, &reply->base)))
		return code;
	if (reply->scheme == NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_SCHEME_NONE, positional(arguments, 0));
	text = scheme_file_write(context->arena, reply);
	code = file_write(path == NULL ? "-" : path, text, &context->status);
	if (code == STATUS_OK && path != NULL)
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return code;
}

static enum status_code make_new(struct context *context, const struct arguments *arguments)
{
	const char *path = arguments->n_positional > 0 ? arguments->positional[0] : "-";
	enum status_code code = file_may_write(context, arguments, path);
	Jixiao__Template *template;

	if (code == STATUS_OK)
		code = template_fetch(context, option_or(arguments, "template", (char *)""), &template);
	if (code == STATUS_OK)
		code = file_write(path, template_scheme_file_write(context->arena, template), &context->status);
	if (code == STATUS_OK && strcmp(path, "-") != 0) {
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
		OUTPUT_NOTE(context, MSG_DONE_SCHEME_NEW_NEXT, path);
	}
	return code;
}

static enum status_code approve(struct context *context, const struct arguments *arguments)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__Approval *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_sign(context, request.evaluation, APPROVAL_SCHEME, "", &request.signed_);
	if (code == STATUS_OK)
		code = context_call(context, "Scheme.Approve", &request.base, &jixiao__approval__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SCHEME_APPROVED, request.evaluation, reply->id);
	return code;
}

static const struct option_row import_options[] = {
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row export_options[] = {
	OPTION_FORCE,
	{ NULL },
};

static const struct option_row new_options[] = {
	{ "template",
	  "TEMPLATE",
	  { "用哪个指标模板；不写版本则为最新版本", "the template; without a version the newest" },
	  .required = true },
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "scheme",
	  "new",
	  "[FILE]",
	  0,
	  1,
	  { "用指标模板生成方案文件，供填写和修改；不写文件名则显示在屏幕上",
	    "write a scheme file to adapt from a template; without a file name to the screen" },
	  "jixiao scheme new --template department scheme.yaml",
	  new_options,
	  make_new,
	  { "Template.Get" } },
	{ "scheme",
	  "check",
	  "FILE",
	  1,
	  1,
	  { "检查方案文件，一次列出全部错误及所在行（不连接服务器）",
	    "check a scheme file, every fault with its line, without the server" },
	  "jixiao scheme check scheme.yaml",
	  NULL,
	  check },
	{ "scheme",
	  "import",
	  "EVALUATION FILE",
	  2,
	  2,
	  { "导入方案文件，替换现有方案；有错则什么也不改。写填好的自评表（.xlsx）则同时导入填报和资金的草稿",
	    "replace the scheme by a file's: all of it or nothing; of a filled form (.xlsx) also draft entries and funds" },
	  "jixiao scheme import 2024-yunxing scheme.yaml",
	  import_options,
	  bring_in,
	  { "Scheme.Put", "Entry.PutAll", "Funds.Put" } },
	{ "scheme",
	  "export",
	  "EVALUATION [FILE]",
	  1,
	  2,
	  { "导出方案文件，可修改后再导入；不写文件名则显示在屏幕上",
	    "write the scheme as a file that can be imported again; without a file name to the screen" },
	  "jixiao scheme export 2024-yunxing scheme.yaml",
	  export_options,
	  write_out,
	  { "Scheme.Get" } },
	{ "scheme",
	  "diff",
	  "EVALUATION [EVALUATION]",
	  1,
	  2,
	  { "与所接续的以前评价（或写明的另一个）相比，方案新增、删除、修改了什么",
	    "what was added, removed and changed since the evaluation that it goes on from, or another" },
	  "jixiao scheme diff 2024-yunxing",
	  NULL,
	  scheme_diff,
	  { "Scheme.Get", "Evaluation.Get" } },
	{ "scheme",
	  "approve",
	  "EVALUATION",
	  1,
	  1,
	  { "给方案签名（组长）", "sign the scheme (leader)" },
	  "jixiao scheme approve 2024-yunxing",
	  NULL,
	  approve,
	  { "Scheme.Approve", "Approval.State" } },
};

const struct command_group scheme_commands = {
	"scheme", { "评价实施方案：检查、导入、导出、签名", "the scheme" }, commands, sizeof(commands) / sizeof(*commands)
};
