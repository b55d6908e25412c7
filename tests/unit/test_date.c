#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/domain/date.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static struct date date(const char *text)
{
	struct date date;

	assert_true(date_parse(text, &date));
	return date;
}

static void test_dates_of_the_calendar_are_read_and_written(void **state)
{
	static const char *const rows[] = {
		"2024-12-10", "1900-01-01", "2999-12-31", "2024-02-29", "2000-02-29", "2023-02-28"
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(date_format(&arena, date(rows[i])), rows[i]);
	assert_string_equal(date_format_zh(&arena, date("2024-12-10")), "2024年12月10日");
	assert_string_equal(date_format_zh(&arena, date("2025-03-01")), "2025年3月1日");
}

static void test_dates_outside_the_calendar_are_refused(void **state)
{
	static const char *const rows[] = { "",		  "2024-2-29",	 "2023-02-29", "1900-02-29", "2024-13-01",
					    "2024-00-01", "2024-01-00",	 "2024-04-31", "1899-12-31", "3000-01-01",
					    "2024/12/10", "2024-12-10 ", "+024-12-10", "20241210",   "2024-12-1a" };
	struct date unused;

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		if (date_parse(rows[i], &unused))
			fail_msg("\"%s\" was read", rows[i]);
}

static void test_days_between_dates_are_counted_over_months_and_leap_years(void **state)
{
	static const struct {
		const char *from, *to;
		int32_t days;
	} rows[] = {
		{ "2024-12-10", "2024-12-10", 0 },	{ "2024-12-10", "2024-12-11", 1 },
		{ "2024-12-11", "2024-12-10", -1 },	{ "2024-02-28", "2024-03-01", 2 },
		{ "2023-02-28", "2023-03-01", 1 },	{ "2023-12-31", "2024-01-01", 1 },
		{ "2024-01-01", "2025-01-01", 366 },	{ "1900-01-01", "2000-01-01", 36524 },
		{ "1970-01-01", "2999-12-31", 376199 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(date_days(date(rows[i].from), date(rows[i].to)), rows[i].days);
}

static void test_every_day_of_the_calendar_is_reached_by_counting(void **state)
{
	const struct date first = { 1899, 12, 31 };
	int32_t last = date_days(first, (struct date){ 9999, 12, 31 });

	(void)state;
	for (int32_t days = 0; days <= last; days++)
		if (date_days(first, date_plus(first, days)) != days)
			fail_msg("day %d", days);
	assert_string_equal(date_format(&arena, date_plus(date("2024-02-28"), 1)), "2024-02-29");
	assert_string_equal(date_format(&arena, date_plus(date("2025-01-01"), -1)), "2024-12-31");
}

static void test_a_day_in_china_begins_at_16_00_of_the_day_before_in_utc(void **state)
{
	(void)state;
	assert_string_equal(date_format(&arena, date_in_china(INT64_C(1735660800000) - 1)), "2024-12-31");
	assert_string_equal(date_format(&arena, date_in_china(INT64_C(1735660800000))), "2025-01-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_dates_of_the_calendar_are_read_and_written, clear),
		cmocka_unit_test_teardown(test_dates_outside_the_calendar_are_refused, clear),
		cmocka_unit_test_teardown(test_days_between_dates_are_counted_over_months_and_leap_years, clear),
		cmocka_unit_test_teardown(test_every_day_of_the_calendar_is_reached_by_counting, clear),
		cmocka_unit_test_teardown(test_a_day_in_china_begins_at_16_00_of_the_day_before_in_utc, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
