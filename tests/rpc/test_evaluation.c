#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"

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

static Jixiao__Evaluation *evaluation_of(const char *id)
{
	Jixiao__EvaluationGetRequest request = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	Jixiao__Evaluation *evaluation;

	request.evaluation = (char *)id;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &request, &evaluation), STATUS_OK);
	return evaluation;
}

/* ---- Create, List ---- */

static void test_a_shell_names_all_its_faults_at_once(void **state)
{
	Jixiao__EvaluationCreateRequest request = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	(void)state;
	request.id = (char *)"../Etc";
	request.title = (char *)"two\nlines";
	request.year = 1999;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.n_violations, 4);
	assert_true(fixture_violated(&fixture, "id", MSG_FIELD_NOT_ID));
	assert_true(fixture_violated(&fixture, "title", MSG_TEXT_CONTROL));
	assert_true(fixture_violated(&fixture, "unit", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "year", MSG_YEAR_RANGE));
}

static enum status_code update(const char *person, const char *id, const char *title, uint64_t revision)
{
	Jixiao__EvaluationUpdateRequest request = JIXIAO__EVALUATION_UPDATE_REQUEST__INIT;

	request.evaluation = (char *)id;
	request.title = (char *)title;
	request.unit = (char *)"州社科联";
	request.year = 2023;
	request.revision = revision;
	return fixture_call(&fixture, person, "Evaluation.Update", &request, NULL);
}

static void test_the_admin_corrects_title_unit_and_year_until_the_archive(void **state)
{
	(void)state;
	fixture_evaluation(&fixture, "wrong");
	assert_int_equal(update("admin", "wrong", "更正后的名称", evaluation_of("wrong")->revision), STATUS_OK);
	assert_string_equal(evaluation_of("wrong")->title, "更正后的名称");
	assert_string_equal(evaluation_of("wrong")->unit, "州社科联");
	assert_int_equal(evaluation_of("wrong")->year, 2023);
	assert_int_equal(update("admin", "wrong", "别的名称", 1), STATUS_ABORTED);
	assert_int_equal(update("leader", "wrong", "别的名称", evaluation_of("wrong")->revision), STATUS_PERMISSION_DENIED);
	assert_int_equal(update("admin", "wrong", "\u3000\u00a0 ", evaluation_of("wrong")->revision), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "title", MSG_FIELD_REQUIRED));
	fixture_stage(&fixture, "wrong", STAGE_ARCHIVED);
	assert_int_equal(update("admin", "wrong", "别的名称", evaluation_of("wrong")->revision), STATUS_FAILED_PRECONDITION);
}

static void test_an_id_is_used_once(void **state)
{
	Jixiao__EvaluationCreateRequest request = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	(void)state;
	fixture_evaluation(&fixture, "once");
	request.id = (char *)"once";
	request.title = request.unit = (char *)"x";
	request.year = 2024;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, NULL), STATUS_ALREADY_EXISTS);
}

static size_t count_listed(const char *person, uint32_t limit)
{
	Jixiao__EvaluationListRequest request = JIXIAO__EVALUATION_LIST_REQUEST__INIT;
	Jixiao__EvaluationListReply *page;
	size_t n = 0;

	request.limit = limit;
	do {
		assert_int_equal(fixture_call(&fixture, person, "Evaluation.List", &request, &page), STATUS_OK);
		assert_true(page->n_evaluations <= limit);
		n += page->n_evaluations;
		request.cursor = page->cursor;
	} while (page->cursor.len > 0);
	return n;
}

static void test_each_sees_the_evaluations_that_are_theirs_page_by_page(void **state)
{
	Jixiao__EvaluationRemoveMemberRequest remove = JIXIAO__EVALUATION_REMOVE_MEMBER_REQUEST__INIT;
	const size_t before = count_listed("admin", 100);

	(void)state;
	fixture_evaluation(&fixture, "list-a");
	fixture_evaluation(&fixture, "list-b");
	remove.evaluation = (char *)"list-a";
	remove.person = (char *)"colleague";
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.RemoveMember", &remove, NULL), STATUS_OK);
	assert_int_equal(count_listed("admin", 1), before + 2);
	assert_int_equal(count_listed("auditor", 100), before + 2);
	assert_int_equal(count_listed("member", 1), before + 2);
	assert_int_equal(count_listed("colleague", 1), before + 1);
	assert_int_equal(count_listed("outsider", 10), 0);
}

/* ---- the team ---- */

