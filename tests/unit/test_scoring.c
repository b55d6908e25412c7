#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/scoring.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static struct decimal decimal(const char *text)
{
	struct decimal value;

	if (!decimal_parse(text, &value))
		fail_msg("\"%s\" is no decimal", text);
	return value;
}

static struct value number(const char *text)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = decimal(text), .text = text };
}

static struct value day(const char *text)
{
	struct value value = { .kind = VALUE_DATE, .text = text };

	assert_true(date_parse(text, &value.date));
	return value;
}

static struct target target(enum target_op op, const char *text, const char *unit)
{
	return (struct target){ op, number(text), unit };
}

/* Fails with the whole way if points, completion or 实现 are not as wanted. */
static void expect(const struct scoring_input *input, const char *points, const char *completion, bool achieved)
{
	struct scoring_result result;
	const char *got;

	assert_int_equal(scoring_compute(&arena, input, &result, &status), STATUS_OK);
	got = decimal_format_places(&arena, result.points, 2);
	if (strcmp(got, points) != 0 || strcmp(result.completion, completion) != 0 || result.achieved != achieved)
		fail_msg("got %s, \"%s\", %d; wanted %s, \"%s\", %d; %s", got, result.completion, result.achieved, points,
			 completion, achieved, result.explanation);
}

static const char *explain(const struct scoring_input *input)
{
	struct scoring_result result;

	assert_int_equal(scoring_compute(&arena, input, &result, &status), STATUS_OK);
	return result.explanation;
}

/* ---- ratio, exact, inverse, satisfaction ---- */

struct comparison {
	const char *target, *weight, *actual, *points, *completion;
	bool achieved;
};

static void compare_all(enum rule_kind kind, enum target_op op, const struct comparison *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct scoring_input input = { .weight = decimal(rows[i].weight),
					       .rule = { .kind = kind },
					       .target = target(op, rows[i].target, "次"),
					       .actual = number(rows[i].actual) };

		expect(&input, rows[i].points, rows[i].completion, rows[i].achieved);
	}
}

static void test_ratio_is_full_at_the_target_and_falls_in_proportion_below(void **state)
{
	static const struct comparison rows[] = {
		{ "10", "3", "10", "3.00", "100%", true },   { "10", "3", "10.000001", "3.00", "100%", true },
		{ "10", "3", "25", "3.00", "250%", true },   { "10", "3", "9.999999", "3.00", "100%", false },
		{ "10", "3", "9", "2.70", "90%", false },    { "10", "3", "0", "0.00", "0%", false },
		{ "10", "3", "-5", "0.00", "-50%", false },  { "10", "3", "0.000001", "0.00", "0%", false },
		{ "1000", "1", "5", "0.01", "0.5%", false }, { "1000", "1", "4.999999", "0.00", "0.5%", false },
		{ "3", "1", "2", "0.67", "66.67%", false },  { "1246.5", "5", "1074.2", "4.31", "86.18%", false },
	};

	(void)state;
	compare_all(RULE_RATIO, OP_AT_LEAST, rows, N(rows));
}

static void test_exact_is_full_above_its_target_but_only_equal_counts_as_achieved(void **state)
{
	static const struct comparison rows[] = {
		{ "23", "3", "23", "3.00", "100%", true },   { "23", "3", "23.000001", "3.00", "100%", false },
		{ "23", "3", "46", "3.00", "200%", false },  { "23", "3", "22.999999", "3.00", "100%", false },
		{ "23", "3", "11.5", "1.50", "50%", false }, { "23", "3", "0", "0.00", "0%", false },
	};

	(void)state;
	compare_all(RULE_EXACT, OP_EQUAL, rows, N(rows));
}

static void test_inverse_is_full_up_to_the_target_and_falls_above(void **state)
{
	static const struct comparison rows[] = {
		{ "7.91", "7", "7.91", "7.00", "100%", true },
		{ "7.91", "7", "7.910001", "7.00", "100%", false },
		{ "7.91", "7", "7.909999", "7.00", "100%", true },
		{ "7.91", "7", "15.82", "3.50", "50%", false },
		{ "7.91", "7", "0", "7.00", "", true },
		{ "0", "7", "0", "7.00", "", true },
		{ "0", "7", "1", "0.00", "0%", false },
		{ "100", "8", "80", "8.00", "125%", true },
	};

	(void)state;
	compare_all(RULE_INVERSE, OP_AT_MOST, rows, N(rows));
}

static void test_satisfaction_is_scored_as_a_ratio_to_its_target(void **state)
{
	static const struct comparison rows[] = {
		{ "90", "10", "90", "10.00", "100%", true },
		{ "90", "10", "95.5", "10.00", "106.11%", true },
		{ "90", "10", "81", "9.00", "90%", false },
		{ "90", "10", "0", "0.00", "0%", false },
	};

	(void)state;
	compare_all(RULE_SATISFACTION, OP_AT_LEAST, rows, N(rows));
}

static void test_rules_that_would_divide_by_a_target_of_zero_refuse(void **state)
{
	static const enum rule_kind kinds[] = { RULE_RATIO, RULE_EXACT, RULE_SATISFACTION };
	struct scoring_result result;

	(void)state;
	for (size_t i = 0; i < N(kinds); i++) {
		struct scoring_input input = { .weight = DECIMAL(3),
					       .rule = { .kind = kinds[i] },
					       .target = target(OP_AT_LEAST, "0", ""),
					       .actual = number("0") };

		assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_FAILED_PRECONDITION);
		assert_int_equal(status.message.id, MSG_SCORE_TARGET_NOT_POSITIVE);
		status_clear(&status);
	}
}

