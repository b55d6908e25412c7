#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/base/status.h"

static unsigned placeholders(const char *text)
{
	unsigned seen = 0;

	for (; (text = strchr(text, '{')) != NULL; text++)
		if (text[1] >= '0' && text[1] <= '9' && text[2] == '}')
			seen |= 1u << (text[1] - '0');
	return seen;
}

static void test_every_message_has_the_same_arguments_in_both_languages(void **state)
{
	(void)state;
	for (int id = 1; id < MSG_COUNT; id++) {
		const char *zh = message_plain(LANGUAGE_ZH, (enum message_id)id);
		const char *en = message_plain(LANGUAGE_EN, (enum message_id)id);

		if (zh[0] == '\0' || en[0] == '\0' || placeholders(zh) != placeholders(en))
			fail_msg("%s: \"%s\" / \"%s\"", message_name((enum message_id)id), zh, en);
	}
}

static void test_names_lead_back_to_their_message(void **state)
{
	(void)state;
	for (int id = 1; id < MSG_COUNT; id++)
		assert_int_equal(message_by_name(message_name((enum message_id)id)), id);
	assert_int_equal(message_by_name("FROM_THE_FUTURE"), MSG_NONE);
}

static void test_a_missing_argument_reads_as_a_question_mark(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_string_equal(message_text(&arena, LANGUAGE_EN, MSG_NO_SUCH, STATUS_ARGS("indicator", "A9"), 2),
			    "there is no indicator \"A9\"");
	assert_string_equal(message_text(&arena, LANGUAGE_EN, MSG_NO_SUCH, STATUS_ARGS("indicator"), 1),
			    "there is no indicator \"?\"");
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_message_has_the_same_arguments_in_both_languages),
		cmocka_unit_test(test_names_lead_back_to_their_message),
		cmocka_unit_test(test_a_missing_argument_reads_as_a_question_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
