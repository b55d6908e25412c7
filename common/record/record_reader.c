#include "common/record/record_reader.h"

#include <string.h>

struct reader reader_begin(const char *path, struct status *status)
{
	return (struct reader){ path, status, status->n_violations };
}

enum status_code reader_end(const struct reader *reader)
{
	return reader->status->n_violations == reader->before ? STATUS_OK : STATUS_INVALID_ARGUMENT;
}

void reader_fault(const struct reader *reader, const char *field, enum message_id id, const char *text)
{
	STATUS_VIOLATION(reader->status,
			 arena_printf(&reader->status->arena, "%s%s%s", reader->path, *reader->path ? "." : "", field), id,
			 text);
}

void reader_fault_form(const struct reader *reader, const char *field, const char *text, const char *form)
{
	STATUS_VIOLATION(reader->status,
			 arena_printf(&reader->status->arena, "%s%s%s", reader->path, *reader->path ? "." : "", field),
			 MSG_FIELD_NOT_ID, text, form);
}

struct decimal reader_decimal(const struct reader *reader, const char *field, const char *text, struct decimal empty)
{
	struct decimal value = DECIMAL(0);

	if (*text == '\0')
		return empty;
	if (!decimal_parse(text, &value))
		reader_fault(reader, field, MSG_FIELD_NOT_DECIMAL, text);
	return value;
}

struct money reader_money(const struct reader *reader, const char *field, const char *text)
{
	struct money value = { 0 };

	if (*text == '\0')
		reader_fault(reader, field, MSG_FIELD_REQUIRED, NULL);
	else if (!money_parse(text, &value))
		reader_fault(reader, field, MSG_FIELD_NOT_MONEY, text);
	return value;
}

const char **reader_texts(struct arena *arena, char **from, size_t n)
{
	const char **to = arena_alloc(arena, (n + 1) * sizeof(*to));

	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
	return to;
}

int reader_word(const struct reader *reader, const char *field, const char *text, const char *const *words, const char *form)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	reader_fault_form(reader, field, text, form);
	return 0;
}

static const char *const denominators[] = { "received", "budget", NULL };

enum fund_denominator reader_denominator(const struct reader *reader, const char *field, const char *text,
					 enum fund_denominator empty)
{
	return *text == '\0' ? empty
			     : (enum fund_denominator)reader_word(reader, field, text, denominators, "received、budget");
}
