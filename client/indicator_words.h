/* indicator_words: what several commands print of an indicator. */
#ifndef JIXIAO_CLIENT_INDICATOR_WORDS_H
#define JIXIAO_CLIENT_INDICATOR_WORDS_H

#include "client/command.h"
#include "jixiao/scheme.pb-c.h"

/* "≥10次"; "" without one. */
const char *indicator_target(struct context *context, const Jixiao__Indicator *indicator);
/* The rule's name, without its parameters. */
const char *indicator_rule(struct context *context, const Jixiao__Indicator *indicator);
/* Its name, set in by its level. */
const char *indicator_indented(struct context *context, const Jixiao__Indicator *indicator);

#endif
