/* The sheets 底稿 and 问卷 of the spreadsheet of entries: parts and counts are written, changed and read again with the entry
 * to which they belong, and what is wrong with them is that entry's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/entry_sheet.h"
#include "client/sheet/csv.h"
#include "client/sheet/sheet_file.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define TEXT(text) ((char *)(uintptr_t)(text))
#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)

static struct arena arena;
static struct status status;
static struct entry_source source;
static struct entry_form form;
static struct entry_sheet sheet;
static Jixiao__Indicator nodes[5], *indicators[5];
static Jixiao__Rule rules[5];
static Jixiao__Target targets[5];
static Jixiao__Entry entry_of[2], *entries[2];
static Jixiao__Evidence evidence, *files[] = { &evidence };
static Jixiao__EntryPart parts[2], *part_list[] = { &parts[0], &parts[1] };
static Jixiao__Questionnaire counts;
static Jixiao__AnswerOption options[2], *option_list[] = { &options[0], &options[1] };

/* C11 is a sum of parts, C12 has a plain actual, C13 asks people with answers of two values. */
static void make_tree(void)
{
	static const struct {
		const char *code, *parent;
		unsigned level;
		Jixiao__RuleKind rule;
		const char *value, *unit, *parts;
	} rows[] = {
		{ "C", "", 1, 0, "", "", "" },
		{ "C1", "C", 2, 0, "", "", "" },
		{ "C11", "C1", 3, JIXIAO__RULE_KIND__RULE_RATIO, "50", "万元", "sum" },
		{ "C12", "C1", 3, JIXIAO__RULE_KIND__RULE_RATIO, "10", "次", "" },
		{ "C13", "C1", 3, JIXIAO__RULE_KIND__RULE_SATISFACTION, "90", "%", "" },
	};

	for (size_t i = 0; i < N(rows); i++) {
		jixiao__indicator__init(&nodes[i]);
		jixiao__rule__init(&rules[i]);
		jixiao__target__init(&targets[i]);
		nodes[i].code = nodes[i].name = TEXT(rows[i].code);
		nodes[i].parent = TEXT(rows[i].parent);
		nodes[i].level = rows[i].level;
		nodes[i].weight = TEXT("10");
		nodes[i].responsible = TEXT("li");
		rules[i].kind = rows[i].rule;
		rules[i].parts = TEXT(rows[i].parts);
		nodes[i].rule = &rules[i];
		targets[i].op = TEXT(">=");
		targets[i].value = TEXT(rows[i].value);
		targets[i].unit = TEXT(rows[i].unit);
		if (rows[i].level == 3)
			nodes[i].target = &targets[i];
		indicators[i] = &nodes[i];
	}
	for (size_t i = 0; i < 2; i++) {
		jixiao__answer_option__init(&options[i]);
		options[i].name = TEXT(i == 0 ? "满意" : "不满意");
		options[i].value = TEXT(i == 0 ? "100" : "0");
	}
	rules[4].options = option_list;
	rules[4].n_options = 2;
}

static void make_entries(void)
{
	for (size_t i = 0; i < 2; i++) {
		jixiao__entry_part__init(&parts[i]);
		parts[i].name = TEXT(i == 0 ? "昌吉市" : "阜康市");
		parts[i].value = TEXT(i == 0 ? "30" : "20.5");
		jixiao__entry__init(&entry_of[i]);
		entry_of[i].indicator = TEXT(i == 0 ? "C11" : "C13");
		entry_of[i].revision = 2;
		entry_of[i].state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
		entry_of[i].entered_by = TEXT("li");
		entries[i] = &entry_of[i];
	}
	entry_of[0].actual = TEXT("50.5");
	entry_of[0].unit = TEXT("万元");
	entry_of[0].parts = part_list;
	entry_of[0].n_parts = 2;
	jixiao__questionnaire__init(&counts);
	counts.issued = 20;
	counts.returned = counts.valid = 10;
	entry_of[1].questionnaire = &counts;
}

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	make_tree();
	make_entries();
	jixiao__evidence__init(&evidence);
	evidence.id = TEXT("E001");
	source = (struct entry_source){ .evaluation = "e1",
					.person = "li",
					.n_indicators = N(nodes),
					.n_entries = 2,
					.n_evidence = 1,
					.indicators = indicators,
					.entries = entries,
					.evidence = files };
	entry_sheet_write(&arena, LANGUAGE_ZH, &source, false, &form);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

