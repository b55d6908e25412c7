#include "client/sheet/xlsx_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/sheet/day.h"
#include "client/sheet/number.h"
#include "client/sheet/xlsx_write_private.h"
#include "client/text_file.h"
#include "common/base/system_error.h"
#include "common/domain/date.h"

enum { CREATED = 946684800, GREY = 0xf2f2f2, BLUE = 0xddebf7 };

/* ---- looks ---- */

static lxw_format *make_format(struct writer *writer, enum look look, enum place place)
{
	/* Built-in formats by their number: Excel knows "@" as text by 49 only. */
	enum { GENERAL = 0, PERCENT = 10, TEXT = 49 };
	static const uint8_t numbers[LOOK_COUNT] = { GENERAL, TEXT, PERCENT, GENERAL, TEXT, TEXT };
	lxw_format *format = workbook_add_format(writer->file);

	if (look == LOOK_DATE)
		format_set_num_format(format, "yyyy-mm-dd");
	else
		format_set_num_format_index(format, numbers[look]);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	/* Titles and notes run on over the empty cells beside them. */
	if (look == LOOK_NOTE)
		return format;
	format_set_text_wrap(format);
	if (look == LOOK_HEADER)
		format_set_bold(format);
	if (look == LOOK_HEADER || place == PLACE_LOCKED)
		format_set_bg_color(format, look == LOOK_HEADER ? BLUE : GREY);
	if (look == LOOK_HEADER || place != PLACE_SHEET)
		format_set_border(format, LXW_BORDER_THIN);
	if (place == PLACE_UNLOCKED)
		format_set_unlocked(format);
	return format;
}

static void make_formats(struct writer *writer)
{
	for (int look = 0; look < LOOK_COUNT; look++)
		for (int place = 0; place < PLACE_COUNT; place++)
			writer->formats[look][place] = make_format(writer, (enum look)look, (enum place)place);
}

static enum look look_of_rule(const struct form *form, unsigned row, unsigned column)
{
	enum form_rule rule = form->columns[column - 1].rule;

	for (size_t i = 0; i < form->n_cells; i++)
		if (form->cells[i].row == row && form->cells[i].column == column)
			rule = form->cells[i].rule;
	if (rule == FORM_DECIMAL || rule == FORM_NOT_NEGATIVE)
		return LOOK_PLAIN;
	return rule == FORM_DAY ? LOOK_DATE : LOOK_TEXT;
}

static enum place place_of(const struct form *form, unsigned row, unsigned column)
{
	if (form == NULL || row <= form->header_row || column > form->n_columns)
		return PLACE_SHEET;
	if (!form->columns[column - 1].unlocked)
		return PLACE_LOCKED;
	for (size_t i = 0; i < form->n_locked; i++) {
		const struct cell_range *range = &form->locked[i];

		if (row >= range->first_row && row <= range->last_row && column >= range->first_column &&
		    column <= range->last_column)
			return PLACE_LOCKED;
	}
	return PLACE_UNLOCKED;
}

/* ---- cells ---- */

/* The format of a cell that looks like ${look}. */
static lxw_format *format_at(struct writer *writer, const struct form *form, unsigned row, unsigned column, enum look look)
{
	if (form != NULL && row == form->header_row)
		look = LOOK_HEADER;
	else if (form != NULL && row < form->header_row)
		look = LOOK_NOTE;
	return writer->formats[look][place_of(form, row, column)];
}

static void write_cell(struct writer *writer, lxw_worksheet *worksheet, const struct form *form, const struct cell *cell)
{
	const lxw_row_t row = cell->row - 1;
	const lxw_col_t column = (lxw_col_t)(cell->column - 1);
	struct date date;

#define FORMAT(look) format_at(writer, form, cell->row, cell->column, (look))
	if (cell->kind == CELL_NUMBER && number_survives(cell->text))
		worksheet_write_number(worksheet, row, column, strtod(cell->text, NULL),
				       FORMAT(cell->percent ? LOOK_PERCENT : LOOK_PLAIN));
	else if (cell->kind == CELL_DATE && date_parse(cell->text, &date))
		worksheet_write_number(worksheet, row, column, day_number(date), FORMAT(LOOK_DATE));
	else if (cell->kind == CELL_FLAG)
		worksheet_write_boolean(worksheet, row, column, strcmp(cell->text, "TRUE") == 0, FORMAT(LOOK_PLAIN));
	else if (cell->kind != CELL_EMPTY)
		worksheet_write_string(worksheet, row, column, xlsx_escape(writer->arena, cell->text), FORMAT(LOOK_TEXT));
#undef FORMAT
}

