/* enrolment: the one-time code that lets a person's keys be certified, and its proof (docs/protocol.md, 6).
 *
 * The code stands for a key pair. The server keeps the public half only, so that nobody who reads the store, a backup or the
 * log can enrol in someone's place. */
#ifndef JIXIAO_CRYPTO_ENROLMENT_H
#define JIXIAO_CRYPTO_ENROLMENT_H

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

enum { ENROLMENT_KEY_SIZE = 32, ENROLMENT_PROOF_SIZE = 64 };

/* What a person is handed: "zhang:7K3M-9QRT-0ABC-DEFG:HEX", the hex being the SHA-256 of the CA (DER). */
struct enrolment_ticket {
	const char *person;
	const char *code; /* 16 characters, upper case, no hyphens */
	uint8_t ca[32];
};

/* A new random code of 80 bits, as in struct enrolment_ticket. */
enum status_code enrolment_code_make(struct arena *arena, const char **code, struct status *status);

char *enrolment_ticket_write(struct arena *arena, const struct enrolment_ticket *ticket);

/* Forgives what happens when people copy: space around, lower case, hyphens elsewhere, O for 0, I and L for 1.
 * STATUS_INVALID_ARGUMENT, MSG_TICKET_MALFORMED. */
enum status_code enrolment_ticket_read(struct arena *arena, const char *text, struct enrolment_ticket *ticket,
				       struct status *status);

/* The public half of the code's key. */
enum status_code enrolment_key(const char *person, const char *code, uint8_t key[ENROLMENT_KEY_SIZE], struct status *status);

enum status_code enrolment_prove(const char *person, const char *code, struct slice login_request, struct slice signing_request,
				 uint8_t proof[ENROLMENT_PROOF_SIZE], struct status *status);

/* Whether ${proof} was made with the code of ${key} for these requests. */
bool enrolment_check(struct slice key, struct slice proof, struct slice login_request, struct slice signing_request);

#endif
