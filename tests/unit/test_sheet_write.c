#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/sheet/number.h"
#include "client/sheet/package.h"
#include "client/sheet/sheet_file.h"
#include "client/sheet/xlsx_write.h"
#include "common/domain/date.h"
#include "workbook_parts.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;
static struct status status;
static struct workbook workbook;
static struct slice bytes;

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

/* One row of cells in column order. */
static struct sheet sheet_of(const char *name, const struct cell *cells, size_t n)
{
	struct sheet sheet = { .name = name, .n_rows = 1, .rows = arena_alloc(&arena, sizeof(struct sheet_row)) };

	sheet.rows[0] = (struct sheet_row){ 1, n, arena_memdup(&arena, cells, n * sizeof(*cells)) };
	for (size_t i = 0; i < n; i++) {
		sheet.rows[0].cells[i].row = 1;
		sheet.rows[0].cells[i].column = (unsigned)i + 1;
	}
	return sheet;
}

static const char *write_and_read(struct sheet *sheets, size_t n, const struct form *forms)
{
	const struct workbook before = { .name = "f.xlsx", .n_sheets = n, .sheets = sheets };

	status_clear(&status);
	if (xlsx_write(&arena, &before, forms, LANGUAGE_ZH, &bytes, &status) != STATUS_OK ||
	    sheet_bytes_read(&arena, "f.xlsx", bytes, &workbook, &status) != STATUS_OK)
		return status_image(&arena, &status);
	return workbook_image(&arena, &workbook);
}

/* A part of what was written. */
static const char *part(const char *name)
{
	struct package package;
	const char *text;

	assert_int_equal(package_open(&package, &arena, "f", bytes, &status), STATUS_OK);
	text = package_text(&package, name, 1 << 16);
	package_close(&package);
	assert_non_null(text);
	return text;
}

static void expect_in_part(const char *name, const char *wanted)
{
	if (strstr(part(name), wanted) == NULL)
		fail_msg("%s is not in\n%s", wanted, part(name));
}

static const struct cell every_kind[] = {
	{ .kind = CELL_TEXT, .text = "甲" },
	{ .kind = CELL_NUMBER, .text = "1238.59" },
	{ .kind = CELL_NUMBER, .text = "0.8618", .percent = true },
	{ .kind = CELL_DATE, .text = "2024-12-10" },
	{ .kind = CELL_DATE, .text = "1900-01-01" },
	{ .kind = CELL_FLAG, .text = "TRUE" },
	{ .kind = CELL_NUMBER, .text = "1234567890123456.789" },
	{ .kind = CELL_DATE, .text = "2024-12-10 14:05:30" },
	{ .kind = CELL_ERROR, .text = "#N/A" },
};

static void test_every_kind_of_cell_reads_back(void **state)
{
	struct sheet sheet = sheet_of("填报", every_kind, N(every_kind));

	(void)state;
	/* What a spreadsheet cannot keep exactly is kept as text. */
	assert_string_equal(write_and_read(&sheet, 1, NULL),
			    "填报!A1 text 甲\n填报!B1 number 1238.59\n填报!C1 number 0.8618 percent\n"
			    "填报!D1 date 2024-12-10\n填报!E1 date 1900-01-01\n填报!F1 flag TRUE\n"
			    "填报!G1 text 1234567890123456.789\n填报!H1 text 2024-12-10 14:05:30\n"
			    "填报!I1 text #N/A\n");
}

static void test_texts_never_become_formulas(void **state)
{
	static const struct cell cells[] = { { .kind = CELL_TEXT, .text = "=cmd|'/c calc'!A1" },
					     { .kind = CELL_TEXT, .text = "+1+1" },
					     { .kind = CELL_TEXT, .text = "{=1}" },
					     { .kind = CELL_TEXT, .text = "http://a.b" } };
	struct sheet sheet = sheet_of("填报", cells, N(cells));

	(void)state;
	assert_string_equal(write_and_read(&sheet, 1, NULL),
			    "填报!A1 text =cmd|'/c calc'!A1\n填报!B1 text +1+1\n填报!C1 text {=1}\n填报!D1 text http://a.b\n");
	assert_null(strstr(part("xl/worksheets/sheet1.xml"), "<f>"));
	expect_in_part("xl/styles.xml", "numFmtId=\"49\"");
}

