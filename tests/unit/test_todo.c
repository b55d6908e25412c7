#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "asked.h"
#include "common/domain/catalogue.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void test_preparation_asks_for_team_scheme_and_approval(void **state)
{
	size_t team = dossier->n_team;

	(void)state;
	dossier->n_team = 0;
	ask(STAGE_PREPARATION, "guanliyuan");
	expect(MSG_TODO_ADD_LEADER, "team add 2024-yunxing PERSON --role leader", false);
	expect(MSG_TODO_ADD_MEMBER, "team add 2024-yunxing PERSON --role member", false);
	dossier->n_team = team;
	ask(STAGE_PREPARATION, "guanliyuan");
	expect_nothing();
	dossier->scheme.revision = 0;
	ask(STAGE_PREPARATION, "yangshuo");
	expect(MSG_TODO_IMPORT_SCHEME, "scheme import 2024-yunxing FILE", true);
	dossier->scheme.revision = 1;
	dossier->scheme.project = "";
	ask(STAGE_PREPARATION, "yangshuo");
	expect(MSG_TODO_MEND_SCHEME, "scheme import 2024-yunxing FILE", true);
	dossier->scheme.project = "项目";
	indicator("C11")->responsible = "";
	ask(STAGE_PREPARATION, "zhangguodong");
	expect(MSG_TODO_ASSIGN_INDICATOR, "indicator assign 2024-yunxing C11 PERSON", false);
	expect(MSG_TODO_APPROVE_SCHEME, "scheme approve 2024-yunxing", false);
	indicator("C11")->responsible = "wuhexuan";
	sign(APPROVAL_SCHEME, "zhangguodong");
	ask(STAGE_PREPARATION, "zhangguodong");
	expect(MSG_TODO_ADVANCE, "evaluation advance 2024-yunxing", true);
	assert_string_equal(todos[0].args[0], "@STAGE_IMPLEMENTATION");
}

static void test_whoever_submitted_the_scheme_is_not_asked_to_approve_it(void **state)
{
	(void)state;
	dossier->scheme.entered_by = "zhangguodong";
	ask(STAGE_PREPARATION, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	ask(STAGE_PREPARATION, "guanliyuan");
	expect(MSG_TODO_ADD_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	add_leader("lisi");
	ask(STAGE_PREPARATION, "zhangguodong");
	expect_nothing();
	ask(STAGE_PREPARATION, "guanliyuan");
	expect_nothing();
	ask(STAGE_PREPARATION, "lisi");
	expect(MSG_TODO_APPROVE_SCHEME, "scheme approve 2024-yunxing", true);
}

static void test_implementation_asks_the_responsible_member_and_the_leader(void **state)
{
	(void)state;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect_nothing();
	entry("C11")->state = ENTRY_NONE;
	entry("C12")->state = ENTRY_DRAFT;
	entry("B13")->state = ENTRY_RETURNED;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_ENTER, "entry put 2024-yunxing C11 VALUE --text TEXT --evidence ID", false);
	expect(MSG_TODO_SUBMIT_ENTRY, "entry submit 2024-yunxing C12", false);
	expect(MSG_TODO_ENTER_AGAIN,
	       "entry put 2024-yunxing B13 --text TEXT --point 1=TEXT --point 2=TEXT --point 3=TEXT --point 4=TEXT --evidence "
	       "ID --evidence ID",
	       false);
	assert_int_equal(n, 3);
	ask(STAGE_IMPLEMENTATION, "yangshuo");
	expect_nothing();
	entry("C13")->state = entry("D21")->state = ENTRY_SUBMITTED;
	ask(STAGE_IMPLEMENTATION, "zhangguodong");
	expect(MSG_TODO_ACCEPT_ENTRIES, "entry accept 2024-yunxing", true);
	assert_string_equal(todos[0].args[0], "2");
	entry("C13")->entered_by = entry("D21")->entered_by = "zhangguodong";
	dossier->funds.state = ENTRY_SUBMITTED;
	dossier->funds.entered_by = "zhangguodong";
	ask(STAGE_IMPLEMENTATION, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	assert_string_equal(todos[0].args[0], "3");
	add_leader("lisi");
	ask(STAGE_IMPLEMENTATION, "zhangguodong");
	expect_nothing();
}

static void test_the_funds_are_asked_of_who_rests_on_them(void **state)
{
	(void)state;
	dossier->funds.state = ENTRY_NONE;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_ENTER_FUNDS,
	       "funds put 2024-yunxing --received 财政资金=AMOUNT --paid 财政资金=AMOUNT --received 其他资金=AMOUNT --paid "
	       "其他资金=AMOUNT",
	       true);
	ask(STAGE_IMPLEMENTATION, "yangshuo");
	expect_nothing();
	dossier->funds.state = ENTRY_DRAFT;
	dossier->funds.entered_by = "wuhexuan";
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_SUBMIT_FUNDS, "funds submit 2024-yunxing", true);
	dossier->funds.state = ENTRY_SUBMITTED;
	ask(STAGE_IMPLEMENTATION, "zhangguodong");
	expect(MSG_TODO_ACCEPT_FUNDS, "funds accept 2024-yunxing", true);
	dossier->funds.state = ENTRY_RETURNED;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_ENTER_FUNDS_AGAIN,
	       "funds put 2024-yunxing --received 财政资金=AMOUNT --paid 财政资金=AMOUNT --received 其他资金=AMOUNT --paid "
	       "其他资金=AMOUNT",
	       true);
}

