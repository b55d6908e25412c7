/* approval_canonical: the bytes that stand for what an approval signs, and whether they still do. */
#ifndef JIXIAO_SERVICE_APPROVAL_CANONICAL_H
#define JIXIAO_SERVICE_APPROVAL_CANONICAL_H

#include "common/domain/dossier.h"
#include "jixiao/approval.pb-c.h"
#include "server/rpc/method.h"

/* Canonical bytes of the state that an approval of ${kind} signs: what Approval.State shows and a statement's digest is of.
 * STATUS_FAILED_PRECONDITION, MSG_NOTHING_TO_SIGN if there is none yet. Not for a seal: see package_manifest. */
enum status_code approval_canonical(struct call *call, const struct dossier *dossier, enum approval_kind kind,
				    const char *subject, struct slice *canonical);

/* The state is still what ${approval} signed. ${dossier} is complete but for its approvals. */
bool approval_is_current(struct call *call, const struct dossier *dossier, const Jixiao__Approval *approval);

#endif
