/* jixiao score: from what was found to points. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/score_adjust.h"
#include "client/score_explain.h"
#include "client/signing.h"
#include "client/text_file.h"
#include "client/warnings.h"
#include "client/words.h"
#include "common/domain/decimal.h"

extern const struct command_group score_commands;

static enum status_code list_scores(struct context *context, char *evaluation, Jixiao__ScoreListReply **reply)
{
	Jixiao__ScoreListRequest request = JIXIAO__SCORE_LIST_REQUEST__INIT;

	request.evaluation = evaluation;
	return context_call(context, "Score.List", &request.base, &jixiao__score_list_reply__descriptor, reply);
}

static enum status_code compute(struct context *context, const struct arguments *arguments)
{
	Jixiao__ScoreComputeRequest request = JIXIAO__SCORE_COMPUTE_REQUEST__INIT;
	Jixiao__ScoreListReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Score.Compute", &request.base, &jixiao__score_list_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	OUTPUT_LINE(context, MSG_DONE_SCORE_COMPUTED, arena_printf(context->arena, "%zu", reply->n_scores));
	if (reply->n_waiting > 0)
		OUTPUT_LINE(context, MSG_SCORE_WAITING, join(context, reply->waiting, reply->n_waiting), request.evaluation);
	return STATUS_OK;
}

/* --met 1,3 for the points of ${indicator}; every point has its answer. */
static enum status_code read_met(struct context *context, const char *list, const Jixiao__Indicator *indicator,
				 Jixiao__ScoreProposeRequest *request)
{
	char *end;

	while (*list != '\0') {
		unsigned long number = strtoul(list, &end, 10);

		if (end == list || (*end != '\0' && *end != ','))
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_MET_FORM, list);
		if (number == 0 || number > indicator->n_points)
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_MET_RANGE, indicator->code,
					   arena_printf(context->arena, "%zu", indicator->n_points),
					   arena_printf(context->arena, "%lu", number));
		request->met[number - 1] = true;
		list = *end == ',' ? end + 1 : end;
	}
	return STATUS_OK;
}

static enum status_code read_judgement(struct context *context, const struct arguments *arguments,
				       Jixiao__ScoreProposeRequest *request)
{
	const char *met = argument(arguments, "met");
	bool all = argument(arguments, "all-met") != NULL;
	Jixiao__Indicator *indicator;
	enum status_code code;

	if (met != NULL && all)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTIONS_EXCLUDE, "met", "all-met");
	if (met == NULL && !all)
		return STATUS_OK;
	code = get_indicator(context, request->evaluation, request->indicator, &indicator);
	if (code != STATUS_OK)
		return code;
	request->n_met = indicator->n_points;
	request->met = arena_alloc(context->arena, (indicator->n_points + 1) * sizeof(*request->met));
	for (size_t i = 0; all && i < request->n_met; i++)
		request->met[i] = true;
	return all ? STATUS_OK : read_met(context, met, indicator, request);
}

/* A score that is there may be proposed again: its revision is read first. */
static enum status_code read_revision(struct context *context, const struct arguments *arguments, uint64_t *revision)
{
	Jixiao__ScoreListReply *scores;
	enum status_code code;

	if (argument(arguments, "revision") != NULL)
		return option_number(context, arguments, "revision", revision);
	code = list_scores(context, positional(arguments, 0), &scores);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < scores->n_scores; i++)
		if (strcmp(scores->scores[i]->indicator, positional(arguments, 1)) == 0)
			*revision = scores->scores[i]->revision;
	return STATUS_OK;
}

/* "95%" as the server reads it: 0.95. */
static enum status_code read_share(struct context *context, const struct arguments *arguments, char **share)
{
	const char *text = argument(arguments, "share");
	size_t length = text != NULL ? strlen(text) : 0;
	struct decimal value;

	*share = (char *)(text != NULL ? text : "");
	if (length == 0 || text[length - 1] != '%')
		return STATUS_OK;
	if (!decimal_parse(arena_printf(context->arena, "%.*s", (int)length - 1, text), &value) || value.micros % 100 != 0)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SHARE_FORM, text);
	*share = decimal_format(context->arena, (struct decimal){ value.micros / 100 });
	return STATUS_OK;
}

static enum status_code propose(struct context *context, const struct arguments *arguments)
{
	Jixiao__ScoreProposeRequest request = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	Jixiao__Score *score;
	uint64_t tier = 0;
	const char *reason = NULL;
	bool undo;
	enum status_code code = option_undo(context, arguments, &undo);

