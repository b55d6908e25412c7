#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/scheme_check.h"
#include "faults.h"
#include "seed.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;
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
	status_clear(&status);
	return 0;
}

static struct indicator *indicator(const char *code)
{
	return (struct indicator *)dossier_indicator(dossier, code);
}

static struct decimal decimal(const char *text)
{
	struct decimal value = DECIMAL(0);

	assert_true(decimal_parse(text, &value));
	return value;
}

static void test_the_example_has_no_fault(void **state)
{
	(void)state;
	scheme_check(dossier, &status);
	expect_no_fault(&status);
}

/* ---- one fault each ---- */

static void no_project(void)
{
	dossier->scheme.project = "";
}
static void no_unit(void)
{
	dossier->scheme.implementer_unit = "";
}
static void no_fund_kind(void)
{
	dossier->scheme.fund_kind = "";
}
static void no_start(void)
{
	dossier->scheme.start = "";
}
static void start_is_no_date(void)
{
	dossier->scheme.start = "2024-02-30";
}
static void no_end(void)
{
	dossier->scheme.end = "";
}
static void end_before_start(void)
{
	dossier->scheme.end = "2023-12-31";
}
static void no_cut_off(void)
{
	dossier->scheme.cut_off = "";
}
static void cut_off_before_start(void)
{
	dossier->scheme.cut_off = "2023-12-31";
}
static void no_budget(void)
{
	dossier->scheme.n_budget = 0;
}
static void budget_of_zero(void)
{
	for (size_t i = 0; i < dossier->scheme.n_budget; i++)
		dossier->scheme.budget[i].amount.fen = 0;
}
static void budget_negative(void)
{
	dossier->scheme.budget[0].amount.fen = -1;
}
static void budget_twice(void)
{
	dossier->scheme.budget[1].source = dossier->scheme.budget[0].source;
}
/* From ${initial} to 1000 yuan in one step of ${step}. */
static void adjust(int64_t initial, int64_t step, const char *reason, const char *date)
{
	static struct budget_adjustment one;
	struct budget_source *source = &dossier->scheme.budget[1];

	one = (struct budget_adjustment){ { step }, reason, date };
	*source = (struct budget_source){ source->source, { 100000 }, true, { initial }, &one, 1 };
}
static void adjustments_do_not_add_up(void)
{
	adjust(120000, -10000, "审减", "2024-06-20");
}
static void adjustment_unexplained(void)
{
	adjust(120000, -20000, " ", "");
}
static void adjustment_of_nothing(void)
{
	adjust(100000, 0, "无", "");
}
static void adjustment_without_day(void)
{
	adjust(120000, -20000, "审减", "2024-06-31");
}
static void adjustment_of_what(void)
{
	adjust(120000, -20000, "审减", "");
	dossier->scheme.budget[1].has_initial = false;
}
static void group_is_scored(void)
{
	dossier->indicators[0].rule.kind = RULE_MANUAL;
}
static void group_has_category(void)
{
	dossier->indicators[0].category = "产出";
}
static void stage_twice(void)
{
	dossier->scheme.schedule[1].stage = dossier->scheme.schedule[0].stage;
}
static void stage_unknown(void)
{
	dossier->scheme.schedule[0].stage = STAGE_ARCHIVED;
}
static void stage_ends_before_it_starts(void)
{
	dossier->scheme.schedule[1].end = "2025-03-10";
}
static void grades_equal(void)
{
	dossier->scheme.grades[1] = dossier->scheme.grades[0];
}
static void grades_over_100(void)
{
	dossier->scheme.grades[0] = decimal("100.01");
}
static void grades_at_zero(void)
{
	dossier->scheme.grades[2] = DECIMAL(0);
}
static void code_malformed(void)
{
	indicator("D21")->code = "D 21";
}
static void code_too_long(void)
{
	indicator("D21")->code = "D2345678901234567";
}
static void code_twice(void)
{
	indicator("A12")->code = "A11";
}
static void name_missing(void)
{
	indicator("D21")->name = "";
}
static void level_of_4(void)
{
	indicator("C5")->level = 4;
}
static void root_with_a_parent(void)
{
	indicator("D")->parent = "A";
}
static void parent_two_levels_up(void)
{
	indicator("C5")->parent = "C1";
}
static void weight_missing_on_level_3(void)
{
	indicator("C11")->has_weight = false;
}
static void weight_of_three_places(void)
{
	indicator("C5")->weight = decimal("0.001");
}
static void weight_below_zero(void)
{
	indicator("C5")->weight = decimal("-1");
}
static void weight_without_children(void)
{
	indicator("C5")->weight = DECIMAL(1);
}
static void weight_unlike_the_children(void)
{
	indicator("C1")->weight = DECIMAL(10);
	indicator("C3")->weight = DECIMAL(2); /* C itself stays right */
}
static void nature_unknown(void)
{
	indicator("C11")->nature = "定量";
}
static void tier_quantitative(void)
{
	indicator("D21")->nature = "quantitative";
}
static void rule_missing(void)
{
	indicator("C11")->rule.kind = RULE_NONE;
}
static void target_missing(void)
{
	indicator("C11")->target.value.kind = VALUE_NONE;
}
static void target_without_unit(void)
{
	indicator("C11")->target.unit = "";
}
static void point_without_weight(void)
{
	struct checklist_point *points =
		arena_memdup(&arena, indicator("A11")->points, indicator("A11")->n_points * sizeof(*points));

	points[1].weight = DECIMAL(0);
	indicator("A11")->points = points;
}
static void responsible_unknown(void)
{
	indicator("C11")->responsible = "nobody";
}
static void responsible_implements_only(void)
{
	indicator("C11")->responsible = "fanzijuan";
}

