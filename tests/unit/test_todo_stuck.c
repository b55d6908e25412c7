/* Where an evaluation would stand still: todo says to somebody how it goes on, and never what will be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "asked.h"

static void expect_args(const char *first, const char *second, const char *third)
{
	const char *const wanted[] = { first, second, third };

	for (size_t i = 0; i < 3 && wanted[i] != NULL; i++)
		assert_string_equal(todos[0].args[i], wanted[i]);
}

static struct team_member *member(const char *person)
{
	return (struct team_member *)dossier_member(dossier, person);
}

static void leave(const char *person)
{
	struct team_member *place = member(person);

	*place = dossier->team[--dossier->n_team];
}

static void test_a_leader_who_is_the_only_member_needs_another(void **state)
{
	(void)state;
	dossier->n_team = 1;
	dossier->team[0] = (struct team_member){ "zhangguodong", "张国栋", "", WHO_LEADER | WHO_MEMBER };
	ask(STAGE_PREPARATION, "guanliyuan");
	expect(MSG_TODO_ADD_MEMBER, "team add 2024-yunxing PERSON --role member", false);
}

static void test_an_entry_is_asked_for_with_what_its_rule_and_points_want(void **state)
{
	(void)state;
	indicator("C31")->responsible = indicator("A11")->responsible = indicator("D21")->responsible = "yangshuo";
	entry("C31")->state = entry("A11")->state = entry("D21")->state = ENTRY_NONE;
	ask(STAGE_IMPLEMENTATION, "yangshuo");
	expect(MSG_TODO_ENTER, "entry put 2024-yunxing C31 DATE --text TEXT --evidence ID", false);
	expect(MSG_TODO_ENTER, "entry put 2024-yunxing D21 RESULT --text TEXT --evidence ID", false);
	for (size_t i = 0; i < n; i++)
		if (strstr(todos[i].command, " A11 ") != NULL) {
			assert_non_null(strstr(todos[i].command, " --point 1=TEXT --point 2=TEXT "));
			assert_null(strstr(todos[i].command, "VALUE"));
		}
}

static void test_a_draft_is_handed_in_only_when_it_is_complete(void **state)
{
	(void)state;
	entry("C12")->state = ENTRY_DRAFT;
	entry("C12")->n_evidence = 0;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_COMPLETE_ENTRY, "entry put 2024-yunxing C12 VALUE --text TEXT --evidence ID", true);
	dossier->funds.state = ENTRY_DRAFT;
	dossier->funds.n_flows = 1;
	entry("C12")->state = ENTRY_ACCEPTED;
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	assert_int_equal(n, 1);
	assert_int_equal(todos[0].message, MSG_TODO_COMPLETE_FUNDS);
}

static void test_sources_with_blanks_are_one_word_of_the_command(void **state)
{
	(void)state;
	dossier->funds.state = ENTRY_NONE;
	dossier->scheme.n_budget = 1;
	dossier->scheme.budget[0].source = "省级 专项's";
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	assert_string_equal(todos[0].command,
			    "funds put 2024-yunxing --received '省级 专项'\\''s=AMOUNT' --paid '省级 专项'\\''s=AMOUNT'");
}

static void test_scores_without_a_reason_are_not_offered_for_approval(void **state)
{
	(void)state;
	score("A11")->state = score("C11")->state = score("C12")->state = SCORE_PROPOSED;
	score("A11")->points = DECIMAL(0);
	score("A11")->met[0] = false;
	score("A11")->computed = "";
	score("A11")->reason = score("A11")->explanation = "";
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect(MSG_TODO_APPROVE_SCORES, "score approve 2024-yunxing C11 C12", true);
	score("C11")->state = score("C12")->state = SCORE_APPROVED;
	ask(STAGE_ANALYSIS, "zhangguodong");
	expect_nothing();
}

static void test_a_finding_without_evidence_is_not_handed_in(void **state)
{
	struct action action = { .text = "已整改", .person = "fanzijuan", .done = "" };

	(void)state;
	dossier->n_findings = 1;
	dossier->findings[0].state = FINDING_ACTING;
	dossier->findings[0].implementer = "fanzijuan";
	dossier->findings[0].actions = &action;
	dossier->findings[0].n_actions = 1;
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect(MSG_TODO_EVIDENCE_FINDING, "rectification log 2024-yunxing F01 --text TEXT --evidence ID", true);
}

static void test_whoever_acted_on_a_finding_is_not_asked_to_verify_it(void **state)
{
	struct action actions[] = { { .person = "yangshuo" }, { .person = "wuhexuan" }, { .person = "zhangguodong" } };

	(void)state;
	dossier->n_findings = 1;
	dossier->findings[0].state = FINDING_SUBMITTED;
	dossier->findings[0].implementer = "fanzijuan";
	dossier->findings[0].actions = actions;
	dossier->findings[0].n_actions = 1;
	ask(STAGE_RECTIFICATION, "yangshuo");
	expect_nothing();
	ask(STAGE_RECTIFICATION, "wuhexuan");
	expect(MSG_TODO_VERIFY_FINDING, "rectification verify 2024-yunxing F01 PASS-OR-FAIL --verification TEXT", true);
	dossier->findings[0].n_actions = 3;
	ask(STAGE_RECTIFICATION, "guanliyuan");
	expect(MSG_TODO_ADD_VERIFIER, "team add 2024-yunxing PERSON --role member", true);
}

static void test_a_leader_reassigns_the_work_of_who_left(void **state)
{
	(void)state;
	member("wuhexuan")->roles = WHO_IMPLEMENTER;
	ask(STAGE_IMPLEMENTATION, "zhangguodong");
	expect(MSG_TODO_REASSIGN_INDICATOR, "indicator assign 2024-yunxing C11 PERSON", false);
	expect_args(todos[0].args[0], todos[0].args[1], "wuhexuan");
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect_nothing();
	dossier->n_findings = 1;
	dossier->findings[0].state = FINDING_ACTING;
	dossier->findings[0].implementer = "fanzijuan";
	leave("fanzijuan");
	member("wuhexuan")->roles = WHO_MEMBER;
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect_nothing();
	ask(STAGE_RECTIFICATION, "guanliyuan");
	expect(MSG_TODO_ADD_IMPLEMENTER, "team add 2024-yunxing PERSON --role implementer", true);
	member("wuhexuan")->roles = WHO_IMPLEMENTER;
	ask(STAGE_RECTIFICATION, "zhangguodong");
	expect(MSG_TODO_REASSIGN_FINDING, "rectification assign 2024-yunxing F01 PERSON --deadline DATE", true);
}

static void test_funds_of_who_left_are_gone_on_with_by_who_rests_on_them(void **state)
{
	(void)state;
	dossier->funds.state = ENTRY_DRAFT;
	dossier->funds.entered_by = "gone";
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect(MSG_TODO_SUBMIT_FUNDS, "funds submit 2024-yunxing", true);
}

static void test_a_part_of_the_report_by_the_only_leader_needs_another(void **state)
{
	(void)state;
	dossier->narrative[0].drafted_by = "zhangguodong";
	ask(STAGE_REPORTING, "guanliyuan");
	expect(MSG_TODO_ADD_SECOND_LEADER, "team add 2024-yunxing PERSON --role leader", true);
	add_leader("lisi");
	ask(STAGE_REPORTING, "guanliyuan");
	expect_nothing();
}

static void test_who_must_mend_reads_why_it_was_returned(void **state)
{
	(void)state;
	entry("C11")->state = ENTRY_RETURNED;
	entry("C11")->comment = "请补签到表";
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect_args("C11", indicator("C11")->name, "请补签到表");
	entry("C11")->state = ENTRY_ACCEPTED;
	dossier->funds.state = ENTRY_RETURNED;
	dossier->funds.comment = "与银行回单不符";
	ask(STAGE_IMPLEMENTATION, "wuhexuan");
	expect_args("与银行回单不符", NULL, NULL);
	dossier->funds.state = ENTRY_ACCEPTED;
	score("D21")->state = SCORE_RETURNED;
	score("D21")->comment = "依据不足";
	ask(STAGE_ANALYSIS, "yangshuo");
	expect_args("D21", indicator("D21")->name, "依据不足");
	dossier->n_findings = 1;
	dossier->findings[0].state = FINDING_RETURNED;
	dossier->findings[0].implementer = "fanzijuan";
	dossier->findings[0].verification = "制度尚未印发";
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect_args("F01", dossier->findings[0].title, "制度尚未印发");
	dossier->findings[0].state = FINDING_SUBMITTED;
	dossier->rectification.comment = "请写明完成时间";
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect_args("请写明完成时间", NULL, NULL);
}

static void test_everyone_who_works_in_a_stage_reads_why_the_evaluation_came_back(void **state)
{
	(void)state;
	dossier->returned_by = "zhangguodong";
	dossier->return_reason = "资金数据有误";
	ask(STAGE_IMPLEMENTATION, "yangshuo");
	expect(MSG_TODO_RETURNED, "evaluation show 2024-yunxing", true);
	expect_args("张国栋", "资金数据有误", NULL);
	ask(STAGE_IMPLEMENTATION, "fanzijuan");
	expect_nothing();
	ask(STAGE_RECTIFICATION, "fanzijuan");
	expect(MSG_TODO_RETURNED, "evaluation show 2024-yunxing", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_a_leader_who_is_the_only_member_needs_another),
		TEST(test_an_entry_is_asked_for_with_what_its_rule_and_points_want),
		TEST(test_a_draft_is_handed_in_only_when_it_is_complete),
		TEST(test_sources_with_blanks_are_one_word_of_the_command),
		TEST(test_scores_without_a_reason_are_not_offered_for_approval),
		TEST(test_a_finding_without_evidence_is_not_handed_in),
		TEST(test_whoever_acted_on_a_finding_is_not_asked_to_verify_it),
		TEST(test_a_leader_reassigns_the_work_of_who_left),
		TEST(test_funds_of_who_left_are_gone_on_with_by_who_rests_on_them),
		TEST(test_a_part_of_the_report_by_the_only_leader_needs_another),
		TEST(test_who_must_mend_reads_why_it_was_returned),
		TEST(test_everyone_who_works_in_a_stage_reads_why_the_evaluation_came_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
