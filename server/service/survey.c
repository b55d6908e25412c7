/* Survey.Put, .Remove, .Get, .List: surveys and what was answered in all. */
#include <string.h>

#include "common/record/record_survey.h"
#include "common/rpc/pb.h"
#include "server/service/field.h"
#include "server/service/finding_record.h"
#include "server/service/handlers.h"
#include "server/service/survey_record.h"

enum { TITLE_LIMIT = 256, TEXT_LIMIT = 1024, OPTION_LIMIT = 256, SURVEYS_MOST = 50 };

static const char *id_of(const void *records, size_t i)
{
	return ((Jixiao__Survey *const *)records)[i]->id;
}

static enum status_code survey_new(struct call *call, Jixiao__Survey **survey)
{
	Jixiao__Survey **all;
	size_t n;
	enum status_code code = survey_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	if (n >= SURVEYS_MOST)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_SURVEYS_TOO_MANY,
				   arena_printf(call->arena, "%d", SURVEYS_MOST));
	*survey = (void *)pb_new(call->arena, &jixiao__survey__descriptor);
	(*survey)->evaluation = arena_strdup(call->arena, call->evaluation);
	(*survey)->id = next_record_id(call->arena, 'Q', n, id_of, all);
	return STATUS_OK;
}

static void check_lengths(struct call *call, const Jixiao__SurveyPutRequest *request)
{
	struct arena *arena = call->arena;

	field_check_line(call->status, "title", request->title, TITLE_LIMIT);
	for (size_t i = 0; i < request->n_groups; i++)
		field_check_line(call->status, arena_printf(arena, "groups[%zu]", i), request->groups[i], OPTION_LIMIT);
	for (size_t i = 0; i < request->n_questions; i++) {
		const Jixiao__Question *question = request->questions[i];

		field_check_text(call->status, arena_printf(arena, "questions[%zu].text", i), question->text, TEXT_LIMIT);
		for (size_t k = 0; k < question->n_options; k++)
			field_check_line(call->status, arena_printf(arena, "questions[%zu].options[%zu]", i, k),
					 question->options[k], OPTION_LIMIT);
	}
}

static enum status_code check_put(struct call *call, const Jixiao__SurveyPutRequest *request)
{
	Jixiao__Survey asked = JIXIAO__SURVEY__INIT;
	struct survey survey;

	asked.title = request->title;
	asked.n_groups = request->n_groups;
	asked.groups = request->groups;
	asked.n_questions = request->n_questions;
	asked.questions = request->questions;
	survey_from_record(call->arena, &asked, &survey);
	check_lengths(call, request);
	/* Blank names are said already. */
	if (call->status->n_violations == 0)
		survey_check(&survey, call->status);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

static struct slice asked_of(struct arena *arena, Jixiao__Question **questions, size_t n_questions, char **groups,
			     size_t n_groups)
{
	Jixiao__Survey asked = JIXIAO__SURVEY__INIT;

	asked.questions = questions;
	asked.n_questions = n_questions;
	asked.groups = groups;
	asked.n_groups = n_groups;
	return pb_pack(arena, &asked.base);
}

/* Answers that are there were given to these questions. */
static enum status_code check_answered(struct call *call, const Jixiao__SurveyPutRequest *request, const Jixiao__Survey *survey)
{
	struct slice before = asked_of(call->arena, survey->questions, survey->n_questions, survey->groups, survey->n_groups);
	struct slice after =
		asked_of(call->arena, request->questions, request->n_questions, request->groups, request->n_groups);
	Jixiao__AnswerBatch **batches;
	size_t n;
	enum status_code code = survey_batches(call, survey->id, &batches, &n);

	if (code != STATUS_OK || n == 0 || (before.size == after.size && memcmp(before.data, after.data, after.size) == 0))
		return code;
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SURVEY_HAS_ANSWERS, survey->id);
}

static enum status_code find_for_put(struct call *call, const Jixiao__SurveyPutRequest *request, Jixiao__Survey **survey)
{
	enum status_code code;

