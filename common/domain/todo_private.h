/* todo_private: what the files of todo share and nobody else sees. */
#ifndef JIXIAO_DOMAIN_TODO_PRIVATE_H
#define JIXIAO_DOMAIN_TODO_PRIVATE_H

#include "common/domain/todo.h"

/* For whom the list is made, and the list. */
struct todo_list {
	struct arena *arena;
	const struct dossier *dossier;
	const char *person;
	unsigned who;
	struct todo *todos;
	size_t n, capacity;
};

/* ${args} ends with NULL and is what the sentence names, at most as many as a todo holds. Use TODO_ADD. */
void todo_add(struct todo_list *list, enum message_id message, const char *command, const char *const *args);

#define TODO_ADD(list, message, command, ...) todo_add((list), (message), (command), STATUS_ARGS(__VA_ARGS__))
#define TODO_COMMAND(list, ...) arena_printf((list)->arena, __VA_ARGS__)

bool todo_is(const struct todo_list *list, unsigned who);
bool todo_is_me(const struct todo_list *list, const char *person);

/* ${text} as one word of the command, in quotes if a shell would read it otherwise. */
const char *todo_word(struct todo_list *list, const char *text);

/* "12": how many wait, as an argument. */
const char *todo_count(struct todo_list *list, size_t n);

/* ${signer} NULL: by anybody. */
bool todo_is_signed(const struct dossier *dossier, enum approval_kind kind, const char *signer);
bool todo_gate_is_open(const struct dossier *dossier);

/* Who the team lacks, in any stage: people leave. */
void todo_team(struct todo_list *list);

/* One for each stage. */
void todo_preparation(struct todo_list *list);
void todo_implementation(struct todo_list *list);
void todo_analysis(struct todo_list *list);
void todo_reporting(struct todo_list *list);
void todo_rectification(struct todo_list *list);
void todo_archiving(struct todo_list *list);

/* What waits for a leader whom the team does not have: nobody reviews what they entered or proposed. */
size_t todo_stuck(struct arena *arena, const struct dossier *dossier);

#endif
