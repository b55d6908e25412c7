#include "common/domain/value_reader.h"

#include <string.h>

#include <utf8proc.h>

#include "common/domain/unit.h"

bool value_refuse(const struct value_reader *reader, enum message_id id, const char *detail)
{
	STATUS_VIOLATION(reader->status, reader->path, id, reader->typed, detail);
	return false;
}

/* ---- characters ---- */

static const struct {
	utf8proc_int32_t from;
	const char *to;
} twins[] = {
	{ 0x3000, " " }, { 0x00a0, " " }, { '\t', " " },   { '\n', " " },   { 0x2212, "-" },
	{ 0x2267, "≥" }, { 0x2a7e, "≥" }, { 0x2266, "≤" }, { 0x2a7d, "≤" }, { 0xfe6a, "%" },
};

static const char *twin_of(utf8proc_int32_t character)
{
	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
		if (twins[i].from == character)
			return twins[i].to;
	return NULL;
}

static void trim(char *text)
{
	size_t skip = strspn(text, " \t\n"), length = strlen(text + skip);

	memmove(text, text + skip, length + 1);
	while (length > 0 && strchr(" \t\n", text[length - 1]) != NULL)
		text[--length] = '\0';
}

/* ${text} in half-width characters, without spaces around it. No twin is longer than its character. */
static char *half_width(struct arena *arena, const char *text)
{
	size_t left = strlen(text), length = 0;
	char *plain = arena_alloc(arena, left + 1);

	while (left > 0) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &c);
		const char *twin = n > 0 ? twin_of(c) : NULL;

		n = n > 0 ? n : 1;
		if (twin != NULL) {
			memcpy(plain + length, twin, strlen(twin));
			length += strlen(twin);
		} else if (c >= 0xff01 && c <= 0xff5e) {
			plain[length++] = (char)(c - 0xff01 + '!');
		} else {
			memcpy(plain + length, text, (size_t)n);
			length += (size_t)n;
		}
		text += n;
		left -= (size_t)n;
	}
	plain[length] = '\0';
	trim(plain);
	return plain;
}

void value_drop_spaces(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++)
		if (*text != ' ')
			*to++ = *text;
	*to = '\0';
}

static bool begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* ---- operators ---- */

/* The first of an operator is how it is written. */
static const struct {
	const char *sign;
	enum target_op op;
} signs[] = {
	{ "≥", OP_AT_LEAST }, { "≤", OP_AT_MOST }, { ">=", OP_AT_LEAST }, { "<=", OP_AT_MOST }, { "=", OP_EQUAL },
};
enum { N_SIGNS = sizeof(signs) / sizeof(signs[0]) };

const char *value_op_sign(enum target_op op)
{
	for (size_t i = 0; i < N_SIGNS; i++)
		if (signs[i].op == op)
			return signs[i].sign;
	return "";
}

/* The operator at *${at}, if one is there; *${at} moves behind it. */
static enum target_op take_op(const char **at)
{
	for (size_t i = 0; i < N_SIGNS; i++)
		if (begins(*at, signs[i].sign)) {
			*at += strlen(signs[i].sign);
			*at += strspn(*at, " ");
			return signs[i].op;
		}
	return OP_NONE;
}

bool value_op_parse(struct arena *arena, const char *text, enum target_op *op)
{
	const char *at = half_width(arena, text);

	*op = take_op(&at);
	return *op != OP_NONE && *at == '\0';
}

static bool read_op(const struct value_reader *reader, const char **at, enum target_op *op)
{
	const char *second;

	*op = take_op(at);
	if (*op == OP_NONE && (**at == '>' || **at == '<'))
		return value_refuse(reader, MSG_VALUE_OP_STRICT, value_op_sign(**at == '>' ? OP_AT_LEAST : OP_AT_MOST));
	second = *at;
	if (*op != OP_NONE && (take_op(&second) != OP_NONE || *second == '>' || *second == '<'))
		return value_refuse(reader, MSG_VALUE_OP_TWICE, value_op_sign(*op));
	return true;
}

/* ---- dates ---- */

struct date_form {
	const char *year_end, *month_end, *day_end;
};
static const struct date_form date_forms[] = {
	{ "-", "-", "" }, { "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" }, { "年", "月", "号" },
};

/* Up to ${most} digits and what must follow them. */
static bool take_number(const char **at, size_t most, const char *end, int *number)
{
	size_t n = strspn(*at, "0123456789");

	if (n == 0 || n > most || !begins(*at + n, end))
		return false;
	for (*number = 0; n > 0; n--)
		*number = *number * 10 + (*(*at)++ - '0');
	*at += strlen(end);
	return true;
}

