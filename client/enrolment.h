/* enrolment: gets this person's keys certified: made here, kept here. */
#ifndef JIXIAO_CLIENT_ENROLMENT_H
#define JIXIAO_CLIENT_ENROLMENT_H

#include "client/profile.h"
#include "common/crypto/enrolment.h"

enum { ENROL_PORT = 7444 };

/* "HOST", "HOST:PORT", "[2001:db8::7]:PORT"; STATUS_INVALID_ARGUMENT, MSG_SERVER_MALFORMED. */
enum status_code server_parse(struct arena *arena, const char *text, const char **host, unsigned *port, struct status *status);

/* As `jixiao enroll` takes it, the usual port left out. */
char *server_text(struct arena *arena, const char *host, unsigned port);

/* Enrols with ${ticket} at ${server} and keeps the result as profile ${name}: a new one, or in place of the same person's at
 * the same installation. STATUS_ALREADY_EXISTS, MSG_PROFILE_EXISTS if it is another's. */
enum status_code enroll(struct context *context, const char *server, const struct enrolment_ticket *ticket, const char *name,
			struct profile **profile);

/* New keys and certificates for the chosen profile, in place of the old ones. */
enum status_code renew(struct context *context, struct profile **profile, int64_t *login_expires);

#endif
