#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/csv.h"
#include "client/sheet/sheet_file.h"
#include "workbook_parts.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;
static struct status status;
static struct workbook workbook;

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

static struct slice bytes_of(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

static const char *read_text(const char *text)
{
	status_clear(&status);
	if (csv_read(&arena, "f.csv", bytes_of(text), &workbook, &status) != STATUS_OK)
		return status_image(&arena, &status);
	return workbook_image(&arena, &workbook);
}

static const struct {
	const char *name, *text, *wanted;
} rows[] = {
	{ "commas and CRLF", "甲,乙\r\n1,2\r\n", "f.csv!A1 text 甲\nf.csv!B1 text 乙\nf.csv!A2 text 1\nf.csv!B2 text 2\n" },
	{ "LF, CR, and no end", "a,b\nc,d\re",
	  "f.csv!A1 text a\nf.csv!B1 text b\nf.csv!A2 text c\nf.csv!B2 text d\nf.csv!A3 text e\n" },
	{ "a byte order mark", "\xef\xbb\xbf甲", "f.csv!A1 text 甲\n" },
	{ "tabs", "甲\t乙,丙\t丁\n1\t2",
	  "f.csv!A1 text 甲\nf.csv!B1 text 乙,丙\nf.csv!C1 text 丁\nf.csv!A2 text 1\nf.csv!B2 text 2\n" },
	{ "semicolons", "甲;乙;丙,丁\n1,5;2",
	  "f.csv!A1 text 甲\nf.csv!B1 text 乙\nf.csv!C1 text 丙,丁\nf.csv!A2 text 1,5\nf.csv!B2 text 2\n" },
	{ "separators in quotes do not count", "\"a;b;c\",d\n", "f.csv!A1 text a;b;c\nf.csv!B1 text d\n" },
	{ "numbers stay texts", "a,b,c\n001,1.0E+3,1/2\n",
	  "f.csv!A1 text a\nf.csv!B1 text b\nf.csv!C1 text c\nf.csv!A2 text 001\nf.csv!B2 text 1.0E+3\nf.csv!C2 text 1/2\n" },
	{ "formulas stay texts", "=1+1,@x\n", "f.csv!A1 text =1+1\nf.csv!B1 text @x\n" },
	{ "quotes, and line ends within them", "\"a\"\"b\",\"c\r\nd\"\n\"\",e",
	  "f.csv!A1 text a\"b\nf.csv!B1 text c\nd\nf.csv!B2 text e\n" },
	{ "white space stays", " a , b\n", "f.csv!A1 text  a \nf.csv!B1 text  b\n" },
	{ "empty lines count as rows", "a\n\n,,\nb", "f.csv!A1 text a\nf.csv!A4 text b\n" },
	{ "a quote without its end", "a,b\nc,\"d\ne", "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:2:3 CSV_QUOTE_OPEN()\n" },
	{ "a quote in a plain field", "甲乙,5\"管\nb,\"c\"\"\",d\"e",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:1:5 CSV_QUOTE_INSIDE()\nf.csv:2:10 CSV_QUOTE_INSIDE()\n" },
	{ "text behind a quote, its line counted", "a,\"b\nc\"d,e\n\"f\" ,g",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:2:3 CSV_QUOTE_BEHIND()\nf.csv:3:4 CSV_QUOTE_BEHIND()\n" },
	{ "UTF-8 that breaks off behind a mark", "\xef\xbb\xbf甲\n乙\xe4\xb8",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:2:2 TEXT_NOT_UTF8()\n" },
	{ "neither encoding, further as GB18030", "\xbc\xd7\n\xd2\xd2\xff",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:2:2 SHEET_NOT_GB18030()\n" },
	{ "UTF-16",
	  "\xff\xfe"
	  "a",
	  "INVALID_ARGUMENT SHEET_IS_UTF16(f.csv)\n" },
};

static void test_csv_is_read_or_refused_at_line_and_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *got = read_text(rows[i].text);

		if (strcmp(got, rows[i].wanted) != 0)
			fail_msg("%s:\nwanted\n%s\ngot\n%s", rows[i].name, rows[i].wanted, got);
	}
}

static void test_gb18030_is_recognised(void **state)
{
	/* 指标,说明 / 甲, and 㐀 in its four bytes. */
	static const char text[] = "\xd6\xb8\xb1\xea,\xcb\xb5\xc3\xf7\r\n\xbc\xd7,\x81\x39\xee\x39\r\n";

	(void)state;
	assert_string_equal(read_text(text), "f.csv!A1 text 指标\nf.csv!B1 text 说明\nf.csv!A2 text 甲\nf.csv!B2 text 㐀\n");
}

static void test_a_nul_is_no_text(void **state)
{
	(void)state;
	assert_int_equal(csv_read(&arena, "f.csv", (struct slice){ (const uint8_t *)"a\0b", 3 }, &workbook, &status),
			 STATUS_INVALID_ARGUMENT);
	assert_string_equal(status_image(&arena, &status), "INVALID_ARGUMENT FILE_NOT_TEXT(f.csv)\n");
}

static void test_a_field_may_have_32767_characters(void **state)
{
	char *text = arena_alloc(&arena, 2 * 32768 + 8);

	(void)state;
	memset(text, 'a', 32767);
	assert_int_equal(csv_read(&arena, "f.csv", bytes_of(text), &workbook, &status), STATUS_OK);
	memcpy(text, "b,\"\n", 4);
	memset(text + 4, 'a', 32767);
	text[4 + 32767] = '"';
	assert_string_equal(read_text(text), "INVALID_ARGUMENT SHEET_FAULTS(f.csv)\nf.csv:1:3 SHEET_CELL_TOO_LONG()\n");
}

static void test_faults_are_cut_after_a_hundred(void **state)
{
	char *text = arena_alloc(&arena, 1001);

	(void)state;
	for (int i = 0; i < 250; i++)
		memcpy(text + 4L * i, "a\"b\n", 4);
	read_text(text);
	assert_int_equal(status.n_violations, 101);
	assert_int_equal(status.violations[100].message.id, MSG_FAULTS_CUT);
}

static struct sheet *one_row(const char *const *texts, size_t n)
{
	struct sheet *sheet = arena_alloc(&arena, sizeof(*sheet));

	*sheet = (struct sheet){ .name = "表", .n_rows = 1, .rows = arena_alloc(&arena, sizeof(*sheet->rows)) };
	sheet->rows[0] = (struct sheet_row){ 1, 0, arena_alloc(&arena, n * sizeof(struct cell)) };
	for (size_t i = 0; i < n; i++)
		if (*texts[i] != '\0')
			sheet->rows[0].cells[sheet->rows[0].n_cells++] =
				(struct cell){ CELL_TEXT, 1, (unsigned)i + 1, false, false, false, texts[i], texts[i] };
	return sheet;
}

static void test_csv_is_written_with_quotes_only_where_needed(void **state)
{
	static const char *const texts[] = { "甲", "", "a,b", "\"", "x\ny", "001", "=1+1", " a", "a;b", "a\tb" };
	static const char wanted[] = "\xef\xbb\xbf甲,,\"a,b\",\"\"\"\",\"x\ny\",001,=1+1,\" a\",\"a;b\",\"a\tb\"\r\n";
	struct slice bytes;

	(void)state;
	assert_int_equal(csv_write(&arena, one_row(texts, N(texts)), CSV_UTF8, &bytes, &status), STATUS_OK);
	assert_int_equal(bytes.size, strlen(wanted));
	assert_memory_equal(bytes.data, wanted, bytes.size);
}

static void test_numbers_and_percentages_are_written_as_they_show(void **state)
{
	static const char *const texts[] = { "0.8618", "1238.59" };
	struct sheet *sheet = one_row(texts, 2);
	struct slice bytes;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		sheet->rows[0].cells[i].kind = CELL_NUMBER;
	sheet->rows[0].cells[0].percent = true;
	assert_int_equal(csv_write(&arena, sheet, CSV_GB18030, &bytes, &status), STATUS_OK);
	assert_string_equal(arena_printf(&arena, "%.*s", (int)bytes.size, (const char *)bytes.data), "86.18%,1238.59\r\n");
}

static void test_invalid_utf8_is_not_written(void **state)
{
	static const char *const texts[] = { "甲", "\xff" };
	struct slice bytes;

	(void)state;
	assert_int_equal(csv_write(&arena, one_row(texts, 2), CSV_UTF8, &bytes, &status), STATUS_INVALID_ARGUMENT);
	assert_string_equal(status_image(&arena, &status), "INVALID_ARGUMENT SHEET_FAULTS(表)\n表!B1 TEXT_NOT_UTF8()\n");
}

static void test_what_excel_would_take_as_a_formula_is_found(void **state)
{
	static const struct {
		const char *text;
		bool found;
	} cases[] = { { "=1+1", true }, { "@SUM(A1)", true }, { "+1+1", true },	 { "-2+3", true },
		      { "\t=1", true }, { "-5", false },      { "+5.5", false }, { "甲", false },
		      { "1=1", false }, { "-1E+3", false },   { "-", true } };

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct cell *cell = csv_formula_like(one_row(&cases[i].text, 1));

		if ((cell != NULL) != cases[i].found)
			fail_msg("%s", cases[i].text);
	}
}

/* ---- import(export(x)) = x ---- */

static const char *const pieces[] = { "甲", "绩效", "\"", "\n", ",", ";",    "\t", "001", "=1+1", "1238.590000001",
				      " ",  "'",    "—",  "㐀", "😀", "\"\"", "，", "a",	  "0",	  "-" };

static char *random_text(void)
{
	char *text = arena_strdup(&arena, "");

	for (long n = random() % 5; n > 0; n--)
		text = arena_printf(&arena, "%s%s", text, pieces[(size_t)random() % N(pieces)]);
	return text;
}

static struct sheet random_sheet(void)
{
	const size_t n_rows = 1 + (size_t)random() % 6, n_columns = 1 + (size_t)random() % 5;
	struct sheet sheet = { .name = "f.csv", .rows = arena_alloc(&arena, n_rows * sizeof(*sheet.rows)) };

	for (size_t r = 0; r < n_rows; r++) {
		const char *texts[6];

		for (size_t c = 0; c < n_columns; c++)
			texts[c] = r == 0 ? arena_printf(&arena, "第%zu列", c + 1) : random_text();
		sheet.rows[sheet.n_rows] = one_row(texts, n_columns)->rows[0];
		sheet.rows[sheet.n_rows].number = (unsigned)sheet.n_rows + 1;
		for (size_t c = 0; c < sheet.rows[sheet.n_rows].n_cells; c++)
			sheet.rows[sheet.n_rows].cells[c].row = (unsigned)sheet.n_rows + 1;
		sheet.n_rows += sheet.rows[sheet.n_rows].n_cells > 0;
	}
	return sheet;
}

static void test_what_is_written_reads_back_the_same(void **state)
{
	(void)state;
	srandom(2);
	for (int i = 0; i < 4000; i++) {
		struct sheet sheet = random_sheet();
		struct workbook before = { .name = "f.csv", .n_sheets = 1, .sheets = &sheet };
		struct slice bytes;

		assert_int_equal(csv_write(&arena, &sheet, i % 2 == 0 ? CSV_UTF8 : CSV_GB18030, &bytes, &status), STATUS_OK);
		if (sheet_bytes_read(&arena, "f.csv", bytes, &workbook, &status) != STATUS_OK)
			fail_msg("%s\n%s", status_image(&arena, &status), workbook_image(&arena, &before));
		assert_string_equal(workbook_image(&arena, &workbook), workbook_image(&arena, &before));
		arena_clear(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_csv_is_read_or_refused_at_line_and_column, start, stop),
		cmocka_unit_test_setup_teardown(test_gb18030_is_recognised, start, stop),
		cmocka_unit_test_setup_teardown(test_a_nul_is_no_text, start, stop),
		cmocka_unit_test_setup_teardown(test_a_field_may_have_32767_characters, start, stop),
		cmocka_unit_test_setup_teardown(test_faults_are_cut_after_a_hundred, start, stop),
		cmocka_unit_test_setup_teardown(test_csv_is_written_with_quotes_only_where_needed, start, stop),
		cmocka_unit_test_setup_teardown(test_numbers_and_percentages_are_written_as_they_show, start, stop),
		cmocka_unit_test_setup_teardown(test_invalid_utf8_is_not_written, start, stop),
		cmocka_unit_test_setup_teardown(test_what_excel_would_take_as_a_formula_is_found, start, stop),
		cmocka_unit_test_setup_teardown(test_what_is_written_reads_back_the_same, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
