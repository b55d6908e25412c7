/* jixiao survey: questions, anonymous answers, and what they give. */
#include <stdio.h>
#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/survey_answer.h"
#include "client/survey_file.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/record/record_survey.h"

extern const struct command_group survey_commands;

/* ---- writing ---- */

static enum status_code make_new(struct context *context, const struct arguments *arguments)
{
	const char *path = arguments->n_positional > 0 ? arguments->positional[0] : "-";
	const struct slice text = { (const uint8_t *)survey_file_example, strlen(survey_file_example) };
	enum status_code code = file_may_write(context, arguments, path);

	if (code == STATUS_OK)
		code = file_write(path, text, &context->status);
	if (code == STATUS_OK && strcmp(path, "-") != 0)
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return code;
}

static enum status_code get(struct context *context, char *evaluation, char *id, Jixiao__SurveyGetReply **reply)
{
	Jixiao__SurveyGetRequest request = JIXIAO__SURVEY_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = id;
	return context_call(context, "Survey.Get", &request.base, &jixiao__survey_get_reply__descriptor, reply);
}

static enum status_code send(struct context *context, Jixiao__SurveyPutRequest *request, Jixiao__Survey **reply)
{
	return context_call(context, "Survey.Put", &request->base, &jixiao__survey__descriptor, reply);
}

static enum status_code put(struct context *context, const struct arguments *arguments)
{
	char *evaluation = positional(arguments, 0), *id = option_or(arguments, "id", (char *)"");
	const char *path = positional(arguments, 1);
	Jixiao__SurveyGetReply *present;
	Jixiao__SurveyPutRequest *request;
	Jixiao__Survey *reply;
	struct scheme_file file;
	struct slice text;
	enum status_code code = file_read(context->arena, path, &text, &context->status);

	if (code == STATUS_OK)
		code = survey_file_read(context->arena, path, text, &file, &request, &context->status);
	if (code == STATUS_OK && *id != '\0')
		code = get(context, evaluation, id, &present);
	if (code != STATUS_OK)
		return code;
	request->evaluation = evaluation;
	request->id = id;
	request->revision = *id != '\0' ? present->survey->revision : 0;
	code = send(context, request, &reply);
	if (code != STATUS_OK) {
		scheme_file_locate(&file, &context->status);
		return code;
	}
	OUTPUT_DONE(context, reply, MSG_DONE_SURVEY_PUT, reply->id, reply->title);
	OUTPUT_NOTE(context, MSG_SURVEY_NEXT, evaluation, reply->id);
	return code;
}

/* How many were given out is known later than the questions. */
static enum status_code issue(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyPutRequest request = JIXIAO__SURVEY_PUT_REQUEST__INIT;
	const char *typed = positional(arguments, 2);
	Jixiao__SurveyGetReply *present;
	Jixiao__Survey *reply;
	enum status_code code;

	if (strspn(typed, "0123456789") != strlen(typed) || strlen(typed) > 7 || *typed == '\0')
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_NOT_COUNT, typed);
	code = survey_fetch(context, arguments, &present);
	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = present->survey->id;
	request.title = present->survey->title;
	request.n_groups = present->survey->n_groups;
	request.groups = present->survey->groups;
	request.n_questions = present->survey->n_questions;
	request.questions = present->survey->questions;
	request.revision = present->survey->revision;
	sscanf(typed, "%7u", &request.issued);
	code = send(context, &request, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SURVEY_PUT, reply->id, reply->title);
	return code;
}

static enum status_code remove_survey(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyGetRequest request = JIXIAO__SURVEY_GET_REQUEST__INIT;
	Jixiao__Done *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	code = context_call(context, "Survey.Remove", &request.base, &jixiao__done__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_REMOVED, request.id);
	return code;
}

/* ---- reading ---- */

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyListRequest request = JIXIAO__SURVEY_LIST_REQUEST__INIT;
	Jixiao__SurveyListReply *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Survey.List", &request.base, &jixiao__survey_list_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "问卷", "survey", COLUMN_WRAP);
	table_column(table, "题目数", "questions", COLUMN_RIGHT);
	table_column(table, "发放", "issued", COLUMN_RIGHT);
	table_column(table, "撰写人", "written by", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_surveys; i++) {
		const Jixiao__Survey *one = reply->surveys[i];

		TABLE_ROW(table, one->id, one->title, number_text(context, one->n_questions),
			  one->issued > 0 ? number_text(context, one->issued) : "", one->drafted_by);
	}
	table_print(table, MSG_SURVEYS_NONE);
	return STATUS_OK;
}

