#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"

static struct fixture fixture;
static char evaluation[] = "one";

#define TEXT(text) ((char *)(text))
#define RECORD(type, id) ((struct record_key){ JIXIAO__RECORD_TYPE__RECORD_##type, evaluation, (id) })
#define CALL(person, method, request) fixture_call(&fixture, (person), (method), &(request), NULL)

/* ---- requests ---- */

static enum status_code put_finding(const char *person, const char *id, const char *title, uint64_t revision)
{
	Jixiao__FindingPutRequest request = JIXIAO__FINDING_PUT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.title = TEXT(title);
	request.text = TEXT("支付不及时");
	request.cause = TEXT("监督不够");
	request.indicator = TEXT("C11");
	request.revision = revision;
	return fixture_call(&fixture, person, "Finding.Put", &request, NULL);
}

static enum status_code on_finding(const char *person, const char *method, const char *id, Jixiao__Finding **reply)
{
	Jixiao__FindingGetRequest request = JIXIAO__FINDING_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	return fixture_call(&fixture, person, method, &request, reply);
}

static Jixiao__Finding *finding(const char *id)
{
	Jixiao__Finding *reply;

	assert_int_equal(on_finding("auditor", "Finding.Get", id, &reply), STATUS_OK);
	return reply;
}

static size_t findings_seen_by(const char *person)
{
	Jixiao__FindingListRequest request = JIXIAO__FINDING_LIST_REQUEST__INIT;
	Jixiao__FindingListReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, person, "Finding.List", &request, &reply), STATUS_OK);
	return reply->n_findings;
}

static enum status_code recommend(const char *person, const char *id, const char *to, uint64_t revision)
{
	Jixiao__RecommendationPutRequest request = JIXIAO__RECOMMENDATION_PUT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.title = TEXT("加强监督");
	request.text = TEXT("按月通报支付进度");
	request.finding = TEXT(to);
	request.revision = revision;
	return fixture_call(&fixture, person, "Recommendation.Put", &request, NULL);
}

static Jixiao__RecommendationListReply *recommendations_seen_by(const char *person)
{
	Jixiao__RecommendationListRequest request = JIXIAO__RECOMMENDATION_LIST_REQUEST__INIT;
	Jixiao__RecommendationListReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, person, "Recommendation.List", &request, &reply), STATUS_OK);
	return reply;
}

static enum status_code assign(const char *person, const char *id, const char *implementer, const char *deadline)
{
	Jixiao__RectificationAssignRequest request = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.implementer = TEXT(implementer);
	request.deadline = TEXT(deadline);
	return fixture_call(&fixture, person, "Rectification.Assign", &request, NULL);
}

static enum status_code act(const char *person, const char *id, const char *evidence)
{
	Jixiao__RectificationLogRequest request = JIXIAO__RECTIFICATION_LOG_REQUEST__INIT;
	char *ids[] = { TEXT(evidence) };

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.text = TEXT("制定支付计划");
	request.evidence = ids;
	request.n_evidence = *evidence != '\0';
	request.done = TEXT("2025-04-20");
	return fixture_call(&fixture, person, "Rectification.Log", &request, NULL);
}

static enum status_code submit(const char *person, const char *id)
{
	Jixiao__RectificationSubmitRequest request = JIXIAO__RECTIFICATION_SUBMIT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	return fixture_call(&fixture, person, "Rectification.Submit", &request, NULL);
}

static enum status_code verify(const char *person, const char *id, bool passed, const char *words)
{
	Jixiao__RectificationVerifyRequest request = JIXIAO__RECTIFICATION_VERIFY_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.passed = passed;
	request.verification = TEXT(words);
	return fixture_call(&fixture, person, "Rectification.Verify", &request, NULL);
}

