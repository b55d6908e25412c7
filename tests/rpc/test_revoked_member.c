/* Who was revoked stays in the team's list and can do nothing there: others are asked to take over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "evaluation.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/user.pb-c.h"

#define EVALUATION "one"
#define TEXT(text) ((char *)(text))

static struct fixture fixture;

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

static void revoke(const char *person)
{
	Jixiao__UserRevokeRequest request = JIXIAO__USER_REVOKE_REQUEST__INIT;

	request.id = TEXT(person);
	request.reason = TEXT("离职");
	assert_int_equal(fixture_call(&fixture, "admin", "User.Revoke", &request, NULL), STATUS_OK);
}

static bool is_asked(const char *person, enum message_id message)
{
	Jixiao__EvaluationTodoRequest request = JIXIAO__EVALUATION_TODO_REQUEST__INIT;
	Jixiao__EvaluationTodoReply *reply;

	assert_int_equal(fixture_call(&fixture, person, "Evaluation.Todo", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_todos; i++)
		if (strcmp(reply->todos[i]->message, message_name(message)) == 0)
			return true;
	return false;
}

static void test_the_work_of_who_was_revoked_is_given_to_others(void **state)
{
	Jixiao__IndicatorAssignRequest assign = JIXIAO__INDICATOR_ASSIGN_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_IMPLEMENTATION);
	assert_false(is_asked("leader", MSG_TODO_REASSIGN_INDICATOR));
	revoke("member");
	assert_true(is_asked("leader", MSG_TODO_REASSIGN_INDICATOR));
	assign.evaluation = TEXT(EVALUATION);
	assign.code = TEXT("A11");
	assign.responsible = TEXT("member");
	assert_int_equal(fixture_call(&fixture, "leader", "Indicator.Assign", &assign, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_USER_REVOKED);
	assign.responsible = TEXT("colleague");
	assert_int_equal(fixture_call(&fixture, "leader", "Indicator.Assign", &assign, NULL), STATUS_OK);
	assert_false(is_asked("admin", MSG_TODO_ADD_LEADER));
	revoke("leader");
	assert_false(is_asked("admin", MSG_TODO_ADD_LEADER));
	revoke("second");
	assert_true(is_asked("admin", MSG_TODO_ADD_LEADER));
}

static void test_a_finding_is_put_to_nobody_who_was_revoked(void **state)
{
	Jixiao__RectificationAssignRequest assign = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_RECTIFICATION);
	revoke("implementer");
	assert_true(is_asked("admin", MSG_TODO_ADD_IMPLEMENTER));
	assign.evaluation = TEXT(EVALUATION);
	assign.id = TEXT("F01");
	assign.implementer = TEXT("implementer");
	assign.deadline = TEXT("2025-06-30");
	assert_int_equal(fixture_call(&fixture, "leader", "Rectification.Assign", &assign, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "implementer", MSG_NOT_AN_IMPLEMENTER));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_work_of_who_was_revoked_is_given_to_others),
		TEST(test_a_finding_is_put_to_nobody_who_was_revoked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
