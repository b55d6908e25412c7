#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/domain/scoring.h"
#include "faults.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static struct target target(const char *unit)
{
	return (struct target){ OP_AT_LEAST, { .kind = VALUE_NUMBER, .number = DECIMAL(10), .text = "10" }, unit };
}

static void test_an_actual_is_kept_in_the_unit_of_its_target(void **state)
{
	static const struct {
		enum rule_kind rule;
		const char *target, *text, *unit, *kept;
	} rows[] = {
		{ RULE_RATIO, "次", "10", "", "10" },
		{ RULE_RATIO, "次", "１０ 次", "", "10" },
		{ RULE_RATIO, "次", "10", "次", "10" },
		{ RULE_RATIO, "次", "10次", "次", "10" },
		{ RULE_INVERSE, "万元", "79100元", "", "7.91" },
		{ RULE_INVERSE, "万元", "79100", "元", "7.91" },
		{ RULE_INVERSE, "万元", "0.000791亿元", "", "7.91" },
		{ RULE_INVERSE, "万元", "1,238.59", "", "1238.59" },
		{ RULE_RATIO, "公里", "12.5km", "公里", "12.5" },
		{ RULE_RATIO, "%", "985‰", "", "98.5" },
		{ RULE_RATIO, "%", "－3.5％", "", "-3.5" },
		{ RULE_RATIO, "℃", "-3", "", "-3" },
		{ RULE_SATISFACTION, "%", "98.5％", "", "98.5" },
		{ RULE_DEADLINE, "", "2024年12月10日", "", "2024-12-10" },
		{ RULE_TIER, "", "达到预期指标", "", "达到预期指标" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct rule rule = { .kind = rows[i].rule };
		struct target to = target(rows[i].target);
		struct value actual;

		if (!actual_parse(&rule, &to, rows[i].text, rows[i].unit, "actual", &actual, &status))
			fail_msg("%s: %s", rows[i].text, message_name(status.violations[0].message.id));
		assert_string_equal(actual_format(&arena, &actual), rows[i].kept);
	}
}

static void test_what_is_kept_is_read_again_as_the_same(void **state)
{
	const struct rule rule = { .kind = RULE_INVERSE };
	const struct target to = target("万元");
	struct value actual, again;

	(void)state;
	assert_true(actual_parse(&rule, &to, "79100元", "", "actual", &actual, &status));
	assert_true(actual_parse(&rule, &to, actual_format(&arena, &actual), "万元", "actual", &again, &status));
	assert_int_equal(again.number.micros, actual.number.micros);
}

static void test_an_actual_that_cannot_be_is_refused(void **state)
{
	static const struct {
		enum rule_kind rule;
		const char *target, *text, *unit;
		enum message_id fault;
	} rows[] = {
		{ RULE_RATIO, "次", "-1", "", MSG_ACTUAL_NEGATIVE },
		{ RULE_RATIO, "人", "-0.000001", "", MSG_ACTUAL_NEGATIVE },
		{ RULE_INVERSE, "万元", "-79100元", "", MSG_ACTUAL_NEGATIVE },
		{ RULE_STEP, "公里", "－1", "", MSG_ACTUAL_NEGATIVE },
		{ RULE_RATE, "%", "-1", "", MSG_ACTUAL_RATE_NEGATIVE },
		{ RULE_FLOOR_RATE, "%", "-1", "", MSG_ACTUAL_RATE_NEGATIVE },
		{ RULE_SATISFACTION, "%", "-1", "", MSG_SHARE_OVER_100 },
		{ RULE_RATIO, "次", "10人", "", MSG_ACTUAL_UNIT },
		{ RULE_RATIO, "次", "10", "人", MSG_ACTUAL_UNIT },
		{ RULE_RATIO, "次", "10次", "人", MSG_VALUE_UNIT_DIFFERS },
		{ RULE_INVERSE, "万元", "10元", "万元", MSG_VALUE_UNIT_DIFFERS },
		{ RULE_INVERSE, "亿元", "0.01元", "", MSG_VALUE_INEXACT },
		{ RULE_INVERSE, "元", "99999999万元", "", MSG_NONE },
		{ RULE_INVERSE, "元", "9999999999万元", "", MSG_VALUE_TOO_LARGE },
		{ RULE_RATIO, "次", "≥10次", "", MSG_VALUE_OP_UNWANTED },
		{ RULE_RATIO, "次", "十次", "", MSG_VALUE_CHINESE_NUMERAL },
		{ RULE_RATIO, "次", "1.245,5", "", MSG_VALUE_SEPARATOR },
		{ RULE_DEADLINE, "", "45636", "", MSG_FIELD_NOT_DATE },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct rule rule = { .kind = rows[i].rule };
		struct target to = target(rows[i].target);
		struct value actual;

		status_clear(&status);
		assert_int_equal(actual_parse(&rule, &to, rows[i].text, rows[i].unit, "actual", &actual, &status),
				 rows[i].fault == MSG_NONE);
		if (rows[i].fault != MSG_NONE)
			expect_only_fault(&status, "actual", rows[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, teardown)
		TEST(test_an_actual_is_kept_in_the_unit_of_its_target),
		TEST(test_what_is_kept_is_read_again_as_the_same),
		TEST(test_an_actual_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