static void test_each_fault_alone_is_named_alone(void **state)
{
	static const struct {
		void (*break_it)(void);
		const char *path;
		enum message_id message;
	} rows[] = {
		{ no_project, "scheme.project", MSG_FIELD_REQUIRED },
		{ no_unit, "scheme.implementer_unit", MSG_FIELD_REQUIRED },
		{ no_fund_kind, "scheme.fund_kind", MSG_FIELD_REQUIRED },
		{ no_start, "scheme.start", MSG_FIELD_REQUIRED },
		{ start_is_no_date, "scheme.start", MSG_FIELD_NOT_DATE },
		{ no_end, "scheme.end", MSG_FIELD_REQUIRED },
		{ end_before_start, "scheme.end", MSG_DATE_BEFORE },
		{ no_cut_off, "scheme.cut_off", MSG_FIELD_REQUIRED },
		{ cut_off_before_start, "scheme.cut_off", MSG_DATE_BEFORE },
		{ no_budget, "scheme.budget", MSG_BUDGET_EMPTY },
		{ budget_of_zero, "scheme.budget", MSG_BUDGET_EMPTY },
		{ budget_negative, "scheme.budget[0].amount", MSG_BUDGET_NEGATIVE },
		{ budget_twice, "scheme.budget[1].source", MSG_BUDGET_TWICE },
		{ adjustments_do_not_add_up, "scheme.budget[1].amount", MSG_BUDGET_ADJUSTED_SUM },
		{ adjustment_unexplained, "scheme.budget[1].adjustments[0].reason", MSG_FIELD_REQUIRED },
		{ adjustment_of_nothing, "scheme.budget[1].adjustments[0].amount", MSG_BUDGET_ADJUSTED_NOTHING },
		{ adjustment_without_day, "scheme.budget[1].adjustments[0].date", MSG_FIELD_NOT_DATE },
		{ adjustment_of_what, "scheme.budget[1].initial", MSG_BUDGET_INITIAL },
		{ group_is_scored, "indicators[A].rule", MSG_INDICATOR_LEVEL_3_ONLY },
		{ group_has_category, "indicators[A].category", MSG_INDICATOR_LEVEL_3_ONLY },
		{ stage_twice, "scheme.schedule[1].stage", MSG_SCHEDULE_TWICE },
		{ stage_unknown, "scheme.schedule[0].stage", MSG_SCHEDULE_STAGE },
		{ stage_ends_before_it_starts, "scheme.schedule[1].end", MSG_DATE_BEFORE },
		{ grades_equal, "scheme.grades", MSG_GRADES_ORDER },
		{ grades_over_100, "scheme.grades", MSG_GRADES_ORDER },
		{ grades_at_zero, "scheme.grades", MSG_GRADES_ORDER },
		{ code_malformed, "indicators[D 21].code", MSG_FIELD_NOT_ID },
		{ code_too_long, "indicators[D2345678901234567].code", MSG_FIELD_NOT_ID },
		{ code_twice, "indicators[A11].code", MSG_INDICATOR_TWICE },
		{ name_missing, "indicators[D21].name", MSG_FIELD_REQUIRED },
		{ level_of_4, "indicators[C5].level", MSG_INDICATOR_LEVEL },
		{ root_with_a_parent, "indicators[D].parent", MSG_INDICATOR_ROOT_PARENT },
		{ parent_two_levels_up, "indicators[C5].parent", MSG_INDICATOR_PARENT_LEVEL },
		{ weight_missing_on_level_3, "indicators[C11].weight", MSG_FIELD_REQUIRED },
		{ weight_of_three_places, "indicators[C5].weight", MSG_WEIGHT_FORM },
		{ weight_below_zero, "indicators[C5].weight", MSG_WEIGHT_FORM },
		{ nature_unknown, "indicators[C11].nature", MSG_INDICATOR_NATURE },
		{ tier_quantitative, "indicators[D21].nature", MSG_TIER_IS_QUALITATIVE },
		{ rule_missing, "indicators[C11].rule", MSG_RULE_MISSING },
		{ target_missing, "indicators[C11].target", MSG_TARGET_MISSING },
		{ target_without_unit, "indicators[C11].target.unit", MSG_TARGET_UNIT_MISSING },
		{ point_without_weight, "indicators[A11].points[1].weight", MSG_RULE_POINT_WEIGHT },
		{ responsible_unknown, "indicators[C11].responsible", MSG_RESPONSIBLE_NOT_IN_TEAM },
		{ responsible_implements_only, "indicators[C11].responsible", MSG_RESPONSIBLE_NOT_IN_TEAM },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		teardown(NULL);
		setup(NULL);
		rows[i].break_it();
		scheme_check_by_code(dossier, &status);
		expect_only_fault(&status, rows[i].path, rows[i].message);
	}
}

