/* An evaluation that was not perfect: every figure stands wherever it is shown, and what people wrote reads as they wrote it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/report_model.h"
#include "report_parts.h"
#include "seed.h"

#define SCORE_TABLE "表3-1 项目综合得分表"
#define INDICATOR_APPENDIX "附件1 项目支出绩效评价指标体系"
#define SCORE_APPENDIX "附件2 项目综合得分表"

static struct arena arena;
static struct dossier *dossier;

static int start(void **state)
{
	(void)state;
	dossier = seed_dossier(&arena);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static struct indicator *indicator_of(const char *code)
{
	return (struct indicator *)dossier_indicator(dossier, code);
}

static struct entry *entry_of(const char *code)
{
	return (struct entry *)dossier_entry(dossier, code);
}

/* Scores ${code} again from what the dossier holds now. */
static struct score *scored(const char *code)
{
	struct score *score = (struct score *)dossier_score(dossier, code);
	struct status status = STATUS_INIT;
	struct scoring_result result;
	struct scoring_input input;

	assert_true(dossier_scoring_input(&arena, dossier, indicator_of(code), &input));
	assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
	score->points = result.points;
	score->computed = decimal_format_places(&arena, result.points, 2);
	score->completion = result.completion;
	score->explanation = result.explanation;
	score->achieved = result.achieved;
	return score;
}

static const char *in_row(const struct report *report, const char *caption, const char *name, size_t column)
{
	const struct report_table *table = report_table_of(report, caption);

	return report_cell(table, report_row(table, 2, name), column);
}

static void write_section(const char *section, const char *text)
{
	for (size_t i = 0; i < dossier->n_narrative; i++)
		if (strcmp(dossier->narrative[i].section, section) == 0)
			dossier->narrative[i].text = text;
}

/* ---- figures ---- */

static void test_each_rate_has_the_denominator_of_its_own_rule(void **state)
{
	const struct report *report;

	(void)state;
	/* 到位 11000000.12 of the budget's 12465000.00; 支付 10500000.01. */
	dossier->funds.flows[1].received.fen = 1100000012;
	dossier->funds.flows[1].paid.fen = 1050000001;
	indicator_of("B11")->rule.rate = FUND_RATE_EXECUTION;
	indicator_of("B11")->rule.denominator = DENOMINATOR_RECEIVED;
	indicator_of("B12")->rule.denominator = DENOMINATOR_BUDGET;
	scored("B11")->reason = scored("B12")->reason = "支付晚";
	report = report_build(&arena, dossier);
	report_wants(report, "实际支出资金÷实际到位资金×100%=1050.000001÷1100.000012×100%=95.45%");
	report_wants(report, "实际支出资金÷预算资金×100%=1050.000001÷1246.5×100%=84.24%");
	assert_string_equal(in_row(report, SCORE_APPENDIX, "资金到位率", 5), "95.45%");
	assert_string_equal(in_row(report, SCORE_APPENDIX, "预算执行率", 5), "84.24%");
	assert_string_equal(in_row(report, SCORE_APPENDIX, "预算执行率", 6), "84.24%");
}

/* C42 becomes weight 0, its 7 points go to C41. */
static void weigh_nothing(void)
{
	indicator_of("C42")->weight = DECIMAL(0);
	indicator_of("C41")->weight = DECIMAL(15);
	scored("C41");
}

static void test_an_indicator_of_weight_0_counts_nowhere(void **state)
{
	const struct report *report;

	(void)state;
	weigh_nothing();
	report = report_build(&arena, dossier);
	report_wants(report, "三级指标共18个");
	report_wants(report, "本项目共设置三级指标数量18个，实现三级指标数量18个");
	report_wants(report, "项目产出类指标由4个二级指标和6个三级指标构成，权重分30.00分，实际得分30.00分");
	report_wants(report, "（2）人才发展专项经费：无此类指标，分值为0分，不计分。");
	assert_string_equal(report_cell(report_table_of(report, SCORE_TABLE), 2, 4), "6");
	assert_string_equal(in_row(report, SCORE_APPENDIX, "人才发展专项经费", 7), "");
	assert_string_equal(in_row(report, SCORE_APPENDIX, "人才发展专项经费", 8), "无此类指标，不计分");
	assert_false(report_has(report, BLOCK_PARAGRAPH, "援疆经费、人才发展专项经费："));
}