static void test_analysis_asks_to_compute_judge_approve_and_sign(void **state)
{
	(void)state;
	score("C11")->state = score("C12")->state = score("A11")->state = SCORE_NONE;
	score("D21")->state = SCORE_RETURNED;
	score("A12")->points = DECIMAL(2);
	score("A12")->reason = "";
	ask(STAGE_ANALYSIS, "yangshuo");
	expect(MSG_TODO_PROPOSE, "score propose 2024-yunxing A11 --met POINTS-MET --reason TEXT", false);
	expect(MSG_TODO_PROPOSE_AGAIN, "score propose 2024-yunxing D21 --tier TIER --share SHARE --reason TEXT", false);
	expect(MSG_TODO_GIVE_REASON, "score propose 2024-yunxing A12 --reason TEXT", false);
	expect(MSG_TODO_COMPUTE, "score compute 2024-yunxing", false);
	assert_int_equal(n, 4);
	ask(STAGE_ANALYSIS, "wuhexuan");
	expect(MSG_TODO_COMPUTE, "score compute 2024-yunxing", true);
	assert_string_equal(todos[0].args[0], "2");
	setup(NULL);
	score("C11")->state = SCORE_PROPOSED;
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_APPROVE_SCORES, "score approve 2024-yunxing", true);
	entry("C11")->entered_by = "zhangguodong";
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	add_leader("lisi");
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect_nothing();
}

static void test_an_admin_is_asked_for_who_the_team_lacks_in_any_stage(void **state)
{
	(void)state;
	dossier->team = NULL;
	dossier->n_team = 0;
	for (enum stage stage = STAGE_PREPARATION; stage < STAGE_ARCHIVED; stage++) {
		ask(stage, "guanliyuan");
		expect(MSG_TODO_ADD_LEADER, "team add 2024-yunxing PERSON --role leader", false);
		expect(MSG_TODO_ADD_MEMBER, "team add 2024-yunxing PERSON --role member", false);
		assert_int_equal(has(MSG_TODO_ADD_IMPLEMENTER, "team add 2024-yunxing PERSON --role implementer"),
				 stage == STAGE_RECTIFICATION);
	}
	ask(STAGE_ARCHIVED, "guanliyuan");
	expect_nothing();
}