static void test_a_score_never_leaves_its_bounds_with_the_largest_numbers(void **state)
{
	struct scoring_input input = { .weight = DECIMAL(100),
				       .rule = { .kind = RULE_RATIO },
				       .target = target(OP_AT_LEAST, "9223372036854.775807", ""),
				       .actual = number("9223372036854.775806") };

	(void)state;
	expect(&input, "100.00", "100%", false);
	input.actual = number("-9223372036854.775807");
	expect(&input, "0.00", "-100%", false);
	input.target = target(OP_AT_LEAST, "0.000001", "");
	input.actual = number("9223372036854.775807");
	expect(&input, "100.00", "922337203685477580700%", true);
	input.rule.kind = RULE_INVERSE;
	input.target.op = OP_AT_MOST;
	expect(&input, "0.00", "0%", false);
}

/* ---- deviation ---- */

static struct scoring_input deviating(enum rule_kind kind, const char *weight, const char *actual, const char *limit,
				      const char *deduction)
{
	return (struct scoring_input){
		.weight = decimal(weight),
		.rule = { .kind = kind, .deviation_limit = decimal(limit), .deviation_deduction = decimal(deduction) },
		.target = target(kind == RULE_EXACT ? OP_EQUAL : OP_AT_LEAST, "10", "次"),
		.actual = number(actual)
	};
}

static void test_a_target_passed_by_the_limit_or_more_costs_the_deduction(void **state)
{
	static const struct {
		const char *weight, *actual, *deduction, *points;
	} rows[] = {
		{ "3", "10", "2", "3.00" },
		{ "3", "12.999999", "2", "3.00" },
		{ "3", "13", "2", "1.00" },
		{ "3", "13.000001", "2", "1.00" },
		{ "3", "15", "2", "1.00" },
		{ "3", "15", "0", "3.00" },
		{ "1.5", "15", "2", "0.00" },
		{ "2", "15", "2", "0.00" },
		{ "3", "9", "2", "2.70" },
		{ "3", "15", "0.01", "2.99" },
		{ "100", "9223372036854", "100", "0.00" },
	};
	static const enum rule_kind kinds[] = { RULE_RATIO, RULE_EXACT };
	struct scoring_result result;

	(void)state;
	for (size_t k = 0; k < N(kinds); k++)
		for (size_t i = 0; i < N(rows); i++) {
			struct scoring_input input =
				deviating(kinds[k], rows[i].weight, rows[i].actual, "0.3", rows[i].deduction);

			assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
			if (strcmp(decimal_format_places(&arena, result.points, 2), rows[i].points) != 0)
				fail_msg("row %zu of %zu: %s", i, k, result.explanation);
		}
}

static void test_a_deviation_shows_both_steps(void **state)
{
	struct scoring_input input = deviating(RULE_RATIO, "3", "15", "0.3", "2");

	(void)state;
	assert_string_equal(explain(&input),
			    "15 ≥ 10，达到指标值，得满分 3.00；超出 (15 − 10) ÷ 10 = 50% ≥ 30%，目标偏低，扣 2 分 "
			    "= 1.00");
	input = deviating(RULE_EXACT, "1", "15", "0.5", "2");
	assert_string_equal(explain(&input),
			    "15 > 10，超过指标值，得满分 1.00，偏差须说明原因；超出 (15 − 10) ÷ 10 = 50% ≥ 50%，目标"
			    "偏低，扣 2 分，扣完为止 0.00");
}

static void test_what_a_scheme_says_once_holds_for_rules_that_say_nothing(void **state)
{
	const struct scoring_options options = { .floor = decimal("0.7"),
						 .denominator = DENOMINATOR_BUDGET,
						 .deviation_limit = decimal("0.5"),
						 .deviation_deduction = DECIMAL(2) };
	struct rule silent = { .kind = RULE_RATIO, .floor = decimal("0.6") }, other = { .kind = RULE_INVERSE };
	struct rule outspoken = { .kind = RULE_EXACT,
				  .given = GIVEN_FLOOR | GIVEN_DENOMINATOR | GIVEN_DEVIATION_LIMIT | GIVEN_DEVIATION_DEDUCTION,
				  .floor = decimal("0.6"),
				  .deviation_limit = decimal("0.3") };

	(void)state;
	scoring_options_apply(&options, &silent);
	scoring_options_apply(&options, &outspoken);
	scoring_options_apply(&options, &other);
	assert_int_equal(silent.floor.micros, 700000);
	assert_int_equal(silent.denominator, DENOMINATOR_BUDGET);
	assert_int_equal(silent.deviation_limit.micros, 500000);
	assert_int_equal(silent.deviation_deduction.micros, DECIMAL(2).micros);
	assert_int_equal(outspoken.floor.micros, 600000);
	assert_int_equal(outspoken.denominator, DENOMINATOR_RECEIVED);
	assert_int_equal(outspoken.deviation_limit.micros, 300000);
	assert_int_equal(outspoken.deviation_deduction.micros, 0);
	assert_int_equal(other.deviation_deduction.micros, 0);
	assert_int_equal(scoring_options_usual.deviation_deduction.micros, 0);
}

/* ---- rates ---- */

static struct scoring_input funds_input(enum rule_kind kind, enum fund_rate rate, enum fund_denominator denominator,
					const char *budget, const char *received, const char *paid)
{
	struct scoring_input input = {
		.weight = DECIMAL(5),
		.rule = { .kind = kind, .floor = decimal("0.6"), .rate = rate, .denominator = denominator }
	};

	assert_true(money_parse(budget, &input.funds.budget) && money_parse(received, &input.funds.received) &&
		    money_parse(paid, &input.funds.paid));
	return input;
}

