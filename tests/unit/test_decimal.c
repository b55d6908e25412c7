#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/domain/decimal.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void test_decimals_are_read_exactly(void **state)
{
	static const struct {
		const char *text;
		int64_t micros;
	} rows[] = {
		{ "0", 0 },	   { "1246.5", 1246500000 }, { "-12.5", -12500000 }, { "+3", 3000000 },
		{ "0.000001", 1 }, { "-0.000001", -1 },	     { "007", 7000000 },     { "9223372036854.775807", INT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct decimal value;

		assert_true(decimal_parse(rows[i].text, &value));
		assert_int_equal(value.micros, rows[i].micros);
	}
}

static void test_what_is_no_decimal_is_refused(void **state)
{
	static const char *const rows[] = { "",
					    "-",
					    "+",
					    ".5",
					    "5.",
					    "1,000",
					    "1e3",
					    " 1",
					    "1 ",
					    "1.0000000",
					    "1.2.3",
					    "0x1",
					    "１",
					    "--1",
					    "1.-1",
					    "九",
					    "9223372036854.775808",
					    "99999999999999999999999999999999999999999999999" };
	struct decimal value;

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		if (decimal_parse(rows[i], &value))
			fail_msg("\"%s\" was read", rows[i]);
}

static void test_decimals_are_written_in_their_shortest_form(void **state)
{
	static const char *const rows[] = { "0", "100", "1246.5", "-12.5", "0.000001", "-0.000001", "9223372036854.775807" };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct decimal value;

		assert_true(decimal_parse(rows[i], &value));
		assert_string_equal(decimal_format(&arena, value), rows[i]);
	}
	assert_string_equal(decimal_format(&arena, (struct decimal){ INT64_MIN }), "-9223372036854.775808");
}

