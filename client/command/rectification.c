/* jixiao rectification: the problems put right (问题整改). */
#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/signing.h"
#include "client/text_file.h"
#include "client/words.h"

extern const struct command_group rectification_commands;

/* Every act on a finding answers with the finding. */
static enum status_code act(struct context *context, const char *method, const ProtobufCMessage *request, enum message_id done)
{
	Jixiao__Finding *reply;
	enum status_code code = context_call(context, method, request, &jixiao__finding__descriptor, &reply);

	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, done, reply->id, reply->title, finding_state_word(context->language, reply->state));
	return code;
}

static enum status_code assign(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationAssignRequest request = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.implementer = positional(arguments, 2);
	request.deadline = option_or(arguments, "deadline", (char *)"");
	return act(context, "Rectification.Assign", &request.base, MSG_DONE_FINDING_ASSIGNED);
}

static enum status_code log_action(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationLogRequest request = JIXIAO__RECTIFICATION_LOG_REQUEST__INIT;
	const char *text;
	enum status_code code = text_argument(context, arguments, "text", "file", &text);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.text = (char *)(text != NULL ? text : "");
	request.done = option_or(arguments, "done", (char *)"");
	option_list(context, arguments, "evidence", &request.evidence, &request.n_evidence);
	return act(context, "Rectification.Log", &request.base, MSG_DONE_ACTION_LOGGED);
}

static enum status_code submit(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationSubmitRequest request = JIXIAO__RECTIFICATION_SUBMIT_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	if (argument(arguments, "undo") != NULL)
		return act(context, "Rectification.Withdraw", &request.base, MSG_DONE_FINDING_WITHDRAWN);
	return act(context, "Rectification.Submit", &request.base, MSG_DONE_FINDING_SUBMITTED);
}

static enum status_code verify(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationVerifyRequest request = JIXIAO__RECTIFICATION_VERIFY_REQUEST__INIT;
	bool passed = argument(arguments, "pass") != NULL, failed = argument(arguments, "fail") != NULL;
	const char *text;
	enum status_code code = text_argument(context, arguments, "verification", "file", &text);

	if (code != STATUS_OK)
		return code;
	if (passed == failed)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_VERIFY_CHOOSE);
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.passed = passed;
	request.verification = (char *)(text != NULL ? text : "");
	return act(context, "Rectification.Verify", &request.base, passed ? MSG_DONE_FINDING_CLOSED : MSG_DONE_FINDING_FAILED);
}

static enum status_code carry(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationCarryRequest request = JIXIAO__RECTIFICATION_CARRY_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	request.reason = option_or(arguments, "reason", (char *)"");
	request.until = option_or(arguments, "until", (char *)"");
	return act(context, "Rectification.ProposeCarry", &request.base, MSG_DONE_CARRY_PROPOSED);
}

static enum status_code sign_carry(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationCarrySignRequest request = JIXIAO__RECTIFICATION_CARRY_SIGN_REQUEST__INIT;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	code = context_sign(context, request.evaluation, APPROVAL_CARRY_ON, request.id, &request.signed_);
	if (code != STATUS_OK)
		return code;
	return act(context, "Rectification.CarryOn", &request.base, MSG_DONE_CARRY_SIGNED);
}

static enum status_code report_call(struct context *context, const char *method, const ProtobufCMessage *request,
				    enum message_id done)
{
	Jixiao__RectificationReport *reply;
	enum status_code code = context_call(context, method, request, &jixiao__rectification_report__descriptor, &reply);

	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, done);
	return code;
}

static enum status_code withdraw_report(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationGetReportRequest request = JIXIAO__RECTIFICATION_GET_REPORT_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	return report_call(context, "Rectification.WithdrawReport", &request.base, MSG_DONE_RECTIFICATION_WITHDRAWN);
}

