/* The spreadsheet of entries: what is written reads back the same, and what people do to it is understood or named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "client/entry_sheet.h"
#include "client/sheet/csv.h"
#include "client/sheet/sheet_file.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define TEXT(text) ((char *)(uintptr_t)(text))

static struct arena arena;
static struct status status;
static struct entry_source source;
static struct entry_form form;
static struct entry_sheet sheet;

/* ---- an evaluation ---- */

static const struct {
	const char *code, *parent, *weight, *responsible;
	unsigned level;
	Jixiao__RuleKind rule;
	const char *rate, *op, *value, *unit;
	size_t n_points;
} nodes[] = {
	{ "A", "", "10", "", 1, 0, "", "", "", "", 0 },
	{ "A1", "A", "10", "", 2, 0, "", "", "", "", 0 },
	{ "A11", "A1", "10", "li", 3, JIXIAO__RULE_KIND__RULE_CHECKLIST, "", "", "", "", 2 },
	{ "C", "", "90", "", 1, 0, "", "", "", "", 0 },
	{ "C1", "C", "90", "", 2, 0, "", "", "", "", 0 },
	{ "C11", "C1", "30", "li", 3, JIXIAO__RULE_KIND__RULE_RATIO, "", ">=", "10", "次", 0 },
	{ "C12", "C1", "20", "li", 3, JIXIAO__RULE_KIND__RULE_DEADLINE, "", "=", "2024-12-10", "", 0 },
	{ "C13", "C1", "20", "wang", 3, JIXIAO__RULE_KIND__RULE_INVERSE, "", "<=", "8", "万元", 0 },
	{ "C14", "C1", "20", "li", 3, JIXIAO__RULE_KIND__RULE_FLOOR_RATE, "execution", "", "", "", 0 },
	{ "C15", "C1", "0", "li", 3, JIXIAO__RULE_KIND__RULE_RATIO, "", ">=", "10", "次", 0 },
};
/* The rows of a sheet, behind its header. */
enum { ROW_A11 = 2, ROW_C11, ROW_C12, ROW_C13, ROW_C14 };

static Jixiao__Indicator *indicators[N(nodes)];
static Jixiao__Entry *entries[N(nodes)];
static Jixiao__Evidence evidence[2], *files[] = { &evidence[0], &evidence[1] };

static void make_indicator(size_t i)
{
	Jixiao__Indicator *one = indicators[i] = arena_alloc(&arena, sizeof(*one));
	Jixiao__Rule *rule = arena_alloc(&arena, sizeof(*rule));
	Jixiao__Target *target = arena_alloc(&arena, sizeof(*target));

	jixiao__indicator__init(one);
	jixiao__rule__init(rule);
	jixiao__target__init(target);
	one->code = one->name = TEXT(nodes[i].code);
	one->parent = TEXT(nodes[i].parent);
	one->weight = TEXT(nodes[i].weight);
	one->responsible = TEXT(nodes[i].responsible);
	one->level = nodes[i].level;
	one->rule = rule;
	rule->kind = nodes[i].rule;
	rule->rate = TEXT(nodes[i].rate);
	target->op = TEXT(nodes[i].op);
	target->value = TEXT(nodes[i].value);
	target->unit = TEXT(nodes[i].unit);
	if (*nodes[i].value != '\0')
		one->target = target;
	one->n_points = nodes[i].n_points;
	one->points = arena_alloc(&arena, (one->n_points + 1) * sizeof(*one->points));
	for (size_t k = 0; k < one->n_points; k++) {
		one->points[k] = arena_alloc(&arena, sizeof(**one->points));
		jixiao__point__init(one->points[k]);
		one->points[k]->text = TEXT("依据充分");
		one->points[k]->weight = TEXT("5");
	}
}

