/* One worksheet of .xlsx: its cells and merged ranges. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/number.h"
#include "client/sheet/xlsx_private.h"

enum { FAULTS_MAX = 100 };

struct reader {
	struct xlsx *xlsx;
	struct part part;
	unsigned row, column; /* of the last row and cell */
	bool in_data, stopped;
};

/* A cell as it stands in the file. */
struct source {
	struct cell cell;
	char type[12];
	enum number_form form;
	struct string value;
	const char *inline_text;
	bool has_value, has_inline;
};

static const struct sheet *sheet_of(struct reader *reader)
{
	const struct workbook *workbook = reader->xlsx->workbook;

	return &workbook->sheets[workbook->n_sheets - 1];
}

static char *place_of(struct reader *reader, const char *address)
{
	return sheet_place(reader->xlsx->arena, sheet_of(reader), address);
}

/* Notes a fault at a cell; after too many the rest is not read. */
static void fault(struct reader *reader, const struct cell *cell, enum message_id id, const char *argument)
{
	struct arena *arena = reader->xlsx->arena;

	if (reader->xlsx->status->n_violations >= FAULTS_MAX) {
		STATUS_VIOLATION(reader->xlsx->status, place_of(reader, NULL), MSG_FAULTS_CUT,
				 arena_printf(arena, "%d", FAULTS_MAX));
		reader->stopped = true;
		return;
	}
	STATUS_VIOLATION(reader->xlsx->status, place_of(reader, cell_address(arena, cell->row, cell->column)), id, argument);
}

/* ---- values ---- */

/* Does ${text} begin as ${form} says, where 0 is any digit? */
static bool begins_as(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++)
		if (*form == '0' ? !isdigit((unsigned char)*text) : *text != *form)
			return false;
	return true;
}

/* "2024-12-10T14:05:30.000Z" -> "2024-12-10 14:05:30"; midnight is not shown. NULL if it has another form. */
static char *iso_day(struct arena *arena, const char *text)
{
	const char *time = text + strlen("0000-00-00");

	if (!begins_as(text, "0000-00-00") || (*time != '\0' && !begins_as(time, "T00:00:00")))
		return NULL;
	if (*time == '\0' || strncmp(time, "T00:00:00", 9) == 0)
		return arena_printf(arena, "%.10s", text);
	return arena_printf(arena, "%.10s %.8s", text, time + 1);
}

static void take_number(struct reader *reader, struct source *source)
{
	struct arena *arena = reader->xlsx->arena;
	struct cell *cell = &source->cell;
	const char *number = number_typed(arena, cell->raw), *day = NULL;

	if (number == NULL) {
		cell->kind = CELL_ERROR;
		return;
	}
	if (source->form >= FORM_DATE)
		day = day_text(arena, number, source->form, reader->xlsx->workbook->epoch_1904);
	cell->kind = day != NULL ? CELL_DATE : CELL_NUMBER;
	cell->percent = source->form == FORM_PERCENT;
	cell->text = day != NULL ? day : number;
}

static void take_shared(struct reader *reader, struct source *source)
{
	struct cell *cell = &source->cell;
	char *end;
	unsigned long index = strtoul(cell->raw, &end, 10);

	cell->kind = CELL_TEXT;
	if (!isdigit((unsigned char)*cell->raw) || *end != '\0' || index >= reader->xlsx->n_strings)
		fault(reader, cell, MSG_SHEET_CELL_DAMAGED, NULL);
	else if (reader->xlsx->strings[index] == NULL)
		fault(reader, cell, MSG_SHEET_CELL_TOO_LONG, NULL);
	else
		cell->text = cell->raw = reader->xlsx->strings[index];
}

static void take_text(struct reader *reader, struct source *source)
{
	char *text = arena_strdup(reader->xlsx->arena, source->cell.raw);

	source->cell.kind = CELL_TEXT;
	if (!xlsx_decode(text)) {
		fault(reader, &source->cell, MSG_SHEET_CELL_TOO_LONG, NULL);
		return;
	}
	source->cell.text = source->cell.raw = text;
}

static void take_flag(struct reader *reader, struct source *source)
{
	(void)reader;
	source->cell.kind = CELL_FLAG;
	source->cell.text = strcmp(source->cell.raw, "1") == 0 || strcmp(source->cell.raw, "true") == 0 ? "TRUE" : "FALSE";
}

static void take_error(struct reader *reader, struct source *source)
{
	(void)reader;
	source->cell.kind = CELL_ERROR;
}

static void take_day(struct reader *reader, struct source *source)
{
	const char *day = iso_day(reader->xlsx->arena, source->cell.raw);

	source->cell.kind = CELL_DATE;
	if (day == NULL)
		fault(reader, &source->cell, MSG_SHEET_CELL_DAMAGED, NULL);
	else
		source->cell.text = day;
}

/* By the cell's type; ->raw and ->text hold what stands in <v>. */
static const struct {
	const char *type;
	void (*take)(struct reader *reader, struct source *source);
} types[] = {
	{ "", take_number }, { "n", take_number }, { "s", take_shared }, { "str", take_text },
	{ "b", take_flag },  { "e", take_error },  { "d", take_day },
};

