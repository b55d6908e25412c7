#include "common/domain/questionnaire.h"
#include "common/domain/scoring_rules.h"

/* "满意 150 ÷ 180 = 83.33%": the plain share beside a mean of values; nothing where it is the satisfaction itself. */
static const char *plain_words(struct arena *arena, const struct scoring_input *input,
			       const struct questionnaire_result *answers)
{
	if (input->rule.n_options == 0)
		return "";
	return arena_printf(arena, "；满意率（赋值不低于 %s 的答卷）%llu ÷ %u = %s",
			    rule_number(arena, input->rule.satisfied_from), (unsigned long long)answers->satisfied,
			    input->questionnaire->valid, ratio_percent(arena, answers->plain));
}

static enum status_code by_answers(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				   struct status *status)
{
	const struct questionnaire_counts *counts = input->questionnaire;
	const char *target = rule_number(arena, input->target.value.number), *reached;
	struct questionnaire_result answers;
	struct ratio wanted, rate;
	enum status_code code = questionnaire_evaluate(arena, counts, &input->rule, &answers, status);

	if (code != STATUS_OK)
		return code;
	if (!ratio_divide_decimals(input->target.value.number, DECIMAL(100), &wanted) ||
	    !ratio_divide(answers.satisfaction, wanted, &rate) || !rule_settle(rate, input->weight, &result->points))
		return rule_too_large(status);
	result->completion = ratio_percent(arena, rate);
	result->achieved = ratio_compare(answers.satisfaction, wanted) >= 0;
	result->warnings = answers.warnings;
	result->n_warnings = answers.n_warnings;
	reached = result->achieved
			  ? arena_printf(arena, "≥ %s%%，达到指标值，得满分 %s", target, rule_points(arena, input->weight))
			  : arena_printf(arena, "< %s%%：%s ÷ %s%% × %s = %s", target, answers.way, target,
					 rule_number(arena, input->weight), rule_points(arena, result->points));
	result->explanation =
		arena_printf(arena, "发放 %u、回收 %u、有效 %u，回收率 %s；满意度 %s = %s %s%s", counts->issued,
			     counts->returned, counts->valid, ratio_percent(arena, answers.response), answers.way,
			     ratio_percent(arena, answers.satisfaction), reached, plain_words(arena, input, &answers));
	return STATUS_OK;
}

enum status_code scoring_satisfaction(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				      struct status *status)
{
	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return rule_target_zero(status, input);
	if (input->questionnaire == NULL)
		return rule_by_target(arena, input, result, status);
	return by_answers(arena, input, result, status);
}
