/* record_score: what the domain computed of scores, as messages. */
#ifndef JIXIAO_RECORD_RECORD_SCORE_H
#define JIXIAO_RECORD_RECORD_SCORE_H

#include "common/domain/early_warning.h"
#include "jixiao/score.pb-c.h"

Jixiao__ScoreLine *score_line_message(struct arena *arena, const struct score_line *line);
size_t early_warning_messages(struct arena *arena, const struct early_warning *warnings, size_t n,
			      Jixiao__EarlyWarning ***messages);

/* Into ${reply}: lines, total and grade, the indicators that are accepted as not applicable, what waits, and early warnings. */
void score_reply_fill(struct arena *arena, const struct dossier *dossier, Jixiao__ScoreListReply *reply);

#endif
