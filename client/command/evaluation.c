/* jixiao evaluation: the shell of an evaluation and its way through the stages. */
#include <stdio.h>
#include <string.h>

#include "client/filter.h"
#include "client/output.h"
#include "client/request.h"
#include "client/score_explain.h"
#include "client/summary.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

extern const struct command_group evaluation_commands;

static enum status_code get(struct context *context, const struct arguments *arguments, Jixiao__Evaluation **evaluation)
{
	Jixiao__EvaluationGetRequest request = JIXIAO__EVALUATION_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	return context_call(context, "Evaluation.Get", &request.base, &jixiao__evaluation__descriptor, evaluation);
}

static enum status_code create(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationCreateRequest request = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;
	Jixiao__Evaluation *reply;
	uint64_t year = 0;
	enum status_code code = option_number(context, arguments, "year", &year);

	if (code != STATUS_OK)
		return code;
	request.id = positional(arguments, 0);
	request.title = option_or(arguments, "title", (char *)"");
	request.unit = option_or(arguments, "unit", (char *)"");
	request.year = year > UINT32_MAX ? UINT32_MAX : (uint32_t)year;
	request.from = option_or(arguments, "from", (char *)"");
	code = context_call(context, "Evaluation.Create", &request.base, &jixiao__evaluation__descriptor, &reply);
	if (code == STATUS_OK) {
		OUTPUT_DONE(context, reply, MSG_DONE_EVALUATION_CREATED, reply->id, reply->title);
		if (*reply->from != '\0')
			OUTPUT_NOTE(context, MSG_DONE_EVALUATION_FROM, reply->from, reply->id);
		else
			OUTPUT_NOTE(context, MSG_DONE_EVALUATION_CREATED_NEXT, reply->id);
	}
	return code;
}

/* What the command line does not name stays as it is. */
static enum status_code update(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationUpdateRequest request = JIXIAO__EVALUATION_UPDATE_REQUEST__INIT;
	Jixiao__Evaluation *one;
	uint64_t year;
	enum status_code code = get(context, arguments, &one);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.title = option_or(arguments, "title", one->title);
	request.unit = option_or(arguments, "unit", one->unit);
	request.revision = one->revision;
	year = one->year;
	code = option_number(context, arguments, "year", &year);
	if (code == STATUS_OK)
		code = option_number(context, arguments, "revision", &request.revision);
	if (code != STATUS_OK)
		return code;
	request.year = year > UINT32_MAX ? UINT32_MAX : (uint32_t)year;
	code = context_call(context, "Evaluation.Update", &request.base, &jixiao__evaluation__descriptor, &one);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, one, MSG_DONE_EVALUATION_UPDATED, one->id, one->title, one->unit,
			    arena_printf(context->arena, "%u", one->year));
	return code;
}

/* All pages as one reply. */
static enum status_code list_all(struct context *context, const struct evaluation_filter *filter,
				 Jixiao__EvaluationListReply *all)
{
	Jixiao__EvaluationListRequest request = JIXIAO__EVALUATION_LIST_REQUEST__INIT;
	Jixiao__EvaluationListReply *page;
	enum status_code code;

	request.year = filter->year;
	request.unit = filter->unit;
	request.stage = filter->stage;
	request.overdue = filter->overdue;
	do {
		code = context_call(context, "Evaluation.List", &request.base, &jixiao__evaluation_list_reply__descriptor,
				    &page);
		if (code != STATUS_OK)
			return code;
		all->evaluations = arena_grow(context->arena, all->evaluations, all->n_evaluations * sizeof(void *),
					      (all->n_evaluations + page->n_evaluations) * sizeof(void *));
		for (size_t i = 0; i < page->n_evaluations; i++)
			all->evaluations[all->n_evaluations++] = page->evaluations[i];
		request.cursor = page->cursor;
	} while (page->cursor.len > 0);
	return STATUS_OK;
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationListReply reply = JIXIAO__EVALUATION_LIST_REPLY__INIT;
	struct evaluation_filter filter;
	enum status_code code = filter_read(context, arguments, &filter);
	struct table *table;

	if (code == STATUS_OK)
		code = list_all(context, &filter, &reply);
	if (code != STATUS_OK || output_message(context, &reply.base))
		return code;
	table = table_new(context);
	table_column(table, "评价", "evaluation", COLUMN_LEFT);
	table_column(table, "名称", "title", COLUMN_WRAP);
	table_column(table, "被评价单位", "unit", COLUMN_WRAP);
	table_column(table, "预算年度", "year", COLUMN_RIGHT);
	table_column(table, "阶段", "stage", COLUMN_LEFT);
	for (size_t i = 0; i < reply.n_evaluations; i++) {
		const Jixiao__Evaluation *one = reply.evaluations[i];

		TABLE_ROW(table, one->id, one->title, one->unit, arena_printf(context->arena, "%u", one->year),
			  stage_word(context->language, one->stage));
	}
	table_print(table, MSG_EVALUATIONS_NONE);
	return STATUS_OK;
}

