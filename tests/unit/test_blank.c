#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/text/blank.h"

static void test_white_space_of_any_kind_is_blank(void **state)
{
	static const char *const blank[] = { "", " ", "\t\r\n", "\u00a0", "\u3000", "\u2003\u202f\u2028 " };
	static const char *const text[] = { "文", " 文 ", ".", "\u3000-", "\u00b7" };

	(void)state;
	for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
		assert_true(text_is_blank(blank[i]));
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		assert_false(text_is_blank(text[i]));
}

static void test_blanks_within_a_text_stay(void **state)
{
	const char *text = "\u3000 甲\u3000乙\u00a0\n丙";
	size_t size = strlen(text) - strlen("\n丙");

	(void)state;
	text_trim(&text, &size);
	assert_int_equal(size, strlen("甲\u3000乙"));
	assert_memory_equal(text, "甲\u3000乙", size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_white_space_of_any_kind_is_blank),
		cmocka_unit_test(test_blanks_within_a_text_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