static enum status_code file_report(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationReportRequest request = JIXIAO__RECTIFICATION_REPORT_REQUEST__INIT;
	const char *text;
	bool undo;
	enum status_code code = option_undo(context, arguments, &undo);

	if (code == STATUS_OK && undo)
		return withdraw_report(context, arguments);
	if (code == STATUS_OK)
		code = text_argument(context, arguments, "text", "file", &text);
	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.text = (char *)(text != NULL ? text : "");
	return report_call(context, "Rectification.FileReport", &request.base, MSG_DONE_RECTIFICATION_FILED);
}

static enum status_code return_report(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationReturnReportRequest request = JIXIAO__RECTIFICATION_RETURN_REPORT_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	request.comment = option_or(arguments, "comment", (char *)"");
	return report_call(context, "Rectification.ReturnReport", &request.base, MSG_DONE_RECTIFICATION_RETURNED);
}

static enum status_code accept_report(struct context *context, const struct arguments *arguments)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_sign(context, request.evaluation, APPROVAL_RECTIFICATION, "", &request.signed_);
	if (code != STATUS_OK)
		return code;
	return report_call(context, "Rectification.AcceptReport", &request.base, MSG_DONE_RECTIFICATION_ACCEPTED);
}

static enum status_code show_report(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationGetReportRequest request = JIXIAO__RECTIFICATION_GET_REPORT_REQUEST__INIT;
	Jixiao__RectificationReport *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Rectification.GetReport", &request.base, &jixiao__rectification_report__descriptor,
			    &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = detail_new(context);
	detail_row(context, table, "提交人", "filed by", reply->filed_by);
	detail_row(context, table, "提交时间", "filed", time_in_words(context->arena, reply->filed));
	detail_row(context, table, "通过人", "accepted by", reply->accepted_by);
	detail_row(context, table, "退回意见", "comment", reply->comment);
	detail_row(context, table, "整改报告", "report", reply->text);
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static enum status_code declare_none(struct context *context, const struct arguments *arguments)
{
	Jixiao__RectificationGetReportRequest request = JIXIAO__RECTIFICATION_GET_REPORT_REQUEST__INIT;
	Jixiao__Evaluation *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Rectification.DeclareNone", &request.base, &jixiao__evaluation__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_FINDINGS_NONE, reply->id);
	return code;
}

static const struct option_row assign_options[] = {
	{ "deadline", "DATE", { "整改时限，如 2025-04-30", "deadline, like 2025-04-30" }, .required = true },
	{ NULL },
};

static const struct option_row log_options[] = {
	{ "text", "TEXT", { "整改措施", "what was done" } },
	{ "file", "FILE", { "从文件读取整改措施", "read it from a file" } },
	{ "evidence", "ID", { "佐证材料编号", "id of evidence" }, .repeated = true },
	{ "done", "DATE", { "完成日，如 2025-04-20", "the day it was done, like 2025-04-20" } },
	{ NULL },
};

static const struct option_row verify_options[] = {
	{ "pass", NULL, { "核查通过，销号", "passed: closes the finding" } },
	{ "fail", NULL, { "核查不通过，退回整改", "failed: back to the implementer" } },
	{ "verification", "TEXT", { "核查结论", "conclusion" } },
	{ "file", "FILE", { "从文件读取核查结论", "read the conclusion from a file" } },
	{ NULL },
};

static const struct option_row carry_options[] = {
	{ "reason", "REASON", { "转入持续整改的理由", "why it needs longer" }, .required = true },
	{ "until", "DATE", { "新的整改时限，如 2025-12-31", "the new deadline, like 2025-12-31" }, .required = true },
	{ NULL },
};

static const struct option_row file_options[] = {
	{ "text", "TEXT", { "整改报告正文", "text of the report" } },
	{ "file", "FILE", { "从文件读取正文", "read the text from a file" } },
	OPTION_UNDO,
	{ NULL },
};

static const struct option_row return_options[] = {
	{ "comment", "COMMENT", { "退回意见", "why" }, .required = true },
	{ NULL },
};

static const struct command commands[] = {
	{ "rectification",
	  "assign",
	  "EVALUATION FINDING PERSON",
	  3,
	  3,
	  { "把问题推送给整改责任人（组长）；再次执行即改派", "put a finding to an implementer (leader); again to reassign" },
	  "jixiao rectification assign 2024-yunxing F01 fanzijuan --deadline 2025-04-30",
	  assign_options,
	  assign,
	  { "Rectification.Assign" } },
	{ "rectification",
	  "log",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "登记整改措施（责任人）", "log what was done (implementer)" },
	  "jixiao rectification log 2024-yunxing F01 --text 已制定预算编制细则 --evidence E012 --done 2025-04-20",
	  log_options,
	  log_action,
	  { "Rectification.Log" } },
	{ "rectification",
	  "submit",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "提交核查（责任人）", "hand in for verification (implementer)" },
	  "jixiao rectification submit 2024-yunxing F01",
	  undo_options,
	  submit,
	  { "Rectification.Submit", "Rectification.Withdraw" } },
	{ "rectification",
	  "verify",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "核查：通过即销号，不通过退回（不能是责任人）", "verify: closes it or sends it back (not the implementer)" },
	  "jixiao rectification verify 2024-yunxing F01 --pass --verification 措施已落实",
	  verify_options,
	  verify,
	  { "Rectification.Verify" } },
	{ "rectification",
	  "carry",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "申请转入持续整改", "propose to carry a finding on" },
	  "jixiao rectification carry 2024-yunxing F02 --reason 需跨年度落实 --until 2025-12-31",
	  carry_options,
	  carry,
	  { "Rectification.ProposeCarry" } },
	{ "rectification",
	  "sign-carry",
	  "EVALUATION FINDING",
	  2,
	  2,
	  { "签名同意转入持续整改（组长）", "sign that it is carried on (leader)" },
	  "jixiao rectification sign-carry 2024-yunxing F02",
	  NULL,
	  sign_carry,
	  { "Rectification.CarryOn" } },
	{ "rectification",
	  "file",
	  "EVALUATION",
	  1,
	  1,
	  { "提交整改报告（责任人）", "file the rectification report (implementer)" },
	  "jixiao rectification file 2024-yunxing --file 整改报告.txt",
	  file_options,
	  file_report,
	  { "Rectification.FileReport", "Rectification.WithdrawReport" } },
	{ "rectification",
	  "return",
	  "EVALUATION",
	  1,
	  1,
	  { "退回整改报告（组长）", "send the report back (leader)" },
	  "jixiao rectification return 2024-yunxing --comment 请补充F02的进展",
	  return_options,
	  return_report,
	  { "Rectification.ReturnReport" } },
	{ "rectification",
	  "accept",
	  "EVALUATION",
	  1,
	  1,
	  { "签名通过整改报告（组长）", "accept the report by signature (leader)" },
	  "jixiao rectification accept 2024-yunxing",
	  NULL,
	  accept_report,
	  { "Rectification.AcceptReport" } },
	{ "rectification",
	  "report",
	  "EVALUATION",
	  1,
	  1,
	  { "查看整改报告", "show the rectification report" },
	  "jixiao rectification report 2024-yunxing",
	  NULL,
	  show_report,
	  { "Rectification.GetReport" } },
	{ "rectification",
	  "none",
	  "EVALUATION",
	  1,
	  1,
	  { "确认没有需要整改的问题（组长）", "say that there are no findings (leader)" },
	  "jixiao rectification none 2024-yunxing",
	  NULL,
	  declare_none,
	  { "Rectification.DeclareNone" } },
};

const struct command_group rectification_commands = { "rectification",
						      { "问题整改：推送、登记、核查、整改报告", "rectification of findings" },
						      commands,
						      sizeof(commands) / sizeof(*commands) };
