#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "seed.h"

static struct arena arena = ARENA_INIT;
static struct dossier *dossier;

static int setup(void **state)
{
	(void)state;
	dossier = seed_dossier(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static struct indicator *indicator(const char *code)
{
	return (struct indicator *)dossier_indicator(dossier, code);
}
static struct score *score(const char *code)
{
	return (struct score *)dossier_score(dossier, code);
}
static struct entry *entry(const char *code)
{
	return (struct entry *)dossier_entry(dossier, code);
}

static void test_look_ups_find_by_key_or_nothing(void **state)
{
	(void)state;
	assert_string_equal(dossier_member(dossier, "wuhexuan")->name, "吴鹤宣");
	assert_string_equal(dossier_indicator(dossier, "C11")->code, "C11");
	assert_string_equal(dossier_entry(dossier, "C11")->indicator, "C11");
	assert_string_equal(dossier_finding(dossier, "F02")->id, "F02");
	assert_non_null(dossier_narrative(dossier, "3.1.summary"));
	assert_null(dossier_member(dossier, "nobody"));
	assert_null(dossier_indicator(dossier, ""));
	assert_null(dossier_entry(dossier, "C1"));
	assert_null(dossier_score(dossier, "C1"));
	assert_null(dossier_finding(dossier, "F99"));
	assert_null(dossier_evidence(dossier, "E999"));
	assert_null(dossier_narrative(dossier, "9"));
}

static void test_people_outside_the_team_go_by_their_login_name(void **state)
{
	(void)state;
	assert_string_equal(dossier_name(dossier, "zhangguodong"), "张国栋");
	assert_string_equal(dossier_name(dossier, "gone"), "gone");
}

static void test_money_is_summed_by_source(void **state)
{
	struct funds_totals totals;

	(void)state;
	assert_true(dossier_funds_totals(dossier, &totals));
	assert_int_equal(totals.budget.fen, 1246500000);
	assert_int_equal(totals.received.fen, 1246500000);
	assert_int_equal(totals.paid.fen, 1246500000);
	dossier->funds.flows[0].paid.fen = INT64_MAX;
	assert_false(dossier_funds_totals(dossier, &totals));
}

static void test_a_parent_without_weight_has_its_childrens_sum(void **state)
{
	struct decimal weight;

	(void)state;
	indicator("C")->has_weight = indicator("C1")->has_weight = false;
	assert_true(dossier_weight(dossier, indicator("C1"), &weight));
	assert_int_equal(decimal_compare(weight, DECIMAL(9)), 0);
	assert_true(dossier_weight(dossier, indicator("C"), &weight));
	assert_int_equal(decimal_compare(weight, DECIMAL(30)), 0);
	indicator("C1")->has_weight = true;
	indicator("C1")->weight = DECIMAL(10);
	assert_true(dossier_weight(dossier, indicator("C"), &weight));
	assert_int_equal(decimal_compare(weight, DECIMAL(31)), 0);
	indicator("C5")->has_weight = false;
	assert_true(dossier_weight(dossier, indicator("C5"), &weight));
	assert_int_equal(weight.micros, 0);
}

static void test_a_tree_that_names_itself_as_parent_ends(void **state)
{
	struct decimal weight;

	(void)state;
	indicator("C1")->parent = "C1";
	indicator("C1")->has_weight = false;
	assert_true(dossier_weight(dossier, indicator("C1"), &weight));
}

/* ---- scoring input, freshness ---- */

static void test_scoring_needs_accepted_data(void **state)
{
	struct scoring_input input;

	(void)state;
	assert_true(dossier_scoring_input(&arena, dossier, indicator("C11"), &input));
	assert_int_equal(decimal_compare(input.actual.number, DECIMAL(10)), 0);
	entry("C11")->state = ENTRY_SUBMITTED;
	assert_false(dossier_scoring_input(&arena, dossier, indicator("C11"), &input));
	entry("C11")->state = ENTRY_ACCEPTED;
	entry("C11")->actual = "十";
	assert_false(dossier_scoring_input(&arena, dossier, indicator("C11"), &input));
	entry("C11")->actual = "10";
	indicator("C11")->rule.kind = RULE_NONE;
	assert_false(dossier_scoring_input(&arena, dossier, indicator("C11"), &input));
}

static void test_fund_rates_need_accepted_funds(void **state)
{
	struct scoring_input input;

	(void)state;
	assert_true(dossier_scoring_input(&arena, dossier, indicator("B11"), &input));
	dossier->funds.state = ENTRY_RETURNED;
	assert_false(dossier_scoring_input(&arena, dossier, indicator("B11"), &input));
}

static void test_judged_rules_need_a_judgement_that_fits(void **state)
{
	struct scoring_input input;

	(void)state;
	assert_true(dossier_scoring_input(&arena, dossier, indicator("A11"), &input));
	score("A11")->n_met = 4;
	assert_false(dossier_scoring_input(&arena, dossier, indicator("A11"), &input));
	assert_true(dossier_scoring_input(&arena, dossier, indicator("D21"), &input));
	score("D21")->tier = 0;
	assert_false(dossier_scoring_input(&arena, dossier, indicator("D21"), &input));
}

static void test_a_score_is_stale_once_what_it_rests_on_changed(void **state)
{
	(void)state;
	assert_true(dossier_scores_complete(dossier));
	entry("C11")->revision++;
	assert_false(dossier_score_is_fresh(dossier, score("C11")));
	assert_true(dossier_score_is_fresh(dossier, score("C12")));
	dossier->funds.revision++;
	assert_false(dossier_score_is_fresh(dossier, score("B11")));
	assert_true(dossier_score_is_fresh(dossier, score("C12")));
	indicator("C12")->target.value.number = DECIMAL(10);
	assert_false(dossier_score_is_fresh(dossier, score("C12")));
	indicator("D21")->weight = DECIMAL(29);
	assert_false(dossier_score_is_fresh(dossier, score("D21")));
	assert_false(dossier_scores_complete(dossier));
}

static void test_scores_are_complete_only_when_each_is_approved(void **state)
{
	(void)state;
	score("C11")->state = SCORE_PROPOSED;
	assert_false(dossier_scores_complete(dossier));
	score("C11")->state = SCORE_APPROVED;
	assert_true(dossier_scores_complete(dossier));
	dossier->n_scores--;
	assert_false(dossier_scores_complete(dossier));
	dossier->n_indicators = 0;
	assert_false(dossier_scores_complete(dossier));
}

/* ---- 表3-1 ---- */

static void expect_line(const struct score_line *line, const char *name, const char *weight, const char *points,
			const char *rate, unsigned count, unsigned full, unsigned achieved)
{
	assert_string_equal(line->name, name);
	assert_string_equal(decimal_format_places(&arena, line->weight, 2), weight);
	assert_string_equal(decimal_format_places(&arena, line->points, 2), points);
	assert_string_equal(line->rate, rate);
	assert_int_equal(line->count, count);
	assert_int_equal(line->full, full);
	assert_int_equal(line->achieved, achieved);
}

static void test_the_lines_of_the_score_table_add_up(void **state)
{
	struct score_line *lines;
	size_t n = dossier_score_lines(&arena, dossier, &lines);

	(void)state;
	assert_int_equal(n, 6);
	expect_line(&lines[0], "决策", "21.00", "21.00", "100.00%", 6, 6, 6);
	expect_line(&lines[1], "过程", "19.00", "19.00", "100.00%", 5, 5, 5);
	expect_line(&lines[2], "产出", "30.00", "30.00", "100.00%", 7, 7, 7);
	expect_line(&lines[3], "效益", "30.00", "30.00", "100.00%", 1, 1, 1);
	expect_line(&lines[4], "满意度", "0.00", "0.00", "不适用", 0, 0, 0);
	expect_line(&lines[5], "合计", "100.00", "100.00", "100.00%", 19, 19, 19);
	assert_string_equal(lines[5].code, "");
}

static void test_only_approved_scores_count_in_the_table(void **state)
{
	struct score_line *lines;

	(void)state;
	score("C11")->state = SCORE_PROPOSED;
	score("C12")->points = DECIMAL(2);
	score("C12")->achieved = false;
	dossier_score_lines(&arena, dossier, &lines);
	expect_line(&lines[2], "产出", "30.00", "26.00", "86.67%", 7, 5, 5);
	expect_line(&lines[5], "合计", "100.00", "96.00", "96.00%", 19, 17, 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_look_ups_find_by_key_or_nothing),
		TEST(test_people_outside_the_team_go_by_their_login_name),
		TEST(test_money_is_summed_by_source),
		TEST(test_a_parent_without_weight_has_its_childrens_sum),
		TEST(test_a_tree_that_names_itself_as_parent_ends),
		TEST(test_scoring_needs_accepted_data),
		TEST(test_fund_rates_need_accepted_funds),
		TEST(test_judged_rules_need_a_judgement_that_fits),
		TEST(test_a_score_is_stale_once_what_it_rests_on_changed),
		TEST(test_scores_are_complete_only_when_each_is_approved),
		TEST(test_the_lines_of_the_score_table_add_up),
		TEST(test_only_approved_scores_count_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
