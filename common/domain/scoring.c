#include "common/domain/scoring.h"

#include <assert.h>
#include <string.h>

#include "common/domain/scoring_rules.h"

#define ANY_OP (1u << OP_AT_LEAST | 1u << OP_AT_MOST | 1u << OP_EQUAL)

const struct rule_row rule_rows[RULE_KINDS] = {
	[RULE_NONE] = { "", "", VALUE_NONE, VALUE_NONE, 0, false, false },
	/* The seed's 定量指标分析环节: full when reached, else by the ratio of actual to target. */
	[RULE_RATIO] = { "ratio", "正向比例法", VALUE_NUMBER, VALUE_NUMBER, 1u << OP_AT_LEAST, false, false },
	/* 江西省政协 2017 自评表: 反向指标 得分 = 指标值 ÷ 完成值 × 分值. */
	[RULE_INVERSE] = { "inverse", "反向比例法", VALUE_NUMBER, VALUE_NUMBER, 1u << OP_AT_MOST, false, false },
	[RULE_EXACT] = { "exact", "等值比例法", VALUE_NUMBER, VALUE_NUMBER, 1u << OP_EQUAL, false, false },
	/* The seed's chapter 4: 得分 =（率 − 60%）/（1 − 60%）× 分值. */
	[RULE_FLOOR_RATE] = { "floor_rate", "比率扣底法", VALUE_NONE, VALUE_NUMBER, 1u << OP_AT_LEAST | 1u << OP_EQUAL, false,
			      true },
	/* Self-evaluation forms: 得分 = 执行率 × 分值. */
	[RULE_RATE] = { "rate", "比率法", VALUE_NONE, VALUE_NUMBER, 1u << OP_AT_LEAST | 1u << OP_EQUAL, false, true },
	/* 财政部中央级行政经费考评: 每差 3% 扣 1 分，扣完为止. */
	[RULE_STEP] = { "step", "阶梯扣分法", VALUE_NUMBER, VALUE_NUMBER, ANY_OP, false, false },
	/* "=" on a date means not later than. */
	[RULE_DEADLINE] = { "deadline", "时限法", VALUE_DATE, VALUE_DATE, 1u << OP_AT_MOST | 1u << OP_EQUAL, false, false },
	/* 项目支出绩效评价评分表: 评价要点逐点给分. */
	[RULE_CHECKLIST] = { "checklist", "要点计分法", VALUE_NONE, VALUE_NONE, 0, true, false },
	/* 新财预〔2022〕42号: 基本达成、部分实现、实现程度较低三档. */
	[RULE_TIER] = { "tier", "分档评分法", VALUE_TEXT, VALUE_TEXT, 1u << OP_NONE, true, false },
	/* 满意度 = 回答满意人数 ÷ 有效调查人数, against its target. */
	[RULE_SATISFACTION] = { "satisfaction", "满意度法", VALUE_NUMBER, VALUE_NUMBER, 1u << OP_AT_LEAST, false, false },
	[RULE_MANUAL] = { "manual", "评议法", VALUE_NONE, VALUE_NONE, 0, true, false },
};

static scoring_rule *const formulas[RULE_KINDS] = {
	[RULE_RATIO] = scoring_ratio,	    [RULE_INVERSE] = scoring_inverse,
	[RULE_EXACT] = scoring_exact,	    [RULE_FLOOR_RATE] = scoring_floor_rate,
	[RULE_RATE] = scoring_rate,	    [RULE_STEP] = scoring_step,
	[RULE_DEADLINE] = scoring_deadline, [RULE_CHECKLIST] = scoring_checklist,
	[RULE_TIER] = scoring_tier,	    [RULE_SATISFACTION] = scoring_satisfaction,
	[RULE_MANUAL] = scoring_manual,
};

/* A rule with an operator but no wanted kind (rates) takes a number, if anything. */
enum value_kind rule_target_kind(enum rule_kind kind)
{
	return rule_rows[kind].target != VALUE_NONE ? rule_rows[kind].target : rule_rows[kind].actual;
}

enum rule_kind rule_by_name(const char *name)
{
	for (unsigned kind = RULE_NONE + 1; kind < RULE_KINDS; kind++)
		if (strcmp(rule_rows[kind].name, name) == 0)
			return (enum rule_kind)kind;
	return RULE_NONE;
}

enum status_code scoring_compute(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status)
{
	enum rule_kind kind = input->rule.kind;

	assert(kind > RULE_NONE && kind < RULE_KINDS);
	assert(rule_rows[kind].judged || input->rule.rate != FUND_RATE_NONE || input->questionnaire != NULL ||
	       input->actual.kind == rule_rows[kind].actual);
	assert(rule_rows[kind].target == VALUE_NONE || rule_rows[kind].judged ||
	       input->target.value.kind == rule_rows[kind].target);
	*result = (struct scoring_result){ .points = DECIMAL(0), .completion = "", .explanation = "" };
	return formulas[kind](arena, input, result, status);
}

const char *grade_of(struct decimal total, const struct decimal thresholds[3])
{
	static const char *const names[] = { "优", "良", "中" };
	struct decimal rounded;

	if (!ratio_round(ratio_of(total), 2, &rounded))
		rounded = total;
	for (size_t i = 0; i < 3; i++)
		if (decimal_compare(rounded, thresholds[i]) >= 0)
			return names[i];
	return "差";
}