static void test_the_same_workbook_gives_the_same_bytes(void **state)
{
	struct sheet sheet = sheet_of("填报", every_kind, N(every_kind));
	struct slice first;

	(void)state;
	write_and_read(&sheet, 1, NULL);
	first = bytes;
	sleep(1);
	write_and_read(&sheet, 1, NULL);
	assert_int_equal(bytes.size, first.size);
	assert_memory_equal(bytes.data, first.data, first.size);
	expect_in_part("docProps/core.xml", "2000-01-01T00:00:00Z");
}

static void test_what_excel_would_refuse_is_not_written(void **state)
{
	static const char *const names[] = {
		"",    "a[b", "a/b", "a\\b", "a:b",  "a*b",
		"a?b", "'a",  "a'",  "\xff", "选项", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二"
	};
	struct cell cells[] = { { .kind = CELL_TEXT, .text = "\xff" },
				{ .kind = CELL_TEXT, .text = "\xef\xbf\xbe" },
				{ .kind = CELL_TEXT, .text = memset(arena_alloc(&arena, 32769), 'a', 32768) } };
	struct sheet sheet = sheet_of("填报", cells, N(cells)), two[] = { sheet_of("a", NULL, 0), sheet_of("A", NULL, 0) };

	(void)state;
	assert_string_equal(write_and_read(&sheet, 1, NULL), "INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!A1 TEXT_NOT_UTF8()\n"
							     "填报!B1 TEXT_NOT_UTF8()\n填报!C1 SHEET_CELL_TOO_LONG()\n");
	sheet = sheet_of("填报", NULL, 0);
	for (size_t i = 0; i < N(names); i++) {
		sheet.name = names[i];
		write_and_read(&sheet, 1, NULL);
		if (status.message.id != MSG_SHEET_NAME)
			fail_msg("\"%s\" was taken", names[i]);
	}
	write_and_read(two, 2, NULL);
	assert_int_equal(status.message.id, MSG_SHEET_NAME);
}

