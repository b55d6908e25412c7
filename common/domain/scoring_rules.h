/* scoring_rules: the formula of each rule; for scoring.c alone. */
#ifndef JIXIAO_DOMAIN_SCORING_RULES_H
#define JIXIAO_DOMAIN_SCORING_RULES_H

#include "common/domain/scoring.h"

/* Computes with ${input}, whose values are of the kinds that the rule wants. */
typedef enum status_code scoring_rule(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				      struct status *status);

scoring_rule scoring_ratio, scoring_inverse, scoring_exact, scoring_floor_rate, scoring_rate, scoring_step, scoring_deadline,
	scoring_checklist, scoring_tier, scoring_manual;

#endif
