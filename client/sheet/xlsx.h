/* xlsx: reads workbooks of Excel 2007 and later, WPS and LibreOffice (ECMA-376, transitional and strict).
 *
 * Read are the worksheets' values: shared, rich and inline strings, numbers (number.h), days in both systems (day.h), truth
 * values, errors, the cached results of formulas, merged ranges, hidden sheets. Left aside are charts, pictures, comments,
 * links to other files and macros; formulas are never computed. Damage is refused, never guessed around. */
#ifndef JIXIAO_CLIENT_SHEET_XLSX_H
#define JIXIAO_CLIENT_SHEET_XLSX_H

#include "client/sheet/sheet.h"
#include "common/base/slice.h"

/* Reads ${bytes}, a file called ${name}. STATUS_INVALID_ARGUMENT with the reason; what is wrong at a cell is a violation there.
 */
enum status_code xlsx_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
			   struct status *status);

#endif
