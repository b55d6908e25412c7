#include "common/domain/questionnaire.h"

#include <string.h>

static enum status_code too_large(struct status *status)
{
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
}

static struct ratio count_ratio(uint64_t count)
{
	return (struct ratio){ (__int128)count, 1 };
}

static const struct answer_option *option_of(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->n_options; i++)
		if (strcmp(rule->options[i].name, name) == 0)
			return &rule->options[i];
	return NULL;
}

/* 100 where the rule has no groups: what it weighs then changes nothing. */
static struct decimal group_weight(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->n_groups; i++)
		if (strcmp(rule->groups[i].name, name) == 0)
			return rule->groups[i].weight;
	return DECIMAL(100);
}

static uint64_t group_size(const struct group_counts *group)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < group->n_answers; i++)
		sum += group->answers[i].count;
	return sum;
}

/* Mean of the values, 0 to 100: "(90 × 100 + 60 × 80) ÷ 150". */
static enum status_code group_mean(struct arena *arena, const struct group_counts *group, const struct rule *rule,
				   struct ratio *mean, const char **way, struct status *status)
{
	uint64_t size = group_size(group);
	struct ratio sum = { 0, 1 };
	const char *terms = "";

	if (size == 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_QUESTIONNAIRE_GROUP_EMPTY, group->name);
	for (size_t i = 0; i < group->n_answers; i++) {
		const struct answer_option *option = option_of(rule, group->answers[i].option);
		struct decimal value = option != NULL ? option->value : DECIMAL(0);
		struct ratio part;

		if (!ratio_multiply(count_ratio(group->answers[i].count), ratio_of(value), &part) ||
		    !ratio_add(sum, part, &sum))
			return too_large(status);
		terms = arena_printf(arena, "%s%s%u × %s", terms, i > 0 ? " + " : "", group->answers[i].count,
				     decimal_format(arena, value));
	}
	*way = arena_printf(arena, "(%s) ÷ %llu", terms, (unsigned long long)size);
	return ratio_divide(sum, count_ratio(size), mean) ? STATUS_OK : too_large(status);
}

/* Σ mean × weight ÷ Σ weight, as a share of 100. */
static enum status_code weighted_mean(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule,
				      struct questionnaire_result *result, struct status *status)
{
	struct ratio sum = { 0, 1 }, weights = { 0, 1 };
	const char *way = "", *weight_way = "";

	for (size_t i = 0; i < counts->n_groups; i++) {
		struct decimal weight = group_weight(rule, counts->groups[i].name);
		const char *group_way = "";
		struct ratio mean;
		enum status_code code = group_mean(arena, &counts->groups[i], rule, &mean, &group_way, status);

		if (code != STATUS_OK)
			return code;
		if (!ratio_multiply(mean, ratio_of(weight), &mean) || !ratio_add(sum, mean, &sum) ||
		    !ratio_add(weights, ratio_of(weight), &weights))
			return too_large(status);
		way = arena_printf(arena, "%s%s%s", way, i > 0 ? " + " : "", group_way);
		if (rule->n_groups > 0)
			way = arena_printf(arena, "%s × %s", way, decimal_format(arena, weight));
		weight_way = arena_printf(arena, "%s%s%s", weight_way, i > 0 ? " + " : "", decimal_format(arena, weight));
	}
	result->way = rule->n_groups > 0 ? arena_printf(arena, "(%s) ÷ (%s) ÷ 100", way, weight_way)
					 : arena_printf(arena, "%s ÷ 100", way);
	if (!ratio_divide(sum, weights, &sum) || !ratio_divide(sum, count_ratio(100), &result->satisfaction))
		return too_large(status);
	return STATUS_OK;
}

/* Answers whose value counts as satisfied; or as counted, where answers have no values. */
static uint64_t satisfied_of(const struct questionnaire_counts *counts, const struct rule *rule)
{
	uint64_t sum = 0;

	if (rule->n_options == 0)
		return counts->satisfied;
	for (size_t i = 0; i < counts->n_groups; i++)
		for (size_t k = 0; k < counts->groups[i].n_answers; k++) {
			const struct answer_count *answer = &counts->groups[i].answers[k];
			const struct answer_option *option = option_of(rule, answer->option);

			if (option != NULL && decimal_compare(option->value, rule->satisfied_from) >= 0)
				sum += answer->count;
		}
	return sum;
}

static void warn(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule,
		 struct questionnaire_result *result)
{
	result->warnings = arena_alloc(arena, 2 * sizeof(*result->warnings));
	if (counts->valid < rule->minimum_sample)
		result->warnings[result->n_warnings++] =
			arena_printf(arena, "有效答卷 %u 份，少于最低样本量 %lld 份，满意度的代表性不足", counts->valid,
				     (long long)rule->minimum_sample);
	if (ratio_compare(result->response, ratio_of(rule->response_rate)) < 0)
		result->warnings[result->n_warnings++] = arena_printf(
			arena, "回收率 %u ÷ %u = %s，低于 %s，满意度的代表性不足", counts->returned, counts->issued,
			ratio_percent(arena, result->response), ratio_percent(arena, ratio_of(rule->response_rate)));
}

enum status_code questionnaire_evaluate(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule,
					struct questionnaire_result *result, struct status *status)
{
	enum status_code code = STATUS_OK;

	*result = (struct questionnaire_result){ .way = "" };
	if (counts->valid == 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_QUESTIONNAIRE_NO_ANSWERS,
				   arena_printf(arena, "%u", counts->issued), arena_printf(arena, "%u", counts->returned));
	result->satisfied = satisfied_of(counts, rule);
	if (!ratio_divide(count_ratio(result->satisfied), count_ratio(counts->valid), &result->plain) ||
	    !ratio_divide(count_ratio(counts->returned), count_ratio(counts->issued), &result->response))
		return too_large(status);
	if (rule->n_options > 0) {
		code = weighted_mean(arena, counts, rule, result, status);
	} else {
		result->satisfaction = result->plain;
		result->way = arena_printf(arena, "%u ÷ %u", counts->satisfied, counts->valid);
	}
	if (code == STATUS_OK)
		warn(arena, counts, rule, result);
	return code;
}

const char *questionnaire_percent(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule)
{
	struct status why = STATUS_INIT;
	struct questionnaire_result result;
	const char *percent = "";

	if (questionnaire_evaluate(arena, counts, rule, &result, &why) == STATUS_OK)
		percent = ratio_percent(arena, result.satisfaction);
	status_clear(&why);
	return percent;
}
