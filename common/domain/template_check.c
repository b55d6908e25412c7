#include "common/domain/template_check.h"

#include <string.h>

#include "common/domain/scheme_check.h"
#include "common/domain/scheme_tree.h"

static const struct indicator *root_of(const struct dossier *dossier, const char *code, size_t *index)
{
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier->indicators[i].level == 1 && strcmp(dossier->indicators[i].code, code) == 0) {
			*index = i;
			return &dossier->indicators[i];
		}
	return NULL;
}

static void check_row(const struct template *template, size_t i, struct status *status)
{
	const struct usual_weight *row = &template->usual[i];
	const char *path = arena_printf(&status->arena, "usual[%zu]", i);
	size_t index;

	if (row->n_codes == 0)
		STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.codes", path), MSG_FIELD_REQUIRED);
	for (size_t k = 0; k < row->n_codes; k++)
		if (root_of(&template->framework, row->codes[k], &index) == NULL)
			STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.codes[%zu]", path, k), MSG_USUAL_CODE,
					 row->codes[k]);
	if (decimal_compare(row->least, DECIMAL(0)) < 0 || decimal_compare(row->most, DECIMAL(100)) > 0 ||
	    decimal_compare(row->least, row->most) > 0)
		STATUS_VIOLATION(status, path, MSG_USUAL_RANGE, decimal_format(&status->arena, row->least),
				 decimal_format(&status->arena, row->most));
}

void template_check(const struct template *template, struct status *status)
{
	scheme_check_framework(&template->framework, status);
	for (size_t i = 0; i < template->n_usual; i++)
		check_row(template, i, status);
}

/* ---- the usual distribution ---- */

/* The sums of a dossier whose weights are all known. */
static struct scheme_tree tree_of(const struct dossier *dossier, struct arena *arena)
{
	bool *known = arena_alloc(arena, dossier->n_indicators + 1);
	struct scheme_tree tree;

	memset(known, true, dossier->n_indicators);
	scheme_tree_make(arena, dossier, known, known, &tree);
	return tree;
}

/* Sum and names ("产出、效益") of the row's indicators. false if the sum is too large for a number. */
static bool row_weight(const struct usual_weight *row, const struct dossier *dossier, const struct scheme_tree *tree,
		       struct arena *arena, struct decimal *sum, const char **names)
{
	bool summed = true;

	*sum = DECIMAL(0);
	*names = "";
	for (size_t k = 0; k < row->n_codes; k++) {
		size_t index = 0;
		const struct indicator *root = root_of(dossier, row->codes[k], &index);

		*names = arena_printf(arena, "%s%s%s", *names, **names ? "、" : "", root != NULL ? root->name : row->codes[k]);
		if (root != NULL)
			summed = summed && decimal_add(*sum, root->has_weight ? root->weight : tree->children[index].sum, sum);
	}
	return summed;
}

void template_check_usual(const struct template *template, const struct dossier *dossier, struct status *warnings)
{
	struct arena *arena = &warnings->arena;
	const struct scheme_tree tree = tree_of(dossier, arena);

	for (size_t i = 0; i < template->n_usual; i++) {
		const struct usual_weight *row = &template->usual[i];
		struct decimal sum;
		const char *names;

		if (!row_weight(row, dossier, &tree, arena, &sum, &names) ||
		    (decimal_compare(sum, row->least) >= 0 && decimal_compare(sum, row->most) <= 0))
			continue;
		STATUS_VIOLATION(warnings, arena_printf(arena, "usual[%zu]", i), MSG_USUAL_WEIGHT, names,
				 decimal_format(arena, sum),
				 decimal_compare(row->least, row->most) == 0
					 ? decimal_format(arena, row->least)
					 : arena_printf(arena, "%s–%s", decimal_format(arena, row->least),
							decimal_format(arena, row->most)),
				 *row->basis != '\0' ? arena_printf(arena, "（%s）", row->basis) : "");
	}
}