/* "department@1"; "" if there is no scheme yet or it was made from no template. */
static enum status_code template_of(struct context *context, char *evaluation, const char **template)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemeGetReply *reply;
	enum status_code code;

	request.evaluation = evaluation;
	code = call_if_there(context, "Scheme.Get", &request.base, &jixiao__scheme_get_reply__descriptor, &reply);
	*template = code == STATUS_OK && reply != NULL && reply->scheme != NULL ? reply->scheme->template_ : "";
	return code;
}

static void print_earlier_findings(struct context *context, const Jixiao__Evaluation *one)
{
	struct table *table;

	if (one->n_earlier_findings == 0)
		return;
	OUTPUT_LINE(context, MSG_EARLIER_FINDINGS, one->from, arena_printf(context->arena, "%zu", one->n_earlier_findings));
	table = table_new(context);
	table_column(table, "问题", "finding", COLUMN_LEFT);
	table_column(table, "标题", "title", COLUMN_WRAP);
	table_column(table, "指标", "indicator", COLUMN_LEFT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	table_column(table, "整改时限", "until", COLUMN_LEFT);
	for (size_t i = 0; i < one->n_earlier_findings; i++) {
		const Jixiao__EarlierFinding *row = one->earlier_findings[i];

		TABLE_ROW(table, row->id, row->title, row->indicator,
			  row->carried ? finding_state_word(context->language, JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED)
				       : message_plain(context->language, MSG_FINDING_NOT_CLOSED),
			  row->until);
	}
	table_print(table, MSG_NONE);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__Evaluation *one;
	enum status_code code = get(context, arguments, &one);
	const char *template;
	struct table *table;

	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	code = template_of(context, one->id, &template);
	if (code != STATUS_OK)
		return code;
	table = detail_new(context);
	detail_row(context, table, "评价", "evaluation", one->id);
	detail_row(context, table, "名称", "title", one->title);
	detail_row(context, table, "被评价单位", "unit", one->unit);
	detail_row(context, table, "预算年度", "year", arena_printf(context->arena, "%u", one->year));
	detail_row(context, table, "指标模板", "template", template);
	detail_row(context, table, "阶段", "stage", stage_word(context->language, one->stage));
	detail_row(context, table, "进入本阶段", "since", time_in_words(context->arena, one->stage_since));
	detail_row(context, table, "建立时间", "created", time_in_words(context->arena, one->created));
	detail_row(context, table, "退回人", "returned by", one->returned_by);
	detail_row(context, table, "退回理由", "reason", one->return_reason);
	detail_row(context, table, "确认无问题", "no findings, says", one->no_findings_by);
	detail_row(context, table, "接着评价", "goes on from", one->from);
	table_print(table, MSG_NONE);
	print_earlier_findings(context, one);
	return summary_show(context, positional(arguments, 0));
}

/* Into the archive leads the admin's seal, not a leader's step; behind it lies nothing. */
static enum message_id open_gate(Jixiao__Stage next)
{
	if (next == JIXIAO__STAGE__STAGE_UNSPECIFIED)
		return MSG_GATE_NONE;
	return next == JIXIAO__STAGE__STAGE_ARCHIVED ? MSG_GATE_SEAL : MSG_GATE_OPEN;
}

static enum status_code export_evaluation(struct context *context, const struct arguments *arguments)
{
	const char *evaluation = positional(arguments, 0);
	const char *path =
		arguments->n_positional > 1 ? positional(arguments, 1) : arena_printf(context->arena, "%s.json", evaluation);
	Jixiao__EvaluationExport *export;
	enum status_code code = file_may_write(context, arguments, path);
	const char *json;

	if (code == STATUS_OK)
		code = export_fetch(context, evaluation, &export);
	if (code != STATUS_OK)
		return code;
	json = json_write(context->arena, &export->base);
	code = file_write(path, (struct slice){ (const uint8_t *)json, strlen(json) }, &context->status);
	if (code == STATUS_OK && strcmp(path, "-") != 0)
		OUTPUT_RESULT(context, MSG_DONE_EVALUATION_EXPORTED, path);
	return code;
}

static enum status_code gate(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationGateRequest request = JIXIAO__EVALUATION_GATE_REQUEST__INIT;
	Jixiao__EvaluationGateReply *reply;
	Jixiao__Status missing = JIXIAO__STATUS__INIT;
	struct status status = STATUS_INIT;
	const char *next;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Evaluation.Gate", &request.base, &jixiao__evaluation_gate_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	next = stage_word(context->language, reply->next);
	if (reply->n_missing == 0) {
		OUTPUT_LINE(context, open_gate(reply->next), next, request.evaluation);
		return STATUS_OK;
	}
	missing.violations = reply->missing;
	missing.n_violations = reply->n_missing;
	pb_status_read(&missing, &status);
	OUTPUT_LINE(context, MSG_GATE_MISSING, next, arena_printf(context->arena, "%zu", reply->n_missing));
	violations_print(stdout, context, &status);
	status_clear(&status);
	return STATUS_OK;
}

static enum status_code advance(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationAdvanceRequest request = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;
	Jixiao__Evaluation *reply;
	enum status_code code = get(context, arguments, &reply);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.from = reply->stage;
	code = context_call(context, "Evaluation.Advance", &request.base, &jixiao__evaluation__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_EVALUATION_ADVANCED, reply->id,
			    stage_word(context->language, reply->stage));
	return code;
}

static enum status_code send_back(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationReturnRequest request = JIXIAO__EVALUATION_RETURN_REQUEST__INIT;
	Jixiao__Evaluation *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.to = stage_by_word(positional(arguments, 1));
	request.reason = option_or(arguments, "reason", (char *)"");
	if (request.to == JIXIAO__STAGE__STAGE_UNSPECIFIED)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_STAGE_UNKNOWN, positional(arguments, 1));
	code = context_call(context, "Evaluation.SendBack", &request.base, &jixiao__evaluation__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_EVALUATION_RETURNED, reply->id,
			    stage_word(context->language, reply->stage));
	return code;
}

