/* Surveys: which questions make one, which counts may come in, and what satisfaction they give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/survey_sheet.h"
#include "common/domain/survey.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)

static struct arena arena;
static struct status status;
static struct survey survey;
static struct question questions[2];

static const char *const four[] = { "很满意", "满意", "一般", "不满意" }, *const three[] = { "师资", "课程", "后勤" };
static const char *const both[] = { "学员", "派员单位" };

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	questions[0] = (struct question){ "总体", QUESTION_SINGLE, four, 4, true, 2 };
	questions[1] = (struct question){ "哪些", QUESTION_MULTIPLE, three, 3, false, 0 };
	survey = (struct survey){ .id = "Q01",
				  .title = "调查",
				  .groups = both,
				  .n_groups = 2,
				  .questions = questions,
				  .n_questions = 2,
				  .issued = 100 };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

static bool said(const char *path, enum message_id id)
{
	for (size_t i = 0; i < status.n_violations; i++)
		if (strcmp(status.violations[i].path, path) == 0 && status.violations[i].message.id == id)
			return true;
	return false;
}

static struct group_tally tally(const char *name, uint32_t returned, uint32_t valid, const uint32_t first[4],
				const uint32_t second[3])
{
	struct question_tally *tallies = arena_alloc(&arena, 2 * sizeof(*tallies));

	tallies[0] = (struct question_tally){ first, 4 };
	tallies[1] = (struct question_tally){ second, 3 };
	return (struct group_tally){ name, returned, valid, tallies, 2 };
}

/* ---- tests ---- */

static void test_a_survey_that_is_whole_has_no_faults(void **state)
{
	(void)state;
	survey_check(&survey, &status);
	assert_int_equal(status.n_violations, 0);
}

static void test_every_fault_of_questions_is_at_its_place(void **state)
{
	static const char *const twice[] = { "甲", "甲" }, *const one[] = { "甲" };
	static const struct {
		struct question second;
		const char *path;
		enum message_id id;
	} rows[] = {
		{ { " ", QUESTION_SINGLE, four, 4, false, 0 }, "questions[1].text", MSG_FIELD_REQUIRED },
		{ { "二", QUESTION_NONE, four, 4, false, 0 }, "questions[1].kind", MSG_FIELD_REQUIRED },
		{ { "二", QUESTION_SINGLE, one, 1, false, 0 }, "questions[1].options", MSG_SURVEY_OPTIONS },
		{ { "二", QUESTION_SINGLE, twice, 2, false, 0 }, "questions[1].options[1]", MSG_ANSWER_TWICE },
		{ { "二", QUESTION_SINGLE, four, 4, true, 0 }, "questions[1].overall", MSG_SURVEY_OVERALL_TWICE },
		{ { "二", QUESTION_MULTIPLE, four, 4, true, 0 }, "questions[1].overall", MSG_SURVEY_OVERALL_SINGLE },
		{ { "二", QUESTION_SINGLE, four, 4, false, 1 }, "questions[1].satisfied", MSG_SURVEY_SATISFIED },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		questions[1] = rows[i].second;
		survey_check(&survey, &status);
		if (!said(rows[i].path, rows[i].id))
			fail_msg("row %zu: not said", i);
		status_clear(&status);
	}
	questions[0].satisfied = 4;
	survey_check(&survey, &status);
	assert_true(said("questions[0].satisfied", MSG_SURVEY_SATISFIED));
	survey.n_questions = 0;
	survey_check(&survey, &status);
	assert_true(said("questions", MSG_SURVEY_QUESTIONS));
}

