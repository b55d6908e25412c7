/* Scalars of a scheme file that are values: shares, money, dates. */
#include <string.h>

#include "client/scheme_mapping.h"
#include "common/domain/value_text.h"

/* "60%" as "0.6"; other texts as they are, checked to be a number. */
char *node_share(struct reader *reader, const yaml_node_t *node, const char *path)
{
	char *text = node_text(reader, node, path);
	size_t length = text == NULL ? 0 : strlen(text);
	struct decimal value;

	if (text == NULL)
		return NULL;
	if (length > 0 && text[length - 1] == '%') {
		char *number = arena_strdup(reader->arena, text);

		number[length - 1] = '\0';
		if (decimal_parse(number, &value) && value.micros % 100 == 0)
			return decimal_format(reader->arena, (struct decimal){ value.micros / 100 });
	} else if (decimal_parse(text, &value)) {
		return text;
	}
	FAULT(reader, node, MSG_SCHEME_FILE_NOT_SHARE, text);
	reader_unread(reader, path);
	return NULL;
}

/* Money of any unit as an amount in 元. */
char *node_money(struct reader *reader, const yaml_node_t *node, const char *path)
{
	char *text = node_text(reader, node, path);
	struct money amount;

	if (text == NULL || *text == '\0')
		return text;
	if (value_money_parse(reader->arena, text, field_place(reader, node, path), &amount, reader->status))
		return money_format(reader->arena, amount);
	reader_unread(reader, path);
	return NULL;
}

/* A date of any form as 2024-12-10. */
char *node_date(struct reader *reader, const yaml_node_t *node, const char *path)
{
	char *text = node_text(reader, node, path);
	const char *place = field_place(reader, node, path);
	struct value_text read;

	if (text == NULL || *text == '\0')
		return text;
	if (value_text_parse(reader->arena, text, VALUE_DATE, place, &read, reader->status)) {
		if (read.op == OP_NONE)
			return date_format(reader->arena, read.value.date);
		STATUS_VIOLATION(reader->status, place, MSG_VALUE_OP_UNWANTED, text);
	}
	reader_unread(reader, path);
	return NULL;
}
