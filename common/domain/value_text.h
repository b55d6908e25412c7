/* value_text: values as people type them: "≥10次", "＝１００％", "1,238.59 万元", "2024年12月10日".
 *
 * The one reader for targets of scheme files, actuals of entries and amounts of money, so that all take and refuse the same:
 *
 * - full-width digits, signs and letters count as their half-width twins, ≧ and ≦ as ≥ and ≤, >= and <= likewise;
 * - commas or spaces may part the whole digits, three by three: 1,238.59. A comma is never a decimal point: 1.245,5 and 1,23
 * are refused, for nobody can know what was meant;
 * - dates are 2024-12-10, 2024/12/10, 2024.12.10 or 2024年12月10日, also without leading zeros;
 * - Chinese numerals, 1e5, 0x10, NaN, ranges, > and < are refused, each with what to write instead. */
#ifndef JIXIAO_DOMAIN_VALUE_TEXT_H
#define JIXIAO_DOMAIN_VALUE_TEXT_H

#include "common/base/status.h"
#include "common/domain/scoring.h"

struct value_text {
	enum target_op op;  /* OP_NONE: none was typed */
	struct value value; /* .text: without spaces around it where it is a text, else "" */
	const char
		*unit; /* as typed, half-width, without spaces; "" if none was typed: what that means is the caller's to say */
};

/* Reads ${text}, UTF-8, as a value of kind ${want}; for VALUE_NONE its form says what it is: a number only after an operator, a
 * date, else a text. A text keeps all that follows its operator. Strings in ${arena}. On false a violation at ${path} names the
 * text, what is wrong and what to write. */
bool value_text_parse(struct arena *arena, const char *text, enum value_kind want, const char *path, struct value_text *read,
		      struct status *status);

/* The text that value_text_parse reads back the same: "≥10次", "=2024-12-10". */
char *value_text_format(struct arena *arena, const struct value_text *value);

/* "≥" of OP_AT_LEAST, …; "" of OP_NONE. */
const char *value_op_sign(enum target_op op);
/* Reads an operator that stands alone: "≥", ">=", "＞＝"; false if ${text} is none. */
bool value_op_parse(struct arena *arena, const char *text, enum target_op *op);

/* An amount of money in 元 or in any unit of money (万元, 亿元), exact to the 分; without a unit 元. Violations as above. */
bool value_money_parse(struct arena *arena, const char *text, const char *path, struct money *amount, struct status *status);

#endif
