#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/rpc/descriptor_methods.h"
#include "server/rpc/method.h"
#include "server/service/handlers.h"

/* One row a method; a method that is not here does not exist. The fields that method_table_init fills are the reason that the
 * table is not const. */
/* clang-format off */
static struct method methods[] = {
	/* method, kind, { who, stages }, handler, prepare, after */
	{ "User.Add", METHOD_WRITE, { WHO_ADMIN, 0 }, user_add, .after = user_invited },
	{ "User.Get", METHOD_READ, { WHO_ENROLLED, 0 }, user_get },
	{ "User.List", METHOD_READ, { WHO_ENROLLED, 0 }, user_list },
	{ "User.Code", METHOD_WRITE, { WHO_ADMIN, 0 }, user_code, .after = user_cut },
	{ "User.Revoke", METHOD_WRITE, { WHO_ADMIN, 0 }, user_revoke, .after = user_cut },
	{ "User.Enroll", METHOD_SELF, { 0, 0 }, user_enroll, .prepare = user_enroll_prepare },
	{ "User.Renew", METHOD_WRITE, { WHO_ENROLLED, 0 }, user_renew, .prepare = user_renew_prepare },
	{ "User.Whoami", METHOD_READ, { WHO_ENROLLED, IN_ANY }, user_whoami, .evaluation_optional = true },
	{ "Evaluation.Create", METHOD_WRITE, { WHO_ADMIN, 0 }, evaluation_create },
	{ "Evaluation.Update", METHOD_WRITE, { WHO_ADMIN, IN_OPEN }, evaluation_update },
	{ "Evaluation.Get", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evaluation_get },
	{ "Evaluation.Summary", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evaluation_summary },
	{ "Evaluation.Statistics", METHOD_SLOW_READ, { WHO_ENROLLED, 0 }, evaluation_statistics },
	{ "Evaluation.Compare", METHOD_SLOW_READ, { WHO_ENROLLED, 0 }, evaluation_compare },
	{ "Evaluation.List", METHOD_READ, { WHO_ENROLLED, 0 }, evaluation_list },
	{ "Evaluation.Team", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evaluation_team },
	{ "Evaluation.PutMember", METHOD_WRITE, { WHO_ADMIN, IN_OPEN }, evaluation_put_member },
	{ "Evaluation.RemoveMember", METHOD_WRITE, { WHO_ADMIN, IN_OPEN }, evaluation_remove_member },
	{ "Evaluation.Gate", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evaluation_gate },
	{ "Evaluation.Advance", METHOD_WRITE, { WHO_LEADER, IN_OPEN & ~IN(STAGE_ARCHIVING) }, evaluation_advance },
	{ "Evaluation.SendBack", METHOD_WRITE, { WHO_LEADER, IN_OPEN & ~IN(STAGE_PREPARATION) }, evaluation_send_back },
	{ "Evaluation.Export", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evaluation_export },
	{ "Evaluation.Todo", METHOD_SLOW_READ, { WHO_ENROLLED, 0 }, evaluation_todo },
	{ "Scheme.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) }, scheme_put },
	{ "Scheme.Get", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, scheme_get },
	{ "Scheme.Approve", METHOD_WRITE, { WHO_LEADER, IN(STAGE_PREPARATION) }, scheme_approve, .prepare = approval_prepare },
	{ "Template.List", METHOD_READ, { WHO_ENROLLED, 0 }, template_list },
	{ "Template.Get", METHOD_READ, { WHO_ENROLLED, 0 }, template_get },
	{ "Template.Import", METHOD_WRITE, { WHO_ADMIN, 0 }, template_import },
	{ "Indicator.Get", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, indicator_get },
	{ "Indicator.List", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, indicator_list },
	{ "Indicator.Assign", METHOD_WRITE, { WHO_LEADER, IN_OPEN }, indicator_assign },
	{ "Entry.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) | IN(STAGE_IMPLEMENTATION) }, entry_put },
	{ "Entry.PutAll", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) | IN(STAGE_IMPLEMENTATION) }, entry_put_all },
	{ "Entry.Submit", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, entry_submit },
	{ "Entry.Withdraw", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, entry_withdraw },
	{ "Entry.Accept", METHOD_WRITE, { WHO_LEADER, IN(STAGE_IMPLEMENTATION) }, entry_accept },
	{ "Entry.SendBack", METHOD_WRITE, { WHO_LEADER, IN(STAGE_IMPLEMENTATION) }, entry_send_back },
	{ "Entry.Get", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, entry_get },
	{ "Entry.List", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, entry_list },
	{ "Funds.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) | IN(STAGE_IMPLEMENTATION) }, funds_put },
	{ "Funds.Submit", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, funds_submit },
	{ "Funds.Withdraw", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, funds_withdraw },
	{ "Funds.Accept", METHOD_WRITE, { WHO_LEADER, IN(STAGE_IMPLEMENTATION) }, funds_accept },
	{ "Funds.SendBack", METHOD_WRITE, { WHO_LEADER, IN(STAGE_IMPLEMENTATION) }, funds_send_back },
	{ "Funds.Get", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, funds_get },
	{ "Evidence.Begin", METHOD_READ, { WHO_TEAM, IN_OPEN }, evidence_begin },
	{ "Evidence.Chunk", METHOD_CHUNK, { WHO_TEAM, IN_OPEN }, evidence_chunk },
	{ "Evidence.Complete", METHOD_WRITE, { WHO_TEAM, IN_OPEN }, evidence_complete, .prepare = evidence_complete_prepare },
	{ "Evidence.Update", METHOD_WRITE, { WHO_TEAM, IN_OPEN }, evidence_update },
	{ "Evidence.Replace", METHOD_WRITE, { WHO_TEAM, IN_OPEN }, evidence_replace, .prepare = evidence_replace_prepare },
	{ "Evidence.Get", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evidence_get },
	{ "Evidence.Missing", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evidence_missing_list },
	{ "Evidence.List", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evidence_list },
	{ "Evidence.Download", METHOD_AUDITED_STREAM, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, evidence_download },
	{ "Survey.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) | IN(STAGE_IMPLEMENTATION) }, survey_put, .unnamed = "id" },
	{ "Survey.Remove", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_PREPARATION) | IN(STAGE_IMPLEMENTATION) }, survey_remove },
	{ "Survey.Get", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, survey_get },
	{ "Survey.List", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, survey_list },
	{ "Survey.Answer", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, survey_answer },
	{ "Survey.Withdraw", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_IMPLEMENTATION) }, survey_withdraw },
	{ "Score.Compute", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) }, score_compute },
	{ "Score.Propose", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) }, score_propose },
	{ "Score.Adjust", METHOD_WRITE, { WHO_LEADER, IN(STAGE_ANALYSIS) }, score_adjust },
	{ "Score.Withdraw", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) }, score_withdraw },
	{ "Score.Approve", METHOD_WRITE, { WHO_LEADER, IN(STAGE_ANALYSIS) }, score_approve },
	{ "Score.SendBack", METHOD_WRITE, { WHO_LEADER, IN(STAGE_ANALYSIS) }, score_send_back },
	{ "Score.Get", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, score_get },
	{ "Score.List", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, score_list },
	{ "Score.Sign", METHOD_WRITE, { WHO_LEADER, IN(STAGE_ANALYSIS) }, score_sign, .prepare = approval_prepare },
	{ "Report.PutNarrative", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) }, report_put_narrative },
	{ "Report.ListNarrative", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, report_list_narrative },
	{ "Report.Render", METHOD_STREAM, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, report_render },
	{ "Report.Check", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, report_check },
	{ "Report.Dismiss", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_REPORTING) }, report_dismiss },
	{ "Report.Sign", METHOD_WRITE, { WHO_LEADER, IN(STAGE_REPORTING) }, report_sign, .prepare = approval_prepare },
	{ "Finding.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) }, finding_put, .unnamed = "id indicator" },
	{ "Finding.Remove", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) }, finding_remove },
	{ "Finding.Get", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, finding_get },
	{ "Finding.List", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, finding_list },
	{ "Recommendation.Put", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) }, recommendation_put, .unnamed = "id" },
	{ "Recommendation.Remove", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) }, recommendation_remove },
	{ "Recommendation.List", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, recommendation_list },
	{ "Rectification.Assign", METHOD_WRITE, { WHO_LEADER, IN(STAGE_RECTIFICATION) }, rectification_assign },
	{ "Rectification.Log", METHOD_WRITE, { WHO_IMPLEMENTER, IN(STAGE_RECTIFICATION) }, rectification_log },
	{ "Rectification.Submit", METHOD_WRITE, { WHO_IMPLEMENTER, IN(STAGE_RECTIFICATION) }, rectification_submit },
	{ "Rectification.Withdraw", METHOD_WRITE, { WHO_IMPLEMENTER, IN(STAGE_RECTIFICATION) }, rectification_withdraw },
	{ "Rectification.Verify", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_RECTIFICATION) }, rectification_verify },
	{ "Rectification.ProposeCarry", METHOD_WRITE, { WHO_TEAM, IN(STAGE_RECTIFICATION) }, rectification_propose_carry },
	{ "Rectification.CarryOn", METHOD_WRITE, { WHO_LEADER, IN(STAGE_RECTIFICATION) }, rectification_carry_on, .prepare = approval_prepare },
	{ "Rectification.FileReport", METHOD_WRITE, { WHO_IMPLEMENTER, IN(STAGE_RECTIFICATION) }, rectification_file_report },
	{ "Rectification.WithdrawReport", METHOD_WRITE, { WHO_IMPLEMENTER, IN(STAGE_RECTIFICATION) }, rectification_withdraw_report },
	{ "Rectification.ReturnReport", METHOD_WRITE, { WHO_LEADER, IN(STAGE_RECTIFICATION) }, rectification_return_report },
	{ "Rectification.AcceptReport", METHOD_WRITE, { WHO_LEADER, IN(STAGE_RECTIFICATION) }, rectification_accept_report, .prepare = approval_prepare },
	{ "Rectification.GetReport", METHOD_READ, { WHO_TEAM | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, rectification_get_report },
	{ "Rectification.DeclareNone", METHOD_WRITE, { WHO_LEADER, IN(STAGE_RECTIFICATION) }, rectification_declare_none },
	{ "Archive.Catalogue", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, archive_catalogue },
	{ "Archive.PutItem", METHOD_WRITE, { WHO_EVALUATORS, IN(STAGE_ARCHIVING) }, archive_put_item },
	{ "Archive.Manifest", METHOD_SLOW_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN(STAGE_ARCHIVING) | IN(STAGE_ARCHIVED) }, archive_manifest },
	{ "Archive.Fetch", METHOD_AUDITED_STREAM, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN(STAGE_ARCHIVING) | IN(STAGE_ARCHIVED) }, archive_fetch },
	{ "Archive.Seal", METHOD_WRITE, { WHO_ADMIN, IN(STAGE_ARCHIVING) }, archive_seal, .prepare = approval_prepare },
	{ "Archive.GetSeal", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN(STAGE_ARCHIVED) }, archive_get_seal },
	{ "Approval.State", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, approval_state },
	{ "Approval.List", METHOD_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, approval_list },
	{ "Event.List", METHOD_SLOW_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, event_list, .evaluation_optional = true },
	{ "Event.History", METHOD_SLOW_READ, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, event_history, .evaluation_optional = true },
	{ "Event.Watch", METHOD_STREAM, { WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR, IN_ANY }, event_watch, .evaluation_optional = true },
	{ "Audit.Checkpoint", METHOD_READ, { WHO_ENROLLED, 0 }, audit_checkpoint },
	{ "Audit.Consistency", METHOD_READ, { WHO_ENROLLED, 0 }, audit_consistency },
	{ "Audit.Inclusion", METHOD_READ, { WHO_ENROLLED, 0 }, audit_inclusion },
	{ "Audit.Verify", METHOD_SLOW_READ, { WHO_ADMIN | WHO_AUDITOR, 0 }, audit_verify },
	{ "Audit.Leaves", METHOD_AUDITED_STREAM, { WHO_ADMIN | WHO_AUDITOR, 0 }, audit_leaves },
};
/* clang-format on */
static const size_t N_METHODS = sizeof(methods) / sizeof(methods[0]);

