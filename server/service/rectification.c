/* Rectification.*: findings are put to implementers, put right, verified by somebody else, or carried on by a signature. */
#include <string.h>

#include "common/domain/workflow.h"
#include "common/record/record_domain.h"
#include "common/rpc/pb.h"
#include "server/service/approval.h"
#include "server/service/dossier.h"
#include "server/service/evidence.h"
#include "server/service/field.h"
#include "server/service/finding_record.h"
#include "server/service/handlers.h"
#include "server/service/undo.h"

enum { TEXT_LIMIT = 16 * 1024, REPORT_LIMIT = 256 * 1024, MOST_ACTIONS = 200 };

#define STATE(name) JIXIAO__FINDING_STATE__FINDING_STATE_##name

/* Bit of a state, for the states that a step starts from. */
#define FROM(name) (1u << STATE(name))
#define UNSETTLED (FROM(OPEN) | FROM(ASSIGNED) | FROM(ACTING) | FROM(SUBMITTED) | FROM(RETURNED))

static enum status_code invalid(struct call *call)
{
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

static void check_date(struct call *call, const char *path, const char *text)
{
	struct date date;

	if (*text == '\0')
		STATUS_VIOLATION(call->status, path, MSG_FIELD_REQUIRED);
	else if (!date_parse(text, &date))
		STATUS_VIOLATION(call->status, path, MSG_FIELD_NOT_DATE, text);
}

/* The finding, if it stands in one of ${states}. */
static enum status_code finding_in(struct call *call, const char *id, unsigned states, Jixiao__Finding **finding)
{
	enum status_code code = finding_get_record(call, id, finding);

	if (code != STATUS_OK)
		return code;
	if (!(states & 1u << (*finding)->state))
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDING_STATE, id,
				   arena_printf(call->arena, "@FINDING_STATE_%u", (unsigned)(*finding)->state));
	return STATUS_OK;
}

/* The same, if it was put to the caller. */
static enum status_code own_finding_in(struct call *call, const char *id, unsigned states, Jixiao__Finding **finding)
{
	enum status_code code = finding_get_record(call, id, finding);

	if (code != STATUS_OK)
		return code;
	if (strcmp((*finding)->implementer, call->person) != 0)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_FINDING_NOT_YOURS, id, (*finding)->implementer);
	return finding_in(call, id, states, finding);
}

static enum status_code finding_done(struct call *call, Jixiao__Finding *finding)
{
	enum status_code code = finding_put_record(call, finding);

	*(Jixiao__Finding *)call->reply = *finding;
	return code;
}

/* ---- Assign ---- */

enum status_code rectification_assign(struct call *call)
{
	const Jixiao__RectificationAssignRequest *request = (const void *)call->request;
	const struct team_member *member;
	struct dossier *dossier;
	Jixiao__Finding *finding;
	enum status_code code = finding_in(call, request->id, UNSETTLED, &finding);

	if (code == STATUS_OK)
		code = dossier_load(call, &dossier);
	if (code != STATUS_OK)
		return code;
	member = dossier_member(dossier, request->implementer);
	if (member == NULL || !(member->roles & WHO_IMPLEMENTER))
		STATUS_VIOLATION(call->status, "implementer", MSG_NOT_AN_IMPLEMENTER, request->implementer);
	check_date(call, "deadline", request->deadline);
	code = invalid(call);
	if (code != STATUS_OK)
		return code;
	/* A new deadline for the same person changes nothing of what was done. */
	if (strcmp(finding->implementer, request->implementer) != 0)
		finding->state = STATE(ASSIGNED);
	finding->implementer = request->implementer;
	finding->deadline = request->deadline;
	finding->assigned_by = arena_strdup(call->arena, call->person);
	return finding_done(call, finding);
}

/* ---- Log, Submit, Verify ---- */

