#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/catalogue.h"
#include "common/domain/report_model.h"
#include "common/domain/scheme_check.h"
#include "report_parts.h"
#include "seed.h"

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

static struct score *score_of(const char *code)
{
	for (size_t i = 0; i < dossier->n_scores; i++)
		if (strcmp(dossier->scores[i].indicator, code) == 0)
			return &dossier->scores[i];
	fail_msg("no score %s", code);
	return NULL;
}

static void test_the_example_has_no_fault(void **state)
{
	struct status status = STATUS_INIT;

	(void)state;
	scheme_check(dossier, &status);
	for (size_t i = 0; i < status.n_violations; i++)
		print_error("%s %s\n", status.violations[i].path, message_name(status.violations[i].message.id));
	assert_int_equal(status.n_violations, 0);
	status_clear(&status);
}

static void test_the_report_has_seven_chapters_and_three_tables(void **state)
{
	static const char *const chapters[] = {
		"一、基本情况",
		"二、绩效评价工作开展情况",
		"三、综合评价情况及评价结论",
		"四、绩效评价指标分析",
		"五、主要经验及做法、存在的问题及原因分析",
		"六、有关建议",
		"七、其他需要说明的问题",
	};
	const struct report *report = report_build(&arena, dossier);
	size_t chapter = 0, tables = 0;

	(void)state;
	assert_string_equal(report->title, "机关运行补助经费项目支出绩效评价报告");
	for (size_t i = 0; i < report->n_blocks; i++) {
		tables += report->blocks[i].kind == BLOCK_TABLE;
		if (report->blocks[i].kind == BLOCK_MISSING)
			fail_msg("missing: %s", report->blocks[i].text);
		if (report->blocks[i].kind == BLOCK_HEADING && report->blocks[i].level == 1)
			assert_string_equal(report->blocks[i].text, chapters[chapter++]);
	}
	assert_int_equal(chapter, 7);
	assert_int_equal(tables, 3);
}

/* What the real report says, and where it contradicts itself what its data say. */
static void test_sentences_come_from_the_data(void **state)
{
	static const char *const sentences[] = {
		"本项目实施周期为2024年1月1日—2024年12月10日",
		"本项目预算安排总额为1246.5万元，资金来源为单位自有资金，其中：财政资金0万元，其他资金1246.5万元",
		"预算资金到位率为100%",
		"截至2024年12月31日，本项目实际支付资金1246.5万元，预算执行率100%",
		"部机关的信息系统集成及通讯软件开发122.96万元、未列明369.65万元",
		"①数量指标，“保障信息化建设类支出”指标，预期指标值为“≥10次”",
		"（3）项目满意度指标：无此类指标。",
		"决策指标（21.00%）、过程指标（19.00%）、产出指标（30.00%）、效益指标（30.00%）、满意度指标（0.00%）",
		"张国栋（评价小组组长）：主要负责项目策划和监督",
		"总分为100.00分，绩效评级为“优”",
		"本项目共设置三级指标数量19个，实现三级指标数量19个，总体完成率为100%",
		"项目产出类指标共设置7个，满分指标7个，得分率为100.00%",
		"项目满意度类指标共设置0个，满分指标0个，得分率不适用",
		"项目产出类指标由4个二级指标和7个三级指标构成，权重分30.00分，实际得分30.00分",
		"资金到位率=实际到位资金÷预算资金×100%=1246.5÷1246.5×100%=100%",
		"“≤1238.59万元”，实际完成值为“1238.59万元”，指标完成率为100%",
		"（针对问题“沟通协调效率低”）",
	};
	const struct report *report = report_build(&arena, dossier);

	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		report_wants(report, sentences[i]);
	assert_true(report_has(report, BLOCK_HEADING, "2.组织实施（2025年3月11日—2025年3月14日）"));
	assert_true(report_has(report, BLOCK_HEADING, "1.前期准备（2025年3月10日）"));
	assert_true(report_has(report, BLOCK_HEADING, "（五）项目满意度情况"));
	/* A qualitative indicator never shows a completion rate. */
	assert_false(report_has(report, BLOCK_PARAGRAPH, "“达到预期指标”，指标完成率"));
}

static void test_tables_hold_every_indicator(void **state)
{
	const struct report *report = report_build(&arena, dossier);
	const struct report_table *scores = report_table_of(report, "表3-1 项目综合得分表");
	const struct report_table *all = report_table_of(report, "附件2 项目综合得分表");
	size_t leaves = 0, empty = 0;

	(void)state;
	assert_int_equal(scores->rows, 6);
	assert_string_equal(report_cell(scores, 4, 0), "满意度");
	assert_string_equal(report_cell(scores, 4, 3), "不适用");
	assert_string_equal(report_cell(scores, 5, 1), "100.00");
	assert_string_equal(report_cell(scores, 5, 2), "100.00");
	for (size_t i = 0; i + 1 < all->rows; i++) {
		if (strcmp(report_cell(all, i, 2), "无此类指标") == 0)
			empty++;
		else
			leaves++;
	}
	assert_int_equal(leaves, 19);
	assert_int_equal(empty, 5);
	assert_string_equal(report_cell(all, 24, 0), "合计");
	assert_string_equal(report_cell(all, 24, 3), "100.00");
	assert_string_equal(report_cell(all, 24, 7), "100.00");
	assert_int_equal(report_table_of(report, "附件1 项目支出绩效评价指标体系")->rows, 24);
}

static void test_a_deduction_shows_its_reason(void **state)
{
	const struct report *report;
	struct score *score = score_of("C12");

	(void)state;
	score->points = DECIMAL(2);
	score->reason = "少办一次培训";
	report = report_build(&arena, dossier);
	assert_true(report_has(report, BLOCK_PARAGRAPH, "本指标满分为3.00分，根据评分标准得2.00分。扣分原因：少办一次培训。"));
}

