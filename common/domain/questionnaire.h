/* questionnaire: from counts of answers to a satisfaction, exact and as a formula to read.
 *
 * 满意度 = 回答满意人数 ÷ 有效调查人数, or, where the rule gives its answers values (很满意 100, 满意 80, …), their mean: of
 * all answers, or of the groups' means by the groups' weights. Where the counts come from is not its matter. */
#ifndef JIXIAO_DOMAIN_QUESTIONNAIRE_H
#define JIXIAO_DOMAIN_QUESTIONNAIRE_H

#include "common/domain/scoring.h"

/* More groups would make fractions too long to be exact. */
enum { QUESTIONNAIRE_GROUPS_MOST = 6, QUESTIONNAIRE_OPTIONS_MOST = 20, QUESTIONNAIRE_COUNT_MOST = 1000000 };

struct answer_count {
	const char *option;
	uint32_t count;
};

struct group_counts {
	const char *name; /* "" where the rule has no groups */
	const struct answer_count *answers;
	size_t n_answers;
};

struct questionnaire_counts {
	uint32_t issued, returned, valid;
	uint32_t satisfied; /* where the rule has no options */
	const struct group_counts *groups;
	size_t n_groups;
};

struct questionnaire_result {
	struct ratio satisfaction; /* 0 to 1 */
	const char *way;	   /* "162 ÷ 180", or "(90 × 100 + 60 × 80) ÷ 150 ÷ 100" */
	struct ratio plain;	   /* satisfied ÷ valid */
	uint64_t satisfied;
	struct ratio response; /* returned ÷ issued */
	const char **warnings;
	size_t n_warnings;
};

/* Adds a violation below ${path} for each contradiction: valid ≤ returned ≤ issued, satisfied ≤ valid, options and groups those
 * of the rule and each once, answers that sum to valid. */
void questionnaire_check(const struct questionnaire_counts *counts, const struct rule *rule, const char *path,
			 struct status *status);

/* Of counts that questionnaire_check finds nothing wrong with. STATUS_FAILED_PRECONDITION, MSG_QUESTIONNAIRE_NO_ANSWERS if
 * nobody answered, MSG_QUESTIONNAIRE_GROUP_EMPTY if nobody of a group did: there is no satisfaction then, and none stands in.
 */
enum status_code questionnaire_evaluate(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule,
					struct questionnaire_result *result, struct status *status);

/* "83.83%", for the report; "" if there is none. */
const char *questionnaire_percent(struct arena *arena, const struct questionnaire_counts *counts, const struct rule *rule);

#endif
