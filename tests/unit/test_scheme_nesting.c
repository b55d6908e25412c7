/* libyaml takes time by the square of the depth: what is too deep is refused before it is loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/scheme_file.h"
#include "client/scheme_nesting.h"

static enum message_id check(const char *text, size_t size, size_t *line, size_t *column)
{
	return scheme_nesting_check((struct slice){ (const uint8_t *)text, size }, line, column);
}

static void test_as_many_levels_as_allowed_pass_and_one_more_does_not(void **state)
{
	char text[] = "a: 1\nb: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
	size_t line, column;

	(void)state;
	/* The mapping is a level itself. */
	assert_int_equal(check(text, strlen("a: 1\nb: ") + SCHEME_NESTING_MAX - 1, &line, &column), MSG_NONE);
	assert_int_equal(check(text, strlen("a: 1\nb: ") + SCHEME_NESTING_MAX, &line, &column), MSG_SCHEME_FILE_NESTED);
	assert_int_equal(line, 2);
	assert_int_equal(column, strlen("b: ") + SCHEME_NESTING_MAX);
}

static void test_what_is_closed_counts_no_more_and_faults_are_the_loader_s(void **state)
{
	static const char *const rows[] = { "", "a: [1", "\t- x", "- [[[[]]]]\n- [[[[]]]]\n",
					    "a: '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['" };
	size_t line, column;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(check(rows[i], strlen(rows[i]), &line, &column), MSG_NONE);
}

static void test_a_file_of_brackets_is_refused_at_once(void **state)
{
	static const char *const openers[] = { "[", "{", "- ", "? ", "[\n", "a: [" };
	enum { SIZE = 200 * 1024 };
	char *text = malloc(SIZE);

	(void)state;
	for (size_t i = 0; i < sizeof(openers) / sizeof(*openers); i++) {
		const clock_t start = clock();
		size_t line, column;

		for (size_t at = 0; at < SIZE; at++)
			text[at] = openers[i][at % strlen(openers[i])];
		check(text, SIZE, &line, &column);
		if (clock() - start > CLOCKS_PER_SEC)
			fail_msg("\"%s\" takes %ld ms", openers[i], (long)((clock() - start) * 1000 / CLOCKS_PER_SEC));
	}
	free(text);
}

static void test_a_file_of_anchors_is_refused_at_once(void **state)
{
	char *text = malloc(16 * (SCHEME_ANCHORS_MAX + 1)), *end = text;
	size_t line, column;

	(void)state;
	for (int i = 0; i <= SCHEME_ANCHORS_MAX; i++)
		end += sprintf(end, "- &a%d x\n", i);
	assert_int_equal(check(text, (size_t)(end - text), &line, &column), MSG_SCHEME_FILE_ALIAS);
	assert_int_equal(line, SCHEME_ANCHORS_MAX + 1);
	assert_int_equal(check(text, (size_t)(end - text) - strlen("- &a100 x\n"), &line, &column), MSG_NONE);
	free(text);
}

static void test_a_scheme_says_where_it_is_too_deep(void **state)
{
	static char text[40];
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct scheme_file file;

	(void)state;
	memset(text, '[', sizeof(text));
	assert_int_equal(scheme_file_read(&arena, "f", (struct slice){ (const uint8_t *)text, sizeof(text) }, &file, &status),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, 1);
	assert_string_equal(status.violations[0].path, "f:1:33");
	assert_int_equal(status.violations[0].message.id, MSG_SCHEME_FILE_NESTED);
	status_clear(&status);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_many_levels_as_allowed_pass_and_one_more_does_not),
		cmocka_unit_test(test_what_is_closed_counts_no_more_and_faults_are_the_loader_s),
		cmocka_unit_test(test_a_file_of_brackets_is_refused_at_once),
		cmocka_unit_test(test_a_file_of_anchors_is_refused_at_once),
		cmocka_unit_test(test_a_scheme_says_where_it_is_too_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
