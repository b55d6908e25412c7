#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/path_words.h"
#include "client/sheet/sheet_file.h"
#include "workbook_parts.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define SHEET "xl/worksheets/sheet1.xml"

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

static const char *read_bytes(struct slice bytes)
{
	status_clear(&status);
	if (sheet_bytes_read(&arena, "f.xlsx", bytes, &workbook, &status) != STATUS_OK)
		return status_image(&arena, &status);
	return workbook_image(&arena, &workbook);
}

/* Rows inside <row r="3">. */
static const struct {
	const char *name, *cells, *wanted;
} rows[] = {
	{ "a shared string", "<c r='B3' t='s'><v>1</v></c>", "填报!B3 text 数值\n" },
	{ "an inline string", "<c r='B3' t='inlineStr'><is><t>甲</t></is></c>", "填报!B3 text 甲\n" },
	{ "rich text without its reading",
	  "<c r='B3' t='inlineStr'><is><r><t>甲</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 乙</t></r><rPh sb='0' "
	  "eb='1'><t>jia</t>"
	  "</rPh></is></c>",
	  "填报!B3 text 甲 乙\n" },
	{ "escapes and line ends", "<c r='B3' t='inlineStr'><is><t>a_x000D_\nb_x0041_c_x005F_x0041_d_x0000_</t></is></c>",
	  "填报!B3 text a\nbAc_x0041_d_x0000_\n" },
	{ "entities and CDATA", "<c r='B3' t='inlineStr'><is><t>&lt;&amp;&#x7532;<![CDATA[<]]></t></is></c>",
	  "填报!B3 text <&甲<\n" },
	{ "a text of white space", "<c r='B3' t='inlineStr'><is><t xml:space='preserve'>  </t></is></c>", "填报!B3 text   \n" },
	{ "a number", "<c r='B3'><v>1238.5899999999999</v></c>", "填报!B3 number 1238.59\n" },
	{ "a number with its type", "<c r='B3' t='n' s='5'><v>1.0E+3</v></c>", "填报!B3 number 1000\n" },
	{ "a serial number is no date", "<c r='B3' s='0'><v>45636</v></c>", "填报!B3 number 45636\n" },
	{ "a date of a built-in format", "<c r='B3' s='1'><v>45636</v></c>", "填报!B3 date 2024-12-10\n" },
	{ "a date of a Chinese format", "<c r='B3' s='3'><v>45636</v></c>", "填报!B3 date 2024-12-10\n" },
	{ "the day that never was", "<c r='B3' s='1'><v>60</v></c>", "填报!B3 date 1900-02-29\n" },
	{ "a time", "<c r='B3' s='6'><v>0.5</v></c><c r='C3' s='4'><v>1.5</v></c>",
	  "填报!B3 date 12:00:00\n填报!C3 date 36:00:00\n" },
	{ "a date that no calendar has", "<c r='B3' s='1'><v>-5</v></c>", "填报!B3 number -5\n" },
	{ "an ISO date", "<c r='B3' t='d'><v>2024-12-10T00:00:00</v></c><c r='C3' t='d'><v>2024-12-10T14:05:30.5Z</v></c>",
	  "填报!B3 date 2024-12-10\n填报!C3 date 2024-12-10 14:05:30\n" },
	{ "a percentage", "<c r='B3' s='2'><v>0.86180000000000001</v></c>", "填报!B3 number 0.8618 percent\n" },
	{ "truth values", "<c r='B3' t='b'><v>1</v></c><c r='C3' t='b'><v>0</v></c>",
	  "填报!B3 flag TRUE\n填报!C3 flag FALSE\n" },
	{ "formula errors", "<c r='B3' t='e'><f>1/0</f><v>#DIV/0!</v></c><c r='C3' t='e'><v>#N/A</v></c>",
	  "填报!B3 error #DIV/0! formula\n填报!C3 error #N/A\n" },
	{ "a formula's result",
	  "<c r='B3'><f>0.1+0.2</f><v>0.30000000000000004</v></c><c r='C3' t='str'><f>A1</f><v>甲</v></c>",
	  "填报!B3 number 0.3 formula\n填报!C3 text 甲 formula\n" },
	{ "a formula without a result", "<c r='B3'><f>A1</f></c><c r='C3'><f t='shared' si='0'/><v></v></c>",
	  "填报!B3 empty  formula\n填报!C3 empty  formula\n" },
	{ "what is no number", "<c r='B3'><v>NaN</v></c>", "填报!B3 error NaN\n" },
	{ "empty cells are not stored",
	  "<c r='B3' s='1'/><c r='C3' s='1'></c><c r='D3' t='inlineStr'><is><t/></is></c><c r='E3'><v>1</v></c>",
	  "填报!E3 number 1\n" },
	{ "cells without addresses follow each other", "<c><v>1</v></c><c r='C3'><v>2</v></c><c><v>3</v></c>",
	  "填报!A3 number 1\n填报!C3 number 2\n填报!D3 number 3\n" },
	{ "foreign elements are passed over",
	  "<c r='B3'><extLst><ext><v>9</v></ext></extLst><v>1</v></c><extLst><ext/></extLst>", "填报!B3 number 1\n" },
	{ "a string that is not there", "<c r='B3' t='s'><v>2</v></c><c r='C3' t='s'><v>x</v></c>",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!B3 SHEET_CELL_DAMAGED()\n填报!C3 SHEET_CELL_DAMAGED()\n" },
	{ "an unknown type", "<c r='B3' t='q'><v>2</v></c>",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!B3 SHEET_CELL_DAMAGED()\n" },
	{ "an ISO date with something else for its time",
	  "<c r='B3' t='d'><v>2023-12-10T14:05:3Я</v></c><c r='C3' t='d'><v>2023年</v></c>",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!B3 SHEET_CELL_DAMAGED()\n填报!C3 SHEET_CELL_DAMAGED()\n" },
	{ "a cell twice", "<c r='B3'><v>1</v></c><c r='B3'><v>2</v></c>",
	  "INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!B3 SHEET_CELL_ORDER()\n" },
	{ "a cell of another row", "<c r='B4'><v>1</v></c>", "INVALID_ARGUMENT SHEET_PART_DAMAGED(f.xlsx, " SHEET ")\n" },
	{ "a cell beyond the last column", "<c r='XFE3'><v>1</v></c>",
	  "INVALID_ARGUMENT SHEET_PART_DAMAGED(f.xlsx, " SHEET ")\n" },
};

static void test_cells_are_read_as_they_stand(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *got =
			read_bytes(xlsx_of_rows(&arena, arena_printf(&arena, "<row r='3'>%s</row>", rows[i].cells), ""));

		if (strcmp(got, rows[i].wanted) != 0)
			fail_msg("%s:\nwanted\n%s\ngot\n%s", rows[i].name, rows[i].wanted, got);
	}
}

static void test_a_number_keeps_what_stands_in_the_file(void **state)
{
	(void)state;
	read_bytes(xlsx_of_rows(&arena, "<row r='1'><c r='A1'><v>1238.5899999999999</v></c></row>", ""));
	assert_string_equal(sheet_cell(&workbook.sheets[0], 1, 1)->raw, "1238.5899999999999");
	assert_null(sheet_cell(&workbook.sheets[0], 1, 2));
	assert_null(sheet_cell(&workbook.sheets[0], 2, 1));
}

static void test_rows_may_lack_numbers_but_not_their_order(void **state)
{
	static const char damaged[] = "INVALID_ARGUMENT SHEET_PART_DAMAGED(f.xlsx, " SHEET ")\n";

	(void)state;
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, "<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>", "")),
			    "填报!A1 number 1\n填报!A3 number 2\n");
	assert_string_equal(
		read_bytes(xlsx_of_rows(&arena, "<row r='2'><c><v>1</v></c></row><row r='1'><c><v>2</v></c></row>", "")),
		"INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!A1 SHEET_CELL_ORDER()\n");
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, "<row r='0'/>", "")), damaged);
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, "<row r='1048577'/>", "")), damaged);
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, "<row r='1x'/>", "")), damaged);
}

