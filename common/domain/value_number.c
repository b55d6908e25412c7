/* Numbers with their units. */
#include <ctype.h>
#include <string.h>

#include "common/domain/value_reader.h"

static const char *const chinese_numerals[] = { "〇", "零", "一", "二", "两", "三", "四", "五", "六", "七", "八",
						"九", "十", "百", "千", "万", "亿", "半", "壹", "贰", "叁", "肆",
						"伍", "陆", "柒", "捌", "玖", "拾", "佰", "仟", "廿" };

static bool begins_with_numeral(const char *text)
{
	for (size_t i = 0; i < sizeof(chinese_numerals) / sizeof(chinese_numerals[0]); i++)
		if (strncmp(text, chinese_numerals[i], strlen(chinese_numerals[i])) == 0)
			return true;
	return false;
}

static bool begins_with_word(const char *text, const char *word)
{
	for (; *word != '\0'; word++, text++)
		if (tolower((unsigned char)*text) != *word)
			return false;
	return !isalpha((unsigned char)*text);
}

/* Why no number begins at ${text}. */
static bool refuse_no_number(const struct value_reader *reader, const char *text)
{
	if (*text == '\0')
		return value_refuse(reader, MSG_VALUE_EMPTY, NULL);
	if (begins_with_word(text, "nan") || begins_with_word(text, "inf") || begins_with_word(text, "infinity"))
		return value_refuse(reader, MSG_VALUE_NOT_FINITE, NULL);
	if (begins_with_numeral(text))
		return value_refuse(reader, MSG_VALUE_CHINESE_NUMERAL, NULL);
	return value_refuse(reader, MSG_VALUE_NO_NUMBER, NULL);
}

/* Groups of three digits behind a first one of one to three, all parted by ${separator}. */
static bool is_grouped(const char *whole, size_t length, char separator)
{
	size_t group = 0;
	bool first = true;

	for (size_t i = 0; i <= length; i++) {
		if (i < length && whole[i] != separator) {
			group++;
			continue;
		}
		if (group == 0 || group > 3 || (!first && group < 3))
			return false;
		first = false;
		group = 0;
	}
	return true;
}

/* Drops the separators of "1,238.59"; false if they or the points do not stand where they should. */
static bool join_groups(char *number)
{
	const char *point = strchr(number, '.');
	size_t whole = point == NULL ? strlen(number) : (size_t)(point - number);
	char separator = memchr(number, ',', whole) != NULL ? ',' : memchr(number, ' ', whole) != NULL ? ' ' : '\0', *to;

	if (point != NULL && (point[1] == '\0' || point[1 + strspn(point + 1, "0123456789")] != '\0'))
		return false;
	if (separator == '\0')
		return true;
	if (!is_grouped(number, whole, separator) || (separator == ',' && memchr(number, ' ', whole) != NULL))
		return false;
	to = number;
	for (const char *from = number; *from != '\0'; from++)
		if (*from != separator)
			*to++ = *from;
	*to = '\0';
	return true;
}

static void drop_last_zeros(char *number)
{
	size_t length = strlen(number);

	if (strchr(number, '.') == NULL)
		return;
	while (number[length - 1] == '0')
		length--;
	number[number[length - 1] == '.' ? length - 1 : length] = '\0';
}

/* The digits with their separators at *${at}, behind a sign; *${at} moves behind them. */
static bool read_digits(const struct value_reader *reader, const char **at, bool negative, struct decimal *number)
{
	size_t length = strspn(*at, "0123456789,. ");
	char *digits;
	const char *point;

	while (length > 0 && (*at)[length - 1] == ' ')
		length--;
	digits = arena_printf(reader->arena, "%.*s", (int)length, *at);
	*at += length;
	if (!join_groups(digits))
		return value_refuse(reader, MSG_VALUE_SEPARATOR, NULL);
	drop_last_zeros(digits);
	point = strchr(digits, '.');
	if (point != NULL && strlen(point + 1) > DECIMAL_PLACES)
		return value_refuse(reader, MSG_VALUE_TOO_PRECISE, NULL);
	if (!decimal_parse(negative ? arena_printf(reader->arena, "-%s", digits) : digits, number))
		return value_refuse(reader, MSG_VALUE_TOO_LARGE, NULL);
	return true;
}

/* What stands behind the zeros of 0x1F: of 00x1F too, whose zero is kept without the others. */
static bool is_hexadecimal(const char *text)
{
	return (*text == 'x' || *text == 'X') && isxdigit((unsigned char)text[1]);
}

static bool is_exponent(const char *text)
{
	return (*text == 'e' || *text == 'E') &&
	       (isdigit((unsigned char)text[1]) || ((text[1] == '+' || text[1] == '-') && isdigit((unsigned char)text[2])));
}

/* A unit may end with the power of a letter: m2, km2, m3. */
static bool is_unit(const char *unit)
{
	size_t at = strcspn(unit, "0123456789+-~*<>=!?,;:.\"'");

	if (strstr(unit, "≥") != NULL || strstr(unit, "≤") != NULL)
		return false;
	return unit[at] == '\0' ||
	       (at > 0 && isalpha((unsigned char)unit[at - 1]) && (unit[at] == '2' || unit[at] == '3') && unit[at + 1] == '\0');
}

static bool read_unit(const struct value_reader *reader, const char *typed, const char **unit)
{
	size_t half = strlen(typed) / 2;

	if (!is_unit(typed))
		return value_refuse(reader, MSG_VALUE_UNIT_FORM, typed);
	/* mm is a unit. */
	if (half > 0 && strlen(typed) == 2 * half && !isalpha((unsigned char)*typed) && strncmp(typed, typed + half, half) == 0)
		return value_refuse(reader, MSG_VALUE_UNIT_TWICE, arena_printf(reader->arena, "%.*s", (int)half, typed));
	*unit = typed;
	return true;
}

bool value_read_number(const struct value_reader *reader, const char *text, struct value_text *read)
{
	const char *at = text, *iso;
	bool negative = *at == '-';
	char *rest;

	if (value_has_date_form(reader->arena, text, &iso))
		return value_refuse(reader, MSG_VALUE_IS_DATE, NULL);
	if (*at == '-' || *at == '+')
		at += 1 + strspn(at + 1, " ");
	if (!isdigit((unsigned char)*at))
		return refuse_no_number(reader, at);
	if (!read_digits(reader, &at, negative, &read->value.number))
		return false;
	rest = arena_strdup(reader->arena, at);
	value_drop_spaces(rest);
	if (read->value.number.micros == 0 && is_hexadecimal(rest))
		return value_refuse(reader, MSG_VALUE_HEXADECIMAL, NULL);
	if (is_exponent(rest))
		return value_refuse(reader, MSG_VALUE_SCIENTIFIC, NULL);
	read->value.kind = VALUE_NUMBER;
	return read_unit(reader, rest, &read->unit);
}
