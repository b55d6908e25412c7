/* What a filled spreadsheet of entries says as a whole, and what is wrong with it. */
#include <stdlib.h>
#include <string.h>

#include "client/entry_sheet_private.h"

/* ---- the sheet ---- */

/* What nobody should read row by row: the file of another evaluation, named once. */
static bool is_of_another(struct entry_reader *reader)
{
	for (size_t i = 0; i < reader->sheet->table.n_rows; i++) {
		const struct cell *cell = reader->sheet->table.rows[i].cells[ENTRY_EVALUATION];
		const char *evaluation = cell_word(reader->arena, cell);

		if (*evaluation == '\0' || strcmp(evaluation, reader->source->evaluation) == 0)
			continue;
		entry_fault(reader, cell, MSG_ENTRY_SHEET_OTHER, evaluation, reader->source->evaluation);
		return true;
	}
	return false;
}

/* Columns of points that rows of the sheet need. */
static void check_point_columns(struct entry_reader *reader)
{
	const struct table *table = &reader->sheet->table;
	size_t needed = 0;

	for (size_t i = 0; i < table->n_rows; i++) {
		const Jixiao__Indicator *indicator =
			entry_source_indicator(reader->source, cell_word(reader->arena, table->rows[i].cells[ENTRY_CODE]));

		if (indicator != NULL && indicator->n_points > needed)
			needed = indicator->n_points;
	}
	for (size_t i = 0; i < needed && i < reader->n_points; i++)
		if (table->columns[ENTRY_COLUMNS + i] == 0)
			STATUS_VIOLATION(
				reader->status,
				sheet_place(reader->arena, table->sheet, cell_address(reader->arena, table->header_row, 1)),
				MSG_TABLE_COLUMN_MISSING, entry_point_header(reader->arena, i));
}

static bool has_columns(const struct entry_reader *reader)
{
	const struct table *table = &reader->sheet->table;

	for (size_t i = 0; i < ENTRY_COLUMNS; i++)
		if (table->header_row == 0 || (entry_columns[i].required && table->columns[i] == 0))
			return false;
	return true;
}

/* Whether a fault in rows ${first} to ${last} of the sheet ${name} touches the row or what belongs to it. */
static bool touches(const struct entry_sheet *sheet, const struct entry_row *row, const char *name, size_t length,
		    struct cell_range range)
{
	if (strlen(sheet->table.sheet->name) == length && strncmp(sheet->table.sheet->name, name, length) == 0)
		return row->cells->number >= range.first_row && row->cells->number <= range.last_row;
	for (size_t i = 0; i < ENTRY_DETAILS; i++)
		for (size_t k = 0; strncmp(entry_details[i].name, name, length) == 0 && k < row->n_details[i]; k++)
			if (row->details[i][k]->number >= range.first_row && row->details[i][k]->number <= range.last_row)
				return true;
	return false;
}

/* A range that begins in a header is the header's. */
static bool is_below_header(const struct entry_sheet *sheet, const char *name, size_t length, struct cell_range range)
{
	for (size_t i = 0; i < ENTRY_DETAILS; i++)
		if (strlen(entry_details[i].name) == length && strncmp(entry_details[i].name, name, length) == 0)
			return range.first_row > sheet->details[i].header_row;
	return range.first_row > sheet->table.header_row;
}

/* Each fault belongs to the rows that its cells touch, or to the whole sheet. */
static void blame_rows(struct entry_reader *reader)
{
	struct entry_sheet *sheet = reader->sheet;

	sheet->whole = true;
	for (size_t v = 0; v < reader->status->n_violations; v++) {
		const char *path = reader->status->violations[v].path, *mark = strrchr(path, '!');
		const size_t length = mark == NULL ? 0 : (size_t)(mark - path);
		struct cell_range range;
		bool found = false;

		if (mark == NULL || !range_address_parse(mark + 1, &range))
			range = (struct cell_range){ 0 };
		for (size_t i = 0; i < sheet->n_rows; i++) {
			if (!touches(sheet, &sheet->rows[i], path, length, range))
				continue;
			sheet->rows[i].kind = ENTRY_ROW_FAULTY;
			found = true;
		}
		sheet->whole = sheet->whole && found && is_below_header(sheet, path, length, range);
	}
}