static const struct option_row create_options[] = {
	{ "title", "TITLE", { "评价名称", "title" }, .required = true },
	{ "unit", "UNIT", { "被评价单位", "the unit that is evaluated" }, .required = true },
	{ "year", "YEAR", { "预算年度", "budget year" }, .required = true },
	{ "from",
	  "EVALUATION",
	  { "接着上一次评价：带来方案、指标、目标和小组，列出未销号的问题",
	    "go on from an earlier one: its scheme, indicators, targets and team, and a list of its open findings" } },
	{ NULL },
};

static const struct option_row update_options[] = {
	{ "title", "TITLE", { "评价名称", "title" } },
	{ "unit", "UNIT", { "被评价单位", "the unit that is evaluated" } },
	{ "year", "YEAR", { "预算年度", "budget year" } },
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row list_options[] = { OPTIONS_FILTER, { NULL } };

static const struct option_row return_options[] = {
	{ "reason", "REASON", { "退回理由", "why" }, .required = true },
	{ NULL },
};

static const struct option_row export_options[] = {
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "evaluation",
	  "create",
	  "EVALUATION",
	  1,
	  1,
	  { "建立一个评价（管理员）", "make an evaluation (admin)" },
	  "jixiao evaluation create 2024-yunxing --title 机关运行补助经费项目支出绩效评价 --unit 州社科联 --year 2024",
	  create_options,
	  create,
	  { "Evaluation.Create" } },
	{ "evaluation",
	  "update",
	  "EVALUATION",
	  1,
	  1,
	  { "更正评价名称、单位或年度（管理员，归档前）；没写到的保持不变",
	    "correct title, unit or year (admin, before the archive); what is not named stays as it is" },
	  "jixiao evaluation update 2024-yunxing --unit 州党委组织部",
	  update_options,
	  update,
	  { "Evaluation.Update" } },
	{ "evaluation",
	  "list",
	  "",
	  0,
	  0,
	  { "列出您能看到的评价，可按年度、单位、阶段和是否逾期筛选",
	    "list the evaluations that you may see, by year, unit, stage or what is overdue" },
	  "jixiao evaluation list --year 2024 --stage 分析评价",
	  list_options,
	  list,
	  { "Evaluation.List" } },
	{ "evaluation",
	  "export",
	  "EVALUATION [FILE]",
	  1,
	  2,
	  { "导出方案、填报、资金和评分（JSON），供离线复算和核验", "export scheme, entries, funds and scores as JSON" },
	  "jixiao evaluation export 2024-yunxing 2024-yunxing.json",
	  export_options,
	  export_evaluation,
	  { "Evaluation.Export" } },
	{ "evaluation",
	  "show",
	  "EVALUATION",
	  1,
	  1,
	  { "查看一个评价：阶段、总分、资金、问题和预警",
	    "show one evaluation: stage, total, funds, findings and early warnings" },
	  "jixiao evaluation show 2024-yunxing",
	  NULL,
	  show,
	  { "Evaluation.Get", "Scheme.Get", "Evaluation.Summary" } },
	{ "evaluation",
	  "gate",
	  "EVALUATION",
	  1,
	  1,
	  { "查看进入下一阶段还缺什么", "what the gate to the next stage still misses" },
	  "jixiao evaluation gate 2024-yunxing",
	  NULL,
	  gate,
	  { "Evaluation.Gate" } },
	{ "evaluation",
	  "advance",
	  "EVALUATION",
	  1,
	  1,
	  { "进入下一阶段（组长）", "move on to the next stage (leader)" },
	  "jixiao evaluation advance 2024-yunxing",
	  NULL,
	  advance,
	  { "Evaluation.Advance" } },
	{ "evaluation",
	  "return",
	  "EVALUATION STAGE",
	  2,
	  2,
	  { "退回到较早的阶段（组长）", "move back to an earlier stage (leader)" },
	  "jixiao evaluation return 2024-yunxing 组织实施 --reason 资金数据有误",
	  return_options,
	  send_back,
	  { "Evaluation.SendBack" } },
};

const struct command_group evaluation_commands = {
	"evaluation",
	{ "评价：建立、查看、推进和退回阶段", "evaluations and their stages" },
	commands,
	sizeof(commands) / sizeof(*commands),
};
