#include "common/domain/survey.h"

#include <string.h>

#include "common/text/blank.h"

/* ---- questions ---- */

static bool named_before(const char *const *names, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(names[k], names[i]) == 0)
			return true;
	return false;
}

static void check_names(const char *const *names, size_t n, const char *path, struct status *status)
{
	for (size_t i = 0; i < n; i++) {
		const char *place = arena_printf(&status->arena, "%s[%zu]", path, i);

		if (text_is_blank(names[i]))
			STATUS_VIOLATION(status, place, MSG_FIELD_REQUIRED);
		else if (named_before(names, i))
			STATUS_VIOLATION(status, place, MSG_ANSWER_TWICE, names[i]);
	}
}

static void check_question(const struct question *question, const char *path, struct status *status)
{
	struct arena *arena = &status->arena;

	if (text_is_blank(question->text))
		STATUS_VIOLATION(status, arena_printf(arena, "%s.text", path), MSG_FIELD_REQUIRED);
	if (question->kind != QUESTION_SINGLE && question->kind != QUESTION_MULTIPLE)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.kind", path), MSG_FIELD_REQUIRED);
	if (question->n_options < 2 || question->n_options > QUESTIONNAIRE_OPTIONS_MOST)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.options", path), MSG_SURVEY_OPTIONS,
				 arena_printf(arena, "%d", QUESTIONNAIRE_OPTIONS_MOST));
	check_names(question->options, question->n_options, arena_printf(arena, "%s.options", path), status);
	if (question->overall && question->kind != QUESTION_SINGLE)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.overall", path), MSG_SURVEY_OVERALL_SINGLE);
	if (question->satisfied > 0 && (!question->overall || question->satisfied >= question->n_options))
		STATUS_VIOLATION(status, arena_printf(arena, "%s.satisfied", path), MSG_SURVEY_SATISFIED);
}

void survey_check(const struct survey *survey, struct status *status)
{
	const struct question *overall = survey_overall(survey);

	if (text_is_blank(survey->title))
		STATUS_VIOLATION(status, "title", MSG_FIELD_REQUIRED);
	if (survey->n_groups > QUESTIONNAIRE_GROUPS_MOST)
		STATUS_VIOLATION(status, "groups", MSG_ANSWERS_TOO_MANY,
				 arena_printf(&status->arena, "%d", QUESTIONNAIRE_GROUPS_MOST));
	check_names(survey->groups, survey->n_groups, "groups", status);
	if (survey->n_questions == 0 || survey->n_questions > SURVEY_QUESTIONS_MOST)
		STATUS_VIOLATION(status, "questions", MSG_SURVEY_QUESTIONS,
				 arena_printf(&status->arena, "%d", SURVEY_QUESTIONS_MOST));
	for (size_t i = 0; i < survey->n_questions; i++) {
		const char *path = arena_printf(&status->arena, "questions[%zu]", i);

		check_question(&survey->questions[i], path, status);
		if (survey->questions[i].overall && &survey->questions[i] != overall)
			STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.overall", path), MSG_SURVEY_OVERALL_TWICE);
	}
}

const struct question *survey_overall(const struct survey *survey)
{
	for (size_t i = 0; i < survey->n_questions; i++)
		if (survey->questions[i].overall)
			return &survey->questions[i];
	return NULL;
}

/* ---- counts that come in ---- */

static bool is_group(const struct survey *survey, const char *name)
{
	for (size_t i = 0; i < survey->n_groups; i++)
		if (strcmp(survey->groups[i], name) == 0)
			return true;
	return survey->n_groups == 0 && *name == '\0';
}

/* Single answers are at most one in each sheet, of the overall question exactly one; of several each counts once. */
static bool counts_fit(const struct question *question, const struct question_tally *tally, uint32_t valid)
{
	uint64_t sum = 0;

	if (tally->n_counts != question->n_options)
		return false;
	for (size_t i = 0; i < tally->n_counts; i++) {
		if (tally->counts[i] > valid)
			return false;
		sum += tally->counts[i];
	}
	if (question->overall)
		return sum == valid;
	return question->kind == QUESTION_MULTIPLE || sum <= valid;
}

static void check_tally(const struct survey *survey, const struct group_tally *tally, const char *path, struct status *status)
{
	struct arena *arena = &status->arena;

	if (!is_group(survey, tally->name))
		STATUS_VIOLATION(status, arena_printf(arena, "%s.name", path), MSG_SURVEY_NO_GROUP, tally->name);
	if (tally->returned > QUESTIONNAIRE_COUNT_MOST)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.returned", path), MSG_ANSWERS_TOO_MANY,
				 arena_printf(arena, "%d", QUESTIONNAIRE_COUNT_MOST));
	if (tally->valid > tally->returned)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.valid", path), MSG_SURVEY_VALID,
				 arena_printf(arena, "%u", tally->valid), arena_printf(arena, "%u", tally->returned));
	if (tally->n_questions != survey->n_questions) {
		STATUS_VIOLATION(status, arena_printf(arena, "%s.questions", path), MSG_SURVEY_COUNTS);
		return;
	}
	for (size_t i = 0; i < tally->n_questions; i++)
		if (!counts_fit(&survey->questions[i], &tally->questions[i], tally->valid))
			STATUS_VIOLATION(status, arena_printf(arena, "%s.questions[%zu]", path, i), MSG_SURVEY_COUNTS);
}