static void test_floor_rate_gives_nothing_at_the_floor_and_everything_at_one_hundred(void **state)
{
	static const struct {
		const char *paid, *points, *completion;
		bool achieved;
	} rows[] = {
		{ "1000.00", "5.00", "100%", true },   { "1000.01", "5.00", "100%", true },
		{ "1200.00", "5.00", "120%", true },   { "999.99", "5.00", "100%", false },
		{ "999.00", "4.99", "99.9%", false },  { "800.00", "2.50", "80%", false },
		{ "600.00", "0.00", "60%", false },    { "600.40", "0.01", "60.04%", false },
		{ "600.39", "0.00", "60.04%", false }, { "599.99", "0.00", "60%", false },
		{ "0.00", "0.00", "0%", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = funds_input(RULE_FLOOR_RATE, FUND_RATE_EXECUTION, DENOMINATOR_RECEIVED, "2000.00",
							 "1000.00", rows[i].paid);

		expect(&input, rows[i].points, rows[i].completion, rows[i].achieved);
	}
}

static void test_rate_is_the_rate_times_the_weight_up_to_full(void **state)
{
	static const struct {
		const char *paid, *points, *completion;
		bool achieved;
	} rows[] = {
		{ "1000.00", "5.00", "100%", true },
		{ "1500.00", "5.00", "150%", true },
		{ "451.70", "2.26", "45.17%", false },
		{ "0.00", "0.00", "0%", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input =
			funds_input(RULE_RATE, FUND_RATE_EXECUTION, DENOMINATOR_BUDGET, "1000.00", "700.00", rows[i].paid);

		expect(&input, rows[i].points, rows[i].completion, rows[i].achieved);
	}
}

static void test_each_fund_rate_has_its_own_numerator_and_denominator(void **state)
{
	struct scoring_input received =
		funds_input(RULE_RATE, FUND_RATE_RECEIVED, DENOMINATOR_RECEIVED, "1000.00", "800.00", "400.00");
	struct scoring_input of_received =
		funds_input(RULE_RATE, FUND_RATE_EXECUTION, DENOMINATOR_RECEIVED, "1000.00", "800.00", "400.00");
	struct scoring_input of_budget =
		funds_input(RULE_RATE, FUND_RATE_EXECUTION, DENOMINATOR_BUDGET, "1000.00", "800.00", "400.00");

	(void)state;
	expect(&received, "4.00", "80%", false);
	expect(&of_received, "2.50", "50%", false);
	expect(&of_budget, "2.00", "40%", false);
}

static void test_each_case_of_no_money_has_its_own_sentence(void **state)
{
	const struct {
		enum fund_rate rate;
		enum fund_denominator denominator;
		const char *budget, *received, *paid;
		enum message_id message;
	} rows[] = {
		{ FUND_RATE_RECEIVED, DENOMINATOR_RECEIVED, "0.00", "1.00", "1.00", MSG_FUNDS_NO_BUDGET },
		{ FUND_RATE_EXECUTION, DENOMINATOR_BUDGET, "0.00", "1.00", "0.00", MSG_FUNDS_NO_BUDGET },
		{ FUND_RATE_EXECUTION, DENOMINATOR_BUDGET, "0.00", "1.00", "1.00", MSG_FUNDS_PAID_WITHOUT_BUDGET },
		{ FUND_RATE_EXECUTION, DENOMINATOR_RECEIVED, "1.00", "0.00", "0.00", MSG_FUNDS_NOTHING_RECEIVED },
		{ FUND_RATE_EXECUTION, DENOMINATOR_RECEIVED, "1.00", "0.00", "1.00", MSG_FUNDS_PAID_WITHOUT_RECEIVED },
	};
	struct scoring_result result;

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		for (unsigned kind = RULE_FLOOR_RATE; kind <= RULE_RATE; kind++) {
			struct scoring_input input = funds_input((enum rule_kind)kind, rows[i].rate, rows[i].denominator,
								 rows[i].budget, rows[i].received, rows[i].paid);

			assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_FAILED_PRECONDITION);
			assert_string_equal(message_name(status.message.id), message_name(rows[i].message));
			status_clear(&status);
		}
}

static void test_a_negative_actual_above_a_negative_target_cannot_divide(void **state)
{
	struct scoring_input input = { .weight = DECIMAL(3),
				       .rule = { .kind = RULE_INVERSE },
				       .target = target(OP_AT_MOST, "-2", ""),
				       .actual = number("-1") };
	struct scoring_result result;

	(void)state;
	assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_SCORE_ACTUAL_NOT_POSITIVE);
}

static void test_a_rate_may_come_from_the_entry_against_its_target(void **state)
{
	struct scoring_input input = { .weight = DECIMAL(10),
				       .rule = { .kind = RULE_RATE },
				       .target = target(OP_AT_LEAST, "95", "%"),
				       .actual = number("95") };

	(void)state;
	expect(&input, "10.00", "100%", true);
	input.actual = number("47.5");
	expect(&input, "5.00", "50%", false);
	input.target = (struct target){ OP_NONE, { .kind = VALUE_NONE }, "" };
	expect(&input, "4.75", "47.5%", false);
}

/* ---- step, deadline ---- */