static struct sheet *sheet_named(const char *name)
{
	for (size_t i = 0; i < form.workbook.n_sheets; i++)
		if (strcmp(form.workbook.sheets[i].name, name) == 0)
			return &form.workbook.sheets[i];
	fail_msg("no sheet %s", name);
	return NULL;
}

/* Puts ${text} into a cell; the row may be one behind the last. */
static void set(const char *name, unsigned number, unsigned column, enum cell_kind kind, const char *text)
{
	struct sheet *cells = sheet_named(name);
	struct sheet_row *row;
	size_t i = 0;

	if (number > cells->rows[cells->n_rows - 1].number) {
		cells->rows = arena_grow(&arena, cells->rows, cells->n_rows * sizeof(*row), (cells->n_rows + 1) * sizeof(*row));
		cells->rows[cells->n_rows++] = (struct sheet_row){ .number = number };
	}
	row = &cells->rows[number - 1];
	while (i < row->n_cells && row->cells[i].column < column)
		i++;
	if (i == row->n_cells || row->cells[i].column != column) {
		row->cells = arena_grow(&arena, row->cells, row->n_cells * sizeof(*row->cells),
					(row->n_cells + 1) * sizeof(*row->cells));
		memmove(&row->cells[i + 1], &row->cells[i], (row->n_cells++ - i) * sizeof(*row->cells));
	}
	row->cells[i] = (struct cell){ .kind = kind, .row = number, .column = column, .text = text, .raw = text };
}

static enum status_code read_book(const struct workbook *workbook)
{
	status_clear(&status);
	entry_sheet_read(&arena, workbook, &source, NULL, NULL, &sheet, &status);
	for (size_t i = 0; i < status.n_violations; i++)
		print_message("%s %s\n", status.violations[i].path, message_name(status.violations[i].message.id));
	return status.code;
}

static const struct entry_row *row_of(const char *code)
{
	for (size_t i = 0; i < sheet.n_rows; i++)
		if (strcmp(sheet.rows[i].code, code) == 0)
			return &sheet.rows[i];
	fail_msg("no row %s", code);
	return NULL;
}

static void expect_fault(const char *place, enum message_id id)
{
	assert_int_equal(read_book(&form.workbook), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, 1);
	assert_string_equal(status.violations[0].path, place);
	assert_int_equal(status.violations[0].message.id, id);
}

/* ---- both ---- */

static void test_what_is_exported_is_imported_as_the_same(void **state)
{
	struct workbook again;
	struct slice bytes;

	(void)state;
	assert_int_equal(xlsx_write(&arena, &form.workbook, form.forms, LANGUAGE_ZH, &bytes, &status), STATUS_OK);
	assert_int_equal(sheet_bytes_read(&arena, "f.xlsx", bytes, &again, &status), STATUS_OK);
	assert_int_equal(read_book(&again), STATUS_OK);
	assert_int_equal(sheet.n_rows, 3);
	for (size_t i = 0; i < sheet.n_rows; i++)
		assert_int_equal(sheet.rows[i].kind, ENTRY_ROW_SAME);
}

static void test_a_file_without_the_sheets_leaves_what_they_hold(void **state)
{
	(void)state;
	form.workbook.n_sheets = 1;
	set("填报", 2, 11, CELL_TEXT, "改了说明");
	assert_int_equal(read_book(&form.workbook), STATUS_OK);
	assert_int_equal(row_of("C11")->kind, ENTRY_ROW_CHANGED);
	assert_int_equal(row_of("C11")->file.n_parts, 2);
	assert_int_equal(row_of("C13")->kind, ENTRY_ROW_SAME);
	assert_non_null(row_of("C13")->file.questionnaire);
}

