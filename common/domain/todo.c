#include "common/domain/todo_private.h"

#include <assert.h>
#include <string.h>

#include "common/domain/workflow.h"

void todo_add(struct todo_list *list, enum message_id message, const char *command, const char *const *args)
{
	struct todo *todo;

	if (list->n == list->capacity) {
		size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;

		list->todos = arena_grow(list->arena, list->todos, list->n * sizeof(*todo), capacity * sizeof(*todo));
		list->capacity = capacity;
	}
	todo = &list->todos[list->n++];
	*todo = (struct todo){ .message = message, .command = command };
	for (size_t i = 0; args[i] != NULL; i++) {
		assert(i < sizeof(todo->args) / sizeof(todo->args[0]));
		todo->args[i] = args[i];
	}
}

const char *todo_word(struct todo_list *list, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:=/%+@";
	bool quoted = *text == '\0';
	const char *word = "";

	/* Bytes of Chinese are nothing to a shell. */
	for (const char *p = text; *p != '\0'; p++)
		quoted = quoted || (!((unsigned char)*p & 0x80) && strchr(plain, *p) == NULL);
	if (!quoted)
		return text;
	for (const char *end; (end = strchr(text, '\'')) != NULL; text = end + 1)
		word = arena_printf(list->arena, "%s%.*s'\\''", word, (int)(end - text), text);
	return arena_printf(list->arena, "'%s%s'", word, text);
}

bool todo_is(const struct todo_list *list, unsigned who)
{
	return (list->who & who) != 0;
}

bool todo_is_me(const struct todo_list *list, const char *person)
{
	return strcmp(list->person, person) == 0;
}

const char *todo_count(struct todo_list *list, size_t n)
{
	return arena_printf(list->arena, "%zu", n);
}

bool todo_gate_is_open(const struct dossier *dossier)
{
	struct status missing = STATUS_INIT;
	bool open;

	gate_check(dossier, &missing);
	open = missing.n_violations == 0;
	status_clear(&missing);
	return open;
}

bool todo_is_signed(const struct dossier *dossier, enum approval_kind kind, const char *signer)
{
	for (size_t i = 0; i < dossier->n_approvals; i++)
		if (dossier->approvals[i].kind == kind && dossier->approvals[i].current &&
		    (signer == NULL || strcmp(dossier->approvals[i].signer, signer) == 0))
			return true;
	return false;
}

/* Why the evaluation came back to this stage, for who works in it. */
static void list_return(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	unsigned works = dossier->stage == STAGE_RECTIFICATION ? WHO_TEAM : WHO_EVALUATORS;

	if (*dossier->returned_by != '\0' && todo_is(list, works))
		TODO_ADD(list, MSG_TODO_RETURNED, TODO_COMMAND(list, "evaluation show %s", dossier->evaluation),
			 dossier_name(dossier, dossier->returned_by), dossier->return_reason);
}

size_t todo_list(struct arena *arena, const struct dossier *dossier, const char *person, unsigned who, struct todo **todos)
{
	static void (*const lists[STAGE_COUNT])(struct todo_list * list) = {
		[STAGE_PREPARATION] = todo_preparation,	    [STAGE_IMPLEMENTATION] = todo_implementation,
		[STAGE_ANALYSIS] = todo_analysis,	    [STAGE_REPORTING] = todo_reporting,
		[STAGE_RECTIFICATION] = todo_rectification, [STAGE_ARCHIVING] = todo_archiving,
	};
	struct todo_list list = { .arena = arena, .dossier = dossier, .person = person, .who = who };

	if (lists[dossier->stage] != NULL) {
		list_return(&list);
		todo_team(&list);
		lists[dossier->stage](&list);
	}
	if (stage_next(dossier->stage) != STAGE_NONE && (who & WHO_LEADER) && todo_gate_is_open(dossier))
		TODO_ADD(&list, MSG_TODO_ADVANCE, TODO_COMMAND(&list, "evaluation advance %s", dossier->evaluation),
			 arena_printf(arena, "@STAGE_%s", stage_code(stage_next(dossier->stage))));
	*todos = list.todos;
	return list.n;
}