static Jixiao__Entry *add_entry(const char *code, const char *actual, const char *unit, const char *text, uint64_t revision)
{
	Jixiao__Entry *one = arena_alloc(&arena, sizeof(*one));

	jixiao__entry__init(one);
	one->indicator = TEXT(code);
	one->actual = TEXT(actual);
	one->unit = TEXT(unit);
	one->text = TEXT(text);
	one->revision = revision;
	one->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	one->entered_by = TEXT("li");
	return entries[source.n_entries++] = one;
}

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	for (size_t i = 0; i < N(nodes); i++)
		make_indicator(i);
	for (size_t i = 0; i < 2; i++) {
		jixiao__evidence__init(&evidence[i]);
		evidence[i].id = TEXT(i == 0 ? "E001" : "E002");
		evidence[i].kind = TEXT("合同");
		evidence[i].name = TEXT("合同.pdf");
	}
	source = (struct entry_source){ .evaluation = "e1",
					.person = "li",
					.n_indicators = N(nodes),
					.n_evidence = 2,
					.indicators = indicators,
					.entries = entries,
					.evidence = files };
	add_entry("C11", "9", "次", "全年九次", 3);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

/* ---- writing, changing, reading ---- */

static void write_form(bool mine)
{
	entry_sheet_write(&arena, LANGUAGE_ZH, &source, mine, &form);
}

static unsigned column_of(const char *header)
{
	const struct sheet_row *row = &form.workbook.sheets[0].rows[0];

	for (size_t i = 0; i < row->n_cells; i++)
		if (strcmp(row->cells[i].text, header) == 0)
			return row->cells[i].column;
	fail_msg("no column %s", header);
	return 0;
}

/* Puts ${text} into a cell of the sheet, whether or not something stands there. */
static void set(unsigned number, const char *header, enum cell_kind kind, const char *text)
{
	struct sheet_row *row = &form.workbook.sheets[0].rows[number - 1];
	const unsigned column = column_of(header);
	size_t i = 0;

	while (i < row->n_cells && row->cells[i].column < column)
		i++;
	if (i == row->n_cells || row->cells[i].column != column) {
		row->cells = arena_grow(&arena, row->cells, row->n_cells * sizeof(*row->cells),
					(row->n_cells + 1) * sizeof(*row->cells));
		memmove(&row->cells[i + 1], &row->cells[i], (row->n_cells++ - i) * sizeof(*row->cells));
	}
	row->cells[i] = (struct cell){ .kind = kind, .row = number, .column = column, .text = text, .raw = text };
}

static bool no_base(void *context, const char *code, uint64_t revision, Jixiao__EntryPutRequest *base)
{
	(void)context;
	(void)code;
	(void)revision;
	(void)base;
	return false;
}

static enum status_code read_form(const struct workbook *workbook)
{
	status_clear(&status);
	return entry_sheet_read(&arena, workbook, &source, no_base, NULL, &sheet, &status);
}

static const struct entry_row *row_at(unsigned number)
{
	for (size_t i = 0; i < sheet.n_rows; i++)
		if (sheet.rows[i].cells->number == number)
			return &sheet.rows[i];
	fail_msg("no row %u", number);
	return NULL;
}

static void expect_fault(const char *place, enum message_id id)
{
	for (size_t i = 0; i < status.n_violations; i++)
		if (strcmp(status.violations[i].path, place) == 0 && status.violations[i].message.id == id)
			return;
	for (size_t i = 0; i < status.n_violations; i++)
		print_error("%s %s\n", status.violations[i].path, message_name(status.violations[i].message.id));
	fail_msg("no %s at %s", message_name(id), place);
}

/* ---- the form ---- */

static void test_rows_are_the_assessed_indicators_or_only_one_s_own(void **state)
{
	(void)state;
	/* C15 has no weight (无此类指标). */
	assert_int_equal(entry_sheet_write(&arena, LANGUAGE_ZH, &source, false, &form), 5);
	assert_int_equal(entry_sheet_write(&arena, LANGUAGE_ZH, &source, true, &form), 4);
	source.person = "zhao";
	assert_int_equal(entry_sheet_write(&arena, LANGUAGE_ZH, &source, true, &form), 0);
}

