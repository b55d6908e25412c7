/* Evaluation.*: the shell, the team and the way through the stages. Todo is in todo.c. */
#include <string.h>

#include "common/domain/workflow.h"
#include "common/rpc/pb.h"
#include "jixiao/approval.pb-c.h"
#include "server/service/cursor.h"
#include "server/service/dossier.h"
#include "server/service/earlier.h"
#include "server/service/evaluation_copy.h"
#include "server/service/field.h"
#include "server/service/handlers.h"
#include "server/service/statistics.h"

enum { LINE_LIMIT = 256, REASON_LIMIT = 4096, FIRST_YEAR = 2000, LAST_YEAR = 2100 };

static struct record_key evaluation_key(const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", id };
}

static void answer(struct call *call, const Jixiao__Evaluation *evaluation)
{
	*(Jixiao__Evaluation *)call->reply = *evaluation;
}

/* Puts the shell as the handler changed it, if it stands at ${revision} still. */
static enum status_code shell_put(struct call *call, uint64_t revision)
{
	enum status_code code =
		record_put(call->txn, evaluation_key(call->evaluation), &call->shell->base, revision, call->status);

	answer(call, call->shell);
	return code;
}

static void check_facts(struct call *call, const char *title, const char *unit, uint32_t year)
{
	field_check_line(call->status, "title", title, LINE_LIMIT);
	field_check_line(call->status, "unit", unit, LINE_LIMIT);
	if (year < FIRST_YEAR || year > LAST_YEAR)
		STATUS_VIOLATION(call->status, "year", MSG_YEAR_RANGE, arena_printf(call->arena, "%u", year));
}

enum status_code evaluation_create(struct call *call)
{
	const Jixiao__EvaluationCreateRequest *request = (const void *)call->request;
	Jixiao__Evaluation *evaluation = (void *)call->reply, *existing;
	enum status_code code;

	if (!field_is_id(request->id))
		STATUS_VIOLATION(call->status, "id", MSG_FIELD_NOT_ID, request->id, "@FORM_EVALUATION");
	check_facts(call, request->title, request->unit, request->year);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	code = record_get(call->txn, evaluation_key(request->id), &jixiao__evaluation__descriptor,
			  (ProtobufCMessage **)&existing, call->status);
	if (code == STATUS_OK)
		return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_ALREADY_THERE, "@NOUN_EVALUATION", request->id);
	if (code != STATUS_NOT_FOUND)
		return code;
	evaluation->id = request->id;
	evaluation->title = request->title;
	evaluation->unit = request->unit;
	evaluation->year = request->year;
	evaluation->stage = JIXIAO__STAGE__STAGE_PREPARATION;
	evaluation->stage_since = evaluation->created = call->time;
	call->evaluation = request->id; /* the event belongs to it */
	evaluation->from = request->from;
	if (*request->from != '\0' && evaluation_copy(call, request->from, evaluation) != STATUS_OK)
		return call->status->code;
	return record_put(call->txn, evaluation_key(request->id), &evaluation->base, 0, call->status);
}

enum status_code evaluation_update(struct call *call)
{
	const Jixiao__EvaluationUpdateRequest *request = (const void *)call->request;
	Jixiao__Evaluation *shell = call->shell;

	check_facts(call, request->title, request->unit, request->year);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	shell->title = request->title;
	shell->unit = request->unit;
	shell->year = request->year;
	return shell_put(call, request->revision);
}

enum status_code evaluation_get(struct call *call)
{
	answer(call, call->shell);
	return STATUS_OK;
}

/* A page of those in whose team the caller is. */
static enum status_code own_evaluations(struct call *call, const char *after, uint32_t limit,
					Jixiao__EvaluationListReply *reply)
{
	enum status_code code;
	const char **ids;
	size_t n;

	code = index_evaluations_of(call->txn, call->person, after, limit, &ids, &n, call->status);
	if (code != STATUS_OK)
		return code;
	reply->evaluations = arena_alloc(call->arena, n * sizeof(*reply->evaluations));
	for (size_t i = 0; i < n; i++) {
		code = record_get(call->txn, evaluation_key(ids[i]), &jixiao__evaluation__descriptor,
				  (ProtobufCMessage **)&reply->evaluations[i], call->status);
		if (code != STATUS_OK)
			return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	}
	reply->n_evaluations = n;
	return STATUS_OK;
}

/* Summaries that one page looks at, so that a filter which lets nothing pass holds nobody up. */
enum { LOOK_LIMIT = 5000 };

struct filtered {
	struct call *call;
	struct statistics_filter filter;
	const char *today, *last; /* the summary that was looked at last */
	uint32_t limit, looked;
	Jixiao__EvaluationListReply *reply;
};

static bool list_if_it_matches(void *context, const Jixiao__EvaluationSummary *record)
{
	struct filtered *filtered = context;
	Jixiao__EvaluationListReply *reply = filtered->reply;
	struct summary summary;
	struct call *call = filtered->call;

	if (!summary_read(record, &summary))
		STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	else if (statistics_match(&filtered->filter, &summary, filtered->today) &&
		 RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", record->evaluation, jixiao__evaluation,
			    &reply->evaluations[reply->n_evaluations++], call->status) == STATUS_NOT_FOUND)
		STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	filtered->looked++;
	if (reply->n_evaluations == filtered->limit || filtered->looked == LOOK_LIMIT)
		filtered->last = arena_strdup(call->arena, record->evaluation);
	return filtered->last == NULL && call->status->code == STATUS_OK;
}

