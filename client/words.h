/* words: the words of the work for what the wire says in numbers and field names. */
#ifndef JIXIAO_CLIENT_WORDS_H
#define JIXIAO_CLIENT_WORDS_H

#include "common/base/arena.h"
#include "common/text/message_catalogue.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "jixiao/user.pb-c.h"

/* Static. A number that this program does not know reads "?". */
const char *entry_state_word(enum language language, Jixiao__EntryState state);
const char *score_state_word(enum language language, Jixiao__ScoreState state);
const char *finding_state_word(enum language language, Jixiao__FindingState state);
const char *stage_word(enum language language, Jixiao__Stage stage);
const char *role_word(enum language language, Jixiao__Role role);
/* "" for SERVER_ROLE_NONE. */
const char *server_role_word(enum language language, Jixiao__ServerRole role);

/* A Chinese or English word, in any case; *_UNSPECIFIED for an unknown one. */
Jixiao__Stage stage_by_word(const char *word);
Jixiao__Role role_by_word(const char *word);

/* What officials call field ${name} of message ${type} ("" if that is not known); static, NULL if there is no word. */
const char *field_word(enum language language, const char *type, const char *name);

/* "2025-03-10 14:05", local time; "" for 0. */
char *time_in_words(struct arena *arena, int64_t milliseconds);

/* Words of help: "EVALUATION CODE [VALUE] --reason REASON" -> "评价 指标 [数值] --reason 理由". */
char *usage_in_words(struct arena *arena, enum language language, const char *usage);

#endif
