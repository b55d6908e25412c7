/* score_way: the whole way from targets and actuals to the total, in Chinese, so that a person can check it with a pocket
 * calculator. Computed here and now from the data, not read from what is stored: score_verify says where the two differ. */
#ifndef JIXIAO_DOMAIN_SCORE_WAY_H
#define JIXIAO_DOMAIN_SCORE_WAY_H

#include "common/domain/dossier.h"

struct way {
	const char *code; /* of the indicator (level 3 or 1); "" for the total */
	const char **lines;
	size_t n_lines;
};

/* The way of the indicators with these codes, or of all, then of each level-1 sum and of the total; in ${arena}. */
size_t score_way(struct arena *arena, const struct dossier *dossier, const char *const *codes, size_t n_codes,
		 struct way **ways);

#endif
