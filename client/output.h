/* output: what a command prints. Results go to stdout; faults and progress to stderr. */
#ifndef JIXIAO_CLIENT_OUTPUT_H
#define JIXIAO_CLIENT_OUTPUT_H

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

#include "client/command.h"
#include "jixiao/rpc.pb-c.h"

/* A table whose columns line up also with Chinese in them. Cells are copied. */
struct table;

enum column {
	COLUMN_LEFT,
	COLUMN_RIGHT, /* numbers */
	COLUMN_WRAP,  /* long text: gives way when the terminal is narrow */
};

struct table *table_new(struct context *context);
/* Without a heading line, for lists of "name  explanation". */
struct table *table_new_plain(struct context *context);
void table_column(struct table *table, const char *zh, const char *en, enum column kind);
/* ${cells}: one for each column, NULL prints as nothing. A line break in a cell becomes a blank. */
void table_row(struct table *table, const char *const *cells);
#define TABLE_ROW(table, ...) table_row((table), (const char *const[]){ __VA_ARGS__ })
/* Prints and frees. An empty table prints sentence ${empty} (without arguments) instead. */
void table_print(struct table *table, enum message_id empty);

/* -o json: prints ${reply} and returns true. Else returns false, and the caller prints for people. */
bool output_message(struct context *context, const ProtobufCMessage *reply);

/* A line of stdout, worded in the user's language. */
void output_line(struct context *context, enum message_id id, const char *const *args);
#define OUTPUT_LINE(context, id, ...) output_line((context), (id), STATUS_ARGS(__VA_ARGS__))

/* After an act: ${reply} as JSON, or the sentence. */
void output_done(struct context *context, const ProtobufCMessage *reply, enum message_id id, const char *const *args);
#define OUTPUT_DONE(context, reply, id, ...) output_done((context), &(reply)->base, (id), STATUS_ARGS(__VA_ARGS__))

/* What a command did that no reply of the server tells. -o json: {"code": "OK", "messages": [{"message": "DONE_FILE_WRITTEN",
 * "text": "…", "args": ["…"]}]}, made as a refusal is. */
struct sentence {
	enum message_id id;
	const char *const *args; /* ends with NULL */
};
void output_sentences(struct context *context, const struct sentence *sentences, size_t n);
#define OUTPUT_RESULT(context, id, ...) output_sentences((context), &(struct sentence){ (id), STATUS_ARGS(__VA_ARGS__) }, 1)

/* Advice that is no result: stderr, not with --quiet or -o json. */
void output_note(struct context *context, enum message_id id, const char *const *args);
#define OUTPUT_NOTE(context, id, ...) output_note((context), (id), STATUS_ARGS(__VA_ARGS__))

/* The context's status to stderr: the sentence, each violation on a line, what to do next. JSON with -o json. */
void status_print(struct context *context);

/* Only the violations, each on a line with its path in words. */
void violations_print(FILE *file, struct context *context, const struct status *status);

/* A reply's warnings, each a sentence on a line of stderr; not with -o json, where the reply says them. */
void warnings_print(struct context *context, Jixiao__Violation *const *warnings, size_t n);

/* "zh" or "en" of a pair. */
const char *in_language(const struct context *context, const char *const pair[2]);

#endif