static void test_a_leader_is_asked_to_sign_what_their_signature_counts_for(void **state)
{
	(void)state;
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_SIGN_SCORES, "score sign 2024-yunxing", true);
	assert_string_equal(todos[0].args[0], "19");
	sign(APPROVAL_SCORES, "zhangguodong");
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_ADVANCE, "evaluation advance 2024-yunxing", true);
	entry("C11")->entered_by = "zhangguodong";
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	add_leader("lisi");
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect_nothing();
	ask(STAGE_ANALYSIS, "lisi");
	expect(MSG_TODO_SIGN_SCORES, "score sign 2024-yunxing", true);
	assert_string_equal(todos[0].args[0], "1");
}

static void test_reporting_asks_to_write_mend_and_sign(void **state)
{
	struct dismissal dismissal = { "funds-breakdown:按用途", "四舍五入", "yangshuo", "" };

	(void)state;
	for (size_t i = 0; i < dossier->n_narrative; i++)
		if (strcmp(dossier->narrative[i].section, "7.other") == 0)
			dossier->narrative[i].text = "";
	dossier->funds.breakdowns[0].uses[0].amount.fen -= 1;
	ask(STAGE_REPORTING, "yangshuo");
	expect(MSG_TODO_WRITE_SECTION, "report draft 2024-yunxing 7.other --file FILE", false);
	expect(MSG_TODO_MEND_REPORT, "report check 2024-yunxing", false);
	assert_int_equal(n, 2);
	dossier->dismissals = &dismissal;
	dossier->n_dismissals = 1;
	ask(STAGE_REPORTING, "zhangguodong");
	expect(MSG_TODO_ACCEPT_DISMISSAL, "report dismiss 2024-yunxing funds-breakdown:按用途", false);
	dismissal.by = "zhangguodong";
	ask(STAGE_REPORTING, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", false);
	setup(NULL);
	ask(STAGE_REPORTING, "zhangguodong");
	expect(MSG_TODO_SIGN_REPORT, "report sign 2024-yunxing", true);
	sign(APPROVAL_REPORT, "zhangguodong");
	ask(STAGE_REPORTING, "zhangguodong");
	expect(MSG_TODO_ADVANCE, "evaluation advance 2024-yunxing", true);
}

static void test_each_state_of_a_finding_asks_its_own_person(void **state)
{
	static const struct {
		enum finding_state state;
		const char *person;
		enum message_id message;
		const char *command;
	} rows[] = {
		{ FINDING_OPEN, "zhangguodong", MSG_TODO_ASSIGN_FINDING,
		  "rectification assign 2024-yunxing F01 PERSON --deadline DATE" },
		{ FINDING_ASSIGNED, "fanzijuan", MSG_TODO_RECTIFY,
		  "rectification log 2024-yunxing F01 --text TEXT --evidence ID" },
		{ FINDING_ACTING, "fanzijuan", MSG_TODO_SUBMIT_FINDING, "rectification submit 2024-yunxing F01" },
		{ FINDING_SUBMITTED, "yangshuo", MSG_TODO_VERIFY_FINDING,
		  "rectification verify 2024-yunxing F01 PASS-OR-FAIL --verification TEXT" },
		{ FINDING_RETURNED, "fanzijuan", MSG_TODO_RECTIFY_AGAIN,
		  "rectification log 2024-yunxing F01 --text TEXT --evidence ID" },
	};

	const char *evidence[] = { "E001" };
	struct action action = { .text = "已整改", .person = "fanzijuan", .done = "", .evidence = evidence, .n_evidence = 1 };

	(void)state;
	dossier->n_findings = 1;
	dossier->findings[0].actions = &action;
	dossier->findings[0].n_actions = 1;
	for (size_t i = 0; i < N(rows); i++) {
		dossier->findings[0].state = rows[i].state;
		dossier->findings[0].implementer = rows[i].state == FINDING_OPEN ? "" : "fanzijuan";
		ask(STAGE_RECTIFICATION, rows[i].person);
		expect(rows[i].message, rows[i].command, rows[i].state != FINDING_SUBMITTED);
	}
	dossier->findings[0].state = FINDING_ASSIGNED;
	dossier->findings[0].implementer = "another";
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect_nothing();
	dossier->findings[0].state = FINDING_SUBMITTED;
	dossier->findings[0].implementer = "yangshuo";
	ask(STAGE_RECTIFICATION, "yangshuo");
	expect_nothing();
}

static void test_carrying_on_and_the_report_wait_for_a_leader_who_did_not_make_them(void **state)
{
	(void)state;
	dossier->n_findings = 1;
	dossier->findings[0].state = FINDING_ACTING;
	dossier->findings[0].implementer = dossier->findings[0].carry_by = "fanzijuan";
	dossier->findings[0].carry_reason = "需跨年";
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_SIGN_CARRY, "rectification sign-carry 2024-yunxing F01", true);
	dossier->findings[0].carry_by = "zhangguodong";
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_ASK_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	add_leader("lisi");
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect_nothing();
	dossier->findings[0].state = FINDING_SUBMITTED;
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect(MSG_TODO_FILE_REPORT, "rectification file 2024-yunxing --file FILE", true);
	dossier->rectification.comment = "请补充";
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect(MSG_TODO_FILE_REPORT_AGAIN, "rectification file 2024-yunxing --file FILE", true);
	dossier->findings[0].state = FINDING_CLOSED;
	dossier->findings[0].verified_by = "yangshuo";
	dossier->rectification.filed_by = "fanzijuan";
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_ACCEPT_REPORT, "rectification accept 2024-yunxing", true);
	sign(APPROVAL_RECTIFICATION, "zhangguodong");
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_ADVANCE, "evaluation advance 2024-yunxing", true);
}

