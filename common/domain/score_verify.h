/* score_verify: what is stored of scores, computed anew: each difference by its name. The server asks it whether a score still
 * stands; the client, offline, of an exported evaluation. */
#ifndef JIXIAO_DOMAIN_SCORE_VERIFY_H
#define JIXIAO_DOMAIN_SCORE_VERIFY_H

#include "common/domain/dossier.h"

struct score_difference {
	const char *code;  /* of the indicator; "" for the total, level-1 code for a line of 表3-1 */
	const char *field; /* "points", as in proto/ */
	const char *stored, *computed;
};

/* What a score says. */
enum score_field {
	SCORE_FIELD_COMPUTED = 1u << 0,	   /* what the rule gives */
	SCORE_FIELD_EXPLANATION = 1u << 1, /* the way there */
	SCORE_FIELD_POINTS = 1u << 2,	   /* that they are the rule's, unless overridden */
	SCORE_FIELD_COMPLETION = 1u << 3,
	SCORE_FIELD_ACHIEVED = 1u << 4,
};
enum { SCORE_FIELDS_ALL = 31, SCORE_FIELDS_MOST = 5 };

/* Differences of ${fields} between ${score} and what ${input} gives now, at most SCORE_FIELDS_MOST; how many. Where the score
 * holds no computed points or explanation there is nothing to differ. Texts in ${arena}. */
size_t score_compare(struct arena *arena, const struct scoring_input *input, const struct score *score, unsigned fields,
		     struct score_difference *differences);

/* What was stored of the total; "" and no lines: nothing. */
struct stored_total {
	const char *sum, *total, *grade;
	const struct score_line *lines; /* those of level 1, then the total */
	size_t n_lines;
};

/* All differences of a dossier, scores in the tree's order, then lines and total. */
size_t score_verify(struct arena *arena, const struct dossier *dossier, const struct stored_total *stored,
		    struct score_difference **differences);

#endif
