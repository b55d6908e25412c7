/* jixiao entry: what was found for each indicator. */
#include <stdlib.h>
#include <string.h>

#include "client/citation_text.h"
#include "client/entry_commands.h"
#include "client/entry_content.h"
#include "client/history.h"
#include "client/output.h"
#include "client/own_work.h"
#include "client/part_text.h"
#include "client/questionnaire_file.h"
#include "client/request.h"
#include "client/target_text.h"
#include "client/text_file.h"
#include "client/words.h"
#include "jixiao/event.pb-c.h"

extern const struct command_group entry_commands;

/* *${entry} NULL: nothing is entered yet. */
static enum status_code get_present(struct context *context, const struct arguments *arguments, Jixiao__Entry **entry)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.indicator = positional(arguments, 1);
	return call_if_there(context, "Entry.Get", &request.base, &jixiao__entry__descriptor, entry);
}

/* --point 2=文字: sets the second point's text and leaves the others. */
static enum status_code read_points(struct context *context, const struct arguments *arguments,
				    Jixiao__EntryPutRequest *request)
{
	const char **given = argument_all(context->arena, arguments, "point");
	char *number, *text;

	for (; *given != NULL; given++) {
		enum status_code code = split_pair(context, "point", *given, &number, &text);
		size_t i = code == STATUS_OK ? strtoul(number, NULL, 10) : 0;

		if (code != STATUS_OK)
			return code;
		if (i == 0 || i > 100 || number[strspn(number, "0123456789")] != '\0')
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_POINT_NUMBER, number);
		if (i > request->n_points) {
			request->points = arena_grow(context->arena, request->points, request->n_points * sizeof(char *),
						     i * sizeof(char *));
			while (request->n_points < i)
				request->points[request->n_points++] = (char *)"";
		}
		request->points[i - 1] = text;
	}
	return STATUS_OK;
}

/* What was typed in another form than it is kept in. */
static void note_actual(struct context *context, const char *typed, const Jixiao__Entry *entry)
{
	const char *kept = arena_printf(context->arena, "%s%s", entry->actual, entry->unit);

	if (*typed != '\0' && strcmp(typed, entry->actual) != 0 && strcmp(typed, kept) != 0)
		OUTPUT_NOTE(context, MSG_VALUE_UNDERSTOOD, typed, kept);
}

/* --questionnaire FILE: counts take the place of an actual. */
static enum status_code read_questionnaire(struct context *context, const struct arguments *arguments,
					   Jixiao__EntryPutRequest *request)
{
	const char *path = argument(arguments, "questionnaire");
	struct slice text;
	enum status_code code;

	if (path == NULL)
		return STATUS_OK;
	code = file_read(context->arena, path, &text, &context->status);
	if (code != STATUS_OK)
		return code;
	if (arguments->n_positional < 3)
		request->actual = (char *)"";
	request->survey = (char *)"";
	return questionnaire_file_read(context->arena, path, text, &request->questionnaire, &context->status);
}

/* --survey: its answers take the place of counts and actual; an empty one gives them back. */
static void take_survey(const struct arguments *arguments, Jixiao__EntryPutRequest *request)
{
	if (argument(arguments, "survey") == NULL)
		return;
	request->survey = option_or(arguments, "survey", request->survey);
	request->questionnaire = NULL;
	if (arguments->n_positional < 3)
		request->actual = (char *)"";
}

/* What the command line does not name stays as it is in ${entry}. */
static enum status_code make_request(struct context *context, const struct arguments *arguments, const Jixiao__Entry *entry,
				     const char *text, Jixiao__EntryPutRequest *request)
{
	enum status_code code;

	*request = entry_content_of(context->arena, entry);
	request->evaluation = positional(arguments, 0);
	request->indicator = positional(arguments, 1);
	if (arguments->n_positional > 2) {
		request->actual = positional(arguments, 2);
		request->unit = (char *)"";
	}
	if (text != NULL)
		request->text = (char *)text;
	request->unit = option_or(arguments, "unit", request->unit);
	request->not_applicable = option_or(arguments, "not-applicable", request->not_applicable);
	code = citations_read(context, arguments, request);
	if (code == STATUS_OK)
		code = read_points(context, arguments, request);
	if (code == STATUS_OK)
		code = parts_read(context, arguments, request);
	if (code == STATUS_OK)
		code = read_questionnaire(context, arguments, request);
	take_survey(arguments, request);
	return code == STATUS_OK ? option_number(context, arguments, "revision", &request->revision) : code;
}

