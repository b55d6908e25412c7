#include <string.h>

#include <utf8proc.h>

#include "client/sheet/csv.h"
#include "client/sheet/number.h"
#include "common/report/text_buffer.h"

static void put_field(struct text_buffer *buffer, const char *text)
{
	size_t length = strlen(text);

	/* Tabs and semicolons too, so that no reader takes them for the separator; white space at an end might be trimmed. */
	if (strpbrk(text, ",\t;\"\r\n") == NULL && (length == 0 || (*text != ' ' && text[length - 1] != ' '))) {
		text_put(buffer, text);
		return;
	}
	text_put_char(buffer, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			text_put_char(buffer, '"');
		text_put_char(buffer, *text);
	}
	text_put_char(buffer, '"');
}

static bool check(struct arena *arena, const struct sheet *sheet, const struct cell *cell, struct status *status)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)cell->text;
	utf8proc_int32_t character;

	for (utf8proc_ssize_t length; *p != '\0'; p += length) {
		length = utf8proc_iterate(p, -1, &character);
		if (length > 0)
			continue;
		STATUS_VIOLATION(status, sheet_place(arena, sheet, cell_address(arena, cell->row, cell->column)),
				 MSG_TEXT_NOT_UTF8);
		return false;
	}
	return true;
}

static void put_row(struct text_buffer *buffer, struct arena *arena, const struct sheet *sheet, const struct sheet_row *row,
		    struct status *status)
{
	unsigned column = 1;

	for (size_t i = 0; i < row->n_cells; i++) {
		for (; column < row->cells[i].column; column++)
			text_put_char(buffer, ',');
		if (check(arena, sheet, &row->cells[i], status))
			put_field(buffer, cell_shown(arena, &row->cells[i]));
	}
	text_put(buffer, "\r\n");
}

enum status_code csv_write(struct arena *arena, const struct sheet *sheet, enum csv_encoding encoding, struct slice *bytes,
			   struct status *status)
{
	struct text_buffer buffer = { .arena = arena };

	if (encoding == CSV_UTF8)
		text_put(&buffer, "\xef\xbb\xbf");
	for (size_t i = 0; i < sheet->n_rows; i++)
		put_row(&buffer, arena, sheet, &sheet->rows[i], status);
	if (status->n_violations > 0)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS, sheet->name);
	*bytes = text_slice(&buffer);
	/* GB18030 has every character, so only the converter itself can be missing. */
	if (encoding == CSV_GB18030 && !csv_convert(arena, "GB18030", "UTF-8", text_slice(&buffer), bytes))
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SHEET_NO_GB18030, sheet->name);
	return STATUS_OK;
}

static bool is_formula_like(struct arena *arena, const char *text)
{
	if (*text == '+' || *text == '-')
		return number_typed(arena, text) == NULL;
	return *text != '\0' && strchr("=@\t\r", *text) != NULL;
}

const struct cell *csv_formula_like(const struct sheet *sheet)
{
	struct arena arena = ARENA_INIT;
	const struct cell *found = NULL;

	for (size_t i = 0; i < sheet->n_rows && found == NULL; i++)
		for (size_t j = 0; j < sheet->rows[i].n_cells && found == NULL; j++)
			if (is_formula_like(&arena, sheet->rows[i].cells[j].text))
				found = &sheet->rows[i].cells[j];
	arena_clear(&arena);
	return found;
}
