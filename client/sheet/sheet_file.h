/* sheet_file: a spreadsheet from a file that a person names, whatever it turns out to be.
 *
 * The content decides, not the name: a ZIP is read as .xlsx; anything that is text as CSV, unless the name says .xlsx. Old
 * .xls, files with a password, .ods, .xlsb, web pages renamed .xls, Word files and so on are recognised and refused with what
 * to do. */
#ifndef JIXIAO_CLIENT_SHEET_SHEET_FILE_H
#define JIXIAO_CLIENT_SHEET_SHEET_FILE_H

#include "client/sheet/sheet.h"
#include "common/base/slice.h"

/* Reads the file at ${path}, at most 16 MiB; "-" is standard input. STATUS_NOT_FOUND if it cannot be read,
 * STATUS_INVALID_ARGUMENT with the reason if it is refused. */
enum status_code sheet_file_read(struct arena *arena, const char *path, struct workbook *workbook, struct status *status);

/* The same of bytes that are there; ${name} is the file's. It must outlive the workbook, the bytes need not. */
enum status_code sheet_bytes_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
				  struct status *status);

/* STATUS_INVALID_ARGUMENT if the name of a file to write ends neither in .xlsx nor in .csv. */
enum status_code sheet_file_name_check(const char *path, struct status *status);

/* The file of ${workbook} as the name of ${path} asks for: .xlsx, or its first sheet as .csv in UTF-8 (*${csv}). */
enum status_code sheet_file_bytes(struct arena *arena, const char *path, const struct workbook *workbook,
				  enum language language, bool *csv, struct slice *bytes, struct status *status);

#endif
