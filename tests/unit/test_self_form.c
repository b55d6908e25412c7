/* A self-evaluation's form as it comes from people: which rule a row means, what it scores, and what is said, with its cell, of
 * what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/self_form.h"
#include "client/sheet/builder.h"
#include "client/sheet/sheet_file.h"
#include "client/template_file.h"
#include "common/domain/unit.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)

static struct arena arena;
static struct status status, notes;
static struct workbook workbook;
static struct builder builder;
static struct filled_form form;
static unsigned row;

static int start(void **state)
{
	(void)state;
	status = notes = (struct status)STATUS_INIT;
	workbook = (struct workbook){ .name = "form.xlsx" };
	builder = (struct builder){ .arena = &arena, .workbook = &workbook };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	status_clear(&notes);
	arena_clear(&arena);
	return 0;
}

/* "一级|二级|…": a row of the sheet that was begun last. */
static void put(const char *line)
{
	char *rest = arena_strdup(&arena, line);

	row++;
	for (unsigned column = 1; rest != NULL; column++) {
		char *end = strchr(rest, '|');

		if (end != NULL)
			*end = '\0';
		builder_text(&builder, row, column, rest);
		rest = end != NULL ? end + 1 : NULL;
	}
}

static void begin(const char *sheet, const char *header)
{
	builder_sheet(&builder, sheet, false);
	row = 0;
	put(header);
}

/* Facts and funds that are whole, then the rows of 指标, which end with NULL. */
static void fill(const char *const *rows)
{
	begin("项目", "填写项|内容|说明");
	put("项目名称|某项目");
	put("实施单位|某单位");
	put("资金性质|当年财政拨款");
	put("实施周期开始|2024年1月1日");
	put("实施周期结束|2024-12-31");
	put("截止评价日|2025-01-31");
	begin("资金", "资金来源|年初预算数|全年预算数|到位数|全年执行数");
	put("当年财政拨款|100|100|100|96");
	put("年度资金总额|100|100|100|96");
	begin("指标", "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因|计分规则|每差|扣分");
	for (; *rows != NULL; rows++)
		put(*rows);
}

static enum status_code read_form(bool whole)
{
	return self_form_read(&arena, &workbook, whole, &form, &notes, &status);
}

static bool said(const struct status *where, const char *place, enum message_id id)
{
	for (size_t i = 0; i < where->n_violations; i++)
		if (strcmp(where->violations[i].path, place) == 0 && where->violations[i].message.id == id)
			return true;
	return false;
}

/* Says what went wrong if anything did. */
static void assert_fine(enum status_code code)
{
	for (size_t i = 0; i < status.n_violations; i++)
		print_error("%s %s\n", status.violations[i].path, message_name(status.violations[i].message.id));
	assert_int_equal(code, STATUS_OK);
}

/* ---- tests ---- */

