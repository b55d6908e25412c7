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
	static const struct score_band bands[] = { { { 0 }, DECIMAL(5), false }, { DECIMAL(10), TENTHS(6), true } };
	static const struct answer_option options[] = { { "很满意", DECIMAL(100) } };
	static const struct answer_group groups[] = { { "学员", DECIMAL(60) } };
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
		{ { .kind = RULE_STEP, .bands = bands, .n_bands = 2 },
		  "%",
		  "阶梯扣分法（相差不超过 10% 得 5 分，其余得 60%）",
		  "step (within 10% 5 points, else 60%)" },
		{ { .kind = RULE_RATIO, .deviation_limit = TENTHS(3), .deviation_deduction = { DECIMAL_ONE * 2 } },
		  "次",
		  "正向比例法（超出 30% 及以上扣 2 分）",
		  "ratio (over by 30% or more 2 points less)" },
		{ { .kind = RULE_SATISFACTION, .options = options, .n_options = 1, .groups = groups, .n_groups = 1 },
		  "%",
		  "满意度法（很满意 100，学员权重 60）",
		  "satisfaction (很满意 100, 学员 weighs 60)" },
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
