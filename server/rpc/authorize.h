/* authorize: the one place that finds out what a caller is and asks whether they may. */
#ifndef JIXIAO_SERVER_AUTHORIZE_H
#define JIXIAO_SERVER_AUTHORIZE_H

#include "server/rpc/method.h"

/* Fills call->who, call->evaluation and call->shell from the store and judges the method's row. STATUS_UNAUTHENTICATED,
 * MSG_NOT_ACTIVE for a person who was revoked; STATUS_NOT_FOUND, MSG_NO_SUCH for an unknown evaluation; else
 * permission_judge's. */
enum status_code authorize(struct call *call);

/* What ${person} is in ${evaluation} ("": on the server only), as enum who bits; 0 if not an active person. */
enum status_code authorize_who(struct store_txn *txn, const char *person, const char *evaluation, unsigned *who,
			       struct status *status);

#endif
