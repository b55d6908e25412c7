/* evaluation_kind: 单位自评, 部门评价, 财政评价 in words. */
#ifndef JIXIAO_CLIENT_EVALUATION_KIND_H
#define JIXIAO_CLIENT_EVALUATION_KIND_H

#include "common/base/arena.h"
#include "common/text/message_catalogue.h"
#include "jixiao/template.pb-c.h"

/* Static; "?" for a number that this program does not know. */
const char *evaluation_kind_word(enum language language, Jixiao__EvaluationKind kind);
/* A Chinese or English word; EVALUATION_KIND_UNSPECIFIED for an unknown one. */
Jixiao__EvaluationKind evaluation_kind_by_word(const char *word);
/* "部门评价、财政评价". */
char *evaluation_kinds_in_words(struct arena *arena, enum language language, const Jixiao__EvaluationKind *kinds, size_t n);

#endif
