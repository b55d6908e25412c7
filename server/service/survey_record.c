#include "server/service/survey_record.h"

#include <string.h>

#include "common/record/record_domain.h"
#include "common/record/record_survey.h"
#include "common/rpc/pb.h"
#include "server/service/entry_record.h"

struct record_key survey_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SURVEY, call->evaluation, id };
}

struct record_key batch_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ANSWER_BATCH, call->evaluation, id };
}

enum status_code survey_find(struct call *call, const char *id, Jixiao__Survey **survey)
{
	enum status_code code = record_get(call->txn, survey_key(call, id), &jixiao__survey__descriptor,
					   (ProtobufCMessage **)survey, call->status);

	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, code, MSG_NO_SUCH_SURVEY, id) : code;
}

enum status_code survey_records(struct call *call, Jixiao__Survey ***surveys, size_t *n)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_SURVEY, call->evaluation, &jixiao__survey__descriptor, NULL,
			   0, (ProtobufCMessage ***)surveys, n, call->status);
}

enum status_code survey_batches(struct call *call, const char *id, Jixiao__AnswerBatch ***batches, size_t *n)
{
	const char *prefix = arena_printf(call->arena, "%s-", id);
	const size_t length = strlen(prefix);
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_ANSWER_BATCH, call->evaluation,
			    &jixiao__answer_batch__descriptor, prefix, 0, (ProtobufCMessage ***)batches, n, call->status);

	/* Those of the surveys behind it follow. */
	for (size_t i = 0; code == STATUS_OK && i < *n; i++)
		if (strncmp((*batches)[i]->id, prefix, length) != 0)
			*n = i;
	return code;
}

enum status_code survey_load(struct call *call, const Jixiao__Survey *record, struct survey *survey)
{
	Jixiao__AnswerBatch **batches;
	struct group_tally *sum;
	size_t n, n_batches;
	enum status_code code = survey_batches(call, record->id, &batches, &n_batches);

	if (code != STATUS_OK)
		return code;
	survey_from_record(call->arena, record, survey);
	if (n_batches == 0)
		return STATUS_OK;
	sum = survey_sum_start(call->arena, survey, &n);
	for (size_t i = 0; i < n_batches; i++)
		survey_sum_add(sum, n, tallies_from_records(call->arena, batches[i]->groups, batches[i]->n_groups),
			       batches[i]->n_groups);
	survey->tallies = sum;
	survey->n_tallies = n;
	return STATUS_OK;
}

enum status_code surveys_load(struct call *call, struct survey **surveys, size_t *n)
{
	Jixiao__Survey **records;
	enum status_code code = survey_records(call, &records, n);

	if (code != STATUS_OK)
		return code;
	*surveys = arena_alloc(call->arena, (*n + 1) * sizeof(**surveys));
	for (size_t i = 0; code == STATUS_OK && i < *n; i++)
		code = survey_load(call, records[i], &(*surveys)[i]);
	return code;
}

enum status_code survey_results(struct call *call, Jixiao__SurveyResults *results)
{
	Jixiao__Survey **records;
	struct survey *surveys;
	size_t n;
	enum status_code code = survey_records(call, &records, &n);

	if (code == STATUS_OK)
		code = surveys_load(call, &surveys, &n);
	if (code != STATUS_OK)
		return code;
	results->surveys = arena_alloc(call->arena, (n + 1) * sizeof(*results->surveys));
	for (size_t i = 0; i < n; i++) {
		Jixiao__SurveyGetReply *one = (void *)pb_new(call->arena, &jixiao__survey_get_reply__descriptor);

		one->survey = records[i];
		one->n_groups = surveys[i].n_tallies;
		one->groups = tallies_to_records(call->arena, surveys[i].tallies, surveys[i].n_tallies);
		results->surveys[results->n_surveys++] = one;
	}
	return STATUS_OK;
}

/* ---- the entries that rest on it ---- */

static enum status_code entries(struct call *call, Jixiao__Entry ***all, size_t *n)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation, &jixiao__entry__descriptor, NULL, 0,
			   (ProtobufCMessage ***)all, n, call->status);
}

enum status_code survey_check_open(struct call *call, const char *id)
{
	Jixiao__Entry **all;
	size_t n;
	enum status_code code = entries(call, &all, &n);

	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		if (strcmp(all[i]->survey, id) == 0 && (all[i]->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED ||
							all[i]->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED))
			code = STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SURVEY_RESTED_ON, all[i]->indicator);
	return code;
}

static enum status_code follow(struct call *call, const struct survey *survey, Jixiao__Entry *entry)
{
	const char *path = arena_printf(call->arena, "indicators[%s]", entry->indicator);
	const struct questionnaire_counts *counts;
	struct indicator indicator;
	Jixiao__Indicator *record;
	enum status_code code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, entry->indicator,
					   jixiao__indicator, &record, call->status);

	if (code == STATUS_OK)
		code = indicator_from_record(call->arena, record, path, &indicator, call->status);
	if (code != STATUS_OK)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	counts = survey_counts(call->arena, survey, &indicator.rule, "questions", call->status);
	if (call->status->n_violations > 0)
		return STATUS_OK; /* the caller concludes */
	entry->questionnaire = questionnaire_to_record(call->arena, counts);
	return record_put(call->txn, entry_record_key(call, entry->indicator), &entry->base, entry->revision, call->status);
}

enum status_code survey_follow(struct call *call, const char *id)
{
	struct survey survey;
	Jixiao__Survey *record;
	Jixiao__Entry **all;
	size_t n;
	enum status_code code = survey_find(call, id, &record);

	if (code == STATUS_OK)
		code = survey_load(call, record, &survey);
	if (code == STATUS_OK)
		code = entries(call, &all, &n);
	for (size_t i = 0; code == STATUS_OK && i < n; i++)
		if (strcmp(all[i]->survey, id) == 0)
			code = follow(call, &survey, all[i]);
	return code == STATUS_OK ? status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) : code;
}
