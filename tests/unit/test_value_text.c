#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/domain/unit.h"
#include "common/domain/value_text.h"
#include "faults.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static struct decimal decimal(const char *text)
{
	struct decimal value = DECIMAL(0);

	assert_true(decimal_parse(text, &value));
	return value;
}

static void test_values_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *text;
		enum value_kind want;
		const char *normal;
	} rows[] = {
		{ "≥10次", VALUE_NUMBER, "≥10次" },
		{ ">=10 次", VALUE_NUMBER, "≥10次" },
		{ "＞＝　１０　次", VALUE_NUMBER, "≥10次" },
		{ "≧10次", VALUE_NUMBER, "≥10次" },
		{ "≤1,238.59万元", VALUE_NUMBER, "≤1238.59万元" },
		{ "＜＝１，２３８．５９万元", VALUE_NUMBER, "≤1238.59万元" },
		{ "=100％", VALUE_NUMBER, "=100%" },
		{ "１２３．５％", VALUE_NUMBER, "123.5%" },
		{ "12 465 000.00元", VALUE_NUMBER, "12465000元" },
		{ "1,234", VALUE_NUMBER, "1234" },
		{ "－3.5 ℃", VALUE_NUMBER, "-3.5℃" },
		{ "−5%", VALUE_NUMBER, "-5%" },
		{ "+5‰", VALUE_NUMBER, "5‰" },
		{ "007", VALUE_NUMBER, "7" },
		{ "1.50000000次", VALUE_NUMBER, "1.5次" },
		{ "10万人次", VALUE_NUMBER, "10万人次" },
		{ "3m2", VALUE_NUMBER, "3m2" },
		{ "3mm", VALUE_NUMBER, "3mm" },
		{ "2元/人", VALUE_NUMBER, "2元/人" },
		{ "2024-12-10", VALUE_DATE, "2024-12-10" },
		{ "=2024年12月10日", VALUE_DATE, "=2024-12-10" },
		{ "2024 年 1 月 5 号", VALUE_DATE, "2024-01-05" },
		{ "≤２０２４／１２／１０", VALUE_DATE, "≤2024-12-10" },
		{ "2024.12.10", VALUE_DATE, "2024-12-10" },
		{ " 长期 ", VALUE_TEXT, "长期" },
		{ "10次", VALUE_TEXT, "10次" },
		{ "＞＝ 长期", VALUE_TEXT, "≥长期" },
		{ "１００％", VALUE_TEXT, "１００％" },
		{ "长期", VALUE_NONE, "长期" },
		{ "2024.12.10", VALUE_NONE, "2024-12-10" },
		{ "≥10", VALUE_NONE, "≥10" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct value_text read;

		if (!value_text_parse(&arena, rows[i].text, rows[i].want, "v", &read, &status))
			fail_msg("%s: %s", rows[i].text, message_name(status.violations[0].message.id));
		assert_string_equal(value_text_format(&arena, &read), rows[i].normal);
	}
	expect_no_fault(&status);
}