/* Cells that wait to be filled in need their format, or they would be locked. */
static void write_blanks(struct writer *writer, lxw_worksheet *worksheet, const struct sheet *sheet, const struct form *form,
			 unsigned last_row)
{
	for (unsigned row = form->header_row + 1; row <= last_row; row++)
		for (unsigned column = 1; column <= form->n_columns; column++)
			if (sheet_cell(sheet, row, column) == NULL)
				worksheet_write_blank(worksheet, row - 1, (lxw_col_t)(column - 1),
						      format_at(writer, form, row, column, look_of_rule(form, row, column)));
}

static void write_sheet(struct writer *writer, lxw_worksheet *worksheet, const struct sheet *sheet, const struct form *form)
{
	unsigned last_row = sheet->n_rows == 0 ? 0 : sheet->rows[sheet->n_rows - 1].number;

	for (size_t r = 0; r < sheet->n_rows; r++)
		for (size_t c = 0; c < sheet->rows[r].n_cells; c++)
			write_cell(writer, worksheet, form, &sheet->rows[r].cells[c]);
	if (form != NULL) {
		if (last_row < form->header_row)
			last_row = form->header_row;
		last_row += form->spare_rows;
		write_blanks(writer, worksheet, sheet, form, last_row);
		xlsx_write_form(writer, worksheet, form, last_row);
	}
	/* Codes and long decimals are texts on purpose. */
	worksheet_ignore_errors(worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
}

/* ---- the file ---- */

static void write_sheets(struct writer *writer, const struct form *forms)
{
	const struct sheet *visible = workbook_first_visible(writer->workbook);
	lxw_doc_properties properties = { .created = CREATED };
	const size_t n = writer->workbook->n_sheets;
	lxw_worksheet **worksheets = arena_alloc(writer->arena, n * sizeof(*worksheets));

	workbook_set_properties(writer->file, &properties);
	make_formats(writer);
	/* All before the first is filled, so that the sheet of choices comes last. */
	for (size_t i = 0; i < n; i++) {
		worksheets[i] = workbook_add_worksheet(writer->file, writer->workbook->sheets[i].name);
		if (&writer->workbook->sheets[i] == visible) {
			worksheet_activate(worksheets[i]);
			worksheet_set_first_sheet(worksheets[i]);
		}
		if (writer->workbook->sheets[i].hidden)
			worksheet_hide(worksheets[i]);
	}
	for (size_t i = 0; i < n; i++)
		write_sheet(writer, worksheets[i], &writer->workbook->sheets[i], forms == NULL ? NULL : &forms[i]);
}

static enum status_code unwritable(const char *path, struct status *status)
{
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, path, system_error_word(errno));
}

/* libxlsxwriter writes files only. */
static enum status_code write_file(struct writer *writer, const struct form *forms, const char *path, struct status *status)
{
	errno = 0;
	writer->file = workbook_new(path);
	if (writer->file == NULL)
		return unwritable(path, status);
	write_sheets(writer, forms);
	return workbook_close(writer->file) == LXW_NO_ERROR ? STATUS_OK : unwritable(path, status);
}

enum status_code xlsx_write(struct arena *arena, const struct workbook *workbook, const struct form *forms,
			    enum language language, struct slice *bytes, struct status *status)
{
	struct writer writer = { .arena = arena, .workbook = workbook, .language = language };
	const char *folder = getenv("TMPDIR");
	char *path = arena_printf(arena, "%s/jixiao-XXXXXX", folder == NULL || *folder == '\0' ? "/tmp" : folder);
	enum status_code code;
	int fd;

	if (!xlsx_check(&writer, forms, status))
		return status->code;
	fd = mkstemp(path);
	if (fd < 0)
		return unwritable(path, status);
	close(fd);
	code = write_file(&writer, forms, path, status);
	if (code == STATUS_OK)
		code = file_read(arena, path, bytes, status);
	unlink(path);
	return code;
}
