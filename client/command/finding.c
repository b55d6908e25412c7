/* jixiao finding: problems found (存在的问题). */
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/text_file.h"
#include "client/words.h"

extern const struct command_group finding_commands;

static enum status_code get_finding(struct context *context, const struct arguments *arguments, Jixiao__Finding **finding)
{
	Jixiao__FindingGetRequest request = JIXIAO__FINDING_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	return context_call(context, "Finding.Get", &request.base, &jixiao__finding__descriptor, finding);
}

/* Fills in what the command line names and sends it. */
static enum status_code put(struct context *context, const struct arguments *arguments, Jixiao__FindingPutRequest *request,
			    enum message_id done)
{
	Jixiao__Finding *reply;
	const char *text, *cause = NULL;
	enum status_code code = text_argument(context, arguments, "text", "file", &text);

	if (code == STATUS_OK)
		code = text_argument(context, arguments, "cause", "cause-file", &cause);
	if (code == STATUS_OK)
		code = option_number(context, arguments, "revision", &request->revision);
	if (code != STATUS_OK)
		return code;
	request->evaluation = positional(arguments, 0);
	request->title = option_or(arguments, "title", request->title);
	request->indicator = option_or(arguments, "indicator", request->indicator);
	if (text != NULL)
		request->text = (char *)text;
	if (cause != NULL)
		request->cause = (char *)cause;
	code = context_call(context, "Finding.Put", &request->base, &jixiao__finding__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, reply, done, reply->id, reply->title);
	note_own_work(context, request->evaluation);
	return STATUS_OK;
}

static enum status_code add(struct context *context, const struct arguments *arguments)
{
	Jixiao__FindingPutRequest request = JIXIAO__FINDING_PUT_REQUEST__INIT;

	return put(context, arguments, &request, MSG_DONE_FINDING_ADDED);
}

static enum status_code edit(struct context *context, const struct arguments *arguments)
{
	Jixiao__FindingPutRequest request = JIXIAO__FINDING_PUT_REQUEST__INIT;
	Jixiao__Finding *present;
	enum status_code code = get_finding(context, arguments, &present);

	if (code != STATUS_OK)
		return code;
	request.id = present->id;
	request.title = present->title;
	request.text = present->text;
	request.cause = present->cause;
	request.indicator = present->indicator;
	request.revision = present->revision;
	return put(context, arguments, &request, MSG_DONE_FINDING_EDITED);
}