static enum status_code propose_carry(const char *person, const char *id, const char *reason, const char *until)
{
	Jixiao__RectificationCarryRequest request = JIXIAO__RECTIFICATION_CARRY_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.reason = TEXT(reason);
	request.until = TEXT(until);
	return fixture_call(&fixture, person, "Rectification.ProposeCarry", &request, NULL);
}

static enum status_code carry_on(const char *person, const char *id)
{
	Jixiao__RectificationCarrySignRequest request = JIXIAO__RECTIFICATION_CARRY_SIGN_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_CARRY_ON, id);
	return fixture_call(&fixture, person, "Rectification.CarryOn", &request, NULL);
}

static enum status_code file_report(const char *person, const char *text)
{
	Jixiao__RectificationReportRequest request = JIXIAO__RECTIFICATION_REPORT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.text = TEXT(text);
	return fixture_call(&fixture, person, "Rectification.FileReport", &request, NULL);
}

static enum status_code return_report(const char *person, const char *comment)
{
	Jixiao__RectificationReturnReportRequest request = JIXIAO__RECTIFICATION_RETURN_REPORT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.comment = TEXT(comment);
	return fixture_call(&fixture, person, "Rectification.ReturnReport", &request, NULL);
}

static enum status_code accept_report(const char *person)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = evaluation;
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_RECTIFICATION, "");
	return fixture_call(&fixture, person, "Rectification.AcceptReport", &request, NULL);
}

static enum status_code on_report(const char *person, const char *method)
{
	Jixiao__RectificationGetReportRequest request = JIXIAO__RECTIFICATION_GET_REPORT_REQUEST__INIT;

	request.evaluation = evaluation;
	return fixture_call(&fixture, person, method, &request, NULL);
}

/* ---- the evaluation ---- */

static void put_member(const char *person, Jixiao__Role *roles, size_t n)
{
	Jixiao__TeamMember member = JIXIAO__TEAM_MEMBER__INIT;

	member.evaluation = evaluation;
	member.person = TEXT(person);
	member.roles = roles;
	member.n_roles = n;
	fixture_put(&fixture, RECORD(TEAM_MEMBER, person), &member.base);
}

static void put_evidence(const char *id)
{
	Jixiao__Evidence evidence = JIXIAO__EVIDENCE__INIT;

	evidence.evaluation = evaluation;
	evidence.id = TEXT(id);
	evidence.kind = TEXT("整改材料");
	fixture_put(&fixture, RECORD(EVIDENCE, id), &evidence.base);
}

/* "colleague" implements, too; F01 and F02 are written. In ANALYSIS. */
static int setup(void **state)
{
	Jixiao__Role both[] = { JIXIAO__ROLE__ROLE_MEMBER, JIXIAO__ROLE__ROLE_IMPLEMENTER };
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	(void)state;
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, evaluation);
	put_member("colleague", both, 2);
	put_evidence("E001");
	indicator.evaluation = evaluation;
	indicator.code = indicator.name = TEXT("C11");
	indicator.level = 3;
	fixture_put(&fixture, RECORD(INDICATOR, "C11"), &indicator.base);
	fixture_stage(&fixture, evaluation, STAGE_ANALYSIS);
	assert_int_equal(put_finding("member", "", "支付慢", 0), STATUS_OK);
	assert_int_equal(put_finding("member", "", "设备闲置", 0), STATUS_OK);
	return 0;
}

