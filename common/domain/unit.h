/* unit: which units of values are the same measure, and how to get from one to the other exactly.
 *
 * A unit is a text. It is the same measure as another if both are multiples of one base by a power of ten: 元 and 万元, % and
 * ‰, km and 公里 and 米 (the table in unit.c), and, before any unit, 千, 万, 百万, 千万, 亿 and 万亿: 人次 and 万人次.
 * Everything else is its own measure: 人 is not 人次, 个百分点 is not %. */
#ifndef JIXIAO_DOMAIN_UNIT_H
#define JIXIAO_DOMAIN_UNIT_H

#include "common/domain/decimal.h"

enum unit_result {
	UNIT_CONVERTED,
	UNIT_DIFFERS, /* another measure */
	UNIT_INEXACT, /* the number in the other unit has more than six decimals */
	UNIT_TOO_LARGE,
};

/* ${value} of ${from} in ${to}: 79100, 元, 万元 gives 7.91. Exact or not at all. */
enum unit_result unit_convert(struct decimal value, const char *from, const char *to, struct decimal *converted);

/* Both name the same: "km" and "公里", not "元" and "万元". */
bool unit_is_same(const char *a, const char *b);

/* Whether a value may be below 0: rates (%, ‰, 个百分点), which may be growth, and ℃. Counts, money, lengths and all others may
 * not. */
bool unit_may_be_negative(const char *unit);

#endif