static void test_an_indicator_of_weight_0_misses_neither_data_nor_score(void **state)
{
	const struct report *report;

	(void)state;
	weigh_nothing();
	entry_of("C42")->indicator = "-";
	((struct score *)dossier_score(dossier, "C42"))->indicator = "-";
	report = report_build(&arena, dossier);
	for (size_t i = 0; i < report->n_blocks; i++)
		if (report->blocks[i].kind == BLOCK_MISSING)
			fail_msg("missing: %s", report->blocks[i].text);
}

static void test_the_sums_of_the_tables_agree(void **state)
{
	const struct report *report;
	const struct report_table *all, *lines;

	(void)state;
	entry_of("C12")->actual = "7";
	entry_of("C31")->actual = "2024-12-13";
	scored("C12")->reason = scored("C31")->reason = "推迟";
	report = report_build(&arena, dossier);
	all = report_table_of(report, SCORE_APPENDIX);
	lines = report_table_of(report, SCORE_TABLE);
	report_wants(report, "总分为99.03分");
	assert_string_equal(report_cell(all, all->rows - 1, 7), "99.03");
	assert_string_equal(report_cell(lines, lines->rows - 1, 2), "99.03");
	report_wants(report, "权重分30.00分，实际得分29.03分");
}

static void test_actuals_are_shown_as_numbers_and_not_as_typed(void **state)
{
	static const struct {
		const char *typed, *shown;
	} rows[] = { { "0010", "10次" }, { "12.50", "12.5次" }, { "-0", "0次" }, { "10", "10次" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		entry_of("C11")->actual = rows[i].typed;
		assert_string_equal(in_row(report_build(&arena, dossier), SCORE_APPENDIX, "保障信息化建设类支出", 5),
				    rows[i].shown);
	}
	/* A text is nobody's number. */
	entry_of("D21")->actual = "0010";
	assert_string_equal(in_row(report_build(&arena, dossier), SCORE_APPENDIX, indicator_of("D21")->name, 5), "0010");
}

/* ---- wording ---- */

static void test_a_date_that_was_missed_has_no_rate(void **state)
{
	const struct report *report;

	(void)state;
	entry_of("C31")->actual = "2024-12-13";
	scored("C31")->reason = "验收推迟";
	report = report_build(&arena, dossier);
	report_wants(report, "实际完成值为“2024年12月13日”，未按期完成，晚 3 天。");
	assert_false(report_has(report, BLOCK_PARAGRAPH, "指标完成率为晚"));
}

static void test_a_checklist_names_the_points_that_were_not_met(void **state)
{
	struct score *score = (struct score *)dossier_score(dossier, "A12");
	const struct report *report;

	(void)state;
	assert_false(report_has(report_build(&arena, dossier), BLOCK_PARAGRAPH, "未达到"));
	score->met[1] = false;
	scored("A12")->reason = "缺少签字";
	report = report_build(&arena, dossier);
	report_wants(report, "符合相关要求。（评价要点“审批文件、材料符合相关要求”（1分）未达到。）③");
	report_wants(report, "计分：要点 2 未达到：1 + 0 + 1 = 2.00。综上所述，本指标满分为3.00分，根据评分标准得2.00分。");
	indicator_of("A12")->points[1].required = true;
	scored("A12");
	report = report_build(&arena, dossier);
	report_wants(report, "符合相关要求”（1分，必备）未达到。）");
	assert_non_null(
		strstr(in_row(report, INDICATOR_APPENDIX, "立项程序规范性", 6), "②审批文件、材料符合相关要求（1分，必备）；"));
}

static void test_rules_stand_with_their_parameters(void **state)
{
	const struct report *report = report_build(&arena, dossier);

	(void)state;
	assert_string_equal(in_row(report, INDICATOR_APPENDIX, "预算执行率", 8), "比率扣底法（起点 60%，分母为到位资金）");
	assert_string_equal(in_row(report, INDICATOR_APPENDIX, "立项程序规范性", 8), "要点计分法");
}

static void test_each_line_is_a_paragraph_without_the_blanks_around_it(void **state)
{
	static const char text[] = "　　说明：\n- 列表一\n- 列表二  \n\n \u00a0\n　　末段";
	static const char *const paragraphs[] = { "说明：", "- 列表一", "- 列表二", "末段" };
	const struct report *report;
	size_t n = 0;

	(void)state;
	write_section("7.other", text);
	report = report_build(&arena, dossier);
	for (size_t i = 0; i < report->n_blocks; i++)
		if (strcmp(report->blocks[i].section, "7.other") == 0) {
			assert_int_equal(report->blocks[i].kind, BLOCK_PARAGRAPH);
			assert_string_equal(report->blocks[i].text, paragraphs[n++]);
		}
	assert_int_equal(n, 4);
}

static bool is_paragraph(const struct report *report, const char *text)
{
	for (size_t i = 0; i < report->n_blocks; i++)
		if (report->blocks[i].kind == BLOCK_PARAGRAPH && strcmp(report->blocks[i].text, text) == 0)
			return true;
	return false;
}

static void test_paragraphs_of_entries_and_findings_stay(void **state)
{
	const struct report *report;

	(void)state;
	entry_of("C11")->text = "核对台账：\n- 一期\n- 二期";
	dossier->findings[0].text = "偏差大：\n1.培训费\n2.差旅费 \n";
	report = report_build(&arena, dossier);
	assert_true(is_paragraph(report, "- 一期"));
	assert_true(is_paragraph(report, "- 二期。"));
	assert_true(is_paragraph(report, "佐证材料：E013“13-信息化建设支出台账.txt”。计分：10 ≥ 10，达到指标值，得满分 "
					 "3.00。综上所述，本指标满分为3.00分，"
					 "根据评分标准得3.00分。"));
	assert_true(is_paragraph(report, "偏差大："));
	assert_true(is_paragraph(report, "2.差旅费。"));
}

static void test_quotation_marks_within_quotation_marks_are_the_others(void **state)
{
	const struct report *report;

	(void)state;
	dossier->findings[0].title = "预算“不够‘精准’”";
	indicator_of("D21")->target_text = "建立“互学”机制";
	report = report_build(&arena, dossier);
	report_wants(report, "（针对问题“预算‘不够“精准”’”）");
	report_wants(report, "预期指标值为“建立‘互学’机制”");
	assert_true(report_has(report, BLOCK_HEADING, "1.预算“不够‘精准’”"));
}

/* ---- nothing to say ---- */

static void test_no_heading_stands_alone(void **state)
{
	const struct report *report;

	(void)state;
	for (size_t i = 0; i < report_n_sections; i++)
		if (!report_sections[i].required)
			write_section(report_sections[i].id, " 　\n");
	dossier->n_findings = dossier->n_recommendations = 0;
	for (size_t i = 0; i < dossier->n_indicators; i++)
		dossier->indicators[i].category = "";
	indicator_of("E")->level = 2;
	indicator_of("E")->parent = "D";
	report = report_build(&arena, dossier);
	for (size_t i = 1; i < report->n_blocks; i++)
		if (report->blocks[i].kind == BLOCK_HEADING && report->blocks[i - 1].kind == BLOCK_HEADING &&
		    report->blocks[i].level <= report->blocks[i - 1].level)
			fail_msg("nothing below %s", report->blocks[i - 1].text);
	assert_true(report_has(report, BLOCK_HEADING, "4.撰写与提交评价报告（2025年3月21日—2025年3月28日）"));
	assert_false(report_has(report, BLOCK_HEADING, "问题整改"));
	report_wants(report, "按照评价实施方案，本阶段工作安排在2025年3月21日—2025年3月28日。");
}

static void test_blanks_are_no_text(void **state)
{
	(void)state;
	write_section("7.other", "\u00a0　\n\t ");
	assert_null(report_section_text(dossier, "7.other"));
	assert_true(report_has(report_build(&arena, dossier), BLOCK_MISSING, "其他需要说明的问题"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_rate_has_the_denominator_of_its_own_rule, start, stop),
		cmocka_unit_test_setup_teardown(test_an_indicator_of_weight_0_counts_nowhere, start, stop),
		cmocka_unit_test_setup_teardown(test_an_indicator_of_weight_0_misses_neither_data_nor_score, start, stop),
		cmocka_unit_test_setup_teardown(test_the_sums_of_the_tables_agree, start, stop),
		cmocka_unit_test_setup_teardown(test_actuals_are_shown_as_numbers_and_not_as_typed, start, stop),
		cmocka_unit_test_setup_teardown(test_a_date_that_was_missed_has_no_rate, start, stop),
		cmocka_unit_test_setup_teardown(test_a_checklist_names_the_points_that_were_not_met, start, stop),
		cmocka_unit_test_setup_teardown(test_rules_stand_with_their_parameters, start, stop),
		cmocka_unit_test_setup_teardown(test_each_line_is_a_paragraph_without_the_blanks_around_it, start, stop),
		cmocka_unit_test_setup_teardown(test_paragraphs_of_entries_and_findings_stay, start, stop),
		cmocka_unit_test_setup_teardown(test_quotation_marks_within_quotation_marks_are_the_others, start, stop),
		cmocka_unit_test_setup_teardown(test_no_heading_stands_alone, start, stop),
		cmocka_unit_test_setup_teardown(test_blanks_are_no_text, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