static void test_who_may_hold_which_roles(void **state)
{
	static const struct {
		const char *person;
		Jixiao__Role roles[3];
		size_t n;
		enum status_code code;
	} rows[] = {
		{ "outsider", { JIXIAO__ROLE__ROLE_MEMBER, JIXIAO__ROLE__ROLE_IMPLEMENTER }, 2, STATUS_OK },
		{ "outsider", { JIXIAO__ROLE__ROLE_LEADER, JIXIAO__ROLE__ROLE_MEMBER }, 2, STATUS_OK },
		{ "outsider", { JIXIAO__ROLE__ROLE_LEADER, JIXIAO__ROLE__ROLE_IMPLEMENTER }, 2, STATUS_INVALID_ARGUMENT },
		{ "outsider", { JIXIAO__ROLE__ROLE_MEMBER, JIXIAO__ROLE__ROLE_MEMBER }, 2, STATUS_INVALID_ARGUMENT },
		{ "outsider", { JIXIAO__ROLE__ROLE_UNSPECIFIED }, 1, STATUS_INVALID_ARGUMENT },
		{ "outsider", { (Jixiao__Role)9 }, 1, STATUS_INVALID_ARGUMENT },
		{ "outsider", { JIXIAO__ROLE__ROLE_UNSPECIFIED }, 0, STATUS_INVALID_ARGUMENT },
		{ "admin", { JIXIAO__ROLE__ROLE_MEMBER }, 1, STATUS_FAILED_PRECONDITION },
		{ "auditor", { JIXIAO__ROLE__ROLE_LEADER }, 1, STATUS_FAILED_PRECONDITION },
		{ "nobody", { JIXIAO__ROLE__ROLE_MEMBER }, 1, STATUS_NOT_FOUND },
	};
	Jixiao__EvaluationPutMemberRequest request = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
	Jixiao__TeamMember *member;

	(void)state;
	fixture_evaluation(&fixture, "roles");
	request.evaluation = (char *)"roles";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		request.person = (char *)rows[i].person;
		request.n_roles = rows[i].n;
		request.roles = (Jixiao__Role *)rows[i].roles;
		assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &request, &member), rows[i].code);
		if (rows[i].code == STATUS_OK)
			request.revision = member->revision;
	}
}

static void test_who_left_the_team_may_do_nothing_in_it(void **state)
{
	Jixiao__EvaluationRemoveMemberRequest remove = JIXIAO__EVALUATION_REMOVE_MEMBER_REQUEST__INIT;
	Jixiao__EvaluationGateRequest gate = JIXIAO__EVALUATION_GATE_REQUEST__INIT;

	(void)state;
	fixture_evaluation(&fixture, "left");
	gate.evaluation = remove.evaluation = (char *)"left";
	remove.person = (char *)"leader";
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Gate", &gate, NULL), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.RemoveMember", &remove, NULL), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Gate", &gate, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.RemoveMember", &remove, NULL), STATUS_NOT_FOUND);
}

/* ---- stages ---- */

static void test_a_closed_gate_names_everything_and_lets_nobody_through(void **state)
{
	Jixiao__EvaluationGateRequest gate = JIXIAO__EVALUATION_GATE_REQUEST__INIT;
	Jixiao__EvaluationAdvanceRequest advance = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;
	Jixiao__EvaluationGateReply *reply;

	(void)state;
	fixture_evaluation(&fixture, "gate");
	gate.evaluation = advance.evaluation = (char *)"gate";
	advance.from = JIXIAO__STAGE__STAGE_PREPARATION;
	assert_int_equal(fixture_call(&fixture, "member", "Evaluation.Gate", &gate, &reply), STATUS_OK);
	assert_int_equal(reply->next, JIXIAO__STAGE__STAGE_IMPLEMENTATION);
	assert_true(reply->n_missing > 0);
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Advance", &advance, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_GATE_CLOSED);
	assert_int_equal(fixture.status.n_violations, reply->n_missing);
	assert_true(fixture_violated(&fixture, "scheme", MSG_GATE_NO_SCHEME));
	assert_int_equal(evaluation_of("gate")->stage, JIXIAO__STAGE__STAGE_PREPARATION);
}

static void test_a_second_click_does_not_skip_a_stage(void **state)
{
	Jixiao__EvaluationAdvanceRequest advance = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;

	(void)state;
	fixture_evaluation(&fixture, "click");
	fixture_stage(&fixture, "click", STAGE_ANALYSIS);
	advance.evaluation = (char *)"click";
	advance.from = JIXIAO__STAGE__STAGE_IMPLEMENTATION;
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Advance", &advance, NULL), STATUS_ABORTED);
	assert_int_equal(fixture.status.message.id, MSG_STAGE_MOVED);
}

