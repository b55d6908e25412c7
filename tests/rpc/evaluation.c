#include "evaluation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "client/scheme_file.h"
#include "common/crypto/digest.h"
#include "common/domain/report_model.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"

#define TEXT(text) ((char *)(text))

static const char scheme[] = "project: 培训经费\n"
			     "implementer_unit: 某单位\n"
			     "fund_kind: 财政拨款\n"
			     "start: 2024-01-01\n"
			     "end: 2024-12-10\n"
			     "cut_off: 2024-12-31\n"
			     "standard: 计划标准\n"
			     "budget:\n"
			     "- source: 财政资金\n"
			     "  amount: 1000.00\n"
			     "grades: [90, 80, 60]\n"
			     "team:\n"
			     "- person: member\n"
			     "  role: member\n"
			     "indicators:\n"
			     "- code: A\n"
			     "  name: 产出\n"
			     "  weight: 100\n"
			     "  children:\n"
			     "  - code: A1\n"
			     "    name: 数量指标\n"
			     "    weight: 100\n"
			     "    children:\n"
			     "    - code: A11\n"
			     "      name: 开展培训\n"
			     "      weight: 100\n"
			     "      nature: quantitative\n"
			     "      rule: ratio\n"
			     "      target: ≥10次\n"
			     "      responsible: member\n";

static struct fixture *at;
static char *evaluation;

#define CALL(person, method, request) assert_int_equal(call(person, method, &(request)), STATUS_OK)

static enum status_code call(const char *person, const char *method, const void *request)
{
	enum status_code code = fixture_call(at, person, method, request, NULL);

	if (code != STATUS_OK)
		print_error("%s: %s %s\n", method, message_name(at->status.message.id),
			    at->status.n_violations > 0 ? at->status.violations[0].path : "");
	return code;
}

enum status_code evaluation_approve(struct fixture *fixture, const char *person, const char *id, enum approval_kind kind,
				    const char *method)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = TEXT(id);
	request.signed_ = fixture_sign(fixture, person, id, kind, "");
	return fixture_call(fixture, person, method, &request, NULL);
}

static void approve(enum approval_kind kind, const char *method)
{
	assert_int_equal(evaluation_approve(at, "leader", evaluation, kind, method), STATUS_OK);
}

void evaluation_upload(struct fixture *fixture, const char *person, const char *id, const char *name, const char *content)
{
	Jixiao__EvidenceChunkRequest chunk = JIXIAO__EVIDENCE_CHUNK_REQUEST__INIT;
	Jixiao__EvidenceCompleteRequest whole = JIXIAO__EVIDENCE_COMPLETE_REQUEST__INIT;
	uint8_t bytes[DIGEST_SIZE];

	digest((struct slice){ (const uint8_t *)content, strlen(content) }, bytes);
	chunk.evaluation = whole.evaluation = TEXT(id);
	chunk.digest = whole.digest = (ProtobufCBinaryData){ DIGEST_SIZE, bytes };
	chunk.size = whole.size = strlen(content);
	chunk.data = (ProtobufCBinaryData){ strlen(content), (uint8_t *)TEXT(content) };
	whole.name = TEXT(name);
	whole.kind = TEXT("合同");
	assert_int_equal(fixture_call(fixture, person, "Evidence.Chunk", &chunk, NULL), STATUS_OK);
	assert_int_equal(fixture_call(fixture, person, "Evidence.Complete", &whole, NULL), STATUS_OK);
}

static void prepare(void)
{
	struct scheme_file file = { 0 };

	assert_int_equal(scheme_file_read(&at->arena, "scheme.yaml", (struct slice){ (const uint8_t *)scheme, strlen(scheme) },
					  &file, &at->status),
			 STATUS_OK);
	file.request->evaluation = evaluation;
	CALL("member", "Scheme.Put", *file.request);
	approve(APPROVAL_SCHEME, "Scheme.Approve");
}

static void collect(void)
{
	Jixiao__EntryPutRequest entry = JIXIAO__ENTRY_PUT_REQUEST__INIT;
	Jixiao__EntrySubmitRequest submit = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;
	Jixiao__EntryReviewRequest review = JIXIAO__ENTRY_REVIEW_REQUEST__INIT;
	Jixiao__FundFlow flow = JIXIAO__FUND_FLOW__INIT, *flows[] = { &flow };
	Jixiao__FundsPutRequest funds = JIXIAO__FUNDS_PUT_REQUEST__INIT;
	Jixiao__FundsGetRequest hand_in = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__FundsReviewRequest accept = JIXIAO__FUNDS_REVIEW_REQUEST__INIT;

	entry.evaluation = submit.evaluation = review.evaluation = funds.evaluation = hand_in.evaluation = accept.evaluation =
		evaluation;
	entry.indicator = TEXT("A11");
	entry.actual = TEXT("9");
	entry.text = TEXT("开展培训9次");
	flow.source = TEXT("财政资金");
	flow.received = flow.paid = TEXT("1000.00");
	funds.flows = flows;
	funds.n_flows = 1;
	CALL("member", "Entry.Put", entry);
	CALL("member", "Entry.Submit", submit);
	CALL("member", "Funds.Put", funds);
	CALL("member", "Funds.Submit", hand_in);
	CALL("leader", "Entry.Accept", review);
	CALL("leader", "Funds.Accept", accept);
}