static void test_only_what_is_to_be_filled_in_is_unlocked_and_keys_are_hidden(void **state)
{
	static const struct {
		const char *header;
		bool unlocked, hidden;
	} rows[] = {
		{ "指标编码", false, false },	 { "三级指标", false, false },	 { "分值", false, false },
		{ "计分规则", false, false },	 { "预期指标值", false, false }, { "单位", false, false },
		{ "状态", false, false },	 { "评价要点", false, false },	 { "实际完成值", true, false },
		{ "文字说明", true, false },	 { "要点1", true, false },	 { "要点2", true, false },
		{ "佐证材料编号", true, false }, { "不适用理由", true, false },	 { "版本", false, true },
		{ "评价编号", false, true },
	};
	const struct form *looks = &form.forms[0];

	(void)state;
	write_form(false);
	assert_true(looks->protect);
	for (size_t i = 0; i < N(rows); i++) {
		const struct form_column *column = &looks->columns[column_of(rows[i].header) - 1];

		assert_int_equal(column->unlocked, rows[i].unlocked);
		assert_int_equal(column->hidden, rows[i].hidden);
	}
	/* A11 and C14 take no actual; of all but A11 the points are locked. */
	assert_int_equal(looks->n_locked, 2 + 4);
	assert_int_equal(looks->columns[column_of("佐证材料编号") - 1].n_choices, 2);
}

static void test_an_actual_may_be_what_its_rule_wants(void **state)
{
	static const struct {
		unsigned row;
		enum form_rule rule;
	} rows[] = { { ROW_C11, FORM_NOT_NEGATIVE }, { ROW_C12, FORM_DAY }, { ROW_C13, FORM_NOT_NEGATIVE } };

	(void)state;
	write_form(false);
	assert_int_equal(form.forms[0].n_cells, N(rows));
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(form.forms[0].cells[i].row, rows[i].row);
		assert_int_equal(form.forms[0].cells[i].rule, rows[i].rule);
	}
}

static void test_the_same_entries_give_the_same_bytes(void **state)
{
	struct slice first, second;

	(void)state;
	write_form(false);
	assert_int_equal(xlsx_write(&arena, &form.workbook, form.forms, LANGUAGE_ZH, &first, &status), STATUS_OK);
	write_form(false);
	assert_int_equal(xlsx_write(&arena, &form.workbook, form.forms, LANGUAGE_ZH, &second, &status), STATUS_OK);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.data, second.data, first.size);
}

/* ---- import(export(x)) = x ---- */

static const char *piece(void)
{
	static const char *const pieces[] = { "",    "已完成", "第一段\n第二段", "=1+1", "001",
					      "1,5", "\"引\"", "2024-12-10",	 "—",	 "㐀" };

	return pieces[(size_t)random() % N(pieces)];
}

static void make_entries(void)
{
	source.n_entries = 0;
	for (size_t i = 0; i < N(nodes); i++) {
		Jixiao__Entry *one;

		if (nodes[i].level != 3 || random() % 4 == 0)
			continue;
		one = add_entry(nodes[i].code, "", "", piece(), 1 + (uint64_t)random() % 9);
		if (nodes[i].rule == JIXIAO__RULE_KIND__RULE_DEADLINE)
			one->actual = TEXT("2024-11-30");
		else if (*nodes[i].unit != '\0') {
			one->actual = arena_printf(&arena, "%ld.%ld", random() % 100000, 1 + random() % 9);
			one->unit = TEXT(nodes[i].unit);
		}
		one->n_points = random() % 2 == 0 ? nodes[i].n_points : 0;
		one->points = arena_alloc(&arena, (one->n_points + 1) * sizeof(char *));
		for (size_t k = 0; k < one->n_points; k++)
			one->points[k] = TEXT(piece());
		one->n_evidence = (size_t)random() % 3;
		one->evidence = arena_alloc(&arena, 2 * sizeof(char *));
		one->evidence[0] = evidence[1].id;
		one->evidence[1] = evidence[0].id;
	}
}

static void expect_all_same(const char *name, struct slice bytes)
{
	struct workbook workbook;

	assert_int_equal(sheet_bytes_read(&arena, name, bytes, &workbook, &status), STATUS_OK);
	if (read_form(&workbook) != STATUS_OK)
		fail_msg("%s: %s %s", name, status.violations[0].path, message_name(status.violations[0].message.id));
	assert_int_equal(sheet.n_rows, 5);
	for (size_t i = 0; i < sheet.n_rows; i++)
		if (sheet.rows[i].kind != ENTRY_ROW_SAME ||
		    sheet.rows[i].file.revision != (sheet.rows[i].present != NULL ? sheet.rows[i].present->revision : 0))
			fail_msg("%s: %s", name, sheet.rows[i].code);
}

