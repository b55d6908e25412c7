/* sheet_twin: what must hold for every sheet that was read, by CSV's way out and back in. */
#ifndef JIXIAO_TESTS_SHEET_TWIN_H
#define JIXIAO_TESTS_SHEET_TWIN_H

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "client/sheet/csv.h"
#include "client/sheet/table.h"

/* The next cell with a text, row by row; NULL at the end. */
static inline const struct cell *next_text(const struct sheet *sheet, size_t *row, size_t *at)
{
	for (; *row < sheet->n_rows; *row += 1, *at = 0)
		while (*at < sheet->rows[*row].n_cells) {
			const struct cell *cell = &sheet->rows[*row].cells[(*at)++];

			if (*cell->text != '\0')
				return cell;
		}
	return NULL;
}

static inline void check_same(struct arena *arena, const struct sheet *one, const struct sheet *two)
{
	size_t row_one = 0, at_one = 0, row_two = 0, at_two = 0;
	const struct cell *a, *b;

	do {
		a = next_text(one, &row_one, &at_one);
		b = next_text(two, &row_two, &at_two);
		if ((a == NULL) != (b == NULL) ||
		    (a != NULL && (a->column != b->column || strcmp(cell_shown(arena, a), cell_shown(arena, b)) != 0)))
			abort();
	} while (a != NULL);
}

/* Is it, or does it claim to be by its first bytes? */
static inline bool looks_like_utf8(struct slice bytes)
{
	utf8proc_int32_t character;

	if (bytes.size >= 3 && memcmp(bytes.data, "\xef\xbb\xbf", 3) == 0)
		return true;
	for (size_t at = 0; at < bytes.size;) {
		utf8proc_ssize_t length = utf8proc_iterate(bytes.data + at, (utf8proc_ssize_t)(bytes.size - at), &character);

		if (length <= 0)
			return false;
		at += (size_t)length;
	}
	return true;
}

static inline void check_sheet(struct arena *arena, const struct workbook *workbook, const struct sheet *sheet)
{
	static const struct table_column columns[] = { { "a", NULL, true }, { "指标", NULL, false } };
	struct status status = STATUS_INIT;
	struct workbook again;
	struct table table;
	struct slice bytes;

	table_match(arena, workbook, sheet, columns, 2, &table, &status);
	csv_formula_like(sheet);
	status_clear(&status);
	for (int encoding = CSV_UTF8; encoding <= CSV_GB18030; encoding++) {
		if (csv_write(arena, sheet, (enum csv_encoding)encoding, &bytes, &status) != STATUS_OK)
			abort();
		/* GB18030 that could also be UTF-8 is read as UTF-8, and "锘" is half of what a byte order mark is in GB18030.
		 */
		if (encoding == CSV_GB18030 && looks_like_utf8(bytes))
			continue;
		if (csv_read(arena, "f", bytes, &again, &status) != STATUS_OK)
			abort();
		check_same(arena, sheet, &again.sheets[0]);
	}
	status_clear(&status);
}

#endif