bool value_has_date_form(struct arena *arena, const char *text, const char **iso)
{
	int year, month, day;
	struct date date;
	char *packed = arena_strdup(arena, text);

	value_drop_spaces(packed);
	for (size_t i = 0; i < sizeof(date_forms) / sizeof(date_forms[0]); i++) {
		const char *at = packed;

		if (strspn(at, "0123456789") != 4 || !take_number(&at, 4, date_forms[i].year_end, &year) ||
		    !take_number(&at, 2, date_forms[i].month_end, &month) ||
		    !take_number(&at, 2, date_forms[i].day_end, &day) || *at != '\0')
			continue;
		*iso = arena_printf(arena, "%04d-%02d-%02d", year, month, day);
		if (!date_parse(*iso, &date))
			*iso = "";
		return true;
	}
	return false;
}

static bool read_date(const struct value_reader *reader, const char *text, struct value_text *read)
{
	const char *iso;

	if (!value_has_date_form(reader->arena, text, &iso))
		return value_refuse(reader, MSG_FIELD_NOT_DATE, NULL);
	if (!date_parse(iso, &read->value.date))
		return value_refuse(reader, MSG_VALUE_DATE_CALENDAR, NULL);
	read->value.kind = VALUE_DATE;
	return true;
}

/* ---- the whole ---- */

static size_t character_size(const char *text)
{
	size_t size = 1;

	while (((unsigned char)text[size] & 0xc0) == 0x80)
		size++;
	return size;
}

/* What follows the operator in ${text}, as it was typed: half-width signs may be shorter than theirs. */
static const char *behind_op(struct arena *arena, const char *text, enum target_op op)
{
	enum target_op found;
	size_t size = 0;

	if (op == OP_NONE)
		return text;
	while (*text != '\0' && *half_width(arena, arena_printf(arena, "%.*s", (int)character_size(text), text)) == '\0')
		text += character_size(text);
	while (text[size] != '\0' && !value_op_parse(arena, arena_printf(arena, "%.*s", (int)size, text), &found))
		size += character_size(text + size);
	return text + size;
}

static bool read_text(const struct value_reader *reader, struct value_text *read)
{
	char *text = arena_strdup(reader->arena, behind_op(reader->arena, reader->typed, read->op));

	trim(text);
	if (*text == '\0')
		return value_refuse(reader, MSG_VALUE_EMPTY, NULL);
	read->value = (struct value){ .kind = VALUE_TEXT, .text = text };
	return true;
}

static enum value_kind kind_of(struct arena *arena, const char *rest, enum target_op op)
{
	const char *iso;

	if (value_has_date_form(arena, rest, &iso))
		return VALUE_DATE;
	return op != OP_NONE ? VALUE_NUMBER : VALUE_TEXT;
}

bool value_text_parse(struct arena *arena, const char *text, enum value_kind want, const char *path, struct value_text *read,
		      struct status *status)
{
	const struct value_reader reader = { arena, status, path, text };
	const char *at = half_width(arena, text);

	*read = (struct value_text){ .value = { .text = "" }, .unit = "" };
	if (!read_op(&reader, &at, &read->op))
		return false;
	switch (want == VALUE_NONE ? kind_of(arena, at, read->op) : want) {
	case VALUE_NUMBER: return value_read_number(&reader, at, read);
	case VALUE_DATE: return read_date(&reader, at, read);
	default: return read_text(&reader, read);
	}
}

char *value_text_format(struct arena *arena, const struct value_text *value)
{
	const char *words = value->value.text;

	if (value->value.kind == VALUE_NUMBER)
		words = decimal_format(arena, value->value.number);
	else if (value->value.kind == VALUE_DATE)
		words = date_format(arena, value->value.date);
	return arena_printf(arena, "%s%s%s", value_op_sign(value->op), words, value->unit);
}

/* ---- money ---- */

bool value_money_parse(struct arena *arena, const char *text, const char *path, struct money *amount, struct status *status)
{
	const struct value_reader reader = { arena, status, path, text };
	struct value_text read;
	struct decimal yuan;

	if (money_parse(text, amount))
		return true;
	if (!value_text_parse(arena, text, VALUE_NUMBER, path, &read, status))
		return false;
	if (read.op != OP_NONE)
		return value_refuse(&reader, MSG_VALUE_OP_UNWANTED, NULL);
	switch (unit_convert(read.value.number, *read.unit == '\0' ? "元" : read.unit, "元", &yuan)) {
	case UNIT_DIFFERS: return value_refuse(&reader, MSG_MONEY_UNIT, read.unit);
	case UNIT_TOO_LARGE: return value_refuse(&reader, MSG_VALUE_TOO_LARGE, NULL);
	default: break;
	}
	if (!decimal_fits(yuan, 2))
		return value_refuse(&reader, MSG_FIELD_NOT_MONEY, NULL);
	amount->fen = yuan.micros / (DECIMAL_ONE / 100);
	return true;
}
