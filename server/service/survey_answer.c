/* Survey.Answer and .Withdraw: answers are counted in, and out again. */
#include <stdlib.h>
#include <string.h>

#include "common/record/record_survey.h"
#include "common/rpc/pb.h"
#include "server/service/handlers.h"
#include "server/service/survey_record.h"

enum { NOTE_LIMIT = 256, BATCHES_MOST = 9999 };

static enum status_code next_batch(struct call *call, const char *survey, char **id)
{
	Jixiao__AnswerBatch **batches;
	unsigned long last = 0;
	size_t n;
	enum status_code code = survey_batches(call, survey, &batches, &n);

	if (code != STATUS_OK)
		return code;
	if (n > 0)
		last = strtoul(strrchr(batches[n - 1]->id, '-') + 1, NULL, 10);
	if (last >= BATCHES_MOST)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_BATCHES_TOO_MANY, survey,
				   arena_printf(call->arena, "%d", BATCHES_MOST));
	*id = arena_printf(call->arena, "%s-%04lu", survey, last + 1);
	return STATUS_OK;
}

/* What there are already, and what comes, is a number that a satisfaction can be computed from. */
static void check_sum(struct call *call, const struct survey *survey, const Jixiao__SurveyAnswerRequest *request)
{
	uint32_t returned, valid;
	uint64_t sum;

	survey_totals(survey, &returned, &valid);
	sum = returned;
	for (size_t i = 0; i < request->n_groups; i++)
		sum += request->groups[i]->returned;
	if (sum > QUESTIONNAIRE_COUNT_MOST)
		STATUS_VIOLATION(call->status, "groups", MSG_ANSWERS_TOO_MANY,
				 arena_printf(call->arena, "%d", QUESTIONNAIRE_COUNT_MOST));
}

static enum status_code check_answer(struct call *call, const Jixiao__SurveyAnswerRequest *request)
{
	Jixiao__Survey *record;
	struct survey survey;
	enum status_code code = survey_find(call, request->id, &record);

	if (code == STATUS_OK)
		code = survey_check_open(call, request->id);
	if (code == STATUS_OK)
		code = survey_load(call, record, &survey);
	if (code != STATUS_OK)
		return code;
	survey_tallies_check(&survey, tallies_from_records(call->arena, request->groups, request->n_groups), request->n_groups,
			     call->status);
	check_sum(call, &survey, request);
	if (strlen(request->note) > NOTE_LIMIT)
		STATUS_VIOLATION(call->status, "note", MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", NOTE_LIMIT));
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code survey_answer(struct call *call)
{
	const Jixiao__SurveyAnswerRequest *request = (const void *)call->request;
	Jixiao__AnswerBatch *batch = (void *)call->reply;
	enum status_code code = check_answer(call, request);

	if (code == STATUS_OK)
		code = next_batch(call, request->id, &batch->id);
	if (code != STATUS_OK)
		return code;
	batch->evaluation = arena_strdup(call->arena, call->evaluation);
	batch->n_groups = request->n_groups;
	batch->groups = request->groups;
	batch->note = request->note;
	batch->entered_by = arena_strdup(call->arena, call->person);
	batch->time = call->time;
	code = record_put(call->txn, batch_key(call, batch->id), &batch->base, RECORD_ANY_REVISION, call->status);
	return code == STATUS_OK ? survey_follow(call, request->id) : code;
}

static enum status_code batch_find(struct call *call, const Jixiao__SurveyWithdrawRequest *request, Jixiao__AnswerBatch **batch)
{
	const size_t length = strlen(request->id);
	enum status_code code = STATUS_NOT_FOUND;

	if (strncmp(request->batch, request->id, length) == 0 && request->batch[length] == '-')
		code = record_get(call->txn, batch_key(call, request->batch), &jixiao__answer_batch__descriptor,
				  (ProtobufCMessage **)batch, call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, code, MSG_NO_SUCH_BATCH, request->id, request->batch);
	return code;
}

enum status_code survey_withdraw(struct call *call)
{
	const Jixiao__SurveyWithdrawRequest *request = (const void *)call->request;
	Jixiao__AnswerBatch *batch;
	enum status_code code = batch_find(call, request, &batch);

	if (code != STATUS_OK)
		return code;
	if (!(call->who & WHO_LEADER) && strcmp(batch->entered_by, call->person) != 0)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_BATCH_NOT_YOURS, batch->entered_by);
	code = survey_check_open(call, request->id);
	if (code == STATUS_OK)
		code = record_remove(call->txn, batch_key(call, request->batch), call->status);
	return code == STATUS_OK ? survey_follow(call, request->id) : code;
}