static void test_an_entry_without_paper_or_questionnaire_gets_no_sheet(void **state)
{
	(void)state;
	rules[2].parts = TEXT("");
	rules[4].kind = JIXIAO__RULE_KIND__RULE_RATIO;
	entry_sheet_write(&arena, LANGUAGE_ZH, &source, false, &form);
	assert_int_equal(form.workbook.n_sheets, 3);
	assert_string_equal(form.workbook.sheets[1].name, "佐证材料");
}

/* ---- 底稿 ---- */

static void test_parts_are_changed_added_and_taken_out(void **state)
{
	const Jixiao__EntryPutRequest *file;

	(void)state;
	set("底稿", 2, 4, CELL_TEXT, "305000元");
	set("底稿", 3, 3, CELL_TEXT, "");
	set("底稿", 3, 4, CELL_TEXT, "");
	set("底稿", 4, 1, CELL_TEXT, "C11");
	set("底稿", 4, 3, CELL_TEXT, "呼图壁县");
	set("底稿", 4, 4, CELL_NUMBER, "7");
	set("底稿", 4, 6, CELL_TEXT, "E001");
	assert_int_equal(read_book(&form.workbook), STATUS_OK);
	assert_int_equal(row_of("C11")->kind, ENTRY_ROW_CHANGED);
	file = &row_of("C11")->file;
	assert_int_equal(file->n_parts, 2);
	assert_string_equal(file->parts[0]->value, "30.5");
	assert_string_equal(file->parts[1]->name, "呼图壁县");
	/* What a part rests on, its entry does, too. */
	assert_int_equal(file->n_evidence, 1);
	assert_string_equal(file->evidence[0], "E001");
	assert_string_equal(file->actual, "");
}

static void test_every_fault_of_a_part_is_named_at_its_cell_and_spoils_its_entry_alone(void **state)
{
	static const struct {
		unsigned column;
		enum cell_kind kind;
		const char *text, *place;
		enum message_id fault;
	} rows[] = {
		{ 3, CELL_TEXT, "", "底稿!C3", MSG_FIELD_REQUIRED },
		{ 3, CELL_TEXT, "昌吉市", "底稿!C3", MSG_ENTRY_PART_TWICE },
		{ 4, CELL_TEXT, "20次", "底稿!D3", MSG_ACTUAL_UNIT },
		{ 4, CELL_NUMBER, "-1", "底稿!D3", MSG_ACTUAL_NEGATIVE },
		{ 4, CELL_TEXT, "1.245,5", "底稿!D3", MSG_VALUE_SEPARATOR },
		{ 4, CELL_TEXT, "", "底稿!D3", MSG_FIELD_REQUIRED },
		{ 4, CELL_ERROR, "#DIV/0!", "底稿!D3", MSG_TABLE_CELL_ERROR },
		{ 6, CELL_TEXT, "E009", "底稿!F3", MSG_EVIDENCE_NONE },
		{ 1, CELL_TEXT, "C12", "底稿!A3", MSG_ENTRY_PARTS_UNWANTED },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		entry_sheet_write(&arena, LANGUAGE_ZH, &source, false, &form);
		set("底稿", 3, rows[i].column, rows[i].kind, rows[i].text);
		expect_fault(rows[i].place, rows[i].fault);
		assert_true(sheet.whole);
		assert_int_equal(row_of(rows[i].fault == MSG_ENTRY_PARTS_UNWANTED ? "C12" : "C11")->kind, ENTRY_ROW_FAULTY);
		assert_int_equal(row_of("C13")->kind, ENTRY_ROW_SAME);
	}
}

static void test_a_row_of_no_entry_is_named_and_nothing_can_be_taken(void **state)
{
	(void)state;
	set("底稿", 3, 1, CELL_TEXT, "C99");
	expect_fault("底稿!A3", MSG_ENTRY_SHEET_NO_PAPER);
	assert_false(sheet.whole);
}