static void test_merged_ranges_mark_their_cells(void **state)
{
	static const char cells[] =
		"<row r='1'><c r='A1'><v>1</v></c><c r='C1'><v>2</v></c></row><row r='2'><c r='B2'><v>3</v></c></row>";
	static const char damaged[] = "INVALID_ARGUMENT SHEET_PART_DAMAGED(f.xlsx, " SHEET ")\n";

	(void)state;
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, cells, "<mergeCells><mergeCell ref='A1:B2'/></mergeCells>")),
			    "填报!A1 number 1 merged\n填报!C1 number 2\n填报!B2 number 3 merged\n");
	assert_int_equal(workbook.sheets[0].n_merges, 1);
	assert_string_equal(
		read_bytes(xlsx_of_rows(&arena, cells,
					"<mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='B2:C3'/></mergeCells>")),
		damaged);
	assert_string_equal(read_bytes(xlsx_of_rows(&arena, cells, "<mergeCells><mergeCell ref='A'/></mergeCells>")), damaged);
}

static void test_days_count_from_1904_where_the_workbook_says_so(void **state)
{
	static const char book[] = "<workbook xmlns:r='urn:r'><workbookPr date1904='%s'/><sheets><sheet name='甲' "
				   "r:id='rId1'/></sheets></workbook>";
	const char *sheet = "<worksheet><sheetData><row r='1'><c r='A1' s='1'><v>44174</v></c></row></sheetData></worksheet>";
	struct part_text parts[] = { { "xl/workbook.xml", arena_printf(&arena, book, "1") }, { SHEET, sheet } };

	(void)state;
	assert_string_equal(read_bytes(xlsx_of_parts(&arena, parts, 2)), "甲!A1 date 2024-12-10\n");
	parts[0].text = arena_printf(&arena, book, "true");
	assert_string_equal(read_bytes(xlsx_of_parts(&arena, parts, 2)), "甲!A1 date 2024-12-10\n");
	parts[0].text = arena_printf(&arena, book, "0");
	assert_string_equal(read_bytes(xlsx_of_parts(&arena, parts, 2)), "甲!A1 date 2020-12-09\n");
}