static void test_a_blank_rule_is_what_the_target_says(void **state)
{
	static const struct {
		const char *cells; /* from 三级指标 on; the weight is 10 */
		enum rule_kind kind;
		const char *points; /* "" if it is not scored */
	} rows[] = {
		{ "培训次数|≥10次|9次|10", RULE_RATIO, "9.00" },
		{ "培训次数|10次|9次|10", RULE_RATIO, "9.00" },
		{ "漏损率|≤12%|15%|10", RULE_INVERSE, "8.00" },
		{ "合格率|=100%|90%|10", RULE_EXACT, "9.00" },
		{ "学员满意度|≥90%|81%|10", RULE_SATISFACTION, "9.00" },
		{ "满意度调查份数|≥100份|90份|10", RULE_RATIO, "9.00" },
		{ "预算执行率|=100%||10", RULE_RATE, "9.60" },
		{ "预算执行率||96%|10", RULE_RATE, "9.60" },
		{ "预算执行率|≥95%|96%|10", RULE_RATIO, "10.00" },
		{ "完工时间|≤2024-10-31|2024年11月2日|10|||||0.5", RULE_DEADLINE, "9.00" },
		{ "下降率|≥10%|8.5%|10||||1%|1", RULE_STEP, "8.00" },
		{ "机制建设|健全|已建立|10|7", RULE_TIER, "7.00" },
		{ "完成时限|3个月内完成|已完成|10|10", RULE_TIER, "10.00" },
		{ "管理情况||较好|10|6.5", RULE_MANUAL, "6.50" },
		{ "管理情况|健全|较好|10", RULE_TIER, "" },
		{ "培训次数|≥10次||10", RULE_RATIO, "" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *lines[] = { NULL, "|质量|其余|=1次|1次|90", NULL };
		const struct score *score;

		stop(NULL);
		start(NULL);
		lines[0] = arena_printf(&arena, "产出|数量|%s", rows[i].cells);
		fill(lines);
		assert_fine(read_form(true));
		score = dossier_score(&form.dossier, "A11");
		assert_int_equal(form.dossier.indicators[2].rule.kind, rows[i].kind);
		assert_string_equal(score != NULL ? decimal_format_places(&arena, score->points, 2) : "", rows[i].points);
	}
}

static void test_a_rule_that_is_chosen_goes_before_what_the_target_says(void **state)
{
	static const char *const rows[] = { "产出|数量|执行率|=100%||10|||预算执行率（扣底）", "||管理|≥90%|好|90|81||评议法",
					    NULL };

	(void)state;
	fill(rows);
	assert_fine(read_form(true));
	/* (0.96 − 0.6) ÷ (1 − 0.6) × 10 */
	assert_string_equal(decimal_format(&arena, dossier_score(&form.dossier, "A11")->points), "9");
	assert_string_equal(decimal_format(&arena, dossier_score(&form.dossier, "A12")->points), "81");
	assert_string_equal(form.export->scores->total, "90.00");
	assert_string_equal(form.export->scores->grade, "优");
}

static void test_the_tree_is_that_of_the_names_with_blanks_as_above(void **state)
{
	static const char *const rows[] = { "产出|数量|一|=1次|1次|20",
					    "||二|=1次|1次|20",
					    "|质量|三|=1次|1次|20",
					    "效益||四|=1次|1次|20",
					    "产出|数量|五|=1次|1次|20",
					    "合计||||100|100",
					    NULL };
	static const char *const codes[] = { "A", "A1", "A11", "A12", "A13", "A2", "A21", "B", "B1", "B11" };
	const char *mended[] = { rows[0], rows[1], rows[2], "效益|社会|四|=1次|1次|20", rows[4], rows[5], NULL };

	(void)state;
	fill(rows);
	assert_int_equal(read_form(true), STATUS_INVALID_ARGUMENT);
	assert_true(said(&status, "指标!B5", MSG_FIELD_REQUIRED));
	stop(NULL);
	start(NULL);
	fill(mended);
	assert_fine(read_form(true));
	assert_int_equal(form.dossier.n_indicators, N(codes));
	for (size_t i = 0; i < N(codes); i++)
		assert_string_equal(form.dossier.indicators[i].code, codes[i]);
	assert_string_equal(dossier_indicator(&form.dossier, "A13")->name, "五");
}

static void test_points_of_a_rule_that_differ_are_a_note_and_not_taken(void **state)
{
	static const char *const rows[] = { "产出|数量|一|≥10次|9次|10|10", "||二|=1次|1次|90|90", NULL };

	(void)state;
	fill(rows);
	assert_fine(read_form(true));
	assert_true(said(&notes, "指标!G2", MSG_FORM_POINTS_DIFFER));
	assert_false(said(&notes, "指标!G3", MSG_FORM_POINTS_DIFFER));
	assert_string_equal(form.export->scores->total, "99.00");
}

static void test_every_fault_is_at_its_cell(void **state)
{
	static const struct {
		const char *line; /* row 2 of 指标 */
		const char *place;
		enum message_id id;
	} rows[] = {
		{ "产出|数量|一|≥10次|9米|10", "指标!E2", MSG_ACTUAL_UNIT },
		{ "产出|数量|一|≥10次|-1次|10", "指标!E2", MSG_ACTUAL_NEGATIVE },
		{ "产出|数量|一|≥10次|1.245,5|10", "指标!E2", MSG_VALUE_SEPARATOR },
		{ "产出|数量|一|≥10次|未统计|10", "指标!E2", MSG_VALUE_NO_NUMBER },
		{ "产出|数量|一满意度|≥90%|101%|10", "指标!E2", MSG_SHARE_OVER_100 },
		{ "产出|数量|一|≥0次|1次|10", "指标!D2", MSG_TARGET_POSITIVE },
		{ "产出|数量|一|≥10次|9次|约十分", "指标!F2", MSG_VALUE_NO_NUMBER },
		{ "产出|数量|一|≥10次|9次|", "指标!F2", MSG_FIELD_REQUIRED },
		{ "产出|数量|一|≥10次|9次|11", "指标!", MSG_WEIGHTS_NOT_100 },
		{ "产出|数量|一|≥10次|9次|10|||没有的规则", "指标!I2", MSG_SCHEME_FILE_NO_SUCH },
		{ "产出|数量|一|≥10次|9次|10|||阶梯扣分法||1", "指标!J2", MSG_FORM_PARAMETER_WANTED },
		{ "产出|数量|一|≥10次|9次|10|||阶梯扣分法|1米|1", "指标!J2", MSG_VALUE_UNIT_DIFFERS },
		{ "产出|数量|一|≥10次|9次|10|||时限法||1", "指标!D2", MSG_FIELD_NOT_DATE },
		{ "产出|数量|一|健全|健全|10|10.5", "指标!G2", MSG_FORM_POINTS },
		{ "产出|数量|一|健全|健全|10|9.999", "指标!G2", MSG_FORM_POINTS },
		{ "产出|数量||≥10次|9次|10", "指标!C2", MSG_FIELD_REQUIRED },
		{ "产出|数量|二|≥10次|9次|10", "指标!C3", MSG_FORM_NAME_TWICE },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *lines[] = { rows[i].line, "产出|数量|二|=1次|1次|90", NULL };

		stop(NULL);
		start(NULL);
		fill(lines);
		assert_int_equal(read_form(true), STATUS_INVALID_ARGUMENT);
		if (!said(&status, rows[i].place, rows[i].id))
			fail_msg("%s: %s, %s", rows[i].line, status.violations[0].path,
				 message_name(status.violations[0].message.id));
	}
}

/* What is understood in the only way that it can be is taken, and said. */
static void test_what_was_taken_as_said_is_noted_at_its_cell(void **state)
{
	static const char *const rows[] = { "产出|数量|一|10次|9|50", "||预算执行率||96%|50||||1%", NULL };

	(void)state;
	fill(rows);
	workbook.sheets[1].rows[1].cells[4].text = "101";
	assert_fine(read_form(true));
	assert_true(said(&notes, "指标!D2", MSG_FORM_OPERATOR));
	assert_true(said(&notes, "指标!E2", MSG_FORM_UNIT));
	assert_true(said(&notes, "指标!E3", MSG_FORM_ACTUAL_FUNDS));
	assert_true(said(&notes, "指标!J3", MSG_FORM_PARAMETER_UNUSED));
	assert_true(said(&notes, "资金!E2", MSG_FORM_PAID_OVER));
}

static void test_a_date_s_number_is_named_with_its_day(void **state)
{
	(void)state;
	begin("项目", "填写项|内容");
	begin("资金", "资金来源|全年预算数|全年执行数");
	put("财政|100|100");
	begin("指标", "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|扣分");
	put("产出|数量|一|≤2024-10-31");
	builder_put(&builder, row, 5, CELL_NUMBER, "45604");
	builder_put(&builder, row, 6, CELL_NUMBER, "100");
	builder_put(&builder, row, 7, CELL_NUMBER, "1");
	assert_int_equal(read_form(false), STATUS_INVALID_ARGUMENT);
	assert_true(said(&status, "指标!E2", MSG_ENTRY_SHEET_SERIAL));
	assert_string_equal(status.violations[0].message.args[1], "2024-11-08");
}

static void test_only_an_import_needs_the_facts(void **state)
{
	(void)state;
	begin("项目", "填写项|内容|说明");
	put("金额单位|元");
	begin("资金", "资金来源|全年预算数|全年执行数");
	put("财政|100万元|500000");
	begin("指标", "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值");
	put("执行|执行|预算执行率|=100%||100");
	assert_int_equal(read_form(true), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, 6);
	status_clear(&status);
	status_clear(&notes);
	assert_fine(read_form(false));
	assert_string_equal(form.export->scores->total, "50.00");
	assert_true(said(&notes, "资金!", MSG_FORM_RECEIVED) || notes.n_violations == 1);
}

static void test_a_sheet_that_is_missing_and_an_unknown_item_are_named(void **state)
{
	(void)state;
	begin("项目", "填写项|内容|说明");
	put("项目名|某项目");
	assert_false(self_form_is_one(&workbook));
	assert_int_equal(read_form(false), STATUS_INVALID_ARGUMENT);
	assert_true(said(&status, "指标!", MSG_FORM_NO_SHEET));
	assert_true(said(&status, "资金!", MSG_FORM_NO_SHEET));
	assert_true(said(&status, "项目!A2", MSG_FORM_NO_FACT));
}

/* The form of the template, read again, has the template's tree and parameters. */
static void test_what_is_written_is_read_again(void **state)
{
	static const char yaml[] = "name: t\ntitle: T\nkinds: [单位自评]\nstandard: 计划标准\ngrades: [85, 75, 60]\n"
				   "scoring: {denominator: received, floor: 0.7, deviation_deduction: 1}\nindicators:\n"
				   "- {code: A, name: 产出, children: [{code: A1, name: 数量, children: [\n"
				   "  {code: A11, name: 一, weight: 60, nature: quantitative, rule: ratio, target: ≥10次},\n"
				   "  {code: A12, name: 二, weight: 40, nature: quantitative, target: ≤10天,\n"
				   "   rule: {name: step, step: 2, deduction: 5}}]}]}\n";
	struct slice text = { (const uint8_t *)yaml, sizeof(yaml) - 1 }, bytes;
	struct scheme_file file;
	struct blank_form blank;
	Jixiao__Template *template;

	(void)state;
	assert_fine(template_file_read(&arena, "t.yaml", text, &file, &template, &status));
	assert_int_equal(self_form_write(&arena, LANGUAGE_ZH, template, "t@3", &blank, &status), STATUS_OK);
	assert_int_equal(xlsx_write(&arena, &blank.workbook, blank.forms, LANGUAGE_ZH, &bytes, &status), STATUS_OK);
	assert_int_equal(sheet_bytes_read(&arena, "form.xlsx", bytes, &workbook, &status), STATUS_OK);
	assert_true(self_form_is_one(&workbook));
	/* Nothing is filled in: the budget is missing, and nothing else. */
	assert_int_equal(read_form(false), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, 1);
	assert_int_equal(status.violations[0].message.id, MSG_BUDGET_EMPTY);
	assert_string_equal(form.export->scheme->scheme->template_, "t@3");
	assert_int_equal(form.dossier.n_indicators, template->n_indicators);
	for (size_t i = 0; i < template->n_indicators; i++) {
		const Jixiao__Indicator *before = template->indicators[i], *after = form.export->scheme->indicators[i];

		assert_string_equal(before->code, after->code);
		assert_string_equal(before->name, after->name);
		if (before->level == 3) {
			assert_string_equal(before->weight, after->weight);
			assert_string_equal(before->target->value, after->target->value);
			assert_string_equal(before->target->unit, after->target->unit);
			assert_int_equal(before->rule->kind, after->rule->kind);
			assert_string_equal(before->rule->step, after->rule->step);
			assert_string_equal(before->rule->deduction, after->rule->deduction);
		}
	}
	assert_string_equal(decimal_format(&arena, form.dossier.scheme.grades[0]), "85");
	assert_string_equal(decimal_format(&arena, form.dossier.scheme.scoring.floor), "0.7");
	assert_string_equal(decimal_format(&arena, form.dossier.scheme.scoring.deviation_deduction), "1");
	assert_int_equal(form.dossier.scheme.scoring.denominator, DENOMINATOR_RECEIVED);
}

static void test_a_rule_without_room_makes_no_form(void **state)
{
	static const char yaml[] =
		"name: t\ntitle: T\nkinds: [单位自评]\nindicators:\n- {code: A, name: 产出, children: [{code: A1, name: 数量, "
		"children: [\n  {code: A11, name: 一, weight: 100, nature: quantitative, target: ≥10次,\n"
		"   rule: {name: step, bands: [{from: 0, points: 100}, {from: 5, points: 50}]}}]}]}\n";
	struct slice text = { (const uint8_t *)yaml, sizeof(yaml) - 1 };
	struct scheme_file file;
	struct blank_form blank;
	Jixiao__Template *template;

	(void)state;
	assert_fine(template_file_read(&arena, "t.yaml", text, &file, &template, &status));
	assert_int_equal(self_form_write(&arena, LANGUAGE_ZH, template, "", &blank, &status), STATUS_INVALID_ARGUMENT);
	assert_true(said(&status, "indicators[A11].rule", MSG_FORM_RULE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_blank_rule_is_what_the_target_says),
		TEST(test_a_rule_that_is_chosen_goes_before_what_the_target_says),
		TEST(test_the_tree_is_that_of_the_names_with_blanks_as_above),
		TEST(test_points_of_a_rule_that_differ_are_a_note_and_not_taken),
		TEST(test_every_fault_is_at_its_cell),
		TEST(test_what_was_taken_as_said_is_noted_at_its_cell),
		TEST(test_a_date_s_number_is_named_with_its_day),
		TEST(test_only_an_import_needs_the_facts),
		TEST(test_a_sheet_that_is_missing_and_an_unknown_item_are_named),
		TEST(test_what_is_written_is_read_again),
		TEST(test_a_rule_without_room_makes_no_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
