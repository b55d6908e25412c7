#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "evaluation.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"

#define TEXT(text) ((char *)(text))

static struct fixture fixture;

/* Three evaluations: e1 and e2 with everybody's team, e1 scored 90.00; e3 of another unit and year, without a team. */
static int setup(void **state)
{
	Jixiao__EvaluationCreateRequest create = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	(void)state;
	fixture_start(&fixture, NULL);
	evaluation_until(&fixture, "e1", STAGE_RECTIFICATION);
	fixture_evaluation(&fixture, "e2");
	create.id = TEXT("e3");
	create.title = TEXT("另一项目支出绩效评价");
	create.unit = TEXT("另一单位");
	create.year = 2023;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &create, NULL), STATUS_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static Jixiao__EvaluationStatisticsReply *ask(const char *person, const Jixiao__EvaluationStatisticsRequest *request)
{
	Jixiao__EvaluationStatisticsReply *reply;

	assert_int_equal(fixture_call(&fixture, person, "Evaluation.Statistics", request, &reply), STATUS_OK);
	return reply;
}

static void test_admins_and_auditors_count_all_and_others_what_they_evaluate(void **state)
{
	static const struct {
		const char *person;
		unsigned count;
	} rows[] = {
		{ "admin", 3 }, { "auditor", 3 }, { "leader", 2 }, { "member", 2 }, { "implementer", 0 }, { "outsider", 0 }
	};
	const Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ask(rows[i].person, &request)->total->count != rows[i].count)
			fail_msg("%s", rows[i].person);
}

static void test_statistics_tell_means_grades_stages_funds_and_findings_of_each_group(void **state)
{
	Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;
	Jixiao__EvaluationStatisticsReply *reply;

	(void)state;
	request.by = JIXIAO__STATISTICS_BY__STATISTICS_BY_YEAR;
	reply = ask("auditor", &request);
	assert_int_equal(reply->n_groups, 2);
	assert_string_equal(reply->groups[0]->key, "2023");
	assert_string_equal(reply->groups[0]->average, "");
	assert_string_equal(reply->groups[1]->key, "2024");
	assert_int_equal(reply->groups[1]->count, 2);
	assert_int_equal(reply->groups[1]->scored, 1);
	assert_string_equal(reply->groups[1]->average, "90.00");
	assert_int_equal(reply->groups[1]->grades[0], 1);
	assert_int_equal(reply->groups[1]->stages[STAGE_PREPARATION - 1], 1);
	assert_int_equal(reply->groups[1]->stages[STAGE_RECTIFICATION - 1], 1);
	assert_int_equal(reply->groups[1]->open_findings, 1);
	assert_string_equal(reply->groups[1]->paid, "1000.00");
	assert_string_equal(reply->groups[1]->execution_rate, "100%");
	assert_int_equal(reply->total->count, 3);
	assert_int_equal(strlen(reply->today), 10);
}

static void test_groups_page_with_a_cursor(void **state)
{
	static const struct {
		Jixiao__StatisticsBy by;
		const char *keys[3];
	} rows[] = {
		{ JIXIAO__STATISTICS_BY__STATISTICS_BY_UNIT, { "另一单位", "示范单位" } },
		{ JIXIAO__STATISTICS_BY__STATISTICS_BY_STAGE, { "PREPARATION", "RECTIFICATION" } },
		{ JIXIAO__STATISTICS_BY__STATISTICS_BY_GRADE, { "优", "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;

		request.by = rows[i].by;
		request.limit = 1;
		for (size_t k = 0; rows[i].keys[k] != NULL; k++) {
			Jixiao__EvaluationStatisticsReply *reply = ask("admin", &request);

			assert_int_equal(reply->n_groups, 1);
			assert_string_equal(reply->groups[0]->key, rows[i].keys[k]);
			assert_int_equal(reply->total->count, 3);
			request.cursor = reply->cursor;
		}
		assert_int_equal(request.cursor.len, 0);
	}
}

static void test_an_unknown_grade_is_refused_by_name(void **state)
{
	Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;

	(void)state;
	request.grade = TEXT("优秀");
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Statistics", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "grade", MSG_GRADE_UNKNOWN));
}

static void test_a_deadline_that_passed_makes_an_evaluation_overdue(void **state)
{
	Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;
	Jixiao__EvaluationListRequest list = JIXIAO__EVALUATION_LIST_REQUEST__INIT;
	Jixiao__EvaluationListReply *listed;
	Jixiao__RectificationAssignRequest assign = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;

	(void)state;
	assert_int_equal(ask("admin", &request)->total->overdue_rectification, 0);
	/* Its finding stays open until it is verified. */
	assign.evaluation = TEXT("e1");
	assign.id = TEXT("F01");
	assign.implementer = TEXT("implementer");
	assign.deadline = TEXT("2025-01-31");
	assert_int_equal(fixture_call(&fixture, "leader", "Rectification.Assign", &assign, NULL), STATUS_OK);
	assert_int_equal(ask("admin", &request)->total->overdue_rectification, 1);
	list.overdue = true;
	assert_int_equal(fixture_call(&fixture, "implementer", "Evaluation.List", &list, &listed), STATUS_OK);
	assert_int_equal(listed->n_evaluations, 1);
	assert_string_equal(listed->evaluations[0]->id, "e1");
}

static void test_a_list_is_filtered_by_year_unit_and_stage_and_pages(void **state)
{
	static const struct {
		const char *person, *unit;
		unsigned year;
		enum stage stage;
		const char *ids;
	} rows[] = {
		{ "admin", "", 2024, STAGE_NONE, "e1 e2 " },	   { "admin", "另一单位", 0, STAGE_NONE, "e3 " },
		{ "admin", "", 0, STAGE_PREPARATION, "e2 e3 " },   { "admin", "另一单位", 2024, STAGE_NONE, "" },
		{ "member", "", 2024, STAGE_NONE, "e1 e2 " },	   { "member", "另一单位", 0, STAGE_NONE, "" },
		{ "implementer", "", 2024, STAGE_NONE, "e1 e2 " }, { "outsider", "", 2024, STAGE_NONE, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		Jixiao__EvaluationListRequest request = JIXIAO__EVALUATION_LIST_REQUEST__INIT;
		Jixiao__EvaluationListReply *reply;
		char ids[32] = "";

		request.unit = TEXT(rows[i].unit);
		request.year = rows[i].year;
		request.stage = (Jixiao__Stage)rows[i].stage;
		request.limit = 1;
		do {
			assert_int_equal(fixture_call(&fixture, rows[i].person, "Evaluation.List", &request, &reply),
					 STATUS_OK);
			for (size_t k = 0; k < reply->n_evaluations; k++)
				strcat(strcat(ids, reply->evaluations[k]->id), " ");
			request.cursor = reply->cursor;
		} while (reply->cursor.len > 0);
		assert_string_equal(ids, rows[i].ids);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_admins_and_auditors_count_all_and_others_what_they_evaluate),
		TEST(test_statistics_tell_means_grades_stages_funds_and_findings_of_each_group),
		TEST(test_groups_page_with_a_cursor),
		TEST(test_an_unknown_grade_is_refused_by_name),
		TEST(test_a_deadline_that_passed_makes_an_evaluation_overdue),
		TEST(test_a_list_is_filtered_by_year_unit_and_stage_and_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
