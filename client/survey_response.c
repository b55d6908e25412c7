#include "client/survey_response.h"

#include <string.h>

#include "common/text/blank.h"

struct response_counter response_counter_start(struct arena *arena, const struct survey *survey, struct status *status)
{
	struct response_counter counter = { .arena = arena, .survey = survey, .status = status };

	counter.sum = survey_sum_start(arena, survey, &counter.n_sum);
	return counter;
}

char *question_options(struct arena *arena, const struct question *question)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < question->n_options; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "、" : "", question->options[i]);
	return text;
}

static char *trimmed(struct arena *arena, const char *text, size_t size)
{
	text_trim(&text, &size);
	return arena_printf(arena, "%.*s", (int)size, text);
}

/* ---- one question ---- */

static size_t option_of(const struct question *question, const char *text)
{
	size_t i = 0;

	while (i < question->n_options && strcmp(question->options[i], text) != 0)
		i++;
	return i;
}

/* How long the sign at ${text} is that parts options; 0: none. */
static size_t separator(const char *text)
{
	static const char *const signs[] = { "、", "，", "；", ",", ";" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

/* Marks the options that ${text} names in ${named}; false, and said so, if one is none. An option may hold a sign itself, and
 * so is looked for as a whole first. */
static bool read_options(struct response_counter *counter, const struct question *question, const char *text, const char *place,
			 bool *named)
{
	size_t whole = option_of(question, text);

	if (whole < question->n_options) {
		named[whole] = true;
		return true;
	}
	while (*text != '\0') {
		size_t length = 0, option;
		char *word;

		while (text[length] != '\0' && separator(text + length) == 0)
			length++;
		word = trimmed(counter->arena, text, length);
		text += length + separator(text + length);
		if (*word == '\0')
			continue;
		option = option_of(question, word);
		if (option == question->n_options) {
			STATUS_VIOLATION(counter->status, place, MSG_SURVEY_NO_OPTION, word,
					 question_options(counter->arena, question));
			return false;
		}
		named[option] = true;
	}
	return true;
}

static size_t count_named(const bool *named, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += named[i];
	return count;
}

/* ---- one response ---- */

static struct group_tally *group_of(struct response_counter *counter, const struct response *response)
{
	const char *names = "";

	for (size_t i = 0; i < counter->n_sum; i++) {
		if (strcmp(counter->sum[i].name, response->group) == 0)
			return &counter->sum[i];
		names = arena_printf(counter->arena, "%s%s%s", names, i > 0 ? "、" : "", counter->sum[i].name);
	}
	if (counter->survey->n_groups == 0)
		STATUS_VIOLATION(counter->status, response->group_place, MSG_SURVEY_NO_GROUP, response->group);
	else
		STATUS_VIOLATION(counter->status, response->group_place, MSG_SURVEY_GROUP_WANTED, names);
	return NULL;
}

static bool is_marked_invalid(struct response_counter *counter, const struct response *response)
{
	if (*response->invalid != '\0' && strcmp(response->invalid, "是") != 0)
		STATUS_VIOLATION(counter->status, response->invalid_place, MSG_SURVEY_NO_FLAG, response->invalid);
	return *response->invalid != '\0';
}

/* It answers what has to be answered. */
static bool is_valid(const struct survey *survey, bool *const *named)
{
	const struct question *overall = survey_overall(survey);
	bool any = false;

	for (size_t i = 0; i < survey->n_questions; i++) {
		const bool answered = count_named(named[i], survey->questions[i].n_options) > 0;

		any = any || answered;
		if (&survey->questions[i] == overall && !answered)
			return false;
	}
	return any;
}

static void add(struct group_tally *tally, const struct survey *survey, bool *const *named)
{
	for (size_t i = 0; i < survey->n_questions; i++)
		for (size_t k = 0; k < survey->questions[i].n_options; k++)
			((uint32_t *)(uintptr_t)tally->questions[i].counts)[k] += named[i][k];
}

/* The options named of each question; NULL if one cannot be understood. */
static bool **read_answers(struct response_counter *counter, const struct response *response)
{
	const struct survey *survey = counter->survey;
	bool **named = arena_alloc(counter->arena, (survey->n_questions + 1) * sizeof(*named)), fine = true;

	for (size_t i = 0; i < survey->n_questions; i++) {
		const struct question *question = &survey->questions[i];

		named[i] = arena_alloc(counter->arena, question->n_options * sizeof(**named));
		if (!read_options(counter, question, response->answers[i], response->places[i], named[i])) {
			fine = false;
		} else if (question->kind == QUESTION_SINGLE && count_named(named[i], question->n_options) > 1) {
			STATUS_VIOLATION(counter->status, response->places[i], MSG_SURVEY_ONE_OPTION, response->answers[i]);
			fine = false;
		}
	}
	return fine ? named : NULL;
}

void response_count(struct response_counter *counter, const struct response *response)
{
	struct group_tally *tally = group_of(counter, response);
	bool **named;

	if (is_marked_invalid(counter, response)) {
		if (tally != NULL)
			tally->returned++;
		return;
	}
	named = read_answers(counter, response);
	if (tally == NULL || named == NULL)
		return;
	tally->returned++;
	if (!is_valid(counter->survey, named))
		return;
	tally->valid++;
	add(tally, counter->survey, named);
}
