#include "client/target_text.h"

#include <string.h>

#include "common/domain/value_text.h"

/* As they stand in a record. */
static const char *const op_words[] = { [OP_NONE] = "", [OP_AT_LEAST] = ">=", [OP_AT_MOST] = "<=", [OP_EQUAL] = "=" };

static enum target_op op_of(const char *word)
{
	for (unsigned op = OP_AT_LEAST; op <= OP_EQUAL; op++)
		if (strcmp(op_words[op], word) == 0)
			return (enum target_op)op;
	return OP_NONE;
}

/* The sign that a target of the rule most likely lacks. */
static const char *likely_sign(enum rule_kind kind)
{
	const unsigned ops = rule_rows[kind].ops;

	if (rule_target_kind(kind) == VALUE_DATE)
		return value_op_sign(OP_EQUAL);
	for (unsigned op = OP_AT_LEAST; op <= OP_EQUAL; op++)
		if (ops & 1u << op)
			return value_op_sign((enum target_op)op);
	return "";
}

/* A number or date that is to be reached says how. */
static bool has_op(enum rule_kind kind, const struct value_text *read, const char *text, const char *place,
		   struct status *status)
{
	const enum value_kind want = rule_target_kind(kind);

	if (read->op != OP_NONE || (want != VALUE_NUMBER && want != VALUE_DATE))
		return true;
	STATUS_VIOLATION(status, place, MSG_VALUE_OP_MISSING, text, likely_sign(kind));
	return false;
}

static void fill(struct arena *arena, const struct value_text *read, Jixiao__Target *target)
{
	const struct value_text bare = { .value = read->value, .unit = "" };

	target->op = arena_strdup(arena, op_words[read->op]);
	target->value = value_text_format(arena, &bare);
	target->unit = arena_strdup(arena, read->unit);
}

bool target_text_parse(struct arena *arena, const char *text, enum rule_kind kind, const char *place, Jixiao__Target *target,
		       struct status *status)
{
	struct value_text read;

	if (!value_text_parse(arena, text, rule_target_kind(kind), place, &read, status) ||
	    !has_op(kind, &read, text, place, status))
		return false;
	fill(arena, &read, target);
	return true;
}

bool target_parts_parse(struct arena *arena, enum rule_kind kind, const char *place, Jixiao__Target *target,
			struct status *status)
{
	const enum value_kind want = rule_target_kind(kind);
	struct value_text read;
	enum target_op op;

	if (value_op_parse(arena, target->op, &op))
		target->op = arena_strdup(arena, op_words[op]);
	/* A word that is no operator is named where the record is read. */
	if ((want != VALUE_NUMBER && want != VALUE_DATE) || (*target->op != '\0' && op == OP_NONE))
		return true;
	if (!value_text_parse(arena, target->value, want, place, &read, status))
		return false;
	if (read.op != OP_NONE && op != OP_NONE && read.op != op) {
		STATUS_VIOLATION(status, place, MSG_VALUE_OP_TWICE, target->value, value_op_sign(op));
		return false;
	}
	if (*read.unit != '\0' && *target->unit != '\0' && strcmp(read.unit, target->unit) != 0) {
		STATUS_VIOLATION(status, place, MSG_VALUE_UNIT_DIFFERS, target->value, target->unit);
		return false;
	}
	read.op = op != OP_NONE ? op : read.op;
	read.unit = *target->unit != '\0' ? target->unit : read.unit;
	if (!has_op(kind, &read, target->value, place, status))
		return false;
	fill(arena, &read, target);
	return true;
}

char *target_text_show(struct arena *arena, const Jixiao__Target *target)
{
	return arena_printf(arena, "%s%s%s", value_op_sign(op_of(target->op)), target->value, target->unit);
}

char *target_text_format(struct arena *arena, const Jixiao__Target *target, enum rule_kind kind)
{
	struct status status = STATUS_INIT;
	Jixiao__Target again = JIXIAO__TARGET__INIT;
	char *text = target_text_show(arena, target);
	bool same = *text == '\0' ||
		    (target_text_parse(arena, text, kind, "", &again, &status) && strcmp(again.op, target->op) == 0 &&
		     strcmp(again.value, target->value) == 0 && strcmp(again.unit, target->unit) == 0);

	status_clear(&status);
	return same ? text : NULL;
}
