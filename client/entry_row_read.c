/* What a row of a filled spreadsheet of entries says, and what becomes of it. */
#include <stdlib.h>
#include <string.h>

#include "client/entry_sheet_private.h"
#include "common/domain/entry_check.h"
#include "common/text/blank.h"

static const struct cell *cell_of(const struct entry_row *row, size_t column)
{
	return row->cells->cells[column];
}

void entry_fault(struct entry_reader *reader, const struct cell *cell, enum message_id id, const char *first,
		 const char *second)
{
	STATUS_VIOLATION(reader->status, table_place(reader->arena, &reader->sheet->table, cell), id, first, second);
}

/* ---- a row's key ---- */

static const struct entry_row *row_before(const struct entry_sheet *sheet, const struct entry_row *row)
{
	for (const struct entry_row *other = sheet->rows; other < row; other++)
		if (strcmp(other->code, row->code) == 0)
			return other;
	return NULL;
}

static void read_key(struct entry_reader *reader, struct entry_row *row)
{
	const struct cell *cell = cell_of(row, ENTRY_CODE);
	const struct entry_row *before;

	row->code = cell_word(reader->arena, cell);
	if (*row->code == '\0') {
		/* Of merged cells the first holds the text, and the range is named. */
		if (!cell->merged && !entry_cell_is_named(cell))
			entry_fault(reader, cell, MSG_ENTRY_SHEET_NO_CODE, NULL, NULL);
		return;
	}
	row->indicator = entry_source_indicator(reader->source, row->code);
	before = row_before(reader->sheet, row);
	if (row->indicator == NULL)
		entry_fault(reader, cell, MSG_ENTRY_NO_INDICATOR, row->code, NULL);
	else if (row->indicator->level != 3)
		entry_fault(reader, cell, MSG_ENTRY_NOT_LEVEL_3, row->code, row->indicator->name);
	else if (before != NULL)
		entry_fault(reader, cell, MSG_ENTRY_SHEET_TWICE, row->code,
			    table_place(reader->arena, &reader->sheet->table, cell_of(before, ENTRY_CODE)));
	if (row->indicator != NULL && row->indicator->level != 3)
		row->indicator = NULL;
}

/* Nothing stands for 0: no entry was there. */
static void read_revision(struct entry_reader *reader, struct entry_row *row)
{
	const struct cell *cell = cell_of(row, ENTRY_REVISION);
	const char *text = cell_word(reader->arena, cell);

	if (strlen(text) > 18 || text[strspn(text, "0123456789")] != '\0')
		entry_fault(reader, cell, MSG_ENTRY_SHEET_REVISION, text, NULL);
	else
		row->file.revision = strtoull(text, NULL, 10);
}

/* ---- a row's content ---- */

static bool is_serial(struct entry_reader *reader, const struct cell *cell, const struct indicator *indicator)
{
	const char *day = cell_serial_day(reader->arena, reader->workbook, cell);

	if (day == NULL || rule_rows[indicator->rule.kind].actual != VALUE_DATE)
		return false;
	entry_fault(reader, cell, MSG_ENTRY_SHEET_SERIAL, cell->text, day);
	return true;
}

static void read_actual(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	const struct cell *cell = cell_of(row, ENTRY_ACTUAL);
	const char *unit = cell_word(reader->arena, cell_of(row, ENTRY_UNIT)), *kept = entry_unit(indicator);
	char *text = entry_cell_text(reader, cell);
	enum message_id refusal;
	struct value actual;

	/* What stands there already need not be judged again. */
	if (*text == '\0' || strcmp(text, row->now.actual) == 0) {
		row->file.actual = *text == '\0' ? (char *)"" : row->now.actual;
		row->file.unit = *text == '\0' ? (char *)"" : row->now.unit;
		if (*text == '\0' || strcmp(unit, kept) == 0 || *unit == '\0')
			return;
	}
	refusal = entry_actual_refused(indicator, &row->file);
	if (refusal != MSG_NONE)
		entry_fault(reader, cell, refusal, row->code, NULL);
	if (refusal != MSG_NONE || is_serial(reader, cell, indicator))
		return;
	/* The column's unit is the target's unless someone wrote another: then the number is in that one. A unit that is typed
	 * with the number goes before the target's. */
	if (strcmp(unit, kept) == 0)
		unit = "";
	row->file.actual = text;
	row->file.unit = (char *)(uintptr_t)unit;
	actual_parse(&indicator->rule, &indicator->target, text, unit, table_place(reader->arena, &reader->sheet->table, cell),
		     &actual, reader->status);
}

