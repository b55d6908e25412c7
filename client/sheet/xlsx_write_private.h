/* xlsx_write_private: what the files that write .xlsx share. */
#ifndef JIXIAO_CLIENT_SHEET_XLSX_WRITE_PRIVATE_H
#define JIXIAO_CLIENT_SHEET_XLSX_WRITE_PRIVATE_H

#include <xlsxwriter.h>

#include "client/sheet/xlsx_write.h"

/* How a cell is shown. */
enum look { LOOK_PLAIN, LOOK_TEXT, LOOK_PERCENT, LOOK_DATE, LOOK_HEADER, LOOK_NOTE, LOOK_COUNT };

/* Where it stands: in a plain sheet, or among the rows of a form. */
enum place { PLACE_SHEET, PLACE_LOCKED, PLACE_UNLOCKED, PLACE_COUNT };

struct writer {
	struct arena *arena;
	const struct workbook *workbook;
	enum language language;
	lxw_workbook *file;
	lxw_format *formats[LOOK_COUNT][PLACE_COUNT];
	lxw_worksheet *choices; /* the hidden sheet of drop-down lists; NULL until the first */
	lxw_col_t n_choices;
};

/* false with violations or the status set: names and texts that Excel would refuse. */
bool xlsx_check(struct writer *writer, const struct form *forms, struct status *status);

/* Widths, rules, frozen rows and protection of a sheet whose last row is ${last_row}. */
void xlsx_write_form(struct writer *writer, lxw_worksheet *worksheet, const struct form *form, unsigned last_row);

/* The name of the hidden sheet of choices. */
const char *xlsx_choices_name(const struct writer *writer);

/* ${text} as .xlsx keeps it: "_x0041_", which would read as "A", becomes "_x005F_x0041_". */
const char *xlsx_escape(struct arena *arena, const char *text);

#endif
