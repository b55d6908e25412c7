#include "common/domain/scheme_tree.h"

#include <string.h>

bool scheme_weight_is_well_formed(struct decimal weight)
{
	return decimal_compare(weight, DECIMAL(0)) >= 0 && decimal_compare(weight, DECIMAL(100)) <= 0 &&
	       decimal_fits(weight, 2);
}

static const struct indicator *find_parent(const struct dossier *dossier, size_t i)
{
	const struct indicator *child = &dossier->indicators[i], *other = NULL;

	while (i-- > 0) {
		const struct indicator *node = &dossier->indicators[i];

		if (strcmp(node->code, child->parent) != 0)
			continue;
		if (node->level + 1 == child->level)
			return node;
		if (other == NULL)
			other = node;
	}
	return other;
}

static void add(struct weight_sum *sum, struct decimal weight, bool known)
{
	sum->any = true;
	sum->known = sum->known && known && decimal_add(sum->sum, weight, &sum->sum);
}

static bool is_child(const struct indicator *node, const struct indicator *parent)
{
	return parent != NULL && parent->level + 1 == node->level;
}

/* An indicator whose place is not known might belong to any sum of the level above. */
static void mark_lost(const struct dossier *dossier, struct scheme_tree *tree)
{
	bool lost[SCHEME_LEVELS + 1] = { false }, astray = false;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *node = &dossier->indicators[i];

		if (node->level < 1 || node->level > SCHEME_LEVELS)
			astray = true;
		else if (node->level > 1 && !is_child(node, tree->parents[i]))
			lost[node->level - 1] = true;
	}
	tree->total.known = !astray;
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		unsigned level = dossier->indicators[i].level;

		if (astray || level < 1 || level > SCHEME_LEVELS || lost[level])
			tree->children[i].known = false;
	}
}

void scheme_tree_make(struct arena *arena, const struct dossier *dossier, const bool *weight_known, const bool *children_known,
		      struct scheme_tree *tree)
{
	const size_t n = dossier->n_indicators;

	tree->parents = arena_alloc(arena, (n + 1) * sizeof(*tree->parents));
	tree->children = arena_alloc(arena, (n + 1) * sizeof(*tree->children));
	tree->total = (struct weight_sum){ .known = true };
	for (size_t i = 0; i < n; i++) {
		tree->parents[i] = dossier->indicators[i].level > 1 ? find_parent(dossier, i) : NULL;
		tree->children[i].known = children_known[i];
	}
	mark_lost(dossier, tree);
	/* Parents stand before their children, so that from the end on every sum below is complete. */
	for (size_t i = n; i-- > 0;) {
		const struct indicator *node = &dossier->indicators[i];
		bool summed = !node->has_weight && node->level < SCHEME_LEVELS;
		struct decimal weight = summed ? tree->children[i].sum : node->weight;
		bool known = weight_known[i] && (!summed || tree->children[i].known);

		if (is_child(node, tree->parents[i]))
			add(&tree->children[tree->parents[i] - dossier->indicators], weight, known);
		if (node->level == SCHEME_LEVELS)
			add(&tree->total, weight, known);
		else if (!children_known[i])
			tree->total.known = false;
	}
}
