/* rule_text: a scoring rule with its parameters in words. */
#ifndef JIXIAO_DOMAIN_RULE_TEXT_H
#define JIXIAO_DOMAIN_RULE_TEXT_H

#include "common/domain/scoring.h"

/* "比率扣底法"; in English the name that scheme files use, "floor_rate". "" for RULE_NONE, "?" for a rule that this program
 * does not know. Static. */
const char *rule_label(enum language language, enum rule_kind kind);

/* "比率扣底法（起点 60%，分母为到位资金）": the label and the parameters that decide a score, defaults included. ${unit}: the
 * target's, in which a step is measured. */
char *rule_text(struct arena *arena, enum language language, const struct rule *rule, const char *unit);

#endif
