#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "evaluation.h"
#include "jixiao/evaluation.pb-c.h"

#define TEXT(text) ((char *)(text))

static struct fixture fixture;

/* Two evaluations of one project, in both of which A11 lost 10 points; and one without a scheme, whose team is "outsider". */
static int setup(void **state)
{
	Jixiao__EvaluationCreateRequest create = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;
	Jixiao__EvaluationPutMemberRequest put = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
	Jixiao__Role role = JIXIAO__ROLE__ROLE_LEADER;

	(void)state;
	fixture_start(&fixture, NULL);
	evaluation_until(&fixture, "e1", STAGE_REPORTING);
	evaluation_until(&fixture, "e2", STAGE_REPORTING);
	create.id = put.evaluation = TEXT("e3");
	create.title = TEXT("另一项目支出绩效评价");
	create.unit = TEXT("另一单位");
	create.year = 2023;
	put.person = TEXT("outsider");
	put.roles = &role;
	put.n_roles = 1;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &create, NULL), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &put, NULL), STATUS_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* Compares the ${n} named; "" for the project. */
static enum status_code compare(const char *person, const char *project, size_t n, const char *const *ids,
				Jixiao__EvaluationCompareReply **reply)
{
	Jixiao__EvaluationCompareRequest request = JIXIAO__EVALUATION_COMPARE_REQUEST__INIT;

	request.project = TEXT(project);
	request.evaluations = (char **)(uintptr_t)ids;
	request.n_evaluations = n;
	return fixture_call(&fixture, person, "Evaluation.Compare", &request, reply);
}

static void assert_e1_and_e2(const Jixiao__EvaluationCompareReply *reply)
{
	assert_int_equal(reply->n_evaluations, 2);
	assert_string_equal(reply->evaluations[0]->evaluation, "e1");
	assert_string_equal(reply->evaluations[1]->total, "90.00");
	assert_int_equal(reply->n_lines, 1);
	assert_string_equal(reply->lines[0]->name, "产出");
	assert_string_equal(reply->lines[0]->rates[1], "90.00%");
	assert_int_equal(reply->n_deductions, 1);
	assert_string_equal(reply->deductions[0]->name, "开展培训");
	assert_int_equal(reply->deductions[0]->n_deductions, 2);
	assert_string_equal(reply->deductions[0]->deductions[1]->evaluation, "e2");
	assert_string_equal(reply->deductions[0]->deductions[1]->points, "10.00");
	assert_string_equal(reply->deductions[0]->deductions[1]->reason, "少开展1次");
}

static void test_evaluations_stand_side_by_side_named_or_by_their_project(void **state)
{
	static const char *const ids[] = { "e1", "e2" };
	Jixiao__EvaluationCompareReply *reply;

	(void)state;
	assert_int_equal(compare("member", "", 2, ids, &reply), STATUS_OK);
	assert_e1_and_e2(reply);
	assert_int_equal(compare("auditor", "培训经费", 0, NULL, &reply), STATUS_OK);
	assert_e1_and_e2(reply);
}

static enum status_code compare_template(const char *person, const char *template, unsigned year,
					 Jixiao__EvaluationCompareReply **reply)
{
	Jixiao__EvaluationCompareRequest request = JIXIAO__EVALUATION_COMPARE_REQUEST__INIT;

	request.template_ = TEXT(template);
	request.year = year;
	return fixture_call(&fixture, person, "Evaluation.Compare", &request, reply);
}

/* The summary, which the search reads, is made from the scheme by a write. */
static void make_from(const char *evaluation, const char *template)
{
	Jixiao__EvaluationUpdateRequest update = JIXIAO__EVALUATION_UPDATE_REQUEST__INIT;
	Jixiao__EvaluationGetRequest get = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	Jixiao__SchemeGetRequest get_scheme = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemeGetReply *scheme;
	Jixiao__Evaluation *shell;

	get.evaluation = get_scheme.evaluation = update.evaluation = TEXT(evaluation);
	assert_int_equal(fixture_call(&fixture, "admin", "Scheme.Get", &get_scheme, &scheme), STATUS_OK);
	scheme->scheme->template_ = TEXT(template);
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, evaluation, "scheme" },
		    &scheme->scheme->base);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &get, &shell), STATUS_OK);
	update.title = TEXT("改了标题");
	update.unit = shell->unit;
	update.year = shell->year;
	update.revision = shell->revision;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Update", &update, NULL), STATUS_OK);
}