void survey_tallies_check(const struct survey *survey, const struct group_tally *tallies, size_t n, struct status *status)
{
	if (n == 0)
		STATUS_VIOLATION(status, "groups", MSG_FIELD_REQUIRED);
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(&status->arena, "groups[%zu]", i);

		check_tally(survey, &tallies[i], path, status);
		for (size_t k = 0; k < i; k++)
			if (strcmp(tallies[k].name, tallies[i].name) == 0)
				STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.name", path), MSG_ANSWER_TWICE,
						 tallies[i].name);
	}
}

/* ---- sums ---- */

static struct question_tally *empty_tallies(struct arena *arena, const struct survey *survey)
{
	struct question_tally *tallies = arena_alloc(arena, (survey->n_questions + 1) * sizeof(*tallies));

	for (size_t i = 0; i < survey->n_questions; i++) {
		const size_t n = survey->questions[i].n_options;

		tallies[i] = (struct question_tally){ arena_alloc(arena, (n + 1) * sizeof(uint32_t)), n };
	}
	return tallies;
}

struct group_tally *survey_sum_start(struct arena *arena, const struct survey *survey, size_t *n)
{
	struct group_tally *sum;

	*n = survey->n_groups > 0 ? survey->n_groups : 1;
	sum = arena_alloc(arena, *n * sizeof(*sum));
	for (size_t i = 0; i < *n; i++)
		sum[i] = (struct group_tally){ .name = survey->n_groups > 0 ? survey->groups[i] : "",
					       .questions = empty_tallies(arena, survey),
					       .n_questions = survey->n_questions };
	return sum;
}

static void add_tally(struct group_tally *to, const struct group_tally *from)
{
	to->returned += from->returned;
	to->valid += from->valid;
	for (size_t i = 0; i < to->n_questions && i < from->n_questions; i++) {
		uint32_t *counts = (uint32_t *)(uintptr_t)to->questions[i].counts;

		for (size_t k = 0; k < to->questions[i].n_counts && k < from->questions[i].n_counts; k++)
			counts[k] += from->questions[i].counts[k];
	}
}

void survey_sum_add(struct group_tally *sum, size_t n_sum, const struct group_tally *tallies, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_sum; k++)
			if (strcmp(sum[k].name, tallies[i].name) == 0)
				add_tally(&sum[k], &tallies[i]);
}

void survey_totals(const struct survey *survey, uint32_t *returned, uint32_t *valid)
{
	*returned = *valid = 0;
	for (size_t i = 0; i < survey->n_tallies; i++) {
		*returned += survey->tallies[i].returned;
		*valid += survey->tallies[i].valid;
	}
}

uint32_t survey_count(const struct survey *survey, size_t question, size_t option)
{
	uint32_t count = 0;

	for (size_t i = 0; i < survey->n_tallies; i++)
		count += survey->tallies[i].questions[question].counts[option];
	return count;
}

const char *survey_share(struct arena *arena, uint32_t count, uint32_t of)
{
	struct ratio share;
	struct decimal percent;

	if (!ratio_divide_decimals(DECIMAL(count), DECIMAL(of), &share) ||
	    !ratio_multiply(share, ratio_of(DECIMAL(100)), &share) || !ratio_round(share, 2, &percent))
		return "—";
	return arena_printf(arena, "%s%%", decimal_format_places(arena, percent, 2));
}

/* ---- the satisfaction ---- */

/* Group ${i}'s answers to question ${at}, or those of all groups where the rule has none. */
static struct group_counts group_answers(struct arena *arena, const struct survey *survey, size_t at, size_t i, bool apart)
{
	const struct question *question = &survey->questions[at];
	struct answer_count *answers = arena_alloc(arena, question->n_options * sizeof(*answers));

	for (size_t k = 0; k < question->n_options; k++)
		answers[k] = (struct answer_count){ question->options[k], apart ? survey->tallies[i].questions[at].counts[k]
										: survey_count(survey, at, k) };
	return (struct group_counts){ apart ? survey->tallies[i].name : "", answers, question->n_options };
}

static void count_answers(struct arena *arena, const struct survey *survey, size_t at, bool apart,
			  struct questionnaire_counts *counts)
{
	const size_t n = apart ? survey->n_tallies : 1;
	struct group_counts *groups = arena_alloc(arena, (n + 1) * sizeof(*groups));

	for (size_t i = 0; i < n; i++)
		groups[i] = group_answers(arena, survey, at, i, apart);
	counts->groups = groups;
	counts->n_groups = n;
}

const struct questionnaire_counts *survey_counts(struct arena *arena, const struct survey *survey, const struct rule *rule,
						 const char *path, struct status *status)
{
	struct questionnaire_counts *counts = arena_alloc(arena, sizeof(*counts));
	const struct question *overall = survey_overall(survey);

	if (overall == NULL) {
		STATUS_VIOLATION(status, path, MSG_SURVEY_NO_OVERALL, survey->id);
		return NULL;
	}
	if (rule->n_options == 0 && overall->satisfied == 0)
		STATUS_VIOLATION(status, path, MSG_SURVEY_SATISFIED_MISSING, survey->id);
	counts->issued = survey->issued;
	survey_totals(survey, &counts->returned, &counts->valid);
	if (rule->n_options > 0)
		count_answers(arena, survey, (size_t)(overall - survey->questions), rule->n_groups > 0, counts);
	else
		for (size_t i = 0; i < overall->satisfied; i++)
			counts->satisfied += survey_count(survey, (size_t)(overall - survey->questions), i);
	return counts;
}