static enum status_code remove_finding(struct context *context, const struct arguments *arguments)
{
	Jixiao__FindingGetRequest request = JIXIAO__FINDING_GET_REQUEST__INIT;
	Jixiao__Done *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	code = context_call(context, "Finding.Remove", &request.base, &jixiao__done__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_REMOVED, request.id);
	return code;
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__FindingListRequest request = JIXIAO__FINDING_LIST_REQUEST__INIT;
	Jixiao__FindingListReply *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Finding.List", &request.base, &jixiao__finding_list_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "问题", "finding", COLUMN_WRAP);
	table_column(table, "指标", "indicator", COLUMN_LEFT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	table_column(table, "责任人", "implementer", COLUMN_LEFT);
	table_column(table, "整改时限", "deadline", COLUMN_LEFT);
	table_column(table, "核查人", "verified by", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_findings; i++) {
		const Jixiao__Finding *one = reply->findings[i];

		TABLE_ROW(table, one->id, one->title, one->indicator, finding_state_word(context->language, one->state),
			  one->implementer, *one->carry_until != '\0' ? one->carry_until : one->deadline, one->verified_by);
	}
	table_print(table, MSG_FINDINGS_NONE);
	return STATUS_OK;
}

static void print_actions(struct context *context, const Jixiao__Finding *finding)
{
	struct table *table = table_new(context);

	table_column(table, "登记时间", "logged", COLUMN_LEFT);
	table_column(table, "人员", "person", COLUMN_LEFT);
	table_column(table, "整改措施", "action", COLUMN_WRAP);
	table_column(table, "完成日", "done", COLUMN_LEFT);
	table_column(table, "佐证材料", "evidence", COLUMN_LEFT);
	for (size_t i = 0; i < finding->n_actions; i++) {
		const Jixiao__Action *action = finding->actions[i];

		TABLE_ROW(table, time_in_words(context->arena, action->time), action->person, action->text, action->done,
			  join(context, action->evidence, action->n_evidence));
	}
	table_print(table, MSG_ACTIONS_NONE);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__Finding *one;
	enum status_code code = get_finding(context, arguments, &one);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	table = detail_new(context);
	detail_row(context, table, "编号", "id", one->id);
	detail_row(context, table, "标题", "title", one->title);
	detail_row(context, table, "状态", "state", finding_state_word(context->language, one->state));
	detail_row(context, table, "问题", "finding", one->text);
	detail_row(context, table, "原因分析", "cause", one->cause);
	detail_row(context, table, "指标", "indicator", one->indicator);
	detail_row(context, table, "撰写人", "drafted by", one->drafted_by);
	detail_row(context, table, "责任人", "implementer", one->implementer);
	detail_row(context, table, "整改时限", "deadline", one->deadline);
	detail_row(context, table, "推送人", "assigned by", one->assigned_by);
	detail_row(context, table, "核查人", "verified by", one->verified_by);
	detail_row(context, table, "核查结论", "verification", one->verification);
	if (one->state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED)
		detail_row(context, table, "转入持续整改时间", "carried on since", time_in_words(context->arena, one->closed));
	else
		detail_row(context, table, "销号时间", "closed", time_in_words(context->arena, one->closed));
	detail_row(context, table, "持续整改理由", "carried on because", one->carry_reason);
	detail_row(context, table, "新的整改时限", "new deadline", one->carry_until);
	table_print(table, MSG_NONE);
	if (*one->implementer != '\0')
		print_actions(context, one);
	return STATUS_OK;
}

#define FINDING_OPTIONS(new_one)                                                                                               \
	{ "title", "TITLE", { "标题", "heading" }, .required = new_one }, { "text", "TEXT", { "问题", "the finding" } },       \
		{ "file", "FILE", { "从文件读取问题", "read the finding from a file" } },                                      \
		{ "cause", "CAUSE", { "原因分析", "why it came about" } },                                                     \
		{ "cause-file", "FILE", { "从文件读取原因分析", "read the cause from a file" } },                              \
	{                                                                                                                      \
		"indicator", "CODE",                                                                                           \
		{                                                                                                              \
			"对应的指标", "the indicator that it comes from"                                                       \
		}                                                                                                              \
	}

static const struct option_row add_options[] = { FINDING_OPTIONS(true), { NULL } };

static const struct option_row edit_options[] = {
	FINDING_OPTIONS(false),
	OPTION_REVISION,
	{ NULL },
};

static const struct command commands[] = {
	{ "finding",
	  "add",
	  "EVALUATION",
	  1,
	  1,
	  { "写一个问题", "write a finding" },
	  "jixiao finding add 2024-yunxing --title 预算编制不够精细 --text 部分支出没有测算依据 --cause 前期调研不足 "
	  "--indicator A31",
	  add_options,
	  add,
	  { "Finding.Put" } },
	{ "finding",
	  "edit",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "修改一个问题；没写到的内容保持不变", "change a finding; what is not named stays" },
	  "jixiao finding edit 2024-yunxing F01 --cause 前期调研不足",
	  edit_options,
	  edit,
	  { "Finding.Put" } },
	{ "finding",
	  "remove",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "删除一个尚未推送的问题", "remove a finding that nobody was assigned to" },
	  "jixiao finding remove 2024-yunxing F03",
	  NULL,
	  remove_finding,
	  { "Finding.Remove" } },
	{ "finding",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出问题和整改情况", "list findings and where they stand" },
	  "jixiao finding list 2024-yunxing",
	  NULL,
	  list,
	  { "Finding.List" } },
	{ "finding",
	  "show",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "查看一个问题和整改措施", "show a finding and what was done about it" },
	  "jixiao finding show 2024-yunxing F01",
	  NULL,
	  show,
	  { "Finding.Get" } },
};

const struct command_group finding_commands = {
	"finding", { "存在的问题", "findings" }, commands, sizeof(commands) / sizeof(*commands)
};
