#include "client/sheet/number.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { RAW_MAX = 400, EXPONENT_MAX = 400, PLAIN_FROM = -20, PLAIN_TO = 21 };

/* ±0.d₁d₂… × 10^exponent, d₁ > 0; zero has no digits. */
struct significant {
	bool negative;
	char digits[RAW_MAX + 1];
	size_t n;
	int exponent;
};

/* Reads digits and point; where they end, or NULL without a digit. */
static const char *read_digits(const char *p, struct significant *number)
{
	bool behind = false, any = false;

	for (; isdigit((unsigned char)*p) || (*p == '.' && !behind); p++) {
		if (*p == '.') {
			behind = true;
			continue;
		}
		any = true;
		if (number->n > 0 || *p != '0')
			number->digits[number->n++] = *p;
		if (!behind && number->n > 0)
			number->exponent++;
		else if (behind && number->n == 0)
			number->exponent--;
	}
	return any ? p : NULL;
}

static bool read_exponent(const char *p, struct significant *number)
{
	char *end;
	long exponent;

	if (*p == '\0')
		return true;
	if (*p != 'e' && *p != 'E')
		return false;
	p++;
	if (!isdigit((unsigned char)p[*p == '-' || *p == '+']))
		return false;
	exponent = strtol(p, &end, 10);
	if (*end != '\0' || labs(exponent) > EXPONENT_MAX)
		return false;
	number->exponent += (int)exponent;
	return true;
}

static bool read_number(const char *raw, struct significant *number)
{
	*number = (struct significant){ .negative = *raw == '-' };
	if (strlen(raw) > RAW_MAX)
		return false;
	raw = read_digits(raw + (*raw == '-' || *raw == '+'), number);
	return raw != NULL && read_exponent(raw, number);
}

static void drop_trailing_zeros(struct significant *number)
{
	while (number->n > 0 && number->digits[number->n - 1] == '0')
		number->n--;
}

static void round_half_up(struct significant *number)
{
	bool up = number->n > NUMBER_DIGITS && number->digits[NUMBER_DIGITS] >= '5';

	if (number->n > NUMBER_DIGITS)
		number->n = NUMBER_DIGITS;
	if (up) {
		while (number->n > 0 && number->digits[number->n - 1] == '9')
			number->n--;
		if (number->n > 0) {
			number->digits[number->n - 1]++;
		} else {
			number->digits[number->n++] = '1';
			number->exponent++;
		}
	}
	drop_trailing_zeros(number);
}

static char *zeros(struct arena *arena, int n)
{
	char *text = arena_alloc(arena, (size_t)(n > 0 ? n : 0) + 1);

	return n > 0 ? memset(text, '0', (size_t)n) : text;
}

static char *format(struct arena *arena, const struct significant *number)
{
	const char *sign = number->negative ? "-" : "", *digits = arena_memdup(arena, number->digits, RAW_MAX + 1);
	const int n = (int)number->n, exponent = number->exponent;

	if (n == 0)
		return arena_strdup(arena, "0");
	if (exponent > PLAIN_TO || exponent <= PLAIN_FROM)
		return arena_printf(arena, "%s%c%s%.*sE%d", sign, digits[0], n > 1 ? "." : "", n - 1, digits + 1, exponent - 1);
	if (exponent <= 0)
		return arena_printf(arena, "%s0.%s%.*s", sign, zeros(arena, -exponent), n, digits);
	if (n <= exponent)
		return arena_printf(arena, "%s%.*s%s", sign, n, digits, zeros(arena, exponent - n));
	return arena_printf(arena, "%s%.*s.%.*s", sign, exponent, digits, n - exponent, digits + exponent);
}

char *number_typed(struct arena *arena, const char *raw)
{
	struct significant number;

	if (!read_number(raw, &number))
		return NULL;
	round_half_up(&number);
	return format(arena, &number);
}

bool number_survives(const char *text)
{
	struct significant number;

	if (strpbrk(text, "eE+") != NULL || !read_number(text, &number))
		return false;
	drop_trailing_zeros(&number);
	return number.n <= NUMBER_DIGITS && number.exponent <= PLAIN_TO && number.exponent > PLAIN_FROM;
}
