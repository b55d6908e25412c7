/* score_record: what computing, proposing and reviewing scores share about their records. */
#ifndef JIXIAO_SERVICE_SCORE_RECORD_H
#define JIXIAO_SERVICE_SCORE_RECORD_H

#include "common/domain/dossier.h"
#include "jixiao/score.pb-c.h"
#include "server/rpc/method.h"

/* Bytes of a reason or a comment. */
enum { SCORE_REASON_LIMIT = 4096 };

struct record_key score_key(const struct call *call, const char *indicator);

/* Is ${id} one of ${ids}? */
bool score_is_among(char *const *ids, size_t n, const char *id);

/* *${score} is NULL if there is none. */
enum status_code score_find(struct call *call, const char *indicator, Jixiao__Score **score);
enum status_code score_put(struct call *call, Jixiao__Score *score, uint64_t revision);
Jixiao__Score *score_new(struct call *call, const char *indicator);

/* What the rule says, into the record; nobody has looked at it yet. */
void score_settle(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
		  const struct scoring_result *result, Jixiao__Score *score);

/* Where violations about it stand: "scores[C11]". */
char *score_path(const struct call *call, const char *indicator);

/* Lines, total, grade, what waits and early warnings, of the dossier as the store has it now. */
enum status_code score_reply_sums(struct call *call, Jixiao__ScoreListReply *reply);

#endif