	if (code == STATUS_OK && undo)
		return score_withdraw(context, arguments);
	if (code == STATUS_OK)
		code = text_argument(context, arguments, "reason", "file", &reason);
	request.evaluation = positional(arguments, 0);
	request.indicator = positional(arguments, 1);
	request.points = option_or(arguments, "points", (char *)"");
	request.reason = (char *)(reason != NULL ? reason : "");
	if (code == STATUS_OK)
		code = read_share(context, arguments, &request.share);
	if (code == STATUS_OK)
		code = option_number(context, arguments, "tier", &tier);
	request.tier = tier > UINT32_MAX ? UINT32_MAX : (uint32_t)tier;
	if (code == STATUS_OK)
		code = read_judgement(context, arguments, &request);
	if (code == STATUS_OK)
		code = read_revision(context, arguments, &request.revision);
	if (code == STATUS_OK)
		code = context_call(context, "Score.Propose", &request.base, &jixiao__score__descriptor, &score);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, score, MSG_DONE_SCORE_PROPOSED, score->indicator, score->points);
	note_own_scores(context, request.evaluation, &score->indicator, 1);
	return STATUS_OK;
}

static enum status_code review(struct context *context, const struct arguments *arguments, const char *method,
			       enum message_id done)
{
	Jixiao__ScoreReviewRequest request = JIXIAO__SCORE_REVIEW_REQUEST__INIT;
	Jixiao__ScoreListReply *reply;
	char **codes;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.indicators = positional_rest(arguments, 1, &request.n_indicators);
	request.comment = option_or(arguments, "comment", (char *)"");
	code = context_call(context, method, &request.base, &jixiao__score_list_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	codes = arena_alloc(context->arena, (reply->n_scores + 1) * sizeof(*codes));
	for (size_t i = 0; i < reply->n_scores; i++)
		codes[i] = reply->scores[i]->indicator;
	OUTPUT_DONE(context, reply, done, arena_printf(context->arena, "%zu", reply->n_scores),
		    join(context, codes, reply->n_scores));
	return STATUS_OK;
}

static enum status_code approve(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Score.Approve", MSG_DONE_SCORE_APPROVED);
}

static enum status_code send_back(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Score.SendBack", MSG_DONE_SCORE_RETURNED);
}

static const Jixiao__Score *score_of(const Jixiao__ScoreListReply *reply, const char *code)
{
	static const Jixiao__Score none = JIXIAO__SCORE__INIT;

	for (size_t i = 0; i < reply->n_scores; i++)
		if (strcmp(reply->scores[i]->indicator, code) == 0)
			return reply->scores[i];
	return &none;
}

/* Who proposed it; nobody when only the rule spoke. */
static const char *proposer(const struct context *context, const Jixiao__Score *score)
{
	static const char *const rule[] = { "按规则", "the rule" };

	if (score->state == JIXIAO__SCORE_STATE__SCORE_STATE_UNSPECIFIED || *score->proposed_by != '\0')
		return score->proposed_by;
	return in_language(context, rule);
}

/* Why the indicator is not scored; NULL: it is. */
static const char *not_applicable(const Jixiao__ScoreListReply *reply, const char *code)
{
	for (size_t i = 0; i < reply->n_not_applicable; i++)
		if (strcmp(reply->not_applicable[i]->indicator, code) == 0)
			return reply->not_applicable[i]->reason;
	return NULL;
}

static void print_scores(struct context *context, const Jixiao__IndicatorListReply *tree, const Jixiao__ScoreListReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "指标", "indicator", COLUMN_WRAP);
	table_column(table, "分值", "weight", COLUMN_RIGHT);
	table_column(table, "得分", "points", COLUMN_RIGHT);
	table_column(table, "规则得分", "by the rule", COLUMN_RIGHT);
	table_column(table, "完成率", "completion", COLUMN_RIGHT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	table_column(table, "评分人", "proposed by", COLUMN_LEFT);
	table_column(table, "审核人", "reviewed by", COLUMN_LEFT);
	table_column(table, "理由或意见", "reason or comment", COLUMN_WRAP);
	for (size_t i = 0; i < tree->n_indicators; i++) {
		const Jixiao__Indicator *indicator = tree->indicators[i];
		const Jixiao__Score *score = score_of(reply, indicator->code);

		const char *reason = not_applicable(reply, indicator->code);

		if (indicator->level == 3 && reason != NULL)
			TABLE_ROW(table, indicator->code, indicator->name, indicator->weight, "", "", "",
				  message_plain(context->language, MSG_SCORE_STATE_NOT_APPLICABLE), "", "", reason);
		else if (indicator->level == 3)
			TABLE_ROW(table, indicator->code, indicator->name, indicator->weight, score->points,
				  score->overridden ? score->computed : "", score->completion,
				  score_state_word(context->language, score->state), proposer(context, score),
				  score->reviewed_by, *score->comment != '\0' ? score->comment : score->reason);
	}
	table_print(table, MSG_INDICATORS_NONE);
}

/* 表3-1 */
static void print_lines(struct context *context, const Jixiao__ScoreListReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, "一级指标", "level 1", COLUMN_LEFT);
	table_column(table, "权重", "weight", COLUMN_RIGHT);
	table_column(table, "得分", "points", COLUMN_RIGHT);
	table_column(table, "得分率", "rate", COLUMN_RIGHT);
	table_column(table, "三级指标数", "indicators", COLUMN_RIGHT);
	table_column(table, "满分", "full", COLUMN_RIGHT);
	table_column(table, "实现", "achieved", COLUMN_RIGHT);
	for (size_t i = 0; i < reply->n_lines; i++) {
		const Jixiao__ScoreLine *line = reply->lines[i];

		TABLE_ROW(table, *line->code != '\0' ? line->name : message_plain(context->language, MSG_SCORE_TOTAL_LINE),
			  line->weight, line->points, line->rate, arena_printf(context->arena, "%u", line->count),
			  arena_printf(context->arena, "%u", line->full), arena_printf(context->arena, "%u", line->achieved));
	}
	table_print(table, MSG_SCORES_NO_LINES);
}