static void print_head(struct context *context, const Jixiao__SurveyGetReply *reply, const struct survey *survey)
{
	struct table *table = detail_new(context);
	uint32_t returned, valid;

	survey_totals(survey, &returned, &valid);
	detail_row(context, table, "问卷", "survey", arena_printf(context->arena, "%s %s", survey->id, survey->title));
	detail_row(context, table, "发放", "issued", survey->issued > 0 ? number_text(context, survey->issued) : "");
	detail_row(context, table, "回收", "returned", number_text(context, returned));
	detail_row(context, table, "有效", "valid", number_text(context, valid));
	detail_row(context, table, "撰写人", "written by", reply->survey->drafted_by);
	table_print(table, MSG_NONE);
}

static const char *count_and_share(struct context *context, uint32_t count, uint32_t of)
{
	return arena_printf(context->arena, "%u（%s）", count, survey_share(context->arena, count, of));
}

/* An option's line: of all, and of each group that is large enough to be shown apart. */
static void print_option(struct context *context, struct table *table, const struct survey *survey, size_t question,
			 size_t option, uint32_t valid)
{
	const char *cells[QUESTIONNAIRE_GROUPS_MOST + 3] = {
		option == 0 ? arena_printf(context->arena, "%zu. %s", question + 1, survey->questions[question].text) : "",
		survey->questions[question].options[option],
		count_and_share(context, survey_count(survey, question, option), valid),
	};

	for (size_t i = 0; survey->n_groups > 0 && i < survey->n_tallies; i++) {
		const struct group_tally *tally = &survey->tallies[i];

		if (tally->valid >= SURVEY_GROUP_SHOWN)
			cells[3 + i] = count_and_share(context, tally->questions[question].counts[option], tally->valid);
		else if (option == 0)
			cells[3 + i] = message_text(
				context->arena, context->language, MSG_SURVEY_GROUP_SMALL,
				(const char *const[]){ arena_printf(context->arena, "%d", SURVEY_GROUP_SHOWN) }, 1);
	}
	table_row(table, cells);
}

static void print_results(struct context *context, const struct survey *survey)
{
	struct table *table = table_new(context);
	uint32_t returned, valid;

	survey_totals(survey, &returned, &valid);
	table_column(table, "题目", "question", COLUMN_WRAP);
	table_column(table, "选项", "option", COLUMN_LEFT);
	table_column(table, "份数", "answers", COLUMN_RIGHT);
	for (size_t i = 0; survey->n_groups > 0 && i < survey->n_tallies; i++)
		table_column(table, survey->groups[i], survey->groups[i], COLUMN_RIGHT);
	for (size_t i = 0; i < survey->n_questions; i++)
		for (size_t k = 0; k < survey->questions[i].n_options; k++)
			print_option(context, table, survey, i, k, valid);
	table_print(table, MSG_NONE);
}

static void print_batches(struct context *context, const Jixiao__SurveyGetReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, "批号", "batch", COLUMN_LEFT);
	table_column(table, "回收", "returned", COLUMN_RIGHT);
	table_column(table, "有效", "valid", COLUMN_RIGHT);
	table_column(table, "来源", "from", COLUMN_WRAP);
	table_column(table, "录入人", "by", COLUMN_LEFT);
	table_column(table, "时间", "time", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_batches; i++) {
		const Jixiao__AnswerBatch *batch = reply->batches[i];
		uint32_t returned = 0, valid = 0;

		for (size_t k = 0; k < batch->n_groups; k++) {
			returned += batch->groups[k]->returned;
			valid += batch->groups[k]->valid;
		}
		TABLE_ROW(table, batch->id, number_text(context, returned), number_text(context, valid), batch->note,
			  batch->entered_by, time_in_words(context->arena, batch->time));
	}
	table_print(table, MSG_SURVEY_NO_ANSWERS);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyGetReply *reply;
	struct survey survey;
	enum status_code code = survey_fetch(context, arguments, &reply);

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	survey_from_record(context->arena, reply->survey, &survey);
	survey.tallies = tallies_from_records(context->arena, reply->groups, reply->n_groups);
	survey.n_tallies = reply->n_groups;
	print_head(context, reply, &survey);
	print_results(context, &survey);
	print_batches(context, reply);
	return STATUS_OK;
}