static void test_what_is_in_doubt_is_refused_by_name(void **state)
{
	static const struct {
		const char *text;
		enum value_kind want;
		enum message_id fault;
		const char *detail;
	} rows[] = {
		{ "", VALUE_NUMBER, MSG_VALUE_EMPTY, "" },
		{ "≥", VALUE_NUMBER, MSG_VALUE_EMPTY, "" },
		{ " 　", VALUE_NUMBER, MSG_VALUE_EMPTY, "" },
		{ "", VALUE_TEXT, MSG_VALUE_EMPTY, "" },
		{ "≥", VALUE_TEXT, MSG_VALUE_EMPTY, "" },
		{ "≥十次", VALUE_NUMBER, MSG_VALUE_CHINESE_NUMERAL, "" },
		{ "百分之九十", VALUE_NUMBER, MSG_VALUE_CHINESE_NUMERAL, "" },
		{ "次", VALUE_NUMBER, MSG_VALUE_NO_NUMBER, "" },
		{ "≥次", VALUE_NUMBER, MSG_VALUE_NO_NUMBER, "" },
		{ ".5", VALUE_NUMBER, MSG_VALUE_NO_NUMBER, "" },
		{ "-", VALUE_NUMBER, MSG_VALUE_EMPTY, "" },
		{ "1e5", VALUE_NUMBER, MSG_VALUE_SCIENTIFIC, "" },
		{ "1.2E+10次", VALUE_NUMBER, MSG_VALUE_SCIENTIFIC, "" },
		{ "0x10", VALUE_NUMBER, MSG_VALUE_HEXADECIMAL, "" },
		{ "00x1F", VALUE_NUMBER, MSG_VALUE_HEXADECIMAL, "" },
		{ "0.0 xd", VALUE_NUMBER, MSG_VALUE_HEXADECIMAL, "" },
		{ "5 e3", VALUE_NUMBER, MSG_VALUE_SCIENTIFIC, "" },
		{ "5e 3", VALUE_NUMBER, MSG_VALUE_SCIENTIFIC, "" },
		{ "NaN", VALUE_NUMBER, MSG_VALUE_NOT_FINITE, "" },
		{ "-inf", VALUE_NUMBER, MSG_VALUE_NOT_FINITE, "" },
		{ "1.245,5", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1,23", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1234,567", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1,,234", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1,234 567", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1.245.000", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "10.", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "10 5次", VALUE_NUMBER, MSG_VALUE_SEPARATOR, "" },
		{ "1.1234567", VALUE_NUMBER, MSG_VALUE_TOO_PRECISE, "" },
		{ "99999999999999", VALUE_NUMBER, MSG_VALUE_TOO_LARGE, "" },
		{ "23人人", VALUE_NUMBER, MSG_VALUE_UNIT_TWICE, "人" },
		{ "10%%", VALUE_NUMBER, MSG_VALUE_UNIT_TWICE, "%" },
		{ "10-20次", VALUE_NUMBER, MSG_VALUE_UNIT_FORM, "-20次" },
		{ "10～20次", VALUE_NUMBER, MSG_VALUE_UNIT_FORM, "~20次" },
		{ "10次5人", VALUE_NUMBER, MSG_VALUE_UNIT_FORM, "次5人" },
		{ "＞10次", VALUE_NUMBER, MSG_VALUE_OP_STRICT, "≥" },
		{ "<10次", VALUE_NUMBER, MSG_VALUE_OP_STRICT, "≤" },
		{ "≥≥10次", VALUE_NUMBER, MSG_VALUE_OP_TWICE, "≥" },
		{ "==10次", VALUE_NUMBER, MSG_VALUE_OP_TWICE, "=" },
		{ "≥2024-12-10", VALUE_NUMBER, MSG_VALUE_IS_DATE, "" },
		{ "2024-02-30", VALUE_DATE, MSG_VALUE_DATE_CALENDAR, "" },
		{ "2024年13月1日", VALUE_DATE, MSG_VALUE_DATE_CALENDAR, "" },
		{ "=2024-13-40", VALUE_NONE, MSG_VALUE_DATE_CALENDAR, "" },
		{ "2024-12", VALUE_DATE, MSG_FIELD_NOT_DATE, "" },
		{ "20241210", VALUE_DATE, MSG_FIELD_NOT_DATE, "" },
		{ "45636", VALUE_DATE, MSG_FIELD_NOT_DATE, "" },
		{ "2024-12.10", VALUE_DATE, MSG_FIELD_NOT_DATE, "" },
		{ "24-12-10", VALUE_DATE, MSG_FIELD_NOT_DATE, "" },
		{ "≥十次", VALUE_NONE, MSG_VALUE_CHINESE_NUMERAL, "" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct value_text read;

		if (value_text_parse(&arena, rows[i].text, rows[i].want, "v", &read, &status))
			fail_msg("%s was taken as %s", rows[i].text, value_text_format(&arena, &read));
		expect_only_fault(&status, "v", rows[i].fault);
		assert_string_equal(status.violations[0].message.args[0], rows[i].text);
		if (*rows[i].detail != '\0')
			assert_string_equal(status.violations[0].message.args[1], rows[i].detail);
		status_clear(&status);
	}
}

static void test_that_no_unit_was_typed_is_seen(void **state)
{
	struct value_text read;

	(void)state;
	assert_true(value_text_parse(&arena, "10", VALUE_NUMBER, "v", &read, &status));
	assert_string_equal(read.unit, "");
}

/* A number from 0 to ${below}, of which all lengths come. */
static int64_t any_below(int64_t below)
{
	int64_t value = ((int64_t)rand() << 31 ^ rand()) % below;

	return value >> rand() % 40;
}

static struct value_text any_value(void)
{
	static const char *const all[] = { "",	   "次", "人",	"%",	 "‰",	     "万元", "元",
					   "亿元", "㎡", "km2", "元/人", "个百分点", "mm" };
	static const char *const texts[] = { "长期", "10次", "达到 预期", "=", "1e5" };
	struct value_text value = { .op = (enum target_op)(rand() % 4), .value = { .text = "" }, .unit = "" };

	switch (rand() % 3) {
	case 0:
		value.value.kind = VALUE_NUMBER;
		value.value.number.micros = any_below(INT64_MAX) * (rand() % 2 == 0 ? 1 : -1);
		value.unit = all[(size_t)rand() % N(all)];
		break;
	case 1:
		value.value.kind = VALUE_DATE;
		value.value.date =
			(struct date){ (int16_t)(1900 + rand() % 1100), (int8_t)(1 + rand() % 12), (int8_t)(1 + rand() % 28) };
		break;
	default:
		value.value.kind = VALUE_TEXT;
		value.value.text = texts[(size_t)rand() % N(texts)];
		if (*value.value.text == '=')
			value.op = OP_NONE, value.value.text = "等于";
	}
	return value;
}

static void test_what_is_formatted_is_read_as_the_same(void **state)
{
	(void)state;
	srand(1);
	for (unsigned i = 0; i < 100000; i++) {
		struct value_text value = any_value(), read;
		char *text = value_text_format(&arena, &value);

		if (!value_text_parse(&arena, text, value.value.kind, "v", &read, &status))
			fail_msg("%s: %s", text, message_name(status.violations[0].message.id));
		assert_int_equal(read.op, value.op);
		assert_int_equal(read.value.kind, value.value.kind);
		assert_int_equal(read.value.number.micros, value.value.number.micros);
		assert_memory_equal(&read.value.date, &value.value.date, sizeof(read.value.date));
		assert_string_equal(read.value.text, value.value.text);
		assert_string_equal(read.unit, value.unit);
		arena_reset(&arena);
	}
}

/* ---- money ---- */

static void test_money_is_exact_in_any_unit_of_money(void **state)
{
	static const struct {
		const char *text, *yuan;
	} rows[] = {
		{ "12465000.00", "12465000.00" },
		{ "12465000", "12465000.00" },
		{ "1246.5万元", "12465000.00" },
		{ "１，２４６．５ 万元", "12465000.00" },
		{ "0.12465亿元", "12465000.00" },
		{ "79100元", "79100.00" },
		{ "0.01", "0.01" },
		{ "0.000001万元", "0.01" },
		{ "-1", "-1.00" },
		{ "92233720368547758.07", "92233720368547758.07" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct money amount;

		assert_true(value_money_parse(&arena, rows[i].text, "v", &amount, &status));
		assert_string_equal(money_format(&arena, amount), rows[i].yuan);
	}
}

static void test_what_is_no_amount_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum message_id fault;
	} rows[] = {
		{ "", MSG_VALUE_EMPTY },
		{ "一百", MSG_VALUE_CHINESE_NUMERAL },
		{ "100次", MSG_MONEY_UNIT },
		{ "100万", MSG_MONEY_UNIT },
		{ "≥100元", MSG_VALUE_OP_UNWANTED },
		{ "0.001", MSG_FIELD_NOT_MONEY },
		{ "0.005元", MSG_FIELD_NOT_MONEY },
		{ "9999999亿元", MSG_VALUE_TOO_LARGE },
		{ "1.245,5元", MSG_VALUE_SEPARATOR },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct money amount;

		assert_false(value_money_parse(&arena, rows[i].text, "v", &amount, &status));
		expect_only_fault(&status, "v", rows[i].fault);
		status_clear(&status);
	}
}

/* ---- units ---- */

static void test_units_of_one_measure_convert_exactly(void **state)
{
	static const struct {
		const char *value, *from, *to;
		enum unit_result result;
		const char *converted;
	} rows[] = {
		{ "79100", "元", "万元", UNIT_CONVERTED, "7.91" }, { "7.91", "万元", "元", UNIT_CONVERTED, "79100" },
		{ "1", "亿元", "万元", UNIT_CONVERTED, "10000" },  { "3", "百万元", "元", UNIT_CONVERTED, "3000000" },
		{ "0.01", "元", "亿元", UNIT_INEXACT, NULL },	   { "9000000", "万亿元", "元", UNIT_TOO_LARGE, NULL },
		{ "98.5", "%", "‰", UNIT_CONVERTED, "985" },	   { "1.5", "公里", "km", UNIT_CONVERTED, "1.5" },
		{ "1.5", "千米", "米", UNIT_CONVERTED, "1500" },   { "2", "公顷", "㎡", UNIT_CONVERTED, "20000" },
		{ "2", "吨", "千克", UNIT_CONVERTED, "2000" },	   { "1.2", "万人次", "人次", UNIT_CONVERTED, "12000" },
		{ "5", "次", "次", UNIT_CONVERTED, "5" },	   { "5", "次", "人", UNIT_DIFFERS, NULL },
		{ "5", "人次", "人", UNIT_DIFFERS, NULL },	   { "5", "%", "个百分点", UNIT_DIFFERS, NULL },
		{ "5", "万", "个", UNIT_DIFFERS, NULL },	   { "5", "", "次", UNIT_DIFFERS, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct decimal converted;

		assert_int_equal(unit_convert(decimal(rows[i].value), rows[i].from, rows[i].to, &converted), rows[i].result);
		if (rows[i].converted != NULL)
			assert_string_equal(decimal_format(&arena, converted), rows[i].converted);
	}
	assert_true(unit_is_same("km", "公里"));
	assert_false(unit_is_same("元", "万元"));
}

static void test_only_rates_and_temperatures_may_be_negative(void **state)
{
	static const char *const may[] = { "%", "‰", "个百分点", "百分点", "℃", "摄氏度" };
	static const char *const may_not[] = { "", "次", "人", "元", "万元", "公里", "分", "天" };

	(void)state;
	for (size_t i = 0; i < N(may); i++)
		assert_true(unit_may_be_negative(may[i]));
	for (size_t i = 0; i < N(may_not); i++)
		assert_false(unit_may_be_negative(may_not[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, teardown)
		TEST(test_values_are_read_as_people_type_them),	 TEST(test_what_is_in_doubt_is_refused_by_name),
		TEST(test_that_no_unit_was_typed_is_seen),	 TEST(test_what_is_formatted_is_read_as_the_same),
		TEST(test_money_is_exact_in_any_unit_of_money),	 TEST(test_what_is_no_amount_is_refused),
		TEST(test_units_of_one_measure_convert_exactly), TEST(test_only_rates_and_temperatures_may_be_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
