#include "client/sheet/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "common/report/text_buffer.h"

struct matcher {
	struct arena *arena;
	const struct sheet *sheet;
	const struct table_column *columns;
	size_t n;
	struct table *table;
	struct status *status;
	bool cut;
};

/* ---- faults ---- */

static void fault(struct matcher *matcher, const char *address, enum message_id id, const char *first, const char *second)
{
	if (matcher->cut)
		return;
	STATUS_VIOLATION(matcher->status, sheet_place(matcher->arena, matcher->sheet, address), id, first, second);
	if (matcher->status->n_violations < TABLE_FAULTS_MAX)
		return;
	STATUS_VIOLATION(matcher->status, sheet_place(matcher->arena, matcher->sheet, NULL), MSG_FAULTS_CUT,
			 arena_printf(matcher->arena, "%d", TABLE_FAULTS_MAX));
	matcher->cut = true;
}

static void fault_at(struct matcher *matcher, const struct cell *cell, enum message_id id, const char *first,
		     const char *second)
{
	fault(matcher, cell_address(matcher->arena, cell->row, cell->column), id, first, second);
}

static const char *known_columns(struct matcher *matcher)
{
	struct text_buffer buffer = { .arena = matcher->arena };

	for (size_t i = 0; i < matcher->n; i++) {
		text_put(&buffer, i == 0 ? "" : "、");
		text_put(&buffer, matcher->columns[i].header);
	}
	text_put_char(&buffer, '\0');
	return buffer.data;
}

/* ---- names ---- */

/* ${text} as names are compared. */
static char *fold(struct arena *arena, const char *text)
{
	utf8proc_uint8_t *folded = NULL;
	char *result, *out;

	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
			 UTF8PROC_NULLTERM | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STABLE) < 0)
		return arena_strdup(arena, text);
	result = out = arena_strdup(arena, (const char *)folded);
	free(folded);
	for (const char *p = result; *p != '\0'; p++)
		if (strchr(" \t\r\n*", *p) == NULL)
			*out++ = *p;
	*out = '\0';
	return result;
}

static bool has_name(struct arena *arena, const struct table_column *column, const char *folded)
{
	if (strcmp(fold(arena, column->header), folded) == 0)
		return true;
	for (size_t i = 0; column->aliases != NULL && column->aliases[i] != NULL; i++)
		if (strcmp(fold(arena, column->aliases[i]), folded) == 0)
			return true;
	return false;
}

/* The expected column that ${cell} names; matcher->n if none. */
static size_t column_named(struct matcher *matcher, const struct cell *cell)
{
	struct arena scratch = ARENA_INIT;
	const char *folded;
	size_t i = 0;

	/* No name is so long. */
	if (strlen(cell->text) > 512)
		return matcher->n;
	folded = fold(&scratch, cell->text);
	while (i < matcher->n && !has_name(&scratch, &matcher->columns[i], folded))
		i++;
	arena_clear(&scratch);
	return i;
}

/* ---- the header ---- */

static size_t count_named(struct matcher *matcher, const struct sheet_row *row)
{
	bool seen[TABLE_COLUMNS_MAX] = { false };
	size_t count = 0;

	for (size_t i = 0; i < row->n_cells && i < 4 * TABLE_COLUMNS_MAX; i++) {
		size_t column = column_named(matcher, &row->cells[i]);

		if (column == matcher->n || seen[column])
			continue;
		seen[column] = true;
		count++;
	}
	return count;
}

static const struct sheet_row *find_header(struct matcher *matcher)
{
	const struct sheet_row *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < matcher->sheet->n_rows && i < TABLE_HEADER_ROWS; i++) {
		size_t count = count_named(matcher, &matcher->sheet->rows[i]);

		if (count <= most)
			continue;
		most = count;
		best = &matcher->sheet->rows[i];
	}
	return best;
}

static void match_header_cell(struct matcher *matcher, const struct cell *cell)
{
	size_t column = cell_is_blank(cell) ? matcher->n : column_named(matcher, cell);

	if (cell_is_blank(cell))
		return;
	if (column == matcher->n) {
		fault_at(matcher, cell, MSG_TABLE_COLUMN_UNKNOWN, cell->text, known_columns(matcher));
		return;
	}
	if (matcher->table->columns[column] == 0)
		matcher->table->columns[column] = cell->column;
	else
		fault_at(matcher, cell, MSG_TABLE_COLUMN_TWICE, matcher->columns[column].header,
			 cell_address(matcher->arena, cell->row, matcher->table->columns[column]));
}

static void match_header(struct matcher *matcher, const struct sheet_row *row)
{
	for (size_t i = 0; i < row->n_cells; i++)
		match_header_cell(matcher, &row->cells[i]);
	for (size_t i = 0; i < matcher->n; i++)
		if (matcher->columns[i].required && matcher->table->columns[i] == 0)
			fault(matcher, cell_address(matcher->arena, row->number, 1), MSG_TABLE_COLUMN_MISSING,
			      matcher->columns[i].header, NULL);
}

