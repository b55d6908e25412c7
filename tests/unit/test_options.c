#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "client/command_table.h"
#include "client/exit_code.h"
#include "client/options.h"
#include "client/suggest.h"
#include "common/rpc/method_docs.h"

struct fixture {
	struct arena arena;
	struct status status;
	struct command_line line;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ ARENA_INIT, STATUS_INIT, { NULL } };
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	status_clear(&fixture->status);
	arena_clear(&fixture->arena);
	return 0;
}

/* Parses the words of ${text}, parted by blanks. */
static enum status_code parse(struct fixture *fixture, const char *text)
{
	char *words = arena_strdup(&fixture->arena, text), *save = NULL;
	static char *argv[32];
	int argc = 0;

	status_clear(&fixture->status);
	argv[argc++] = (char *)"jixiao";
	for (char *word = strtok_r(words, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return command_line_parse(&fixture->arena, argc, argv, &fixture->line, &fixture->status);
}

static void test_nouns_verbs_values_and_options_are_told_apart(void **state)
{
	struct fixture *fixture = *state;
	const struct arguments *arguments = &fixture->line.arguments;

	assert_int_equal(parse(fixture, "entry put 2024-yunxing --text 活动 C11 --evidence=E001 10次 --evidence E002"),
			 STATUS_OK);
	assert_string_equal(arguments->command->noun, "entry");
	assert_string_equal(arguments->command->verb, "put");
	assert_int_equal(arguments->n_positional, 3);
	assert_string_equal(arguments->positional[0], "2024-yunxing");
	assert_string_equal(arguments->positional[2], "10次");
	assert_string_equal(argument(arguments, "text"), "活动");
	assert_null(argument(arguments, "unit"));
	assert_string_equal(argument_all(&fixture->arena, arguments, "evidence")[0], "E001");
	assert_string_equal(argument_all(&fixture->arena, arguments, "evidence")[1], "E002");
	assert_null(argument_all(&fixture->arena, arguments, "evidence")[2]);
}

static void test_global_options_stand_anywhere(void **state)
{
	static const char *const lines[] = {
		"-o json --as lina todo",
		"todo --output=json --as lina",
		"--as=lina todo -o json",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		assert_int_equal(parse(fixture, lines[i]), STATUS_OK);
		assert_string_equal(argument(&fixture->line.globals, "output"), "json");
		assert_string_equal(argument(&fixture->line.globals, "as"), "lina");
		assert_int_equal(fixture->line.arguments.n_positional, 0);
	}
}

static void test_a_negative_number_and_what_follows_two_dashes_are_values(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(parse(fixture, "entry put E C11 -5"), STATUS_OK);
	assert_string_equal(fixture->line.arguments.positional[2], "-5");
	assert_int_equal(parse(fixture, "entry put E -- C11 --text"), STATUS_OK);
	assert_string_equal(fixture->line.arguments.positional[2], "--text");
	assert_int_equal(parse(fixture, "call Entry.Put -"), STATUS_OK);
	assert_string_equal(fixture->line.arguments.positional[1], "-");
}

static void test_an_options_value_may_look_like_an_option(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(parse(fixture, "entry put E C11 --text --quiet"), STATUS_OK);
	assert_string_equal(argument(&fixture->line.arguments, "text"), "--quiet");
	assert_null(argument(&fixture->line.globals, "quiet"));
}

static void test_wrong_lines_are_refused_with_what_may_be_meant(void **state)
{
	static const struct {
		const char *line;
		enum message_id fault;
		const char *near; /* last argument of the sentence */
	} cases[] = {
		{ "entyr put", MSG_NOUN_UNKNOWN_NEAR, "entry" },
		{ "xyzzy", MSG_NOUN_UNKNOWN, "xyzzy" },
		{ "entry submti", MSG_VERB_UNKNOWN_NEAR, "submit" },
		{ "entry frobnicate", MSG_VERB_UNKNOWN, "frobnicate" },
		{ "entry put E C --evidnce E1", MSG_OPTION_UNKNOWN_NEAR, "--evidence" },
		{ "entry put E C --zzzzzz", MSG_OPTION_UNKNOWN, "--zzzzzz" },
		{ "entry put E C -x", MSG_OPTION_UNKNOWN, "-x" },
		{ "entry put E C --text", MSG_OPTION_NEEDS_VALUE, "text" },
		{ "entry put E C --text a --text b", MSG_OPTION_TWICE, "text" },
		{ "todo --quiet=yes", MSG_OPTION_NO_VALUE, "quiet" },
		/* An option of the verb before the verb is nobody's. */
		{ "--text a entry put E C", MSG_OPTION_UNKNOWN, "--text" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct message *message = &fixture->status.message;

		assert_int_equal(parse(fixture, cases[i].line), STATUS_INVALID_ARGUMENT);
		if (message->id != cases[i].fault || strcmp(message->args[message->n_args - 1], cases[i].near) != 0)
			fail_msg("%s: %s %s", cases[i].line, message_name(message->id), message->args[message->n_args - 1]);
	}
}

static void test_missing_and_surplus_arguments_are_refused_but_not_before_help(void **state)
{
	static const struct {
		const char *line;
		enum message_id fault;
	} cases[] = {
		{ "entry put E", MSG_ARGUMENTS_MISSING },
		{ "entry put E C 1 2", MSG_ARGUMENTS_SURPLUS },
		{ "entry return E C", MSG_OPTION_REQUIRED },
		{ "entry put E C", MSG_NONE },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(parse(fixture, cases[i].line), STATUS_OK);
		command_line_complete(&fixture->arena, &fixture->line, &fixture->status);
		assert_int_equal(fixture->status.message.id, cases[i].fault);
	}
	assert_int_equal(parse(fixture, "entry put --help"), STATUS_OK);
	assert_non_null(argument(&fixture->line.globals, "help"));
}

static void test_only_lang_or_an_english_locale_gives_english(void **state)
{
	static const struct {
		const char *lc_all, *lang, *option;
		enum language language;
	} cases[] = {
		{ NULL, NULL, NULL, LANGUAGE_ZH },
		{ NULL, "C", NULL, LANGUAGE_ZH },
		{ NULL, "C.UTF-8", NULL, LANGUAGE_ZH },
		{ NULL, "fr_FR.UTF-8", NULL, LANGUAGE_ZH },
		{ NULL, "en_US.UTF-8", NULL, LANGUAGE_EN },
		{ "", "en_GB", NULL, LANGUAGE_EN },
		{ "zh_CN.UTF-8", "en_US.UTF-8", NULL, LANGUAGE_ZH },
		{ "en_US.UTF-8", "zh_CN.UTF-8", NULL, LANGUAGE_EN },
		{ "en_US.UTF-8", NULL, "--lang=zh", LANGUAGE_ZH },
		{ NULL, NULL, "--lang=en", LANGUAGE_EN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *argv[] = { (char *)"jixiao", (char *)"todo", (char *)cases[i].option, NULL };

		assert_int_equal(command_line_language(cases[i].option != NULL ? 3 : 2, argv, cases[i].lc_all, cases[i].lang),
				 cases[i].language);
	}
}

static void test_only_near_words_are_suggested(void **state)
{
	struct suggestion suggestion = { "lst", NULL, 0 };

	(void)state;
	assert_int_equal(suggest_distance("submti", "submit"), 1);
	assert_int_equal(suggest_distance("", "put"), 3);
	suggest_offer(&suggestion, "put");
	assert_null(suggestion.best);
	suggest_offer(&suggestion, "list");
	assert_string_equal(suggestion.best, "list");
}

static void test_each_kind_of_failure_has_a_documented_exit_code(void **state)
{
	static const struct {
		enum status_code code;
		int exit_code;
	} cases[] = {
		{ STATUS_OK, 0 },
		{ STATUS_CANCELLED, 1 },
		{ STATUS_UNIMPLEMENTED, 1 },
		{ STATUS_INTERNAL, 1 },
		{ STATUS_INVALID_ARGUMENT, 3 },
		{ STATUS_NOT_FOUND, 4 },
		{ STATUS_PERMISSION_DENIED, 5 },
		{ STATUS_FAILED_PRECONDITION, 6 },
		{ STATUS_ABORTED, 7 },
		{ STATUS_UNAVAILABLE, 8 },
		{ STATUS_DEADLINE_EXCEEDED, 8 },
		{ STATUS_DATA_LOSS, 9 },
		{ STATUS_ALREADY_EXISTS, 10 },
		{ STATUS_RESOURCE_EXHAUSTED, 11 },
		{ STATUS_UNAUTHENTICATED, 12 },
		{ (enum status_code)99, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool documented = false;

		{
			struct status status = { .code = cases[i].code };

			assert_int_equal(exit_code_of(&status), cases[i].exit_code);
		}
		for (const struct exit_code_row *row = exit_codes; row->meaning[0] != NULL; row++)
			documented |= row->exit_code == cases[i].exit_code;
		assert_true(documented);
	}
}

static void test_the_man_page_lists_the_same_exit_codes(void **state)
{
	static char page[1 << 16];
	FILE *file = fopen(SOURCE_DIR "/docs/man/jixiao.1.scd", "r");

	(void)state;
	assert_non_null(file);
	page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
	fclose(file);
	for (const struct exit_code_row *row = exit_codes; row->meaning[0] != NULL; row++) {
		char line[256];

		snprintf(line, sizeof(line), "- %d\n:- %s\n", row->exit_code, row->meaning[LANGUAGE_ZH]);
		if (strstr(page, line) == NULL)
			fail_msg("not in jixiao.1: %s", line);
	}
}

/* What help, completion and the parser rely on. */
static void test_every_command_is_described_in_both_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_group_count(); i++) {
		const struct command_group *group = command_group_at(i);

		assert_ptr_equal(command_group_find(group->noun), group);
		for (size_t j = 0; j < group->n_commands; j++) {
			const struct command *command = &group->commands[j];

			assert_string_equal(command->noun, group->noun);
			assert_true(command->verb != NULL || group->n_commands == 1);
			assert_true(command->min_positional <= command->max_positional);
			if (command->handler == NULL || command->help[0] == NULL || command->help[1] == NULL ||
			    command->usage == NULL || command->example == NULL)
				fail_msg("%s %s", command->noun, command->verb);
			for (const struct option_row *row = command->options; row != NULL && row->name != NULL; row++)
				if (row->help[0] == NULL || row->help[1] == NULL)
					fail_msg("%s %s --%s", command->noun, command->verb, row->name);
		}
	}
}

/* whoami --can shows people the command of each method; these have none of their own. */
static void test_every_method_has_its_command(void **state)
{
	static const char *const bare[] = { "Audit.Inclusion", "Score.Get" };

	(void)state;
	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++) {
		bool none = command_for_method(doc->name) == NULL;

		for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++)
			none = none && strcmp(doc->name, bare[i]) != 0;
		if (none)
			fail_msg("no command for %s", doc->name);
	}
	for (size_t i = 0; i < command_group_count(); i++)
		for (size_t j = 0; j < command_group_at(i)->n_commands; j++) {
			const char *const *methods = command_group_at(i)->commands[j].methods;

			for (size_t k = 0; k < 4 && methods[k] != NULL; k++)
				if (method_doc_find(methods[k]) == NULL)
					fail_msg("no method %s", methods[k]);
		}
	assert_string_equal(command_for_method("Finding.Get")->verb, "show");
	assert_string_equal(command_for_method("Evidence.Chunk")->verb, "upload");
}

/* "quoted words" and … stand for what is left out. */
static void test_every_example_is_a_line_that_the_parser_takes(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < command_group_count(); i++)
		for (size_t j = 0; j < command_group_at(i)->n_commands; j++) {
			const struct command *command = &command_group_at(i)->commands[j];

			assert_int_equal(strncmp(command->example, "jixiao ", 7), 0);
			if (strpbrk(command->example, "|<>") != NULL)
				continue;
			if (parse(fixture, command->example + 7) != STATUS_OK ||
			    command_line_complete(&fixture->arena, &fixture->line, &fixture->status) != STATUS_OK ||
			    fixture->line.arguments.command != command)
				fail_msg("%s: %s", command->example, message_name(fixture->status.message.id));
		}
}