static void test_a_leader_is_asked_to_declare_that_there_are_no_findings(void **state)
{
	(void)state;
	dossier->n_findings = 0;
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_DECLARE_NONE, "rectification none 2024-yunxing", true);
	dossier->no_findings_by = "zhangguodong";
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_ADVANCE, "evaluation advance 2024-yunxing", true);
}

static void test_archiving_asks_members_for_documents_and_the_admin_for_the_seal(void **state)
{
	struct catalogue_item items[32];

	(void)state;
	ask(STAGE_ARCHIVING, "yangshuo");
	expect(MSG_TODO_CATALOGUE, "archive put 2024-yunxing 05 --evidence ID", false);
	ask(STAGE_ARCHIVING, "guanliyuan");
	expect_nothing();
	for (size_t i = 0; i < catalogue_n_rows; i++)
		items[i] = (struct catalogue_item){ catalogue_rows[i].id, "无", "yangshuo", NULL, 0 };
	dossier->catalogue = items;
	dossier->n_catalogue = catalogue_n_rows;
	ask(STAGE_ARCHIVING, "guanliyuan");
	expect(MSG_TODO_SEAL, "archive seal 2024-yunxing", true);
	ask(STAGE_ARCHIVING, "zhangguodong");
	expect_nothing();
	ask(STAGE_ARCHIVED, "zhangguodong");
	expect_nothing();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_preparation_asks_for_team_scheme_and_approval),
		TEST(test_whoever_submitted_the_scheme_is_not_asked_to_approve_it),
		TEST(test_implementation_asks_the_responsible_member_and_the_leader),
		TEST(test_the_funds_are_asked_of_who_rests_on_them),
		TEST(test_analysis_asks_to_compute_judge_approve_and_sign),
		TEST(test_an_admin_is_asked_for_who_the_team_lacks_in_any_stage),
		TEST(test_a_leader_is_asked_to_sign_what_their_signature_counts_for),
		TEST(test_reporting_asks_to_write_mend_and_sign),
		TEST(test_each_state_of_a_finding_asks_its_own_person),
		TEST(test_carrying_on_and_the_report_wait_for_a_leader_who_did_not_make_them),
		TEST(test_a_leader_is_asked_to_declare_that_there_are_no_findings),
		TEST(test_archiving_asks_members_for_documents_and_the_admin_for_the_seal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
