/* number: how the number of an .xlsx cell becomes the decimal that a person typed.
 *
 * Spreadsheets keep a number as a binary double and write it with up to 17 digits: who typed 1238.59 may find
 * 1238.5899999999999 in the file. They take and show at most 15 significant digits, and a decimal of 15 digits survives the way
 * to a double and back (DBL_DIG): its distance to the nearest double is below 1.2 × 10^-16 of it, the file's 17th digit adds
 * less than 10^-16, and half a step of the 15th digit is at least 5 × 10^-16. So the text in the file, rounded half up to 15
 * significant digits, in decimal, is exactly what was typed. No double is made on the way.
 *
 * What a formula computed keeps its 15 digits too: 0.1+0.2 stands in the file as 0.30000000000000004 and reads 0.3, but
 * 100-99.9 reads 0.0999999999999943, which is also what the spreadsheet shows in a column wide enough. */
#ifndef JIXIAO_CLIENT_SHEET_NUMBER_H
#define JIXIAO_CLIENT_SHEET_NUMBER_H

#include <stdbool.h>

#include "common/base/arena.h"

enum { NUMBER_DIGITS = 15 };

/* The decimal of ${raw} ("1238.5899999999999", "1.0E+3"): "1238.59", "1000", without trailing zeros. Numbers from 10^21 on and
 * below 10^-20 keep an exponent ("5.5E-30"): nobody typed them and no parser of values takes them. NULL if ${raw} is no number.
 */
char *number_typed(struct arena *arena, const char *raw);

/* Can the plain decimal ${text} be kept by a spreadsheet as a number, and be read back the same? */
bool number_survives(const char *text);

#endif
