/* What the parts of a working paper give, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/scoring.h"

static struct arena arena = ARENA_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* ${values} end with NULL. */
static size_t make(const char *const *values, struct paper_part *parts)
{
	size_t n = 0;

	for (; values[n] != NULL; n++) {
		parts[n] = (struct paper_part){ .name = values[n], .text = values[n] };
		assert_true(decimal_parse(values[n], &parts[n].value));
	}
	return n;
}

static void test_parts_give_their_sum_mean_or_number(void **state)
{
	static const struct {
		enum part_measure measure;
		const char *values[4];
		const char *actual, *way;
	} rows[] = {
		{ PARTS_SUM, { "30", "20", "5.5" }, "55.5", "30 + 20 + 5.5 = 55.5" },
		{ PARTS_SUM, { "30" }, "30", "30 = 30" },
		{ PARTS_SUM, { "0.000001", "-0.000001" }, "0", "0.000001 + (-0.000001) = 0" },
		{ PARTS_MEAN, { "30", "20" }, "25", "(30 + 20) ÷ 2 = 25" },
		/* 1 ÷ 3 = 0.3333333… and 2 ÷ 3 = 0.6666666…: six places, half up. */
		{ PARTS_MEAN, { "1", "0", "0" }, "0.333333", "(1 + 0 + 0) ÷ 3 = 0.333333" },
		{ PARTS_MEAN, { "1", "1", "0" }, "0.666667", "(1 + 1 + 0) ÷ 3 = 0.666667" },
		{ PARTS_COUNT, { "30", "0" }, "2", "2 项" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct paper_part parts[4];
		struct decimal actual;
		size_t n = make(rows[i].values, parts);

		assert_true(parts_actual(rows[i].measure, parts, n, &actual));
		assert_string_equal(decimal_format(&arena, actual), rows[i].actual);
		assert_string_equal(parts_way(&arena, rows[i].measure, parts, n), rows[i].way);
	}
}

static void test_nothing_comes_of_no_parts_of_too_much_and_where_none_are_wanted(void **state)
{
	const char *const large[] = { "9000000000000", "9000000000000", NULL };
	struct paper_part parts[2];
	struct decimal actual;
	size_t n = make(large, parts);

	(void)state;
	assert_false(parts_actual(PARTS_SUM, parts, 0, &actual));
	assert_false(parts_actual(PARTS_SUM, parts, n, &actual));
	assert_false(parts_actual(PARTS_MEAN, parts, n, &actual));
	assert_false(parts_actual(PARTS_NONE, parts, 1, &actual));
	assert_true(parts_actual(PARTS_COUNT, parts, n, &actual));
	assert_string_equal(parts_way(&arena, PARTS_SUM, parts, n), "");
}

static void test_a_long_way_is_cut_and_its_rest_summed(void **state)
{
	struct paper_part parts[PARTS_IN_WAY + 2];
	char *way;

	(void)state;
	for (size_t i = 0; i < PARTS_IN_WAY + 2; i++)
		parts[i] = (struct paper_part){ .name = "x", .value = DECIMAL(i < PARTS_IN_WAY ? 1 : 7) };
	way = parts_way(&arena, PARTS_SUM, parts, PARTS_IN_WAY + 2);
	assert_non_null(strstr(way, "1 + …（其余 2 项合计 14） = 34"));
}

/* ---- which rules have them ---- */

static void test_only_rules_whose_actual_is_a_number_that_people_find_have_parts(void **state)
{
	static const struct {
		enum rule_kind kind;
		enum fund_rate rate;
		bool may;
	} rows[] = {
		{ RULE_RATIO, FUND_RATE_NONE, true },	  { RULE_INVERSE, FUND_RATE_NONE, true },
		{ RULE_EXACT, FUND_RATE_NONE, true },	  { RULE_STEP, FUND_RATE_NONE, true },
		{ RULE_RATE, FUND_RATE_NONE, true },	  { RULE_RATE, FUND_RATE_EXECUTION, false },
		{ RULE_DEADLINE, FUND_RATE_NONE, false }, { RULE_CHECKLIST, FUND_RATE_NONE, false },
		{ RULE_TIER, FUND_RATE_NONE, false },	  { RULE_SATISFACTION, FUND_RATE_NONE, false },
		{ RULE_MANUAL, FUND_RATE_NONE, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct rule rule = { .kind = rows[i].kind, .rate = rows[i].rate, .parts = PARTS_SUM };
		const struct target target = { .unit = "" };
		struct status status = STATUS_INIT;
		bool refused = false;

		rule_check(&rule, &target, DECIMAL(10), NULL, 0, "x", &status);
		for (size_t v = 0; v < status.n_violations; v++)
			refused = refused || status.violations[v].message.id == MSG_RULE_NO_PARTS;
		assert_int_equal(!refused, rows[i].may);
		status_clear(&status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_parts_give_their_sum_mean_or_number, clear),
		cmocka_unit_test_teardown(test_nothing_comes_of_no_parts_of_too_much_and_where_none_are_wanted, clear),
		cmocka_unit_test_teardown(test_a_long_way_is_cut_and_its_rest_summed, clear),
		cmocka_unit_test_teardown(test_only_rules_whose_actual_is_a_number_that_people_find_have_parts, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