static const struct table_column *wanted_columns(struct entry_reader *reader)
{
	struct table_column *columns = arena_alloc(reader->arena, (ENTRY_COLUMNS + reader->n_points) * sizeof(*columns));

	memcpy(columns, entry_columns, sizeof(entry_columns));
	for (size_t i = 0; i < reader->n_points; i++)
		columns[ENTRY_COLUMNS + i] = (struct table_column){ entry_point_header(reader->arena, i), NULL, false };
	return columns;
}

enum status_code entry_sheet_read(struct arena *arena, const struct workbook *workbook, const struct entry_source *source,
				  entry_base_find *find, void *find_context, struct entry_sheet *sheet, struct status *status)
{
	struct entry_reader reader = { arena, workbook, source, find, find_context, sheet, entry_most_points(source), status };
	const struct sheet *cells = workbook_sheet(workbook, "填报");

	*sheet = (struct entry_sheet){ .whole = false };
	if (cells == NULL)
		cells = workbook_first_visible(workbook);
	if (cells == NULL)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_EMPTY, workbook->name);
	table_match(arena, workbook, cells, wanted_columns(&reader), ENTRY_COLUMNS + reader.n_points, &sheet->table, status);
	if (!has_columns(&reader) || is_of_another(&reader))
		return sheet_conclude(workbook, status);
	check_point_columns(&reader);
	entry_details_match(&reader);
	sheet->rows = arena_alloc(arena, (sheet->table.n_rows + 1) * sizeof(*sheet->rows));
	for (size_t i = 0; i < sheet->table.n_rows; i++) {
		sheet->rows[i].cells = &sheet->table.rows[i];
		entry_row_read(&reader, &sheet->rows[sheet->n_rows++]);
	}
	entry_details_check(&reader);
	blame_rows(&reader);
	return sheet_conclude(workbook, status);
}

/* ---- places ---- */

static size_t column_of(const char *field)
{
	static const struct {
		const char *name;
		enum entry_column column;
	} fields[] = { { "actual", ENTRY_ACTUAL },
		       { "unit", ENTRY_UNIT },
		       { "text", ENTRY_TEXT },
		       { "evidence", ENTRY_EVIDENCE },
		       { "not_applicable", ENTRY_NOT_APPLICABLE },
		       { "revision", ENTRY_REVISION },
		       { "evaluation", ENTRY_EVALUATION } };
	const size_t length = strcspn(field, "[");

	if (strncmp(field, "points[", 7) == 0)
		return ENTRY_COLUMNS + strtoul(field + 7, NULL, 10);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strlen(fields[i].name) == length && strncmp(fields[i].name, field, length) == 0)
			return fields[i].column;
	return ENTRY_CODE;
}

/* The cell of "parts[1].value" or "questionnaire.valid" in the other sheets; NULL if the field does not stand there. */
static char *detail_place(struct arena *arena, const struct entry_sheet *sheet, const struct entry_row *row, const char *field)
{
	const bool is_part = strncmp(field, "parts[", 6) == 0;
	const enum entry_detail detail = is_part ? DETAIL_PARTS : DETAIL_ANSWERS;
	const size_t index = is_part ? strtoul(field + 6, NULL, 10) : 0;
	enum entry_detail_column column = DETAIL_THIRD;

	if ((!is_part && strncmp(field, "questionnaire", 13) != 0) || index >= row->n_details[detail])
		return NULL;
	if (is_part)
		column = strstr(field, ".name") != NULL	      ? DETAIL_FIRST
			 : strstr(field, ".evidence") != NULL ? DETAIL_EVIDENCE
							      : DETAIL_SECOND;
	return table_place(arena, &sheet->details[detail], row->details[detail][index]->cells[column]);
}

char *entry_sheet_place(struct arena *arena, const struct entry_sheet *sheet, const struct entry_row *row, const char *field)
{
	const size_t column = column_of(field);
	const bool held = column < ENTRY_COLUMNS || column - ENTRY_COLUMNS < row->file.n_points;
	char *place = detail_place(arena, sheet, row, field);

	if (place != NULL)
		return place;
	return table_place(arena, &sheet->table,
			   row->cells->cells[held && sheet->table.columns[column] != 0 ? column : ENTRY_CODE]);
}
