#include "client/self_form_private.h"

static const struct table_column facts_columns[FACTS_COLUMNS] = {
	[FACTS_LABEL] = { "填写项", NULL, true },
	[FACTS_VALUE] = { "内容", NULL, true },
	[FACTS_HELP] = { "说明", NULL, false },
};
static const struct table_column funds_columns[FUNDS_COLUMNS] = {
	[FUNDS_SOURCE] = { "资金来源", NULL, true },
	[FUNDS_FIRST] = { "年初预算数", NULL, false },
	[FUNDS_BUDGET] = { "全年预算数", (const char *const[]){ "预算数", NULL }, true },
	[FUNDS_RECEIVED] = { "到位数", NULL, false },
	[FUNDS_PAID] = { "全年执行数", (const char *const[]){ "执行数", NULL }, true },
};
static const struct table_column indicators_columns[IND_COLUMNS] = {
	[IND_LEVEL_1] = { "一级指标", NULL, true },
	[IND_LEVEL_2] = { "二级指标", NULL, true },
	[IND_LEVEL_3] = { "三级指标", NULL, true },
	[IND_TARGET] = { "年度指标值", (const char *const[]){ "指标值", "预期指标值", NULL }, true },
	[IND_ACTUAL] = { "实际完成值", (const char *const[]){ "完成值", NULL }, true },
	[IND_WEIGHT] = { "分值", NULL, true },
	[IND_POINTS] = { "得分", NULL, false },
	[IND_REASON] = { "偏差原因", (const char *const[]){ "偏差原因分析及改进措施", NULL }, false },
	[IND_RULE] = { "计分规则", NULL, false },
	[IND_STEP] = { "每差", NULL, false },
	[IND_DEDUCTION] = { "扣分", NULL, false },
};

const struct form_layout form_layouts[SHEETS_READ] = {
	[SHEET_FACTS] = { "项目", facts_columns, FACTS_COLUMNS },
	[SHEET_FUNDS] = { "资金", funds_columns, FUNDS_COLUMNS },
	[SHEET_INDICATORS] = { "指标", indicators_columns, IND_COLUMNS },
};

const char *const form_denominators[2] = { [DENOMINATOR_RECEIVED] = "到位数", [DENOMINATOR_BUDGET] = "全年预算数" };

const struct form_fact_row form_facts[FACTS] = {
	[FACT_PROJECT] = { "项目名称", "", "scheme.project", MSG_FORM_HELP_PROJECT },
	[FACT_UNIT] = { "实施单位", "", "scheme.implementer_unit", MSG_FORM_HELP_UNIT },
	[FACT_FUND_KIND] = { "资金性质", "", "scheme.fund_kind", MSG_FORM_HELP_FUND_KIND },
	[FACT_START] = { "实施周期开始", "", "scheme.start", MSG_FORM_HELP_DATE },
	[FACT_END] = { "实施周期结束", "", "scheme.end", MSG_FORM_HELP_DATE },
	[FACT_CUT_OFF] = { "截止评价日", "", "scheme.cut_off", MSG_FORM_HELP_CUT_OFF },
	[FACT_STANDARD] = { "评价标准", "计划标准", "scheme.standard", MSG_FORM_HELP_STANDARD },
	[FACT_MONEY_UNIT] = { "金额单位", "万元", "", MSG_FORM_HELP_MONEY_UNIT },
	[FACT_DENOMINATOR] = { "执行率的分母", "全年预算数", "scheme.scoring.denominator", MSG_FORM_HELP_DENOMINATOR },
	[FACT_EXCELLENT] = { "优的分数线", "90", "scheme.grades[0]", MSG_FORM_HELP_GRADE },
	[FACT_GOOD] = { "良的分数线", "80", "scheme.grades[1]", MSG_FORM_HELP_GRADE },
	[FACT_FAIR] = { "中的分数线", "60", "scheme.grades[2]", MSG_FORM_HELP_GRADE },
	[FACT_FLOOR] = { "比率扣底法的起点", "60%", "scheme.scoring.floor", MSG_FORM_HELP_FLOOR },
	[FACT_DEVIATION_LIMIT] = { "偏离度", "30%", "scheme.scoring.deviation_limit", MSG_FORM_HELP_DEVIATION },
	[FACT_DEVIATION_DEDUCTION] = { "偏离扣分", "0", "scheme.scoring.deviation_deduction", MSG_FORM_HELP_DEVIATION },
	[FACT_TEMPLATE] = { "指标模板", "", "scheme.template", MSG_FORM_HELP_TEMPLATE },
};

const struct form_method form_methods[] = {
	{ "正向比例法", RULE_RATIO, FUND_RATE_NONE, false, false },
	{ "反向比例法", RULE_INVERSE, FUND_RATE_NONE, false, false },
	{ "等值比例法", RULE_EXACT, FUND_RATE_NONE, false, false },
	{ "阶梯扣分法", RULE_STEP, FUND_RATE_NONE, true, true },
	{ "时限法", RULE_DEADLINE, FUND_RATE_NONE, false, true },
	{ "满意度法", RULE_SATISFACTION, FUND_RATE_NONE, false, false },
	{ "预算执行率", RULE_RATE, FUND_RATE_EXECUTION, false, false },
	{ "预算执行率（扣底）", RULE_FLOOR_RATE, FUND_RATE_EXECUTION, false, false },
	{ "资金到位率", RULE_RATE, FUND_RATE_RECEIVED, false, false },
	{ "资金到位率（扣底）", RULE_FLOOR_RATE, FUND_RATE_RECEIVED, false, false },
	{ "分档评分法", RULE_TIER, FUND_RATE_NONE, false, false },
	{ "评议法", RULE_MANUAL, FUND_RATE_NONE, false, false },
};
const size_t form_n_methods = sizeof(form_methods) / sizeof(form_methods[0]);
