/* scoring_rules: the formula of each rule, by family (scoring_proportional, _rates, _step, _judged, _satisfaction), and what
 * they share; for common/domain/scoring*.c alone. */
#ifndef JIXIAO_DOMAIN_SCORING_RULES_H
#define JIXIAO_DOMAIN_SCORING_RULES_H

#include "common/domain/scoring.h"

/* Computes with ${input}, whose values are of the kinds that the rule wants. */
typedef enum status_code scoring_rule(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				      struct status *status);

scoring_rule scoring_ratio, scoring_inverse, scoring_exact, scoring_floor_rate, scoring_rate, scoring_step, scoring_deadline,
	scoring_checklist, scoring_tier, scoring_satisfaction, scoring_manual;

/* Texts of an explanation: "1246.5"; points as they are shown, "3.00"; "≥". */
char *rule_number(struct arena *arena, struct decimal value);
char *rule_points(struct arena *arena, struct decimal points);
const char *rule_sign(enum target_op op);
/* A share as an exact percentage: "60%", "66.6667%". */
char *rule_percent(struct arena *arena, struct decimal share);

/* ${points} within 0 and ${weight}. */
struct decimal rule_clamp(struct decimal points, struct decimal weight);

/* The one rounding: points = ${share} × ${weight} within 0 and ${weight}. false on overflow. */
bool rule_settle(struct ratio share, struct decimal weight, struct decimal *points);

/* What is left of ${points} after ${times} × ${deduction}, rounded once, never below 0: *${cut} says that it would be. false on
 * overflow. */
bool rule_deduct(struct decimal points, struct decimal deduction, int64_t times, struct decimal *left, bool *cut);

/* The rule divides by a target that is 0 or less. */
enum status_code rule_target_zero(struct status *status, const struct scoring_input *input);
enum status_code rule_too_large(struct status *status);

/* Whether ${actual} ${op} ${target} holds. */
bool rule_holds(enum target_op op, struct decimal actual, struct decimal target);

/* 指标完成率: actual ÷ target for ≥ and =, target ÷ actual for ≤; "" if that would divide by zero. */
const char *rule_completion(struct arena *arena, const struct scoring_input *input);

/* Full at the target, above 0, or better; below it in proportion. */
scoring_rule rule_by_target;

/* The target is reached: full weight, and said so. */
void rule_full(struct arena *arena, const struct scoring_input *input, struct scoring_result *result);

#endif
