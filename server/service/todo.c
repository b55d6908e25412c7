/* Evaluation.Todo: what waits for the caller, in every evaluation. */
#include "common/domain/todo.h"
#include "server/rpc/authorize.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"

struct todos {
	Jixiao__Todo **items;
	size_t n, capacity;
};

static Jixiao__Todo *todos_add(struct arena *arena, struct todos *todos)
{
	Jixiao__Todo *item = arena_alloc(arena, sizeof(*item));

	if (todos->n == todos->capacity) {
		size_t capacity = todos->capacity == 0 ? 16 : 2 * todos->capacity;

		todos->items =
			arena_grow(arena, todos->items, todos->n * sizeof(*todos->items), capacity * sizeof(*todos->items));
		todos->capacity = capacity;
	}
	jixiao__todo__init(item);
	todos->items[todos->n++] = item;
	return item;
}

static void todo_write(struct arena *arena, const struct dossier *dossier, const struct todo *todo, Jixiao__Todo *item)
{
	item->evaluation = arena_strdup(arena, dossier->evaluation);
	item->title = arena_strdup(arena, dossier->title);
	item->message = arena_strdup(arena, message_name(todo->message));
	item->command = arena_strdup(arena, todo->command);
	item->args = arena_alloc(arena, sizeof(todo->args));
	while (item->n_args < sizeof(todo->args) / sizeof(todo->args[0]) && todo->args[item->n_args] != NULL) {
		item->args[item->n_args] = arena_strdup(arena, todo->args[item->n_args]);
		item->n_args++;
	}
}

/* ${inner} is the caller's call as if it named one evaluation. */
static enum status_code add_from(struct call *inner, struct todos *all)
{
	struct dossier *dossier;
	struct todo *todos;
	enum status_code code;
	size_t n;

	code = authorize_who(inner->txn, inner->person, inner->evaluation, &inner->who, inner->status);
	if (code == STATUS_OK)
		code = dossier_load(inner, &dossier);
	if (code != STATUS_OK)
		return code;
	n = todo_list(inner->arena, dossier, inner->person, inner->who, &todos);
	for (size_t i = 0; i < n; i++)
		todo_write(inner->arena, dossier, &todos[i], todos_add(inner->arena, all));
	return STATUS_OK;
}

static enum status_code evaluations_of_caller(struct call *call, const char ***ids, size_t *n)
{
	ProtobufCMessage **shells;
	enum status_code code;

	if (!(call->who & WHO_ADMIN))
		return index_evaluations_of(call->txn, call->person, NULL, 0, ids, n, call->status);
	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", &jixiao__evaluation__descriptor, NULL, 0,
			   &shells, n, call->status);
	if (code != STATUS_OK)
		return code;
	*ids = arena_alloc(call->arena, *n * sizeof(**ids));
	for (size_t i = 0; i < *n; i++)
		(*ids)[i] = ((const Jixiao__Evaluation *)shells[i])->id;
	return STATUS_OK;
}

enum status_code evaluation_todo(struct call *call)
{
	Jixiao__EvaluationTodoReply *reply = (void *)call->reply;
	struct todos all = { 0 };
	enum status_code code;
	const char **ids;
	size_t n;

	code = evaluations_of_caller(call, &ids, &n);
	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		struct call inner = *call;

		inner.evaluation = ids[i];
		code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", ids[i], jixiao__evaluation,
				  &inner.shell, call->status);
		if (code == STATUS_NOT_FOUND)
			code = STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
		if (code == STATUS_OK && inner.shell->stage != JIXIAO__STAGE__STAGE_ARCHIVED)
			code = add_from(&inner, &all);
	}
	reply->todos = all.items;
	reply->n_todos = all.n;
	return code;
}