static void tell_put(struct context *context, const struct arguments *arguments, const Jixiao__Entry *entry)
{
	OUTPUT_DONE(context, entry, MSG_DONE_ENTRY_PUT, entry->indicator, positional(arguments, 0));
	if (entry->n_parts > 0)
		OUTPUT_NOTE(context, MSG_ENTRY_PARTS_GIVE, number_text(context, entry->n_parts),
			    arena_printf(context->arena, "%s%s", entry->actual, entry->unit));
	note_actual(context, positional(arguments, 2), entry);
	note_own_work(context, positional(arguments, 0));
}

static enum status_code put(struct context *context, const struct arguments *arguments)
{
	Jixiao__EntryPutRequest request;
	Jixiao__Entry *entry;
	const char *text;
	enum status_code code = text_argument(context, arguments, "text", "file", &text);

	if (code == STATUS_OK)
		code = get_present(context, arguments, &entry);
	if (code == STATUS_OK)
		code = make_request(context, arguments, entry, text, &request);
	if (code == STATUS_OK)
		code = context_call(context, "Entry.Put", &request.base, &jixiao__entry__descriptor, &entry);
	if (code == STATUS_OK)
		tell_put(context, arguments, entry);
	return code;
}

static enum status_code print_changed(struct context *context, enum message_id id, const Jixiao__EntryListReply *reply)
{
	char **codes = arena_alloc(context->arena, (reply->n_entries + 1) * sizeof(*codes));

	for (size_t i = 0; i < reply->n_entries; i++)
		codes[i] = reply->entries[i]->indicator;
	OUTPUT_DONE(context, reply, id, arena_printf(context->arena, "%zu", reply->n_entries),
		    join(context, codes, reply->n_entries));
	return STATUS_OK;
}

