/* early_warning: what the integrated budget management system (预算管理一体化, its performance module) warns of when a project
 * is evaluated. A warning never blocks anything; it asks for a second look.
 *
 * red: (score rate − execution rate) ÷ score rate > 5%: the marks are far better than the spending. The score rate is points ÷
 * weight of the scored indicators other than the execution rate itself; the execution rate has the scheme's denominator.
 * yellow: the budget is 0, or (budget − paid) ÷ budget > 20%. */
#ifndef JIXIAO_DOMAIN_EARLY_WARNING_H
#define JIXIAO_DOMAIN_EARLY_WARNING_H

#include "common/domain/dossier.h"

/* Numbers as in proto WarningColour. */
enum warning_colour { WARNING_NONE, WARNING_RED, WARNING_YELLOW };

struct early_warning {
	enum warning_colour colour;
	const char *id; /* "score-rate", "no-budget", "unspent" */
	enum message_id message;
	const char *args[4]; /* ends with NULL */
};

/* No more can hold at a time: of the two yellow ones only one does. */
enum { EARLY_WARNINGS = 2 };

/* Those that hold: what needs scores is asked once all are approved, what needs payments once the funds are accepted, and a
 * budget of 0 as soon as there is a scheme. Texts in ${arena}. */
size_t early_warnings(struct arena *arena, const struct dossier *dossier, struct early_warning warnings[EARLY_WARNINGS]);

/* The two comparisons. A score rate of 0 or less is above nothing; a budget of 0 has no unspent share. */
bool score_rate_is_far_above(struct ratio score_rate, struct ratio execution_rate, struct ratio *excess);
bool unspent_share_is_large(struct money budget, struct money paid, struct ratio *share);

#endif
