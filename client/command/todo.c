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

/* What a todo leaves to the person where no option stands before it. */
static bool is_open_word(const char *word)
{
	static const char *const words[] = { "FILE", "PERSON", "VALUE", "DATE", "RESULT", "PASS-OR-FAIL" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* The next word of *${rest}, its quotes and what they hold untouched; NULL at the end. */
static const char *next_word(struct arena *arena, const char **rest)
{
	const char *begin = *rest + strspn(*rest, " "), *end = begin;
	bool quoted = false;

	for (; *end != '\0' && (quoted || *end != ' '); end++)
		quoted = quoted != (*end == '\'');
	*rest = end;
	return end > begin ? arena_printf(arena, "%.*s", (int)(end - begin), begin) : NULL;
}

/* The command with what is still to be filled in ("--text TEXT", FILE, PERSON, VALUE) in the user's language. */
static char *command_in_words(struct context *context, const char *command)
{
	char *result = arena_strdup(context->arena, "jixiao");
	bool value = false;

	for (const char *word; (word = next_word(context->arena, &command)) != NULL;) {
		result = arena_printf(context->arena, "%s %s", result,
				      value || is_open_word(word) ? usage_in_words(context->arena, context->language, word)
								  : word);
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
	  todo,
	  { "Evaluation.Todo" } },
};

const struct command_group todo_commands = { "todo", { "等您办的事", "what waits for you" }, commands, 1 };
