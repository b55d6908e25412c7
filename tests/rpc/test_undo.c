#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "evaluation.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/score.pb-c.h"

static struct fixture fixture;
static char evaluation[] = "one", indicator[] = "A11", finding[] = "F01";
static char *codes[] = { indicator };

#define TEXT(text) ((char *)(text))

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* ---- requests ---- */

static void enter(const char *actual)
{
	Jixiao__EntryGetRequest get = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__EntryPutRequest request = JIXIAO__ENTRY_PUT_REQUEST__INIT;
	Jixiao__Entry *present;

	get.evaluation = request.evaluation = evaluation;
	get.indicator = request.indicator = indicator;
	if (fixture_call(&fixture, "member", "Entry.Get", &get, &present) == STATUS_OK)
		request.revision = present->revision;
	request.actual = TEXT(actual);
	request.text = TEXT("说明");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_OK);
}

static enum status_code on_entry(const char *person, const char *method)
{
	Jixiao__EntrySubmitRequest request = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = 1;
	return fixture_call(&fixture, person, method, &request, NULL);
}

static enum status_code review_entry(const char *method)
{
	Jixiao__EntryReviewRequest request = JIXIAO__ENTRY_REVIEW_REQUEST__INIT;

	request.evaluation = evaluation;
	request.comment = TEXT("请核对");
	return fixture_call(&fixture, "leader", method, &request, NULL);
}

static Jixiao__Entry *entry(void)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Entry *reply;

	request.evaluation = evaluation;
	request.indicator = indicator;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Get", &request, &reply), STATUS_OK);
	return reply;
}

static void put_funds(void)
{
	Jixiao__FundFlow flow = JIXIAO__FUND_FLOW__INIT, *flows[] = { &flow };
	Jixiao__FundsPutRequest request = JIXIAO__FUNDS_PUT_REQUEST__INIT;

	flow.source = TEXT("财政资金");
	flow.received = flow.paid = TEXT("1000.00");
	request.evaluation = evaluation;
	request.flows = flows;
	request.n_flows = 1;
	assert_int_equal(fixture_call(&fixture, "member", "Funds.Put", &request, NULL), STATUS_OK);
}

static Jixiao__Funds *on_funds(const char *person, const char *method, enum status_code wanted)
{
	Jixiao__FundsGetRequest request = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__Funds *reply = NULL;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, person, method, &request, wanted == STATUS_OK ? &reply : NULL), wanted);
	return reply;
}

static void compute(void)
{
	Jixiao__ScoreComputeRequest request = JIXIAO__SCORE_COMPUTE_REQUEST__INIT;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Score.Compute", &request, NULL), STATUS_OK);
}

/* NULL: no score. */
static Jixiao__Score *score(void)
{
	Jixiao__ScoreGetRequest request = JIXIAO__SCORE_GET_REQUEST__INIT;
	Jixiao__Score *reply;

	request.evaluation = evaluation;
	request.indicator = indicator;
	return fixture_call(&fixture, "auditor", "Score.Get", &request, &reply) == STATUS_OK ? reply : NULL;
}

static void propose(const char *person, const char *points, const char *reason)
{
	Jixiao__ScoreProposeRequest request = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	const Jixiao__Score *standing = score();

	request.evaluation = evaluation;
	request.indicator = indicator;
	request.points = TEXT(points);
	request.reason = TEXT(reason);
	request.revision = standing != NULL ? standing->revision : 0;
	assert_int_equal(fixture_call(&fixture, person, "Score.Propose", &request, NULL), STATUS_OK);
}

static enum status_code withdraw_score(const char *person, bool named)
{
	Jixiao__ScoreWithdrawRequest request = JIXIAO__SCORE_WITHDRAW_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = named;
	return fixture_call(&fixture, person, "Score.Withdraw", &request, NULL);
}

static void review_score(const char *method)
{
	Jixiao__ScoreReviewRequest request = JIXIAO__SCORE_REVIEW_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = 1;
	request.comment = TEXT("请说明");
	assert_int_equal(fixture_call(&fixture, "leader", method, &request, NULL), STATUS_OK);
}

