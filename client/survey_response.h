/* survey_response: from one person's answers to counts. Nothing else is kept of them. */
#ifndef JIXIAO_CLIENT_SURVEY_RESPONSE_H
#define JIXIAO_CLIENT_SURVEY_RESPONSE_H

#include "common/base/status.h"
#include "common/domain/survey.h"

/* Texts as they were typed; "" for nothing. Beside each, where it stands, for faults. */
struct response {
	const char *group, *invalid; /* "是": returned, but not to be counted */
	const char *group_place, *invalid_place;
	const char *const *answers; /* one a question; several options parted by commas */
	const char *const *places;
};

struct response_counter {
	struct arena *arena;
	const struct survey *survey;
	struct group_tally *sum;
	size_t n_sum;
	struct status *status;
};

struct response_counter response_counter_start(struct arena *arena, const struct survey *survey, struct status *status);

/* Counts ${response} in. One that leaves the overall question open, or everything where there is none, or is marked so, is
 * returned but not valid. What cannot be understood is a violation at its place, and counts nothing. */
void response_count(struct response_counter *counter, const struct response *response);

/* "很满意、满意", for sentences. */
char *question_options(struct arena *arena, const struct question *question);

#endif