static void test_what_is_exported_is_imported_as_the_same(void **state)
{
	(void)state;
	srandom(8);
	for (int i = 0; i < 60; i++) {
		struct slice bytes;

		make_entries();
		write_form(false);
		assert_int_equal(xlsx_write(&arena, &form.workbook, form.forms, LANGUAGE_ZH, &bytes, &status), STATUS_OK);
		expect_all_same("e.xlsx", bytes);
		for (int encoding = CSV_UTF8; encoding <= CSV_GB18030; encoding++) {
			assert_int_equal(
				csv_write(&arena, &form.workbook.sheets[0], (enum csv_encoding)encoding, &bytes, &status),
				STATUS_OK);
			expect_all_same("e.csv", bytes);
		}
	}
}

/* ---- what people type ---- */

static void test_an_actual_is_read_in_the_sheet_s_unit_or_in_its_own(void **state)
{
	static const struct {
		unsigned row;
		enum cell_kind kind;
		const char *text, *unit, *actual;
	} rows[] = {
		{ ROW_C11, CELL_NUMBER, "12", NULL, "12" },
		{ ROW_C11, CELL_TEXT, "１２ 次", NULL, "12" },
		{ ROW_C11, CELL_TEXT, "1,200", NULL, "1200" },
		{ ROW_C11, CELL_NUMBER, "12", "", "12" },
		{ ROW_C13, CELL_NUMBER, "7.91", NULL, "7.91" },
		{ ROW_C13, CELL_TEXT, "79100元", NULL, "7.91" },
		{ ROW_C13, CELL_NUMBER, "79100", "元", "7.91" },
		{ ROW_C12, CELL_DATE, "2024-12-09", NULL, "2024-12-09" },
		{ ROW_C12, CELL_TEXT, "2024年12月9日", NULL, "2024-12-09" },
	};

	(void)state;
	source.leader = true;
	for (size_t i = 0; i < N(rows); i++) {
		write_form(false);
		set(rows[i].row, "实际完成值", rows[i].kind, rows[i].text);
		if (rows[i].unit != NULL)
			set(rows[i].row, "单位", CELL_TEXT, rows[i].unit);
		if (read_form(&form.workbook) != STATUS_OK)
			fail_msg("%s: %s", rows[i].text, message_name(status.violations[0].message.id));
		assert_int_equal(row_at(rows[i].row)->kind, ENTRY_ROW_CHANGED);
		assert_string_equal(row_at(rows[i].row)->file.actual, rows[i].actual);
	}
}

static void test_evidence_is_parted_in_any_usual_way(void **state)
{
	static const char *const texts[] = { "E002、E001", "E002,E001", "E002，E001；", " E002 E001", "E002\nE001" };

	(void)state;
	for (size_t i = 0; i < N(texts); i++) {
		write_form(false);
		set(ROW_C11, "佐证材料编号", CELL_TEXT, texts[i]);
		assert_int_equal(read_form(&form.workbook), STATUS_OK);
		assert_int_equal(row_at(ROW_C11)->file.n_evidence, 2);
		assert_string_equal(row_at(ROW_C11)->file.evidence[0], "E002");
		assert_string_equal(row_at(ROW_C11)->file.evidence[1], "E001");
	}
}

static void test_each_point_has_its_text(void **state)
{
	(void)state;
	write_form(false);
	set(ROW_A11, "要点2", CELL_TEXT, "程序规范");
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	assert_int_equal(row_at(ROW_A11)->kind, ENTRY_ROW_CHANGED);
	assert_int_equal(row_at(ROW_A11)->file.n_points, 2);
	assert_string_equal(row_at(ROW_A11)->file.points[0], "");
	assert_string_equal(row_at(ROW_A11)->file.points[1], "程序规范");
}

