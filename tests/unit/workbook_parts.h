/* workbook_parts: .xlsx files put together from XML by hand, and what is read from them as one text to compare. */
#ifndef JIXIAO_TESTS_WORKBOOK_PARTS_H
#define JIXIAO_TESTS_WORKBOOK_PARTS_H

#include "client/sheet/sheet.h"
#include "common/base/slice.h"

struct part_text {
	const char *name;
	const char *text; /* NULL: leave the usual part of this name out */
	size_t size;	  /* of a text with NULs; else 0 */
};

/* A ZIP of these ${n} parts. */
struct slice zip_of(struct arena *arena, const struct part_text *parts, size_t n);

/* A workbook with one sheet, 填报, in which the parts given stand for, or beside, the usual ones. The usual styles: 0 General,
 * 1 built-in 14 (date), 2 built-in 10 (percent), 3 yyyy"年"m"月"d"日", 4 [h]:mm, 5 G/通用格式, 6 h:mm. The shared strings:
 * 指标, 数值. */
struct slice xlsx_of_parts(struct arena *arena, const struct part_text *parts, size_t n);

/* The same with ${rows} inside <sheetData>, and ${rest} behind it. */
struct slice xlsx_of_rows(struct arena *arena, const char *rows, const char *rest);

/* A whole file below tests/data/sheet. */
struct slice sample(struct arena *arena, const char *name);

/* Everything that was read: a line a cell, "填报!C7 number 1238.59", with "formula", "merged", "percent" behind it. */
char *workbook_image(struct arena *arena, const struct workbook *workbook);

/* The status as lines, "CODE MESSAGE(arguments)" and "path MESSAGE(arguments)", to compare. */
char *status_image(struct arena *arena, const struct status *status);

#endif
