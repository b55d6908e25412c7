/* table: a sheet's rows under the columns that an import expects.
 *
 * The header row is the one among the first TABLE_HEADER_ROWS rows with something in them that names the most expected columns
 * (the first of equals), so that titles and notes may stand above it. Names are compared without white space, "*" and case,
 * full-width letters and signs as their usual forms. Rows without any value are left out, wherever they stand. */
#ifndef JIXIAO_CLIENT_SHEET_TABLE_H
#define JIXIAO_CLIENT_SHEET_TABLE_H

#include "client/sheet/sheet.h"

enum { TABLE_HEADER_ROWS = 20, TABLE_COLUMNS_MAX = 128, TABLE_FAULTS_MAX = 100 };

struct table_column {
	const char *header;	    /* as forms have it: "实际完成值" */
	const char *const *aliases; /* other accepted names, ending with NULL; may be NULL */
	bool required;
};

struct table_row {
	unsigned number;	   /* in the sheet */
	const struct cell **cells; /* one an expected column, never NULL: an empty one has its place too */
};

struct table {
	const struct sheet *sheet;
	unsigned header_row; /* 0 if none was found */
	unsigned *columns;   /* of the sheet, one an expected column; 0 where it is missing */
	size_t n_rows;
	struct table_row *rows;
};

/* Finds the ${n} expected columns in ${sheet} of ${workbook}; the table is in ${arena}. Every fault at once, each a violation
 * at its cell or range ("填报!C7"): no header, missing required columns (at the header row), unknown and duplicate columns,
 * values under no header, merged cells in header or data, errors (#DIV/0!) and formulas without a result. After
 * TABLE_FAULTS_MAX the rest is cut. STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS. With a header row the rows are there all the
 * same, so that the caller can add what else is wrong and conclude by sheet_conclude. */
enum status_code table_match(struct arena *arena, const struct workbook *workbook, const struct sheet *sheet,
			     const struct table_column *columns, size_t n, struct table *table, struct status *status);

/* The path of a violation at a table's cell. */
char *table_place(struct arena *arena, const struct table *table, const struct cell *cell);

#endif
