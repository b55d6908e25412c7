/* survey: a survey's questions, and the answers as counts; from them the counts that a satisfaction is computed from.
 *
 * Nobody's own answers are here: people who are asked answer anonymously, and only how often each option was named is kept.
 * Where a group has few answers its counts could still tell them, so that they are shown in the sum alone. */
#ifndef JIXIAO_DOMAIN_SURVEY_H
#define JIXIAO_DOMAIN_SURVEY_H

#include "common/domain/questionnaire.h"

enum {
	SURVEY_QUESTIONS_MOST = 100,
	SURVEY_GROUP_SHOWN = 5, /* a group with fewer valid answers is not shown apart */
};

/* Numbers as in proto QuestionKind. */
enum question_kind { QUESTION_NONE, QUESTION_SINGLE, QUESTION_MULTIPLE };

struct question {
	const char *text;
	enum question_kind kind;
	const char *const *options;
	size_t n_options;
	bool overall;	    /* its answers give the satisfaction */
	unsigned satisfied; /* of it: so many options, the first ones, count as satisfied */
};

struct question_tally {
	const uint32_t *counts; /* one an option */
	size_t n_counts;
};

struct group_tally {
	const char *name; /* "" where the survey has no groups */
	uint32_t returned, valid;
	const struct question_tally *questions;
	size_t n_questions;
};

struct survey {
	const char *id, *title;
	const char *const *groups;
	size_t n_groups;
	const struct question *questions;
	size_t n_questions;
	uint32_t issued;
	const struct group_tally *tallies; /* the sum of its answers, one a group; none: nobody answered yet */
	size_t n_tallies;
};

/* Adds a violation for each fault of the questions: "title", "questions[2].options[1]", … */
void survey_check(const struct survey *survey, struct status *status);

/* Adds a violation below "groups[0]" for each fault of counts that come in: groups and questions are the survey's, valid ≤
 * returned, no option is named more often than there are valid answers, and the overall question has one answer in each. */
void survey_tallies_check(const struct survey *survey, const struct group_tally *tallies, size_t n, struct status *status);

/* ${sum} has a tally for each group (${n} of them, those of survey_sum_start) and takes what ${tallies} add. */
struct group_tally *survey_sum_start(struct arena *arena, const struct survey *survey, size_t *n);
void survey_sum_add(struct group_tally *sum, size_t n_sum, const struct group_tally *tallies, size_t n);

/* The question whose answers give the satisfaction; NULL if there is none. */
const struct question *survey_overall(const struct survey *survey);

/* 回收 and 有效 of all groups. */
void survey_totals(const struct survey *survey, uint32_t *returned, uint32_t *valid);

/* How often ${option} of ${question} was named in all groups. */
uint32_t survey_count(const struct survey *survey, size_t question, size_t option);

/* "55.56%": so many of so many, for people; "—" of none. */
const char *survey_share(struct arena *arena, uint32_t count, uint32_t of);

/* The counts that ${rule} computes a satisfaction from, in ${arena}. A violation at ${path} if the survey does not say which
 * question or, where the rule gives answers no values, which options mean satisfied; NULL without such a question. Whether its
 * options and groups are the rule's, questionnaire_check says. */
const struct questionnaire_counts *survey_counts(struct arena *arena, const struct survey *survey, const struct rule *rule,
						 const char *path, struct status *status);

#endif
