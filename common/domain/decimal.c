#include "common/domain/decimal.h"

#include <ctype.h>
#include <string.h>

typedef __int128 wide;

static const int64_t powers[DECIMAL_PLACES + 1] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

static wide magnitude(wide value)
{
	return value < 0 ? -value : value;
}

/* ${numerator} ÷ ${denominator} (> 0), half up, away from zero. */
static wide divide_half_up(wide numerator, wide denominator)
{
	wide quotient = numerator / denominator;
	wide rest = magnitude(numerator % denominator);

	if (rest >= denominator - rest)
		quotient += numerator < 0 ? -1 : 1;
	return quotient;
}

static bool narrow(wide value, int64_t *result)
{
	if (value > INT64_MAX || value < INT64_MIN)
		return false;
	*result = (int64_t)value;
	return true;
}

/* ---- text ---- */

/* Reads "-12.5" as an integer of 10^-${places}; at most ${places} digits stand behind the point. */
static bool parse_scaled(const char *text, unsigned places, int64_t *value)
{
	bool negative = *text == '-', behind_point = false;
	unsigned behind = 0;
	wide sum = 0;

	if (*text == '-' || *text == '+')
		text++;
	if (!isdigit((unsigned char)*text))
		return false;
	for (; *text != '\0'; text++) {
		if (*text == '.' && !behind_point && isdigit((unsigned char)text[1])) {
			behind_point = true;
			continue;
		}
		if (!isdigit((unsigned char)*text) || (behind_point && ++behind > places))
			return false;
		sum = sum * 10 + (*text - '0');
		if (sum > INT64_MAX)
			return false;
	}
	sum *= powers[places - behind];
	return narrow(negative ? -sum : sum, value);
}

/* ${value} is an integer of 10^-${places}. */
static char *format_scaled(struct arena *arena, wide value, unsigned places)
{
	char digits[64];
	size_t at = sizeof(digits) - 1, n = 0;
	bool negative = value < 0;
	/* Not magnitude(): the least integer has no positive twin. */
	unsigned __int128 left = negative ? -(unsigned __int128)value : (unsigned __int128)value;

	digits[at] = '\0';
	while (left > 0 || n < places + 1) {
		if (n == places && places > 0)
			digits[--at] = '.';
		digits[--at] = (char)('0' + (int)(left % 10));
		left /= 10;
		n++;
	}
	if (negative)
		digits[--at] = '-';
	return arena_strdup(arena, digits + at);
}

static char *drop_zeros(char *text)
{
	size_t length = strlen(text);

	if (strchr(text, '.') == NULL)
		return text;
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	return text;
}

bool decimal_parse(const char *text, struct decimal *value)
{
	return parse_scaled(text, DECIMAL_PLACES, &value->micros);
}

char *decimal_format(struct arena *arena, struct decimal value)
{
	return drop_zeros(format_scaled(arena, value.micros, DECIMAL_PLACES));
}

char *decimal_format_places(struct arena *arena, struct decimal value, unsigned places)
{
	return format_scaled(arena, divide_half_up(value.micros, powers[DECIMAL_PLACES - places]), places);
}

bool money_parse(const char *text, struct money *value)
{
	return parse_scaled(text, 2, &value->fen);
}

char *money_format(struct arena *arena, struct money value)
{
	return format_scaled(arena, value.fen, 2);
}

char *money_format_wan(struct arena *arena, struct money value)
{
	return decimal_format(arena, money_wan(value));
}

/* ---- decimals and money ---- */

int decimal_compare(struct decimal a, struct decimal b)
{
	return (a.micros > b.micros) - (a.micros < b.micros);
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum)
{
	return !__builtin_add_overflow(a.micros, b.micros, &sum->micros);
}

bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *difference)
{
	return !__builtin_sub_overflow(a.micros, b.micros, &difference->micros);
}

bool decimal_fits(struct decimal value, unsigned places)
{
	return value.micros % powers[DECIMAL_PLACES - places] == 0;
}

bool money_add(struct money a, struct money b, struct money *sum)
{
	return !__builtin_add_overflow(a.fen, b.fen, &sum->fen);
}

/* 1 分 is 10^-6 万元, which is a decimal's last place. */
struct decimal money_wan(struct money value)
{
	return (struct decimal){ value.fen };
}

/* ---- ratios ---- */

