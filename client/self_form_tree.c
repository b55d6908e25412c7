/* 指标 of a filled form: the tree that its rows make. What stands in a row beside its names is self_form_row's. */
#include <string.h>

#include "client/self_form_private.h"
#include "common/rpc/pb.h"

/* More than any form has; the tree is put together by looking through all rows. */
enum { ROWS_MAX = 500 };

/* A row with its names, those of the rows above where it leaves them out. */
struct named_row {
	const struct table_row *row;
	const char *names[3];
};

struct tree {
	struct form_reader *reader;
	struct named_row *rows;
	size_t n;
};

static bool is_total(const char *name)
{
	return strcmp(name, "合计") == 0 || strcmp(name, "总计") == 0 || strcmp(name, "总分") == 0;
}

/* Names a row; a name that is missing is a fault. */
static void name_row(struct tree *tree, const struct table_row *row)
{
	static const struct named_row none = { NULL, { "", "", "" } };
	const struct named_row *above = tree->n > 0 ? &tree->rows[tree->n - 1] : &none;
	struct named_row *named = &tree->rows[tree->n];

	*named = (struct named_row){ .row = row };
	for (size_t i = 0; i < 3; i++)
		named->names[i] = cell_word(tree->reader->arena, row->cells[IND_LEVEL_1 + i]);
	if (is_total(named->names[0]))
		return;
	if (*named->names[0] == '\0') {
		named->names[0] = above->names[0];
		/* Below another 一级指标 the 二级指标 is another one. */
		if (*named->names[1] == '\0')
			named->names[1] = above->names[1];
	} else if (*named->names[1] == '\0' && strcmp(named->names[0], above->names[0]) == 0) {
		named->names[1] = above->names[1];
	}
	for (size_t i = 0; i < 3; i++)
		if (*named->names[i] == '\0')
			form_fault(tree->reader, SHEET_INDICATORS, row->cells[IND_LEVEL_1 + i], MSG_FIELD_REQUIRED, NULL, NULL);
	tree->n++;
}

/* The row is the first of its first ${levels} names. */
static bool is_first(const struct tree *tree, size_t row, size_t levels)
{
	for (size_t i = 0; i < row; i++) {
		size_t k = 0;

		while (k < levels && strcmp(tree->rows[i].names[k], tree->rows[row].names[k]) == 0)
			k++;
		if (k == levels)
			return false;
	}
	return true;
}

static bool is_below(const struct tree *tree, size_t row, size_t parent, size_t levels)
{
	for (size_t k = 0; k < levels; k++)
		if (strcmp(tree->rows[row].names[k], tree->rows[parent].names[k]) != 0)
			return false;
	return true;
}

/* "A" to "Z", "L27"; below "A1", "A1.10". Nobody wrote codes on paper. */
static char *code_of(struct arena *arena, const char *parent, size_t i)
{
	if (*parent == '\0')
		return i < 26 ? arena_printf(arena, "%c", (char)('A' + i)) : arena_printf(arena, "L%zu", i + 1);
	return arena_printf(arena, i < 9 && strchr(parent, '.') == NULL ? "%s%zu" : "%s.%zu", parent, i + 1);
}

static Jixiao__Indicator *add_node(struct tree *tree, size_t row, unsigned level, const char *parent, size_t i)
{
	Jixiao__SchemeGetReply *scheme = tree->reader->form->export->scheme;
	Jixiao__Indicator *node = (void *)pb_new(tree->reader->arena, &jixiao__indicator__descriptor);

	node->code = code_of(tree->reader->arena, parent, i);
	node->parent = arena_strdup(tree->reader->arena, parent);
	node->level = level;
	node->name = arena_strdup(tree->reader->arena, tree->rows[row].names[level - 1]);
	form_remember(tree->reader, arena_printf(tree->reader->arena, "indicators[%zu]", scheme->n_indicators),
		      SHEET_INDICATORS, tree->rows[row].row->cells[IND_LEVEL_1 + level - 1]);
	scheme->indicators[scheme->n_indicators++] = node;
	return node;
}

static void add_leaves(struct tree *tree, size_t first, const char *parent)
{
	size_t n = 0;

	for (size_t i = first; i < tree->n; i++) {
		if (!is_below(tree, i, first, 2))
			continue;
		if (!is_first(tree, i, 3))
			form_fault(tree->reader, SHEET_INDICATORS, tree->rows[i].row->cells[IND_LEVEL_3], MSG_FORM_NAME_TWICE,
				   tree->rows[i].names[2], NULL);
		form_row_read(tree->reader, tree->rows[i].row, add_node(tree, i, 3, parent, n++));
	}
}

static void add_groups(struct tree *tree, size_t first, const char *parent)
{
	size_t n = 0;

	for (size_t i = first; i < tree->n; i++)
		if (is_below(tree, i, first, 1) && is_first(tree, i, 2))
			add_leaves(tree, i, add_node(tree, i, 2, parent, n++)->code);
}

static void read_names(struct tree *tree, const struct table *table)
{
	size_t n = table->n_rows;

	if (n > ROWS_MAX) {
		form_fault(tree->reader, SHEET_INDICATORS, table->rows[ROWS_MAX].cells[IND_LEVEL_1], MSG_FORM_TOO_LONG,
			   arena_printf(tree->reader->arena, "%zu", n), arena_printf(tree->reader->arena, "%d", ROWS_MAX));
		n = ROWS_MAX;
	}
	tree->rows = arena_alloc(tree->reader->arena, (n + 1) * sizeof(*tree->rows));
	for (size_t i = 0; i < n; i++)
		name_row(tree, &table->rows[i]);
}

void form_indicators_read(struct form_reader *reader)
{
	struct tree tree = { .reader = reader };
	Jixiao__EvaluationExport *export = reader->form->export;
	size_t n = 0;

	if (!reader->there[SHEET_INDICATORS])
		return;
	read_names(&tree, &reader->tables[SHEET_INDICATORS]);
	export->scheme->indicators = arena_alloc(reader->arena, (3 * tree.n + 1) * sizeof(Jixiao__Indicator *));
	export->entries->entries = arena_alloc(reader->arena, (tree.n + 1) * sizeof(Jixiao__Entry *));
	export->scores->scores = arena_alloc(reader->arena, (tree.n + 1) * sizeof(Jixiao__Score *));
	for (size_t i = 0; i < tree.n; i++)
		if (is_first(&tree, i, 1))
			add_groups(&tree, i, add_node(&tree, i, 1, "", n++)->code);
}
