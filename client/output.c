#include "client/output.h"

#include <jansson.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/command_table.h"
#include "client/method_words.h"
#include "client/path_words.h"
#include "client/words.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

struct table {
	struct context *context;
	struct libscols_table *columns;
};

const char *in_language(const struct context *context, const char *const pair[2])
{
	return pair[context->language];
}

struct table *table_new(struct context *context)
{
	struct table *table = arena_alloc(context->arena, sizeof(*table));

	table->context = context;
	table->columns = scols_new_table();
	if (table->columns == NULL || scols_table_set_column_separator(table->columns, "  ") != 0)
		abort();
	return table;
}

struct table *table_new_plain(struct context *context)
{
	struct table *table = table_new(context);

	scols_table_enable_noheadings(table->columns, 1);
	return table;
}

void table_column(struct table *table, const char *zh, const char *en, enum column kind)
{
	static const int flags[] = { [COLUMN_LEFT] = 0, [COLUMN_RIGHT] = SCOLS_FL_RIGHT, [COLUMN_WRAP] = SCOLS_FL_WRAP };
	const char *heading = table->context->language == LANGUAGE_EN ? en : zh;
	struct libscols_column *column = scols_table_new_column(table->columns, heading, 0, flags[kind]);

	if (column == NULL)
		abort();
}

/* A cell is one line, which the column wraps; smartcols would show a line's end as \x0a. */
static char *one_line(struct arena *arena, const char *text)
{
	char *line = arena_strdup(arena, text);

	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return line;
}