static void test_every_fault_is_named_at_its_cell(void **state)
{
	static const struct {
		unsigned row;
		const char *header;
		enum cell_kind kind;
		const char *text, *place;
		enum message_id fault;
	} rows[] = {
		{ ROW_C11, "实际完成值", CELL_TEXT, "1.245,5", "填报!K3", MSG_VALUE_SEPARATOR },
		{ ROW_C11, "实际完成值", CELL_TEXT, "十次", "填报!K3", MSG_VALUE_CHINESE_NUMERAL },
		{ ROW_C11, "实际完成值", CELL_TEXT, "12人", "填报!K3", MSG_ACTUAL_UNIT },
		{ ROW_C11, "实际完成值", CELL_NUMBER, "-1", "填报!K3", MSG_ACTUAL_NEGATIVE },
		{ ROW_C11, "实际完成值", CELL_DATE, "2024-12-10", "填报!K3", MSG_VALUE_IS_DATE },
		{ ROW_C11, "实际完成值", CELL_ERROR, "#DIV/0!", "填报!K3", MSG_TABLE_CELL_ERROR },
		{ ROW_C11, "单位", CELL_TEXT, "人", "填报!K3", MSG_ACTUAL_UNIT },
		{ ROW_C12, "实际完成值", CELL_NUMBER, "45636", "填报!K4", MSG_ENTRY_SHEET_SERIAL },
		{ ROW_C12, "实际完成值", CELL_TEXT, "2024-13-01", "填报!K4", MSG_VALUE_DATE_CALENDAR },
		{ ROW_C14, "实际完成值", CELL_NUMBER, "86", "填报!K6", MSG_ENTRY_ACTUAL_UNWANTED },
		{ ROW_A11, "实际完成值", CELL_NUMBER, "2", "填报!K2", MSG_ENTRY_ACTUAL_UNWANTED },
		{ ROW_C11, "要点1", CELL_TEXT, "有批复", "填报!M3", MSG_ENTRY_SHEET_NO_POINT },
		{ ROW_C11, "佐证材料编号", CELL_TEXT, "E001、E009", "填报!O3", MSG_EVIDENCE_NONE },
		{ ROW_C11, "佐证材料编号", CELL_TEXT, "E001、E001", "填报!O3", MSG_EVIDENCE_TWICE },
		{ ROW_C11, "指标编码", CELL_TEXT, "Z99", "填报!A3", MSG_ENTRY_NO_INDICATOR },
		{ ROW_C11, "指标编码", CELL_TEXT, "C1", "填报!A3", MSG_ENTRY_NOT_LEVEL_3 },
		{ ROW_C11, "指标编码", CELL_TEXT, " ", "填报!A3", MSG_ENTRY_SHEET_NO_CODE },
		{ ROW_C12, "指标编码", CELL_TEXT, "C11", "填报!A4", MSG_ENTRY_SHEET_TWICE },
		{ ROW_C11, "版本", CELL_TEXT, "三", "填报!Q3", MSG_ENTRY_SHEET_REVISION },
		{ ROW_C13, "评价编号", CELL_TEXT, "e2", "填报!R5", MSG_ENTRY_SHEET_OTHER },
		{ ROW_C13, "文字说明", CELL_TEXT, "不是我的", "填报!A5", MSG_ENTRY_NOT_RESPONSIBLE },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		write_form(false);
		set(rows[i].row, rows[i].header, rows[i].kind, rows[i].text);
		assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
		assert_int_equal(status.message.id, MSG_SHEET_FAULTS);
		expect_fault(rows[i].place, rows[i].fault);
		assert_int_equal(status.n_violations, 1);
		if (rows[i].fault != MSG_ENTRY_SHEET_OTHER) {
			assert_true(sheet.whole);
			assert_int_equal(row_at(rows[i].row)->kind, ENTRY_ROW_FAULTY);
		}
	}
}

static void test_what_takes_the_place_of_an_actual_stays_and_locks_it(void **state)
{
	Jixiao__Questionnaire counts = JIXIAO__QUESTIONNAIRE__INIT;

	(void)state;
	entries[0]->actual = entries[0]->unit = TEXT("");
	entries[0]->not_applicable = TEXT("当年未开展");
	write_form(false);
	assert_int_equal(form.forms[0].n_cells, 2);
	set(ROW_C11, "文字说明", CELL_TEXT, "改");
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	assert_string_equal(row_at(ROW_C11)->file.not_applicable, "当年未开展");
	set(ROW_C11, "实际完成值", CELL_NUMBER, "10");
	assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
	expect_fault("填报!K3", MSG_ENTRY_NOT_APPLICABLE_ACTUAL);
	set(ROW_C11, "不适用理由", CELL_TEXT, "");
	entries[0]->not_applicable = TEXT("");
	entries[0]->questionnaire = &counts;
	assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
	expect_fault("填报!K3", MSG_ENTRY_QUESTIONNAIRE_ACTUAL);
	set(ROW_C11, "实际完成值", CELL_TEXT, "");
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	assert_non_null(row_at(ROW_C11)->file.questionnaire);
}

