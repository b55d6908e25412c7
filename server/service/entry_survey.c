/* The survey that an entry's satisfaction is counted from. */
#include <string.h>

#include "common/record/record_survey.h"
#include "server/service/entry_content.h"
#include "server/service/survey_record.h"

static void count(struct call *call, const struct survey *survey, const struct indicator *indicator, const char *path,
		  struct entry_settled *settled)
{
	const struct questionnaire_counts *counts = survey_counts(call->arena, survey, &indicator->rule, path, call->status);

	/* Whether they suffice is asked when the entry is handed in: answers may still come. */
	if (counts != NULL)
		settled->questionnaire = questionnaire_to_record(call->arena, counts);
}

enum status_code entry_survey_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				    const struct indicator *indicator, struct entry_settled *settled)
{
	const char *path = entry_path(call, row, "survey");
	Jixiao__Survey *record;
	struct survey survey;
	enum status_code code;

	if (request->questionnaire != NULL || *request->actual != '\0')
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_SURVEY_AND_COUNTS, request->survey);
	if (indicator->rule.kind != RULE_SATISFACTION) {
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_SURVEY_UNWANTED, rule_rows[indicator->rule.kind].name);
		return STATUS_OK;
	}
	code = record_get(call->txn, survey_key(call, request->survey), &jixiao__survey__descriptor,
			  (ProtobufCMessage **)&record, call->status);
	if (code == STATUS_NOT_FOUND) {
		STATUS_VIOLATION(call->status, path, MSG_NO_SUCH_SURVEY, request->survey);
		return STATUS_OK;
	}
	if (code == STATUS_OK)
		code = survey_load(call, record, &survey);
	if (code == STATUS_OK)
		count(call, &survey, indicator, path, settled);
	return code;
}