/* The sum, what was done to it, and what came of it. */
static void print_total(struct context *context, const Jixiao__ScoreListReply *reply)
{
	if (*reply->rescaling != '\0' || *reply->capping != '\0')
		OUTPUT_LINE(context, MSG_SCORE_SUM, reply->sum);
	if (*reply->rescaling != '\0')
		OUTPUT_LINE(context, MSG_SCORE_RESCALED, reply->rescaling);
	if (*reply->capping != '\0')
		OUTPUT_LINE(context, MSG_SCORE_CAPPED, reply->capping);
	OUTPUT_LINE(context, MSG_SCORE_TOTAL, reply->total, reply->grade);
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	char *evaluation = positional(arguments, 0);
	Jixiao__IndicatorListReply *tree;
	Jixiao__ScoreListReply *reply;
	enum status_code code = list_scores(context, evaluation, &reply);

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	if (reply->n_scores == 0 && *reply->total == '\0') {
		OUTPUT_LINE(context, MSG_SCORES_NONE, evaluation);
		return STATUS_OK;
	}
	code = list_indicators(context, evaluation, &tree);
	if (code != STATUS_OK)
		return code;
	print_scores(context, tree, reply);
	printf("\n");
	print_lines(context, reply);
	printf("\n");
	if (*reply->total != '\0')
		print_total(context, reply);
	else
		OUTPUT_LINE(context, MSG_SCORE_NO_TOTAL);
	early_warnings_print(context, reply->warnings, reply->n_warnings);
	if (reply->n_waiting > 0)
		OUTPUT_LINE(context, MSG_SCORE_WAITING, join(context, reply->waiting, reply->n_waiting), evaluation);
	return STATUS_OK;
}

static enum status_code sign(struct context *context, const struct arguments *arguments)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__Approval *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_sign(context, request.evaluation, APPROVAL_SCORES, "", &request.signed_);
	if (code == STATUS_OK)
		code = context_call(context, "Score.Sign", &request.base, &jixiao__approval__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SCORE_SIGNED, request.evaluation, reply->id);
	return code;
}

static const struct option_row propose_options[] = {
	{ "met", "NUMBERS", { "符合的评价要点序号，如 1,2,3；都不符合写 \"\"", "points that are met: 1,2,3; \"\" for none" } },
	{ "all-met", NULL, { "全部评价要点都符合", "every point is met" } },
	{ "tier", "1|2|3", { "定性指标的档次：1 达成、2 部分达成、3 较低", "tier of a qualitative indicator" } },
	{ "share",
	  "SHARE",
	  { "得分占分值的比例，须在该档范围内，如 0.95 或 95%",
	    "share of the weight, within the tier's bounds, like 0.95 or 95%" } },
	{ "points",
	  "POINTS",
	  { "直接写得分：人工评分的指标，或改动规则算出的得分（须写理由）",
	    "points: of a manual indicator, or an override of the rule (needs a reason)" } },
	{ "reason",
	  "REASON",
	  { "依据、扣分原因或改动理由", "basis, why points are taken off, or why the rule is overridden" } },
	{ "file", "FILE", { "从文件读取理由", "read the reason from a file" } },
	OPTION_UNDO,
	OPTION_REVISION,
	{ NULL },
};

