#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/compare.h"
#include "seed.h"

static struct arena arena = ARENA_INIT;
static struct compared compared[2];
static struct recurring *recurring;

/* The example twice, as if of two years. */
static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct dossier *dossier = seed_dossier(&arena);

		compared[i].dossier = dossier;
		summary_make(&arena, dossier, &compared[i].summary);
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static struct indicator *indicator(size_t at, const char *code)
{
	return (struct indicator *)dossier_indicator(compared[at].dossier, code);
}

/* One point off. */
static void take_off(size_t at, const char *code)
{
	struct score *score = (struct score *)dossier_score(compared[at].dossier, code);

	assert_true(decimal_subtract(score->points, DECIMAL(1), &score->points));
	score->reason = "少一次";
}

static size_t find(void)
{
	return compare_deductions(&arena, compared, 2, &recurring);
}

static void test_score_rates_stand_side_by_side_by_the_name_of_level_1(void **state)
{
	struct compared_line *lines;
	size_t n;

	(void)state;
	compared[1].summary.lines[0].name = "项目决策";
	n = compare_lines(&arena, compared, 2, &lines);
	assert_int_equal(n, compared[0].summary.n_lines + 1);
	assert_string_equal(lines[0].rates[0], "100.00%");
	assert_string_equal(lines[0].rates[1], "");
	assert_string_equal(lines[1].rates[1], "100.00%");
	assert_string_equal(lines[n - 1].name, "项目决策");
	assert_string_equal(lines[n - 1].rates[0], "");
}

static void test_what_lost_points_in_both_recurs_with_its_points_and_reasons(void **state)
{
	(void)state;
	take_off(0, "C11");
	take_off(1, "C11");
	take_off(0, "A11");
	assert_int_equal(find(), 1);
	assert_string_equal(recurring[0].indicator->code, "C11");
	assert_int_equal(recurring[0].n, 2);
	assert_int_equal(recurring[0].deductions[1].evaluation, 1);
	assert_int_equal(decimal_compare(recurring[0].deductions[1].points, DECIMAL(1)), 0);
	assert_string_equal(recurring[0].deductions[1].score->reason, "少一次");
}

static void test_an_indicator_is_the_same_by_its_name_where_its_code_moved(void **state)
{
	(void)state;
	take_off(0, "C11");
	take_off(1, "A11");
	assert_int_equal(find(), 0);
	/* A11 of the second is now what C11 is in the first, and C11 is another. */
	indicator(1, "A11")->name = indicator(0, "C11")->name;
	indicator(1, "C11")->name = "另一指标";
	assert_int_equal(find(), 1);
	assert_string_equal(recurring[0].deductions[1].indicator->code, "A11");
	/* Two of the name, neither of the code: which of them is meant cannot be known. */
	indicator(1, "A12")->name = indicator(0, "C11")->name;
	take_off(1, "A12");
	assert_int_equal(find(), 0);
}

static void test_scores_that_are_not_approved_and_indicators_that_do_not_count_take_nothing_off(void **state)
{
	(void)state;
	take_off(0, "C11");
	take_off(1, "C11");
	((struct score *)dossier_score(compared[1].dossier, "C11"))->state = SCORE_PROPOSED;
	assert_int_equal(find(), 0);
}

static void test_three_evaluations_name_an_indicator_once(void **state)
{
	struct compared three[3];

	(void)state;
	for (size_t i = 0; i < 2; i++)
		take_off(i, "C11");
	three[0] = compared[0];
	three[1] = compared[1];
	three[2] = compared[1];
	assert_int_equal(compare_deductions(&arena, three, 3, &recurring), 1);
	assert_int_equal(recurring[0].n, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_score_rates_stand_side_by_side_by_the_name_of_level_1),
		TEST(test_what_lost_points_in_both_recurs_with_its_points_and_reasons),
		TEST(test_an_indicator_is_the_same_by_its_name_where_its_code_moved),
		TEST(test_scores_that_are_not_approved_and_indicators_that_do_not_count_take_nothing_off),
		TEST(test_three_evaluations_name_an_indicator_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
