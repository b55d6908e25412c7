/* target_text: targets as people write them: "≥10次", "=2024-12-10", "长期". */
#ifndef JIXIAO_CLIENT_TARGET_TEXT_H
#define JIXIAO_CLIENT_TARGET_TEXT_H

#include "common/base/arena.h"
#include "common/base/status.h"
#include "common/domain/scoring.h"
#include "jixiao/scheme.pb-c.h"

/* Reads ${text} (common/domain/value_text.h) as the target of an indicator with the rule ${kind}, which says whether it is a
 * number, a date or a text. Strings of ${target} are in ${arena}. On false a violation at ${place}; whether the target
 * otherwise suits its rule is the domain's question. */
bool target_text_parse(struct arena *arena, const char *text, enum rule_kind kind, const char *place, Jixiao__Target *target,
		       struct status *status);

/* The same for a target that comes in parts, op, value and unit: makes them what target_text_parse would give. The value may
 * hold operator and unit, too; they must not contradict those beside it. */
bool target_parts_parse(struct arena *arena, enum rule_kind kind, const char *place, Jixiao__Target *target,
			struct status *status);

/* The text that target_text_parse reads back as ${target}; NULL if there is none ("10" with the unit "5次"). */
char *target_text_format(struct arena *arena, const Jixiao__Target *target, enum rule_kind kind);

/* ${target} for people. */
char *target_text_show(struct arena *arena, const Jixiao__Target *target);

#endif
