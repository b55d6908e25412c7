/* jixiao report: the report's narrative, its check, its renditions and its signature. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/path_words.h"
#include "client/request.h"
#include "client/signing.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/crypto/digest.h"
#include "common/crypto/signature.h"
#include "common/domain/report_model.h"
#include "common/rpc/pb.h"
#include "jixiao/report.pb-c.h"

extern const struct command_group report_commands;

/* More than any report has; a server that announces more is broken. */
enum { RENDITION_MAX = 64 << 20 };

static enum status_code list_narrative(struct context *context, char *evaluation, Jixiao__ReportNarrativeReply **reply)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	return context_call(context, "Report.ListNarrative", &request.base, &jixiao__report_narrative_reply__descriptor, reply);
}

static enum status_code present_revision(struct context *context, const struct arguments *arguments,
					 Jixiao__ReportPutNarrativeRequest *request)
{
	Jixiao__ReportNarrativeReply *reply;
	enum status_code code;

	if (argument(arguments, "revision") != NULL)
		return option_number(context, arguments, "revision", &request->revision);
	code = list_narrative(context, request->evaluation, &reply);
	for (size_t i = 0; code == STATUS_OK && i < reply->n_parts; i++)
		if (strcmp(reply->parts[i]->section, request->section) == 0)
			request->revision = reply->parts[i]->revision;
	return code;
}

static enum status_code draft(struct context *context, const struct arguments *arguments)
{
	Jixiao__ReportPutNarrativeRequest request = JIXIAO__REPORT_PUT_NARRATIVE_REQUEST__INIT;
	const struct report_section *section = report_section(positional(arguments, 1));
	Jixiao__Narrative *reply;
	const char *text;
	enum status_code code = text_argument(context, arguments, "text", "file", &text);

	if (code != STATUS_OK)
		return code;
	if (section == NULL)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_REPORT_NO_SECTION, positional(arguments, 1));
	if (text == NULL)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_REPORT_NO_TEXT);
	request.evaluation = positional(arguments, 0);
	request.section = positional(arguments, 1);
	request.text = arena_strdup(context->arena, text);
	code = present_revision(context, arguments, &request);
	if (code == STATUS_OK)
		code = context_call(context, "Report.PutNarrative", &request.base, &jixiao__narrative__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, reply, *text == '\0' ? MSG_DONE_REPORT_REMOVED : MSG_DONE_REPORT_DRAFTED, section->label);
	if (*text != '\0')
		note_own_work(context, request.evaluation);
	return STATUS_OK;
}

/* Characters of UTF-8 text: what people count. */
static size_t count_characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static enum status_code sections(struct context *context, const struct arguments *arguments)
{
	const bool zh = context->language == LANGUAGE_ZH;
	Jixiao__ReportNarrativeReply *reply;
	enum status_code code = list_narrative(context, positional(arguments, 0), &reply);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "section", COLUMN_LEFT);
	table_column(table, "部分", "part", COLUMN_WRAP);
	table_column(table, "要求", "wanted", COLUMN_LEFT);
	table_column(table, "字数", "characters", COLUMN_RIGHT);
	table_column(table, "撰写人", "written by", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_parts; i++) {
		const Jixiao__Narrative *part = reply->parts[i];
		const struct report_section *row = report_section(part->section);
		const bool required = row != NULL && row->required;

		TABLE_ROW(table, part->section, row == NULL ? "" : row->label,
			  required ? (zh ? "必写" : "required") : (zh ? "可选" : "optional"),
			  *part->text == '\0' ? "" : arena_printf(context->arena, "%zu", count_characters(part->text)),
			  part->drafted_by);
	}
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static const char *judgement(const struct context *context, const Jixiao__Inconsistency *one)
{
	const bool zh = context->language == LANGUAGE_ZH;

	if (*one->accepted_by != '\0')
		return zh ? "误报（组长同意）" : "false alarm (accepted)";
	if (*one->false_alarm_by != '\0')
		return zh ? "误报（待组长同意）" : "false alarm (waits for a leader)";
	if (one->error)
		return zh ? "错误" : "error";
	return zh ? "提示" : "hint";
}

static enum status_code check(struct context *context, const struct arguments *arguments)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;
	Jixiao__ReportCheckReply *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Report.Check", &request.base, &jixiao__report_check_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "性质", "kind", COLUMN_LEFT);
	table_column(table, "位置", "where", COLUMN_LEFT);
	table_column(table, "问题", "what", COLUMN_WRAP);
	for (size_t i = 0; i < reply->n_inconsistencies; i++) {
		const Jixiao__Inconsistency *one = reply->inconsistencies[i];
		enum message_id id = message_by_name(one->message);

		TABLE_ROW(table, one->id, judgement(context, one),
			  path_in_words(context->arena, context->language, NULL, one->path),
			  id == MSG_NONE ? one->message
					 : message_text(context->arena, context->language, id, (const char *const *)one->args,
							one->n_args));
	}
	table_print(table, MSG_REPORT_CONSISTENT);
	return STATUS_OK;
}

