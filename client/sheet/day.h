/* day: the days of .xlsx, which are numbers with a date's format.
 *
 * In the 1900 system day 1 is 1900-01-01, and day 60 is 1900-02-29, which never was (kept from Lotus 1-2-3); in the 1904 system
 * day 0 is 1904-01-01. Day 60 reads "1900-02-29" and day 0 of the 1900 system "1900-01-00", as spreadsheets show them, so that
 * whoever reads a date refuses them. */
#ifndef JIXIAO_CLIENT_SHEET_DAY_H
#define JIXIAO_CLIENT_SHEET_DAY_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/domain/date.h"

/* What a number format makes of a number. */
enum number_form {
	FORM_NUMBER,
	FORM_PERCENT,
	FORM_DATE,	/* year, month or day, perhaps with the time */
	FORM_TIME,	/* hours, minutes or seconds only */
	FORM_TIME_SPAN, /* [h]:mm: the hours go on over 24 */
};

/* Of the format's id, if it is one of the built-in ones, also those of Chinese, Japanese and Korean (27–36, 50–58); other ids
 * are FORM_NUMBER. */
enum number_form number_form_builtin(unsigned id);

/* Of a format code: "yyyy\"年\"m\"月\"d\"日\"", "0.00%", "[$-804]h:mm;@". Quoted and escaped characters, colours and locales do
 * not count, and only the first section does. */
enum number_form number_form_of(const char *code);

/* The text of day ${number}, a plain decimal, rounded to seconds: "2024-12-10", with a time "2024-12-10 14:05:30", a time alone
 * "14:05:30". NULL if it is no day that a spreadsheet can show (negative, after 9999-12-31). */
char *day_text(struct arena *arena, const char *number, enum number_form form, bool epoch_1904);

/* The number of a date from 1900-01-01 on, in the 1900 system. */
int32_t day_number(struct date date);

#endif
