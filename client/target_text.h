/* target_text: targets as people write them: "≥10次", "=2024-12-10", "长期". */
#ifndef JIXIAO_CLIENT_TARGET_TEXT_H
#define JIXIAO_CLIENT_TARGET_TEXT_H

#include "common/base/arena.h"
#include "jixiao/scheme.pb-c.h"

/* Reads an operator (≥ ≤ = >= <= ＝) followed by a date or by a number and its unit; anything else is a text. Strings of
 * ${target} are in ${arena}. Never fails: whether the target suits its rule is the domain's question. */
void target_text_parse(struct arena *arena, const char *text, Jixiao__Target *target);

/* The text that target_text_parse reads back as ${target}; NULL if there is none ("10" with the unit "5次"). */
char *target_text_format(struct arena *arena, const Jixiao__Target *target);

#endif
