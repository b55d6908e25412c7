/* What makes a sheet a form, and what is checked before one is written. */
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "client/sheet/xlsx_write_private.h"
#include "common/report/text_buffer.h"

enum { NAME_MAX_CHARACTERS = 31, USUAL_WIDTH = 8, PAPER_A4 = 9 };

/* A spreadsheet keeps 15 digits. */
#define NUMBER_MOST 999999999999999.0

/* ---- checks ---- */

/* UTF-8, without the two characters that XML cannot hold. */
static bool text_is_writable(const char *text)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	utf8proc_int32_t character;

	for (utf8proc_ssize_t length; *p != '\0'; p += length) {
		length = utf8proc_iterate(p, -1, &character);
		if (length <= 0 || character == 0xfffe || character == 0xffff)
			return false;
	}
	return true;
}

static size_t count_characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool name_is_good(const char *name)
{
	size_t n = count_characters(name);

	return n > 0 && n <= NAME_MAX_CHARACTERS && text_is_writable(name) && strpbrk(name, "[]:*?/\\") == NULL &&
	       *name != '\'' && name[strlen(name) - 1] != '\'';
}

static bool name_is_taken(const struct writer *writer, size_t index)
{
	const char *name = writer->workbook->sheets[index].name;

	for (size_t i = 0; i < index; i++)
		if (strcasecmp(writer->workbook->sheets[i].name, name) == 0)
			return true;
	return strcasecmp(name, xlsx_choices_name(writer)) == 0;
}

static void check_cell(struct writer *writer, const struct sheet *sheet, const struct cell *cell, struct status *status)
{
	char *place = sheet_place(writer->arena, sheet, cell_address(writer->arena, cell->row, cell->column));

	if (!text_is_writable(cell->text))
		STATUS_VIOLATION(status, place, MSG_TEXT_NOT_UTF8);
	else if (!cell_text_fits(xlsx_escape(writer->arena, cell->text)))
		STATUS_VIOLATION(status, place, MSG_SHEET_CELL_TOO_LONG);
}

bool xlsx_check(struct writer *writer, const struct form *forms, struct status *status)
{
	for (size_t i = 0; i < writer->workbook->n_sheets; i++) {
		const struct sheet *sheet = &writer->workbook->sheets[i];

		if (!name_is_good(sheet->name) || name_is_taken(writer, i)) {
			STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_NAME, sheet->name);
			return false;
		}
		for (size_t r = 0; r < sheet->n_rows; r++)
			for (size_t c = 0; c < sheet->rows[r].n_cells; c++)
				check_cell(writer, sheet, &sheet->rows[r].cells[c], status);
		for (size_t c = 0; forms != NULL && c < forms[i].n_columns; c++)
			for (size_t n = 0; n < forms[i].columns[c].n_choices; n++)
				if (!text_is_writable(forms[i].columns[c].choices[n]))
					STATUS_VIOLATION(status, sheet->name, MSG_TEXT_NOT_UTF8);
	}
	return sheet_conclude(writer->workbook, status) == STATUS_OK;
}

static bool is_escape(const char *p)
{
	return p[0] == '_' && p[1] == 'x' && strspn(p + 2, "0123456789abcdefABCDEF") >= 4 && p[6] == '_';
}

const char *xlsx_escape(struct arena *arena, const char *text)
{
	struct text_buffer buffer = { .arena = arena };

	if (strstr(text, "_x") == NULL)
		return text;
	for (const char *p = text; *p != '\0'; p++) {
		if (is_escape(p))
			text_put(&buffer, "_x005F");
		text_put_char(&buffer, *p);
	}
	text_put_char(&buffer, '\0');
	return buffer.data;
}

/* ---- forms ---- */

const char *xlsx_choices_name(const struct writer *writer)
{
	return message_plain(writer->language, MSG_FORM_CHOICES);
}

/* Puts the choices into the hidden sheet; the formula of their range. A list inside the rule itself may have 255 characters
 * only, and no commas. */
static char *add_choices(struct writer *writer, const struct form_column *column)
{
	char letters[LXW_MAX_COL_NAME_LENGTH];

	if (writer->choices == NULL) {
		writer->choices = workbook_add_worksheet(writer->file, xlsx_choices_name(writer));
		worksheet_hide(writer->choices);
	}
	for (size_t i = 0; i < column->n_choices; i++)
		worksheet_write_string(writer->choices, (lxw_row_t)i, writer->n_choices,
				       xlsx_escape(writer->arena, column->choices[i]), writer->formats[LOOK_TEXT][PLACE_SHEET]);
	lxw_col_to_name(letters, writer->n_choices++, 1);
	return arena_printf(writer->arena, "='%s'!%s$1:%s$%zu", xlsx_choices_name(writer), letters, letters, column->n_choices);
}

