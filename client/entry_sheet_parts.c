/* The sheet 底稿: the parts that an entry's actual is made of, in rows of their own. */
#include <string.h>

#include "client/citation_text.h"
#include "client/entry_sheet_private.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"

/* Rows that may be added. */
enum { SPARE_ROWS = 300 };

/* ---- writing ---- */

static bool has_paper(const struct entry_writer *writer, const Jixiao__Indicator *record)
{
	return record->rule != NULL && *record->rule->parts != '\0' && entry_is_exported(writer, record);
}

/* The codes that a row may be of. */
static size_t list_codes(struct entry_writer *writer, const char ***codes)
{
	const struct entry_source *source = writer->source;
	size_t n = 0;

	*codes = arena_alloc(writer->arena, (source->n_indicators + 1) * sizeof(**codes));
	for (size_t i = 0; i < source->n_indicators; i++)
		if (has_paper(writer, source->indicators[i]))
			(*codes)[n++] = source->indicators[i]->code;
	return n;
}

static void put_part(struct entry_writer *writer, unsigned row, const Jixiao__Indicator *record, const Jixiao__EntryPart *part)
{
	struct builder *builder = &writer->builder;
	const char *ids = "";
	struct decimal number;

	builder_text(builder, row, DETAIL_CODE + 1, record->code);
	builder_text(builder, row, DETAIL_INDICATOR + 1, record->name);
	if (part != NULL) {
		builder_text(builder, row, DETAIL_FIRST + 1, part->name);
		builder_put(builder, row, DETAIL_SECOND + 1, decimal_parse(part->value, &number) ? CELL_NUMBER : CELL_TEXT,
			    part->value);
	}
	builder_text(builder, row, DETAIL_THIRD + 1, record->target != NULL ? record->target->unit : "");
	for (size_t i = 0; part != NULL && i < part->n_evidence; i++)
		ids = arena_printf(writer->arena, "%s%s%s", ids, i > 0 ? "、" : "", part->evidence[i]);
	builder_text(builder, row, DETAIL_EVIDENCE + 1, ids);
}

/* At least one row, so that people see where to begin. */
static unsigned put_parts(struct entry_writer *writer, unsigned row, const Jixiao__Indicator *record)
{
	const Jixiao__Entry *entry = entry_source_entry(writer->source, record->code);
	const size_t n = entry != NULL ? entry->n_parts : 0;

	for (size_t i = 0; i < (n > 0 ? n : 1); i++)
		put_part(writer, row++, record, n > 0 ? entry->parts[i] : NULL);
	return row;
}

static void look(struct entry_writer *writer, struct form *form, const char *const *codes, size_t n_codes)
{
	static const struct form_column usual[DETAIL_COLUMNS] = {
		[DETAIL_CODE] = { .width = 12, .unlocked = true, .rule = FORM_CHOICE },
		[DETAIL_INDICATOR] = { .width = 30 },
		[DETAIL_FIRST] = { .width = 30, .unlocked = true },
		[DETAIL_SECOND] = { .width = 16, .unlocked = true },
		[DETAIL_THIRD] = { .width = 8 },
		[DETAIL_EVIDENCE] = { .width = 18, .unlocked = true },
	};
	struct form_column *columns = arena_memdup(writer->arena, usual, sizeof(usual));

	columns[DETAIL_CODE].choices = codes;
	columns[DETAIL_CODE].n_choices = n_codes;
	columns[DETAIL_SECOND].prompt = arena_strdup(writer->arena, message_plain(writer->language, MSG_ENTRY_PROMPT_PART));
	form->protect = true;
	form->spare_rows = SPARE_ROWS;
	form->columns = columns;
	form->n_columns = DETAIL_COLUMNS;
}

void entry_parts_write(struct entry_writer *writer)
{
	const struct entry_source *source = writer->source;
	const char **codes;
	const size_t n = list_codes(writer, &codes);
	unsigned row = 2;

	if (n == 0)
		return;
	look(writer, entry_form_begin(writer, entry_details[DETAIL_PARTS].name), codes, n);
	for (unsigned i = 0; i < DETAIL_COLUMNS; i++)
		builder_text(&writer->builder, 1, i + 1, entry_details[DETAIL_PARTS].columns[i].header);
	for (size_t i = 0; i < source->n_indicators; i++)
		if (has_paper(writer, source->indicators[i]))
			row = put_parts(writer, row, source->indicators[i]);
}

/* ---- reading ---- */

static void fault(struct entry_reader *reader, const struct cell *cell, enum message_id id, const char *argument)
{
	STATUS_VIOLATION(reader->status, table_place(reader->arena, &reader->sheet->details[DETAIL_PARTS], cell), id, argument);
}

/* The row that shows where to begin, left as it was. */
static bool is_empty(const struct table_row *cells)
{
	return cell_is_blank(cells->cells[DETAIL_FIRST]) && cell_is_blank(cells->cells[DETAIL_SECOND]) &&
	       cell_is_blank(cells->cells[DETAIL_EVIDENCE]);
}

static bool named_before(const Jixiao__EntryPutRequest *file, const char *name)
{
	for (size_t i = 0; i < file->n_parts; i++)
		if (strcmp(file->parts[i]->name, name) == 0)
			return true;
	return false;
}

static void read_part(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator,
		      const struct table_row *cells)
{
	const struct table *table = &reader->sheet->details[DETAIL_PARTS];
	const struct cell *name = cells->cells[DETAIL_FIRST], *value = cells->cells[DETAIL_SECOND];
	const struct cell *evidence = cells->cells[DETAIL_EVIDENCE];
	Jixiao__EntryPart *part = (void *)pb_new(reader->arena, &jixiao__entry_part__descriptor);
	struct paper_part read;

	part->name = cell_word(reader->arena, name);
	part->value = entry_cell_text(reader, value);
	part->n_evidence = entry_cell_evidence(reader, evidence, table, &part->evidence);
	if (*part->name == '\0')
		fault(reader, name, MSG_FIELD_REQUIRED, NULL);
	else if (named_before(&row->file, part->name))
		fault(reader, name, MSG_ENTRY_PART_TWICE, part->name);
	if (!entry_cell_is_named(value))
		part_parse(reader->arena, &indicator->rule, &indicator->target, part->value,
			   table_place(reader->arena, table, value), &read, reader->status);
	for (size_t i = 0; i < part->n_evidence; i++)
		entry_cite(reader->arena, &row->file, part->evidence[i]);
	row->file.parts[row->file.n_parts++] = part;
}

void entry_parts_read(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	size_t n = 0;

	row->file.parts = row->now.parts;
	row->file.n_parts = row->now.n_parts;
	if (reader->sheet->details[DETAIL_PARTS].header_row == 0)
		return;
	row->file.n_parts = 0;
	row->file.parts = arena_alloc(reader->arena, (row->n_details[DETAIL_PARTS] + 1) * sizeof(*row->file.parts));
	/* Only what says something counts, so that the nth part is that of the nth row. */
	for (size_t i = 0; i < row->n_details[DETAIL_PARTS]; i++)
		if (!is_empty(row->details[DETAIL_PARTS][i]))
			row->details[DETAIL_PARTS][n++] = row->details[DETAIL_PARTS][i];
	row->n_details[DETAIL_PARTS] = n;
	if (n > 0 && indicator->rule.parts == PARTS_NONE) {
		fault(reader, row->details[DETAIL_PARTS][0]->cells[DETAIL_CODE], MSG_ENTRY_PARTS_UNWANTED, row->code);
		return;
	}
	for (size_t i = 0; i < n; i++)
		read_part(reader, row, indicator, row->details[DETAIL_PARTS][i]);
}