	if (*request->id == '\0')
		return survey_new(call, survey);
	code = survey_find(call, request->id, survey);
	if (code == STATUS_OK)
		code = survey_check_open(call, request->id);
	return code == STATUS_OK ? check_answered(call, request, *survey) : code;
}

enum status_code survey_put(struct call *call)
{
	const Jixiao__SurveyPutRequest *request = (const void *)call->request;
	Jixiao__Survey *survey;
	enum status_code code = check_put(call, request);

	if (code == STATUS_OK)
		code = find_for_put(call, request, &survey);
	if (code != STATUS_OK)
		return code;
	survey->title = request->title;
	survey->n_groups = request->n_groups;
	survey->groups = request->groups;
	survey->n_questions = request->n_questions;
	survey->questions = request->questions;
	survey->issued = request->issued;
	survey->drafted_by = arena_strdup(call->arena, call->person);
	code = record_put(call->txn, survey_key(call, survey->id), &survey->base, *request->id == '\0' ? 0 : request->revision,
			  call->status);
	if (code == STATUS_OK)
		code = survey_follow(call, survey->id);
	*(Jixiao__Survey *)call->reply = *survey;
	return code;
}

/* ---- Remove ---- */

static enum status_code check_unused(struct call *call, const char *id)
{
	Jixiao__Entry **entries;
	size_t n;
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation, &jixiao__entry__descriptor, NULL, 0,
			    (ProtobufCMessage ***)&entries, &n, call->status);

	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		if (strcmp(entries[i]->survey, id) == 0)
			code = STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SURVEY_IN_USE, entries[i]->indicator);
	return code;
}

enum status_code survey_remove(struct call *call)
{
	const Jixiao__SurveyGetRequest *request = (const void *)call->request;
	Jixiao__AnswerBatch **batches;
	Jixiao__Survey *survey;
	size_t n = 0;
	enum status_code code = survey_find(call, request->id, &survey);

	if (code == STATUS_OK)
		code = survey_batches(call, request->id, &batches, &n);
	if (code == STATUS_OK && n > 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SURVEY_HAS_ANSWERS, request->id);
	if (code == STATUS_OK)
		code = check_unused(call, request->id);
	return code == STATUS_OK ? record_remove(call->txn, survey_key(call, request->id), call->status) : code;
}

/* ---- Get, List ---- */

/* How many there were is no secret; what they said is. */
static Jixiao__AnswerBatch *without_counts(struct arena *arena, const Jixiao__AnswerBatch *batch)
{
	Jixiao__AnswerBatch *bare = arena_memdup(arena, batch, sizeof(*batch));

	bare->groups = arena_alloc(arena, (batch->n_groups + 1) * sizeof(*bare->groups));
	for (size_t i = 0; i < batch->n_groups; i++) {
		bare->groups[i] = arena_memdup(arena, batch->groups[i], sizeof(*batch->groups[i]));
		bare->groups[i]->n_questions = 0;
		bare->groups[i]->questions = NULL;
	}
	return bare;
}

enum status_code survey_get(struct call *call)
{
	const Jixiao__SurveyGetRequest *request = (const void *)call->request;
	Jixiao__SurveyGetReply *reply = (void *)call->reply;
	struct survey survey;
	enum status_code code = survey_find(call, request->id, &reply->survey);

	if (code == STATUS_OK)
		code = survey_load(call, reply->survey, &survey);
	if (code == STATUS_OK)
		code = survey_batches(call, request->id, &reply->batches, &reply->n_batches);
	if (code != STATUS_OK)
		return code;
	reply->n_groups = survey.n_tallies;
	reply->groups = tallies_to_records(call->arena, survey.tallies, survey.n_tallies);
	for (size_t i = 0; i < reply->n_batches; i++)
		reply->batches[i] = without_counts(call->arena, reply->batches[i]);
	return STATUS_OK;
}

enum status_code survey_list(struct call *call)
{
	Jixiao__SurveyListReply *reply = (void *)call->reply;

	return survey_records(call, &reply->surveys, &reply->n_surveys);
}
