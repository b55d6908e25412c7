/* record_reader: the text of one message read as numbers, with a violation for each field that is none. For the files of
 * record_domain alone. */
#ifndef JIXIAO_RECORD_RECORD_READER_H
#define JIXIAO_RECORD_RECORD_READER_H

#include "common/record/record_domain.h"

/* One message's reading: where its violations go. */
struct reader {
	const char *path;
	struct status *status;
	size_t before; /* violations that were there */
};

struct reader reader_begin(const char *path, struct status *status);
/* STATUS_INVALID_ARGUMENT if there were violations since reader_begin. */
enum status_code reader_end(const struct reader *reader);

void reader_fault(const struct reader *reader, const char *field, enum message_id id, const char *text);
/* ${text} should have had ${form}. */
void reader_fault_form(const struct reader *reader, const char *field, const char *text, const char *form);

/* Empty gives ${empty}. */
struct decimal reader_decimal(const struct reader *reader, const char *field, const char *text, struct decimal empty);
struct money reader_money(const struct reader *reader, const char *field, const char *text);
/* Repeated strings as the domain's array of constant ones. */
const char **reader_texts(struct arena *arena, char **from, size_t n);
/* The place of a word in ${words}, which ends with NULL; a violation and 0 if it is not there. */
int reader_word(const struct reader *reader, const char *field, const char *text, const char *const *words, const char *form);
enum fund_denominator reader_denominator(const struct reader *reader, const char *field, const char *text,
					 enum fund_denominator empty);

#endif
