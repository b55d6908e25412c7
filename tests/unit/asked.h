/* asked: what todo asks of people in the example evaluation, looked at stage by stage. */
#ifndef JIXIAO_TESTS_ASKED_H
#define JIXIAO_TESTS_ASKED_H

#include "common/domain/todo.h"

extern struct arena arena;
extern struct dossier *dossier; /* the example, to be changed by the test */
extern struct todo *todos;	/* the last answer */
extern size_t n;

/* For cmocka. */
int setup(void **state);
int teardown(void **state);

/* Asks for ${person}, who is the admin if not in the team; each command must be one that the client has, with its options. */
void ask(enum stage stage, const char *person);

bool has(enum message_id message, const char *command);
/* This is there; with ${alone}, nothing else is. */
void expect(enum message_id message, const char *command, bool alone);
void expect_nothing(void);

void sign(enum approval_kind kind, const char *signer);
void add_leader(const char *person);

/* Of the example, to be changed. */
struct entry *entry(const char *code);
struct score *score(const char *code);
struct indicator *indicator(const char *code);

#endif