static void test_places_are_rounded_half_up_away_from_zero(void **state)
{
	static const struct {
		const char *value;
		unsigned places;
		const char *want;
	} rows[] = {
		{ "100", 2, "100.00" },	       { "0.005", 2, "0.01" },
		{ "0.004999", 2, "0.00" },     { "-0.005", 2, "-0.01" },
		{ "2.675", 2, "2.68" },	       { "1.5", 0, "2" },
		{ "1.499999", 0, "1" },	       { "-1.5", 0, "-2" },
		{ "0.123456", 6, "0.123456" }, { "9223372036854.775807", 2, "9223372036854.78" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct decimal value;

		assert_true(decimal_parse(rows[i].value, &value));
		assert_string_equal(decimal_format_places(&arena, value, rows[i].places), rows[i].want);
	}
}

static void test_sums_beyond_the_range_are_refused(void **state)
{
	struct decimal sum;
	struct money money;

	(void)state;
	assert_true(decimal_add(DECIMAL(1), DECIMAL(2), &sum));
	assert_int_equal(decimal_compare(sum, DECIMAL(3)), 0);
	assert_true(decimal_subtract(DECIMAL(1), DECIMAL(2), &sum));
	assert_int_equal(decimal_compare(sum, DECIMAL(-1)), 0);
	assert_false(decimal_add((struct decimal){ INT64_MAX }, (struct decimal){ 1 }, &sum));
	assert_false(decimal_subtract((struct decimal){ INT64_MIN }, (struct decimal){ 1 }, &sum));
	assert_false(money_add((struct money){ INT64_MAX }, (struct money){ 1 }, &money));
}

static void test_a_decimal_knows_how_many_places_it_uses(void **state)
{
	struct decimal value;

	(void)state;
	assert_true(decimal_parse("1.25", &value));
	assert_true(decimal_fits(value, 2));
	assert_false(decimal_fits(value, 1));
	assert_true(decimal_fits(DECIMAL(-3), 0));
}

static void test_money_is_yuan_with_two_places(void **state)
{
	struct money value;

	(void)state;
	assert_true(money_parse("12465000.00", &value));
	assert_int_equal(value.fen, 1246500000);
	assert_string_equal(money_format(&arena, value), "12465000.00");
	assert_string_equal(money_format_wan(&arena, value), "1246.5");
	assert_true(money_parse("0.01", &value));
	assert_string_equal(money_format(&arena, value), "0.01");
	assert_string_equal(money_format_wan(&arena, value), "0.000001");
	assert_true(money_parse("-3.5", &value));
	assert_string_equal(money_format(&arena, value), "-3.50");
	assert_false(money_parse("0.001", &value));
	assert_false(money_parse("92233720368547758.08", &value));
}

static struct ratio ratio(const char *numerator, const char *denominator)
{
	struct decimal over, under;
	struct ratio value;

	assert_true(decimal_parse(numerator, &over));
	assert_true(decimal_parse(denominator, &under));
	assert_true(ratio_divide_decimals(over, under, &value));
	return value;
}

static void test_fractions_are_kept_exactly_until_the_one_rounding(void **state)
{
	struct ratio third = ratio("1", "3"), sum, back;
	struct decimal rounded;

	(void)state;
	assert_true(ratio_add(third, third, &sum) && ratio_add(sum, third, &sum));
	assert_true(sum.numerator == 1 && sum.denominator == 1);
	assert_true(ratio_subtract(sum, third, &back) && ratio_multiply(back, ratio_of(DECIMAL(3)), &back));
	assert_int_equal(ratio_compare(back, ratio_of(DECIMAL(2))), 0);
	assert_true(ratio_divide(ratio_of(DECIMAL(-2)), third, &back));
	assert_true(back.numerator == -6 && back.denominator == 1);
	assert_true(ratio_round(third, 2, &rounded));
	assert_string_equal(decimal_format(&arena, rounded), "0.33");
	assert_true(ratio_round(ratio("2", "-3"), 2, &rounded));
	assert_string_equal(decimal_format(&arena, rounded), "-0.67");
	assert_true(ratio_round(ratio("0.005", "1"), 2, &rounded));
	assert_string_equal(decimal_format(&arena, rounded), "0.01");
}

static void test_zero_divides_nothing(void **state)
{
	struct ratio value;

	(void)state;
	assert_false(ratio_divide_decimals(DECIMAL(1), DECIMAL(0), &value));
	assert_false(ratio_divide(ratio_of(DECIMAL(1)), ratio_of(DECIMAL(0)), &value));
	assert_true(ratio_divide_decimals(DECIMAL(0), DECIMAL(-5), &value));
	assert_true(value.numerator == 0 && value.denominator == 1);
}

static void test_fractions_compare_without_overflow(void **state)
{
	const __int128 big = (__int128)1 << 126;
	const struct {
		struct ratio a, b;
		int want;
	} rows[] = {
		{ { 1, 3 }, { 1, 2 }, -1 },
		{ { -1, 3 }, { -1, 2 }, 1 },
		{ { -1, 3 }, { 1, 3 }, -1 },
		{ { 2, 3 }, { 2, 3 }, 0 },
		{ { big, big - 1 }, { big - 1, big - 2 }, -1 },
		{ { big - 1, big }, { big - 2, big - 1 }, 1 },
		{ { 0, 1 }, { 1, big }, -1 },
		{ { 7, 1 }, { 7, 1 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(ratio_compare(rows[i].a, rows[i].b), rows[i].want);
		assert_int_equal(ratio_compare(rows[i].b, rows[i].a), -rows[i].want);
	}
}

static void test_fractions_beyond_the_range_are_refused(void **state)
{
	struct ratio huge = { (__int128)1 << 126, 1 }, tiny = { 1, ((__int128)1 << 126) - 1 }, value;
	struct decimal rounded;

	(void)state;
	assert_false(ratio_multiply(huge, (struct ratio){ 3, 1 }, &value));
	assert_false(ratio_add(huge, huge, &value) && ratio_add(value, huge, &value));
	assert_false(ratio_add(tiny, (struct ratio){ 1, (__int128)1 << 100 }, &value));
	assert_false(ratio_round(huge, 2, &rounded));
	assert_false(ratio_round(ratio("9223372036854.775807", "0.5"), 2, &rounded));
}

static void test_percentages_have_two_places_without_trailing_zeros(void **state)
{
	(void)state;
	assert_string_equal(ratio_percent(&arena, ratio("1246.5", "1246.5")), "100%");
	assert_string_equal(ratio_percent(&arena, ratio("1074.2", "1246.5")), "86.18%");
	assert_string_equal(ratio_percent(&arena, ratio("0", "7")), "0%");
	assert_string_equal(ratio_percent(&arena, ratio("1", "2")), "50%");
	assert_string_equal(ratio_percent(&arena, ratio("0.755", "1")), "75.5%");
	assert_string_equal(ratio_percent(&arena, ratio("3", "2")), "150%");
	assert_string_equal(ratio_percent(&arena, ratio("0.99995", "1")), "100%");
	assert_string_equal(ratio_percent(&arena, ratio("9223372036854.775807", "0.000001")), "922337203685477580700%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_decimals_are_read_exactly, clear),
		cmocka_unit_test_teardown(test_what_is_no_decimal_is_refused, clear),
		cmocka_unit_test_teardown(test_decimals_are_written_in_their_shortest_form, clear),
		cmocka_unit_test_teardown(test_places_are_rounded_half_up_away_from_zero, clear),
		cmocka_unit_test_teardown(test_sums_beyond_the_range_are_refused, clear),
		cmocka_unit_test_teardown(test_a_decimal_knows_how_many_places_it_uses, clear),
		cmocka_unit_test_teardown(test_money_is_yuan_with_two_places, clear),
		cmocka_unit_test_teardown(test_fractions_are_kept_exactly_until_the_one_rounding, clear),
		cmocka_unit_test_teardown(test_zero_divides_nothing, clear),
		cmocka_unit_test_teardown(test_fractions_compare_without_overflow, clear),
		cmocka_unit_test_teardown(test_fractions_beyond_the_range_are_refused, clear),
		cmocka_unit_test_teardown(test_percentages_have_two_places_without_trailing_zeros, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