static void test_a_form_has_its_locks_rules_and_lists(void **state)
{
	static const char *const grades[] = { "优，≥90", "良", "中", "差" };
	static const struct form_column columns[] = {
		{ .width = 12 },
		{ .width = 16, .unlocked = true, .rule = FORM_NOT_NEGATIVE, .prompt = "按审计后的数字填" },
		{ .unlocked = true, .rule = FORM_DAY },
		{ .unlocked = true, .rule = FORM_CHOICE, .n_choices = N(grades), .choices = grades },
		{ .hidden = true },
		{ .unlocked = true, .prompt = "一句话" },
	};
	static const struct cell header[] = {
		{ .kind = CELL_TEXT, .text = "指标代码" }, { .kind = CELL_TEXT, .text = "实际完成值" },
		{ .kind = CELL_TEXT, .text = "完成日期" }, { .kind = CELL_TEXT, .text = "档次" },
		{ .kind = CELL_TEXT, .text = "版本" },	   { .kind = CELL_TEXT, .text = "说明" }
	};
	const struct cell_range locked = { 3, 2, 3, 2 };
	const struct form forms[] = { { .header_row = 1,
					.protect = true,
					.spare_rows = 2,
					.n_columns = N(columns),
					.columns = columns,
					.n_locked = 1,
					.locked = &locked },
				      { 0 } };
	struct sheet sheets[] = { sheet_of("填报", header, N(header)), sheet_of("键", header, 1) };
	const char *name = "xl/worksheets/sheet1.xml";

	(void)state;
	sheets[1].hidden = true;
	assert_string_equal(
		write_and_read(sheets, 2, forms),
		"填报!A1 text 指标代码\n填报!B1 text 实际完成值\n填报!C1 text 完成日期\n填报!D1 text 档次\n填报!E1 text 版本\n"
		"填报!F1 text 说明\n键 is hidden\n键!A1 text 指标代码\n选项 is hidden\n选项!A1 text 优，≥90\n选项!A2 text 良\n"
		"选项!A3 text 中\n选项!A4 text 差\n");
	expect_in_part(name, "<sheetProtection sheet=\"1\"");
	expect_in_part(name, "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
	expect_in_part(name, "<col min=\"5\" max=\"5\"");
	expect_in_part(name, "hidden=\"1\"");
	expect_in_part(name, "orientation=\"landscape\"");
	expect_in_part(name, "type=\"decimal\" operator=\"greaterThanOrEqual\"");
	expect_in_part(name, "sqref=\"B2:B3\"");
	expect_in_part(name, "type=\"date\"");
	expect_in_part(name, "<formula1>'选项'!$A$1:$A$4</formula1>");
	expect_in_part(name, "请填 0 或大于 0 的数字");
	expect_in_part(name, "prompt=\"按审计后的数字填\"");
	/* B2 may be filled in, B3 and A2 may not. */
	expect_in_part("xl/styles.xml", "<protection locked=\"0\"/>");
	{
		const char *text = part(name);
		int a2 = atoi(strstr(strstr(text, "r=\"A2\""), "s=\"") + 3),
		    b2 = atoi(strstr(strstr(text, "r=\"B2\""), "s=\"") + 3),
		    b3 = atoi(strstr(strstr(text, "r=\"B3\""), "s=\"") + 3);

		assert_true(a2 != b2 && b2 != b3);
	}
}

static void test_cells_have_rules_of_their_own_and_lenient_columns_only_ask(void **state)
{
	static const char *const ids[] = { "E001", "E002" };
	static const struct form_column columns[] = {
		{ .unlocked = true, .lenient = true },
		{ .unlocked = true, .lenient = true, .rule = FORM_CHOICE, .n_choices = N(ids), .choices = ids },
	};
	static const struct form_cell cells[] = { { 2, 1, FORM_DECIMAL, "单位：%" },
						  { 3, 1, FORM_DAY, NULL },
						  { 4, 1, FORM_ANY, NULL } };
	static const struct cell header[] = { { .kind = CELL_TEXT, .text = "实际完成值" },
					      { .kind = CELL_TEXT, .text = "佐证材料编号" } };
	const struct form form = { .header_row = 1,
				   .protect = true,
				   .spare_rows = 3,
				   .n_columns = N(columns),
				   .columns = columns,
				   .n_cells = N(cells),
				   .cells = cells };
	struct sheet sheet = sheet_of("填报", header, N(header));
	const char *name = "xl/worksheets/sheet1.xml", *text;

	(void)state;
	write_and_read(&sheet, 1, &form);
	text = part(name);
	expect_in_part(name, "<dataValidations count=\"3\">");
	expect_in_part(name, "type=\"decimal\" errorStyle=\"warning\"");
	expect_in_part(name, "prompt=\"单位：%\" sqref=\"A2\"");
	expect_in_part(name, "type=\"date\" errorStyle=\"warning\"");
	expect_in_part(name, "sqref=\"A3\"");
	/* The list is offered and never insisted on: no showErrorMessage. */
	text = strstr(text, "type=\"list\"");
	assert_non_null(text);
	assert_true(strstr(text, "showErrorMessage") > strstr(text, "</dataValidation>"));
	/* A number, a date and a text are waited for in three looks. */
	text = part(name);
	assert_int_not_equal(atoi(strstr(strstr(text, "r=\"A2\""), "s=\"") + 3),
			     atoi(strstr(strstr(text, "r=\"A3\""), "s=\"") + 3));
	assert_int_not_equal(atoi(strstr(strstr(text, "r=\"A2\""), "s=\"") + 3),
			     atoi(strstr(strstr(text, "r=\"A4\""), "s=\"") + 3));
}

static void test_a_full_disk_is_said(void **state)
{
	struct sheet sheet = sheet_of("填报", every_kind, 1);

	(void)state;
	setenv("TMPDIR", "/nonexistent", 1);
	write_and_read(&sheet, 1, NULL);
	unsetenv("TMPDIR");
	assert_int_equal(status.code, STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_FILE_UNWRITABLE);
}

/* ---- import(export(x)) = x ---- */

static const char *const pieces[] = { "甲",   "绩效",		"\"", "\n", ",",   "<&>",  "\t",    "001",
				      "=1+1", "1238.590000001", " ",  "'",  "—",   "㐀",   "😀",	    "_x0041_",
				      "_x",   "_x005F_x",	"a",  "0",  "]]>", "\x01", "\u3000" };

static void random_cell(struct cell *cell)
{
	char *text = arena_strdup(&arena, "");

	switch (random() % 4) {
	case 0:
		cell->kind = CELL_NUMBER;
		cell->text = number_typed(&arena, arena_printf(&arena, "%s%ldE-%ld", random() % 4 == 0 ? "-" : "",
							       random() % 1000000000 * (random() % 100000), random() % 12));
		cell->percent = random() % 4 == 0;
		break;
	case 1:
		cell->kind = CELL_DATE;
		cell->text = date_format(&arena, date_plus((struct date){ 1900, 1, 1 }, (int32_t)(random() % 400000)));
		break;
	default:
		cell->kind = CELL_TEXT;
		for (long n = 1 + random() % 5; n > 0; n--)
			text = arena_printf(&arena, "%s%s", text, pieces[(size_t)random() % N(pieces)]);
		cell->text = text;
	}
}

static struct sheet random_sheet(const char *name)
{
	const size_t n_rows = (size_t)random() % 6;
	struct sheet sheet = { .name = name, .hidden = false, .rows = arena_alloc(&arena, (n_rows + 1) * sizeof(*sheet.rows)) };
	unsigned number = 0;

	for (size_t r = 0; r < n_rows; r++) {
		struct sheet_row row = { number += 1 + (unsigned)random() % 2, 0,
					 arena_alloc(&arena, 6 * sizeof(struct cell)) };

		for (unsigned column = 1; column <= 6; column++) {
			if (random() % 3 == 0)
				continue;
			random_cell(&row.cells[row.n_cells]);
			row.cells[row.n_cells].row = number;
			row.cells[row.n_cells++].column = column;
		}
		if (row.n_cells > 0)
			sheet.rows[sheet.n_rows++] = row;
	}
	return sheet;
}

static void test_what_is_written_reads_back_the_same(void **state)
{
	(void)state;
	srandom(5);
	for (int i = 0; i < 300; i++) {
		struct sheet sheets[] = { random_sheet("填报"), random_sheet("it's") };
		const struct workbook before = { .n_sheets = 2, .sheets = sheets };

		sheets[1].hidden = i % 2 == 0;
		assert_string_equal(write_and_read(sheets, 2, NULL), workbook_image(&arena, &before));
		arena_clear(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_kind_of_cell_reads_back, start, stop),
		cmocka_unit_test_setup_teardown(test_texts_never_become_formulas, start, stop),
		cmocka_unit_test_setup_teardown(test_the_same_workbook_gives_the_same_bytes, start, stop),
		cmocka_unit_test_setup_teardown(test_what_excel_would_refuse_is_not_written, start, stop),
		cmocka_unit_test_setup_teardown(test_a_form_has_its_locks_rules_and_lists, start, stop),
		cmocka_unit_test_setup_teardown(test_cells_have_rules_of_their_own_and_lenient_columns_only_ask, start, stop),
		cmocka_unit_test_setup_teardown(test_a_full_disk_is_said, start, stop),
		cmocka_unit_test_setup_teardown(test_what_is_written_reads_back_the_same, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
