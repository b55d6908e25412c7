#include "client/completion.h"

#include "client/command_table.h"

static const char head[] = "# bash completion of jixiao, printed by `jixiao help --completion`\n"
			   "_jixiao()\n"
			   "{\n"
			   "\tlocal word=${COMP_WORDS[COMP_CWORD]} noun= verb= i\n"
			   "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
			   "\t\tcase ${COMP_WORDS[i]} in\n"
			   "\t\t--lang | --as | --output | -o) ((i++)) ;;\n"
			   "\t\t-*) ;;\n"
			   "\t\t*)\n"
			   "\t\t\tif [[ -z $noun ]]; then noun=${COMP_WORDS[i]}\n"
			   "\t\t\telif [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; fi ;;\n"
			   "\t\tesac\n"
			   "\tdone\n"
			   "\tlocal words=\n"
			   "\tcase \"$noun $verb\" in\n";

static const char tail[] = "\tesac\n"
			   "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
			   "}\n"
			   "complete -o default -F _jixiao jixiao\n";

static void print_options(FILE *file, const struct option_row *rows)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		fprintf(file, " --%s", rows->name);
}

static void print_group(FILE *file, const struct command_group *group)
{
	for (size_t i = 0; i < group->n_commands; i++) {
		const struct command *command = &group->commands[i];

		fprintf(file, "\t\"%s %s\"%s) words=\"", group->noun, command->verb != NULL ? command->verb : "",
			command->verb != NULL ? "" : "*");
		print_options(file, command->options);
		print_options(file, global_options);
		fprintf(file, "\" ;;\n");
	}
	if (command_without_verb(group) != NULL)
		return;
	fprintf(file, "\t\"%s \") words=\"", group->noun);
	for (size_t i = 0; i < group->n_commands; i++)
		fprintf(file, " %s", group->commands[i].verb);
	fprintf(file, "\" ;;\n");
}

void completion_print(FILE *file)
{
	fputs(head, file);
	fprintf(file, "\t\" \") words=\"");
	for (size_t i = 0; i < command_group_count(); i++)
		fprintf(file, " %s", command_group_at(i)->noun);
	print_options(file, global_options);
	fprintf(file, "\" ;;\n");
	for (size_t i = 0; i < command_group_count(); i++)
		print_group(file, command_group_at(i));
	fputs(tail, file);
}