static void test_a_serial_is_named_with_its_day(void **state)
{
	(void)state;
	write_form(false);
	set(ROW_C12, "实际完成值", CELL_NUMBER, "45636");
	read_form(&form.workbook);
	assert_string_equal(status.violations[0].message.args[1], "2024-12-10");
}

static void test_columns_that_are_missing_unknown_or_double_are_named_and_nothing_can_be_taken(void **state)
{
	static const struct {
		const char *header, *text, *place;
		enum message_id fault;
	} rows[] = {
		{ "实际完成值", " ", "填报!A1", MSG_TABLE_COLUMN_MISSING },
		{ "版本", "备注", "填报!Q1", MSG_TABLE_COLUMN_UNKNOWN },
		{ "分值", "文字说明", "填报!L1", MSG_TABLE_COLUMN_TWICE },
		{ "要点2", "要点9", "填报!A1", MSG_TABLE_COLUMN_MISSING },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		write_form(false);
		set(1, rows[i].header, CELL_TEXT, rows[i].text);
		assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
		expect_fault(rows[i].place, rows[i].fault);
		assert_false(sheet.whole);
	}
}

static void test_merged_cells_spoil_their_rows_or_the_header_all(void **state)
{
	struct cell_range rows = { ROW_C11, 11, ROW_C12, 11 }, header = { 1, 1, ROW_A11, 1 };

	(void)state;
	write_form(false);
	form.workbook.sheets[0].merges = &rows;
	form.workbook.sheets[0].n_merges = 1;
	assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
	expect_fault("填报!K3:K4", MSG_TABLE_MERGED);
	assert_true(sheet.whole);
	assert_int_equal(row_at(ROW_C11)->kind, ENTRY_ROW_FAULTY);
	assert_int_equal(row_at(ROW_C12)->kind, ENTRY_ROW_FAULTY);
	assert_int_equal(row_at(ROW_C13)->kind, ENTRY_ROW_SAME);
	form.workbook.sheets[0].merges = &header;
	assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
	assert_false(sheet.whole);
}

static void test_rows_of_others_do_no_harm_until_they_are_changed(void **state)
{
	(void)state;
	source.person = "wang";
	write_form(false);
	set(ROW_C13, "实际完成值", CELL_NUMBER, "7");
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	set(ROW_C11, "文字说明", CELL_TEXT, "改");
	assert_int_equal(read_form(&form.workbook), STATUS_INVALID_ARGUMENT);
	expect_fault("填报!A3", MSG_ENTRY_NOT_RESPONSIBLE);
	source.leader = true;
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
}

/* ---- what others changed since the export ---- */

/* Revision 3 is the only one that is known. */
static bool third(void *context, const char *code, uint64_t revision, Jixiao__EntryPutRequest *base)
{
	assert_string_equal(code, "C11");
	if (revision != 3)
		return false;
	base->actual = TEXT("９次"); /* as it was typed */
	base->text = context;
	return true;
}

static void test_what_others_changed_is_a_conflict_only_if_the_file_says_something_else(void **state)
{
	static const struct {
		const char *revision, *text;
		enum entry_row_kind kind;
	} rows[] = {
		{ "3", "全年九次", ENTRY_ROW_UNTOUCHED },				       /* as exported */
		{ "3", "全年十次", ENTRY_ROW_CONFLICT },  { "3", "组长改过", ENTRY_ROW_SAME }, /* both changed it alike */
		{ "2", "全年九次", ENTRY_ROW_CONFLICT },				       /* not known what it was */
		{ "0", "全年九次", ENTRY_ROW_CONFLICT },  { "4", "全年十次", ENTRY_ROW_CHANGED },
	};

	(void)state;
	write_form(false);
	entries[0]->revision = 4;
	entries[0]->text = TEXT("组长改过");
	for (size_t i = 0; i < N(rows); i++) {
		set(ROW_C11, "版本", CELL_TEXT, rows[i].revision);
		set(ROW_C11, "文字说明", CELL_TEXT, rows[i].text);
		status_clear(&status);
		assert_int_equal(entry_sheet_read(&arena, &form.workbook, &source, third, TEXT("全年九次"), &sheet, &status),
				 STATUS_OK);
		if (row_at(ROW_C11)->kind != rows[i].kind)
			fail_msg("%s %s: %d", rows[i].revision, rows[i].text, row_at(ROW_C11)->kind);
	}
}