static void test_an_indicator_names_its_evidence_with_points_and_page(void **state)
{
	static const uint32_t numbers[] = { 1, 3 };
	struct citation citations[] = { { .evidence = "E003", .points = numbers, .n_points = 2, .place = "第5页" },
					{ .evidence = "E005", .place = "封面" } };
	struct entry *entry = (struct entry *)dossier_entry(dossier, "A12");

	(void)state;
	entry->citations = citations;
	entry->n_citations = 2;
	report_wants(report_build(&arena, dossier),
		     "佐证材料：E003“03-部务会会议纪要.txt”（要点1、3，第5页）、E005“05-项目实施方案.txt”（封面）、"
		     "E001“01-部门预算批复.txt”。");
}

static void test_an_override_shows_both_figures(void **state)
{
	const struct report *report;
	struct score *score = score_of("C12");

	(void)state;
	score->points = DECIMAL(2);
	score->overridden = true;
	score->reason = "指标值偏低";
	report = report_build(&arena, dossier);
	assert_true(report_has(report, BLOCK_PARAGRAPH,
			       "根据评分标准计算为3.00分，经评价小组调整为2.00分。调整理由：指标值偏低。"));
}

static void test_scores_that_are_not_all_there_sum_to_no_result(void **state)
{
	const struct report *report;

	(void)state;
	score_of("A11")->state = SCORE_PROPOSED;
	report = report_build(&arena, dossier);
	assert_true(report_has(report, BLOCK_PARAGRAPH, "权重分21.00分，尚未完成评分"));
	assert_false(report_has(report, BLOCK_PARAGRAPH, "实际得分21.00分"));
	assert_string_equal(report_cell(report_table_of(report, "表3-1 项目综合得分表"), 0, 2), "—");
	assert_string_equal(report_cell(report_table_of(report, "表3-1 项目综合得分表"), 0, 3), "—");
	assert_string_equal(report_cell(report_table_of(report, "附件2 项目综合得分表"), 24, 7), "—");
}

static void test_what_is_missing_is_shown_as_missing(void **state)
{
	const struct report *report;

	(void)state;
	dossier->n_narrative = 0;
	dossier->n_recommendations = 0;
	dossier->funds.state = ENTRY_NONE;
	score_of("C12")->state = SCORE_PROPOSED;
	dossier->n_entries--;
	report = report_build(&arena, dossier);
	for (size_t i = 0; i < report_n_sections; i++)
		assert_int_equal(report_has(report, BLOCK_MISSING, report_sections[i].label), report_sections[i].required);
	assert_true(report_has(report, BLOCK_MISSING, "资金到位和支付数据"));
	assert_true(report_has(report, BLOCK_MISSING, "评价结论（评分尚未全部批准）"));
	assert_true(report_has(report, BLOCK_MISSING, "优势互补、深入合作”的数据"));
	assert_true(report_has(report, BLOCK_MISSING, "有关建议"));
	assert_false(report_has(report, BLOCK_PARAGRAPH, "绩效评级为"));
}

static void test_an_empty_evaluation_still_builds(void **state)
{
	struct dossier empty = {
		.title = "空",
		.unit = "",
		.scheme = { .project = "",
			    .implementer_unit = "",
			    .fund_kind = "",
			    .start = "",
			    .end = "",
			    .cut_off = "",
			    .standard = "",
			    .entered_by = "" },
	};
	const struct report *report = report_build(&arena, &empty);

	(void)state;
	assert_true(report_has(report, BLOCK_MISSING, "指标体系"));
}

static void test_section_ids_are_unique_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < report_n_sections; i++)
		assert_ptr_equal(report_section(report_sections[i].id), &report_sections[i]);
	assert_null(report_section("9.9.none"));
}

static void test_the_catalogue_names_every_gap(void **state)
{
	const char *evidence[] = { "E001" };
	struct catalogue_item items[] = {
		{ .id = "02", .absent_reason = "", .evidence = evidence, .n_evidence = 1 },
		{ .id = "05", .absent_reason = "没有" },
		{ .id = "08", .absent_reason = "" },
	};
	struct status status = STATUS_INIT;

	(void)state;
	dossier->catalogue = items;
	dossier->n_catalogue = 3;
	catalogue_check(dossier, &status);
	assert_int_equal(status.n_violations, 2);
	assert_string_equal(status.violations[0].path, "catalogue[08]");
	assert_string_equal(status.violations[1].path, "catalogue[11]");
	assert_null(catalogue_row("99"));
	status_clear(&status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_example_has_no_fault, start, stop),
		cmocka_unit_test_setup_teardown(test_the_report_has_seven_chapters_and_three_tables, start, stop),
		cmocka_unit_test_setup_teardown(test_sentences_come_from_the_data, start, stop),
		cmocka_unit_test_setup_teardown(test_tables_hold_every_indicator, start, stop),
		cmocka_unit_test_setup_teardown(test_a_deduction_shows_its_reason, start, stop),
		cmocka_unit_test_setup_teardown(test_an_indicator_names_its_evidence_with_points_and_page, start, stop),
		cmocka_unit_test_setup_teardown(test_an_override_shows_both_figures, start, stop),
		cmocka_unit_test_setup_teardown(test_what_is_missing_is_shown_as_missing, start, stop),
		cmocka_unit_test_setup_teardown(test_scores_that_are_not_all_there_sum_to_no_result, start, stop),
		cmocka_unit_test_setup_teardown(test_an_empty_evaluation_still_builds, start, stop),
		cmocka_unit_test_setup_teardown(test_section_ids_are_unique_and_found, start, stop),
		cmocka_unit_test_setup_teardown(test_the_catalogue_names_every_gap, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
