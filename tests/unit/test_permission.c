#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/permission.h"

static struct status status = STATUS_INIT;

static int clear(void **state)
{
	(void)state;
	status_clear(&status);
	return 0;
}

static const char *sentence(enum language language)
{
	return message_text(&status.arena, language, status.message.id, status.message.args, status.message.n_args);
}

static void test_every_role_and_stage_is_judged_by_its_bit_alone(void **state)
{
	(void)state;
	for (unsigned allowed = 1; allowed <= WHO_ENROLLED; allowed <<= 1)
		for (unsigned who = 1; who <= WHO_ENROLLED; who <<= 1)
			for (unsigned in = STAGE_PREPARATION; in < STAGE_COUNT; in++)
				for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++) {
					struct permission row = { allowed, IN(in) };
					enum status_code want = who != allowed ? STATUS_PERMISSION_DENIED
								: stage != in  ? STATUS_FAILED_PRECONDITION
									       : STATUS_OK;

					assert_int_equal(permission_judge(&row, "M", who, (enum stage)stage, &status), want);
					status_clear(&status);
				}
}

static void test_the_open_stages_are_all_but_archived(void **state)
{
	(void)state;
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++) {
		assert_true(IN_ANY & IN(stage));
		assert_int_equal((IN_OPEN & IN(stage)) != 0, stage != STAGE_ARCHIVED);
	}
	assert_false(IN_ANY & IN(STAGE_NONE));
}

static void test_a_stranger_learns_nothing_about_the_stage(void **state)
{
	struct permission row = { WHO_LEADER | WHO_MEMBER, IN(STAGE_IMPLEMENTATION) };

	(void)state;
	assert_int_equal(permission_judge(&row, "Entry.Put", WHO_ENROLLED, STAGE_ARCHIVED, &status), STATUS_PERMISSION_DENIED);
	assert_int_equal(status.message.id, MSG_NOT_ALLOWED_ROLE);
	assert_string_equal(sentence(LANGUAGE_ZH), "“Entry.Put”只有组长、组员可以做");
	assert_string_equal(sentence(LANGUAGE_EN), "only leader, member may do this: Entry.Put");
}

static void test_a_refusal_for_the_stage_names_the_stages_that_allow_it(void **state)
{
	struct permission row = { WHO_MEMBER, IN(STAGE_ANALYSIS) | IN(STAGE_REPORTING) };

	(void)state;
	assert_int_equal(permission_judge(&row, "Finding.Put", WHO_MEMBER, STAGE_ARCHIVING, &status),
			 STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_NOT_ALLOWED_STAGE);
	assert_string_equal(sentence(LANGUAGE_ZH),
			    "评价现处于“档案整理”阶段，“Finding.Put”要在以下阶段做：分析评价、撰写与提交评价报告");
}

static void test_a_method_without_an_evaluation_asks_for_the_role_only(void **state)
{
	struct permission row = { WHO_ADMIN, 0 }, either = { WHO_ENROLLED, IN_ANY };

	(void)state;
	assert_int_equal(permission_judge(&row, "User.Add", WHO_ADMIN | WHO_ENROLLED, STAGE_NONE, &status), STATUS_OK);
	assert_int_equal(permission_judge(&row, "User.Add", WHO_LEADER | WHO_ENROLLED, STAGE_NONE, &status),
			 STATUS_PERMISSION_DENIED);
	assert_int_equal(permission_judge(&either, "User.Whoami", WHO_ENROLLED, STAGE_NONE, &status), STATUS_OK);
}

static void test_stages_have_a_code_and_a_name(void **state)
{
	(void)state;
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++) {
		assert_true(strlen(stage_code((enum stage)stage)) > 0);
		assert_true(strlen(stage_name(LANGUAGE_ZH, (enum stage)stage)) > 0);
	}
	assert_string_equal(stage_code(STAGE_RECTIFICATION), "RECTIFICATION");
	assert_string_equal(stage_name(LANGUAGE_ZH, STAGE_RECTIFICATION), "问题整改");
}

static void test_names_of_several_roles_are_listed(void **state)
{
	(void)state;
	assert_string_equal(permission_names(&status.arena, LANGUAGE_ZH, WHO_TEAM), "组长、组员、项目实施人员");
	assert_string_equal(permission_names(&status.arena, LANGUAGE_EN, WHO_ADMIN | WHO_AUDITOR), "administrator, auditor");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_every_role_and_stage_is_judged_by_its_bit_alone, clear),
		cmocka_unit_test_teardown(test_the_open_stages_are_all_but_archived, clear),
		cmocka_unit_test_teardown(test_a_stranger_learns_nothing_about_the_stage, clear),
		cmocka_unit_test_teardown(test_a_refusal_for_the_stage_names_the_stages_that_allow_it, clear),
		cmocka_unit_test_teardown(test_a_method_without_an_evaluation_asks_for_the_role_only, clear),
		cmocka_unit_test_teardown(test_stages_have_a_code_and_a_name, clear),
		cmocka_unit_test_teardown(test_names_of_several_roles_are_listed, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
