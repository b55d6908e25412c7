/* csv: reads and writes CSV (RFC 4180).
 *
 * Reading: UTF-8 with or without a byte order mark, else GB18030 (which holds GB2312 and GBK), as Excel and WPS in China write;
 * separated by commas, tabs or semicolons, whichever the first line has most of outside quotes (commas among equals); lines end
 * with CRLF, LF or CR. Line ends inside quotes become "\n". Every field is a text, whatever it looks like: "001", "1/2" and
 * "3-4" stay as they are. Rows may be shorter than the header. The sheet is named like the file.
 *
 * Writing: commas, CRLF, quotes only where they are needed. A spreadsheet takes a field like "=cmd" or "+1+1" as a formula when
 * it opens a CSV file. csv_write does not alter such a text (a quote or a space before it would come back by an import and stay
 * in the records): csv_formula_like finds it, so that the command can warn and offer .xlsx, where texts are never formulas. */
#ifndef JIXIAO_CLIENT_SHEET_CSV_H
#define JIXIAO_CLIENT_SHEET_CSV_H

#include "client/sheet/sheet.h"
#include "common/base/slice.h"

enum csv_encoding {
	CSV_UTF8, /* with a byte order mark: without one Excel shows Chinese as 乱码 */
	CSV_GB18030,
};

/* Reads ${bytes}, a file called ${name}, as a workbook of one sheet. STATUS_INVALID_ARGUMENT; faults of the form are violations
 * at "answers.csv:12:5" (line and character, from 1), as text editors count. */
enum status_code csv_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
			  struct status *status);

/* Turns the bytes of a text file into UTF-8 without a byte order mark. Faults as above. Bytes that could
 * be both are UTF-8. Used by csv_read. */
enum status_code csv_decode(struct arena *arena, const char *name, struct slice bytes, struct slice *text,
			    struct status *status);

/* As much of ${bytes} as converts (none of the encodings here makes more than two bytes of one); false if that is not all, with
 * ${text}->data NULL if this machine has no such converter. */
bool csv_convert(struct arena *arena, const char *to, const char *from, struct slice bytes, struct slice *text);

/* The file of ${sheet}, cells as cell_shown gives them. Rows that the sheet leaves out are not written. STATUS_INVALID_ARGUMENT
 * if a text is not valid UTF-8. */
enum status_code csv_write(struct arena *arena, const struct sheet *sheet, enum csv_encoding encoding, struct slice *bytes,
			   struct status *status);

/* The first text that a spreadsheet would take as a formula: one that begins with =, @, a tab or CR, or with + or - without
 * being a number. NULL if there is none. */
const struct cell *csv_formula_like(const struct sheet *sheet);

#endif
