/* consistency: what in an evaluation's data contradicts itself: sums, counts, funds, references. One row a rule. */
#ifndef JIXIAO_DOMAIN_CONSISTENCY_H
#define JIXIAO_DOMAIN_CONSISTENCY_H

#include "common/domain/dossier.h"

struct inconsistency {
	const char *id; /* stable: "funds-breakdown:按用途" */
	bool error;	/* else a hint */
	const char *path;
	enum message_id message;
	const char *args[5];		   /* NULL-terminated */
	const struct dismissal *dismissal; /* NULL: nobody called it a false alarm */
};

size_t consistency_check(struct arena *arena, const struct dossier *dossier, struct inconsistency **found);

/* It stops the report: an error without an accepted dismissal. */
bool inconsistency_blocks(const struct inconsistency *inconsistency);

#endif