static void test_every_stage_names_its_next(void **state)
{
	Jixiao__EvaluationGateRequest gate = JIXIAO__EVALUATION_GATE_REQUEST__INIT;
	Jixiao__EvaluationGateReply *reply;

	(void)state;
	fixture_evaluation(&fixture, "next");
	gate.evaluation = (char *)"next";
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_ARCHIVED; stage++) {
		fixture_stage(&fixture, "next", (enum stage)stage);
		assert_int_equal(fixture_call(&fixture, "auditor", "Evaluation.Gate", &gate, &reply), STATUS_OK);
		assert_int_equal(reply->next, stage + 1);
	}
	fixture_stage(&fixture, "next", STAGE_ARCHIVED);
	assert_int_equal(fixture_call(&fixture, "auditor", "Evaluation.Gate", &gate, &reply), STATUS_OK);
	assert_int_equal(reply->next, JIXIAO__STAGE__STAGE_UNSPECIFIED);
	assert_int_equal(reply->n_missing, 0);
}

static void test_a_return_leads_back_with_a_reason_and_deletes_nothing(void **state)
{
	Jixiao__EvaluationReturnRequest back = JIXIAO__EVALUATION_RETURN_REQUEST__INIT;
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	Jixiao__EntryGetRequest get = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Evaluation *evaluation;

	(void)state;
	fixture_evaluation(&fixture, "back");
	fixture_stage(&fixture, "back", STAGE_ANALYSIS);
	entry.evaluation = (char *)"back";
	entry.indicator = (char *)"A11";
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, "back", "A11" }, &entry.base);
	back.evaluation = get.evaluation = (char *)"back";
	back.to = JIXIAO__STAGE__STAGE_REPORTING;
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.SendBack", &back, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "to", MSG_STAGE_NOT_EARLIER));
	assert_true(fixture_violated(&fixture, "reason", MSG_FIELD_REQUIRED));
	back.to = JIXIAO__STAGE__STAGE_PREPARATION;
	back.reason = (char *)"指标值有误";
	assert_int_equal(fixture_call(&fixture, "member", "Evaluation.SendBack", &back, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.SendBack", &back, &evaluation), STATUS_OK);
	assert_int_equal(evaluation->stage, JIXIAO__STAGE__STAGE_PREPARATION);
	assert_string_equal(evaluation->returned_by, "leader");
	assert_string_equal(evaluation->return_reason, "指标值有误");
	get.indicator = (char *)"A11";
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Get", &get, NULL), STATUS_OK);
}

/* ---- Todo ---- */

static size_t count_todos(const char *person, const char *evaluation)
{
	Jixiao__EvaluationTodoRequest request = JIXIAO__EVALUATION_TODO_REQUEST__INIT;
	Jixiao__EvaluationTodoReply *reply;
	size_t n = 0;

	assert_int_equal(fixture_call(&fixture, person, "Evaluation.Todo", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_todos; i++) {
		assert_string_not_equal(reply->todos[i]->command, "");
		assert_string_not_equal(reply->todos[i]->message, "");
		n += strcmp(reply->todos[i]->evaluation, evaluation) == 0;
	}
	return n;
}

static void test_a_new_evaluation_waits_for_its_team_and_for_nobody_else(void **state)
{
	(void)state;
	fixture_evaluation(&fixture, "todo");
	assert_true(count_todos("member", "todo") > 0);
	assert_int_equal(count_todos("outsider", "todo"), 0);
	assert_int_equal(count_todos("auditor", "todo"), 0);
	fixture_stage(&fixture, "todo", STAGE_ARCHIVED);
	assert_int_equal(count_todos("member", "todo"), 0);
	assert_int_equal(count_todos("leader", "todo"), 0);
	assert_int_equal(count_todos("admin", "todo"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_shell_names_all_its_faults_at_once),
		cmocka_unit_test(test_the_admin_corrects_title_unit_and_year_until_the_archive),
		cmocka_unit_test(test_an_id_is_used_once),
		cmocka_unit_test(test_each_sees_the_evaluations_that_are_theirs_page_by_page),
		cmocka_unit_test(test_who_may_hold_which_roles),
		cmocka_unit_test(test_who_left_the_team_may_do_nothing_in_it),
		cmocka_unit_test(test_a_closed_gate_names_everything_and_lets_nobody_through),
		cmocka_unit_test(test_a_second_click_does_not_skip_a_stage),
		cmocka_unit_test(test_every_stage_names_its_next),
		cmocka_unit_test(test_a_return_leads_back_with_a_reason_and_deletes_nothing),
		cmocka_unit_test(test_a_new_evaluation_waits_for_its_team_and_for_nobody_else),
	};

	return cmocka_run_group_tests_name("evaluation", tests, setup, teardown);
}
