#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/sheet/csv.h"
#include "client/sheet/table.h"
#include "client/sheet/xlsx.h"
#include "workbook_parts.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const actual_aliases[] = { "完成值", "实际值", NULL };
static const struct table_column columns[] = {
	{ "指标代码", NULL, true },
	{ "实际完成值", actual_aliases, true },
	{ "说明（100字以内）", NULL, false },
};

static struct arena arena;
static struct status status;
static struct workbook workbook;
static struct table table;

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

/* The faults, then the rows: "3: a|b|c". */
static const char *image(void)
{
	char *text = status_image(&arena, &status);

	for (size_t r = 0; r < table.n_rows; r++) {
		text = arena_printf(&arena, "%s%u: ", text, table.rows[r].number);
		for (size_t c = 0; c < N(columns); c++)
			text = arena_printf(&arena, "%s%s%s", text, table.rows[r].cells[c]->text,
					    c + 1 < N(columns) ? "|" : "\n");
	}
	return text;
}

static const char *match_csv(const char *text)
{
	status_clear(&status);
	assert_int_equal(csv_read(&arena, "f", (struct slice){ (const uint8_t *)text, strlen(text) }, &workbook, &status),
			 STATUS_OK);
	table_match(&arena, &workbook, &workbook.sheets[0], columns, N(columns), &table, &status);
	return image();
}

static const char *match_rows(const char *rows, const char *rest)
{
	status_clear(&status);
	assert_int_equal(xlsx_read(&arena, "f", xlsx_of_rows(&arena, rows, rest), &workbook, &status), STATUS_OK);
	table_match(&arena, &workbook, &workbook.sheets[0], columns, N(columns), &table, &status);
	return image();
}

#define FAULTS "INVALID_ARGUMENT SHEET_FAULTS(f)\n"
#define KNOWN "指标代码、实际完成值、说明（100字以内）"

static const struct {
	const char *name, *text, *wanted;
} cases[] = {
	{ "columns in any order", "实际完成值,说明（100字以内）,指标代码\n5,无,A1\n", "2: A1|5|无\n" },
	{ "an optional column may be missing", "指标代码,实际完成值\nA1,5\n", "2: A1|5|\n" },
	{ "aliases, marks, spaces, full width, line ends", "\" 指标\n代码*\",完成值,说明(１００字以内)\nA1,5,x\n",
	  "2: A1|5|x\n" },
	{ "titles and notes above", "绩效填报表\n\n填报单位：,某局\n指标代码,实际完成值\nA1,5\n", "5: A1|5|\n" },
	{ "empty rows anywhere", "指标代码,实际完成值\n,\nA1,5\n,,\n\" \",\"　\"\n", "3: A1|5|\n" },
	{ "a row that lacks values has them empty", "指标代码,实际完成值\nA1\n,5", "2: A1||\n3: |5|\n" },
	{ "missing, unknown and duplicate columns at once", "实际完成值,备注,实际值\n5,x,6\n",
	  FAULTS "f!B1 TABLE_COLUMN_UNKNOWN(备注, " KNOWN ")\nf!C1 TABLE_COLUMN_TWICE(实际完成值, A1)\n"
		 "f!A1 TABLE_COLUMN_MISSING(指标代码)\n2: |5|\n" },
	{ "values without a header, said once", "指标代码,实际完成值\nA1,5,x\nA2,6,y\n",
	  FAULTS "f!C2 TABLE_COLUMN_NAMELESS()\n2: A1|5|\n3: A2|6|\n" },
	{ "no header", "甲,乙\n1,2\n", FAULTS "f! TABLE_NO_HEADER(" KNOWN ")\n" },
	{ "a header below the first twenty rows",
	  "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n指标代码,实际完成值\nA1,5\n",
	  FAULTS "f! TABLE_NO_HEADER(" KNOWN ")\n" },
	{ "nothing", "\n", FAULTS "f! TABLE_EMPTY()\n" },
	{ "a header alone", "指标代码,实际完成值\n", "" },
};