static enum status_code submit(struct context *context, const struct arguments *arguments)
{
	const bool undo = argument(arguments, "undo") != NULL;
	Jixiao__EntrySubmitRequest request = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;
	Jixiao__EntryListReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.indicators = positional_rest(arguments, 1, &request.n_indicators);
	code = context_call(context, undo ? "Entry.Withdraw" : "Entry.Submit", &request.base,
			    &jixiao__entry_list_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	return print_changed(context, undo ? MSG_DONE_ENTRY_WITHDRAWN : MSG_DONE_ENTRY_SUBMITTED, reply);
}

static enum status_code review(struct context *context, const struct arguments *arguments, const char *method,
			       enum message_id done)
{
	Jixiao__EntryReviewRequest request = JIXIAO__ENTRY_REVIEW_REQUEST__INIT;
	Jixiao__EntryListReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.indicators = positional_rest(arguments, 1, &request.n_indicators);
	request.comment = option_or(arguments, "comment", (char *)"");
	code = context_call(context, method, &request.base, &jixiao__entry_list_reply__descriptor, &reply);
	return code == STATUS_OK ? print_changed(context, done, reply) : code;
}

static enum status_code accept_entries(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Entry.Accept", MSG_DONE_ENTRY_ACCEPTED);
}

static enum status_code send_back(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Entry.SendBack", MSG_DONE_ENTRY_RETURNED);
}

static void list_row(struct context *context, struct table *table, const Jixiao__Indicator *indicator,
		     const Jixiao__Entry *entry)
{
	static const char *const not_applicable[] = { "不适用", "does not apply" };
	static const Jixiao__Entry none = JIXIAO__ENTRY__INIT;
	const char *target = indicator->target != NULL ? target_text_show(context->arena, indicator->target) : "";

	if (entry == NULL)
		entry = &none;
	TABLE_ROW(table, indicator->code, indicator->name, target,
		  *entry->not_applicable != '\0' ? in_language(context, not_applicable)
						 : arena_printf(context->arena, "%s%s", entry->actual, entry->unit),
		  join(context, entry->evidence, entry->n_evidence), entry_state_word(context->language, entry->state),
		  *entry->entered_by != '\0' ? entry->entered_by : indicator->responsible, entry->reviewed_by, entry->comment);
}

/* One line for each level-3 indicator, so that what is not entered yet is seen. */
static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__EntryListRequest request = JIXIAO__ENTRY_LIST_REQUEST__INIT;
	Jixiao__IndicatorListReply *tree;
	Jixiao__EntryListReply *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Entry.List", &request.base, &jixiao__entry_list_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	code = list_indicators(context, request.evaluation, &tree);
	if (code != STATUS_OK)
		return code;
	table = table_new(context);
	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "指标", "indicator", COLUMN_WRAP);
	table_column(table, "目标", "target", COLUMN_LEFT);
	table_column(table, "实际", "actual", COLUMN_LEFT);
	table_column(table, "佐证材料", "evidence", COLUMN_LEFT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	table_column(table, "填报人", "entered by", COLUMN_LEFT);
	table_column(table, "审核人", "reviewed by", COLUMN_LEFT);
	table_column(table, "审核意见", "comment", COLUMN_WRAP);
	for (size_t i = 0; i < tree->n_indicators; i++) {
		const Jixiao__Entry *entry = NULL;

		for (size_t j = 0; j < reply->n_entries; j++)
			if (strcmp(reply->entries[j]->indicator, tree->indicators[i]->code) == 0)
				entry = reply->entries[j];
		if (tree->indicators[i]->level == 3)
			list_row(context, table, tree->indicators[i], entry);
	}
	table_print(table, MSG_INDICATORS_NONE);
	return STATUS_OK;
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Entry *one;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.indicator = positional(arguments, 1);
	code = context_call(context, "Entry.Get", &request.base, &jixiao__entry__descriptor, &one);
	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	table = detail_new(context);
	detail_row(context, table, "指标", "indicator", one->indicator);
	detail_row(context, table, "状态", "state", entry_state_word(context->language, one->state));
	detail_row(context, table, "实际完成值", "actual", arena_printf(context->arena, "%s%s", one->actual, one->unit));
	for (size_t i = 0; i < one->n_parts; i++)
		detail_row(context, table, arena_printf(context->arena, "底稿 %zu", i + 1),
			   arena_printf(context->arena, "part %zu", i + 1), parts_show(context->arena, &one->parts[i], 1));
	detail_row(context, table, "不适用的理由", "does not apply", one->not_applicable);
	detail_row(context, table, "问卷调查", "survey", one->survey);
	if (one->questionnaire != NULL)
		detail_row(context, table, "问卷", "questionnaire",
			   entry_questionnaire_words(context->arena, one->questionnaire));
	detail_row(context, table, "文字说明", "text", one->text);
	for (size_t i = 0; i < one->n_points; i++)
		detail_row(context, table, arena_printf(context->arena, "要点 %zu", i + 1),
			   arena_printf(context->arena, "point %zu", i + 1), one->points[i]);
	detail_row(context, table, "佐证材料", "evidence", citations_show(context, one));
	detail_row(context, table, "填报人", "entered by", one->entered_by);
	detail_row(context, table, "审核人", "reviewed by", one->reviewed_by);
	detail_row(context, table, "审核意见", "comment", one->comment);
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static enum status_code history(struct context *context, const struct arguments *arguments)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EventListReply *reply;
	Jixiao__Indicator *indicator;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.type = JIXIAO__RECORD_TYPE__RECORD_ENTRY;
	request.id = positional(arguments, 1);
	code = context_call(context, "Event.History", &request.base, &jixiao__event_list_reply__descriptor, &reply);
	/* Nothing yet, or no such indicator? One that was taken out of the scheme still has its history. */
	if (code == STATUS_OK && reply->n_events == 0)
		code = get_indicator(context, request.evaluation, request.id, &indicator);
	return code == STATUS_OK ? print_history(context, reply, request.type, request.id) : code;
}

static const struct option_row put_options[] = {
	{ "text", "TEXT", { "文字说明，写入报告第四章", "what was found, in words, for the report's chapter 4" } },
	{ "file", "FILE", { "从文件读取文字说明", "read the text from a file" } },
	{ "survey",
	  "SURVEY",
	  { "满意度由哪份问卷的答卷得出，代替份数和数值；写空的 \"\" 则不再用",
	    "the survey whose answers give the satisfaction, instead of counts; \"\" to take it away" } },
	{ "questionnaire",
	  "FILE",
	  { "满意度问卷的份数（YAML），代替实际完成值", "counts of a questionnaire (YAML), instead of an actual" } },
	{ "not-applicable",
	  "REASON",
	  { "申报本指标不适用，写明理由，由组长审核；写 \"\" 则取消申报",
	    "declare that the indicator does not apply, and why; a leader reviews it; \"\" takes it back" } },
	{ "unit",
	  "UNIT",
	  { "单位，也可写在数值后面；不写则用目标的单位，同类单位自动换算",
	    "unit, or behind the value; without it the target's; units of the same measure are converted" } },
	{ "point", "N=TEXT", { "第 N 个评价要点的情况", "what was found on the Nth point" }, .repeated = true },
	{ "part",
	  "NAME[=VALUE][@ID,…]",
	  { "底稿的一项，可写明佐证材料：昌吉市=30万元@E001；同名的替换原有的",
	    "a part of the working paper, with its evidence if wanted: 昌吉市=30万元@E001; replaces the one of that name" },
	  .repeated = true },
	{ "drop-part", "NAME", { "去掉底稿的这一项", "take this part out of the working paper" }, .repeated = true },
	{ "evidence",
	  "ID[:NUMBERS][@PLACE]",
	  { "佐证材料，可写明支持哪些评价要点、在哪一页：E003:1,3@第5页；写出的替换原有的",
	    "evidence, with the points that it supports and the page if wanted; what is given replaces what was there" },
	  .repeated = true },
	OPTION_REVISION,
	{ NULL },
};

