#include "client/sheet/day.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DAY_LAST = 2958465, PHANTOM_DAY = 60, SECONDS_A_DAY = 86400 };

/* ---- formats ---- */

enum number_form number_form_builtin(unsigned id)
{
	static const struct {
		unsigned first, last;
		enum number_form form;
	} rows[] = {
		{ 9, 10, FORM_PERCENT },    { 14, 17, FORM_DATE }, { 18, 21, FORM_TIME }, { 22, 22, FORM_DATE },
		{ 27, 31, FORM_DATE },	    { 32, 35, FORM_TIME }, { 36, 36, FORM_DATE }, { 45, 45, FORM_TIME },
		{ 46, 46, FORM_TIME_SPAN }, { 47, 47, FORM_TIME }, { 50, 54, FORM_DATE }, { 55, 56, FORM_TIME },
		{ 57, 58, FORM_DATE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (id >= rows[i].first && id <= rows[i].last)
			return rows[i].form;
	return FORM_NUMBER;
}

/* Which of a format's letters were seen. */
struct seen {
	bool day, month, time, span, percent;
};

/* "[h]" is a time span; "[Red]", "[$-804]", "[>=100]" say nothing. Where it ends. */
static const char *skip_bracket(const char *p, struct seen *seen)
{
	size_t length = strcspn(p + 1, "]");

	if (length > 0 && strspn(p + 1, "hHmMsS") == length)
		seen->span = true;
	p += 1 + length;
	return *p == ']' ? p + 1 : p;
}

/* Where the token at ${p} that says nothing ends; ${p} itself if it says something. */
static const char *skip_silent(const char *p, struct seen *seen)
{
	static const char *const halves[] = { "AM/PM", "A/P" };

	if (*p == '"') {
		p += 1 + strcspn(p + 1, "\"");
		return *p == '"' ? p + 1 : p;
	}
	if (*p == '[')
		return skip_bracket(p, seen);
	if (strchr("\\_*!", *p) != NULL)
		return p[1] == '\0' ? p + 1 : p + 2;
	for (size_t i = 0; i < sizeof(halves) / sizeof(*halves); i++)
		if (strncasecmp(p, halves[i], strlen(halves[i])) == 0)
			return p + strlen(halves[i]);
	/* "General": its letters are no codes. */
	return strncasecmp(p, "General", 7) == 0 ? p + 7 : p;
}

enum number_form number_form_of(const char *code)
{
	struct seen seen = { false };

	while (*code != '\0' && *code != ';') {
		const char *after = skip_silent(code, &seen);

		if (after != code) {
			code = after;
			continue;
		}
		switch (tolower((unsigned char)*code)) {
		case 'y':
		case 'd': seen.day = true; break;
		case 'a': /* aaaa: 星期二 */ seen.day = true; break;
		case 'm': seen.month = true; break;
		case 'h':
		case 's': seen.time = true; break;
		case '%': seen.percent = true; break;
		}
		code++;
	}
	if (seen.day)
		return FORM_DATE;
	if (seen.span)
		return FORM_TIME_SPAN;
	/* m beside hours or seconds is minutes. */
	if (seen.time)
		return FORM_TIME;
	if (seen.month)
		return FORM_DATE;
	return seen.percent ? FORM_PERCENT : FORM_NUMBER;
}

/* ---- days ---- */

/* Splits a plain decimal into days and seconds, rounded; false if it is no day. */
static bool split(const char *number, int32_t *days, int32_t *seconds)
{
	enum { PLACES = 12 };
	const int64_t one = 1000000000000;
	int64_t fraction = 0;
	char *end;
	long whole;

	if (!isdigit((unsigned char)*number) || strchr(number, 'E') != NULL)
		return false;
	whole = strtol(number, &end, 10);
	if (whole > DAY_LAST)
		return false;
	end += *end == '.';
	for (int i = 0; i < PLACES; i++)
		fraction = fraction * 10 + (*end == '\0' ? 0 : *end++ - '0');
	*seconds = (int32_t)((fraction * SECONDS_A_DAY + one / 2) / one);
	*days = (int32_t)whole + *seconds / SECONDS_A_DAY;
	*seconds %= SECONDS_A_DAY;
	return *days <= DAY_LAST;
}

static char *time_text(struct arena *arena, int64_t seconds)
{
	return arena_printf(arena, "%02lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
			    (int)(seconds % 60));
}

static char *date_text(struct arena *arena, int32_t days, bool epoch_1904)
{
	if (epoch_1904)
		return date_format(arena, date_plus((struct date){ 1904, 1, 1 }, days));
	if (days == 0)
		return arena_strdup(arena, "1900-01-00");
	if (days == PHANTOM_DAY)
		return arena_strdup(arena, "1900-02-29");
	return date_format(arena, date_plus((struct date){ 1899, 12, 31 }, days > PHANTOM_DAY ? days - 1 : days));
}

char *day_text(struct arena *arena, const char *number, enum number_form form, bool epoch_1904)
{
	int32_t days, seconds;

	if (!split(number, &days, &seconds))
		return NULL;
	if (form == FORM_TIME_SPAN || (form == FORM_TIME && days == 0))
		return time_text(arena, (int64_t)days * SECONDS_A_DAY + seconds);
	/* 1462 days lie between the two beginnings. */
	if (epoch_1904 && days > DAY_LAST - 1462)
		return NULL;
	if (seconds == 0)
		return date_text(arena, days, epoch_1904);
	return arena_printf(arena, "%s %s", date_text(arena, days, epoch_1904), time_text(arena, seconds));
}

int32_t day_number(struct date date)
{
	int32_t days = date_days((struct date){ 1899, 12, 31 }, date);

	return days >= PHANTOM_DAY ? days + 1 : days;
}