static void action_append(struct call *call, const Jixiao__RectificationLogRequest *request, Jixiao__Finding *finding)
{
	Jixiao__Action *action = (void *)pb_new(call->arena, &jixiao__action__descriptor);

	action->text = request->text;
	action->person = arena_strdup(call->arena, call->person);
	action->time = call->time;
	action->evidence = request->evidence;
	action->n_evidence = request->n_evidence;
	action->done = request->done;
	finding->actions = arena_grow(call->arena, finding->actions, finding->n_actions * sizeof(*finding->actions),
				      (finding->n_actions + 1) * sizeof(*finding->actions));
	finding->actions[finding->n_actions++] = action;
}

/* What is yet to be done is nothing to log. */
static void check_done(struct call *call, const char *text)
{
	const struct date today = date_in_china(call->time);
	struct date done;

	check_date(call, "done", text);
	if (date_parse(text, &done) && date_days(today, done) > 0)
		STATUS_VIOLATION(call->status, "done", MSG_ACTION_FUTURE, text, date_format(call->arena, today));
}

enum status_code rectification_log(struct call *call)
{
	const Jixiao__RectificationLogRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	enum status_code code = own_finding_in(call, request->id, FROM(ASSIGNED) | FROM(ACTING) | FROM(RETURNED), &finding);

	if (code != STATUS_OK)
		return code;
	if (finding->n_actions >= MOST_ACTIONS)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_ACTION_TOO_MANY,
				   arena_printf(call->arena, "%d", MOST_ACTIONS));
	field_check_text(call->status, "text", request->text, TEXT_LIMIT);
	if (*request->done != '\0')
		check_done(call, request->done);
	code = evidence_check_cited(call, request->evidence, request->n_evidence, "evidence");
	if (code == STATUS_OK)
		code = invalid(call);
	if (code != STATUS_OK)
		return code;
	action_append(call, request, finding);
	finding->state = STATE(ACTING);
	return finding_done(call, finding);
}

enum status_code rectification_submit(struct call *call)
{
	const Jixiao__RectificationSubmitRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	struct finding plain;
	enum status_code code = own_finding_in(call, request->id, FROM(ACTING), &finding);

	if (code != STATUS_OK)
		return code;
	finding_from_record(call->arena, finding, &plain);
	if (!finding_is_evidenced(&plain, call->person))
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDING_NO_EVIDENCE, request->id);
	finding->state = STATE(SUBMITTED);
	return finding_done(call, finding);
}

enum status_code rectification_verify(struct call *call)
{
	const Jixiao__RectificationVerifyRequest *request = (const void *)call->request;
	Jixiao__Finding *finding;
	struct finding plain;
	enum status_code code = finding_in(call, request->id, FROM(SUBMITTED), &finding);

	if (code != STATUS_OK)
		return code;
	finding_from_record(call->arena, finding, &plain);
	if (finding_is_work_of(&plain, call->person))
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_FINDING_OWN_WORK, request->id);
	field_check_text(call->status, "verification", request->verification, TEXT_LIMIT);
	code = invalid(call);
	if (code != STATUS_OK)
		return code;
	finding->verified_by = arena_strdup(call->arena, call->person);
	finding->verification = request->verification;
	finding->state = request->passed ? STATE(CLOSED) : STATE(RETURNED);
	finding->closed = request->passed ? call->time : 0;
	return finding_done(call, finding);
}

/* ---- carrying on ---- */

enum status_code rectification_propose_carry(struct call *call)
{
	const Jixiao__RectificationCarryRequest *request = (const void *)call->request;
	struct date deadline, until;
	Jixiao__Finding *finding;
	enum status_code code = finding_in(call, request->id, UNSETTLED & ~FROM(OPEN), &finding);

