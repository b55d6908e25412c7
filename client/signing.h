/* signing: the person's own signature over exactly what is approved. */
#ifndef JIXIAO_CLIENT_SIGNING_H
#define JIXIAO_CLIENT_SIGNING_H

#include "client/command.h"
#include "common/domain/dossier.h"
#include "jixiao/approval.pb-c.h"

/* Gets the state from the server, checks its digest, writes the statement and signs it with the profile's signing key. */
enum status_code context_sign(struct context *context, const char *evaluation, enum approval_kind kind, const char *subject,
			      Jixiao__SignedStatement **signed_out);

#endif
