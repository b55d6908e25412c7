/* jixiao todo: what waits for the person, with the exact command. */
#include <stdio.h>
#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/words.h"

extern const struct command_group todo_commands;

/* The sentence of a todo. One that this client does not know is shown by its command alone. */
static const char *sentence(struct context *context, const Jixiao__Todo *todo)
{
	enum message_id id = message_by_name(todo->message);

	if (id == MSG_NONE)
		return "";
	return message_text(context->arena, context->language, id, (const char *const *)todo->args, todo->n_args);
}

/* The command with what is still to be filled in ("--text TEXT", FILE, PERSON, VALUE) in the user's language. */
static char *command_in_words(struct context *context, const char *command)
{
	char *words = arena_strdup(context->arena, command), *result = arena_strdup(context->arena, "jixiao"), *save = NULL;
	bool value = false;

	for (char *word = strtok_r(words, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		bool open = value || strcmp(word, "FILE") == 0 || strcmp(word, "PERSON") == 0 || strcmp(word, "VALUE") == 0;

		result = arena_printf(context->arena, "%s %s", result,
				      open ? usage_in_words(context->arena, context->language, word) : word);
		value = strncmp(word, "--", 2) == 0;
	}
	return result;
}

static enum status_code todo(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationTodoRequest request = JIXIAO__EVALUATION_TODO_REQUEST__INIT;
	const char *only = arguments->n_positional > 0 ? arguments->positional[0] : NULL, *last = "";
	Jixiao__EvaluationTodoReply *reply;
	size_t n = 0;
	enum status_code code;

	code = context_call(context, "Evaluation.Todo", &request.base, &jixiao__evaluation_todo_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	for (size_t i = 0; i < reply->n_todos; i++) {
		const Jixiao__Todo *one = reply->todos[i];

		if (only != NULL && strcmp(one->evaluation, only) != 0)
			continue;
		if (strcmp(one->evaluation, last) != 0)
			printf("%s%s  %s\n", n > 0 ? "\n" : "", one->evaluation, one->title);
		last = one->evaluation;
		printf("  %zu. %s\n     %s\n", ++n, sentence(context, one), command_in_words(context, one->command));
	}
	if (n == 0)
		OUTPUT_LINE(context, MSG_TODO_NOTHING);
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "todo",
	  NULL,
	  "[EVALUATION]",
	  0,
	  1,
	  { "等您办的事，以及要执行的命令", "what waits for you, with the command that does it" },
	  "jixiao todo",
	  NULL,
	  todo },
};

const struct command_group todo_commands = { "todo", { "等您办的事", "what waits for you" }, commands, 1 };
