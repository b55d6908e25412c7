/* Help is made from the command table: what it says must be what the table does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/command_table.h"
#include "client/options.h"
#include "client/usage.h"
#include "client/words.h"

typedef void visit(const struct command *command);

static void each_command(visit *check)
{
	for (size_t i = 0; i < command_group_count(); i++)
		for (size_t j = 0; j < command_group_at(i)->n_commands; j++)
			check(&command_group_at(i)->commands[j]);
}

/* Words as a shell parts them, with '…' and "…" round those with blanks. */
static int split(char *line, char **argv)
{
	int argc = 0;

	for (char *p = line; *p != '\0';) {
		const char quote = *p == '\'' || *p == '"' ? *p : ' ';

		p += quote != ' ';
		argv[argc++] = p;
		p += strcspn(p, quote == ' ' ? " " : quote == '"' ? "\"" : "'");
		if (*p != '\0')
			*p++ = '\0';
		p += strspn(p, " ");
	}
	return argc;
}

static void check_example(const struct command *command)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct command_line line;
	char *argv[32];
	int argc;

	assert_non_null(command->example);
	argc = split(arena_strdup(&arena, command->example), argv);
	if (command_line_parse(&arena, argc, argv, &line, &status) != STATUS_OK || line.arguments.command != command ||
	    command_line_complete(&arena, &line, &status) != STATUS_OK)
		fail_msg("%s: %s", command->example, message_name(status.message.id));
	status_clear(&status);
	arena_clear(&arena);
}

static void test_each_example_is_a_line_that_its_command_takes(void **state)
{
	(void)state;
	each_command(check_example);
}

/* "JSON" and "E" of names like E003 are no placeholders; a word in capitals is. */
static void require_chinese(const char *text, const char *where)
{
	for (const char *p = text; *p != '\0';) {
		size_t length = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		static const char *const proper[] = { "JSON", "YAML", "HTML", "PEM", "LC", "ALL", "LANG", "IP", "CSV", "GB", "UTF" };
		bool fine = length < 2;

		for (size_t i = 0; i < sizeof(proper) / sizeof(*proper); i++)
			fine = fine || (length == strlen(proper[i]) && strncmp(p, proper[i], length) == 0);
		if (!fine)
			fail_msg("%s: \"%s\"", where, text);
		p += length > 0 ? length : 1;
	}
}

static void check_words(const struct command *command)
{
	struct arena arena = ARENA_INIT;
	const char *name = command_name(&arena, command);

	require_chinese(usage_in_words(&arena, LANGUAGE_ZH, command->usage), name);
	require_chinese(command->help[LANGUAGE_ZH], name);
	for (const struct option_row *row = command->options; row != NULL && row->name != NULL; row++) {
		require_chinese(row->help[LANGUAGE_ZH], name);
		if (row->value != NULL)
			require_chinese(usage_in_words(&arena, LANGUAGE_ZH, row->value), name);
	}
	arena_clear(&arena);
}

static void test_chinese_help_has_no_english_placeholder(void **state)
{
	(void)state;
	each_command(check_words);
}

static void test_an_option_that_is_required_and_may_be_repeated_says_both(void **state)
{
	struct arena arena = ARENA_INIT;
	struct context context = { .arena = &arena, .status = STATUS_INIT };
	char text[4096] = "";
	FILE *file = tmpfile();
	int saved = dup(STDOUT_FILENO);
	const struct command *command = command_find(command_group_find("team"), "add");

	(void)state;
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	usage_command(&context, command);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	rewind(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(text, "（必填）（可重复）"));
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_example_is_a_line_that_its_command_takes),
		cmocka_unit_test(test_chinese_help_has_no_english_placeholder),
		cmocka_unit_test(test_an_option_that_is_required_and_may_be_repeated_says_both),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
