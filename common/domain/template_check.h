/* template_check: what holds of an indicator framework that no project has adapted yet, and of the weights of a scheme that was
 * made from it. */
#ifndef JIXIAO_DOMAIN_TEMPLATE_CHECK_H
#define JIXIAO_DOMAIN_TEMPLATE_CHECK_H

#include "common/domain/dossier.h"

/* What some level-1 indicators usually weigh together, in points. */
struct usual_weight {
	const char **codes;
	size_t n_codes;
	struct decimal least, most;
	const char *basis; /* where this stands; "" if nowhere */
};

struct template
{
	struct dossier framework; /* scheme (standard, grades, scoring) and indicators; nothing else */
	struct usual_weight *usual;
	size_t n_usual;
};

/* Checks a framework as scheme_check does a scheme (weights, rules, points, grades, options of scoring), but for what a project
 * gives: facts, dates, budget, team, and targets that are not there yet. Nobody is responsible in a template. Rows of the usual
 * distribution name level-1 indicators and lie within 0 and 100. Paths: those of scheme_check and
 * "usual[0].codes[1]". What ${status} names already is treated as there. */
void template_check(const struct template *template, struct status *status);

/* Adds a violation "usual[i]" to ${warnings} for each row whose level-1 indicators weigh less or more together in ${dossier}.
 * Indicators that are not there weigh 0. Real forms leave the distribution so often that this is never an error. */
void template_check_usual(const struct template *template, const struct dossier *dossier, struct status *warnings);

#endif
