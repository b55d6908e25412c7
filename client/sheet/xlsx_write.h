/* xlsx_write: writes workbooks, and forms to be filled in.
 *
 * The same workbook gives the same bytes: the creation date is always 2000-01-01. A text is always a text: "=cmd" never becomes
 * a formula, and "@" as its format keeps it one when it is edited. Numbers of at most 15 significant digits are written as
 * numbers; longer ones as text, since a spreadsheet would cut them. Dates with a time and errors are written as their text.
 * Protection has no password: it keeps people from mistakes, and is no lock. */
#ifndef JIXIAO_CLIENT_SHEET_XLSX_WRITE_H
#define JIXIAO_CLIENT_SHEET_XLSX_WRITE_H

#include "client/sheet/sheet.h"
#include "common/base/slice.h"

/* What the spreadsheet lets people type; texts that were there before are not touched. */
enum form_rule {
	FORM_ANY,
	FORM_DECIMAL,	   /* a decimal */
	FORM_NOT_NEGATIVE, /* a decimal of 0 or more */
	FORM_DAY,	   /* a date from 1900 to 2999 */
	FORM_CHOICE,	   /* one of .choices, from a drop-down list */
};

struct form_column {
	unsigned width; /* in digits; a Chinese character takes two. 0: the usual 8 */
	bool unlocked;	/* may be filled in; only matters in a protected sheet */
	bool hidden;	/* keys: codes, revisions */
	bool lenient;	/* what breaks the rule is asked about, not refused; a list is only offered */
	enum form_rule rule;
	size_t n_choices;
	const char *const *choices;
	const char *prompt; /* shown beside a chosen cell, at most 255 characters; may be NULL */
};

/* A cell below the header whose rule and prompt are not its column's, which then has neither. */
struct form_cell {
	unsigned row, column;
	enum form_rule rule; /* no FORM_CHOICE */
	const char *prompt;
};

/* How a sheet looks. Rules and locks hold from the row below the header to the last row and ${spare_rows} more. */
struct form {
	unsigned header_row; /* set off and frozen, with what is above it; 0: none */
	bool protect;
	unsigned spare_rows;
	size_t n_columns;
	const struct form_column *columns;
	size_t n_locked;
	const struct cell_range *locked; /* cells of unlocked columns that stay locked */
	size_t n_cells;
	const struct form_cell *cells;
};

/* The file of ${workbook}. ${forms}: one a sheet, or NULL for plain sheets. Choices stand in a hidden sheet of their own,
 * called "选项" or "choices" by ${language}, which also words what people are told. STATUS_INVALID_ARGUMENT for a sheet name
 * that Excel refuses, or a text that is no UTF-8 or too long; STATUS_FAILED_PRECONDITION if no temporary file can be written.
 */
enum status_code xlsx_write(struct arena *arena, const struct workbook *workbook, const struct form *forms,
			    enum language language, struct slice *bytes, struct status *status);

#endif
