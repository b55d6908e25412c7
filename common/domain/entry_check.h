/* entry_check: what an entry needs before it is handed in. */
#ifndef JIXIAO_DOMAIN_ENTRY_CHECK_H
#define JIXIAO_DOMAIN_ENTRY_CHECK_H

#include "common/domain/dossier.h"

/* Its actual is typed in: the rule wants one and no rate of the funds gives it. */
bool indicator_wants_actual(const struct indicator *indicator);

/* Adds a violation below ${path} for each thing that a complete entry still lacks. */
void entry_check(const struct dossier *dossier, const struct indicator *indicator, const struct entry *entry, const char *path,
		 struct status *status);

/* Adds a violation for each thing that funds lack before they are handed in: a source of the budget that they leave out, if
 * only with zeros, for the rates are taken over all of them; and why a source paid more than it received, or received more than
 * was budgeted. */
void funds_check(const struct dossier *dossier, struct status *status);

#endif
