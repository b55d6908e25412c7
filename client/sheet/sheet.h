/* sheet: what .xlsx and CSV files give and take: named sheets of cells, as plain data.
 *
 * Everything belongs to the arena that the reader was given. Rows and columns count from 1, as people see them. Empty cells are
 * not stored. No cell holds a binary floating point number: see number.h. */
#ifndef JIXIAO_CLIENT_SHEET_SHEET_H
#define JIXIAO_CLIENT_SHEET_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/status.h"

enum {
	SHEET_ROW_MAX = 1048576, /* of the format */
	SHEET_COLUMN_MAX = 16384,
	SHEET_TEXT_MAX = 32767,	  /* characters of a cell; of the format */
	SHEET_CELLS_MAX = 500000, /* that are not empty, of a workbook; ours: 15,000 answers to 30 questions */
	SHEET_SHEETS_MAX = 256,	  /* ours */
};

enum cell_kind {
	CELL_EMPTY, /* never stored, unless it is a formula without a result */
	CELL_TEXT,
	CELL_NUMBER, /* text: "1238.59" */
	CELL_DATE,   /* text: "2024-12-10", "2024-12-10 14:05:30" or "14:05:30" */
	CELL_FLAG,   /* text: "TRUE" or "FALSE" */
	CELL_ERROR,  /* text: "#DIV/0!", or what stands where a number should */
};

struct cell {
	enum cell_kind kind;
	unsigned row, column;
	bool formula; /* the cell's value is a formula's result as of the last save */
	bool merged;  /* lies in one of the sheet's merged ranges */
	bool percent; /* shown as a percentage: a number 0.8618 that people typed and see as 86.18% */
	/* Never NULL. Of a text: UTF-8 with line ends "\n". Of a number: the decimal that was typed. */
	const char *text;
	const char *raw; /* numbers and dates of .xlsx: the digits that stand in the file, "1238.5899999999999"; else as text */
};

struct cell_range {
	unsigned first_row, first_column, last_row, last_column;
};

struct sheet_row {
	unsigned number;
	size_t n_cells;
	struct cell *cells; /* by column */
};

struct sheet {
	const char *name; /* of CSV: the file's */
	bool hidden;
	size_t n_rows;
	struct sheet_row *rows; /* by number; only those with cells */
	size_t n_merges;
	struct cell_range *merges; /* none overlap */
};

struct workbook {
	const char *name; /* the file's, without its folders, for sentences */
	bool epoch_1904;  /* days count from 1904-01-01 */
	size_t n_sheets;
	struct sheet *sheets;
};

/* NULL if there is none. */
const struct sheet *workbook_sheet(const struct workbook *workbook, const char *name);

/* The first sheet that is not hidden; NULL if there is none. */
const struct sheet *workbook_first_visible(const struct workbook *workbook);

/* NULL where nothing stands. */
const struct cell *sheet_cell(const struct sheet *sheet, unsigned row, unsigned column);

/* No value, or a text of nothing but white space; a formula without a result is not blank. NULL is blank. */
bool cell_is_blank(const struct cell *cell);

/* At most SHEET_TEXT_MAX characters. */
bool cell_text_fits(const char *text);

/* The text that people see and typed: a percentage as "86.18%", else ->text. */
const char *cell_shown(struct arena *arena, const struct cell *cell);

/* The same without blanks around it; "" where nothing stands, and of an error, which is named elsewhere. */
char *cell_word(struct arena *arena, const struct cell *cell);

/* The day that a number without a date's format most likely is, where a date should stand; NULL if the cell is no number. */
const char *cell_serial_day(struct arena *arena, const struct workbook *workbook, const struct cell *cell);

/* "C7"; "C7:D9", or "C7" for a range of one cell. */
char *cell_address(struct arena *arena, unsigned row, unsigned column);
char *range_address(struct arena *arena, struct cell_range range);

/* Reads "C7" up to the format's limits; false on anything else. */
bool cell_address_parse(const char *text, unsigned *row, unsigned *column);
/* "C7:D9" or "C7"; the corners in any order. */
bool range_address_parse(const char *text, struct cell_range *range);

/* The path of a violation in a sheet, as spreadsheets write it: "填报!C7". ${address} may be NULL: "填报!". */
char *sheet_place(struct arena *arena, const struct sheet *sheet, const char *address);

/* "表“填报”C7" of such a path; NULL if ${path} is none. */
char *sheet_place_in_words(struct arena *arena, enum language language, const char *path);

/* STATUS_OK without violations, else STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS with the file's name. */
enum status_code sheet_conclude(const struct workbook *workbook, struct status *status);

#endif
