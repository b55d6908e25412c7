#include "client/sheet/builder.h"

enum { MERGES_MAX = 4096 };

void *builder_room(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size)
{
	size_t old = *capacity;

	if (n < old)
		return items;
	*capacity = old == 0 ? 8 : 2 * old;
	return arena_grow(arena, items, old * size, *capacity * size);
}

static struct sheet *current(struct builder *builder)
{
	return &builder->workbook->sheets[builder->workbook->n_sheets - 1];
}

struct sheet *builder_sheet(struct builder *builder, const char *name, bool hidden)
{
	struct workbook *workbook = builder->workbook;

	workbook->sheets = builder_room(builder->arena, workbook->sheets, workbook->n_sheets, &builder->sheets_capacity,
					sizeof(*workbook->sheets));
	workbook->sheets[workbook->n_sheets++] = (struct sheet){ .name = arena_strdup(builder->arena, name), .hidden = hidden };
	builder->rows_capacity = builder->cells_capacity = builder->merges_capacity = 0;
	return current(builder);
}

static struct sheet_row *last_row(struct sheet *sheet)
{
	return sheet->n_rows == 0 ? NULL : &sheet->rows[sheet->n_rows - 1];
}

enum builder_fault builder_cell(struct builder *builder, const struct cell *cell)
{
	struct sheet *sheet = current(builder);
	struct sheet_row *row = last_row(sheet);

	if (row != NULL &&
	    (cell->row < row->number || (cell->row == row->number && cell->column <= row->cells[row->n_cells - 1].column)))
		return BUILDER_TWICE;
	if (builder->n_cells == SHEET_CELLS_MAX)
		return BUILDER_TOO_MANY;
	if (row == NULL || row->number != cell->row) {
		sheet->rows = builder_room(builder->arena, sheet->rows, sheet->n_rows, &builder->rows_capacity, sizeof(*row));
		row = &sheet->rows[sheet->n_rows++];
		*row = (struct sheet_row){ .number = cell->row };
		builder->cells_capacity = 0;
	}
	row->cells = builder_room(builder->arena, row->cells, row->n_cells, &builder->cells_capacity, sizeof(*cell));
	row->cells[row->n_cells++] = *cell;
	builder->n_cells++;
	return BUILDER_FINE;
}

void builder_put(struct builder *builder, unsigned row, unsigned column, enum cell_kind kind, const char *text)
{
	const struct cell cell = { .kind = kind, .row = row, .column = column, .text = text, .raw = text };

	if (*text != '\0')
		builder_cell(builder, &cell);
}

void builder_text(struct builder *builder, unsigned row, unsigned column, const char *text)
{
	builder_put(builder, row, column, CELL_TEXT, text);
}

static bool overlap(struct cell_range a, struct cell_range b)
{
	return a.first_row <= b.last_row && b.first_row <= a.last_row && a.first_column <= b.last_column &&
	       b.first_column <= a.last_column;
}

static void mark(struct sheet_row *row, struct cell_range range)
{
	for (size_t i = 0; i < row->n_cells; i++)
		if (row->cells[i].column >= range.first_column && row->cells[i].column <= range.last_column)
			row->cells[i].merged = true;
}

enum builder_fault builder_merge(struct builder *builder, struct cell_range range)
{
	struct sheet *sheet = current(builder);
	size_t low = 0, high = sheet->n_rows;

	for (size_t i = 0; i < sheet->n_merges; i++)
		if (overlap(sheet->merges[i], range))
			return BUILDER_TWICE;
	if (sheet->n_merges == MERGES_MAX)
		return BUILDER_TOO_MANY;
	sheet->merges = builder_room(builder->arena, sheet->merges, sheet->n_merges, &builder->merges_capacity, sizeof(range));
	sheet->merges[sheet->n_merges++] = range;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sheet->rows[middle].number < range.first_row)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < sheet->n_rows && sheet->rows[low].number <= range.last_row; low++)
		mark(&sheet->rows[low], range);
	return BUILDER_FINE;
}
