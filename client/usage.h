/* usage: help and completion, all of it from the command table. */
#ifndef JIXIAO_CLIENT_USAGE_H
#define JIXIAO_CLIENT_USAGE_H

#include <stdio.h>

#include "client/command.h"

/* `jixiao help`, `jixiao NOUN --help`, `jixiao NOUN VERB --help`. */
void usage_overview(struct context *context);
void usage_group(struct context *context, const struct command_group *group);
void usage_command(struct context *context, const struct command *command);

/* "用法：jixiao entry put 评价 指标代码 [数值]": one line. */
void usage_line(FILE *file, struct context *context, const struct command *command);

#endif
