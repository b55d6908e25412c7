/* score_adjust: the handler of `jixiao score adjust`, and of --undo of both verbs that propose scores. */
#ifndef JIXIAO_CLIENT_SCORE_ADJUST_H
#define JIXIAO_CLIENT_SCORE_ADJUST_H

#include "client/command.h"
#include "jixiao/score.pb-c.h"

command_handler score_adjust;

/* Takes back the proposals of the codes from the second positional on; without codes all that may still be. */
command_handler score_withdraw;

/* The adjustments of the spreadsheet at ${path}: columns 指标代码, 得分 and, where a row has its own, 理由. Behind the
 * *${n} that are there. Faults as table_match names them. */
enum status_code adjust_table_read(struct arena *arena, const char *path, Jixiao__ScoreAdjustment ***adjustments, size_t *n,
				   struct status *status);

#endif