/* The commands that `todo` hands out are literals of common/domain/todo*.c: "entry submit %s %s". What stands for a value is a
 * word. */
static void check_todo_literal(struct fixture *fixture, const char *literal)
{
	char *line = arena_strdup(&fixture->arena, literal);

	for (char *p; (p = strstr(line, "%s")) != NULL;)
		memcpy(p, strncmp(p, "%s--", 4) == 0 ? "  " : "x1", 2);
	for (char *p; (p = strstr(line, "PASS-OR-FAIL")) != NULL;)
		memcpy(p, "--pass      ", strlen("PASS-OR-FAIL"));
	if (parse(fixture, line) != STATUS_OK ||
	    command_line_complete(&fixture->arena, &fixture->line, &fixture->status) != STATUS_OK)
		fail_msg("todo says \"%s\": %s", literal, message_name(fixture->status.message.id));
}

static size_t check_todo_file(struct fixture *fixture, const char *path)
{
	FILE *file = fopen(path, "r");
	char text[512];
	size_t n = 0;

	assert_non_null(file);
	while (fgets(text, sizeof(text), file) != NULL) {
		char *begin = strchr(text, '"'), *end = begin != NULL ? strchr(begin + 1, '"') : NULL;
		char *blank = end != NULL ? memchr(begin, ' ', (size_t)(end - begin)) : NULL;

		if (blank == NULL)
			continue;
		*end = '\0';
		*blank = '\0';
		if (command_group_find(begin + 1) == NULL)
			continue;
		*blank = ' ';
		check_todo_literal(fixture, begin + 1);
		n++;
	}
	fclose(file);
	return n;
}

static void test_every_command_that_todo_names_is_one_that_the_parser_takes(void **state)
{
	glob_t files;
	size_t n = 0;

	assert_int_equal(glob(SOURCE_DIR "/common/domain/todo*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		n += check_todo_file(*state, files.gl_pathv[i]);
	globfree(&files);
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nouns_verbs_values_and_options_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_global_options_stand_anywhere, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_negative_number_and_what_follows_two_dashes_are_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_an_options_value_may_look_like_an_option, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wrong_lines_are_refused_with_what_may_be_meant, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing_and_surplus_arguments_are_refused_but_not_before_help, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_every_method_has_its_command, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_example_is_a_line_that_the_parser_takes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_command_that_todo_names_is_one_that_the_parser_takes, setup,
						teardown),
		cmocka_unit_test(test_only_lang_or_an_english_locale_gives_english),
		cmocka_unit_test(test_only_near_words_are_suggested),
		cmocka_unit_test(test_each_kind_of_failure_has_a_documented_exit_code),
		cmocka_unit_test(test_the_man_page_lists_the_same_exit_codes),
		cmocka_unit_test(test_every_command_is_described_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