static void test_what_was_sent_back_is_filled_in_again_and_what_was_accepted_only_on_purpose(void **state)
{
	static const struct {
		Jixiao__EntryState state;
		enum entry_row_kind kind;
	} rows[] = { { JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED, ENTRY_ROW_CHANGED },
		     { JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED, ENTRY_ROW_CHANGED },
		     { JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED, ENTRY_ROW_CONFLICT } };

	(void)state;
	write_form(false);
	set(ROW_C11, "文字说明", CELL_TEXT, "已补充签到表");
	entries[0]->revision = 5;
	for (size_t i = 0; i < N(rows); i++) {
		entries[0]->state = rows[i].state;
		assert_int_equal(entry_sheet_read(&arena, &form.workbook, &source, third, TEXT("全年九次"), &sheet, &status),
				 STATUS_OK);
		assert_int_equal(row_at(ROW_C11)->kind, rows[i].kind);
		assert_int_equal(row_at(ROW_C11)->file.revision, rows[i].kind == ENTRY_ROW_CHANGED ? 5 : 3);
	}
}

static void test_a_row_that_was_and_is_empty_leaves_alone_what_others_entered(void **state)
{
	(void)state;
	source.n_entries = 0;
	write_form(false);
	source.n_entries = 1;
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	assert_int_equal(row_at(ROW_C11)->kind, ENTRY_ROW_UNTOUCHED);
	/* Emptied after another export, which is not known. */
	set(ROW_C11, "版本", CELL_TEXT, "2");
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	assert_int_equal(row_at(ROW_C11)->kind, ENTRY_ROW_CONFLICT);
}

static void test_fields_of_a_request_are_found_in_the_sheet(void **state)
{
	static const struct {
		const char *field, *place;
	} rows[] = { { "actual", "填报!K2" },	      { "text", "填报!L2" },	    { "points[1]", "填报!N2" },
		     { "points[7]", "填报!A2" },      { "evidence[3]", "填报!O2" }, { "revision", "填报!Q2" },
		     { "not_applicable", "填报!P2" }, { "indicator", "填报!A2" },   { "points", "填报!A2" } };

	(void)state;
	write_form(false);
	assert_int_equal(read_form(&form.workbook), STATUS_OK);
	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(entry_sheet_place(&arena, &sheet, row_at(ROW_A11), rows[i].field), rows[i].place);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rows_are_the_assessed_indicators_or_only_one_s_own),
		TEST(test_only_what_is_to_be_filled_in_is_unlocked_and_keys_are_hidden),
		TEST(test_an_actual_may_be_what_its_rule_wants),
		TEST(test_the_same_entries_give_the_same_bytes),
		TEST(test_what_is_exported_is_imported_as_the_same),
		TEST(test_an_actual_is_read_in_the_sheet_s_unit_or_in_its_own),
		TEST(test_evidence_is_parted_in_any_usual_way),
		TEST(test_each_point_has_its_text),
		TEST(test_every_fault_is_named_at_its_cell),
		TEST(test_what_takes_the_place_of_an_actual_stays_and_locks_it),
		TEST(test_a_serial_is_named_with_its_day),
		TEST(test_columns_that_are_missing_unknown_or_double_are_named_and_nothing_can_be_taken),
		TEST(test_merged_cells_spoil_their_rows_or_the_header_all),
		TEST(test_rows_of_others_do_no_harm_until_they_are_changed),
		TEST(test_what_others_changed_is_a_conflict_only_if_the_file_says_something_else),
		TEST(test_what_was_sent_back_is_filled_in_again_and_what_was_accepted_only_on_purpose),
		TEST(test_a_row_that_was_and_is_empty_leaves_alone_what_others_entered),
		TEST(test_fields_of_a_request_are_found_in_the_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
