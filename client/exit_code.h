/* exit_code: what the process tells scripts; `jixiao help --exit-codes` prints the table. */
#ifndef JIXIAO_CLIENT_EXIT_CODE_H
#define JIXIAO_CLIENT_EXIT_CODE_H

#include "common/base/status.h"

#define EXIT_USAGE 2

struct exit_code_row {
	int exit_code;
	const char *meaning[2]; /* zh, en; NULL ends the table */
};

extern const struct exit_code_row exit_codes[];

int exit_code_of(enum status_code code);

#endif