static void test_parents_must_equal_their_children(void **state)
{
	(void)state;
	weight_unlike_the_children();
	scheme_check_by_code(dossier, &status);
	assert_true(has_fault(&status, "indicators[C1].weight", MSG_WEIGHT_CHILDREN));
	assert_true(has_fault(&status, "indicators[C3].weight", MSG_WEIGHT_CHILDREN));
	assert_int_equal(status.n_violations, 2);
	assert_string_equal(status.violations[0].message.args[0], "10");
	assert_string_equal(status.violations[0].message.args[1], "9");
	status_clear(&status);
	setup(NULL);
	weight_without_children();
	scheme_check_by_code(dossier, &status);
	assert_true(has_fault(&status, "indicators[C5].weight", MSG_WEIGHT_NO_CHILDREN));
}

static void test_level_3_sums_to_exactly_one_hundred(void **state)
{
	static const struct {
		const char *weight, *sum;
	} rows[] = { { "30.01", "100.01" }, { "29.99", "99.99" } };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		teardown(NULL);
		setup(NULL);
		indicator("D21")->weight = decimal(rows[i].weight);
		indicator("D2")->has_weight = indicator("D")->has_weight = false;
		scheme_check_by_code(dossier, &status);
		expect_only_fault(&status, "indicators", MSG_WEIGHTS_NOT_100);
		assert_string_equal(status.violations[0].message.args[0], rows[i].sum);
	}
}

static void test_parents_weights_may_be_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier->indicators[i].level < 3)
			dossier->indicators[i].has_weight = false;
	scheme_check(dossier, &status);
	expect_no_fault(&status);
}

static void test_nobody_responsible_yet_is_no_fault_of_the_scheme(void **state)
{
	(void)state;
	indicator("C11")->responsible = "";
	scheme_check(dossier, &status);
	expect_no_fault(&status);
}

static void test_all_faults_are_named_at_once_by_place(void **state)
{
	(void)state;
	no_project();
	end_before_start();
	grades_equal();
	rule_missing();
	responsible_unknown();
	scheme_check(dossier, &status);
	assert_int_equal(status.n_violations, 5);
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (strcmp(dossier->indicators[i].code, "C11") == 0)
			assert_true(has_fault(&status, arena_printf(&arena, "indicators[%zu].rule", i), MSG_RULE_MISSING));
}

/* The faults of the example with ${path} named before as unreadable, beside that one. */
static void check_after(const char *path)
{
	STATUS_VIOLATION(&status, path, MSG_FIELD_NOT_DECIMAL);
	scheme_check(dossier, &status);
}

static size_t index_of(const char *code)
{
	return (size_t)(indicator(code) - dossier->indicators);
}

static const char *path_of(const char *code, const char *field)
{
	return arena_printf(&arena, "indicators[%zu].%s", index_of(code), field);
}

static void test_sums_are_named_beside_faults_elsewhere(void **state)
{
	(void)state;
	indicator("A11")->weight = DECIMAL(6); /* A1 and the total */
	indicator("A11")->rule.kind = RULE_MANUAL;
	indicator("C12")->weight = decimal("2.125"); /* C1, C and the total can't be known */
	indicator("C2")->weight = DECIMAL(4);	     /* its child still has 3 */
	no_project();
	scheme_check_by_code(dossier, &status);
	assert_true(has_fault(&status, "scheme.project", MSG_FIELD_REQUIRED));
	assert_true(has_fault(&status, "indicators[A1].weight", MSG_WEIGHT_CHILDREN));
	assert_true(has_fault(&status, "indicators[C12].weight", MSG_WEIGHT_FORM));
	assert_true(has_fault(&status, "indicators[C2].weight", MSG_WEIGHT_CHILDREN));
	assert_int_equal(status.n_violations, 5);
	assert_true(has_fault(&status, "indicators[C].weight", MSG_WEIGHT_CHILDREN)); /* of C1 … C6 as they are given */
}