static void read_points(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	row->file.n_points = indicator->n_points;
	row->file.points = arena_alloc(reader->arena, (indicator->n_points + 1) * sizeof(char *));
	for (size_t i = 0; i < indicator->n_points; i++)
		row->file.points[i] =
			i < reader->n_points ? entry_cell_text(reader, cell_of(row, ENTRY_COLUMNS + i)) : row->now.points[i];
	for (size_t i = indicator->n_points; i < reader->n_points; i++)
		if (!cell_is_blank(cell_of(row, ENTRY_COLUMNS + i)))
			entry_fault(reader, cell_of(row, ENTRY_COLUMNS + i), MSG_ENTRY_SHEET_NO_POINT, row->code,
				    arena_printf(reader->arena, "%zu", indicator->n_points));
}

/* Points and pages have no column: they stay as they are where the file still cites the evidence. */
static void keep_citations(struct entry_reader *reader, struct entry_row *row)
{
	Jixiao__EntryPutRequest *file = &row->file;

	file->citations = arena_alloc(reader->arena, (row->now.n_citations + 1) * sizeof(*file->citations));
	for (size_t i = 0; i < row->now.n_citations; i++)
		for (size_t k = 0; k < file->n_evidence; k++)
			if (strcmp(row->now.citations[i]->evidence, file->evidence[k]) == 0) {
				file->citations[file->n_citations++] = row->now.citations[i];
				break;
			}
}

/* ---- judging ---- */

static void find_base(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	jixiao__entry_put_request__init(&row->base);
	row->base.indicator = row->indicator->code;
	row->has_base = row->file.revision == 0 ||
			(reader->find != NULL && reader->find(reader->find_context, row->code, row->file.revision, &row->base));
	entry_content_settle(reader->arena, indicator, &row->base);
}

static bool is_accepted(const Jixiao__Entry *entry)
{
	return entry != NULL && entry->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
}

/* What becomes of a row that can be read. What was only handed in or sent back since the export says what it said; what was
 * accepted is not taken from its reviewer unasked. */
static enum entry_row_kind judge(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	const uint64_t now = row->present != NULL ? row->present->revision : 0;

	if (entry_content_same(&row->file, &row->now))
		return ENTRY_ROW_SAME;
	if (row->file.revision == now)
		return ENTRY_ROW_CHANGED;
	find_base(reader, row, indicator);
	if (row->has_base && entry_content_same(&row->file, &row->base))
		return ENTRY_ROW_UNTOUCHED;
	if (!row->has_base || !entry_content_same(&row->now, &row->base) || is_accepted(row->present))
		return ENTRY_ROW_CONFLICT;
	row->file.revision = now;
	return ENTRY_ROW_CHANGED;
}

void entry_row_read(struct entry_reader *reader, struct entry_row *row)
{
	const struct entry_source *source = reader->source;
	const size_t before = reader->status->n_violations;
	struct indicator indicator;

	jixiao__entry_put_request__init(&row->file);
	row->kind = ENTRY_ROW_FAULTY;
	read_key(reader, row);
	if (row->indicator == NULL)
		return;
	entry_indicator(reader->arena, row->indicator, &indicator);
	row->present = entry_source_entry(source, row->code);
	row->now = entry_content_of(reader->arena, row->present);
	entry_content_settle(reader->arena, &indicator, &row->now);
	row->file.indicator = row->indicator->code;
	/* What has no column stays as it is. */
	row->file.not_applicable = reader->sheet->table.columns[ENTRY_NOT_APPLICABLE] == 0
					   ? row->now.not_applicable
					   : entry_cell_text(reader, cell_of(row, ENTRY_NOT_APPLICABLE));
	entry_details_find(reader, row);
	entry_answers_read(reader, row, &indicator);
	row->file.text = entry_cell_text(reader, cell_of(row, ENTRY_TEXT));
	read_revision(reader, row);
	read_actual(reader, row, &indicator);
	read_points(reader, row, &indicator);
	row->file.n_evidence =
		entry_cell_evidence(reader, cell_of(row, ENTRY_EVIDENCE), &reader->sheet->table, &row->file.evidence);
	entry_parts_read(reader, row, &indicator);
	keep_citations(reader, row);
	if (reader->status->n_violations > before)
		return;
	entry_content_settle(reader->arena, &indicator, &row->file);
	row->kind = judge(reader, row, &indicator);
	if ((row->kind == ENTRY_ROW_CHANGED || row->kind == ENTRY_ROW_CONFLICT) && !source->leader &&
	    strcmp(row->indicator->responsible, source->person) != 0)
		entry_fault(reader, cell_of(row, ENTRY_CODE), MSG_ENTRY_NOT_RESPONSIBLE, row->code,
			    *row->indicator->responsible != '\0' ? row->indicator->responsible : "?");
}
