/* jixiao: the command line of a person who takes part in an evaluation. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "client/call.h"
#include "client/command_table.h"
#include "client/exit_code.h"
#include "client/options.h"
#include "client/output.h"
#include "client/usage.h"

/* Without a UTF-8 locale nothing that is Chinese can be measured or printed. */
static void choose_locale(void)
{
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* Keys are in memory. */
static void forbid_core_dumps(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
}

static const char *home_directory(struct arena *arena)
{
	const char *own = getenv("JIXIAO_HOME"), *home = getenv("HOME");

	if (own != NULL && *own != '\0')
		return own;
	return arena_printf(arena, "%s/.config/jixiao", home != NULL ? home : "");
}

/* One of a global option's allowed words. */
static bool check_word(struct context *context, const char *option, const char *value, const char *one, const char *other)
{
	if (value == NULL || strcmp(value, one) == 0 || strcmp(value, other) == 0)
		return true;
	STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_ONE_OF, option, value,
		    arena_printf(context->arena, "%s, %s", one, other));
	return false;
}

/* Before anything is refused: a program that asked for JSON reads the refusal too. */
static void choose_output(struct context *context, const struct arguments *globals)
{
	const char *output = argument(globals, "output");

	context->output = output != NULL && strcmp(output, "json") == 0 ? OUTPUT_JSON : OUTPUT_TABLE;
}

static bool apply_globals(struct context *context, const struct arguments *globals)
{
	if (!check_word(context, "lang", argument(globals, "lang"), "zh", "en") ||
	    !check_word(context, "output", argument(globals, "output"), "table", "json"))
		return false;
	context->quiet = argument(globals, "quiet") != NULL;
	context->profile = argument(globals, "as");
	if (context->profile == NULL)
		context->profile = getenv("JIXIAO_CONTEXT");
	return true;
}

static void print_help(struct context *context, const struct command_line *line)
{
	if (line->arguments.command != NULL)
		usage_command(context, line->arguments.command);
	else if (line->group != NULL)
		usage_group(context, line->group);
	else
		usage_overview(context);
}

/* Says what is wrong with the line and how it should be. */
static int refuse(struct context *context, const struct command_line *line)
{
	status_print(context);
	if (context->output == OUTPUT_JSON)
		return EXIT_USAGE;
	if (line->arguments.command != NULL)
		usage_line(stderr, context, line->arguments.command);
	else
		fprintf(stderr, "%s\n", message_plain(context->language, MSG_USAGE_SEE_HELP));
	return EXIT_USAGE;
}

static int run(struct context *context, int argc, char **argv)
{
	struct command_line line;
	enum status_code code = command_line_parse(context->arena, argc, argv, &line, &context->status);

	choose_output(context, &line.globals);
	if (argument(&line.globals, "help") != NULL) {
		print_help(context, &line);
		return 0;
	}
	if (argument(&line.globals, "version") != NULL) {
		printf("jixiao %s\n", JIXIAO_VERSION);
		return 0;
	}
	if (code != STATUS_OK || !apply_globals(context, &line.globals))
		return refuse(context, &line);
	if (line.arguments.command == NULL) {
		print_help(context, &line);
		return EXIT_USAGE;
	}
	if (command_line_complete(context->arena, &line, &context->status) != STATUS_OK)
		return refuse(context, &line);
	context->command = line.arguments.command;
	code = line.arguments.command->handler(context, &line.arguments);
	context_close(context);
	if (fflush(stdout) != 0 && code == STATUS_OK)
		code = STATUS_FAIL(&context->status, STATUS_RESOURCE_EXHAUSTED, MSG_OUTPUT_FAILED);
	if (code != STATUS_OK && is_usage_fault(&context->status))
		return refuse(context, &line);
	if (code != STATUS_OK)
		status_print(context);
	return code == STATUS_OK ? 0 : exit_code_of(&context->status);
}

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct context context = { .arena = &arena, .status = STATUS_INIT };
	int exit_code;

	forbid_core_dumps();
	choose_locale();
	context.language = command_line_language(argc, argv, getenv("LC_ALL"), getenv("LANG"));
	context.home = home_directory(&arena);
	exit_code = run(&context, argc, argv);
	status_clear(&context.status);
	arena_clear(&arena);
	return exit_code;
}
