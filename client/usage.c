#include "client/usage.h"

#include <string.h>

#include "client/command_table.h"
#include "client/exit_code.h"
#include "client/options.h"
#include "client/output.h"
#include "client/words.h"

static void heading(struct context *context, enum message_id id)
{
	printf("\n%s\n", message_plain(context->language, id));
}

/* Two columns, indented. */
static struct table *list_new(struct context *context)
{
	struct table *table = table_new_plain(context);

	table_column(table, "", "", COLUMN_LEFT);
	table_column(table, "", "", COLUMN_WRAP);
	return table;
}

static void list_row(struct context *context, struct table *table, const char *name, const char *text)
{
	TABLE_ROW(table, arena_printf(context->arena, "  %s", name), text);
}

static void print_options(struct context *context, const struct option_row *rows)
{
	struct table *table = list_new(context);

	for (const struct option_row *row = rows; row != NULL && row->name != NULL; row++) {
		const char *value = row->value != NULL ? usage_in_words(context->arena, context->language, row->value) : "";
		const char *required = row->required ? message_plain(context->language, MSG_USAGE_REQUIRED) : "";
		const char *repeated = row->repeated ? message_plain(context->language, MSG_USAGE_REPEATED) : "";

		list_row(context, table,
			 arena_printf(context->arena, "--%s%s%s", row->name, row->value != NULL ? " " : "", value),
			 arena_printf(context->arena, "%s%s%s", in_language(context, row->help), required, repeated));
	}
	table_print(table, MSG_NONE);
}

void usage_line(FILE *file, struct context *context, const struct command *command)
{
	const char *arguments = command->usage != NULL ? command->usage : "";

	fprintf(file, "%sjixiao %s", message_plain(context->language, MSG_USAGE_PREFIX), command_name(context->arena, command));
	if (*arguments != '\0')
		fprintf(file, " %s", usage_in_words(context->arena, context->language, arguments));
	for (const struct option_row *row = command->options; row != NULL && row->name != NULL; row++)
		if (row->required)
			fprintf(file, " --%s%s%s", row->name, row->value != NULL ? " " : "",
				row->value != NULL ? usage_in_words(context->arena, context->language, row->value) : "");
	fprintf(file, "\n");
}

void usage_command(struct context *context, const struct command *command)
{
	usage_line(stdout, context, command);
	printf("%s\n", in_language(context, command->help));
	if (command->options != NULL) {
		heading(context, MSG_USAGE_OPTIONS);
		print_options(context, command->options);
	}
	if (command->example != NULL) {
		heading(context, MSG_USAGE_EXAMPLE);
		printf("  %s\n", command->example);
	}
	heading(context, MSG_USAGE_SEE_GLOBAL);
}

/* The first of its commands that has an example shows how a line of the group looks. */
static void print_group_example(struct context *context, const struct command_group *group)
{
	for (size_t i = 0; i < group->n_commands; i++)
		if (group->commands[i].example != NULL) {
			heading(context, MSG_USAGE_EXAMPLE);
			printf("  %s\n", group->commands[i].example);
			return;
		}
}

void usage_group(struct context *context, const struct command_group *group)
{
	const struct command *only = command_without_verb(group);
	struct table *table;

	if (only != NULL) {
		usage_command(context, only);
		return;
	}
	printf("%sjixiao %s %s\n", message_plain(context->language, MSG_USAGE_PREFIX), group->noun,
	       message_plain(context->language, MSG_USAGE_VERB_REST));
	printf("%s\n", in_language(context, group->help));
	heading(context, MSG_USAGE_VERBS);
	table = list_new(context);
	for (size_t i = 0; i < group->n_commands; i++)
		list_row(context, table, group->commands[i].verb, in_language(context, group->commands[i].help));
	table_print(table, MSG_NONE);
	print_group_example(context, group);
	printf("\n%s\n", message_text(context->arena, context->language, MSG_USAGE_MORE, STATUS_ARGS(group->noun), 1));
}

void usage_overview(struct context *context)
{
	struct table *table;

	printf("%s\n", message_plain(context->language, MSG_USAGE_TITLE));
	printf("%s\n", message_plain(context->language, MSG_USAGE_OVERVIEW));
	heading(context, MSG_USAGE_NOUNS);
	table = list_new(context);
	for (size_t i = 0; i < command_group_count(); i++)
		list_row(context, table, command_group_at(i)->noun, in_language(context, command_group_at(i)->help));
	table_print(table, MSG_NONE);
	heading(context, MSG_USAGE_GLOBAL);
	print_options(context, global_options);
	heading(context, MSG_USAGE_FIRST);
}