/* Only those that the request's filter lets pass, found by their summaries. */
static enum status_code list_filtered(struct call *call, const Jixiao__EvaluationListRequest *request, const char *after)
{
	struct filtered filtered = { .call = call,
				     .filter = { .year = request->year,
						 .unit = request->unit,
						 .stage = (enum stage)request->stage,
						 .overdue = request->overdue },
				     .today = today_of(call),
				     .limit = page_size(request->limit),
				     .reply = (void *)call->reply };
	enum status_code code;

	filtered.reply->evaluations = arena_alloc(call->arena, filtered.limit * sizeof(*filtered.reply->evaluations));
	code = summaries_visit(call, WHO_TEAM, after, list_if_it_matches, &filtered);
	if (code == STATUS_OK)
		code = call->status->code;
	if (code == STATUS_OK && filtered.last != NULL)
		filtered.reply->cursor = cursor_make(call, filtered.last);
	return code;
}

enum status_code evaluation_list(struct call *call)
{
	const Jixiao__EvaluationListRequest *request = (const void *)call->request;
	Jixiao__EvaluationListReply *reply = (void *)call->reply;
	const uint32_t limit = page_size(request->limit);
	const char *after;
	enum status_code code = cursor_read(call, request->cursor, &after);

	if (code != STATUS_OK)
		return code;
	if (request->year != 0 || *request->unit != '\0' || request->stage != 0 || request->overdue)
		return list_filtered(call, request, after);
	if (call->who & (WHO_ADMIN | WHO_AUDITOR))
		code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", &jixiao__evaluation__descriptor,
				   after, limit, (ProtobufCMessage ***)&reply->evaluations, &reply->n_evaluations,
				   call->status);
	else
		code = own_evaluations(call, after, limit, reply);
	if (code == STATUS_OK && reply->n_evaluations == limit)
		reply->cursor = cursor_make(call, reply->evaluations[limit - 1]->id);
	return code;
}

/* ---- the way through the stages ---- */

/* The seal leads out of ARCHIVING, not Advance; the gate is there all the same. */
static enum stage gate_leads_to(enum stage stage)
{
	return stage == STAGE_ARCHIVING ? STAGE_ARCHIVED : stage_next(stage);
}

static const char *stage_argument(struct call *call, enum stage stage)
{
	return arena_printf(call->arena, "@STAGE_%s", stage == STAGE_NONE ? "NONE" : stage_code(stage));
}

enum status_code evaluation_gate(struct call *call)
{
	Jixiao__EvaluationGateReply *reply = (void *)call->reply;
	struct status missing = STATUS_INIT;
	struct dossier *dossier;
	const Jixiao__Status *wire;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	if (dossier->stage != STAGE_ARCHIVED)
		gate_check(dossier, &missing);
	wire = pb_status(call->arena, &missing);
	reply->next = (Jixiao__Stage)gate_leads_to(dossier->stage);
	reply->n_missing = wire->n_violations;
	reply->missing = wire->violations;
	status_clear(&missing);
	return STATUS_OK;
}

/* The report is pushed to the implementers: from now on it is what was signed. The gate saw that it is. */
static enum status_code push_report(struct call *call, const struct dossier *dossier)
{
	Jixiao__Approval *approval;
	enum status_code code = STATUS_NOT_FOUND;

	for (size_t i = 0; i < dossier->n_approvals && code == STATUS_NOT_FOUND; i++)
		if (dossier->approvals[i].kind == APPROVAL_REPORT && dossier->approvals[i].current)
			code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation,
					  dossier->approvals[i].id, jixiao__approval, &approval, call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	if (code == STATUS_OK)
		call->shell->report = approval->state_digest;
	return code;
}

enum status_code evaluation_advance(struct call *call)
{
	const Jixiao__EvaluationAdvanceRequest *request = (const void *)call->request;
	Jixiao__Evaluation *shell = call->shell;
	struct dossier *dossier;
	enum status_code code;
	enum stage next;

	if (request->from != shell->stage)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_STAGE_MOVED,
				   stage_argument(call, (enum stage)shell->stage),
				   stage_argument(call, (enum stage)request->from));
	code = dossier_load(call, &dossier);
	if (code != STATUS_OK)
		return code;
	next = stage_next(dossier->stage);
	gate_check(dossier, call->status);
	if (status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_GATE_CLOSED) != STATUS_OK)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_GATE_CLOSED, stage_argument(call, next));
	if (dossier->stage == STAGE_REPORTING && push_report(call, dossier) != STATUS_OK)
		return call->status->code;
	if (next == STAGE_REPORTING && earlier_take(call) != STATUS_OK)
		return call->status->code;
	shell->stage = (Jixiao__Stage)next;
	shell->stage_since = call->time;
	shell->returned_by = shell->return_reason = arena_strdup(call->arena, "");
	return shell_put(call, shell->revision);
}

enum status_code evaluation_send_back(struct call *call)
{
	const Jixiao__EvaluationReturnRequest *request = (const void *)call->request;
	Jixiao__Evaluation *shell = call->shell;

	if (!stage_may_return((enum stage)shell->stage, (enum stage)request->to))
		STATUS_VIOLATION(call->status, "to", MSG_STAGE_NOT_EARLIER, stage_argument(call, (enum stage)request->to),
				 stage_argument(call, (enum stage)shell->stage));
	field_check_text(call->status, "reason", request->reason, REASON_LIMIT);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	if (request->to <= JIXIAO__STAGE__STAGE_REPORTING)
		shell->report = (ProtobufCBinaryData){ 0, NULL };
	shell->stage = request->to;
	shell->stage_since = call->time;
	shell->returned_by = arena_strdup(call->arena, call->person);
	shell->return_reason = request->reason;
	return shell_put(call, shell->revision);
}
