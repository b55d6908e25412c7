/* approval: what the signing methods of every service share. */
#ifndef JIXIAO_SERVICE_APPROVAL_H
#define JIXIAO_SERVICE_APPROVAL_H

#include "common/domain/dossier.h"
#include "jixiao/approval.pb-c.h"
#include "server/rpc/method.h"

/* Records the signature that approval_prepare checked (call->prepared), if it is of the state as it is now.
 * STATUS_INVALID_ARGUMENT if the statement is of another kind or subject, STATUS_ABORTED, MSG_STATE_CHANGED if the state is not
 * what was signed. */
enum status_code approval_record(struct call *call, enum approval_kind kind, const char *subject, Jixiao__Approval **approval);

#endif