static enum status_code on_finding(const char *person, const char *method)
{
	Jixiao__RectificationSubmitRequest request = JIXIAO__RECTIFICATION_SUBMIT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = finding;
	return fixture_call(&fixture, person, method, &request, NULL);
}

/* F01 put to the implementer, who acted on it. */
static void start_rectification(void)
{
	Jixiao__RectificationAssignRequest assign = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;
	Jixiao__RectificationLogRequest done = JIXIAO__RECTIFICATION_LOG_REQUEST__INIT;
	char *cited[] = { TEXT("E001") };

	evaluation_until(&fixture, evaluation, STAGE_RECTIFICATION);
	evaluation_upload(&fixture, "implementer", evaluation, "合同.txt", "示例合同");
	assign.evaluation = done.evaluation = evaluation;
	assign.id = done.id = finding;
	assign.implementer = TEXT("implementer");
	assign.deadline = TEXT("2025-06-30");
	done.text = TEXT("已补办培训");
	done.evidence = cited;
	done.n_evidence = 1;
	assert_int_equal(fixture_call(&fixture, "leader", "Rectification.Assign", &assign, NULL), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "implementer", "Rectification.Log", &done, NULL), STATUS_OK);
}

static enum status_code verify(void)
{
	Jixiao__RectificationVerifyRequest request = JIXIAO__RECTIFICATION_VERIFY_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = finding;
	request.passed = true;
	request.verification = TEXT("已核查");
	return fixture_call(&fixture, "colleague", "Rectification.Verify", &request, NULL);
}

static void file_report(void)
{
	Jixiao__RectificationReportRequest request = JIXIAO__RECTIFICATION_REPORT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.text = TEXT("已全部整改");
	assert_int_equal(fixture_call(&fixture, "implementer", "Rectification.FileReport", &request, NULL), STATUS_OK);
}

static enum status_code on_report(const char *person, const char *method, Jixiao__RectificationReport **reply)
{
	Jixiao__RectificationGetReportRequest request = JIXIAO__RECTIFICATION_GET_REPORT_REQUEST__INIT;

	request.evaluation = evaluation;
	return fixture_call(&fixture, person, method, &request, reply);
}

/* Does the refusal say that "leader" acted by ${method}? */
static bool says_who_acted(const struct message *message, const char *method)
{
	return message->id == MSG_UNDO_TOO_LATE && message->n_args == 3 && strcmp(message->args[0], "leader") == 0 &&
	       strncmp(message->args[1], "@ms:1", 5) == 0 && strcmp(message->args[2], method) == 0;
}

/* ---- entries ---- */

static void test_a_submitted_entry_is_taken_back_by_its_submitter_alone(void **state)
{
	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_IMPLEMENTATION);
	enter("9");
	assert_int_equal(on_entry("member", "Entry.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[A11]", MSG_UNDO_NOTHING));
	assert_int_equal(on_entry("member", "Entry.Submit"), STATUS_OK);
	assert_int_equal(on_entry("leader", "Entry.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[A11]", MSG_UNDO_NOT_YOURS));
	assert_string_equal(fixture.status.violations[0].message.args[0], "member");
	assert_int_equal(on_entry("member", "Entry.Withdraw"), STATUS_OK);
	assert_int_equal(entry()->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
	assert_string_equal(entry()->actual, "9");
	assert_int_equal(on_entry("member", "Entry.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[A11]", MSG_UNDO_NOTHING));
}