void evaluation_finding(struct fixture *fixture, const char *id, const char *title)
{
	Jixiao__FindingPutRequest finding = JIXIAO__FINDING_PUT_REQUEST__INIT;

	finding.evaluation = TEXT(id);
	finding.title = finding.text = TEXT(title);
	assert_int_equal(fixture_call(fixture, "member", "Finding.Put", &finding, NULL), STATUS_OK);
}

static void analyse(void)
{
	Jixiao__ScoreComputeRequest compute = JIXIAO__SCORE_COMPUTE_REQUEST__INIT;
	Jixiao__ScoreProposeRequest propose = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	Jixiao__ScoreReviewRequest review = JIXIAO__SCORE_REVIEW_REQUEST__INIT;

	compute.evaluation = propose.evaluation = review.evaluation = evaluation;
	propose.indicator = TEXT("A11");
	propose.revision = 1;
	propose.reason = TEXT("少开展1次");
	CALL("member", "Score.Compute", compute);
	CALL("member", "Score.Propose", propose);
	CALL("leader", "Score.Approve", review);
	approve(APPROVAL_SCORES, "Score.Sign");
	evaluation_finding(at, evaluation, "培训少一次");
}

static void report(void)
{
	for (size_t i = 0; i < report_n_sections; i++) {
		Jixiao__ReportPutNarrativeRequest part = JIXIAO__REPORT_PUT_NARRATIVE_REQUEST__INIT;

		if (!report_sections[i].required)
			continue;
		part.evaluation = evaluation;
		part.section = TEXT(report_sections[i].id);
		part.text = TEXT(report_sections[i].label);
		CALL("member", "Report.PutNarrative", part);
	}
	approve(APPROVAL_REPORT, "Report.Sign");
}

static void rectify(void)
{
	Jixiao__RectificationAssignRequest assign = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;
	Jixiao__RectificationLogRequest done = JIXIAO__RECTIFICATION_LOG_REQUEST__INIT;
	Jixiao__RectificationSubmitRequest submit = JIXIAO__RECTIFICATION_SUBMIT_REQUEST__INIT;
	Jixiao__RectificationVerifyRequest verify = JIXIAO__RECTIFICATION_VERIFY_REQUEST__INIT;
	Jixiao__RectificationReportRequest filed = JIXIAO__RECTIFICATION_REPORT_REQUEST__INIT;
	char *cited[] = { TEXT("E001") };

	assign.evaluation = done.evaluation = submit.evaluation = verify.evaluation = filed.evaluation = evaluation;
	assign.id = done.id = submit.id = verify.id = TEXT("F01");
	assign.implementer = TEXT("implementer");
	assign.deadline = TEXT("2025-06-30");
	done.text = TEXT("已补办培训");
	done.evidence = cited;
	done.n_evidence = 1;
	verify.passed = true;
	verify.verification = TEXT("已核查");
	filed.text = TEXT("已全部整改");
	evaluation_upload(at, "implementer", evaluation, "合同 100%.txt", "示例合同");
	CALL("leader", "Rectification.Assign", assign);
	CALL("implementer", "Rectification.Log", done);
	CALL("implementer", "Rectification.Submit", submit);
	CALL("colleague", "Rectification.Verify", verify);
	CALL("implementer", "Rectification.FileReport", filed);
	approve(APPROVAL_RECTIFICATION, "Rectification.AcceptReport");
}

void evaluation_do(struct fixture *fixture, const char *id, enum stage stage)
{
	static void (*const acts[STAGE_COUNT])(void) = {
		[STAGE_PREPARATION] = prepare, [STAGE_IMPLEMENTATION] = collect, [STAGE_ANALYSIS] = analyse,
		[STAGE_REPORTING] = report,    [STAGE_RECTIFICATION] = rectify,
	};

	at = fixture;
	evaluation = TEXT(id);
	acts[stage]();
}

enum status_code evaluation_advance_now(struct fixture *fixture, const char *id, enum stage from)
{
	Jixiao__EvaluationAdvanceRequest request = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;

	request.evaluation = TEXT(id);
	request.from = (Jixiao__Stage)from;
	return fixture_call(fixture, "leader", "Evaluation.Advance", &request, NULL);
}

void evaluation_until(struct fixture *fixture, const char *id, enum stage stage)
{
	fixture_evaluation(fixture, id);
	for (enum stage now = STAGE_PREPARATION; now < stage; now++) {
		evaluation_do(fixture, id, now);
		if (evaluation_advance_now(fixture, id, now) != STATUS_OK)
			fail_msg("gate of stage %d: %s", now,
				 fixture->status.n_violations > 0 ? message_name(fixture->status.violations[0].message.id)
								  : "");
	}
}