size_t method_count(void)
{
	return N_METHODS;
}

const struct method *method_at(size_t i)
{
	return &methods[i];
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct method *)a)->name, ((const struct method *)b)->name);
}

const struct method *method_find(const char *name)
{
	struct method key = { .name = name };

	return bsearch(&key, methods, N_METHODS, sizeof(methods[0]), by_name);
}

static void require_row(void *context, const char *name, const ProtobufCMethodDescriptor *method)
{
	(void)context;
	(void)method;
	if (method_find(name) == NULL) {
		fprintf(stderr, "no row for method %s\n", name);
		abort();
	}
}

/* Does the list ${names}, parted by spaces, hold ${name}? */
static bool listed(const char *names, const char *name)
{
	const size_t length = strlen(name);

	for (const char *at = names; at != NULL && *at != '\0'; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		if (n == length && strncmp(at, name, n) == 0)
			return true;
		at += n;
	}
	return false;
}

/* What names the thing that a request is about must be given, unless the row says otherwise. */
static void find_required(struct method *method)
{
	static const char *const naming[] = { "id", "indicator", "section", "path" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(naming) / sizeof(naming[0]); i++) {
		const ProtobufCFieldDescriptor *field =
			protobuf_c_message_descriptor_get_field_by_name(method->input, naming[i]);

		if (field == NULL || field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED ||
		    listed(method->unnamed, naming[i]))
			continue;
		if (n == sizeof(method->required) / sizeof(method->required[0]))
			abort();
		method->required[n++] = field;
	}
}

void method_table_init(void)
{
	qsort(methods, N_METHODS, sizeof(methods[0]), by_name);
	for (size_t i = 0; i < N_METHODS; i++) {
		const ProtobufCMethodDescriptor *rpc = descriptor_method(methods[i].name);

		if (rpc == NULL) {
			fprintf(stderr, "no rpc for row %s\n", methods[i].name);
			abort();
		}
		methods[i].input = rpc->input;
		methods[i].output = rpc->output;
		methods[i].evaluation_field = protobuf_c_message_descriptor_get_field_by_name(rpc->input, "evaluation");
		find_required(&methods[i]);
	}
	descriptor_methods(require_row, NULL);
}