/* ---- the rows ---- */

static bool is_blank_row(const struct sheet_row *row)
{
	for (size_t i = 0; i < row->n_cells; i++)
		if (!cell_is_blank(&row->cells[i]))
			return false;
	return true;
}

static const struct cell *empty_cell(struct arena *arena, unsigned row, unsigned column)
{
	struct cell *cell = arena_alloc(arena, sizeof(*cell));

	*cell = (struct cell){ .row = row, .column = column, .text = "", .raw = "" };
	return cell;
}

/* Errors, formulas without a result, values in a column without a name (said once a column). */
static void check_cells(struct matcher *matcher, const struct sheet_row *row, bool *nameless)
{
	for (size_t i = 0; i < row->n_cells; i++) {
		const struct cell *cell = &row->cells[i];

		if (cell->kind == CELL_ERROR)
			fault_at(matcher, cell, MSG_TABLE_CELL_ERROR, cell->text, NULL);
		else if (cell->kind == CELL_EMPTY && cell->formula)
			fault_at(matcher, cell, MSG_TABLE_FORMULA_UNCOMPUTED, NULL, NULL);
		if (cell_is_blank(cell) || nameless[cell->column] ||
		    !cell_is_blank(sheet_cell(matcher->sheet, matcher->table->header_row, cell->column)))
			continue;
		nameless[cell->column] = true;
		fault_at(matcher, cell, MSG_TABLE_COLUMN_NAMELESS, NULL, NULL);
	}
}

static void take_row(struct matcher *matcher, const struct sheet_row *row)
{
	struct table *table = matcher->table;
	struct table_row *taken = &table->rows[table->n_rows++];

	taken->number = row->number;
	taken->cells = arena_alloc(matcher->arena, (matcher->n + 1) * sizeof(*taken->cells));
	for (size_t i = 0; i < matcher->n; i++) {
		const struct cell *cell =
			table->columns[i] == 0 ? NULL : sheet_cell(matcher->sheet, row->number, table->columns[i]);

		taken->cells[i] = cell != NULL ? cell : empty_cell(matcher->arena, row->number, table->columns[i]);
	}
}

static void take_rows(struct matcher *matcher)
{
	const struct sheet *sheet = matcher->sheet;
	bool *nameless = arena_alloc(matcher->arena, SHEET_COLUMN_MAX + 1);
	size_t first = 0;

	while (first < sheet->n_rows && sheet->rows[first].number <= matcher->table->header_row)
		first++;
	matcher->table->rows = arena_alloc(matcher->arena, (sheet->n_rows - first + 1) * sizeof(*matcher->table->rows));
	for (size_t i = first; i < sheet->n_rows; i++) {
		if (is_blank_row(&sheet->rows[i]))
			continue;
		check_cells(matcher, &sheet->rows[i], nameless);
		take_row(matcher, &sheet->rows[i]);
	}
}

/* Merged ranges that touch the header or a row of the table. */
static void check_merges(struct matcher *matcher)
{
	const struct table *table = matcher->table;
	unsigned last = table->n_rows == 0 ? table->header_row : table->rows[table->n_rows - 1].number;

	for (size_t i = 0; i < matcher->sheet->n_merges; i++) {
		struct cell_range range = matcher->sheet->merges[i];

		if (range.last_row >= table->header_row && range.first_row <= last)
			fault(matcher, range_address(matcher->arena, range), MSG_TABLE_MERGED, NULL, NULL);
	}
}

enum status_code table_match(struct arena *arena, const struct workbook *workbook, const struct sheet *sheet,
			     const struct table_column *columns, size_t n, struct table *table, struct status *status)
{
	struct matcher matcher = { arena, sheet, columns, n, table, status, false };
	const struct sheet_row *header;

	assert(n > 0 && n <= TABLE_COLUMNS_MAX);
	*table = (struct table){ .sheet = sheet, .columns = arena_alloc(arena, n * sizeof(*table->columns)) };
	header = find_header(&matcher);
	if (header == NULL) {
		if (sheet->n_rows == 0)
			fault(&matcher, NULL, MSG_TABLE_EMPTY, NULL, NULL);
		else
			fault(&matcher, NULL, MSG_TABLE_NO_HEADER, known_columns(&matcher), NULL);
		return sheet_conclude(workbook, status);
	}
	table->header_row = header->number;
	match_header(&matcher, header);
	take_rows(&matcher);
	check_merges(&matcher);
	return sheet_conclude(workbook, status);
}

char *table_place(struct arena *arena, const struct table *table, const struct cell *cell)
{
	return sheet_place(arena, table->sheet, cell_address(arena, cell->row, cell->column));
}
