/* value_reader: what the parts of value_text share. Only for them. */
#ifndef JIXIAO_DOMAIN_VALUE_READER_H
#define JIXIAO_DOMAIN_VALUE_READER_H

#include "common/domain/value_text.h"

/* What is being read, and where its faults go. */
struct value_reader {
	struct arena *arena;
	struct status *status;
	const char *path, *typed;
};

/* Names the fault; always false. */
bool value_refuse(const struct value_reader *reader, enum message_id id, const char *detail);

/* Whether ${text} has the form of a date; "" in *${iso} if it is none of the calendar's. */
bool value_has_date_form(struct arena *arena, const char *text, const char **iso);

/* Reads "1,238.59万元", half-width and without an operator, into number and unit. */
bool value_read_number(const struct value_reader *reader, const char *text, struct value_text *read);

void value_drop_spaces(char *text);

#endif
