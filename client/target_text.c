#include "client/target_text.h"

#include <string.h>

/* The first is how it is written. */
static const struct {
	const char *sign, *op;
} signs[] = {
	{ "≥", ">=" },	{ "≤", "<=" },	{ "=", "=" },	 { "＝", "=" },
	{ ">=", ">=" }, { "<=", "<=" }, { "＞=", ">=" }, { "＜=", "<=" },
};
enum { N_SIGNS = sizeof(signs) / sizeof(signs[0]) };

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, " ");
}

void target_text_parse(struct arena *arena, const char *text, Jixiao__Target *target)
{
	const char *op = "", *rest = skip_spaces(text);
	size_t digits;

	for (size_t i = 0; i < N_SIGNS && op[0] == '\0'; i++) {
		size_t length = strlen(signs[i].sign);

		if (strncmp(rest, signs[i].sign, length) == 0) {
			op = signs[i].op;
			rest = skip_spaces(rest + length);
		}
	}
	target->op = arena_strdup(arena, op);
	target->unit = arena_strdup(arena, "");
	target->value = arena_strdup(arena, op[0] == '\0' ? text : rest);
	/* A date, also one that is out of the calendar, stays whole: the fault is then named as a date's. */
	if (op[0] == '\0' || rest[strspn(rest, "0123456789-")] == '\0')
		return;
	digits = (rest[0] == '-' ? 1 : 0) + strspn(rest + (rest[0] == '-' ? 1 : 0), "0123456789.");
	target->value[digits] = '\0';
	target->unit = arena_strdup(arena, skip_spaces(rest + digits));
}

char *target_text_format(struct arena *arena, const Jixiao__Target *target)
{
	const char *sign = "";
	Jixiao__Target again;
	char *text;

	for (size_t i = N_SIGNS; i-- > 0;)
		if (strcmp(signs[i].op, target->op) == 0)
			sign = signs[i].sign;
	text = arena_printf(arena, "%s%s%s", sign, target->value, target->unit);
	target_text_parse(arena, text, &again);
	if (strcmp(again.op, target->op) != 0 || strcmp(again.value, target->value) != 0 ||
	    strcmp(again.unit, target->unit) != 0)
		return NULL;
	return text;
}
