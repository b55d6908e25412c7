#include "common/domain/unit.h"

#include <string.h>

/* One of the unit is 10^power of the base. */
static const struct {
	const char *unit, *base;
	int power;
} units[] = {
	{ "元", "元", 0 },
	{ "角", "元", -1 },
	{ "%", "%", 0 },
	{ "‰", "%", -1 },
	{ "百分点", "百分点", 0 },
	{ "个百分点", "百分点", 0 },
	{ "米", "米", 0 },
	{ "m", "米", 0 },
	{ "公里", "米", 3 },
	{ "千米", "米", 3 },
	{ "km", "米", 3 },
	{ "厘米", "米", -2 },
	{ "cm", "米", -2 },
	{ "平方米", "平方米", 0 },
	{ "㎡", "平方米", 0 },
	{ "m²", "平方米", 0 },
	{ "m2", "平方米", 0 },
	{ "公顷", "平方米", 4 },
	{ "平方公里", "平方米", 6 },
	{ "平方千米", "平方米", 6 },
	{ "km²", "平方米", 6 },
	{ "立方米", "立方米", 0 },
	{ "m³", "立方米", 0 },
	{ "m3", "立方米", 0 },
	{ "克", "克", 0 },
	{ "g", "克", 0 },
	{ "公斤", "克", 3 },
	{ "千克", "克", 3 },
	{ "kg", "克", 3 },
	{ "吨", "克", 6 },
	{ "t", "克", 6 },
	{ "℃", "℃", 0 },
	{ "°C", "℃", 0 },
	{ "摄氏度", "℃", 0 },
	{ "天", "天", 0 },
	{ "日", "天", 0 },
};

/* Longer ones before those that they begin with. */
static const struct {
	const char *prefix;
	int power;
} multiples[] = { { "万亿", 12 }, { "千万", 7 }, { "百万", 6 }, { "亿", 8 }, { "万", 4 }, { "千", 3 } };

static const char *const signed_bases[] = { "%", "百分点", "℃" };

struct measure {
	const char *base;
	int power;
};

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct measure look_up(const char *unit)
{
	for (size_t i = 0; i < N(units); i++)
		if (strcmp(units[i].unit, unit) == 0)
			return (struct measure){ units[i].base, units[i].power };
	return (struct measure){ unit, 0 };
}

static struct measure measure_of(const char *unit)
{
	struct measure whole = look_up(unit);

	/* 千克 and 千米 stand in the table; 万 alone is no unit of anything. */
	if (whole.base != unit)
		return whole;
	for (size_t i = 0; i < N(multiples); i++) {
		size_t length = strlen(multiples[i].prefix);

		if (strncmp(unit, multiples[i].prefix, length) == 0 && unit[length] != '\0') {
			struct measure rest = look_up(unit + length);

			return (struct measure){ rest.base, rest.power + multiples[i].power };
		}
	}
	return whole;
}

enum unit_result unit_convert(struct decimal value, const char *from, const char *to, struct decimal *converted)
{
	struct measure source = measure_of(from), target = measure_of(to);
	int power = source.power - target.power;

	*converted = value;
	if (strcmp(source.base, target.base) != 0)
		return UNIT_DIFFERS;
	for (; power > 0; power--)
		if (__builtin_mul_overflow(converted->micros, (int64_t)10, &converted->micros))
			return UNIT_TOO_LARGE;
	for (; power < 0; power++) {
		if (converted->micros % 10 != 0)
			return UNIT_INEXACT;
		converted->micros /= 10;
	}
	return UNIT_CONVERTED;
}

bool unit_is_same(const char *a, const char *b)
{
	struct measure left = measure_of(a), right = measure_of(b);

	return left.power == right.power && strcmp(left.base, right.base) == 0;
}

bool unit_may_be_negative(const char *unit)
{
	struct measure measure = measure_of(unit);

	for (size_t i = 0; i < N(signed_bases); i++)
		if (strcmp(measure.base, signed_bases[i]) == 0)
			return true;
	return false;
}