static enum status_code dismiss(struct context *context, const struct arguments *arguments)
{
	Jixiao__ReportDismissRequest request = JIXIAO__REPORT_DISMISS_REQUEST__INIT;
	Jixiao__Inconsistency *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.reason = option_or(arguments, "reason", (char *)"");
	code = context_call(context, "Report.Dismiss", &request.base, &jixiao__inconsistency__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, *reply->accepted_by == '\0' ? MSG_DONE_REPORT_DISMISSED : MSG_DONE_REPORT_ACCEPTED,
			    reply->id);
	return code;
}

/* A rendition as it arrives. */
struct rendition {
	struct arena *arena;
	uint8_t *data;
	size_t size;
	uint64_t whole;
	bool broken; /* the pieces do not follow one another */
};

static bool take_piece(void *context, const ProtobufCMessage *message)
{
	const Jixiao__ReportBytes *piece = (const Jixiao__ReportBytes *)message;
	struct rendition *rendition = context;

	if (rendition->data == NULL && piece->size <= RENDITION_MAX) {
		rendition->whole = piece->size;
		rendition->data = arena_alloc(rendition->arena, piece->size + 1);
	}
	if (rendition->data == NULL || piece->size != rendition->whole || piece->offset != rendition->size ||
	    piece->data.len > rendition->whole - rendition->size) {
		rendition->broken = true;
		return false;
	}
	if (piece->data.len > 0)
		memcpy(rendition->data + rendition->size, piece->data.data, piece->data.len);
	rendition->size += piece->data.len;
	return true;
}

static enum status_code fetch(struct context *context, char *evaluation, const char *format, struct slice *bytes)
{
	Jixiao__ReportRenderRequest request = JIXIAO__REPORT_RENDER_REQUEST__INIT;
	struct rendition rendition = { .arena = context->arena };
	enum status_code code;

	request.evaluation = evaluation;
	request.format = arena_strdup(context->arena, format);
	code = context_stream(context, "Report.Render", &request.base, &jixiao__report_bytes__descriptor, take_piece,
			      &rendition);
	if (rendition.broken || (code == STATUS_OK && rendition.size != rendition.whole))
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_REPORT_INCOMPLETE, format);
	*bytes = (struct slice){ rendition.data, rendition.size };
	return code;
}

static const struct {
	const char *ending, *format;
} endings[] = {
	{ ".html", "html" }, { ".htm", "html" }, { ".md", "markdown" }, { ".markdown", "markdown" }, { ".model", "model" },
};

/* What the file's name asks for; the screen (no file, or "-") shows HTML. */
static enum status_code format_of(struct context *context, const char *path, const char **format)
{
	const char *dot = path == NULL ? NULL : strrchr(path, '.');
	const char *known = "";

	*format = "html";
	if (path == NULL || strcmp(path, "-") == 0)
		return STATUS_OK;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (dot != NULL && strcasecmp(dot, endings[i].ending) == 0) {
			*format = endings[i].format;
			return STATUS_OK;
		}
		known = arena_printf(context->arena, "%s%s%s", known, i == 0 ? "" : " ", endings[i].ending);
	}
	return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_REPORT_FILE_ENDING, path, known);
}

static enum status_code render(struct context *context, const struct arguments *arguments)
{
	const char *path = arguments->n_positional > 1 ? arguments->positional[1] : NULL;
	const char *format = argument(arguments, "format");
	struct slice bytes;
	enum status_code code = format == NULL ? format_of(context, path, &format) : STATUS_OK;

	if (code == STATUS_OK)
		code = file_may_write(context, arguments, path != NULL ? path : "-");
	if (code == STATUS_OK)
		code = fetch(context, positional(arguments, 0), format, &bytes);
	if (code == STATUS_OK)
		code = file_write(path == NULL ? "-" : path, bytes, &context->status);
	if (code == STATUS_OK && path != NULL)
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return code;
}

/* Each line of the state, "html sha256:…", must be what the server gives out: the signer signs what they could read. */
static enum status_code verify_renditions(struct context *context, char *evaluation, const char *state)
{
	char format[16], wanted[DIGEST_HEX_SIZE];
	int length = 0;
	size_t n = 0;

	for (; sscanf(state, "%15s sha256:%64[0-9a-f]\n%n", format, wanted, &length) == 2; state += length, length = 0, n++) {
		uint8_t bytes[DIGEST_SIZE];
		char hex[DIGEST_HEX_SIZE];
		struct slice rendition;
		enum status_code code = fetch(context, evaluation, format, &rendition);

		if (code != STATUS_OK)
			return code;
		digest(rendition, bytes);
		digest_hex(bytes, hex);
		if (strcmp(hex, wanted) != 0)
			return STATUS_FAIL(&context->status, STATUS_ABORTED, MSG_REPORT_RENDITION_DIFFERS, format);
	}
	if (n == 0 || *state != '\0')
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_REPORT_STATE_MALFORMED);
	return STATUS_OK;
}