static void test_evaluations_of_one_template_are_found_by_it(void **state)
{
	Jixiao__EvaluationCompareReply *reply;

	(void)state;
	assert_int_equal(compare_template("auditor", "self", 0, NULL), STATUS_NOT_FOUND);
	assert_int_equal(fixture.status.message.id, MSG_COMPARE_TEMPLATE);
	make_from("e1", "self@1");
	make_from("e2", "self@2");
	assert_int_equal(compare_template("auditor", "self", 0, &reply), STATUS_OK);
	assert_e1_and_e2(reply);
	assert_int_equal(compare_template("auditor", "self@2", 0, NULL), STATUS_NOT_FOUND);
	assert_int_equal(compare_template("auditor", "sel", 0, NULL), STATUS_NOT_FOUND);
	assert_int_equal(compare_template("auditor", "self", 1999, NULL), STATUS_NOT_FOUND);
}

static void test_one_without_scores_is_compared_by_its_facts(void **state)
{
	static const char *const ids[] = { "e3", "e1" };
	Jixiao__EvaluationCompareReply *reply;

	(void)state;
	assert_int_equal(compare("admin", "", 2, ids, &reply), STATUS_OK);
	assert_string_equal(reply->evaluations[0]->total, "");
	assert_string_equal(reply->lines[0]->rates[0], "");
	assert_int_equal(reply->n_deductions, 0);
}

static void test_the_caller_needs_their_rights_in_each(void **state)
{
	static const struct {
		const char *person;
		enum status_code code;
	} rows[] = {
		{ "admin", STATUS_OK },
		{ "auditor", STATUS_OK },
		{ "member", STATUS_PERMISSION_DENIED },
		{ "outsider", STATUS_PERMISSION_DENIED },
		{ "implementer", STATUS_PERMISSION_DENIED },
	};
	static const char *const ids[] = { "e1", "e3" }, *const unknown[] = { "e1", "e9" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (compare(rows[i].person, "", 2, ids, NULL) != rows[i].code)
			fail_msg("%s", rows[i].person);
	assert_int_equal(compare("admin", "", 2, unknown, NULL), STATUS_NOT_FOUND);
	assert_int_equal(compare("member", "", 2, unknown, NULL), STATUS_PERMISSION_DENIED);
}

static void test_two_different_evaluations_at_least_are_needed(void **state)
{
	static const char *const twice[] = { "e1", "e1" }, *const both[] = { "e1", "e2" };

	(void)state;
	assert_int_equal(compare("member", "", 2, twice, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(compare("member", "", 0, NULL, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(compare("member", "培训经费", 2, both, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(compare("member", "没有的项目", 0, NULL, NULL), STATUS_NOT_FOUND);
	assert_int_equal(fixture.status.message.id, MSG_COMPARE_PROJECT);
	/* Implementers do not see scores, so none of the project's evaluations are theirs to compare. */
	assert_int_equal(compare("implementer", "培训经费", 0, NULL, NULL), STATUS_NOT_FOUND);
}

static void test_more_than_20_are_refused(void **state)
{
	const char *ids[21];

	(void)state;
	for (size_t i = 0; i < 21; i++)
		ids[i] = arena_printf(&fixture.arena, "x%zu", i);
	assert_int_equal(compare("admin", "", 21, ids, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(compare("admin", "", 20, ids, NULL), STATUS_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test(name)

/* Nothing here changes anything: one server for all. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_evaluations_stand_side_by_side_named_or_by_their_project),
		TEST(test_evaluations_of_one_template_are_found_by_it),
		TEST(test_one_without_scores_is_compared_by_its_facts),
		TEST(test_the_caller_needs_their_rights_in_each),
		TEST(test_two_different_evaluations_at_least_are_needed),
		TEST(test_more_than_20_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
