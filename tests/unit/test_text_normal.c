/* Text files as editors on any system save them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/text_normal.h"

static const char *normal(struct arena *arena, const char *bytes, size_t size, struct status *status)
{
	const char *text;

	status_clear(status);
	text_normal(arena, "f.txt", (struct slice){ (const uint8_t *)bytes, size }, &text, status);
	return text;
}

static void test_line_ends_and_the_mark_of_any_editor_are_read_alike(void **state)
{
	static const char *const rows[][2] = {
		{ "一\n二", "一\n二" },
		{ "一\r\n二\r\n", "一\n二" },
		{ "一\r二\r", "一\n二" },
		{ "一\r\r\n二", "一\n\n二" },
		{ "\xef\xbb\xbf一\r\n二", "一\n二" },
		{ "\xef\xbb\xbf", "" },
		{ "", "" },
		{ "  一\t二 \n\n \t", "  一\t二" },
	};
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(normal(&arena, rows[i][0], strlen(rows[i][0]), &status), rows[i][1]);
		assert_int_equal(status.code, STATUS_OK);
	}
	status_clear(&status);
	arena_clear(&arena);
}

static void test_a_character_that_nobody_sees_is_named_with_its_place(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *path;
		enum message_id fault;
		const char *name;
	} rows[] = {
		{ "\xef\xbb\xbf一\r\n二\x01", 12, "f.txt:2:2", MSG_CHARACTER_CONTROL, "U+0001" },
		{ "a\0b", 3, "f.txt:1:2", MSG_CHARACTER_CONTROL, "U+0000" },
		{ "a\xe2\x80\x8b"
		  "b",
		  5, "f.txt:1:2", MSG_CHARACTER_INVISIBLE, "U+200B" },
		/* A mark in the middle is none. */
		{ "a\xef\xbb\xbf"
		  "b",
		  5, "f.txt:1:2", MSG_CHARACTER_INVISIBLE, "U+FEFF" },
		{ "a\n\xff", 3, "f.txt:2:1", MSG_TEXT_NOT_UTF8, NULL },
		/* UTF-16, as some editors save it. */
		{ "\xff\xfe\x00\x4e", 4, "f.txt:1:1", MSG_TEXT_NOT_UTF8, NULL },
	};
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		normal(&arena, rows[i].bytes, rows[i].size, &status);
		assert_int_equal(status.code, STATUS_INVALID_ARGUMENT);
		assert_int_equal(status.n_violations, 1);
		assert_string_equal(status.violations[0].path, rows[i].path);
		assert_int_equal(status.violations[0].message.id, rows[i].fault);
		if (rows[i].name != NULL)
			assert_string_equal(status.violations[0].message.args[0], rows[i].name);
	}
	status_clear(&status);
	arena_clear(&arena);
}

static void test_every_fault_is_named_but_not_a_whole_file_of_them(void **state)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	char bytes[1000];

	(void)state;
	normal(&arena, "\x01\n\x02", 3, &status);
	assert_int_equal(status.n_violations, 2);
	memset(bytes, 1, sizeof(bytes));
	normal(&arena, bytes, sizeof(bytes), &status);
	assert_int_equal(status.n_violations, 20);
	status_clear(&status);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_ends_and_the_mark_of_any_editor_are_read_alike),
		cmocka_unit_test(test_a_character_that_nobody_sees_is_named_with_its_place),
		cmocka_unit_test(test_every_fault_is_named_but_not_a_whole_file_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