static void test_columns_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const char *got = match_csv(cases[i].text);

		if (strcmp(got, cases[i].wanted) != 0)
			fail_msg("%s:\nwanted\n%s\ngot\n%s", cases[i].name, cases[i].wanted, got);
	}
}

#define HEADER "<row r='1'><c t='inlineStr'><is><t>指标代码</t></is></c><c t='inlineStr'><is><t>实际完成值</t></is></c></row>"

static void test_errors_and_uncomputed_formulas_are_named_with_their_cells(void **state)
{
	(void)state;
	assert_string_equal(
		match_rows(HEADER
			   "<row r='2'><c><v>1</v></c><c t='e'><f>1/0</f><v>#DIV/0!</v></c></row><row r='3'><c><f>A2</f></c>"
			   "<c t='e'><v>#N/A</v></c></row>",
			   ""),
		FAULTS "填报!B2 TABLE_CELL_ERROR(#DIV/0!)\n填报!A3 TABLE_FORMULA_UNCOMPUTED()\n填报!B3 TABLE_CELL_ERROR(#N/A)\n"
		       "2: 1|#DIV/0!|\n3: |#N/A|\n");
}

static void test_merged_cells_in_the_table_are_named_with_their_range(void **state)
{
	static const char rows[] =
		HEADER "<row r='2'><c><v>1</v></c><c><v>2</v></c></row><row r='3'><c r='B3'><v>3</v></c></row>";
	static const char title[] = "<row r='1'><c t='str'><v>表</v></c></row>"
				    "<row r='3'><c t='str'><v>指标代码</v></c><c t='str'><v>实际值</v></c></row>"
				    "<row r='4'><c><v>1</v></c><c><v>2</v></c></row>";

	(void)state;
	assert_string_equal(match_rows(rows, "<mergeCells><mergeCell ref='A2:A3'/></mergeCells>"),
			    FAULTS "填报!A2:A3 TABLE_MERGED()\n2: 1|2|\n3: |3|\n");
	assert_string_equal(match_rows(rows, "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"),
			    FAULTS "填报!A1:B1 TABLE_MERGED()\n2: 1|2|\n3: |3|\n");
	/* Above and below the table they do no harm. */
	assert_string_equal(match_rows(title, "<mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='A5:B9'/></mergeCells>"),
			    "4: 1|2|\n");
}

static void test_an_empty_cell_has_its_place(void **state)
{
	(void)state;
	match_csv("指标代码,实际完成值\nA1\n");
	assert_string_equal(table_place(&arena, &table, table.rows[0].cells[1]), "f!B2");
	assert_int_equal(table.rows[0].cells[1]->kind, CELL_EMPTY);
	assert_int_equal(table.header_row, 1);
	assert_int_equal(table.columns[2], 0);
}

static void test_faults_are_cut_after_a_hundred(void **state)
{
	char *rows = arena_strdup(&arena, HEADER);

	(void)state;
	for (int i = 0; i < 200; i++)
		rows = arena_printf(&arena, "%s<row><c t='e'><v>#N/A</v></c></row>", rows);
	match_rows(rows, "");
	assert_int_equal(status.n_violations, TABLE_FAULTS_MAX + 1);
	assert_int_equal(status.violations[TABLE_FAULTS_MAX].message.id, MSG_FAULTS_CUT);
	assert_int_equal(table.n_rows, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_columns_are_found_by_their_names, start, stop),
		cmocka_unit_test_setup_teardown(test_errors_and_uncomputed_formulas_are_named_with_their_cells, start, stop),
		cmocka_unit_test_setup_teardown(test_merged_cells_in_the_table_are_named_with_their_range, start, stop),
		cmocka_unit_test_setup_teardown(test_an_empty_cell_has_its_place, start, stop),
		cmocka_unit_test_setup_teardown(test_faults_are_cut_after_a_hundred, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