/* In RECTIFICATION, F01 put to "implementer", F02 to "colleague". */
static int setup_assigned(void **state)
{
	setup(state);
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(assign("leader", "F01", "implementer", "2025-04-30"), STATUS_OK);
	assert_int_equal(assign("leader", "F02", "colleague", "2025-05-31"), STATUS_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void put_right(const char *person, const char *id)
{
	assert_int_equal(act(person, id, "E001"), STATUS_OK);
	assert_int_equal(submit(person, id), STATUS_OK);
}

/* ---- findings and recommendations ---- */

static void test_findings_get_ids_in_order_and_are_edited_by_revision(void **state)
{
	(void)state;
	assert_string_equal(finding("F02")->title, "设备闲置");
	assert_int_equal(finding("F02")->state, JIXIAO__FINDING_STATE__FINDING_STATE_OPEN);
	assert_int_equal(put_finding("leader", "F02", "设备短缺", finding("F02")->revision), STATUS_OK);
	assert_string_equal(finding("F02")->title, "设备短缺");
	assert_string_equal(finding("F02")->drafted_by, "leader");
	assert_int_equal(put_finding("member", "F02", "设备", 1), STATUS_ABORTED);
	assert_int_equal(put_finding("member", "F09", "设备", 0), STATUS_NOT_FOUND);
	assert_int_equal(on_finding("member", "Finding.Remove", "F01", NULL), STATUS_OK);
	assert_int_equal(put_finding("member", "", "新问题", 0), STATUS_OK);
	assert_string_equal(finding("F03")->title, "新问题");
}

static void test_every_fault_of_a_finding_is_named(void **state)
{
	Jixiao__FindingPutRequest request = JIXIAO__FINDING_PUT_REQUEST__INIT;

	(void)state;
	request.evaluation = evaluation;
	request.indicator = TEXT("C99");
	assert_int_equal(CALL("member", "Finding.Put", request), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "title", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "text", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "indicator", MSG_ENTRY_NO_INDICATOR));
}

static void test_recommendations_answer_findings_that_exist(void **state)
{
	(void)state;
	assert_int_equal(recommend("member", "", "F01", 0), STATUS_OK);
	assert_int_equal(recommend("member", "", "", 0), STATUS_OK);
	assert_int_equal(recommend("member", "", "F09", 0), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "finding", MSG_NO_SUCH_FINDING));
	assert_string_equal(recommendations_seen_by("auditor")->recommendations[1]->id, "R02");
	assert_int_equal(recommend("member", "R02", "F02", 1), STATUS_OK);
	assert_int_equal(recommend("member", "R02", "F02", 1), STATUS_ABORTED);
	assert_int_equal(on_finding("member", "Finding.Remove", "F01", NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_ANSWERED);
	assert_int_equal(on_finding("member", "Recommendation.Remove", "R01", NULL), STATUS_OK);
	assert_int_equal(on_finding("member", "Finding.Remove", "F01", NULL), STATUS_OK);
}

static void test_an_implementer_sees_only_what_was_put_to_them(void **state)
{
	(void)state;
	assert_int_equal(recommend("member", "", "F01", 0), STATUS_OK);
	assert_int_equal(recommend("member", "", "F02", 0), STATUS_OK);
	assert_int_equal(recommend("member", "", "", 0), STATUS_OK);
	assert_int_equal(findings_seen_by("implementer"), 0);
	assert_int_equal(recommendations_seen_by("implementer")->n_recommendations, 0);
	assert_int_equal(recommendations_seen_by("colleague")->n_recommendations, 3);
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(assign("leader", "F01", "implementer", "2025-04-30"), STATUS_OK);
	assert_int_equal(findings_seen_by("implementer"), 1);
	assert_int_equal(findings_seen_by("colleague"), 2);
	assert_int_equal(findings_seen_by("auditor"), 2);
	assert_int_equal(on_finding("implementer", "Finding.Get", "F01", NULL), STATUS_OK);
	assert_int_equal(on_finding("implementer", "Finding.Get", "F02", NULL), STATUS_NOT_FOUND);
	assert_int_equal(recommendations_seen_by("implementer")->n_recommendations, 2);
	assert_string_equal(recommendations_seen_by("implementer")->recommendations[0]->id, "R01");
}

/* ---- Assign ---- */

static void test_what_is_yet_to_be_done_is_not_logged(void **state)
{
	Jixiao__RectificationLogRequest request = JIXIAO__RECTIFICATION_LOG_REQUEST__INIT;

	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(assign("leader", "F01", "implementer", "2025-04-30"), STATUS_OK);
	request.evaluation = evaluation;
	request.id = TEXT("F01");
	request.text = TEXT("制定支付计划");
	request.done = TEXT("2999-01-01");
	assert_int_equal(fixture_call(&fixture, "implementer", "Rectification.Log", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "done", MSG_ACTION_FUTURE));
	assert_int_equal(act("implementer", "F01", ""), STATUS_OK);
}

static void test_a_finding_is_put_to_an_implementer_of_the_team_with_a_date(void **state)
{
	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(assign("leader", "F01", "member", "2025-02-30"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "implementer", MSG_NOT_AN_IMPLEMENTER));
	assert_true(fixture_violated(&fixture, "deadline", MSG_FIELD_NOT_DATE));
	assert_int_equal(assign("leader", "F01", "outsider", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "deadline", MSG_FIELD_REQUIRED));
	assert_int_equal(assign("leader", "F01", "implementer", "2025-04-30"), STATUS_OK);
	assert_string_equal(finding("F01")->assigned_by, "leader");
}

static void test_reassigning_starts_anew_and_a_new_date_does_not(void **state)
{
	(void)state;
	put_right("implementer", "F01");
	assert_int_equal(assign("leader", "F01", "implementer", "2025-06-30"), STATUS_OK);
	assert_int_equal(finding("F01")->state, JIXIAO__FINDING_STATE__FINDING_STATE_SUBMITTED);
	assert_int_equal(assign("leader", "F01", "colleague", "2025-06-30"), STATUS_OK);
	assert_int_equal(finding("F01")->state, JIXIAO__FINDING_STATE__FINDING_STATE_ASSIGNED);
	assert_int_equal(finding("F01")->n_actions, 1);
	assert_int_equal(act("implementer", "F01", "E001"), STATUS_NOT_FOUND);
}

static void test_an_assigned_finding_is_not_removed(void **state)
{
	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_REPORTING);
	assert_int_equal(on_finding("member", "Finding.Remove", "F01", NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_ASSIGNED);
}

/* ---- Log, Submit, Verify ---- */

static void test_only_the_implementer_it_was_put_to_logs_and_submits(void **state)
{
	(void)state;
	assert_int_equal(act("colleague", "F01", "E001"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_NOT_YOURS);
	assert_int_equal(act("implementer", "F01", "E001"), STATUS_OK);
	assert_int_equal(submit("colleague", "F01"), STATUS_PERMISSION_DENIED);
	assert_int_equal(submit("implementer", "F01"), STATUS_OK);
	assert_int_equal(act("implementer", "F01", "E001"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_STATE);
}

static void test_nothing_is_submitted_without_an_action_and_its_evidence(void **state)
{
	(void)state;
	assert_int_equal(submit("implementer", "F01"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_STATE);
	assert_int_equal(act("implementer", "F01", "E009"), STATUS_INVALID_ARGUMENT);
	assert_int_equal(act("implementer", "F01", ""), STATUS_OK);
	assert_int_equal(submit("implementer", "F01"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_NO_EVIDENCE);
	assert_int_equal(act("implementer", "F01", "E001"), STATUS_OK);
	assert_int_equal(submit("implementer", "F01"), STATUS_OK);
}

static void test_no_implementer_verifies_present_or_former(void **state)
{
	(void)state;
	put_right("colleague", "F02");
	assert_int_equal(verify("colleague", "F02", true, "已落实"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FINDING_OWN_WORK);
	assert_int_equal(assign("leader", "F02", "implementer", "2025-06-30"), STATUS_OK);
	put_right("implementer", "F02");
	assert_int_equal(verify("colleague", "F02", true, "已落实"), STATUS_PERMISSION_DENIED);
	assert_int_equal(verify("member", "F02", true, "已落实"), STATUS_OK);
}

static void test_verification_closes_or_sends_back_with_its_words(void **state)
{
	(void)state;
	assert_int_equal(verify("member", "F01", true, "已落实"), STATUS_FAILED_PRECONDITION);
	put_right("implementer", "F01");
	assert_int_equal(verify("member", "F01", true, ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "verification", MSG_FIELD_REQUIRED));
	assert_int_equal(verify("member", "F01", false, "缺台账"), STATUS_OK);
	assert_int_equal(finding("F01")->state, JIXIAO__FINDING_STATE__FINDING_STATE_RETURNED);
	assert_int_equal(submit("implementer", "F01"), STATUS_FAILED_PRECONDITION);
	put_right("implementer", "F01");
	assert_int_equal(verify("member", "F01", true, "已落实"), STATUS_OK);
	assert_int_equal(finding("F01")->state, JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED);
	assert_string_equal(finding("F01")->verified_by, "member");
	assert_true(finding("F01")->closed > 0);
	assert_int_equal(assign("leader", "F01", "colleague", "2025-06-30"), STATUS_FAILED_PRECONDITION);
}

/* ---- carrying on ---- */

static void test_carrying_on_needs_a_reason_and_a_later_date(void **state)
{
	(void)state;
	assert_int_equal(propose_carry("implementer", "F01", "", "2025-04-30"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "until", MSG_CARRY_NOT_LATER));
	assert_int_equal(propose_carry("implementer", "F02", "需跨年", "2025-12-31"), STATUS_NOT_FOUND);
	assert_int_equal(propose_carry("implementer", "F01", "需跨年", "2025-12-31"), STATUS_OK);
	assert_string_equal(finding("F01")->carry_by, "implementer");
}

static void test_a_leader_who_did_not_propose_it_signs_the_carrying_on(void **state)
{
	(void)state;
	assert_int_equal(carry_on("leader", "F01"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_CARRY_NOT_PROPOSED);
	assert_int_equal(propose_carry("leader", "F01", "需跨年", "2025-12-31"), STATUS_OK);
	assert_int_equal(carry_on("leader", "F01"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_int_equal(carry_on("second", "F01"), STATUS_OK);
	assert_int_equal(finding("F01")->state, JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED);
	assert_int_equal(act("implementer", "F01", "E001"), STATUS_FAILED_PRECONDITION);
}

/* ---- the rectification report ---- */

static void test_the_report_is_filed_when_nothing_is_left_but_to_verify(void **state)
{
	(void)state;
	assert_int_equal(on_report("implementer", "Rectification.GetReport"), STATUS_NOT_FOUND);
	put_right("implementer", "F01");
	assert_int_equal(file_report("implementer", "已整改"), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "findings[F02]", MSG_FINDING_STATE));
	assert_int_equal(fixture.status.n_violations, 1);
	assert_int_equal(propose_carry("member", "F02", "需跨年", "2025-12-31"), STATUS_OK);
	assert_int_equal(carry_on("leader", "F02"), STATUS_OK);
	assert_int_equal(file_report("implementer", ""), STATUS_INVALID_ARGUMENT);
	assert_int_equal(file_report("implementer", "已整改"), STATUS_OK);
	assert_int_equal(on_report("implementer", "Rectification.GetReport"), STATUS_OK);
}

static void test_the_report_is_accepted_by_another_once_every_finding_is_settled(void **state)
{
	(void)state;
	put_right("implementer", "F01");
	put_right("colleague", "F02");
	assert_int_equal(file_report("implementer", "已整改"), STATUS_OK);
	assert_int_equal(verify("member", "F01", true, "已落实"), STATUS_OK);
	assert_int_equal(accept_report("leader"), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "findings[F02]", MSG_FINDING_STATE));
	assert_int_equal(verify("member", "F02", true, "已落实"), STATUS_OK);
	assert_int_equal(accept_report("leader"), STATUS_OK);
	assert_int_equal(file_report("implementer", "改写"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_RECTIFICATION_ACCEPTED);
}

static void test_a_report_is_sent_back_with_a_comment_and_filed_again(void **state)
{
	(void)state;
	put_right("implementer", "F01");
	put_right("colleague", "F02");
	assert_int_equal(return_report("leader", "请补充"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(file_report("implementer", "已整改"), STATUS_OK);
	assert_int_equal(return_report("leader", ""), STATUS_INVALID_ARGUMENT);
	assert_int_equal(return_report("leader", "请补充"), STATUS_OK);
	assert_int_equal(return_report("leader", "请补充"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_RECTIFICATION_UNFILED);
	assert_int_equal(file_report("colleague", "已整改，含台账"), STATUS_OK);
}

static void test_whoever_filed_the_report_does_not_review_it(void **state)
{
	Jixiao__Role both[] = { JIXIAO__ROLE__ROLE_LEADER, JIXIAO__ROLE__ROLE_IMPLEMENTER };

	(void)state;
	put_member("leader", both, 2);
	put_right("implementer", "F01");
	put_right("colleague", "F02");
	assert_int_equal(verify("member", "F01", true, "已落实"), STATUS_OK);
	assert_int_equal(verify("member", "F02", true, "已落实"), STATUS_OK);
	assert_int_equal(file_report("leader", "已整改"), STATUS_OK);
	assert_int_equal(accept_report("leader"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_int_equal(accept_report("second"), STATUS_OK);
}

/* ---- no findings ---- */

static void test_none_is_declared_only_where_there_is_none(void **state)
{
	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(on_report("leader", "Rectification.DeclareNone"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_FINDINGS_THERE);
	fixture_stage(&fixture, evaluation, STAGE_REPORTING);
	assert_int_equal(on_finding("member", "Finding.Remove", "F01", NULL), STATUS_OK);
	assert_int_equal(on_finding("member", "Finding.Remove", "F02", NULL), STATUS_OK);
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(file_report("implementer", "已整改"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_RECTIFICATION_NOTHING);
	assert_int_equal(on_report("leader", "Rectification.DeclareNone"), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name, start) cmocka_unit_test_setup_teardown(name, start, teardown)
		TEST(test_findings_get_ids_in_order_and_are_edited_by_revision, setup),
		TEST(test_every_fault_of_a_finding_is_named, setup),
		TEST(test_recommendations_answer_findings_that_exist, setup),
		TEST(test_an_implementer_sees_only_what_was_put_to_them, setup),
		TEST(test_what_is_yet_to_be_done_is_not_logged, setup),
		TEST(test_a_finding_is_put_to_an_implementer_of_the_team_with_a_date, setup),
		TEST(test_reassigning_starts_anew_and_a_new_date_does_not, setup_assigned),
		TEST(test_an_assigned_finding_is_not_removed, setup_assigned),
		TEST(test_only_the_implementer_it_was_put_to_logs_and_submits, setup_assigned),
		TEST(test_nothing_is_submitted_without_an_action_and_its_evidence, setup_assigned),
		TEST(test_no_implementer_verifies_present_or_former, setup_assigned),
		TEST(test_verification_closes_or_sends_back_with_its_words, setup_assigned),
		TEST(test_carrying_on_needs_a_reason_and_a_later_date, setup_assigned),
		TEST(test_a_leader_who_did_not_propose_it_signs_the_carrying_on, setup_assigned),
		TEST(test_the_report_is_filed_when_nothing_is_left_but_to_verify, setup_assigned),
		TEST(test_the_report_is_accepted_by_another_once_every_finding_is_settled, setup_assigned),
		TEST(test_a_report_is_sent_back_with_a_comment_and_filed_again, setup_assigned),
		TEST(test_whoever_filed_the_report_does_not_review_it, setup_assigned),
		TEST(test_none_is_declared_only_where_there_is_none, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
