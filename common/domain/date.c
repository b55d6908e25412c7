#include "common/domain/date.h"

#include <ctype.h>
#include <string.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2999 };

static bool is_leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap_year(year));
}

/* Days since 1970-01-01. Years begin in March, so that the leap day is a year's last; an era is 400 years. */
static int32_t days_of(struct date date)
{
	int32_t year = date.month <= 2 ? date.year - 1 : date.year;
	int32_t era = year / 400, year_of_era = year % 400;
	int32_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

bool date_parse(const char *text, struct date *date)
{
	static const char shape[] = "dddd-dd-dd";
	int year, month, day;

	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
			return false;
	year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
	month = (text[5] - '0') * 10 + text[6] - '0';
	day = (text[8] - '0') * 10 + text[9] - '0';
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return false;
	*date = (struct date){ (int16_t)year, (int8_t)month, (int8_t)day };
	return true;
}

char *date_format(struct arena *arena, struct date date)
{
	return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

char *date_format_zh(struct arena *arena, struct date date)
{
	return arena_printf(arena, "%d年%d月%d日", date.year, date.month, date.day);
}

int32_t date_days(struct date from, struct date to)
{
	return days_of(to) - days_of(from);
}

/* days_of backwards. */
struct date date_plus(struct date date, int32_t days)
{
	int32_t since = days_of(date) + days + 719468, era = since / 146097, day_of_era = since % 146097;
	int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t month = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * month + 2) / 5 + 1;

	month += month < 10 ? 3 : -9;
	return (struct date){ (int16_t)(era * 400 + year_of_era + (month <= 2)), (int8_t)month, (int8_t)day };
}

struct date date_in_china(int64_t milliseconds)
{
	const int64_t day = INT64_C(24) * 3600 * 1000, ahead = INT64_C(8) * 3600 * 1000;

	return date_plus((struct date){ 1970, 1, 1 }, (int32_t)((milliseconds + ahead) / day));
}