static void test_counts_come_in_only_if_they_can_be_those_of_people(void **state)
{
	static const struct {
		const char *name;
		uint32_t returned, valid, first[4], second[3];
		const char *path; /* NULL: fine */
	} rows[] = {
		{ "学员", 10, 8, { 5, 2, 1, 0 }, { 8, 3, 0 }, NULL },
		{ "学员", 1, 0, { 0 }, { 0 }, NULL },
		{ "家长", 10, 8, { 5, 2, 1, 0 }, { 8, 3, 0 }, "groups[0].name" },
		{ "学员", 7, 8, { 5, 2, 1, 0 }, { 8, 3, 0 }, "groups[0].valid" },
		/* Everyone who is valid answered the overall question, once. */
		{ "学员", 10, 8, { 5, 1, 1, 0 }, { 8, 3, 0 }, "groups[0].questions[0]" },
		{ "学员", 10, 8, { 5, 3, 1, 0 }, { 8, 3, 0 }, "groups[0].questions[0]" },
		{ "学员", 10, 8, { 5, 2, 1, 0 }, { 9, 3, 0 }, "groups[0].questions[1]" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct group_tally one = tally(rows[i].name, rows[i].returned, rows[i].valid, rows[i].first, rows[i].second);

		survey_tallies_check(&survey, &one, 1, &status);
		assert_int_equal(status.n_violations, rows[i].path != NULL);
		if (rows[i].path != NULL)
			assert_string_equal(status.violations[0].path, rows[i].path);
		status_clear(&status);
	}
}

static void test_answers_sum_group_by_group_into_what_the_rule_wants(void **state)
{
	static const uint32_t a[4] = { 3, 1, 0, 0 }, b[4] = { 1, 1, 1, 1 }, none[3] = { 0 };
	static const struct answer_option options[] = { { "很满意", DECIMAL(100) } };
	static const struct answer_group groups[] = { { "学员", DECIMAL(1) } };
	struct group_tally batches[] = { tally("学员", 5, 4, a, none), tally("派员单位", 4, 4, b, none),
					 tally("学员", 4, 4, b, none) };
	struct rule plain = { .kind = RULE_SATISFACTION };
	struct rule valued = { .kind = RULE_SATISFACTION, .options = options, .n_options = 1 };
	const struct questionnaire_counts *counts;
	struct group_tally *sum;
	size_t n;

	(void)state;
	sum = survey_sum_start(&arena, &survey, &n);
	survey_sum_add(sum, n, batches, N(batches));
	survey.tallies = sum;
	survey.n_tallies = n;
	counts = survey_counts(&arena, &survey, &plain, "survey", &status);
	assert_int_equal(counts->issued, 100);
	assert_int_equal(counts->returned, 13);
	assert_int_equal(counts->valid, 12);
	assert_int_equal(counts->satisfied, 8); /* 很满意 5, 满意 3 */
	counts = survey_counts(&arena, &survey, &valued, "survey", &status);
	assert_int_equal(counts->n_groups, 1);
	assert_string_equal(counts->groups[0].name, "");
	assert_int_equal(counts->groups[0].answers[0].count, 5);
	valued.groups = groups;
	valued.n_groups = 1;
	counts = survey_counts(&arena, &survey, &valued, "survey", &status);
	assert_int_equal(counts->n_groups, 2);
	assert_string_equal(counts->groups[1].name, "派员单位");
	assert_int_equal(counts->groups[1].answers[3].count, 1);
	assert_int_equal(status.n_violations, 0);
	assert_string_equal(survey_share(&arena, 5, 12), "41.67%");
	assert_string_equal(survey_share(&arena, 0, 0), "—");
}

static void test_no_satisfaction_comes_from_questions_that_do_not_say_so(void **state)
{
	struct rule plain = { .kind = RULE_SATISFACTION };

	(void)state;
	questions[0].satisfied = 0;
	survey_counts(&arena, &survey, &plain, "survey", &status);
	assert_true(said("survey", MSG_SURVEY_SATISFIED_MISSING));
	questions[0].overall = false;
	assert_null(survey_counts(&arena, &survey, &plain, "survey", &status));
	assert_true(said("survey", MSG_SURVEY_NO_OVERALL));
}

static void test_an_option_may_hold_the_sign_that_parts_options(void **state)
{
	static const char *const odd[] = { "吃、住", "行" }, *const answers[] = { "很满意", "吃、住" };
	static const char *const places[] = { "1", "2" };
	const struct response response = { "学员", "", "g", "i", answers, places };
	struct response_counter counter;

	(void)state;
	questions[1].options = odd;
	questions[1].n_options = 2;
	counter = response_counter_start(&arena, &survey, &status);
	response_count(&counter, &response);
	assert_int_equal(status.n_violations, 0);
	assert_int_equal(counter.sum[0].questions[1].counts[0], 1);
	assert_int_equal(counter.sum[0].questions[1].counts[1], 0);
}

static void test_the_form_that_is_written_is_one_that_is_read(void **state)
{
	struct response_counter counter;
	struct survey_form form;

	(void)state;
	survey_sheet_write(&arena, LANGUAGE_ZH, &survey, &form);
	counter = response_counter_start(&arena, &survey, &status);
	assert_int_equal(survey_sheet_read(&counter, &form.workbook), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.message.id, MSG_SURVEY_NOTHING);
	assert_int_equal(status.n_violations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_survey_that_is_whole_has_no_faults),
		TEST(test_every_fault_of_questions_is_at_its_place),
		TEST(test_counts_come_in_only_if_they_can_be_those_of_people),
		TEST(test_answers_sum_group_by_group_into_what_the_rule_wants),
		TEST(test_no_satisfaction_comes_from_questions_that_do_not_say_so),
		TEST(test_an_option_may_hold_the_sign_that_parts_options),
		TEST(test_the_form_that_is_written_is_one_that_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