static void test_an_entry_that_somebody_reviewed_stays_and_says_who_did(void **state)
{
	Jixiao__EntrySubmitRequest all = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_IMPLEMENTATION);
	enter("9");
	assert_int_equal(on_entry("member", "Entry.Submit"), STATUS_OK);
	assert_int_equal(review_entry("Entry.Accept"), STATUS_OK);
	assert_int_equal(on_entry("member", "Entry.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_true(says_who_acted(&fixture.status.violations[0].message, "Entry.Accept"));
	assert_int_equal(entry()->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
	all.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Withdraw", &all, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_UNDO_NONE);
}

static void test_what_was_sent_back_and_handed_in_again_is_sent_back_when_it_is_taken_back(void **state)
{
	Jixiao__EntrySubmitRequest all = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_IMPLEMENTATION);
	enter("9");
	assert_int_equal(on_entry("member", "Entry.Submit"), STATUS_OK);
	assert_int_equal(review_entry("Entry.SendBack"), STATUS_OK);
	assert_int_equal(on_entry("member", "Entry.Submit"), STATUS_OK);
	all.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Withdraw", &all, NULL), STATUS_OK);
	assert_int_equal(entry()->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
	assert_string_equal(entry()->comment, "请核对");
}

static void test_taking_back_is_an_event_and_the_submission_stays_in_the_history(void **state)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EventListReply *reply;

	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_IMPLEMENTATION);
	enter("9");
	assert_int_equal(on_entry("member", "Entry.Submit"), STATUS_OK);
	assert_int_equal(on_entry("member", "Entry.Withdraw"), STATUS_OK);
	request.evaluation = evaluation;
	request.type = JIXIAO__RECORD_TYPE__RECORD_ENTRY;
	request.id = indicator;
	assert_int_equal(fixture_call(&fixture, "auditor", "Event.History", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_events, 3);
	assert_string_equal(reply->events[0]->head->method, "Entry.Withdraw");
	assert_string_equal(reply->events[1]->head->method, "Entry.Submit");
}

/* ---- funds ---- */

static void test_submitted_funds_are_taken_back_until_a_leader_acts(void **state)
{
	Jixiao__FundsReviewRequest review = JIXIAO__FUNDS_REVIEW_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_IMPLEMENTATION);
	put_funds();
	on_funds("member", "Funds.Submit", STATUS_OK);
	on_funds("colleague", "Funds.Withdraw", STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_UNDO_NOT_YOURS);
	assert_int_equal(on_funds("member", "Funds.Withdraw", STATUS_OK)->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
	on_funds("member", "Funds.Submit", STATUS_OK);
	review.evaluation = evaluation;
	review.comment = TEXT("与明细账不符");
	assert_int_equal(fixture_call(&fixture, "leader", "Funds.SendBack", &review, NULL), STATUS_OK);
	on_funds("member", "Funds.Withdraw", STATUS_FAILED_PRECONDITION);
	assert_true(says_who_acted(&fixture.status.message, "Funds.SendBack"));
	on_funds("member", "Funds.Submit", STATUS_OK);
	assert_int_equal(on_funds("member", "Funds.Withdraw", STATUS_OK)->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
}

/* ---- scores ---- */

static void test_a_proposal_taken_back_leaves_the_score_as_it_was_computed(void **state)
{
	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_ANALYSIS);
	compute();
	propose("member", "80", "多计一次");
	assert_string_equal(score()->points, "80.00");
	assert_int_equal(withdraw_score("colleague", true), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "scores[A11]", MSG_UNDO_NOT_YOURS));
	assert_int_equal(withdraw_score("member", false), STATUS_OK);
	assert_string_equal(score()->points, "90.00");
	assert_false(score()->overridden);
	assert_string_equal(score()->proposed_by, "");
	assert_string_equal(score()->reason, "");
	assert_int_equal(withdraw_score("member", true), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "scores[A11]", MSG_UNDO_NOTHING));
}

static void test_a_first_proposal_taken_back_leaves_no_score(void **state)
{
	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_ANALYSIS);
	/* Twice: what was removed may come back. */
	for (int i = 0; i < 2; i++) {
		propose("member", "", "少开展1次");
		assert_int_equal(withdraw_score("member", true), STATUS_OK);
		assert_null(score());
	}
}

static void test_a_proposal_over_another_s_gives_theirs_back(void **state)
{
	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_ANALYSIS);
	propose("colleague", "85", "扣 5 分");
	propose("member", "80", "扣 10 分");
	assert_int_equal(withdraw_score("colleague", true), STATUS_FAILED_PRECONDITION);
	assert_int_equal(withdraw_score("member", true), STATUS_OK);
	assert_string_equal(score()->points, "85.00");
	assert_string_equal(score()->proposed_by, "colleague");
	assert_string_equal(score()->reason, "扣 5 分");
}

