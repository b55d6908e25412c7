#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "client/scheme_file.h"

/* Each fault of broken_scheme.yaml once, where it stands; nothing that only follows from another. Not there: the total (a
 * weight is missing), A's sum (A2's weight is none), C4's and the points' of A11. */
static const char expected[] = "2:1 SCHEME_FILE_KEY_MEANT\n"
			       "3:20 TEXT_CONTROL\n"
			       "4:14 TEXT_INVISIBLE\n"
			       "5:8 VALUE_DATE_CALENDAR\n"
			       "6:6 VALUE_DATE_CALENDAR\n"
			       "10:11 VALUE_CHINESE_NUMERAL\n"
			       "11:11 BUDGET_TWICE\n"
			       "12:11 VALUE_SEPARATOR\n"
			       "14:11 BUDGET_NEGATIVE\n"
			       "15:3 SCHEME_FILE_KEY_MISSING\n"
			       "15:11 MONEY_UNIT\n"
			       "17:10 SCHEME_FILE_NO_SUCH\n"
			       "22:8 DATE_BEFORE\n"
			       "23:9 GRADES_ORDER\n"
			       "26:9 SCHEME_FILE_NO_SUCH\n"
			       "36:13 WEIGHT_CHILDREN\n"
			       "38:13 FIELD_NOT_ID\n"
			       "44:28 FIELD_NOT_DECIMAL\n"
			       "46:7 RULE_NO_POINTS\n"
			       "49:15 INDICATOR_NATURE\n"
			       "51:20 RESPONSIBLE_NOT_IN_TEAM\n"
			       "53:13 WEIGHT_FORM\n"
			       "60:13 SCHEME_FILE_NO_SUCH\n"
			       "63:3 SCHEME_FILE_KEY_UNKNOWN\n"
			       "67:13 WEIGHT_CHILDREN\n"
			       "69:83 VALUE_CHINESE_NUMERAL\n"
			       "70:83 VALUE_UNIT_TWICE\n"
			       "71:83 TARGET_UNIT_MISSING\n"
			       "72:83 VALUE_OP_MISSING\n"
			       "73:83 VALUE_OP_STRICT\n"
			       "74:94 RULE_POSITIVE\n"
			       "74:106 TARGET_OP\n"
			       "75:108 VALUE_DATE_CALENDAR\n"
			       "76:85 TARGET_OP\n"
			       "77:83 VALUE_SCIENTIFIC\n"
			       "78:90 SHARE_OVER_100\n"
			       "79:11 SCHEME_FILE_CODE_TWICE\n"
			       "83:84 VALUE_SEPARATOR\n"
			       "84:7 SCHEME_FILE_KEY_MISSING\n"
			       "84:90 VALUE_UNIT_DIFFERS\n"
			       "85:5 SCHEME_FILE_KEY_MISSING\n"
			       "88:88 BOUNDS_COUNT\n"
			       "89:7 SCHEME_FILE_NOT_MAPPING\n"
			       "95:13 WEIGHT_CHILDREN\n"
			       "97:49 TIER_IS_QUALITATIVE\n"
			       "98:68 RULE_POSITIVE\n"
			       "98:68 RULE_POSITIVE\n";

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static struct slice broken(void)
{
	FILE *file = fopen(SOURCE_DIR "/tests/unit/broken_scheme.yaml", "rb");
	uint8_t *data = arena_alloc(&arena, 1 << 16);
	size_t size;

	assert_non_null(file);
	size = fread(data, 1, 1 << 16, file);
	fclose(file);
	return (struct slice){ data, size };
}

/* "9:11 BUDGET_TWICE" a line. */
static const char *found(void)
{
	char *all = arena_strdup(&arena, "");

	for (size_t i = 0; i < status.n_violations; i++) {
		const struct violation *fault = &status.violations[i];

		all = arena_printf(&arena, "%s%.*s %s\n", all, (int)strcspn(fault->path + 2, " "), fault->path + 2,
				   message_name(fault->message.id));
	}
	return all;
}

static void test_a_file_with_every_fault_is_named_fault_by_fault(void **state)
{
	struct scheme_file file;

	(void)state;
	assert_int_equal(scheme_file_check(&arena, "f", broken(), &file, &status), STATUS_INVALID_ARGUMENT);
	if (strcmp(found(), expected) != 0)
		print_error("got\n%s", found());
	assert_string_equal(found(), expected);
	status_clear(&status);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_file_with_every_fault_is_named_fault_by_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
