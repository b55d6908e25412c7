#include "common/domain/todo_private.h"

#include <string.h>

#include "common/domain/workflow.h"

void todo_add(struct todo_list *list, enum message_id message, const char *command, const char *first, const char *second)
{
	struct todo *todo;

	if (list->n == list->capacity) {
		size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;

		list->todos = arena_grow(list->arena, list->todos, list->n * sizeof(*todo), capacity * sizeof(*todo));
		list->capacity = capacity;
	}
	todo = &list->todos[list->n++];
	*todo = (struct todo){ .message = message, .args = { first, first != NULL ? second : NULL }, .command = command };
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

/* ---- the team ---- */

/* Whom the admin adds, in any stage: people leave. */
static void list_team(struct todo_list *list)
{
	const char *evaluation = list->dossier->evaluation;
	size_t stuck = todo_stuck(list->arena, list->dossier);
	unsigned roles = 0;

	for (size_t i = 0; i < list->dossier->n_team; i++)
		roles |= list->dossier->team[i].roles;
	if (todo_is(list, WHO_ADMIN) && !(roles & WHO_LEADER))
		todo_add(list, MSG_TODO_ADD_LEADER, TODO_COMMAND(list, "team add %s PERSON --role leader", evaluation), NULL,
			 NULL);
	else if (todo_is(list, WHO_ADMIN | WHO_LEADER) && stuck > 0)
		todo_add(list, todo_is(list, WHO_ADMIN) ? MSG_TODO_ADD_SECOND_LEADER : MSG_TODO_ASK_SECOND_LEADER,
			 TODO_COMMAND(list, "team add %s PERSON --role leader", evaluation), todo_count(list, stuck), NULL);
	if (todo_is(list, WHO_ADMIN) && !(roles & WHO_MEMBER))
		todo_add(list, MSG_TODO_ADD_MEMBER, TODO_COMMAND(list, "team add %s PERSON --role member", evaluation), NULL,
			 NULL);
	if (todo_is(list, WHO_ADMIN) && !(roles & WHO_IMPLEMENTER) && list->dossier->stage == STAGE_RECTIFICATION &&
	    list->dossier->n_findings > 0)
		todo_add(list, MSG_TODO_ADD_IMPLEMENTER,
			 TODO_COMMAND(list, "team add %s PERSON --role implementer", evaluation), NULL, NULL);
}

/* ---- */

size_t todo_list(struct arena *arena, const struct dossier *dossier, const char *person, unsigned who, struct todo **todos)
{
	static void (*const lists[STAGE_COUNT])(struct todo_list * list) = {
		[STAGE_PREPARATION] = todo_preparation,	    [STAGE_IMPLEMENTATION] = todo_implementation,
		[STAGE_ANALYSIS] = todo_analysis,	    [STAGE_REPORTING] = todo_reporting,
		[STAGE_RECTIFICATION] = todo_rectification, [STAGE_ARCHIVING] = todo_archiving,
	};
	struct todo_list list = { .arena = arena, .dossier = dossier, .person = person, .who = who };

	if (lists[dossier->stage] != NULL) {
		list_team(&list);
		lists[dossier->stage](&list);
	}
	if (stage_next(dossier->stage) != STAGE_NONE && (who & WHO_LEADER) && todo_gate_is_open(dossier))
		todo_add(&list, MSG_TODO_ADVANCE, TODO_COMMAND(&list, "evaluation advance %s", dossier->evaluation),
			 arena_printf(arena, "@STAGE_%s", stage_code(stage_next(dossier->stage))), NULL);
	*todos = list.todos;
	return list.n;
}