	if (code != STATUS_OK)
		return code;
	field_check_text(call->status, "reason", request->reason, TEXT_LIMIT);
	check_date(call, "until", request->until);
	if (date_parse(request->until, &until) && date_parse(finding->deadline, &deadline) && date_days(deadline, until) <= 0)
		STATUS_VIOLATION(call->status, "until", MSG_CARRY_NOT_LATER, request->until, finding->deadline);
	code = invalid(call);
	if (code != STATUS_OK)
		return code;
	finding->carry_reason = request->reason;
	finding->carry_until = request->until;
	finding->carry_by = arena_strdup(call->arena, call->person);
	return finding_done(call, finding);
}

enum status_code rectification_carry_on(struct call *call)
{
	const Jixiao__RectificationCarrySignRequest *request = (const void *)call->request;
	Jixiao__Approval *approval;
	Jixiao__Finding *finding;
	enum status_code code = finding_in(call, request->id, UNSETTLED & ~FROM(OPEN), &finding);

	if (code != STATUS_OK)
		return code;
	if (*finding->carry_reason == '\0')
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_CARRY_NOT_PROPOSED, request->id);
	code = four_eyes(call->person, finding->carry_by, finding->implementer, request->id, call->status);
	if (code == STATUS_OK)
		code = approval_record(call, APPROVAL_CARRY_ON, request->id, &approval);
	if (code != STATUS_OK)
		return code;
	finding->state = STATE(CARRIED);
	finding->closed = call->time;
	return finding_done(call, finding);
}

/* ---- the rectification report ---- */

static struct record_key report_key(const struct call *call)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT, call->evaluation, "report" };
}

/* *${report} is a new one if none was filed. */
static enum status_code report_find(struct call *call, Jixiao__RectificationReport **report)
{
	enum status_code code = record_get(call->txn, report_key(call), &jixiao__rectification_report__descriptor,
					   (ProtobufCMessage **)report, call->status);

	if (code != STATUS_NOT_FOUND)
		return code;
	*report = (void *)pb_new(call->arena, &jixiao__rectification_report__descriptor);
	(*report)->evaluation = arena_strdup(call->arena, call->evaluation);
	return STATUS_OK;
}

static enum status_code report_done(struct call *call, Jixiao__RectificationReport *report)
{
	enum status_code code = record_put(call->txn, report_key(call), &report->base, report->revision, call->status);

	*(Jixiao__RectificationReport *)call->reply = *report;
	return code;
}

/* A violation for each finding that stands in none of ${states}. */
static enum status_code check_findings(struct call *call, unsigned states, enum message_id message)
{
	Jixiao__Finding **all;
	size_t n;
	enum status_code code = finding_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	if (n == 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_RECTIFICATION_NOTHING);
	for (size_t i = 0; i < n; i++)
		if (!(states & 1u << all[i]->state))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "findings[%s]", all[i]->id), MSG_FINDING_STATE,
					 all[i]->id, arena_printf(call->arena, "@FINDING_STATE_%u", (unsigned)all[i]->state));
	return status_conclude(call->status, STATUS_FAILED_PRECONDITION, message);
}

/* Nothing may be left to do but to verify. */
enum status_code rectification_file_report(struct call *call)
{
	const Jixiao__RectificationReportRequest *request = (const void *)call->request;
	Jixiao__RectificationReport *report;
	enum status_code code =
		check_findings(call, FROM(SUBMITTED) | FROM(CLOSED) | FROM(CARRIED), MSG_RECTIFICATION_UNFINISHED);

	if (code == STATUS_OK)
		code = report_find(call, &report);
	if (code != STATUS_OK)
		return code;
	if (*report->accepted_by != '\0')
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_RECTIFICATION_ACCEPTED);
	field_check_text(call->status, "text", request->text, REPORT_LIMIT);
	code = invalid(call);
	if (code != STATUS_OK)
		return code;
	report->text = request->text;
	report->filed_by = arena_strdup(call->arena, call->person);
	report->filed = call->time;
	report->comment = arena_strdup(call->arena, "");
	return report_done(call, report);
}

/* The report, if one waits or was accepted, and somebody else filed it. */
static enum status_code report_of_another(struct call *call, Jixiao__RectificationReport **report)
{
	enum status_code code = report_find(call, report);

