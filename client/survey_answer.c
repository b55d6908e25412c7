#include "client/survey_answer.h"

#include <stdlib.h>
#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/sheet/sheet_file.h"
#include "client/survey_sheet.h"
#include "client/text_file.h"
#include "common/record/record_survey.h"
#include "common/rpc/pb.h"

enum status_code survey_fetch(struct context *context, const struct arguments *arguments, Jixiao__SurveyGetReply **reply)
{
	Jixiao__SurveyGetRequest request = JIXIAO__SURVEY_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	return context_call(context, "Survey.Get", &request.base, &jixiao__survey_get_reply__descriptor, reply);
}

static enum status_code fetch_survey(struct context *context, const struct arguments *arguments, struct survey *survey)
{
	Jixiao__SurveyGetReply *reply;
	enum status_code code = survey_fetch(context, arguments, &reply);

	if (code == STATUS_OK)
		survey_from_record(context->arena, reply->survey, survey);
	return code;
}

/* ---- form ---- */

enum status_code survey_form_make(struct context *context, const struct arguments *arguments)
{
	const char *path = argument(arguments, "output");
	struct survey_form form;
	struct survey survey;
	struct slice bytes;
	enum status_code code = file_may_write(context, arguments, path);

	if (code == STATUS_OK)
		code = fetch_survey(context, arguments, &survey);
	if (code != STATUS_OK)
		return code;
	survey_sheet_write(context->arena, context->language, &survey, &form);
	code = xlsx_write(context->arena, &form.workbook, &form.form, context->language, &bytes, &context->status);
	if (code == STATUS_OK)
		code = file_write(path, bytes, &context->status);
	if (code == STATUS_OK)
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return code;
}

const struct option_row survey_form_options[] = {
	{ "output", "FILE", { "写到哪个文件（.xlsx），可简写为 -o", "file to write (.xlsx), also -o" }, .required = true },
	OPTION_FORCE,
	{ NULL },
};

/* ---- answer ---- */

/* "3=师资,课程" into ${answers}. */
static enum status_code take_answer(struct context *context, const struct survey *survey, const char *text,
				    const char **answers)
{
	const char *equals = strchr(text, '=');
	char *end;
	const unsigned long number = strtoul(text, &end, 10);

	if (equals == NULL || end != equals || end == text)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_ANSWER_FORM, text);
	if (number < 1 || number > survey->n_questions)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_NO_QUESTION,
				   arena_printf(context->arena, "%.*s", (int)(end - text), text));
	answers[number - 1] = equals + 1;
	return STATUS_OK;
}

/* A single response, from the command line. */
static enum status_code count_one(struct response_counter *counter, struct context *context, const struct arguments *arguments)
{
	const size_t n = counter->survey->n_questions;
	const char **typed = argument_all(context->arena, arguments, "answer");
	const char **answers = arena_alloc(context->arena, n * sizeof(*answers));
	const char **places = arena_alloc(context->arena, n * sizeof(*places));
	const struct response response = { .group = option_or(arguments, "group", (char *)""),
					   .invalid = argument(arguments, "invalid") != NULL ? "是" : "",
					   .group_place = "group",
					   .invalid_place = "invalid",
					   .answers = answers,
					   .places = places };

	for (size_t i = 0; i < n; i++) {
		answers[i] = "";
		places[i] = arena_printf(context->arena, "questions[%zu]", i);
	}
	for (size_t i = 0; typed[i] != NULL; i++)
		if (take_answer(context, counter->survey, typed[i], answers) != STATUS_OK)
			return context->status.code;
	response_count(counter, &response);
	return status_conclude(&context->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

static enum status_code count_file(struct response_counter *counter, struct context *context, const char *path)
{
	struct workbook workbook;
	enum status_code code = sheet_file_read(context->arena, path, &workbook, &context->status);

	return code == STATUS_OK ? survey_sheet_read(counter, &workbook) : code;
}

static enum status_code check_source(struct context *context, const struct arguments *arguments)
{
	const bool file = arguments->n_positional > 2,
		   one = *argument_all(context->arena, arguments, "answer") != NULL || argument(arguments, "invalid") != NULL;

	if (file && one)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_ANSWER_BOTH);
	return file || one ? STATUS_OK : STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_ANSWER_SOURCE);
}

/* Groups of which nothing came in are left out. */
static void fill_request(struct response_counter *counter, Jixiao__SurveyAnswerRequest *request, uint32_t *returned,
			 uint32_t *valid)
{
	Jixiao__GroupTally **all = tallies_to_records(counter->arena, counter->sum, counter->n_sum);

	*returned = *valid = 0;
	request->groups = all;
	for (size_t i = 0; i < counter->n_sum; i++) {
		*returned += all[i]->returned;
		*valid += all[i]->valid;
		if (all[i]->returned > 0)
			request->groups[request->n_groups++] = all[i];
	}
}

static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

enum status_code survey_answer_add(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyAnswerRequest request = JIXIAO__SURVEY_ANSWER_REQUEST__INIT;
	const char *path = arguments->n_positional > 2 ? arguments->positional[2] : NULL;
	struct response_counter counter;
	struct survey survey;
	Jixiao__AnswerBatch *reply;
	uint32_t returned, valid;
	enum status_code code = check_source(context, arguments);

	if (code == STATUS_OK)
		code = fetch_survey(context, arguments, &survey);
	if (code != STATUS_OK)
		return code;
	context->request = NULL; /* faults stand in cells or options, not in what was fetched */
	counter = response_counter_start(context->arena, &survey, &context->status);
	code = path != NULL ? count_file(&counter, context, path) : count_one(&counter, context, arguments);
	if (code != STATUS_OK)
		return code;
	fill_request(&counter, &request, &returned, &valid);
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.note = arena_strdup(context->arena, path != NULL ? file_of(path) : "");
	code = context_call(context, "Survey.Answer", &request.base, &jixiao__answer_batch__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SURVEY_ANSWERED, number_text(context, returned),
			    number_text(context, valid), reply->id);
	return code;
}

const struct option_row survey_answer_options[] = {
	{ "answer",
	  "SEQUENCE=TEXT",
	  { "录入一份答卷：题号=选项，多选以逗号分开", "one response: question=option, several with commas" },
	  .repeated = true },
	{ "group", "NAME", { "这份答卷属于哪一组", "the group of this response" } },
	{ "invalid", NULL, { "收回但无效的一份", "one that came back but is not valid" } },
	{ NULL },
};

/* ---- withdraw ---- */

enum status_code survey_answer_withdraw(struct context *context, const struct arguments *arguments)
{
	Jixiao__SurveyWithdrawRequest request = JIXIAO__SURVEY_WITHDRAW_REQUEST__INIT;
	Jixiao__Done *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.batch = positional(arguments, 2);
	code = context_call(context, "Survey.Withdraw", &request.base, &jixiao__done__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SURVEY_WITHDRAWN, request.batch);
	return code;
}
