#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/number.h"
#include "client/sheet/sheet.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void test_a_number_reads_as_it_was_typed(void **state)
{
	static const char *const rows[][2] = {
		{ "1238.5899999999999", "1238.59" },
		{ "1238.59", "1238.59" },
		{ "0.1", "0.1" },
		{ "0.10000000000000001", "0.1" },
		{ "0.30000000000000004", "0.3" },
		{ "1e-5", "0.00001" },
		{ "1.0000000000000001E-5", "0.00001" },
		{ "1E-005", "0.00001" },
		{ "12345678901.23", "12345678901.23" },
		{ "12345678901.229999", "12345678901.23" },
		{ "1.0E+3", "1000" },
		{ "1E3", "1000" },
		{ "-1238.5899999999999", "-1238.59" },
		{ "999999999999999.9", "1000000000000000" },
		{ "0.99999999999999999", "1" },
		{ "9.9999999999999995E-7", "0.000001" },
		{ "123456789012345", "123456789012345" },
		{ "1.23456789012345E+20", "123456789012345000000" },
		{ "1.5E+21", "1.5E21" },
		{ "1E+300", "1E300" },
		{ "5.5511151231257827E-17", "0.0000000000000000555111512312578" },
		{ "2.5E-22", "2.5E-22" },
		{ "0.1234567890123455", "0.123456789012346" },
		{ "0.1234567890123454999", "0.123456789012345" },
		{ "0", "0" },
		{ "-0", "0" },
		{ "0.000", "0" },
		{ "0E+10", "0" },
		{ "007.50", "7.5" },
		{ ".5", "0.5" },
		{ "5.", "5" },
		{ "+5", "5" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *text = number_typed(&arena, rows[i][0]);

		if (text == NULL || strcmp(text, rows[i][1]) != 0)
			fail_msg("%s: wanted %s, got %s", rows[i][0], rows[i][1], text == NULL ? "nothing" : text);
	}
}

static void test_what_is_no_number_is_refused(void **state)
{
	static const char *const rows[] = { "",	   "-",	  ".",	"1.2.3", "1,000", "1e",	 "1e+",	  "e5",	  "NaN",
					    "INF", "0x1", "1 ", " 1",	 "1e999", "--1", "1e1e1", "1.5%", "１２" };

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		if (number_typed(&arena, rows[i]) != NULL)
			fail_msg("\"%s\" was read as %s", rows[i], number_typed(&arena, rows[i]));
	assert_null(number_typed(&arena, memset(arena_alloc(&arena, 500), '1', 450)));
}

/* What Excel does with a number: to the nearest double, and 17 digits of it into the file. The double is the test's, not ours.
 */
static void test_every_decimal_of_15_digits_survives_a_spreadsheet(void **state)
{
	(void)state;
	srandom(1);
	for (int i = 0; i < 60000; i++) {
		long long digits = ((random() % 1000000000LL) * 1000000 + random() % 1000000) % 1000000000000000LL;
		int places = (int)(random() % 16);
		char file[64], *wanted, *got;

		for (long length = random() % 15; length > 0; length--)
			digits /= 10;
		wanted = number_typed(&arena, arena_printf(&arena, "%lldE-%d", digits, places));
		snprintf(file, sizeof(file), "%.17G", strtod(wanted, NULL));
		got = number_typed(&arena, file);
		if (strcmp(wanted, got) != 0 || !number_survives(wanted))
			fail_msg("%s stood as %s and reads %s", wanted, file, got);
		if (i % 1000 == 0)
			arena_clear(&arena);
	}
}

static void test_numbers_that_a_spreadsheet_would_cut_do_not_survive(void **state)
{
	(void)state;
	assert_true(number_survives("123456789012345"));
	assert_true(number_survives("1234567890123450000"));
	assert_true(number_survives("-0.000001"));
	assert_true(number_survives("0.1000000000000000000"));
	assert_false(number_survives("1234567890123456"));
	assert_false(number_survives("0.1234567890123456"));
	assert_false(number_survives("1E5"));
	assert_false(number_survives("+1"));
	assert_false(number_survives("12次"));
}

static void test_percentages_show_as_they_were_typed(void **state)
{
	static const char *const rows[][2] = {
		{ "0.8618", "86.18%" }, { "0.86", "86%" }, { "0.9", "90%" },	{ "1", "100%" },
		{ "1.3", "130%" },	{ "0", "0%" },	   { "0.005", "0.5%" }, { "0.00001", "0.001%" },
		{ "-0.001", "-0.1%" },	{ "12", "1200%" }, { "0.01", "1%" },	{ "-1.5", "-150%" },
	};
	struct cell cell = { .kind = CELL_NUMBER, .percent = true };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		cell.text = rows[i][0];
		assert_string_equal(cell_shown(&arena, &cell), rows[i][1]);
	}
	cell.percent = false;
	assert_string_equal(cell_shown(&arena, &cell), "-1.5");
}

static void test_addresses_are_written_and_read(void **state)
{
	static const struct {
		const char *text;
		unsigned row, column;
	} rows[] = { { "A1", 1, 1 },	{ "C7", 7, 3 },	    { "Z10", 10, 26 },
		     { "AA1", 1, 27 },	{ "AZ9", 9, 52 },   { "BA2", 2, 53 },
		     { "ZZ1", 1, 702 }, { "AAA1", 1, 703 }, { "XFD1048576", 1048576, 16384 } };
	static const char *const bad[] = { "", "A", "1", "a1", "A0", "A01", "XFE1", "A1048577", "A1B", "AAAA1", "$A$1", "A-1" };
	unsigned row, column;
	struct cell_range range;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_string_equal(cell_address(&arena, rows[i].row, rows[i].column), rows[i].text);
		assert_true(cell_address_parse(rows[i].text, &row, &column));
		assert_true(row == rows[i].row && column == rows[i].column);
	}
	for (size_t i = 0; i < N(bad); i++)
		if (cell_address_parse(bad[i], &row, &column))
			fail_msg("\"%s\" was read", bad[i]);
	assert_true(range_address_parse("D9:B3", &range));
	assert_string_equal(range_address(&arena, range), "B3:D9");
	assert_true(range_address_parse("B3", &range));
	assert_string_equal(range_address(&arena, range), "B3");
	assert_false(range_address_parse("B3:", &range));
	assert_false(range_address_parse("B3:C4:D5", &range));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_a_number_reads_as_it_was_typed, clear),
		cmocka_unit_test_teardown(test_what_is_no_number_is_refused, clear),
		cmocka_unit_test_teardown(test_every_decimal_of_15_digits_survives_a_spreadsheet, clear),
		cmocka_unit_test_teardown(test_numbers_that_a_spreadsheet_would_cut_do_not_survive, clear),
		cmocka_unit_test_teardown(test_percentages_show_as_they_were_typed, clear),
		cmocka_unit_test_teardown(test_addresses_are_written_and_read, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
