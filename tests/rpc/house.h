/* house: the real server of `jixiaod init` in a folder of its own, with its admin enrolled, and real clients. */
#ifndef JIXIAO_TESTS_RPC_HOUSE_H
#define JIXIAO_TESTS_RPC_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/command.h"
#include "server/server.h"

struct house {
	struct arena arena;
	char folder[64];
	const char *directory; /* the server's */
	char *admin_ticket;
	struct server server;
	struct context admin; /* enrolled */
};

/* For cmocka: *${state} is the house. */
int house_setup(void **state);
int house_teardown(void **state);

/* Fails the test with what ${status} says. */
void house_must(enum status_code code, const struct status *status, const char *file, int line);
#define OK(expression, status) house_must((expression), (status), __FILE__, __LINE__)

void house_start(struct house *house);
void house_stop(struct house *house);

/* A client of its own for ${person}. */
struct context house_client(struct house *house, const char *person);
/* Hangs up; the client may come back. */
void house_leave(struct context *context);

/* The enrolment listener's address; it opens a moment after a code is put out. */
const char *house_enrolment(struct house *house);
/* Enrols ${context} with the ticket ${text}. */
enum status_code house_enroll(struct house *house, struct context *context, const char *text);

/* A ticket for ${person} and the key of its code, which the server is to be told. */
const char *house_ticket(struct house *house, const char *person, ProtobufCBinaryData *key);
/* The admin adds ${person}: the ticket to enrol with. */
const char *house_add(struct house *house, const char *person);
/* The admin gives ${person} a new code. */
enum status_code house_code(struct house *house, const char *person, const char **ticket);

enum status_code house_whoami(struct context *context, Jixiao__UserWhoamiReply **reply);
/* As the admin sees ${person}. */
Jixiao__User *house_user(struct house *house, const char *person);

#endif
