/* jixiao evidence: files that prove something. */
#include <stdint.h>

#include "client/evidence_file.h"
#include "client/evidence_tables.h"
#include "client/history.h"
#include "client/output.h"
#include "client/request.h"
#include "client/text_file.h"

extern const struct command_group evidence_commands;

/* One file after the other; the first that fails ends it, and the same command goes on from there. */
static enum status_code upload(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceListReply reply = JIXIAO__EVIDENCE_LIST_REPLY__INIT;
	Jixiao__EvidenceCompleteRequest described = JIXIAO__EVIDENCE_COMPLETE_REQUEST__INIT;
	size_t n_files = arguments->n_positional - 1;
	enum status_code code = STATUS_OK;

	described.kind = option_or(arguments, "kind", described.kind);
	described.note = option_or(arguments, "note", described.note);
	described.place = option_or(arguments, "place", described.place);
	described.date = option_or(arguments, "date", described.date);
	described.number = option_or(arguments, "number", described.number);
	reply.evidence = arena_alloc(context->arena, n_files * sizeof(*reply.evidence));
	for (size_t i = 0; i < n_files && code == STATUS_OK; i++) {
		const char *path = positional(arguments, i + 1);
		Jixiao__Evidence *evidence;

		code = evidence_upload(context, positional(arguments, 0), path, &described, &evidence);
		if (code != STATUS_OK)
			break;
		reply.evidence[reply.n_evidence++] = evidence;
		if (context->output != OUTPUT_JSON)
			OUTPUT_LINE(context, MSG_DONE_UPLOADED, evidence->id, evidence->name,
				    size_in_words(context->arena, evidence->size));
	}
	if (reply.n_evidence > 0)
		output_message(context, &reply.base);
	return code;
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceListReply reply = JIXIAO__EVIDENCE_LIST_REPLY__INIT;
	enum status_code code = list_evidence(context, positional(arguments, 0), &reply);

	if (code != STATUS_OK || output_message(context, &reply.base))
		return code;
	evidence_table(context, &reply);
	return STATUS_OK;
}

static enum status_code missing(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceMissingRequest request = JIXIAO__EVIDENCE_MISSING_REQUEST__INIT;
	Jixiao__EvidenceMissingReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.mine = argument(arguments, "mine") != NULL;
	code = context_call(context, "Evidence.Missing", &request.base, &jixiao__evidence_missing_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	evidence_needs_table(context, reply);
	return STATUS_OK;
}

static enum status_code get(struct context *context, const struct arguments *arguments, Jixiao__Evidence **evidence)
{
	Jixiao__EvidenceGetRequest request = JIXIAO__EVIDENCE_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	return context_call(context, "Evidence.Get", &request.base, &jixiao__evidence__descriptor, evidence);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__Evidence *one;
	enum status_code code = get(context, arguments, &one);

	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	evidence_detail(context, one);
	return STATUS_OK;
}

/* What the command line does not name stays as it is. */
static enum status_code update(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceUpdateRequest request = JIXIAO__EVIDENCE_UPDATE_REQUEST__INIT;
	Jixiao__Evidence *one;
	enum status_code code = get(context, arguments, &one);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.kind = option_or(arguments, "kind", one->kind);
	request.note = option_or(arguments, "note", one->note);
	request.place = option_or(arguments, "place", one->place);
	request.date = option_or(arguments, "date", one->date);
	request.number = option_or(arguments, "number", one->number);
	request.revision = one->revision;
	code = option_number(context, arguments, "revision", &request.revision);
	if (code == STATUS_OK)
		code = context_call(context, "Evidence.Update", &request.base, &jixiao__evidence__descriptor, &one);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, one, MSG_DONE_EVIDENCE_UPDATED, one->id, one->name, one->kind);
	return code;
}

/* "C11、资金数据": what went back. */
static char *sent_back(struct context *context, const Jixiao__EvidenceReplaceReply *reply)
{
	static const char *const funds[] = { "资金数据", "funds" };
	char **all = arena_alloc(context->arena, (reply->n_entries + 1) * sizeof(*all));
	size_t n = 0;

	for (; n < reply->n_entries; n++)
		all[n] = reply->entries[n];
	if (reply->funds)
		all[n++] = (char *)in_language(context, funds);
	return join(context, all, n);
}

static enum status_code replace(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceReplaceRequest request = JIXIAO__EVIDENCE_REPLACE_REQUEST__INIT;
	Jixiao__EvidenceReplaceReply *reply;
	Jixiao__Evidence *one;
	enum status_code code = get(context, arguments, &one);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.reason = option_or(arguments, "reason", request.reason);
	request.revision = one->revision;
	code = option_number(context, arguments, "revision", &request.revision);
	if (code == STATUS_OK)
		code = evidence_replace_content(context, positional(arguments, 2), &request, &reply);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, reply, MSG_DONE_EVIDENCE_REPLACED, request.id,
		    reply->evidence != NULL ? reply->evidence->name : "");
	if (reply->n_entries > 0 || reply->funds)
		OUTPUT_NOTE(context, MSG_EVIDENCE_SENT_BACK, sent_back(context, reply));
	return STATUS_OK;
}

static enum status_code history(struct context *context, const struct arguments *arguments)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EventListReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.type = JIXIAO__RECORD_TYPE__RECORD_EVIDENCE;
	request.id = positional(arguments, 1);
	code = context_call(context, "Event.History", &request.base, &jixiao__event_list_reply__descriptor, &reply);
	return code == STATUS_OK ? print_history(context, reply, request.type, request.id) : code;
}

