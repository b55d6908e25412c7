#include "client/options.h"

#include <ctype.h>
#include <string.h>

#include "client/command_table.h"
#include "client/suggest.h"

struct parser {
	struct arena *arena;
	struct command_line *line;
	struct status *status;
	int argc, i;
	char **argv;
};

char *command_name(struct arena *arena, const struct command *command)
{
	if (command->verb == NULL)
		return arena_strdup(arena, command->noun);
	return arena_printf(arena, "%s %s", command->noun, command->verb);
}

static const struct option_row *find_row(const struct option_row *rows, const char *name, size_t length)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if (strlen(rows->name) == length && strncmp(rows->name, name, length) == 0)
			return rows;
	return NULL;
}

/* "-o", "-q", "-h" are the only short ones. */
static const char *long_name(const char *word)
{
	static const char *const pairs[][2] = { { "-o", "--output" }, { "-q", "--quiet" }, { "-h", "--help" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (strcmp(word, pairs[i][0]) == 0)
			return pairs[i][1];
	return word;
}

static void add(struct parser *parser, struct arguments *arguments, const char *name, const char *value)
{
	if (arguments->options == NULL)
		arguments->options = arena_alloc(parser->arena, (size_t)parser->argc * sizeof(*arguments->options));
	arguments->options[arguments->n_options].name = name;
	arguments->options[arguments->n_options++].value = value;
}

static enum status_code unknown_option(struct parser *parser, const char *word)
{
	const struct command *command = parser->line->arguments.command;
	const struct option_row *tables[] = { command != NULL ? command->options : NULL, global_options };
	struct suggestion suggestion = { word + strspn(word, "-"), NULL, 0 };

	for (size_t i = 0; i < 2; i++)
		for (const struct option_row *row = tables[i]; row != NULL && row->name != NULL; row++)
			suggest_offer(&suggestion, row->name);
	if (suggestion.best == NULL)
		return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_UNKNOWN, word);
	return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_UNKNOWN_NEAR, word,
			   arena_printf(parser->arena, "--%s", suggestion.best));
}

static enum status_code take_option(struct parser *parser, const char *given)
{
	const struct command *command = parser->line->arguments.command;
	const char *word = long_name(given), *equals = strchr(word, '='), *value = "";
	size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct option_row *row = NULL;
	struct arguments *into = &parser->line->arguments;

	if (strncmp(word, "--", 2) == 0 && command != NULL)
		row = find_row(command->options, word + 2, length - 2);
	if (row == NULL && strncmp(word, "--", 2) == 0) {
		row = find_row(global_options, word + 2, length - 2);
		into = &parser->line->globals;
	}
	if (row == NULL)
		return unknown_option(parser, arena_printf(parser->arena, "%.*s", (int)length, word));
	if (row->value == NULL && equals != NULL)
		return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_NO_VALUE, row->name);
	if (!row->repeated && argument(into, row->name) != NULL)
		return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_TWICE, row->name);
	if (row->value != NULL && equals != NULL) {
		value = equals + 1;
	} else if (row->value != NULL) {
		if (parser->i == parser->argc)
			return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_NEEDS_VALUE, row->name);
		value = parser->argv[parser->i++];
	}
	add(parser, into, row->name, value);
	return STATUS_OK;
}

static enum status_code take_noun(struct parser *parser, const char *word)
{
	struct suggestion suggestion = { word, NULL, 0 };

	parser->line->group = command_group_find(word);
	if (parser->line->group != NULL) {
		parser->line->arguments.command = command_without_verb(parser->line->group);
		return STATUS_OK;
	}
	for (size_t i = 0; i < command_group_count(); i++)
		suggest_offer(&suggestion, command_group_at(i)->noun);
	if (suggestion.best == NULL)
		return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_NOUN_UNKNOWN, word);
	return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_NOUN_UNKNOWN_NEAR, word, suggestion.best);
}

static enum status_code take_verb(struct parser *parser, const char *word)
{
	const struct command_group *group = parser->line->group;
	struct suggestion suggestion = { word, NULL, 0 };

	parser->line->arguments.command = command_find(group, word);
	if (parser->line->arguments.command != NULL)
		return STATUS_OK;
	for (size_t i = 0; i < group->n_commands; i++)
		suggest_offer(&suggestion, group->commands[i].verb);
	if (suggestion.best == NULL)
		return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_VERB_UNKNOWN, group->noun, word);
	return STATUS_FAIL(parser->status, STATUS_INVALID_ARGUMENT, MSG_VERB_UNKNOWN_NEAR, group->noun, word, suggestion.best);
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0' && !isdigit((unsigned char)word[1]) && word[1] != '.';
}

enum status_code command_line_parse(struct arena *arena, int argc, char **argv, struct command_line *line,
				    struct status *status)
{
	struct parser parser = { arena, line, status, argc, 1, argv };
	enum status_code code = STATUS_OK;
	bool only_values = false;

	*line = (struct command_line){ .group = NULL };
	line->arguments.positional = arena_alloc(arena, (size_t)(argc + 1) * sizeof(*line->arguments.positional));
	while (code == STATUS_OK && parser.i < argc) {
		const char *word = argv[parser.i++];

		if (!only_values && strcmp(word, "--") == 0)
			only_values = true;
		else if (!only_values && is_option(word))
			code = take_option(&parser, word);
		else if (line->group == NULL)
			code = take_noun(&parser, word);
		else if (line->arguments.command == NULL)
			code = take_verb(&parser, word);
		else
			line->arguments.positional[line->arguments.n_positional++] = word;
	}
	return code;
}

enum status_code command_line_complete(struct arena *arena, const struct command_line *line, struct status *status)
{
	const struct command *command = line->arguments.command;
	const char *name = command_name(arena, command);

	if (line->arguments.n_positional < command->min_positional)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_ARGUMENTS_MISSING, name,
				   arena_printf(arena, "%zu", command->min_positional));
	if (line->arguments.n_positional > command->max_positional)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_ARGUMENTS_SURPLUS, name,
				   line->arguments.positional[command->max_positional]);
	for (const struct option_row *row = command->options; row != NULL && row->name != NULL; row++)
		if (row->required && argument(&line->arguments, row->name) == NULL)
			return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_OPTION_REQUIRED, name, row->name);
	return STATUS_OK;
}

enum language command_line_language(int argc, char **argv, const char *lc_all, const char *lang)
{
	const char *locale = lc_all != NULL && *lc_all != '\0' ? lc_all : lang;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *value = NULL;

		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			value = argv[i + 1];
		else if (strncmp(argv[i], "--lang=", 7) == 0)
			value = argv[i] + 7;
		if (value != NULL)
			return strcmp(value, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
	}
	return locale != NULL && strncmp(locale, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}
