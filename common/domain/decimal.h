/* decimal: exact decimal numbers with six places; money in 分. No binary floating point.
 *
 * decimal holds ±9.2 × 10^12. ratio is an exact fraction for the way between: one rounding, at the end. */
#ifndef JIXIAO_DOMAIN_DECIMAL_H
#define JIXIAO_DOMAIN_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"

enum { DECIMAL_PLACES = 6, DECIMAL_ONE = 1000000 };

struct decimal {
	int64_t micros;
};

/* 元 × 100. */
struct money {
	int64_t fen;
};

/* numerator ÷ denominator in lowest terms, denominator > 0. */
struct ratio {
	__int128 numerator, denominator;
};

#define DECIMAL(whole) ((struct decimal){ (int64_t)(whole)*DECIMAL_ONE })

/* "-12.5", "1246.5": digits with an optional sign and at most six places; nothing else. false on anything else or overflow. */
bool decimal_parse(const char *text, struct decimal *value);

/* Shortest form without trailing zeros: "1246.5", "100". */
char *decimal_format(struct arena *arena, struct decimal value);

/* Exactly ${places} (0 to 6) places, half up (away from zero): "100.00". */
char *decimal_format_places(struct arena *arena, struct decimal value, unsigned places);

int decimal_compare(struct decimal a, struct decimal b);
bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum);
bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *difference);

/* At most ${places} places are used. */
bool decimal_fits(struct decimal value, unsigned places);

/* 元 with at most two places: "12465000.00"; false on more places or overflow. */
bool money_parse(const char *text, struct money *value);
/* "12465000.00". */
char *money_format(struct arena *arena, struct money value);
/* 万元, shortest: "1246.5". */
char *money_format_wan(struct arena *arena, struct money value);
bool money_add(struct money a, struct money b, struct money *sum);
struct decimal money_wan(struct money value);

/* All answer false on overflow or division by zero. */
struct ratio ratio_of(struct decimal value);
bool ratio_divide_decimals(struct decimal numerator, struct decimal denominator, struct ratio *value);
bool ratio_add(struct ratio a, struct ratio b, struct ratio *sum);
bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *difference);
bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *product);
bool ratio_divide(struct ratio a, struct ratio b, struct ratio *quotient);
int ratio_compare(struct ratio a, struct ratio b);

/* The one rounding: half up (away from zero) to ${places} places. */
bool ratio_round(struct ratio value, unsigned places, struct decimal *rounded);

/* "100%", "86.18%": rounded to two places, trailing zeros dropped. For people, never to compute on. */
char *ratio_percent(struct arena *arena, struct ratio value);

#endif