static void test_a_code_that_stands_twice_spoils_no_sum(void **state)
{
	(void)state;
	indicator("C2")->code = "C1";
	indicator("C21")->parent = "C1";
	scheme_check_by_code(dossier, &status);
	expect_only_fault(&status, "indicators[C1].code", MSG_INDICATOR_TWICE);
}

static void test_a_code_that_stands_three_times_is_named_twice(void **state)
{
	(void)state;
	indicator("A12")->code = "C11";
	indicator("C13")->code = "C11";
	scheme_check(dossier, &status);
	assert_int_equal(status.n_violations, 2);
}

static void test_what_follows_from_something_unread_is_not_named(void **state)
{
	(void)state;
	indicator("C11")->weight = DECIMAL(0);
	check_after(path_of("C11", "weight"));
	expect_only_fault(&status, path_of("C11", "weight"), MSG_FIELD_NOT_DECIMAL);
	teardown(NULL);
	setup(NULL);
	indicator("A11")->weight = DECIMAL(0); /* nor its points' sum */
	check_after(path_of("A11", "weight"));
	expect_only_fault(&status, path_of("A11", "weight"), MSG_FIELD_NOT_DECIMAL);
	teardown(NULL);
	setup(NULL);
	rule_missing();
	check_after(path_of("C11", "rule.kind"));
	expect_only_fault(&status, path_of("C11", "rule.kind"), MSG_FIELD_NOT_DECIMAL);
	teardown(NULL);
	setup(NULL);
	indicator("D21")->weight = DECIMAL(7);
	check_after("indicators");
	expect_only_fault(&status, "indicators", MSG_FIELD_NOT_DECIMAL);
	teardown(NULL);
	setup(NULL);
	responsible_unknown();
	check_after("team");
	expect_only_fault(&status, "team", MSG_FIELD_NOT_DECIMAL);
}

static void test_what_a_gate_names_besides_hides_no_fault(void **state)
{
	(void)state;
	responsible_unknown();
	STATUS_VIOLATION(&status, "team", MSG_GATE_NO_LEADER);
	scheme_check_by_code(dossier, &status);
	assert_true(has_fault(&status, "indicators[C11].responsible", MSG_RESPONSIBLE_NOT_IN_TEAM));
}

static void test_an_unread_weight_hides_no_fault_of_the_rule(void **state)
{
	(void)state;
	indicator("C11")->weight = DECIMAL(0);
	target_missing();
	check_after(path_of("C11", "weight"));
	assert_int_equal(status.n_violations, 2);
	assert_true(has_fault(&status, path_of("C11", "target"), MSG_TARGET_MISSING));
}

static void test_children_that_could_not_be_read_are_not_summed(void **state)
{
	(void)state;
	dossier->n_indicators = index_of("D21"); /* D2 and its 30 points have lost their child, and nothing follows */
	check_after(path_of("D2", "children"));
	assert_int_equal(status.n_violations, 1);
}

static void test_an_empty_scheme_names_faults_and_survives(void **state)
{
	(void)state;
	*dossier = (struct dossier){ .scheme = { .project = "",
						 .implementer_unit = "",
						 .fund_kind = "",
						 .start = "",
						 .end = "",
						 .cut_off = "",
						 .standard = "",
						 .entered_by = "" } };
	scheme_check(dossier, &status);
	assert_true(has_fault(&status, "indicators", MSG_WEIGHTS_NOT_100));
	assert_true(has_fault(&status, "scheme.grades", MSG_GRADES_ORDER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_the_example_has_no_fault),
		TEST(test_each_fault_alone_is_named_alone),
		TEST(test_parents_must_equal_their_children),
		TEST(test_level_3_sums_to_exactly_one_hundred),
		TEST(test_parents_weights_may_be_left_out),
		TEST(test_nobody_responsible_yet_is_no_fault_of_the_scheme),
		TEST(test_all_faults_are_named_at_once_by_place),
		TEST(test_sums_are_named_beside_faults_elsewhere),
		TEST(test_a_code_that_stands_twice_spoils_no_sum),
		TEST(test_a_code_that_stands_three_times_is_named_twice),
		TEST(test_what_follows_from_something_unread_is_not_named),
		TEST(test_what_a_gate_names_besides_hides_no_fault),
		TEST(test_an_unread_weight_hides_no_fault_of_the_rule),
		TEST(test_children_that_could_not_be_read_are_not_summed),
		TEST(test_an_empty_scheme_names_faults_and_survives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
