/* options: reads a command line by the command table. */
#ifndef JIXIAO_CLIENT_OPTIONS_H
#define JIXIAO_CLIENT_OPTIONS_H

#include "client/command.h"

struct command_line {
	const struct command_group *group; /* NULL: none was named */
	struct arguments arguments;	   /* .command NULL: no verb was named */
	struct arguments globals;	   /* options of global_options only */
};

/* Fails with STATUS_INVALID_ARGUMENT on an unknown word or option, a missing or surplus value; what was understood so far is in
 * ${line}. Options stand anywhere; "--" ends them. "-5" is a value. */
enum status_code command_line_parse(struct arena *arena, int argc, char **argv, struct command_line *line,
				    struct status *status);

/* Number of positional arguments and required options: apart, so that `--help` needs none. */
enum status_code command_line_complete(struct arena *arena, const struct command_line *line, struct status *status);

/* --lang, else LC_ALL or LANG beginning with "en"; unset, C and C.UTF-8 are Chinese. Looks before the line is parsed. */
enum language command_line_language(int argc, char **argv, const char *lc_all, const char *lang);

/* The verb's name for sentences: "entry put", "todo". */
char *command_name(struct arena *arena, const struct command *command);

#endif