	if (code != STATUS_OK)
		return code;
	if (*(*report)->filed_by == '\0')
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_RECTIFICATION_UNFILED);
	return four_eyes(call->person, (*report)->filed_by, "", "@NOUN_RECTIFICATION_REPORT", call->status);
}

enum status_code rectification_return_report(struct call *call)
{
	const Jixiao__RectificationReturnReportRequest *request = (const void *)call->request;
	Jixiao__RectificationReport *report;
	enum status_code code = report_of_another(call, &report);

	if (code != STATUS_OK)
		return code;
	field_check_text(call->status, "comment", request->comment, TEXT_LIMIT);
	code = invalid(call);
	if (code != STATUS_OK)
		return code;
	report->filed_by = report->accepted_by = arena_strdup(call->arena, "");
	report->filed = 0;
	report->comment = request->comment;
	return report_done(call, report);
}

enum status_code rectification_accept_report(struct call *call)
{
	Jixiao__RectificationReport *report;
	Jixiao__Approval *approval;
	enum status_code code = report_of_another(call, &report);

	if (code == STATUS_OK)
		code = check_findings(call, FROM(CLOSED) | FROM(CARRIED), MSG_RECTIFICATION_UNSETTLED);
	if (code == STATUS_OK)
		code = approval_record(call, APPROVAL_RECTIFICATION, "", &approval);
	if (code != STATUS_OK)
		return code;
	report->accepted_by = arena_strdup(call->arena, call->person);
	return report_done(call, report);
}

/* ---- Withdraw, WithdrawReport ---- */

/* What was filed says that nothing is left to do: it is taken back first. */
static enum status_code check_unfiled(struct call *call)
{
	Jixiao__RectificationReport *report;
	enum status_code code = report_find(call, &report);

	if (code != STATUS_OK || *report->filed_by == '\0')
		return code;
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_UNDO_TOO_LATE, report->filed_by,
			   undo_time(call, report->filed), "Rectification.FileReport");
}

enum status_code rectification_withdraw(struct call *call)
{
	const Jixiao__RectificationSubmitRequest *request = (const void *)call->request;
	const struct record_key key = { JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, request->id };
	Jixiao__Finding *finding;
	enum status_code code = finding_get_record(call, request->id, &finding);

	if (code == STATUS_OK)
		code = undo_demand(call, key, "Rectification.Submit");
	if (code == STATUS_OK)
		code = check_unfiled(call);
	if (code != STATUS_OK)
		return code;
	finding->state = STATE(ACTING);
	return finding_done(call, finding);
}

enum status_code rectification_withdraw_report(struct call *call)
{
	Jixiao__RectificationReport *report;
	enum status_code code = report_find(call, &report);

	if (code == STATUS_OK)
		code = undo_demand(call, report_key(call), "Rectification.FileReport");
	if (code != STATUS_OK)
		return code;
	report->filed_by = arena_strdup(call->arena, "");
	report->filed = 0;
	return report_done(call, report);
}

/* ---- GetReport, DeclareNone ---- */

enum status_code rectification_get_report(struct call *call)
{
	Jixiao__RectificationReport *report;
	enum status_code code = report_find(call, &report);

	if (code != STATUS_OK)
		return code;
	if (report->revision == 0)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_RECTIFICATION_UNFILED);
	*(Jixiao__RectificationReport *)call->reply = *report;
	return STATUS_OK;
}

enum status_code rectification_declare_none(struct call *call)
{
	Jixiao__Finding **all;
	size_t n;
	enum status_code code = finding_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	if (n > 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FINDINGS_THERE,
				   arena_printf(call->arena, "%zu", n));
	call->shell->no_findings_by = arena_strdup(call->arena, call->person);
	code = record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", call->evaluation },
			  &call->shell->base, call->shell->revision, call->status);
	*(Jixiao__Evaluation *)call->reply = *call->shell;
	return code;
}