static void test_a_score_that_was_sent_back_is_sent_back_again_and_an_approved_one_stays(void **state)
{
	(void)state;
	evaluation_until(&fixture, evaluation, STAGE_ANALYSIS);
	propose("member", "", "少开展1次");
	review_score("Score.SendBack");
	propose("member", "", "少开展1次，因停课");
	assert_int_equal(withdraw_score("member", true), STATUS_OK);
	assert_int_equal(score()->state, JIXIAO__SCORE_STATE__SCORE_STATE_RETURNED);
	assert_string_equal(score()->comment, "请说明");
	propose("member", "", "少开展1次，因停课");
	review_score("Score.Approve");
	assert_int_equal(withdraw_score("member", true), STATUS_FAILED_PRECONDITION);
	assert_true(says_who_acted(&fixture.status.violations[0].message, "Score.Approve"));
	assert_int_equal(withdraw_score("member", false), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_UNDO_NONE);
}

/* ---- rectification ---- */

static void test_a_finding_handed_to_verification_is_taken_back_until_it_is_verified(void **state)
{
	(void)state;
	start_rectification();
	assert_int_equal(on_finding("implementer", "Rectification.Submit"), STATUS_OK);
	assert_int_equal(on_finding("implementer", "Rectification.Withdraw"), STATUS_OK);
	assert_int_equal(verify(), STATUS_FAILED_PRECONDITION);
	assert_int_equal(on_finding("implementer", "Rectification.Submit"), STATUS_OK);
	assert_int_equal(verify(), STATUS_OK);
	assert_int_equal(on_finding("implementer", "Rectification.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_UNDO_TOO_LATE);
	assert_string_equal(fixture.status.message.args[2], "Rectification.Verify");
}

static void test_a_filed_report_is_taken_back_with_its_text_kept_and_before_its_findings(void **state)
{
	Jixiao__RectificationReport *report;

	(void)state;
	start_rectification();
	assert_int_equal(on_finding("implementer", "Rectification.Submit"), STATUS_OK);
	file_report();
	assert_int_equal(on_finding("implementer", "Rectification.Withdraw"), STATUS_FAILED_PRECONDITION);
	assert_string_equal(fixture.status.message.args[2], "Rectification.FileReport");
	assert_int_equal(on_report("implementer", "Rectification.WithdrawReport", &report), STATUS_OK);
	assert_string_equal(report->filed_by, "");
	assert_int_equal(report->filed, 0);
	assert_string_equal(report->text, "已全部整改");
	assert_int_equal(on_finding("implementer", "Rectification.Withdraw"), STATUS_OK);
}

static void test_a_report_that_a_leader_sent_back_is_not_taken_back(void **state)
{
	Jixiao__RectificationReturnReportRequest request = JIXIAO__RECTIFICATION_RETURN_REPORT_REQUEST__INIT;

	(void)state;
	start_rectification();
	assert_int_equal(on_finding("implementer", "Rectification.Submit"), STATUS_OK);
	file_report();
	request.evaluation = evaluation;
	request.comment = TEXT("请补充");
	assert_int_equal(fixture_call(&fixture, "leader", "Rectification.ReturnReport", &request, NULL), STATUS_OK);
	assert_int_equal(on_report("implementer", "Rectification.WithdrawReport", NULL), STATUS_FAILED_PRECONDITION);
	assert_true(says_who_acted(&fixture.status.message, "Rectification.ReturnReport"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_a_submitted_entry_is_taken_back_by_its_submitter_alone),
		TEST(test_an_entry_that_somebody_reviewed_stays_and_says_who_did),
		TEST(test_what_was_sent_back_and_handed_in_again_is_sent_back_when_it_is_taken_back),
		TEST(test_taking_back_is_an_event_and_the_submission_stays_in_the_history),
		TEST(test_submitted_funds_are_taken_back_until_a_leader_acts),
		TEST(test_a_proposal_taken_back_leaves_the_score_as_it_was_computed),
		TEST(test_a_first_proposal_taken_back_leaves_no_score),
		TEST(test_a_proposal_over_another_s_gives_theirs_back),
		TEST(test_a_score_that_was_sent_back_is_sent_back_again_and_an_approved_one_stays),
		TEST(test_a_finding_handed_to_verification_is_taken_back_until_it_is_verified),
		TEST(test_a_filed_report_is_taken_back_with_its_text_kept_and_before_its_findings),
		TEST(test_a_report_that_a_leader_sent_back_is_not_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
