/* scheme_check: every fault of a scheme at once. */
#ifndef JIXIAO_DOMAIN_SCHEME_CHECK_H
#define JIXIAO_DOMAIN_SCHEME_CHECK_H

#include "common/domain/dossier.h"

/* Checks scheme, indicator tree and assignments of ${dossier}: required facts, dates, codes unique and known, levels, weights
 * (level 3 sums to exactly 100.00, each parent equals its children; 财预〔2020〕10号), rules, targets, responsible persons in
 * the team (nobody yet is a matter of the gate). Paths: "scheme.start", "indicators[3].weight", … ; indexes are those of the
 * dossier's arrays.
 *
 * What ${status} names already is what could not be read: it is not named again, and nothing that follows from it is. A sum is
 * checked whenever all its weights are known, whatever else is wrong. "indicators[3].children" stands for children that could
 * not be read. */
void scheme_check(const struct dossier *dossier, struct status *status);

/* The same for a scheme that is stored, with the indicators' codes in the paths: "indicators[A11].weight". It could be read;
 * what
 * ${status} names already is another matter. */
void scheme_check_by_code(const struct dossier *dossier, struct status *status);

/* The same for a framework that no project has adapted yet (template_check.h). */
void scheme_check_framework(const struct dossier *dossier, struct status *status);

#endif