static const struct command commands[] = {
	{ "entry",
	  "put",
	  "EVALUATION CODE [VALUE]",
	  2,
	  3,
	  { "填报一个指标；没写到的内容保持不变", "enter an indicator; what is not named stays as it is" },
	  "jixiao entry put 2024-yunxing C11 10 --text 全年开展学术活动10次 --evidence E003@第5页",
	  put_options,
	  put,
	  { "Entry.Put" } },
	{ "entry",
	  "export",
	  "EVALUATION",
	  1,
	  1,
	  { "导出表格，供离线填报", "write a spreadsheet to fill in offline" },
	  "jixiao entry export 2024-yunxing --mine -o entries.xlsx",
	  entry_export_options,
	  entry_export,
	  { "Entry.List" } },
	{ "entry",
	  "import",
	  "EVALUATION FILE",
	  2,
	  2,
	  { "导入填好的表格（.xlsx 或 .csv）：全部正确才导入，每处错误都列出单元格",
	    "take in a filled spreadsheet (.xlsx or .csv): all or nothing, each fault with its cell" },
	  "jixiao entry import 2024-yunxing entries.xlsx",
	  entry_import_options,
	  entry_import,
	  { "Entry.PutAll" } },
	{ "entry",
	  "submit",
	  "EVALUATION [CODE…]",
	  1,
	  SIZE_MAX,
	  { "提交审核；不写指标则提交您全部的草稿和被退回的", "hand in; without codes all your drafts and returned ones" },
	  "jixiao entry submit 2024-yunxing C11 C12",
	  undo_options,
	  submit,
	  { "Entry.Submit", "Entry.Withdraw" } },
	{ "entry",
	  "accept",
	  "EVALUATION [CODE…]",
	  1,
	  SIZE_MAX,
	  { "审核通过（组长）；不写指标则通过全部待审核的（您本人填报的除外）",
	    "accept (leader); without codes all that wait, but not your own" },
	  "jixiao entry accept 2024-yunxing C11",
	  comment_options,
	  accept_entries,
	  { "Entry.Accept" } },
	{ "entry",
	  "return",
	  "EVALUATION CODE…",
	  2,
	  SIZE_MAX,
	  { "退回给填报人并写明意见（组长）", "send back with a comment (leader)" },
	  "jixiao entry return 2024-yunxing C11 --comment 请补充活动签到表",
	  return_comment_options,
	  send_back,
	  { "Entry.SendBack" } },
	{ "entry",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出各指标的填报情况", "list what is entered for each indicator" },
	  "jixiao entry list 2024-yunxing",
	  NULL,
	  list,
	  { "Entry.List" } },
	{ "entry",
	  "show",
	  "EVALUATION CODE",
	  2,
	  2,
	  { "查看一个指标的填报", "show what is entered for one indicator" },
	  "jixiao entry show 2024-yunxing C11",
	  NULL,
	  show,
	  { "Entry.Get" } },
	{ "entry",
	  "history",
	  "EVALUATION CODE",
	  2,
	  2,
	  { "谁在什么时候把什么改成了什么", "who changed what to what, and when" },
	  "jixiao entry history 2024-yunxing C11",
	  NULL,
	  history,
	  { "Event.History" } },
	{ "entry",
	  "diff",
	  "EVALUATION CODE [REVISION [REVISION]]",
	  2,
	  4,
	  { "并排比较两版；只写一版则与现在比，不写则看最近一次改动",
	    "two versions side by side; one is compared with the newest, none shows the last change" },
	  "jixiao entry diff 2024-yunxing C11 1 3",
	  NULL,
	  entry_diff,
	  { "Event.History" } },
};

const struct command_group entry_commands = { "entry",
					      { "指标填报：填写、提交、审核", "entries: what was found for each indicator" },
					      commands,
					      sizeof(commands) / sizeof(*commands) };
