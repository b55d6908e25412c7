/* reply: what goes back to the caller of a method, counted and, when it is a refusal, logged. */
#ifndef JIXIAO_SERVER_REPLY_H
#define JIXIAO_SERVER_REPLY_H

#include "server/rpc/method.h"
#include "server/rpc/session.h"

/* Answers call ${id}; ${last}: no other reply of it follows. */
void reply_send(struct session *session, uint64_t id, const struct method *method, struct slice payload, bool last);

/* Refuses call ${id}, for good; ${method} NULL: there is no such method. Of STATUS_INTERNAL the caller sees only a number,
 * under which the log has the rest. */
void reply_refuse(struct session *session, uint64_t id, const struct method *method, const struct status *status);

#endif
