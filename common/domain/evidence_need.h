/* evidence_need: which kinds of evidence an indicator asks for, and which of them its entry does not cite yet. The one rule of
 * submission, of the gates and of the list of what is missing. */
#ifndef JIXIAO_DOMAIN_EVIDENCE_NEED_H
#define JIXIAO_DOMAIN_EVIDENCE_NEED_H

#include "common/domain/dossier.h"

/* ${entry} (NULL: none yet) cites evidence of the kind that point ${i} of the checklist names, from 0, for that point: evidence
 * whose citations name no points is for all of them, else for those alone. Also true if the point names no kind. */
bool point_has_evidence(const struct dossier *dossier, const struct indicator *indicator, const struct entry *entry, size_t i);

/* A kind that is missing. */
struct evidence_need {
	const char *kind;
	size_t point; /* 0: the entry needs it; else this point, from 1, cannot be met without it */
};

/* All that the entry of ${indicator} still misses: first what the entry needs, then point by point. *${needs} is an array in
 * ${arena}; none for an indicator that is not assessed or, says its entry, does not apply. */
size_t evidence_missing(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			struct evidence_need **needs);

#endif