static void test_hidden_sheets_are_read_and_marked(void **state)
{
	const struct part_text parts[] = {
		{ "xl/workbook.xml", "<workbook xmlns:r='urn:r'><sheets><sheet name='键' state='veryHidden' r:id='rId1'/>"
				     "<sheet name='图' r:id='rId9'/><sheet name='填报' r:id='rId8'/></sheets></workbook>" },
		{ "xl/_rels/workbook.xml.rels",
		  "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='./worksheets/sheet1.xml'/>"
		  "<Relationship Id='rId8' Type='x/worksheet' Target='../xl/other/B.xml'/>"
		  "<Relationship Id='rId9' Type='x/chartsheet' Target='chartsheets/1.xml'/>"
		  "<Relationship Id='rId7' Type='x/externalLink' Target='../../../etc/passwd' "
		  "TargetMode='External'/></Relationships>" },
		{ SHEET, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>" },
		{ "xl/other/b.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>" },
	};

	(void)state;
	assert_string_equal(read_bytes(xlsx_of_parts(&arena, parts, N(parts))),
			    "键 is hidden\n键!A1 number 1\n填报!A1 number 2\n");
	assert_string_equal(workbook_first_visible(&workbook)->name, "填报");
	assert_ptr_equal(workbook_sheet(&workbook, "键"), &workbook.sheets[0]);
	assert_null(workbook_sheet(&workbook, "图"));
}

static void test_styles_and_strings_may_be_missing(void **state)
{
	const struct part_text parts[] = {
		{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='rId1' Type='x/worksheet' "
						"Target='worksheets/sheet1.xml'/></Relationships>" },
		{ "xl/styles.xml", NULL },
		{ "xl/sharedStrings.xml", NULL },
		{ SHEET, "<worksheet><sheetData><row><c s='7'><v>1</v></c></row></sheetData></worksheet>" },
	};

	(void)state;
	assert_string_equal(read_bytes(xlsx_of_parts(&arena, parts, N(parts))), "填报!A1 number 1\n");
}

static void test_a_cell_may_have_32767_characters(void **state)
{
	static const char *const types[][2] = { { "<c r='B3' t='inlineStr'><is><t>", "</t></is></c>" },
						{ "<c r='B3' t='str'><v>", "</v></c>" } };
	char *text = arena_alloc(&arena, 300000);

	(void)state;
	for (size_t i = 0; i < N(types); i++) {
		memset(text, 0, 300000);
		memset(text, 'a', 32767);
		read_bytes(xlsx_of_rows(&arena, arena_printf(&arena, "<row r='3'>%s%s%s</row>", types[i][0], text, types[i][1]),
					""));
		assert_int_equal(status.code, STATUS_OK);
		for (size_t size = 32768; size < 300000; size += 250000) {
			memset(text, 'a', size);
			assert_string_equal(
				read_bytes(xlsx_of_rows(
					&arena, arena_printf(&arena, "<row r='3'>%s%s%s</row>", types[i][0], text, types[i][1]),
					"")),
				"INVALID_ARGUMENT SHEET_FAULTS(f.xlsx)\n填报!B3 SHEET_CELL_TOO_LONG()\n");
		}
	}
}

static void test_what_libreoffice_writes_is_read(void **state)
{
	(void)state;
	assert_string_equal(read_bytes(sample(&arena, "libreoffice.xlsx")), "填报!A1 text 绩效数据填报表 merged\n"
									    "填报!A2 text 指标代码\n"
									    "填报!B2 text 实际完成值\n"
									    "填报!C2 text 说明\n"
									    "填报!A3 text 001\n"
									    "填报!B3 number 1238.59\n"
									    "填报!C3 text 第一粗段\n第二段\n"
									    "填报!A4 text =1+1\n"
									    "填报!B4 number 0.8618 percent\n"
									    "填报!C4 date 2024-12-10\n"
									    "填报!A5 number 0.3 formula\n"
									    "填报!B5 error #DIV/0! formula\n"
									    "填报!C5 date 2024-02-29 14:05:30\n"
									    "填报!A6 number 1\n"
									    "填报!B6 number 0.00001\n"
									    "填报!C6 number 0.589999999999918 formula\n"
									    "键 is hidden\n"
									    "键!A1 text 隐藏\n");
}

static void test_places_are_worded(void **state)
{
	(void)state;
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, NULL, "填报!C7"), "表“填报”C7");
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, NULL, "填!报!B3:C4"), "表“填!报”B3:C4");
	assert_string_equal(path_in_words(&arena, LANGUAGE_EN, NULL, "填报!"), "sheet \"填报\"");
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, NULL, "a.csv:12:5"), "a.csv:12:5");
	assert_string_equal(path_in_words(&arena, LANGUAGE_EN, NULL, "何!必"), "何!必");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cells_are_read_as_they_stand, start, stop),
		cmocka_unit_test_setup_teardown(test_a_number_keeps_what_stands_in_the_file, start, stop),
		cmocka_unit_test_setup_teardown(test_rows_may_lack_numbers_but_not_their_order, start, stop),
		cmocka_unit_test_setup_teardown(test_merged_ranges_mark_their_cells, start, stop),
		cmocka_unit_test_setup_teardown(test_days_count_from_1904_where_the_workbook_says_so, start, stop),
		cmocka_unit_test_setup_teardown(test_hidden_sheets_are_read_and_marked, start, stop),
		cmocka_unit_test_setup_teardown(test_styles_and_strings_may_be_missing, start, stop),
		cmocka_unit_test_setup_teardown(test_a_cell_may_have_32767_characters, start, stop),
		cmocka_unit_test_setup_teardown(test_what_libreoffice_writes_is_read, start, stop),
		cmocka_unit_test_setup_teardown(test_places_are_worded, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
