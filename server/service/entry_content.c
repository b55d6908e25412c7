/* What an entry may hold, and how it is kept. */
#include "server/service/entry_content.h"

#include <string.h>

#include "common/domain/entry_check.h"
#include "common/record/record_domain.h"
#include "server/service/evidence.h"
#include "server/service/field.h"

enum { TEXT_LIMIT = 16 * 1024, PLACE_LIMIT = 200 };

static void check_length(struct call *call, const char *path, const char *text)
{
	if (strlen(text) > TEXT_LIMIT)
		STATUS_VIOLATION(call->status, path, MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", TEXT_LIMIT));
}

/* The scheme alone: several rows are not worth the whole evaluation each. */
static bool settles_in_preparation(struct call *call)
{
	struct status ignored = STATUS_INIT;
	struct scheme scheme;
	Jixiao__Scheme *record;
	bool settles = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_SCHEME, call->evaluation, "scheme", jixiao__scheme,
				  &record, &ignored) == STATUS_OK &&
		       scheme_from_record(call->arena, record, "scheme", &scheme, &ignored) == STATUS_OK &&
		       scheme.scoring.not_applicable == NOT_APPLICABLE_PREPARATION;

	status_clear(&ignored);
	return settles;
}

/* Why the indicator does not apply: only where the scheme settles it so late. */
static void check_not_applicable(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				 const struct indicator *indicator)
{
	field_check_text(call->status, entry_path(call, row, "not_applicable"), request->not_applicable, TEXT_LIMIT);
	if (*request->actual != '\0')
		STATUS_VIOLATION(call->status, entry_path(call, row, "actual"), MSG_ENTRY_NOT_APPLICABLE_ACTUAL);
	if (settles_in_preparation(call))
		STATUS_VIOLATION(call->status, entry_path(call, row, "not_applicable"), MSG_ENTRY_NOT_APPLICABLE_PREPARATION,
				 indicator->code);
}

static void check_questionnaire(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				const struct indicator *indicator)
{
	const struct rule *rule = &indicator->rule;

	if (*request->survey != '\0')
		return;
	if (request->questionnaire == NULL) {
		if (rule->n_options > 0 && *request->actual != '\0')
			STATUS_VIOLATION(call->status, entry_path(call, row, "actual"), MSG_ENTRY_QUESTIONNAIRE_WANTED);
		return;
	}
	if (rule->kind != RULE_SATISFACTION) {
		STATUS_VIOLATION(call->status, entry_path(call, row, "questionnaire"), MSG_ENTRY_QUESTIONNAIRE_UNWANTED,
				 rule_rows[rule->kind].name);
		return;
	}
	if (*request->actual != '\0')
		STATUS_VIOLATION(call->status, entry_path(call, row, "actual"), MSG_ENTRY_QUESTIONNAIRE_ACTUAL);
	questionnaire_check(questionnaire_from_record(call->arena, request->questionnaire), rule,
			    entry_path(call, row, "questionnaire"), call->status);
}

static void check_points(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
			 const struct indicator *indicator)
{
	struct arena *arena = call->arena;

	if (request->n_points != 0 && request->n_points != indicator->n_points)
		STATUS_VIOLATION(call->status, entry_path(call, row, "points"), MSG_ENTRY_POINTS,
				 arena_printf(arena, "%zu", indicator->n_points),
				 arena_printf(arena, "%zu", request->n_points));
	for (size_t i = 0; i < request->n_points; i++)
		check_length(call, entry_path(call, row, arena_printf(arena, "points[%zu]", i)), request->points[i]);
}

/* Each is of evidence that the entry names, and for points that the indicator has. */
static void check_citations(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
			    const struct indicator *indicator)
{
	struct arena *arena = call->arena;

	for (size_t i = 0; i < request->n_citations; i++) {
		const Jixiao__Citation *citation = request->citations[i];
		const char *path = entry_path(call, row, arena_printf(arena, "citations[%zu]", i));

		if (!entry_request_cites(request, citation->evidence))
			STATUS_VIOLATION(call->status, arena_printf(arena, "%s.evidence", path), MSG_CITATION_EVIDENCE,
					 citation->evidence);
		for (size_t k = 0; k < citation->n_supports; k++)
			if (citation->supports[k] < 1 || citation->supports[k] > indicator->n_points)
				STATUS_VIOLATION(call->status, arena_printf(arena, "%s.supports[%zu]", path, k),
						 MSG_CITATION_POINT, arena_printf(arena, "%u", citation->supports[k]),
						 arena_printf(arena, "%zu", indicator->n_points));
		if (strlen(citation->place) > PLACE_LIMIT)
			STATUS_VIOLATION(call->status, arena_printf(arena, "%s.place", path), MSG_FIELD_TOO_LONG,
					 arena_printf(arena, "%d", PLACE_LIMIT));
	}
}

enum status_code entry_content_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				     const struct indicator *indicator, struct entry_settled *settled)
{
	const char *path = entry_path(call, row, "actual");
	enum status_code code = STATUS_OK;

	*settled =
		(struct entry_settled){ .actual = { .kind = VALUE_NONE, .text = "" }, .questionnaire = request->questionnaire };
	if (*request->actual != '\0' && !indicator_wants_actual(indicator))
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_ACTUAL_UNWANTED, indicator->code);
	else if (strlen(request->actual) > TEXT_LIMIT)
		check_length(call, path, request->actual);
	else if (*request->actual != '\0' && indicator->rule.parts == PARTS_NONE)
		actual_parse(&indicator->rule, &indicator->target, request->actual, request->unit, path, &settled->actual,
			     call->status);
	entry_parts_check(call, request, row, indicator, settled);
	check_questionnaire(call, request, row, indicator);
	if (*request->survey != '\0')
		code = entry_survey_check(call, request, row, indicator, settled);
	if (*request->not_applicable != '\0')
		check_not_applicable(call, request, row, indicator);
	check_length(call, entry_path(call, row, "text"), request->text);
	check_points(call, request, row, indicator);
	check_citations(call, request, row, indicator);
	return code != STATUS_OK
		       ? code
		       : evidence_check_cited(call, request->evidence, request->n_evidence, entry_path(call, row, "evidence"));
}

void entry_content_fill(struct call *call, const Jixiao__EntryPutRequest *request, const struct indicator *indicator,
			const struct entry_settled *settled, Jixiao__Entry *entry)
{
	entry->evaluation = arena_strdup(call->arena, call->evaluation);
	entry->indicator = request->indicator;
	entry->actual = actual_format(call->arena, &settled->actual);
	entry->unit = settled->actual.kind != VALUE_NONE ? arena_strdup(call->arena, indicator->target.unit) : request->unit;
	entry->n_parts = request->n_parts;
	entry->parts = settled->parts;
	entry->text = request->text;
	entry->not_applicable = request->not_applicable;
	entry->questionnaire = settled->questionnaire;
	entry->survey = request->survey;
	entry->n_points = request->n_points;
	entry->points = request->points;
	entry->n_evidence = request->n_evidence;
	entry->evidence = request->evidence;
	entry->n_citations = request->n_citations;
	entry->citations = request->citations;
	entry->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	entry->entered_by = arena_strdup(call->arena, call->person);
}
