#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/statistics.h"

static const char today[] = "2025-06-30";
static struct arena arena = ARENA_INIT;
static struct statistics statistics;

static int setup(void **state)
{
	(void)state;
	statistics = (struct statistics){ .arena = &arena, .today = today };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* total in 0.01 points, money in 元; total below 0: not scored. */
static struct summary one(const char *unit, unsigned year, int64_t total, const char *grade, int64_t budget, int64_t paid)
{
	return (struct summary){
		.unit = unit,
		.year = year,
		.stage = STAGE_ANALYSIS,
		.planned_end = "",
		.due = "",
		.scored = total >= 0,
		.total = { total * 10000 },
		.grade = grade,
		.funded = true,
		.funds = { { budget * 100 }, { budget * 100 }, { paid * 100 } },
		.base = { budget * 100 },
	};
}

static void add(struct summary summary)
{
	statistics_add(&statistics, &summary);
}

static void add_some(void)
{
	add(one("乙单位", 2024, 9050, "优", 1000, 1000));
	add(one("甲单位", 2023, 8033, "良", 3000, 1500));
	add(one("乙单位", 2023, 8034, "良", 2000, 2000));
	add(one("乙单位", 2024, -1, "", 500, 500));
}

static const char *average(const struct statistics_group *group)
{
	struct decimal value;

	return statistics_average(group, &value) ? decimal_format_places(&arena, value, 2) : "";
}

static void test_groups_are_by_unit_in_order_with_their_means_and_sums(void **state)
{
	struct ratio rate;

	(void)state;
	statistics.by = BY_UNIT;
	add_some();
	statistics_sort(&statistics);
	assert_int_equal(statistics.n_groups, 2);
	assert_string_equal(statistics.groups[0]->key.text, "乙单位");
	assert_int_equal(statistics.groups[0]->count, 3);
	assert_int_equal(statistics.groups[0]->scored, 2);
	/* (90.50 + 80.34) ÷ 2 = 85.42 */
	assert_string_equal(average(statistics.groups[0]), "85.42");
	assert_int_equal(statistics.groups[0]->grades[0], 1);
	assert_int_equal(statistics.groups[0]->grades[1], 1);
	assert_int_equal(statistics.groups[0]->funds.budget.fen, 350000);
	/* Of the sums, not the mean of rates: 5000 ÷ 6500. */
	assert_true(statistics_execution(&statistics.total, &rate));
	assert_string_equal(ratio_percent(&arena, rate), "76.92%");
	assert_int_equal(statistics.total.count, 4);
}

static void test_a_mean_is_rounded_once_half_up(void **state)
{
	(void)state;
	add(one("甲", 2024, 8000, "良", 0, 0));
	add(one("甲", 2024, 8001, "良", 0, 0));
	assert_string_equal(average(&statistics.total), "80.01");
}

static void test_nothing_has_no_mean_and_no_rate(void **state)
{
	struct ratio rate;

	(void)state;
	assert_string_equal(average(&statistics.total), "");
	assert_false(statistics_execution(&statistics.total, &rate));
}

static void test_years_go_upwards_and_grades_downwards_with_the_ungraded_last(void **state)
{
	(void)state;
	statistics.by = BY_YEAR;
	add_some();
	statistics_sort(&statistics);
	assert_int_equal(statistics.n_groups, 2);
	assert_int_equal(statistics.groups[0]->key.number, 2023);
	assert_int_equal(statistics.groups[1]->key.number, 2024);
	setup(state);
	statistics.by = BY_GRADE;
	add_some();
	statistics_sort(&statistics);
	assert_int_equal(statistics.n_groups, 3);
	assert_int_equal(statistics.groups[0]->key.number, 0);
	assert_int_equal(statistics.groups[1]->count, 2);
	assert_int_equal(statistics.groups[2]->key.number, STATISTICS_GRADES);
}

static void test_many_groups_are_each_found_again(void **state)
{
	(void)state;
	statistics.by = BY_UNIT;
	for (unsigned i = 0; i < 3000; i++)
		add(one(arena_printf(&arena, "单位%u", i % 1000), 2024, 9000, "优", 1, 1));
	statistics_sort(&statistics);
	assert_int_equal(statistics.n_groups, 1000);
	for (size_t i = 0; i < statistics.n_groups; i++)
		assert_int_equal(statistics.groups[i]->count, 3);
}

static void test_a_filter_lets_pass_what_matches_all_of_it(void **state)
{
	static const struct {
		struct statistics_filter filter;
		unsigned count;
	} rows[] = {
		{ { 0 }, 4 },
		{ { .year = 2024 }, 2 },
		{ { .unit = "甲单位" }, 1 },
		{ { .unit = "" }, 4 },
		{ { .grade = "良" }, 2 },
		{ { .year = 2024, .grade = "良" }, 0 },
		{ { .stage = STAGE_ANALYSIS }, 4 },
		{ { .stage = STAGE_ARCHIVED }, 0 },
		{ { .overdue = true }, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		setup(state);
		statistics.filter = rows[i].filter;
		add_some();
		if (statistics.total.count != rows[i].count)
			fail_msg("row %zu: got %u, wanted %u", i, statistics.total.count, rows[i].count);
	}
}

static void test_what_should_have_ended_before_today_is_overdue(void **state)
{
	static const struct {
		enum stage stage;
		const char *planned_end, *due;
		unsigned open;
		bool stage_late, rectification_late;
	} rows[] = {
		{ STAGE_ANALYSIS, "2025-06-29", "", 0, true, false },
		{ STAGE_ANALYSIS, "2025-06-30", "", 0, false, false },
		{ STAGE_ANALYSIS, "", "", 0, false, false },
		{ STAGE_RECTIFICATION, "", "2025-06-29", 1, false, true },
		{ STAGE_RECTIFICATION, "", "2025-06-30", 1, false, false },
		{ STAGE_RECTIFICATION, "", "", 1, false, false },
		{ STAGE_ARCHIVED, "2024-01-01", "2024-01-01", 1, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct summary summary = one("甲", 2024, -1, "", 0, 0);

		summary.stage = rows[i].stage;
		summary.planned_end = rows[i].planned_end;
		summary.due = rows[i].due;
		summary.open = rows[i].open;
		if (is_stage_overdue(&summary, today) != rows[i].stage_late ||
		    is_rectification_overdue(&summary, today) != rows[i].rectification_late)
			fail_msg("row %zu", i);
	}
}

static void test_warnings_count_evaluations(void **state)
{
	struct summary summary = one("甲", 2024, 9000, "优", 1, 1);

	(void)state;
	summary.n_warnings = 2;
	summary.warnings[0].colour = WARNING_RED;
	summary.warnings[1].colour = WARNING_YELLOW;
	add(summary);
	add(one("甲", 2024, 9000, "优", 1, 1));
	assert_int_equal(statistics.total.red, 1);
	assert_int_equal(statistics.total.yellow, 1);
}

static void test_sums_too_large_to_hold_are_said_to_be_lost(void **state)
{
	struct summary summary = one("甲", 2024, 9000, "优", 0, 0);
	struct ratio rate;

	(void)state;
	summary.funds.budget.fen = INT64_MAX;
	add(summary);
	assert_false(statistics.total.money_lost);
	add(summary);
	assert_true(statistics.total.money_lost);
	assert_false(statistics_execution(&statistics.total, &rate));
	assert_int_equal(statistics.total.count, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_groups_are_by_unit_in_order_with_their_means_and_sums),
		TEST(test_a_mean_is_rounded_once_half_up),
		TEST(test_nothing_has_no_mean_and_no_rate),
		TEST(test_years_go_upwards_and_grades_downwards_with_the_ungraded_last),
		TEST(test_many_groups_are_each_found_again),
		TEST(test_a_filter_lets_pass_what_matches_all_of_it),
		TEST(test_what_should_have_ended_before_today_is_overdue),
		TEST(test_warnings_count_evaluations),
		TEST(test_sums_too_large_to_hold_are_said_to_be_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
