#include "client/command_table.h"

#include <string.h>

#define GROUP(noun) extern const struct command_group noun##_commands;
#include "client/command/groups.def"
#undef GROUP

static const struct command_group *const groups[] = {
#define GROUP(noun) &noun##_commands,
#include "client/command/groups.def"
#undef GROUP
};

const struct option_row global_options[] = {
	{ "lang",
	  "zh|en",
	  { "输出语言；未指定时，LC_ALL 或 LANG 以 en 开头为英文，否则为中文",
	    "language; without it English if LC_ALL or LANG begins with en, else Chinese" } },
	{ "as", "PROFILE", { "用哪个身份（见 jixiao context list）", "which identity to use (see jixiao context list)" } },
	{ "output", "table|json", { "输出格式，可写作 -o；json 供脚本使用", "format, also -o; json is for scripts" } },
	{ "quiet", NULL, { "不显示进度，可写作 -q", "no progress, also -q" } },
	{ "help", NULL, { "显示帮助，可写作 -h", "show help, also -h" } },
	{ "version", NULL, { "显示版本", "show the version" } },
	{ NULL },
};

size_t command_group_count(void)
{
	return sizeof(groups) / sizeof(*groups);
}

const struct command_group *command_group_at(size_t i)
{
	return groups[i];
}

const struct command_group *command_group_find(const char *noun)
{
	for (size_t i = 0; i < command_group_count(); i++)
		if (strcmp(groups[i]->noun, noun) == 0)
			return groups[i];
	return NULL;
}

const struct command *command_find(const struct command_group *group, const char *verb)
{
	for (size_t i = 0; i < group->n_commands; i++)
		if (group->commands[i].verb != NULL && strcmp(group->commands[i].verb, verb) == 0)
			return &group->commands[i];
	return NULL;
}

/* At which place ${command} names ${method}; -1: nowhere. */
static int place_of(const struct command *command, const char *method)
{
	for (int i = 0; i < (int)(sizeof(command->methods) / sizeof(*command->methods)) && command->methods[i] != NULL; i++)
		if (strcmp(command->methods[i], method) == 0)
			return i;
	return -1;
}

const struct command *command_for_method(const char *method)
{
	const struct command *user = NULL;

	for (size_t i = 0; i < command_group_count(); i++)
		for (size_t j = 0; j < groups[i]->n_commands; j++) {
			const struct command *command = &groups[i]->commands[j];
			int place = place_of(command, method);

			if (place == 0)
				return command;
			if (place > 0 && user == NULL)
				user = command;
		}
	return user;
}

const struct command *command_without_verb(const struct command_group *group)
{
	return group->n_commands == 1 && group->commands[0].verb == NULL ? &group->commands[0] : NULL;
}
