/* scheme_tree: how the indicators hang together, and the sums of their weights as far as they can be known. */
#ifndef JIXIAO_DOMAIN_SCHEME_TREE_H
#define JIXIAO_DOMAIN_SCHEME_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/domain/decimal.h"
#include "common/domain/dossier.h"

enum { SCHEME_LEVELS = 3 };

/* A sum; not known if a weight that belongs to it is not. */
struct weight_sum {
	struct decimal sum;
	bool known, any;
};

struct scheme_tree {
	const struct indicator **parents; /* of each indicator; NULL where none of its name stands before it */
	struct weight_sum *children;	  /* of each indicator's children */
	struct weight_sum total;	  /* of level 3 */
};

/* A weight as a scheme may have it: 0 to 100 with at most two places. */
bool scheme_weight_is_well_formed(struct decimal weight);

/* ${weight_known}, ${children_known}: of each indicator, whether its weight and its children could be read; a weight that is
 * left out above level 3 is its children's sum. Of several indicators with the parent's code the nearest before the child and
 * one level above it is its parent: a code that stands twice spoils no sum. */
void scheme_tree_make(struct arena *arena, const struct dossier *dossier, const bool *weight_known, const bool *children_known,
		      struct scheme_tree *tree);

#endif
