#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/sheet/day.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void test_a_format_says_what_a_number_is(void **state)
{
	static const struct {
		const char *code;
		enum number_form form;
	} rows[] = {
		{ "General", FORM_NUMBER },
		{ "G/通用格式", FORM_NUMBER },
		{ "0.00", FORM_NUMBER },
		{ "#,##0.00_ ;[Red]\\-#,##0.00\\ ", FORM_NUMBER },
		{ "#,##0.00\"万元\"", FORM_NUMBER },
		{ "0\"days\"", FORM_NUMBER },
		{ "0\\d", FORM_NUMBER },
		{ "0.00E+00", FORM_NUMBER },
		{ "[Red]0", FORM_NUMBER },
		{ "[$-804]0.00", FORM_NUMBER },
		{ "[DBNum1][$-804]General", FORM_NUMBER },
		{ "_-* #,##0.00_-", FORM_NUMBER },
		{ "0;yyyy", FORM_NUMBER },
		{ "@", FORM_NUMBER },
		{ "0%", FORM_PERCENT },
		{ "0.00%;[Red]\\-0.00%", FORM_PERCENT },
		{ "0\"%\"", FORM_NUMBER },
		{ "yyyy-mm-dd", FORM_DATE },
		{ "yyyy\"年\"m\"月\"d\"日\"", FORM_DATE },
		{ "yyyy\\年m\\月d\\日", FORM_DATE },
		{ "yyyy年m月d日", FORM_DATE },
		{ "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", FORM_DATE },
		{ "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", FORM_DATE },
		{ "m/d/yy\\ h:mm;@", FORM_DATE },
		{ "[$-804]aaaa;@", FORM_DATE },
		{ "mmm", FORM_DATE },
		{ "h:mm", FORM_TIME },
		{ "h:mm\\ AM/PM", FORM_TIME },
		{ "上午/下午h\"时\"mm\"分\"", FORM_TIME },
		{ "mm:ss.0", FORM_TIME },
		{ "[h]:mm:ss", FORM_TIME_SPAN },
		{ "[mm]:ss", FORM_TIME_SPAN },
		{ "", FORM_NUMBER },
		{ "\"", FORM_NUMBER },
		{ "[", FORM_NUMBER },
		{ "\\", FORM_NUMBER },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		if (number_form_of(rows[i].code) != rows[i].form)
			fail_msg("%s is %d", rows[i].code, number_form_of(rows[i].code));
	assert_int_equal(number_form_builtin(0), FORM_NUMBER);
	assert_int_equal(number_form_builtin(10), FORM_PERCENT);
	assert_int_equal(number_form_builtin(14), FORM_DATE);
	assert_int_equal(number_form_builtin(31), FORM_DATE);
	assert_int_equal(number_form_builtin(58), FORM_DATE);
	assert_int_equal(number_form_builtin(20), FORM_TIME);
	assert_int_equal(number_form_builtin(46), FORM_TIME_SPAN);
	assert_int_equal(number_form_builtin(49), FORM_NUMBER);
}

static void test_days_of_both_systems_are_dates(void **state)
{
	static const struct {
		const char *number;
		enum number_form form;
		bool epoch_1904;
		const char *text;
	} rows[] = {
		{ "45636", FORM_DATE, false, "2024-12-10" },
		{ "44174", FORM_DATE, true, "2024-12-10" },
		{ "1", FORM_DATE, false, "1900-01-01" },
		{ "59", FORM_DATE, false, "1900-02-28" },
		{ "60", FORM_DATE, false, "1900-02-29" },
		{ "61", FORM_DATE, false, "1900-03-01" },
		{ "0", FORM_DATE, false, "1900-01-00" },
		{ "0", FORM_DATE, true, "1904-01-01" },
		{ "45351", FORM_DATE, false, "2024-02-29" },
		{ "2958465", FORM_DATE, false, "9999-12-31" },
		{ "2958466", FORM_DATE, false, NULL },
		{ "2957003", FORM_DATE, true, "9999-12-31" },
		{ "2957004", FORM_DATE, true, NULL },
		{ "-1", FORM_DATE, false, NULL },
		{ "1E300", FORM_DATE, false, NULL },
		{ "45351.5871527778", FORM_DATE, false, "2024-02-29 14:05:30" },
		{ "45636.5", FORM_TIME, false, "2024-12-10 12:00:00" },
		{ "45636.9999999999", FORM_DATE, false, "2024-12-11" },
		{ "0.5", FORM_TIME, false, "12:00:00" },
		{ "0.000011574074", FORM_TIME, false, "00:00:01" },
		{ "1.5", FORM_TIME_SPAN, false, "36:00:00" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const char *text = day_text(&arena, rows[i].number, rows[i].form, rows[i].epoch_1904);

		if ((text == NULL) != (rows[i].text == NULL) || (text != NULL && strcmp(text, rows[i].text) != 0))
			fail_msg("%s is %s", rows[i].number, text == NULL ? "no day" : text);
	}
}

static void test_the_days_that_never_were_are_refused_as_dates(void **state)
{
	struct date date;

	(void)state;
	assert_false(date_parse(day_text(&arena, "60", FORM_DATE, false), &date));
	assert_false(date_parse(day_text(&arena, "0", FORM_DATE, false), &date));
}

static void test_numbers_of_dates_read_back(void **state)
{
	struct date date;

	(void)state;
	for (int32_t number = 1; number <= 401768; number++) {
		const char *text = day_text(&arena, arena_printf(&arena, "%d", number), FORM_DATE, false);

		if (number != 60 && (!date_parse(text, &date) || day_number(date) != number))
			fail_msg("%d is %s", number, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_a_format_says_what_a_number_is, clear),
		cmocka_unit_test_teardown(test_days_of_both_systems_are_dates, clear),
		cmocka_unit_test_teardown(test_the_days_that_never_were_are_refused_as_dates, clear),
		cmocka_unit_test_teardown(test_numbers_of_dates_read_back, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