static const struct option_row adjust_options[] = {
	{ "reason", "REASON", { "调整的理由；表格里逐项写了理由的除外", "why; a row of the table may have its own" } },
	{ "file", "FILE", { "从文件读取理由", "read the reason from a file" } },
	{ "table",
	  "FILE",
	  { "从表格（.xlsx 或 .csv）读取：列名为 指标代码、得分、理由",
	    "a spreadsheet (.xlsx or .csv) with the columns 指标代码, 得分, 理由" } },
	OPTION_UNDO,
	{ NULL },
};

static const struct command commands[] = {
	{ "score",
	  "compute",
	  "EVALUATION",
	  1,
	  1,
	  { "按规则计算不需人工判断的得分", "compute every score that needs no judgement" },
	  "jixiao score compute 2024-yunxing",
	  NULL,
	  compute,
	  { "Score.Compute" } },
	{ "score",
	  "propose",
	  "EVALUATION CODE",
	  2,
	  2,
	  { "给一个指标评分：要点、档次、人工得分，或改动规则得分",
	    "propose a score: points met, tier, manual points or an override" },
	  "jixiao score propose 2024-yunxing A11 --all-met --reason 立项依据充分",
	  propose_options,
	  propose,
	  { "Score.Propose", "Score.Withdraw" } },
	{ "score",
	  "adjust",
	  "EVALUATION [CODE=POINTS…]",
	  1,
	  SIZE_MAX,
	  { "调整一个或多个得分（组长）：全部写入或都不写入，由另一位组长审核",
	    "adjust one or many scores (leader), all or none; another leader approves them" },
	  "jixiao score adjust 2024-yunxing C11=2.5 C21=4 --reason 佐证材料不足，按比例扣分",
	  adjust_options,
	  score_adjust,
	  { "Score.Adjust", "Score.List", "Score.Withdraw" } },
	{ "score",
	  "approve",
	  "EVALUATION [CODE…]",
	  1,
	  SIZE_MAX,
	  { "审核通过（组长）；不写指标则通过全部待审核的（您本人填报或评分的除外）",
	    "approve (leader); without codes all that wait, but not your own" },
	  "jixiao score approve 2024-yunxing A11",
	  comment_options,
	  approve,
	  { "Score.Approve" } },
	{ "score",
	  "return",
	  "EVALUATION CODE…",
	  2,
	  SIZE_MAX,
	  { "退回并写明意见（组长）", "send back with a comment (leader)" },
	  "jixiao score return 2024-yunxing A11 --comment 第3个要点缺少材料",
	  return_comment_options,
	  send_back,
	  { "Score.SendBack" } },
	{ "score",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出得分、分类汇总、总分和评级", "list scores, sums, total and grade" },
	  "jixiao score list 2024-yunxing",
	  NULL,
	  list,
	  { "Score.List" } },
	{ "score",
	  "explain",
	  "EVALUATION|FILE [CODE…]",
	  1,
	  SIZE_MAX,
	  { "从目标值、实际值到得分、合计、总分的全部算式，可用计算器复算；写导出文件则不连服务器",
	    "the whole way from targets and actuals to the total; of an exported file without a server" },
	  "jixiao score explain 2024-yunxing C11",
	  NULL,
	  score_explain,
	  { "Evaluation.Export" } },
	{ "score",
	  "verify",
	  "FILE",
	  1,
	  1,
	  { "离线重算导出文件或档案里的全部得分，列出每一处不同",
	    "compute all scores of an exported file or archive again, offline, and name each difference" },
	  "jixiao score verify 2024-yunxing.json",
	  NULL,
	  score_verify_file },
	{ "score",
	  "sign",
	  "EVALUATION",
	  1,
	  1,
	  { "给评分结果签名（组长）", "sign the score set (leader)" },
	  "jixiao score sign 2024-yunxing",
	  NULL,
	  sign,
	  { "Score.Sign" } },
};

const struct command_group score_commands = {
	"score", { "评分：计算、提出、审核、签名", "scores" }, commands, sizeof(commands) / sizeof(*commands)
};