static void take_value(struct reader *reader, struct source *source)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strcmp(types[i].type, source->type) != 0)
			continue;
		types[i].take(reader, source);
		return;
	}
	fault(reader, &source->cell, MSG_SHEET_CELL_DAMAGED, NULL);
}

/* ---- cells ---- */

static void add_cell(struct reader *reader, const struct cell *cell)
{
	struct xlsx *xlsx = reader->xlsx;

	switch (builder_cell(&xlsx->builder, cell)) {
	case BUILDER_FINE: break;
	case BUILDER_TWICE:
		fault(reader, cell, MSG_SHEET_CELL_ORDER, NULL);
		reader->stopped = true;
		break;
	case BUILDER_TOO_MANY:
		fault(reader, cell, MSG_SHEET_TOO_MANY_CELLS, arena_printf(xlsx->arena, "%d", SHEET_CELLS_MAX));
		reader->stopped = true;
		break;
	}
}

static void finish_cell(struct reader *reader, struct source *source)
{
	struct cell *cell = &source->cell;

	cell->text = cell->raw = "";
	if (source->value.too_long || (source->has_inline && source->inline_text == NULL)) {
		fault(reader, cell, MSG_SHEET_CELL_TOO_LONG, NULL);
		return;
	}
	if (source->has_inline) {
		cell->kind = CELL_TEXT;
		cell->text = cell->raw = source->inline_text;
	} else if (source->has_value && source->value.length > 0) {
		cell->text = cell->raw = source->value.text;
		take_value(reader, source);
	}
	/* Empty cells are not stored, but for a formula that nobody has computed yet. */
	if (cell->formula || *cell->text != '\0')
		add_cell(reader, cell);
}

/* The children of a cell that has begun. */
static void read_children(struct reader *reader, struct source *source)
{
	struct part *part = &reader->part;
	const int depth = part_depth(part);
	bool in_value = false;

	while (part_next(part) && part_depth(part) > depth) {
		const char *text = part_text(part);

		if (part_depth(part) == depth + 1) {
			in_value = part_begins(part, "v") && !part_is_empty(part);
			source->has_value |= in_value;
			source->cell.formula |= part_begins(part, "f");
			if (part_begins(part, "is")) {
				source->has_inline = true;
				source->inline_text = xlsx_string(part);
			}
		} else if (text != NULL && in_value) {
			string_add(&source->value, text);
		}
	}
}

static bool read_address(struct reader *reader, struct cell *cell)
{
	char address[16];

	cell->row = reader->row;
	cell->column = reader->column + 1;
	if (part_short_attribute(&reader->part, "r", address, sizeof(address)) &&
	    (!cell_address_parse(address, &cell->row, &cell->column) || cell->row != reader->row))
		return false;
	reader->column = cell->column;
	return cell->column <= SHEET_COLUMN_MAX;
}

static void read_cell(struct reader *reader)
{
	struct xlsx *xlsx = reader->xlsx;
	struct part *part = &reader->part;
	struct source source = { .value = { .arena = xlsx->arena } };
	char style[16];
	unsigned long index;

	if (!read_address(reader, &source.cell)) {
		part_fail(part);
		return;
	}
	part_short_attribute(part, "t", source.type, sizeof(source.type));
	if (part_short_attribute(part, "s", style, sizeof(style))) {
		index = strtoul(style, NULL, 10);
		source.form = index < xlsx->n_forms ? xlsx->forms[index] : FORM_NUMBER;
	}
	if (part_is_empty(part))
		return;
	read_children(reader, &source);
	if (!part->failed)
		finish_cell(reader, &source);
}

/* ---- rows and ranges ---- */

static void read_row(struct reader *reader)
{
	char number[16], *end;
	unsigned long row = reader->row + 1;

	if (part_short_attribute(&reader->part, "r", number, sizeof(number))) {
		row = strtoul(number, &end, 10);
		if (*end != '\0')
			row = 0;
	}
	if (row == 0 || row > SHEET_ROW_MAX)
		part_fail(&reader->part);
	reader->row = (unsigned)row;
	reader->column = 0;
}

static void read_merge(struct reader *reader)
{
	struct cell_range range;
	char text[32];

	if (!part_short_attribute(&reader->part, "ref", text, sizeof(text)) || !range_address_parse(text, &range) ||
	    builder_merge(&reader->xlsx->builder, range) != BUILDER_FINE)
		part_fail(&reader->part);
}

static void read_node(struct reader *reader)
{
	struct part *part = &reader->part;

	if (part_begins(part, "sheetData"))
		reader->in_data = !part_is_empty(part);
	else if (part_ends(part, "sheetData"))
		reader->in_data = false;
	else if (reader->in_data && part_begins(part, "row"))
		read_row(reader);
	else if (reader->in_data && part_begins(part, "c"))
		read_cell(reader);
	else if (!reader->in_data && part_begins(part, "mergeCell"))
		read_merge(reader);
}

bool xlsx_read_sheet(struct xlsx *xlsx, const char *name)
{
	struct reader reader = { .xlsx = xlsx };
	bool failed = !part_open(&reader.part, &xlsx->package, name);

	while (!failed && !reader.stopped && part_next(&reader.part))
		read_node(&reader);
	failed = reader.part.failed || reader.stopped;
	part_close(&reader.part);
	return !failed;
}