/* Reads the state, compares every rendition with it, signs, and makes sure that the signature is over that very state. */
static enum status_code sign_verified(struct context *context, char *evaluation, Jixiao__SignedStatement **signed_out)
{
	Jixiao__ApprovalStateRequest request = JIXIAO__APPROVAL_STATE_REQUEST__INIT;
	Jixiao__ApprovalState *state;
	uint8_t seen[DIGEST_SIZE];
	struct statement statement;
	struct slice text;
	enum status_code code;

	request.evaluation = evaluation;
	request.kind = JIXIAO__APPROVAL_KIND__APPROVAL_REPORT;
	code = context_call(context, "Approval.State", &request.base, &jixiao__approval_state__descriptor, &state);
	if (code != STATUS_OK)
		return code;
	code = verify_renditions(context, evaluation,
				 arena_printf(context->arena, "%.*s", (int)state->state.len, (const char *)state->state.data));
	if (code == STATUS_OK)
		code = context_sign(context, evaluation, APPROVAL_REPORT, "", signed_out);
	if (code != STATUS_OK)
		return code;
	text = (struct slice){ (*signed_out)->statement.data, (*signed_out)->statement.len };
	code = statement_read(context->arena, text, &statement, &context->status);
	digest(pb_slice(state->state), seen);
	if (code == STATUS_OK && memcmp(statement.state, seen, DIGEST_SIZE) != 0)
		return STATUS_FAIL(&context->status, STATUS_ABORTED, MSG_STATE_CHANGED);
	return code;
}

static enum status_code sign(struct context *context, const struct arguments *arguments)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__Approval *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = sign_verified(context, request.evaluation, &request.signed_);
	if (code == STATUS_OK)
		code = context_call(context, "Report.Sign", &request.base, &jixiao__approval__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_REPORT_SIGNED, request.evaluation, reply->id);
	return code;
}

static const struct option_row draft_options[] = {
	{ "text", "TEXT", { "文字；写 \"\" 则删除这一部分", "the text; \"\" removes the part" } },
	{ "file", "FILE", { "从文件读取文字，一行一段", "read the text from a file; each line is a paragraph" } },
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row dismiss_options[] = {
	{ "reason",
	  "REASON",
	  { "为什么是误报（组员写）；组长同意时不写", "why it is a false alarm (member); a leader gives none to accept" } },
	{ NULL },
};

static const struct option_row render_options[] = {
	{ "format",
	  "FORMAT",
	  { "格式：html、markdown、model；不写则看文件的扩展名，显示在屏幕上时为 html",
	    "html, markdown or model; else by the file's ending, html on the screen" } },
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "report",
	  "sections",
	  "EVALUATION",
	  1,
	  1,
	  { "列出报告中由组员撰写的部分", "list the parts that members write" },
	  "jixiao report sections 2024-yunxing",
	  NULL,
	  sections,
	  { "Report.ListNarrative" } },
	{ "report",
	  "draft",
	  "EVALUATION SECTION",
	  2,
	  2,
	  { "撰写报告的一个部分", "write one part" },
	  "jixiao report draft 2024-yunxing 3.1.summary --file summary.txt",
	  draft_options,
	  draft,
	  { "Report.PutNarrative" } },
	{ "report",
	  "check",
	  "EVALUATION",
	  1,
	  1,
	  { "检查数据是否自相矛盾", "check the data for contradictions" },
	  "jixiao report check 2024-yunxing",
	  NULL,
	  check,
	  { "Report.Check" } },
	{ "report",
	  "dismiss",
	  "EVALUATION ID",
	  2,
	  2,
	  { "说明检查结果是误报（组员），或同意这是误报（组长）", "say that something found is a false alarm, or accept that" },
	  "jixiao report dismiss 2024-yunxing full-with-findings: --reason 问题不影响得分",
	  dismiss_options,
	  dismiss,
	  { "Report.Dismiss" } },
	{ "report",
	  "render",
	  "EVALUATION [FILE]",
	  1,
	  2,
	  { "生成报告；不写文件名则显示在屏幕上", "render the report as it stands; without a file name to the screen" },
	  "jixiao report render 2024-yunxing report.html",
	  render_options,
	  render,
	  { "Report.Render" } },
	{ "report",
	  "sign",
	  "EVALUATION",
	  1,
	  1,
	  { "核对各格式的报告并签名（组长）", "verify every rendition and sign (leader)" },
	  "jixiao report sign 2024-yunxing",
	  NULL,
	  sign,
	  { "Report.Sign" } },
};

const struct command_group report_commands = {
	"report", { "绩效评价报告：撰写、检查、生成、签名", "the report" }, commands, sizeof(commands) / sizeof(*commands)
};
