#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/rule_text.h"

static struct arena arena;

static int stop(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

#define TENTHS(n)                                                                                                              \
	{                                                                                                                      \
		DECIMAL_ONE / 10 * (n)                                                                                         \
	}

static void test_parameters_stand_behind_the_rule(void **state)
{
	static const struct {
		struct rule rule;
		const char *unit, *zh, *en;
	} rows[] = {
		{ { .kind = RULE_RATIO }, "次", "正向比例法", "ratio" },
		{ { .kind = RULE_CHECKLIST, .floor = TENTHS(6) }, "", "要点计分法", "checklist" },
		{ { .kind = RULE_FLOOR_RATE, .floor = TENTHS(6), .rate = FUND_RATE_EXECUTION },
		  "%",
		  "比率扣底法（起点 60%，分母为到位资金）",
		  "floor_rate (floor 60%, over the funds received)" },
		{ { .kind = RULE_FLOOR_RATE, .floor = TENTHS(5), .rate = FUND_RATE_RECEIVED },
		  "%",
		  "比率扣底法（起点 50%，分母为预算资金）",
		  "floor_rate (floor 50%, over the budget)" },
		{ { .kind = RULE_FLOOR_RATE, .floor = TENTHS(6) }, "%", "比率扣底法（起点 60%）", "floor_rate (floor 60%)" },
		{ { .kind = RULE_RATE, .rate = FUND_RATE_EXECUTION, .denominator = DENOMINATOR_BUDGET },
		  "%",
		  "比率法（分母为预算资金）",
		  "rate (over the budget)" },
		{ { .kind = RULE_RATE }, "%", "比率法", "rate" },
		{ { .kind = RULE_STEP, .step = { DECIMAL_ONE * 3 }, .deduction = TENTHS(5) },
		  "%",
		  "阶梯扣分法（每差 3% 扣 0.5 分）",
		  "step (each begun 3% short costs 0.5 points)" },
		{ { .kind = RULE_DEADLINE, .per_day = TENTHS(1) },
		  "",
		  "时限法（每晚 1 天扣 0.1 分）",
		  "deadline (each day late costs 0.1 points)" },
		{ { .kind = RULE_TIER, .bounds = { TENTHS(8), TENTHS(6) } },
		  "",
		  "分档评分法（分档界限 80%、60%）",
		  "tier (tiers from 80% and 60%)" },
		{ { .kind = RULE_NONE }, "", "", "" },
		{ { .kind = RULE_KINDS }, "", "?", "?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(rule_text(&arena, LANGUAGE_ZH, &rows[i].rule, rows[i].unit), rows[i].zh);
		assert_string_equal(rule_text(&arena, LANGUAGE_EN, &rows[i].rule, rows[i].unit), rows[i].en);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_parameters_stand_behind_the_rule, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