static bool take(void *context, const ProtobufCMessage *message)
{
	const Jixiao__EvidenceBytes *bytes = (const void *)message;

	return download_write(context, bytes->data.data, bytes->data.len);
}

static enum status_code download(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvidenceGetRequest request = JIXIAO__EVIDENCE_GET_REQUEST__INIT;
	struct download *file;
	Jixiao__Evidence *one;
	const char *path;
	enum status_code code = get(context, arguments, &one);

	if (code != STATUS_OK)
		return code;
	path = arguments->n_positional > 2 ? positional(arguments, 2) : one->name;
	code = file_may_write(context, arguments, path);
	if (code == STATUS_OK)
		code = download_begin(context, path, &file);
	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = one->id;
	code = context_stream(context, "Evidence.Download", &request.base, &jixiao__evidence_bytes__descriptor, take, file);
	if (code != STATUS_OK) {
		download_abort(file);
		return code;
	}
	code = download_end(file, one->digest.data, one->size);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, one, MSG_DONE_DOWNLOADED, one->id, path);
	return code;
}

/* clang-format off */
#define KIND_WORDS { "类型：合同、发票、会议纪要等，与指标要求的类型一致", "kind: 合同, 发票, …, as the indicators ask for it" }
#define DESCRIPTION_ROWS \
	{ "note", "TEXT", { "证明什么", "what it shows" } }, \
	{ "date", "DATE", { "材料日期（不是上传日期），如 2024-12-10", "the day that it speaks of, not of its upload" } }, \
	{ "place", "PLACE", { "页码或位置", "page or place" } }, \
	{ "number", "TEXT", { "文号", "number of the document" } }
/* clang-format on */

static const struct option_row upload_options[] = {
	{ "kind", "KIND", KIND_WORDS, .required = true },
	DESCRIPTION_ROWS,
	{ NULL },
};

static const struct option_row update_options[] = {
	{ "kind", "KIND", KIND_WORDS },
	DESCRIPTION_ROWS,
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row replace_options[] = {
	{ "reason", "REASON", { "为什么替换", "why" }, .required = true },
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row missing_options[] = {
	{ "mine", NULL, { "只看由您负责的指标", "only of the indicators that you answer for" } },
	{ NULL },
};

static const struct option_row download_options[] = {
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "evidence",
	  "upload",
	  "EVALUATION FILE…",
	  2,
	  SIZE_MAX,
	  { "上传佐证材料；中断后重新执行即可续传", "upload evidence; run it again to go on where it stopped" },
	  "jixiao evidence upload 2024-yunxing 合同.pdf --kind 合同 --note 信息系统集成合同 --date 2024-03-15",
	  upload_options,
	  upload,
	  { "Evidence.Complete", "Evidence.Begin", "Evidence.Chunk" } },
	{ "evidence",
	  "update",
	  "EVALUATION ID",
	  2,
	  2,
	  { "更正说明（上传人本人或组长）；没写到的保持不变，文件内容不变",
	    "correct the description (who uploaded it, or a leader); what is not named stays, and so does the content" },
	  "jixiao evidence update 2024-yunxing E003 --number 昌州财行〔2024〕1号 --date 2024年1月15日",
	  update_options,
	  update,
	  { "Evidence.Update", "Evidence.Get" } },
	{ "evidence",
	  "replace",
	  "EVALUATION ID FILE",
	  3,
	  3,
	  { "替换文件（上传人本人或组长）；编号和说明不变，原来的内容留存，引用它的填报须重新审核",
	    "replace the file (who uploaded it, or a leader); what was there is kept, what cites it must be accepted again" },
	  "jixiao evidence replace 2024-yunxing E003 合同.pdf --reason 原扫描件缺第3页",
	  replace_options,
	  replace,
	  { "Evidence.Replace", "Evidence.Get", "Evidence.Begin", "Evidence.Chunk" } },
	{ "evidence",
	  "history",
	  "EVALUATION ID",
	  2,
	  2,
	  { "谁在什么时候上传、更正、替换", "who uploaded, corrected and replaced it, and when" },
	  "jixiao evidence history 2024-yunxing E003",
	  NULL,
	  history,
	  { "Event.History" } },
	{ "evidence",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出佐证材料", "list the evidence" },
	  "jixiao evidence list 2024-yunxing",
	  NULL,
	  list,
	  { "Evidence.List" } },
	{ "evidence",
	  "missing",
	  "EVALUATION",
	  1,
	  1,
	  { "列出各指标、各责任组员还缺哪些类型的佐证材料",
	    "list which kinds of evidence are missing, by indicator and person" },
	  "jixiao evidence missing 2024-yunxing --mine",
	  missing_options,
	  missing,
	  { "Evidence.Missing" } },
	{ "evidence",
	  "show",
	  "EVALUATION ID",
	  2,
	  2,
	  { "查看一份佐证材料的说明", "show one file's description" },
	  "jixiao evidence show 2024-yunxing E003",
	  NULL,
	  show,
	  { "Evidence.Get" } },
	{ "evidence",
	  "download",
	  "EVALUATION ID [FILE]",
	  2,
	  3,
	  { "下载并核对佐证材料（留有记录）", "download a file and check it (recorded)" },
	  "jixiao evidence download 2024-yunxing E003",
	  download_options,
	  download,
	  { "Evidence.Download" } },
};

const struct command_group evidence_commands = { "evidence",
						 { "佐证材料：上传、更正、替换、查看、下载",
						   "evidence: upload, correct, replace, look at, download" },
						 commands,
						 sizeof(commands) / sizeof(*commands) };
