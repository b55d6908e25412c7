/* What was found, read as its indicator's rule wants it. */
#include <string.h>

#include "common/domain/unit.h"
#include "common/domain/value_text.h"

/* What is being read, and where its faults go. */
struct place {
	const char *path, *text;
	struct status *status;
};

static bool refuse(const struct place *place, enum message_id id, const char *first, const char *second)
{
	STATUS_VIOLATION(place->status, place->path, id, first, second);
	return false;
}

/* The number of the unit that was typed, in ${want}. Without a unit it is one of ${want}. */
static bool convert(const struct place *place, const struct value_text *read, const char *unit, const char *want,
		    struct decimal *number)
{
	if (*read->unit != '\0' && *unit != '\0' && !unit_is_same(read->unit, unit))
		return refuse(place, MSG_VALUE_UNIT_DIFFERS, place->text, unit);
	if (*read->unit != '\0')
		unit = read->unit;
	switch (unit_convert(read->value.number, *unit == '\0' ? want : unit, want, number)) {
	case UNIT_DIFFERS: return refuse(place, MSG_ACTUAL_UNIT, unit, want);
	case UNIT_INEXACT: return refuse(place, MSG_VALUE_INEXACT, place->text, want);
	case UNIT_TOO_LARGE: return refuse(place, MSG_VALUE_TOO_LARGE, place->text, NULL);
	default: return true;
	}
}

/* A share of a whole lies within 0 and 100; what is counted, paid or measured is not below 0. */
static bool check_range(const struct place *place, const struct rule *rule, struct decimal number, const char *unit)
{
	bool is_share = rule->kind == RULE_SATISFACTION;

	if (is_share && (number.micros < 0 || decimal_compare(number, DECIMAL(100)) > 0))
		return refuse(place, MSG_SHARE_OVER_100, place->text, NULL);
	if (number.micros < 0 && rule_rows[rule->kind].rate)
		return refuse(place, MSG_ACTUAL_RATE_NEGATIVE, place->text, NULL);
	if (number.micros < 0 && !unit_may_be_negative(unit))
		return refuse(place, MSG_ACTUAL_NEGATIVE, place->text, unit);
	return true;
}

bool actual_parse(const struct rule *rule, const struct target *target, const char *text, const char *unit, const char *path,
		  struct value *actual, struct status *status)
{
	const struct place place = { path, text, status };
	const struct rule_row *row = &rule_rows[rule->kind];
	const char *want = target->value.kind != VALUE_NONE ? target->unit : row->rate ? "%" : "";
	struct value_text read;

	*actual = (struct value){ .kind = rule->rate != FUND_RATE_NONE ? VALUE_NONE : row->actual, .text = text };
	if (actual->kind == VALUE_NONE)
		return *text == '\0' || refuse(&place, MSG_ACTUAL_UNWANTED, row->name, NULL);
	if (*text == '\0')
		return refuse(&place, MSG_FIELD_REQUIRED, NULL, NULL);
	if (actual->kind == VALUE_TEXT)
		return true;
	if (!value_text_parse(&status->arena, text, actual->kind, path, &read, status))
		return false;
	if (read.op != OP_NONE)
		return refuse(&place, MSG_VALUE_OP_UNWANTED, text, NULL);
	actual->date = read.value.date;
	return actual->kind != VALUE_NUMBER ||
	       (convert(&place, &read, unit, want, &actual->number) && check_range(&place, rule, actual->number, want));
}

bool part_parse(struct arena *arena, const struct rule *rule, const struct target *target, const char *text, const char *path,
		struct paper_part *part, struct status *status)
{
	struct value value;

	part->value = DECIMAL(0);
	if (rule->parts == PARTS_COUNT) {
		part->text = arena_strdup(arena, text);
		return true;
	}
	if (!actual_parse(rule, target, text, "", path, &value, status))
		return false;
	part->value = value.number;
	part->text = actual_format(arena, &value);
	return true;
}

char *actual_format(struct arena *arena, const struct value *actual)
{
	switch (actual->kind) {
	case VALUE_NUMBER: return decimal_format(arena, actual->number);
	case VALUE_DATE: return date_format(arena, actual->date);
	default: return arena_strdup(arena, actual->text);
	}
}
