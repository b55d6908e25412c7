/* fault_index: which fields a status names already, so that neither they nor what follows from them is named again. */
#ifndef JIXIAO_DOMAIN_FAULT_INDEX_H
#define JIXIAO_DOMAIN_FAULT_INDEX_H

#include "common/base/status.h"

struct fault_index {
	const char **paths; /* sorted */
	size_t n;
};

/* The paths of ${status}'s violations as they are now; in ${arena}, the paths themselves in the status. */
struct fault_index fault_index_make(struct arena *arena, const struct status *status);

/* ${path} is named or something around it. */
bool fault_index_covers(const struct fault_index *index, const char *path);

/* ${path} is named, something around it ("indicators[3].rule" of "indicators[3].rule.floor") or something in it. */
bool fault_index_touches(const struct fault_index *index, const char *path);

/* Takes from ${status} the violations from number ${from} on whose paths the index touches. */
void fault_index_drop(const struct fault_index *index, struct status *status, size_t from);

#endif
