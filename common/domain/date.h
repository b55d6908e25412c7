/* date: days of the Gregorian calendar. */
#ifndef JIXIAO_DOMAIN_DATE_H
#define JIXIAO_DOMAIN_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"

struct date {
	int16_t year;
	int8_t month, day;
};

/* "2024-12-10", years 1900 to 2999, in the calendar; false otherwise. */
bool date_parse(const char *text, struct date *date);
char *date_format(struct arena *arena, struct date date);
/* "2024年12月10日". */
char *date_format_zh(struct arena *arena, struct date date);
/* Days from ${from} to ${to}; negative if ${to} is earlier. */
int32_t date_days(struct date from, struct date to);
/* ${days} after ${date}; years 1 to 9999. */
struct date date_plus(struct date date, int32_t days);

/* The day in China (UTC+8, everywhere and all year) at ${milliseconds} of Unix time. */
struct date date_in_china(int64_t milliseconds);

#endif
