/* jixiao help */
#include <stdio.h>

#include "client/command_table.h"
#include "client/completion.h"
#include "client/exit_code.h"
#include "client/output.h"
#include "client/usage.h"

extern const struct command_group help_commands;

static void print_exit_codes(struct context *context)
{
	struct table *table = table_new(context);

	table_column(table, "退出码", "exit code", COLUMN_RIGHT);
	table_column(table, "含义", "meaning", COLUMN_LEFT);
	for (const struct exit_code_row *row = exit_codes; row->meaning[0] != NULL; row++)
		TABLE_ROW(table, arena_printf(context->arena, "%d", row->exit_code), in_language(context, row->meaning));
	table_print(table, MSG_NONE);
}

static enum status_code print_named(struct context *context, const char *noun, const char *verb)
{
	const struct command_group *group = command_group_find(noun);
	const struct command *command;

	if (group == NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_NOUN_UNKNOWN, noun);
	if (verb == NULL) {
		usage_group(context, group);
		return STATUS_OK;
	}
	command = command_find(group, verb);
	if (command == NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_VERB_UNKNOWN, noun, verb);
	usage_command(context, command);
	return STATUS_OK;
}

static enum status_code help(struct context *context, const struct arguments *arguments)
{
	if (argument(arguments, "completion") != NULL)
		completion_print(stdout);
	else if (argument(arguments, "exit-codes") != NULL)
		print_exit_codes(context);
	else if (arguments->n_positional == 0)
		usage_overview(context);
	else
		return print_named(context, arguments->positional[0], arguments->positional[1]);
	return STATUS_OK;
}

static const struct option_row options[] = {
	{ "exit-codes", NULL, { "列出退出码", "list the exit codes" } },
	{ "completion", NULL, { "输出 bash 补全脚本", "print the bash completion" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "help", NULL, "[NOUN [VERB]]", 0, 2, { "显示帮助", "show help" }, "jixiao help entry put", options, help },
};

const struct command_group help_commands = {
	"help", { "帮助、退出码和命令补全", "help, exit codes, completion" }, commands, 1
};
