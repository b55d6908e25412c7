/* dispatcher: a call's way from its bytes to its replies; all that is true of every method, once. */
#ifndef JIXIAO_SERVER_DISPATCHER_H
#define JIXIAO_SERVER_DISPATCHER_H

#include "jixiao/rpc.pb-c.h"
#include "server/rpc/session.h"

/* Answers ${request}: on the spot, or by a flight that the session keeps. Called one at a time for each session. */
void dispatch(struct session *session, const Jixiao__Request *request);

#endif