void table_row(struct table *table, const char *const *cells)
{
	struct libscols_line *line = scols_table_new_line(table->columns, NULL);
	size_t n = scols_table_get_ncols(table->columns);

	if (line == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		if (scols_line_set_data(line, i, one_line(table->context->arena, cells[i])) != 0)
			abort();
}

void table_print(struct table *table, enum message_id empty)
{
	if (scols_table_get_nlines(table->columns) == 0)
		printf("%s\n", message_plain(table->context->language, empty));
	else
		scols_print_table(table->columns);
	scols_unref_table(table->columns);
}

bool output_message(struct context *context, const ProtobufCMessage *reply)
{
	if (context->output != OUTPUT_JSON)
		return false;
	printf("%s\n", json_write(context->arena, reply));
	return true;
}

static size_t count_args(const char *const *args)
{
	size_t n = 0;

	while (args[n] != NULL)
		n++;
	return n;
}

/* "@ms:1732550000000", as the server says when something was: in the reader's zone. NULL: no such argument. */
static const char *time_word(struct context *context, const char *arg)
{
	static const char mark[] = "@ms:";

	if (strncmp(arg, mark, sizeof(mark) - 1) != 0)
		return NULL;
	return time_in_words(context->arena, strtoll(arg + sizeof(mark) - 1, NULL, 10));
}

/* Methods and times among the arguments are worded, too. */
static char *word_args(struct context *context, enum message_id id, const char *const *args, size_t n)
{
	const char **worded = arena_alloc(context->arena, (n + 1) * sizeof(*worded));

	for (size_t i = 0; i < n; i++) {
		const char *method = context->field_names ? NULL : method_word(context->language, args[i]);
		const char *time = time_word(context, args[i]);

		worded[i] = method != NULL ? method : time != NULL ? time : args[i];
	}
	return message_text(context->arena, context->language, id, worded, n);
}

static char *word(struct context *context, enum message_id id, const char *const *args)
{
	return word_args(context, id, args, count_args(args));
}

void output_line(struct context *context, enum message_id id, const char *const *args)
{
	printf("%s\n", word(context, id, args));
}

void output_done(struct context *context, const ProtobufCMessage *reply, enum message_id id, const char *const *args)
{
	if (!output_message(context, reply))
		output_line(context, id, args);
}

static json_t *sentence_json(struct context *context, const struct sentence *sentence)
{
	json_t *args = json_array();

	for (size_t i = 0; sentence->args[i] != NULL; i++)
		json_array_append_new(args, json_string(sentence->args[i]));
	return json_pack("{s:s, s:s, s:o}", "message", message_name(sentence->id), "text",
			 word(context, sentence->id, sentence->args), "args", args);
}

void output_sentences(struct context *context, const struct sentence *sentences, size_t n)
{
	json_t *list, *root;
	char *text;

	if (context->output != OUTPUT_JSON) {
		for (size_t i = 0; i < n; i++)
			output_line(context, sentences[i].id, sentences[i].args);
		return;
	}
	list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, sentence_json(context, &sentences[i]));
	root = json_pack("{s:s, s:o}", "code", status_code_name(STATUS_OK), "messages", list);
	text = json_dumps(root, JSON_INDENT(2));
	/* Only a file's name that is no UTF-8 can make it NULL. */
	printf("%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(root);
}

void output_note(struct context *context, enum message_id id, const char *const *args)
{
	/* What was printed before comes before it also where both streams end in one file. */
	fflush(stdout);
	if (!context->quiet && context->output != OUTPUT_JSON)
		fprintf(stderr, "%s\n", word(context, id, args));
}

/* Sentences to which the hint of their kind does not fit. */
static const struct {
	enum message_id message, hint; /* MSG_NONE: the sentence itself says it */
} own_hints[] = {
	{ MSG_FOUR_EYES, MSG_NONE },
	{ MSG_LAST_ADMIN, MSG_NONE },
	{ MSG_FILE_UNWRITABLE, MSG_NONE },
	{ MSG_BAG_NO_SEAL_THERE, MSG_NONE },
	{ MSG_ENTRY_IMPORT_NOTHING, MSG_NONE },
	{ MSG_ENTRY_IMPORT_REST, MSG_NONE },
	{ MSG_PEER_REVOKED, MSG_NONE },
	{ MSG_PEER_REPLACED, MSG_NONE },
	{ MSG_PEER_EXPIRED, MSG_NONE },
	{ MSG_PEER_UNKNOWN, MSG_NONE },
	{ MSG_PEER_REFUSED, MSG_NONE },
	{ MSG_PEER_WITHOUT_CERTIFICATE, MSG_NONE },
	{ MSG_SERVER_UNTRUSTED, MSG_NONE },
	{ MSG_SERVER_NAME_WRONG, MSG_NONE },
	{ MSG_SERVER_EXPIRED, MSG_NONE },
	{ MSG_ENROLMENT_REFUSED, MSG_NONE },
	{ MSG_ENROLMENT_UNKNOWN, MSG_NONE },
	{ MSG_OUTCOME_UNKNOWN, MSG_HINT_LOOK_FIRST },
	{ MSG_NO_ANSWER, MSG_HINT_LOOK_FIRST },
};

/* What may help after a refusal of this kind. MSG_NONE: the sentence itself says it. */
static enum message_id hint_of(const struct status *status)
{
	for (size_t i = 0; i < sizeof(own_hints) / sizeof(*own_hints); i++)
		if (own_hints[i].message == status->message.id)
			return own_hints[i].hint;
	switch (status->code) {
	case STATUS_PERMISSION_DENIED: return MSG_HINT_PERMISSION;
	case STATUS_FAILED_PRECONDITION: return MSG_HINT_STAGE;
	case STATUS_UNAVAILABLE: return MSG_HINT_UNAVAILABLE;
	case STATUS_DEADLINE_EXCEEDED: return MSG_HINT_DEADLINE;
	case STATUS_ABORTED: return MSG_HINT_ABORTED;
	case STATUS_UNAUTHENTICATED: return MSG_HINT_UNAUTHENTICATED;
	case STATUS_INTERNAL: return MSG_HINT_INTERNAL;
	case STATUS_DATA_LOSS: return MSG_HINT_DATA_LOSS;
	default: return MSG_NONE;
	}
}

static char *word_message(struct context *context, const struct message *message)
{
	return word_args(context, message->id, message->args, message->n_args);
}

static void print_json(struct context *context)
{
	const struct status *status = &context->status;
	json_t *violations = json_array(), *root;
	char *text;

	for (size_t i = 0; i < status->n_violations; i++) {
		const struct violation *violation = &status->violations[i];

		json_array_append_new(violations, json_pack("{s:s, s:s, s:s}", "path", violation->path, "message",
							    message_name(violation->message.id), "text",
							    word_message(context, &violation->message)));
	}
	root = json_pack("{s:s, s:s, s:s, s:o}", "code", status_code_name(status->code), "message",
			 message_name(status->message.id), "text", word_message(context, &status->message), "violations",
			 violations);
	text = json_dumps(root, JSON_INDENT(2));
	/* Only invalid UTF-8 from a broken peer or argv can make it NULL. */
	fprintf(stderr, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(root);
}

void violations_print(FILE *file, struct context *context, const struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++) {
		const struct violation *violation = &status->violations[i];
		const char *path = context->field_names ? violation->path
							: path_in_words(context->arena, context->language, context->request,
									violation->path);

		fprintf(file, "  - %s%s%s\n", path, *path != '\0' ? message_plain(context->language, MSG_COLON) : "",
			word_message(context, &violation->message));
	}
}

void warnings_print(struct context *context, Jixiao__Violation *const *warnings, size_t n)
{
	Jixiao__Status wire = JIXIAO__STATUS__INIT;
	struct status status = STATUS_INIT;

	wire.violations = (Jixiao__Violation **)(uintptr_t)warnings;
	wire.n_violations = n;
	pb_status_read(&wire, &status);
	for (size_t i = 0; i < status.n_violations; i++)
		OUTPUT_NOTE(context, MSG_WARNING, word_message(context, &status.violations[i].message));
	status_clear(&status);
}

/* The command that shows whether the one that runs was done. */
static const char *looking_command(struct context *context)
{
	static const char *const verbs[] = { "list", "show", "history" };
	const char *noun = context->command != NULL ? context->command->noun : "";
	const struct command_group *group = command_group_find(noun);

	for (size_t i = 0; group != NULL && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (command_find(group, verbs[i]) != NULL)
			return arena_printf(context->arena, "jixiao %s %s", noun, verbs[i]);
	return "jixiao todo";
}

void status_print(struct context *context)
{
	const struct status *status = &context->status;
	enum message_id hint = hint_of(status);

	fflush(stdout);
	if (context->output == OUTPUT_JSON) {
		print_json(context);
		return;
	}
	fprintf(stderr, "%s%s\n", message_plain(context->language, MSG_ERROR_PREFIX), word_message(context, &status->message));
	violations_print(stderr, context, status);
	if (hint != MSG_NONE)
		fprintf(stderr, "%s\n", word(context, hint, (const char *const[]){ looking_command(context), NULL }));
}
