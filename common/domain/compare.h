/* compare: several evaluations side by side: one project's years, or projects under the same indicators. */
#ifndef JIXIAO_DOMAIN_COMPARE_H
#define JIXIAO_DOMAIN_COMPARE_H

#include "common/domain/summary.h"

struct compared {
	const struct dossier *dossier;
	struct summary summary; /* of the dossier */
};

/* A level-1 indicator, by its name, with the 得分率 in each evaluation, in their order; "" where it has none. */
struct compared_line {
	const char *name;
	const char **rates;
};

/* Points below the weight in one evaluation. */
struct deduction {
	size_t evaluation; /* its place */
	const struct indicator *indicator;
	const struct score *score;
	struct decimal points; /* that were taken off */
};

/* An indicator that lost points in more than one evaluation, by its place. */
struct recurring {
	const struct indicator *indicator; /* of the first */
	struct deduction *deductions;
	size_t n;
};

/* In the order in which the evaluations first have them; in ${arena}. */
size_t compare_lines(struct arena *arena, const struct compared *compared, size_t n, struct compared_line **lines);
size_t compare_deductions(struct arena *arena, const struct compared *compared, size_t n, struct recurring **recurring);

/* The same indicator in another evaluation: of the same code and name, else the only one of the name. NULL if there is none. */
const struct indicator *compare_find(const struct dossier *dossier, const struct indicator *indicator);

#endif
