/* command_table: every noun of the CLI. A new file of client/command/ adds its line to groups.def there. */
#ifndef JIXIAO_CLIENT_COMMAND_TABLE_H
#define JIXIAO_CLIENT_COMMAND_TABLE_H

#include "client/command.h"

size_t command_group_count(void);
const struct command_group *command_group_at(size_t i);
const struct command_group *command_group_find(const char *noun);

/* NULL if ${group} has no such verb. A group whose only command has no verb is that command. */
const struct command *command_find(const struct command_group *group, const char *verb);
/* The command that is for ${method}, else one that uses it; NULL if there is none. */
const struct command *command_for_method(const char *method);

const struct command *command_without_verb(const struct command_group *group);

/* Options that every command takes: --lang, --as, -o, --quiet, --help, --version. Ends with a row whose name is NULL. */
extern const struct option_row global_options[];

#endif