static char *words(const struct writer *writer, enum message_id id)
{
	return arena_strdup(writer->arena, message_plain(writer->language, id));
}

/* What ${kind} lets people type. Its validation type stays LXW_VALIDATION_TYPE_NONE for FORM_ANY. */
static lxw_data_validation make_rule(const struct writer *writer, enum form_rule kind, const char *prompt, bool lenient)
{
	lxw_data_validation rule = { .ignore_blank = LXW_VALIDATION_ON, .error_title = words(writer, MSG_FORM_WRONG) };

	if (lenient)
		rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
	if (prompt != NULL) {
		rule.input_message = arena_strdup(writer->arena, prompt);
		rule.validate = LXW_VALIDATION_TYPE_ANY;
	}
	switch (kind) {
	case FORM_ANY: break;
	case FORM_DECIMAL:
		rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
		rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
		rule.minimum_number = -NUMBER_MOST;
		rule.maximum_number = NUMBER_MOST;
		rule.error_message = words(writer, MSG_FORM_DECIMAL);
		break;
	case FORM_NOT_NEGATIVE:
		rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
		rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
		rule.error_message = words(writer, MSG_FORM_NOT_NEGATIVE);
		break;
	case FORM_DAY:
		rule.validate = LXW_VALIDATION_TYPE_DATE;
		rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
		rule.minimum_datetime = (lxw_datetime){ .year = 1900, .month = 1, .day = 1 };
		rule.maximum_datetime = (lxw_datetime){ .year = 2999, .month = 12, .day = 31 };
		rule.error_message = words(writer, MSG_FORM_DAY);
		break;
	case FORM_CHOICE:
		rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		rule.error_message = words(writer, MSG_FORM_CHOICE);
		if (lenient)
			rule.show_error = LXW_VALIDATION_OFF;
		break;
	}
	return rule;
}

static void add_column_rule(struct writer *writer, lxw_worksheet *worksheet, const struct form *form, lxw_col_t number,
			    unsigned last_row)
{
	const struct form_column *column = &form->columns[number];
	lxw_data_validation rule = make_rule(writer, column->rule, column->prompt, column->lenient);

	if (column->rule == FORM_CHOICE)
		rule.value_formula = add_choices(writer, column);
	if (rule.validate != LXW_VALIDATION_TYPE_NONE)
		worksheet_data_validation_range(worksheet, form->header_row, number, last_row - 1, number, &rule);
}

static void add_cell_rules(struct writer *writer, lxw_worksheet *worksheet, const struct form *form)
{
	for (size_t i = 0; i < form->n_cells; i++) {
		const struct form_cell *cell = &form->cells[i];
		const bool lenient = form->columns[cell->column - 1].lenient;
		lxw_data_validation rule = make_rule(writer, cell->rule, cell->prompt, lenient);

		if (rule.validate != LXW_VALIDATION_TYPE_NONE)
			worksheet_data_validation_cell(worksheet, cell->row - 1, (lxw_col_t)(cell->column - 1), &rule);
	}
}

void xlsx_write_form(struct writer *writer, lxw_worksheet *worksheet, const struct form *form, unsigned last_row)
{
	lxw_protection protection = { .format_columns = LXW_TRUE, .format_rows = LXW_TRUE, .autofilter = LXW_TRUE };

	for (size_t i = 0; i < form->n_columns; i++) {
		const struct form_column *column = &form->columns[i];
		lxw_row_col_options options = { .hidden = column->hidden };
		double width = column->width == 0 ? USUAL_WIDTH : column->width;

		worksheet_set_column_opt(worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL, &options);
		if (last_row > form->header_row)
			add_column_rule(writer, worksheet, form, (lxw_col_t)i, last_row);
	}
	add_cell_rules(writer, worksheet, form);
	if (form->header_row > 0) {
		worksheet_freeze_panes(worksheet, form->header_row, 0);
		worksheet_repeat_rows(worksheet, form->header_row - 1, form->header_row - 1);
	}
	/* Printed across the page, on as many as the rows need. */
	worksheet_set_paper(worksheet, PAPER_A4);
	worksheet_set_landscape(worksheet);
	worksheet_fit_to_pages(worksheet, 1, 0);
	if (form->protect)
		worksheet_protect(worksheet, NULL, &protection);
}