static wide greatest_common_divisor(wide a, wide b)
{
	a = magnitude(a);
	b = magnitude(b);
	while (b != 0) {
		wide rest = a % b;

		a = b;
		b = rest;
	}
	return a == 0 ? 1 : a;
}

/* The least integer is refused, so that every part has its negative. */
static bool make(wide numerator, wide denominator, struct ratio *value)
{
	const wide least = (wide)1 << 126;
	wide divisor;

	if (denominator == 0 || numerator == -least - least || denominator == -least - least)
		return false;
	divisor = greatest_common_divisor(numerator, denominator);
	if (denominator < 0)
		divisor = -divisor;
	*value = (struct ratio){ numerator / divisor, denominator / divisor };
	return true;
}

struct ratio ratio_of(struct decimal value)
{
	struct ratio ratio = { value.micros, DECIMAL_ONE };

	make(ratio.numerator, ratio.denominator, &ratio);
	return ratio;
}

bool ratio_divide_decimals(struct decimal numerator, struct decimal denominator, struct ratio *value)
{
	return make(numerator.micros, denominator.micros, value);
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *sum)
{
	wide common = greatest_common_divisor(a.denominator, b.denominator), left, right, denominator;

	if (__builtin_mul_overflow(a.numerator, b.denominator / common, &left) ||
	    __builtin_mul_overflow(b.numerator, a.denominator / common, &right) ||
	    __builtin_mul_overflow(a.denominator, b.denominator / common, &denominator) ||
	    __builtin_add_overflow(left, right, &left))
		return false;
	return make(left, denominator, sum);
}

bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *difference)
{
	return ratio_add(a, (struct ratio){ -b.numerator, b.denominator }, difference);
}

bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *product)
{
	/* Crosswise first, so that the parts stay small. */
	wide first = greatest_common_divisor(a.numerator, b.denominator),
	     second = greatest_common_divisor(b.numerator, a.denominator);
	wide numerator, denominator;

	if (__builtin_mul_overflow(a.numerator / first, b.numerator / second, &numerator) ||
	    __builtin_mul_overflow(a.denominator / second, b.denominator / first, &denominator))
		return false;
	return make(numerator, denominator, product);
}

bool ratio_divide(struct ratio a, struct ratio b, struct ratio *quotient)
{
	struct ratio inverse;

	return make(b.denominator, b.numerator, &inverse) && ratio_multiply(a, inverse, quotient);
}

/* By continued fractions: no product that could overflow. */
int ratio_compare(struct ratio a, struct ratio b)
{
	int sign = 1;

	for (;;) {
		wide whole_a = a.numerator / a.denominator, rest_a = a.numerator % a.denominator;
		wide whole_b = b.numerator / b.denominator, rest_b = b.numerator % b.denominator;

		if (rest_a < 0) {
			whole_a--;
			rest_a += a.denominator;
		}
		if (rest_b < 0) {
			whole_b--;
			rest_b += b.denominator;
		}
		if (whole_a != whole_b)
			return whole_a > whole_b ? sign : -sign;
		if (rest_a == 0 || rest_b == 0)
			return ((rest_a > 0) - (rest_b > 0)) * sign;
		/* rest ÷ denominator: the greater rest has the smaller inverse. */
		a = (struct ratio){ a.denominator, rest_a };
		b = (struct ratio){ b.denominator, rest_b };
		sign = -sign;
	}
}

/* ${value} × 10^${places}, rounded. */
static bool scale(struct ratio value, unsigned places, wide *scaled)
{
	wide numerator;

	if (__builtin_mul_overflow(value.numerator, (wide)powers[places], &numerator))
		return false;
	*scaled = divide_half_up(numerator, value.denominator);
	return true;
}

bool ratio_round(struct ratio value, unsigned places, struct decimal *rounded)
{
	wide scaled;

	return scale(value, places, &scaled) &&
	       !__builtin_mul_overflow(scaled, (wide)powers[DECIMAL_PLACES - places], &scaled) &&
	       narrow(scaled, &rounded->micros);
}

char *ratio_percent(struct arena *arena, struct ratio value)
{
	wide scaled;

	/* Two places of a percentage are four of the share. */
	if (!scale(value, 4, &scaled))
		return arena_strdup(arena, "");
	return arena_printf(arena, "%s%%", drop_zeros(format_scaled(arena, scaled, 2)));
}
