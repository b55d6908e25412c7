#include <string.h>

#include "common/domain/questionnaire.h"

struct place {
	const char *path;
	struct status *status;
};

static const char *below(const struct place *place, const char *field)
{
	return arena_printf(&place->status->arena, "%s.%s", place->path, field);
}

static const char *number(const struct place *place, uint64_t value)
{
	return arena_printf(&place->status->arena, "%llu", (unsigned long long)value);
}

/* ---- the rule ---- */

static void check_name(const struct place *place, const char *field, const char *name, bool twice)
{
	if (*name == '\0')
		STATUS_VIOLATION(place->status, below(place, field), MSG_FIELD_REQUIRED);
	else if (twice)
		STATUS_VIOLATION(place->status, below(place, field), MSG_ANSWER_TWICE, name);
}

static void check_options(const struct place *place, const struct rule *rule)
{
	struct arena *arena = &place->status->arena;

	if (rule->n_options > QUESTIONNAIRE_OPTIONS_MOST)
		STATUS_VIOLATION(place->status, below(place, "options"), MSG_ANSWERS_TOO_MANY,
				 number(place, QUESTIONNAIRE_OPTIONS_MOST));
	for (size_t i = 0; i < rule->n_options; i++) {
		const struct answer_option *option = &rule->options[i];
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice = twice || strcmp(rule->options[k].name, option->name) == 0;
		check_name(place, arena_printf(arena, "options[%zu].name", i), option->name, twice);
		if (option->value.micros < 0 || decimal_compare(option->value, DECIMAL(100)) > 0 ||
		    !decimal_fits(option->value, 2))
			STATUS_VIOLATION(place->status, below(place, arena_printf(arena, "options[%zu].value", i)),
					 MSG_ANSWER_VALUE, decimal_format(arena, option->value));
	}
}

static void check_groups(const struct place *place, const struct rule *rule)
{
	struct arena *arena = &place->status->arena;

	if (rule->n_groups > QUESTIONNAIRE_GROUPS_MOST)
		STATUS_VIOLATION(place->status, below(place, "groups"), MSG_ANSWERS_TOO_MANY,
				 number(place, QUESTIONNAIRE_GROUPS_MOST));
	if (rule->n_groups > 0 && rule->n_options == 0)
		STATUS_VIOLATION(place->status, below(place, "groups"), MSG_GROUPS_WITHOUT_OPTIONS);
	for (size_t i = 0; i < rule->n_groups; i++) {
		const struct answer_group *group = &rule->groups[i];
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice = twice || strcmp(rule->groups[k].name, group->name) == 0;
		check_name(place, arena_printf(arena, "groups[%zu].name", i), group->name, twice);
		if (group->weight.micros <= 0 || decimal_compare(group->weight, DECIMAL(100)) > 0 ||
		    !decimal_fits(group->weight, 2))
			STATUS_VIOLATION(place->status, below(place, arena_printf(arena, "groups[%zu].weight", i)),
					 MSG_GROUP_WEIGHT, decimal_format(arena, group->weight));
	}
}

void rule_answers_check(const struct rule *rule, const char *path, struct status *status)
{
	const struct place place = { path, status };

	if (rule->kind != RULE_SATISFACTION && rule->n_options + rule->n_groups > 0) {
		STATUS_VIOLATION(status, below(&place, rule->n_options > 0 ? "options" : "groups"), MSG_RULE_NO_ANSWERS,
				 rule_rows[rule->kind].name);
		return;
	}
	check_options(&place, rule);
	check_groups(&place, rule);
}

/* ---- the counts ---- */

static void check_order(const struct place *place, const struct questionnaire_counts *counts)
{
	const struct {
		const char *field;
		uint32_t value, most;
	} rows[] = {
		{ "issued", counts->issued, QUESTIONNAIRE_COUNT_MOST },
		{ "returned", counts->returned, counts->issued },
		{ "valid", counts->valid, counts->returned },
		{ "satisfied", counts->satisfied, counts->valid },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].value > rows[i].most)
			STATUS_VIOLATION(place->status, below(place, rows[i].field), MSG_COUNT_TOO_LARGE,
					 number(place, rows[i].value), number(place, rows[i].most));
}

static bool is_group(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->n_groups; i++)
		if (strcmp(rule->groups[i].name, name) == 0)
			return true;
	return rule->n_groups == 0 && *name == '\0';
}

static bool is_option(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->n_options; i++)
		if (strcmp(rule->options[i].name, name) == 0)
			return true;
	return false;
}

/* The answers of one group: those of the rule, each once. Returns how many there are. */
static uint64_t check_answers(const struct place *place, const struct group_counts *group, const struct rule *rule, size_t at)
{
	struct arena *arena = &place->status->arena;
	uint64_t sum = 0;

	for (size_t i = 0; i < group->n_answers; i++) {
		const char *field = arena_printf(arena, "groups[%zu].answers[%zu].option", at, i);
		const char *name = group->answers[i].option;
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice = twice || strcmp(group->answers[k].option, name) == 0;
		if (twice)
			STATUS_VIOLATION(place->status, below(place, field), MSG_ANSWER_TWICE, name);
		else if (!is_option(rule, name))
			STATUS_VIOLATION(place->status, below(place, field), MSG_ANSWER_UNKNOWN, name);
		sum += group->answers[i].count;
	}
	return sum;
}

static void check_counted(const struct place *place, const struct questionnaire_counts *counts, const struct rule *rule)
{
	struct arena *arena = &place->status->arena;
	uint64_t sum = 0;

	for (size_t i = 0; i < counts->n_groups; i++) {
		const char *name = counts->groups[i].name, *field = arena_printf(arena, "groups[%zu].name", i);
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice = twice || strcmp(counts->groups[k].name, name) == 0;
		if (twice)
			STATUS_VIOLATION(place->status, below(place, field), MSG_ANSWER_TWICE, name);
		else if (!is_group(rule, name))
			STATUS_VIOLATION(place->status, below(place, field), MSG_ANSWER_UNKNOWN, name);
		sum += check_answers(place, &counts->groups[i], rule, i);
	}
	if (rule->n_groups > 0 && counts->n_groups != rule->n_groups)
		STATUS_VIOLATION(place->status, below(place, "groups"), MSG_GROUPS_COUNT, number(place, rule->n_groups),
				 number(place, counts->n_groups));
	if (sum != counts->valid)
		STATUS_VIOLATION(place->status, below(place, "groups"), MSG_ANSWERS_SUM, number(place, sum),
				 number(place, counts->valid));
}

void questionnaire_check(const struct questionnaire_counts *counts, const struct rule *rule, const char *path,
			 struct status *status)
{
	const struct place place = { path, status };

	check_order(&place, counts);
	if (rule->n_options > 0) {
		if (counts->satisfied != 0)
			STATUS_VIOLATION(status, below(&place, "satisfied"), MSG_SATISFIED_UNWANTED);
		check_counted(&place, counts, rule);
	} else if (counts->n_groups > 0) {
		STATUS_VIOLATION(status, below(&place, "groups"), MSG_GROUPS_UNWANTED);
	}
}
