/* exit_code: what the process tells scripts; `jixiao help --exit-codes` prints the table. */
#ifndef JIXIAO_CLIENT_EXIT_CODE_H
#define JIXIAO_CLIENT_EXIT_CODE_H

#include "common/base/status.h"

#define EXIT_USAGE 2
#define EXIT_LOCAL_FILE 13

struct exit_code_row {
	int exit_code;
	const char *meaning[2]; /* zh, en; NULL ends the table */
};

extern const struct exit_code_row exit_codes[];

int exit_code_of(const struct status *status);

/* A fault of the command line that its command found: an option that is no number, a word that is none of those to choose
 * from. */
bool is_usage_fault(const struct status *status);

#endif
