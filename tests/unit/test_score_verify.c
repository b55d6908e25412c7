#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/score_verify.h"
#include "common/domain/score_way.h"
#include "seed.h"

static struct arena arena = ARENA_INIT;
static struct dossier *dossier;
static struct stored_total stored;
static struct score_difference *found;
static size_t n;

static int setup(void **state)
{
	struct score_line *lines;

	(void)state;
	dossier = seed_dossier(&arena);
	stored = (struct stored_total){ "100.00", "100.00", "优", NULL, dossier_score_lines(&arena, dossier, &lines) };
	stored.lines = lines;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static struct score *score(const char *code)
{
	return (struct score *)dossier_score(dossier, code);
}

static void verify(void)
{
	n = score_verify(&arena, dossier, &stored, &found);
}

/* Exactly this difference. */
static void expect(const char *code, const char *field, const char *was, const char *computed)
{
	verify();
	if (n != 1 || strcmp(found[0].code, code) != 0 || strcmp(found[0].field, field) != 0 ||
	    strcmp(found[0].stored, was) != 0 || strcmp(found[0].computed, computed) != 0)
		fail_msg("wanted %s %s %s %s; %zu, first %s %s %s %s", code, field, was, computed, n,
			 n > 0 ? found[0].code : "", n > 0 ? found[0].field : "", n > 0 ? found[0].stored : "",
			 n > 0 ? found[0].computed : "");
}

static void test_the_example_agrees_with_itself(void **state)
{
	(void)state;
	verify();
	assert_int_equal(n, 0);
}

static void test_each_difference_is_named(void **state)
{
	(void)state;
	score("C11")->computed = "2.99";
	expect("C11", "computed", "2.99", "3.00");
	score("C11")->computed = "3";
	score("C12")->explanation = "9 ÷ 9 × 3 = 3.00";
	expect("C12", "explanation", "9 ÷ 9 × 3 = 3.00", "9 ≥ 9，达到指标值，得满分 3.00");
	score("C12")->explanation = "";
	score("C13")->completion = "99%";
	expect("C13", "completion", "99%", "100%");
	score("C13")->completion = "100%";
	score("C21")->achieved = false;
	expect("C21", "achieved", "false", "true");
	score("C21")->achieved = true;
	stored.grade = "良";
	expect("", "grade", "良", "优");
	stored.grade = "优";
	stored.total = "99.99";
	expect("", "total", "99.99", "100.00");
	stored.total = "100.00";
	stored.n_lines--;
	expect("", "lines", "5", "6");
}

static void test_points_are_the_rule_s_unless_they_are_overridden(void **state)
{
	(void)state;
	score("C11")->points = DECIMAL(2);
	verify();
	/* The score itself, line and rate of C, line and rate of the total, sum, total. */
	assert_int_equal(n, 7);
	assert_string_equal(found[0].code, "C11");
	assert_string_equal(found[0].field, "points");
	assert_string_equal(found[1].code, "C");
	assert_string_equal(found[1].field, "line.points");
	score("C11")->overridden = true;
	verify();
	assert_int_equal(n, 6);
}

static void test_what_cannot_be_computed_says_why(void **state)
{
	(void)state;
	stored = (struct stored_total){ "", "", "", NULL, 0 };
	dossier->scheme.n_budget = 0;
	verify();
	assert_int_equal(n, 1);
	assert_string_equal(found[0].code, "B11");
	assert_non_null(strstr(found[0].computed, "预算为 0"));
	((struct entry *)dossier_entry(dossier, "B11"))->state = ENTRY_RETURNED;
	verify();
	assert_string_equal(found[0].computed, "填报、资金或评分判断不全，算不出得分");
}

/* ---- the way ---- */

static const struct way *way_of(const struct way *ways, size_t n_ways, const char *code)
{
	for (size_t i = 0; i < n_ways; i++)
		if (strcmp(ways[i].code, code) == 0)
			return &ways[i];
	fail_msg("no way of %s", code);
	return NULL;
}

static bool says(const struct way *way, const char *line)
{
	for (size_t i = 0; i < way->n_lines; i++)
		if (strcmp(way->lines[i], line) == 0)
			return true;
	return false;
}

static void test_the_way_leads_from_target_and_actual_to_the_grade(void **state)
{
	struct way *ways;
	size_t n_ways = score_way(&arena, dossier, NULL, 0, &ways);
	const struct way *c11 = way_of(ways, n_ways, "C11"), *b = way_of(ways, n_ways, "B"), *total = way_of(ways, n_ways, "");

	(void)state;
	assert_string_equal(c11->lines[0], "C11 保障信息化建设类支出（分值 3，正向比例法）");
	assert_true(says(c11, "预期指标值 ≥10次"));
	assert_true(says(c11, "实际完成值 10次"));
	assert_true(says(c11, "计分：10 ≥ 10，达到指标值，得满分 3.00"));
	assert_true(says(c11, "得分：3.00"));
	assert_true(says(b, "B 过程：4.00 + 5.00 + 4.00 + 2.00 + 4.00 = 19.00（分值 19；得分率 100.00%）"));
	assert_true(says(total, "合计：21.00 + 19.00 + 30.00 + 30.00 + 0.00 = 100.00"));
	assert_true(says(total, "总分 100.00，绩效评级：优（优 ≥ 90，良 ≥ 80，中 ≥ 60）"));
}

static void test_the_way_is_computed_from_the_data_whatever_is_stored(void **state)
{
	static const char *const codes[] = { "C11" };
	struct way *ways;
	size_t n_ways;

	(void)state;
	((struct entry *)dossier_entry(dossier, "C11"))->actual = "9";
	n_ways = score_way(&arena, dossier, codes, 1, &ways);
	assert_true(says(way_of(ways, n_ways, "C11"), "计分：9 ÷ 10 × 3 = 2.70"));
	((struct entry *)dossier_entry(dossier, "C11"))->actual = "十";
	n_ways = score_way(&arena, dossier, codes, 1, &ways);
	assert_true(says(way_of(ways, n_ways, "C11"), "尚不能计分：填报、资金或评分判断不全，或还没有审核通过"));
	((struct entry *)dossier_entry(dossier, "C11"))->not_applicable = "本年度未安排";
	n_ways = score_way(&arena, dossier, codes, 1, &ways);
	assert_true(says(way_of(ways, n_ways, "C11"), "不适用，不计分：本年度未安排"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_the_example_agrees_with_itself),
		TEST(test_each_difference_is_named),
		TEST(test_points_are_the_rule_s_unless_they_are_overridden),
		TEST(test_what_cannot_be_computed_says_why),
		TEST(test_the_way_leads_from_target_and_actual_to_the_grade),
		TEST(test_the_way_is_computed_from_the_data_whatever_is_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
