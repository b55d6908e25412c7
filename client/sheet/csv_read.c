#include <string.h>

#include "client/sheet/builder.h"
#include "client/sheet/csv.h"

enum { FAULTS_MAX = 100 };

struct reader {
	struct arena *arena;
	const char *name;
	struct status *status;
	struct builder builder;
	const char *at, *end;
	char separator;
	size_t line;	      /* of ${at}, from 1 */
	const char *line_at;  /* where it begins */
	unsigned row, column; /* of the field that comes next */
	bool stopped;
};

/* ---- places ---- */

/* The place of ${at}, which stands in the line that is being read. */
static const char *place(const struct reader *reader, const char *at)
{
	size_t column = 1;

	for (const char *p = reader->line_at; p < at; p++)
		column += ((unsigned char)*p & 0xc0) != 0x80;
	return arena_printf(reader->arena, "%s:%zu:%zu", reader->name, reader->line, column);
}

static void fault(struct reader *reader, const char *where, enum message_id id)
{
	STATUS_VIOLATION(reader->status, where, id);
	if (reader->status->n_violations < FAULTS_MAX)
		return;
	STATUS_VIOLATION(reader->status, reader->name, MSG_FAULTS_CUT, arena_printf(reader->arena, "%d", FAULTS_MAX));
	reader->stopped = true;
}

static bool at_line_end(const struct reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

/* Takes a line end, CRLF as one. */
static void take_line_end(struct reader *reader)
{
	if (reader->at == reader->end)
		return;
	reader->at += *reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n' ? 2 : 1;
	reader->line++;
	reader->line_at = reader->at;
}

/* The separator that the first line has most of, outside quotes. */
static char find_separator(const char *at, const char *end)
{
	static const char separators[] = ",\t;";
	size_t counts[3] = { 0 }, best = 0;
	bool quoted = false;

	for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
		const char *found = memchr(separators, *at, 3);

		quoted ^= *at == '"';
		if (found != NULL && !quoted)
			counts[found - separators]++;
	}
	for (size_t i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return separators[best];
}

/* ---- fields ---- */

/* The text between quotes; the first one is at hand. NULL if the file ends in it. */
static char *take_quoted(struct reader *reader)
{
	const char *p = reader->at + 1;
	size_t length = 0;
	char *text;

	while (p < reader->end && (*p != '"' || (p + 1 < reader->end && p[1] == '"')))
		p += *p == '"' ? 2 : 1;
	if (p >= reader->end) {
		fault(reader, place(reader, reader->at), MSG_CSV_QUOTE_OPEN);
		reader->stopped = true;
		return NULL;
	}
	reader->at++;
	text = arena_alloc(reader->arena, (size_t)(p - reader->at) + 1);
	while (reader->at < p) {
		if (at_line_end(reader)) {
			text[length++] = '\n';
			take_line_end(reader);
			continue;
		}
		text[length++] = *reader->at;
		reader->at += *reader->at == '"' ? 2 : 1;
	}
	reader->at = p + 1;
	return text;
}

/* The text up to the next separator or line end, in which no quote may stand. */
static char *take_plain(struct reader *reader)
{
	const char *start = reader->at, *quote;
	char *text;

	while (!at_line_end(reader) && *reader->at != reader->separator)
		reader->at++;
	quote = memchr(start, '"', (size_t)(reader->at - start));
	if (quote != NULL)
		fault(reader, place(reader, quote), MSG_CSV_QUOTE_INSIDE);
	text = arena_alloc(reader->arena, (size_t)(reader->at - start) + 1);
	memcpy(text, start, (size_t)(reader->at - start));
	return text;
}

static void skip_field(struct reader *reader)
{
	while (!at_line_end(reader) && *reader->at != reader->separator)
		reader->at++;
}

static void add_field(struct reader *reader, const struct reader *start, const char *text)
{
	struct cell cell = { .kind = CELL_TEXT, .row = reader->row, .column = reader->column, .text = text, .raw = text };

	if (*text == '\0')
		return;
	if (!cell_text_fits(text))
		fault(reader, place(start, start->at), MSG_SHEET_CELL_TOO_LONG);
	else if (reader->row > SHEET_ROW_MAX || reader->column > SHEET_COLUMN_MAX ||
		 builder_cell(&reader->builder, &cell) != BUILDER_FINE) {
		fault(reader, place(start, start->at), MSG_SHEET_TOO_LARGE_HERE);
		reader->stopped = true;
	}
}

static void read_field(struct reader *reader)
{
	const struct reader start = *reader; /* for the place, should the field be refused */
	char *text;

	if (!at_line_end(reader) && *reader->at == '"') {
		text = take_quoted(reader);
		if (text != NULL && !at_line_end(reader) && *reader->at != reader->separator) {
			fault(reader, place(reader, reader->at), MSG_CSV_QUOTE_BEHIND);
			skip_field(reader);
		}
	} else {
		text = take_plain(reader);
	}
	if (text != NULL)
		add_field(reader, &start, text);
}

static void read_row(struct reader *reader)
{
	reader->row++;
	for (reader->column = 1; !reader->stopped; reader->column++) {
		read_field(reader);
		if (reader->stopped || at_line_end(reader))
			break;
		reader->at++;
	}
	take_line_end(reader);
}

enum status_code csv_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
			  struct status *status)
{
	struct reader reader = { .arena = arena, .name = name, .status = status, .line = 1 };
	struct slice text;
	enum status_code code = csv_decode(arena, name, bytes, &text, status);

	*workbook = (struct workbook){ .name = name };
	if (code != STATUS_OK)
		return code;
	reader.builder = (struct builder){ .arena = arena, .workbook = workbook };
	reader.at = reader.line_at = (const char *)text.data;
	reader.end = reader.at + text.size;
	reader.separator = find_separator(reader.at, reader.end);
	builder_sheet(&reader.builder, name, false);
	while (!reader.stopped && reader.at < reader.end)
		read_row(&reader);
	return sheet_conclude(workbook, status);
}