static void test_a_paper_without_its_columns_is_not_read_as_an_empty_one(void **state)
{
	(void)state;
	set("底稿", 1, 4, CELL_TEXT, "金额");
	assert_int_equal(read_book(&form.workbook), STATUS_INVALID_ARGUMENT);
	assert_false(sheet.whole);
}

static void test_an_actual_beside_a_paper_is_refused(void **state)
{
	(void)state;
	set("填报", 2, 10, CELL_NUMBER, "60");
	expect_fault("填报!J2", MSG_ENTRY_ACTUAL_FROM_PARTS);
}

/* ---- 问卷 ---- */

static void test_counts_are_read_into_the_rule_s_answers(void **state)
{
	const Jixiao__Questionnaire *read;

	(void)state;
	/* 发放, 回收, 有效, then 满意 and 不满意. */
	set("问卷", 5, 5, CELL_NUMBER, "9");
	set("问卷", 6, 5, CELL_NUMBER, "1");
	assert_int_equal(read_book(&form.workbook), STATUS_OK);
	assert_int_equal(row_of("C13")->kind, ENTRY_ROW_CHANGED);
	read = row_of("C13")->file.questionnaire;
	assert_int_equal(read->issued, 20);
	assert_int_equal(read->n_groups, 1);
	assert_int_equal(read->groups[0]->n_answers, 2);
	assert_int_equal(read->groups[0]->answers[0]->count, 9);
	assert_int_equal(read->groups[0]->answers[1]->count, 1);
}

static void test_blank_counts_are_no_questionnaire(void **state)
{
	(void)state;
	for (unsigned row = 2; row <= 6; row++)
		set("问卷", row, 5, CELL_TEXT, "");
	assert_int_equal(read_book(&form.workbook), STATUS_OK);
	assert_null(row_of("C13")->file.questionnaire);
	assert_int_equal(row_of("C13")->kind, ENTRY_ROW_CHANGED);
}

static void test_what_is_no_count_and_an_answer_that_nobody_asked_for_are_named(void **state)
{
	static const char *const texts[] = { "-3", "2.5", "十", "99999999" };

	(void)state;
	for (size_t i = 0; i < N(texts); i++) {
		set("问卷", 5, 5, CELL_TEXT, texts[i]);
		expect_fault("问卷!E5", MSG_ENTRY_SHEET_COUNT);
	}
	set("问卷", 5, 5, CELL_NUMBER, "9");
	set("问卷", 5, 4, CELL_TEXT, "一般");
	expect_fault("问卷!D5", MSG_ENTRY_SHEET_NO_COUNT);
}

static void test_what_the_server_refuses_is_found_in_the_sheets(void **state)
{
	static const struct {
		const char *code, *field, *place;
	} rows[] = { { "C11", "parts[1].value", "底稿!D3" },
		     { "C11", "parts[1].name", "底稿!C3" },
		     { "C11", "parts[0].evidence[0]", "底稿!F2" },
		     { "C13", "questionnaire.valid", "问卷!E2" },
		     { "C12", "parts[0].value", "填报!A3" } };

	(void)state;
	assert_int_equal(read_book(&form.workbook), STATUS_OK);
	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(entry_sheet_place(&arena, &sheet, row_of(rows[i].code), rows[i].field), rows[i].place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_exported_is_imported_as_the_same),
		TEST(test_a_file_without_the_sheets_leaves_what_they_hold),
		TEST(test_an_entry_without_paper_or_questionnaire_gets_no_sheet),
		TEST(test_parts_are_changed_added_and_taken_out),
		TEST(test_every_fault_of_a_part_is_named_at_its_cell_and_spoils_its_entry_alone),
		TEST(test_a_row_of_no_entry_is_named_and_nothing_can_be_taken),
		TEST(test_a_paper_without_its_columns_is_not_read_as_an_empty_one),
		TEST(test_an_actual_beside_a_paper_is_refused),
		TEST(test_counts_are_read_into_the_rule_s_answers),
		TEST(test_blank_counts_are_no_questionnaire),
		TEST(test_what_is_no_count_and_an_answer_that_nobody_asked_for_are_named),
		TEST(test_what_the_server_refuses_is_found_in_the_sheets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