static void test_step_takes_a_deduction_for_each_begun_step_short(void **state)
{
	static const struct {
		enum target_op op;
		const char *actual, *points;
		bool achieved;
	} rows[] = {
		{ OP_AT_LEAST, "90", "5.00", true },
		{ OP_AT_LEAST, "95", "5.00", true },
		{ OP_AT_LEAST, "89.999999", "4.00", false },
		{ OP_AT_LEAST, "87", "4.00", false },
		{ OP_AT_LEAST, "86.999999", "3.00", false },
		{ OP_AT_LEAST, "75", "0.00", false },
		{ OP_AT_LEAST, "0", "0.00", false },
		{ OP_AT_MOST, "90", "5.00", true },
		{ OP_AT_MOST, "90.000001", "4.00", false },
		{ OP_AT_MOST, "93", "4.00", false },
		{ OP_AT_MOST, "93.000001", "3.00", false },
		{ OP_EQUAL, "90", "5.00", true },
		{ OP_EQUAL, "93", "4.00", false },
		{ OP_EQUAL, "87", "4.00", false },
		{ OP_AT_LEAST, "-9000000000000", "0.00", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = { .weight = DECIMAL(5),
					       .rule = { .kind = RULE_STEP, .step = DECIMAL(3), .deduction = DECIMAL(1) },
					       .target = target(rows[i].op, "90", "%"),
					       .actual = number(rows[i].actual) };
		struct scoring_result result;

		assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
		if (strcmp(decimal_format_places(&arena, result.points, 2), rows[i].points) != 0 ||
		    result.achieved != rows[i].achieved)
			fail_msg("row %zu: %s", i, result.explanation);
	}
}

/* 江西省政协 2017 自评表: 成本控制率 ±10% 得 5 分、±10–15% 得 3 分、±15–20% 得 1 分、以外不得分. */
static const struct score_band cost_bands[] = {
	{ { 0 }, DECIMAL(5), false },
	{ DECIMAL(10), DECIMAL(3), false },
	{ DECIMAL(15), DECIMAL(1), false },
	{ DECIMAL(20), { 0 }, false },
};

static void test_a_band_holds_its_far_edge(void **state)
{
	static const struct {
		enum target_op op;
		const char *actual, *points;
		bool achieved;
	} rows[] = {
		{ OP_EQUAL, "100", "5.00", true },	     { OP_EQUAL, "110", "5.00", false },
		{ OP_EQUAL, "90", "5.00", false },	     { OP_EQUAL, "110.000001", "3.00", false },
		{ OP_EQUAL, "89.999999", "3.00", false },    { OP_EQUAL, "115", "3.00", false },
		{ OP_EQUAL, "85", "3.00", false },	     { OP_EQUAL, "115.000001", "1.00", false },
		{ OP_EQUAL, "120", "1.00", false },	     { OP_EQUAL, "80", "1.00", false },
		{ OP_EQUAL, "120.000001", "0.00", false },   { OP_EQUAL, "0", "0.00", false },
		{ OP_AT_LEAST, "500", "5.00", true },	     { OP_AT_LEAST, "90", "5.00", false },
		{ OP_AT_LEAST, "89.999999", "3.00", false }, { OP_AT_MOST, "0", "5.00", true },
		{ OP_AT_MOST, "110", "5.00", false },	     { OP_AT_MOST, "120.000001", "0.00", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = { .weight = DECIMAL(5),
					       .rule = { .kind = RULE_STEP, .bands = cost_bands, .n_bands = N(cost_bands) },
					       .target = target(rows[i].op, "100", "%"),
					       .actual = number(rows[i].actual) };
		struct scoring_result result;

		assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
		if (strcmp(decimal_format_places(&arena, result.points, 2), rows[i].points) != 0 ||
		    result.achieved != rows[i].achieved)
			fail_msg("row %zu: %s", i, result.explanation);
	}
}

static void test_an_explanation_names_the_band(void **state)
{
	const struct score_band shares[] = { { { 0 }, DECIMAL(1), true }, { DECIMAL(5), decimal("0.333"), true } };
	struct scoring_input input = { .weight = DECIMAL(5),
				       .rule = { .kind = RULE_STEP, .bands = cost_bands, .n_bands = N(cost_bands) },
				       .target = target(OP_EQUAL, "100", "%"),
				       .actual = number("112") };

	(void)state;
	assert_string_equal(explain(&input), "实际 112、指标值 =100，相差 12，属“大于 10、不超过 15”一档：得 3.00");
	input.rule.bands = shares;
	input.rule.n_bands = N(shares);
	assert_string_equal(explain(&input), "实际 112、指标值 =100，相差 12，属“大于 5”一档：33.3% × 5 = 1.67");
	input.actual = number("100");
	assert_string_equal(explain(&input), "实际 100、指标值 =100，相差 0，属“不超过 5”一档：100% × 5 = 5.00");
}

static void test_deadline_is_full_up_to_the_day_and_costs_by_the_day(void **state)
{
	static const struct {
		const char *actual, *points, *completion;
		bool achieved;
	} rows[] = {
		{ "2024-12-10", "3.00", "100%", true },	    { "2024-12-09", "3.00", "100%", true },
		{ "2024-12-11", "2.50", "晚 1 天", false }, { "2024-12-15", "0.50", "晚 5 天", false },
		{ "2024-12-16", "0.00", "晚 6 天", false }, { "2025-12-10", "0.00", "晚 365 天", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = { .weight = DECIMAL(3),
					       .rule = { .kind = RULE_DEADLINE, .per_day = decimal("0.5") },
					       .target = { OP_EQUAL, day("2024-12-10"), "" },
					       .actual = day(rows[i].actual) };

		expect(&input, rows[i].points, rows[i].completion, rows[i].achieved);
	}
}

/* ---- judged rules ---- */

static void test_checklist_sums_the_points_that_are_met(void **state)
{
	const struct checklist_point points[] = { { "一", decimal("1"), false, "" },
						  { "二", decimal("1.5"), true, "" },
						  { "三", decimal("0.5"), false, "" } };
	static const struct {
		bool met[3];
		const char *points;
		bool achieved;
	} rows[] = {
		{ { true, true, true }, "3.00", true },	    { { true, true, false }, "2.50", false },
		{ { false, true, false }, "1.50", false },  { { true, false, true }, "0.00", false },
		{ { false, false, false }, "0.00", false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = { .weight = DECIMAL(3),
					       .rule = { .kind = RULE_CHECKLIST },
					       .points = points,
					       .n_points = 3,
					       .met = rows[i].met };

		expect(&input, rows[i].points, "", rows[i].achieved);
	}
}

static struct scoring_input tier_input(unsigned tier, const char *share)
{
	return (struct scoring_input){ .weight = DECIMAL(30),
				       .rule = { .kind = RULE_TIER, .bounds = { decimal("0.8"), decimal("0.6") } },
				       .tier = tier,
				       .share = decimal(share) };
}

static void test_a_tier_holds_its_lower_bound_and_scores_its_share(void **state)
{
	static const struct {
		unsigned tier;
		const char *share, *points;
	} rows[] = {
		{ 1, "1", "30.00" },	    { 1, "0.8", "24.00" }, { 2, "0.799999", "24.00" }, { 2, "0.6", "18.00" },
		{ 3, "0.599999", "18.00" }, { 3, "0", "0.00" },	   { 1, "0.95", "28.50" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = tier_input(rows[i].tier, rows[i].share);

		expect(&input, rows[i].points, "", rows[i].tier == 1);
	}
}

static void test_a_share_outside_its_tier_is_refused(void **state)
{
	static const struct {
		unsigned tier;
		const char *share;
		enum message_id message;
	} rows[] = {
		{ 1, "0.799999", MSG_SCORE_OUT_OF_RANGE }, { 1, "1.000001", MSG_SCORE_OUT_OF_RANGE },
		{ 2, "0.8", MSG_SCORE_OUT_OF_RANGE },	   { 2, "0.599999", MSG_SCORE_OUT_OF_RANGE },
		{ 3, "0.6", MSG_SCORE_OUT_OF_RANGE },	   { 3, "-0.000001", MSG_SCORE_OUT_OF_RANGE },
		{ 0, "0.5", MSG_SCORE_TIER_UNKNOWN },	   { 4, "0.5", MSG_SCORE_TIER_UNKNOWN },
	};
	struct scoring_result result;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = tier_input(rows[i].tier, rows[i].share);

		assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_INVALID_ARGUMENT);
		assert_int_equal(status.message.id, rows[i].message);
		status_clear(&status);
	}
}

static void test_manual_points_lie_within_zero_and_the_weight(void **state)
{
	static const struct {
		const char *proposed, *points; /* NULL: refused */
		bool achieved;
	} rows[] = { { "0", "0.00", false },
		     { "4", "4.00", true },
		     { "3.99", "3.99", false },
		     { "4.01", NULL, false },
		     { "-0.01", NULL, false } };
	struct scoring_result result;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct scoring_input input = { .weight = DECIMAL(4),
					       .rule = { .kind = RULE_MANUAL },
					       .proposed = decimal(rows[i].proposed) };

		if (rows[i].points != NULL) {
			expect(&input, rows[i].points, "", rows[i].achieved);
			continue;
		}
		assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_INVALID_ARGUMENT);
		assert_int_equal(status.message.id, MSG_SCORE_OUT_OF_RANGE);
		status_clear(&status);
	}
}

/* ---- explanations, grades, names ---- */

static void test_an_explanation_shows_what_to_key_into_a_pocket_calculator(void **state)
{
	struct scoring_input input =
		funds_input(RULE_FLOOR_RATE, FUND_RATE_RECEIVED, DENOMINATOR_RECEIVED, "12465000.00", "12465000.00", "0.00");

	(void)state;
	input.weight = DECIMAL(4);
	assert_string_equal(explain(&input), "(1246.5 ÷ 1246.5 − 60%) ÷ (1 − 60%) × 4 = 4.00");
	assert_true(money_parse("10742000.00", &input.funds.received));
	input.weight = DECIMAL(5);
	assert_string_equal(explain(&input), "(1074.2 ÷ 1246.5 − 60%) ÷ (1 − 60%) × 5 = 3.27");
	input.rule.kind = RULE_RATE;
	assert_string_equal(explain(&input), "1074.2 ÷ 1246.5 × 5 = 4.31");
	assert_true(money_parse("0.00", &input.funds.received));
	input.rule.kind = RULE_FLOOR_RATE;
	assert_string_equal(explain(&input), "(0 ÷ 1246.5 − 60%) ÷ (1 − 60%) × 5，低于 0，按 0 分计 0.00");
	input = (struct scoring_input){ .weight = DECIMAL(3),
					.rule = { .kind = RULE_RATIO },
					.target = target(OP_AT_LEAST, "10", "次"),
					.actual = number("9") };
	assert_string_equal(explain(&input), "9 ÷ 10 × 3 = 2.70");
	input.actual = number("10");
	assert_string_equal(explain(&input), "10 ≥ 10，达到指标值，得满分 3.00");
	input.rule = (struct rule){ .kind = RULE_STEP, .step = DECIMAL(3), .deduction = DECIMAL(1) };
	input.actual = number("6");
	assert_string_equal(explain(&input), "差 4，每差 3 扣 1 分，计 2 档：3 − 1 × 2 = 1.00");
	input = tier_input(1, "0.95");
	assert_string_equal(explain(&input), "第一档（基本达成目标），100%–80%：95% × 30 = 28.50");
}

static void test_grades_are_left_closed_on_the_rounded_total(void **state)
{
	const struct decimal thresholds[3] = { DECIMAL(90), DECIMAL(80), DECIMAL(60) };
	static const struct {
		const char *total, *grade;
	} rows[] = {
		{ "100", "优" }, { "90", "优" },    { "89.995", "优" }, { "89.994999", "良" }, { "89.99", "良" },
		{ "80", "良" },	 { "79.99", "中" }, { "60", "中" },	{ "59.99", "差" },     { "0", "差" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(grade_of(decimal(rows[i].total), thresholds), rows[i].grade);
}

static void test_every_rule_has_a_row_and_is_found_by_its_name(void **state)
{
	(void)state;
	for (unsigned kind = RULE_NONE + 1; kind < RULE_KINDS; kind++) {
		assert_true(strlen(rule_rows[kind].name) > 0 && strlen(rule_rows[kind].label) > 0);
		assert_int_equal(rule_by_name(rule_rows[kind].name), kind);
	}
	assert_int_equal(rule_by_name("guess"), RULE_NONE);
	assert_int_equal(rule_by_name(""), RULE_NONE);
}

/* ---- rule_check, actual_parse ---- */

static struct rule sound_rule(enum rule_kind kind)
{
	return (struct rule){ .kind = kind,
			      .floor = decimal("0.6"),
			      .step = DECIMAL(1),
			      .deduction = DECIMAL(1),
			      .per_day = DECIMAL(1),
			      .bounds = { decimal("0.8"), decimal("0.6") } };
}

static struct target no_target(void)
{
	return (struct target){ OP_NONE, { .kind = VALUE_NONE, .text = "" }, "" };
}

static struct target sound_target(enum rule_kind kind)
{
	switch (kind) {
	case RULE_RATIO:
	case RULE_STEP: return target(OP_AT_LEAST, "10", "次");
	case RULE_INVERSE: return target(OP_AT_MOST, "10", "次");
	case RULE_EXACT: return target(OP_EQUAL, "10", "次");
	case RULE_SATISFACTION: return target(OP_AT_LEAST, "90", "%");
	case RULE_DEADLINE: return (struct target){ OP_EQUAL, day("2024-12-10"), "" };
	case RULE_TIER: return (struct target){ OP_NONE, { .kind = VALUE_TEXT, .text = "长期" }, "" };
	default: return no_target();
	}
}

static const struct checklist_point sound_points[] = { { "一", { 1000000 }, false, "" }, { "二", { 2000000 }, false, "" } };

static void check(const struct rule *rule, const struct target *to)
{
	status_clear(&status);
	rule_check(rule, to, DECIMAL(3), sound_points, 2, "indicators[7]", &status);
}

/* Exactly this one fault. */
static void expect_fault(const char *path, enum message_id message)
{
	if (status.n_violations != 1 || strcmp(status.violations[0].path, path) != 0 ||
	    status.violations[0].message.id != message)
		fail_msg("wanted %s %s; %zu violations, first %s %s", path, message_name(message), status.n_violations,
			 status.n_violations > 0 ? status.violations[0].path : "",
			 status.n_violations > 0 ? message_name(status.violations[0].message.id) : "");
}

static void test_sound_rules_have_no_fault(void **state)
{
	(void)state;
	for (unsigned kind = RULE_NONE + 1; kind < RULE_KINDS; kind++) {
		struct rule rule = sound_rule((enum rule_kind)kind);
		struct target to = sound_target((enum rule_kind)kind);

		check(&rule, &to);
		if (status.n_violations != 0)
			fail_msg("%s: %s", rule_rows[kind].name, status.violations[0].path);
	}
}

static void test_each_fault_of_a_rule_is_named_where_it_stands(void **state)
{
	const struct target positive = target(OP_AT_LEAST, "10", "次"), text = sound_target(RULE_TIER);
	const struct {
		struct rule rule;
		struct target target;
		const char *path;
		enum message_id message;
	} rows[] = {
		{ { .kind = RULE_NONE }, positive, "indicators[7].rule", MSG_RULE_MISSING },
		{ { .kind = RULE_FLOOR_RATE, .floor = decimal("1") }, no_target(), "indicators[7].rule.floor", MSG_RULE_FLOOR },
		{ { .kind = RULE_FLOOR_RATE, .floor = decimal("-0.1") },
		  no_target(),
		  "indicators[7].rule.floor",
		  MSG_RULE_FLOOR },
		{ { .kind = RULE_STEP, .deduction = DECIMAL(1) }, positive, "indicators[7].rule.step", MSG_RULE_POSITIVE },
		{ { .kind = RULE_STEP, .step = DECIMAL(1) }, positive, "indicators[7].rule.deduction", MSG_RULE_POSITIVE },
		{ { .kind = RULE_DEADLINE }, sound_target(RULE_DEADLINE), "indicators[7].rule.per_day", MSG_RULE_POSITIVE },
		{ { .kind = RULE_TIER, .bounds = { decimal("0.6"), decimal("0.8") } },
		  text,
		  "indicators[7].rule.bounds",
		  MSG_RULE_BOUNDS },
		{ { .kind = RULE_TIER, .bounds = { decimal("1"), decimal("0.6") } },
		  text,
		  "indicators[7].rule.bounds",
		  MSG_RULE_BOUNDS },
		{ { .kind = RULE_TIER, .bounds = { decimal("0.8"), decimal("0") } },
		  text,
		  "indicators[7].rule.bounds",
		  MSG_RULE_BOUNDS },
		{ { .kind = RULE_RATIO, .rate = FUND_RATE_RECEIVED },
		  target(OP_AT_LEAST, "100", "%"),
		  "indicators[7].rule.rate",
		  MSG_RULE_NO_RATE },
		{ sound_rule(RULE_RATIO), no_target(), "indicators[7].target", MSG_TARGET_MISSING },
		{ sound_rule(RULE_DEADLINE), no_target(), "indicators[7].target", MSG_TARGET_MISSING },
		{ sound_rule(RULE_RATIO), text, "indicators[7].target.value", MSG_TARGET_KIND },
		{ sound_rule(RULE_TIER), positive, "indicators[7].target.value", MSG_TARGET_KIND },
		{ sound_rule(RULE_RATE), text, "indicators[7].target.value", MSG_TARGET_KIND },
		{ sound_rule(RULE_RATIO), target(OP_AT_MOST, "10", ""), "indicators[7].target.op", MSG_TARGET_OP },
		{ sound_rule(RULE_RATIO), target(OP_NONE, "10", ""), "indicators[7].target.op", MSG_TARGET_OP },
		{ sound_rule(RULE_INVERSE), positive, "indicators[7].target.op", MSG_TARGET_OP },
		{ sound_rule(RULE_EXACT), positive, "indicators[7].target.op", MSG_TARGET_OP },
		{ sound_rule(RULE_DEADLINE), { OP_AT_LEAST, day("2024-12-10"), "" }, "indicators[7].target.op", MSG_TARGET_OP },
		{ sound_rule(RULE_TIER), { OP_EQUAL, text.value, "" }, "indicators[7].target.op", MSG_TARGET_NO_OP },
		{ sound_rule(RULE_RATIO), target(OP_AT_LEAST, "0", ""), "indicators[7].target.value", MSG_TARGET_POSITIVE },
		{ sound_rule(RULE_EXACT), target(OP_EQUAL, "-1", ""), "indicators[7].target.value", MSG_TARGET_POSITIVE },
		{ sound_rule(RULE_INVERSE), target(OP_AT_MOST, "-0.000001", ""), "indicators[7].target.value",
		  MSG_TARGET_NEGATIVE },
		{ sound_rule(RULE_SATISFACTION), target(OP_AT_LEAST, "100.01", "%"), "indicators[7].target.value",
		  MSG_SHARE_OVER_100 },
		{ sound_rule(RULE_SATISFACTION), target(OP_AT_LEAST, "90", "分"), "indicators[7].target.unit",
		  MSG_TARGET_PERCENT },
		{ { .kind = RULE_RATIO, .given = GIVEN_DEVIATION_LIMIT, .deviation_limit = decimal("-0.1") },
		  positive,
		  "indicators[7].rule.deviation_limit",
		  MSG_DEVIATION_LIMIT },
		{ { .kind = RULE_RATIO, .given = GIVEN_DEVIATION_DEDUCTION, .deviation_deduction = DECIMAL(1) },
		  positive,
		  "indicators[7].rule.deviation_limit",
		  MSG_DEVIATION_LIMIT },
		{ { .kind = RULE_RATIO,
		    .given = GIVEN_DEVIATION_DEDUCTION,
		    .deviation_limit = decimal("0.3"),
		    .deviation_deduction = decimal("0.001") },
		  positive,
		  "indicators[7].rule.deviation_deduction",
		  MSG_DEVIATION_DEDUCTION },
		{ { .kind = RULE_RATE, .given = GIVEN_DEVIATION_DEDUCTION, .deviation_deduction = DECIMAL(1) },
		  no_target(),
		  "indicators[7].rule.deviation_deduction",
		  MSG_RULE_NO_DEVIATION },
		{ { .kind = RULE_RATE, .rate = FUND_RATE_RECEIVED },
		  target(OP_EQUAL, "95", "%"),
		  "indicators[7].target.value",
		  MSG_TARGET_RATE_100 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		check(&rows[i].rule, &rows[i].target);
		expect_fault(rows[i].path, rows[i].message);
	}
}

static void test_bands_begin_full_at_the_target_ascend_and_give_less_and_less(void **state)
{
	static const struct {
		struct score_band bands[2];
		const char *path; /* NULL: sound */
		enum message_id message;
	} rows[] = {
		{ { { { 0 }, DECIMAL(3), false }, { DECIMAL(5), DECIMAL(1), false } }, NULL, MSG_NONE },
		{ { { { 0 }, DECIMAL(1), true }, { DECIMAL(5), DECIMAL(3), false } }, NULL, MSG_NONE },
		{ { { DECIMAL(1), DECIMAL(3), false }, { DECIMAL(5), DECIMAL(1), false } },
		  "indicators[7].rule.bands[0].from",
		  MSG_BANDS_BEGIN },
		{ { { { 0 }, DECIMAL(2), false }, { DECIMAL(5), DECIMAL(1), false } },
		  "indicators[7].rule.bands[0].points",
		  MSG_BANDS_FULL },
		{ { { { 0 }, DECIMAL(3), false }, { { 0 }, DECIMAL(1), false } },
		  "indicators[7].rule.bands[1].from",
		  MSG_BANDS_ASCEND },
		{ { { { 0 }, DECIMAL(3), false }, { DECIMAL(5), DECIMAL(4), false } },
		  "indicators[7].rule.bands[1].points",
		  MSG_SCORE_OUT_OF_RANGE },
		{ { { { 0 }, DECIMAL(1), true }, { DECIMAL(5), { 333 }, true } },
		  "indicators[7].rule.bands[1].share",
		  MSG_BAND_PLACES },
		{ { { { 0 }, DECIMAL(3), false }, { DECIMAL(5), { -1 }, false } },
		  "indicators[7].rule.bands[1].points",
		  MSG_SCORE_OUT_OF_RANGE },
	};
	const struct score_band rising[] = { { { 0 }, DECIMAL(3), false },
					     { DECIMAL(5), DECIMAL(1), false },
					     { DECIMAL(9), DECIMAL(2), false } };
	const struct target to = target(OP_EQUAL, "10", "次");
	struct rule rule = { .kind = RULE_STEP, .n_bands = 2 };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		rule.bands = rows[i].bands;
		check(&rule, &to);
		if (rows[i].path != NULL)
			expect_fault(rows[i].path, rows[i].message);
		else if (status.n_violations > 0)
			fail_msg("row %zu: %s", i, status.violations[0].path);
	}
	rule.bands = rising;
	rule.n_bands = 3;
	check(&rule, &to);
	expect_fault("indicators[7].rule.bands[2].points", MSG_BANDS_FALL);
	rule.n_bands = 2;
	rule.step = DECIMAL(1);
	check(&rule, &to);
	expect_fault("indicators[7].rule.step", MSG_BANDS_OR_STEP);
	rule = (struct rule){ .kind = RULE_EXACT, .bands = rising, .n_bands = 2 };
	check(&rule, &to);
	expect_fault("indicators[7].rule.bands", MSG_RULE_NO_BANDS);
}

static void test_a_checklist_needs_points_that_sum_to_its_weight(void **state)
{
	struct rule rule = sound_rule(RULE_CHECKLIST);
	struct target none = no_target();
	const struct checklist_point nothing[] = { { "一", DECIMAL(3), false, "" }, { "二", DECIMAL(0), false, "" } };
	const struct checklist_point fine[] = { { "一", decimal("1.005"), false, "" }, { "二", decimal("1.995"), false, "" } };

	(void)state;
	rule_check(&rule, &none, DECIMAL(3), NULL, 0, "x", &status);
	expect_fault("x.points", MSG_RULE_NO_POINTS);
	status_clear(&status);
	rule_check(&rule, &none, decimal("3.01"), sound_points, 2, "x", &status);
	expect_fault("x.points", MSG_RULE_POINTS_SUM);
	status_clear(&status);
	rule_check(&rule, &none, DECIMAL(3), nothing, 2, "x", &status);
	expect_fault("x.points[1].weight", MSG_RULE_POINT_WEIGHT);
	status_clear(&status);
	rule_check(&rule, &none, DECIMAL(3), fine, 2, "x", &status);
	assert_int_equal(status.n_violations, 2);
}

static void test_an_actual_is_read_as_its_rule_wants_it(void **state)
{
	const struct {
		enum rule_kind kind;
		enum fund_rate rate;
		const char *text, *unit;
		enum message_id fault; /* MSG_NONE: it is fine */
	} rows[] = {
		{ RULE_RATIO, FUND_RATE_NONE, "10", "次", MSG_NONE },
		{ RULE_RATIO, FUND_RATE_NONE, "10", "", MSG_NONE },
		{ RULE_RATIO, FUND_RATE_NONE, "10", "人", MSG_ACTUAL_UNIT },
		{ RULE_RATIO, FUND_RATE_NONE, "十", "次", MSG_VALUE_CHINESE_NUMERAL },
		{ RULE_RATIO, FUND_RATE_NONE, "", "次", MSG_FIELD_REQUIRED },
		{ RULE_DEADLINE, FUND_RATE_NONE, "2024-12-10", "", MSG_NONE },
		{ RULE_DEADLINE, FUND_RATE_NONE, "2024-12-32", "", MSG_VALUE_DATE_CALENDAR },
		{ RULE_TIER, FUND_RATE_NONE, "达到预期指标", "", MSG_NONE },
		{ RULE_CHECKLIST, FUND_RATE_NONE, "", "", MSG_NONE },
		{ RULE_CHECKLIST, FUND_RATE_NONE, "5", "", MSG_ACTUAL_UNWANTED },
		{ RULE_RATE, FUND_RATE_EXECUTION, "", "", MSG_NONE },
		{ RULE_RATE, FUND_RATE_EXECUTION, "95", "%", MSG_ACTUAL_UNWANTED },
		{ RULE_RATE, FUND_RATE_NONE, "95", "%", MSG_NONE },
		{ RULE_RATE, FUND_RATE_NONE, "95", "万元", MSG_ACTUAL_UNIT },
		{ RULE_SATISFACTION, FUND_RATE_NONE, "100", "%", MSG_NONE },
		{ RULE_SATISFACTION, FUND_RATE_NONE, "100.01", "%", MSG_SHARE_OVER_100 },
		{ RULE_SATISFACTION, FUND_RATE_NONE, "-1", "%", MSG_SHARE_OVER_100 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct rule rule = sound_rule(rows[i].kind);
		struct target to = sound_target(rows[i].kind);
		struct value actual;
		bool read;

		rule.rate = rows[i].rate;
		status_clear(&status);
		read = actual_parse(&rule, &to, rows[i].text, rows[i].unit, "actual", &actual, &status);
		assert_int_equal(read, rows[i].fault == MSG_NONE);
		if (rows[i].fault != MSG_NONE)
			expect_fault("actual", rows[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
		TEST(test_ratio_is_full_at_the_target_and_falls_in_proportion_below),
		TEST(test_exact_is_full_above_its_target_but_only_equal_counts_as_achieved),
		TEST(test_inverse_is_full_up_to_the_target_and_falls_above),
		TEST(test_satisfaction_is_scored_as_a_ratio_to_its_target),
		TEST(test_rules_that_would_divide_by_a_target_of_zero_refuse),
		TEST(test_a_score_never_leaves_its_bounds_with_the_largest_numbers),
		TEST(test_a_target_passed_by_the_limit_or_more_costs_the_deduction),
		TEST(test_a_deviation_shows_both_steps),
		TEST(test_what_a_scheme_says_once_holds_for_rules_that_say_nothing),
		TEST(test_floor_rate_gives_nothing_at_the_floor_and_everything_at_one_hundred),
		TEST(test_rate_is_the_rate_times_the_weight_up_to_full),
		TEST(test_each_fund_rate_has_its_own_numerator_and_denominator),
		TEST(test_each_case_of_no_money_has_its_own_sentence),
		TEST(test_a_negative_actual_above_a_negative_target_cannot_divide),
		TEST(test_a_rate_may_come_from_the_entry_against_its_target),
		TEST(test_step_takes_a_deduction_for_each_begun_step_short),
		TEST(test_a_band_holds_its_far_edge),
		TEST(test_an_explanation_names_the_band),
		TEST(test_bands_begin_full_at_the_target_ascend_and_give_less_and_less),
		TEST(test_deadline_is_full_up_to_the_day_and_costs_by_the_day),
		TEST(test_checklist_sums_the_points_that_are_met),
		TEST(test_a_tier_holds_its_lower_bound_and_scores_its_share),
		TEST(test_a_share_outside_its_tier_is_refused),
		TEST(test_manual_points_lie_within_zero_and_the_weight),
		TEST(test_an_explanation_shows_what_to_key_into_a_pocket_calculator),
		TEST(test_grades_are_left_closed_on_the_rounded_total),
		TEST(test_every_rule_has_a_row_and_is_found_by_its_name),
		TEST(test_sound_rules_have_no_fault),
		TEST(test_each_fault_of_a_rule_is_named_where_it_stands),
		TEST(test_a_checklist_needs_points_that_sum_to_its_weight),
		TEST(test_an_actual_is_read_as_its_rule_wants_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