/* ---- the table ---- */

static const struct option_row new_options[] = { OPTION_FORCE, { NULL } };

static const struct option_row put_options[] = {
	{ "id", "SURVEY", { "替换哪份问卷；不写则为新的一份", "which survey to replace; a new one without it" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "survey",
	  "new",
	  "[FILE]",
	  0,
	  1,
	  { "写一份问卷文件的样子，供修改；不写文件名则显示在屏幕上（不连接服务器）",
	    "write a survey's file to adapt; without a file name to the screen" },
	  "jixiao survey new 问卷.yaml",
	  new_options,
	  make_new },
	{ "survey",
	  "put",
	  "EVALUATION FILE",
	  2,
	  2,
	  { "存入一份问卷；已有答卷的，题目、选项和分组不能再改", "keep a survey; once there are answers its questions stay" },
	  "jixiao survey put 2024-yunxing 问卷.yaml",
	  put_options,
	  put,
	  { "Survey.Put" } },
	{ "survey",
	  "issue",
	  "EVALUATION SURVEY NUMBER",
	  3,
	  3,
	  { "登记发放了多少份", "say how many were given out" },
	  "jixiao survey issue 2024-yunxing Q01 200",
	  NULL,
	  issue,
	  { "Survey.Put" } },
	{ "survey",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出问卷", "list surveys" },
	  "jixiao survey list 2024-yunxing",
	  NULL,
	  list,
	  { "Survey.List" } },
	{ "survey",
	  "show",
	  "EVALUATION SURVEY",
	  2,
	  2,
	  { "查看问卷、每道题的结果和各批答卷", "show a survey, each question's result, and what came in" },
	  "jixiao survey show 2024-yunxing Q01",
	  NULL,
	  show,
	  { "Survey.Get" } },
	{ "survey",
	  "form",
	  "EVALUATION SURVEY",
	  2,
	  2,
	  { "给出录入答卷的空白表格：一份答卷一行，不记姓名",
	    "write a spreadsheet for answers: a response a row, without names" },
	  "jixiao survey form 2024-yunxing Q01 -o 答卷.xlsx",
	  survey_form_options,
	  survey_form_make,
	  { "Survey.Get" } },
	{ "survey",
	  "answer",
	  "EVALUATION SURVEY [FILE]",
	  2,
	  3,
	  { "计入答卷：一个表格（.xlsx 或 .csv），或用 --answer 录入一份；只有各选项的份数离开这台电脑",
	    "count answers in: a spreadsheet's, or one by --answer; only counts leave this computer" },
	  "jixiao survey answer 2024-yunxing Q01 答卷.xlsx",
	  survey_answer_options,
	  survey_answer_add,
	  { "Survey.Answer" } },
	{ "survey",
	  "withdraw",
	  "EVALUATION SURVEY BATCH",
	  3,
	  3,
	  { "撤出一批计错的答卷（录入人或组长）", "take a batch out again (who brought it in, or a leader)" },
	  "jixiao survey withdraw 2024-yunxing Q01 Q01-0003",
	  NULL,
	  survey_answer_withdraw,
	  { "Survey.Withdraw" } },
	{ "survey",
	  "remove",
	  "EVALUATION SURVEY",
	  2,
	  2,
	  { "删除一份没有答卷的问卷", "remove a survey that has no answers" },
	  "jixiao survey remove 2024-yunxing Q02",
	  NULL,
	  remove_survey,
	  { "Survey.Remove" } },
};

const struct command_group survey_commands = { "survey",
					       { "问卷调查：题目、答卷和结果", "surveys: questions, answers, results" },
					       commands,
					       sizeof(commands) / sizeof(*commands) };
