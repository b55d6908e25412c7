/* todo: what waits for a person in one evaluation, and the exact command that does it. */
#ifndef JIXIAO_DOMAIN_TODO_H
#define JIXIAO_DOMAIN_TODO_H

#include "common/domain/dossier.h"

struct todo {
	enum message_id message;
	const char *args[4]; /* NULL-terminated */
	/* Without the program's name. What the person decides stands there in capitals (TEXT, TIER), never decided already. */
	const char *command;
};

/* ${who}: the person's bits (team roles, WHO_ADMIN, …). In ${arena}; returns how many. */
size_t todo_list(struct arena *arena, const struct dossier *dossier, const char *person, unsigned who, struct todo **todos);

#endif
