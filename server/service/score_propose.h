/* score_propose: one proposal, which may be one of several of a call. */
#ifndef JIXIAO_SERVICE_SCORE_PROPOSE_H
#define JIXIAO_SERVICE_SCORE_PROPOSE_H

#include "common/domain/dossier.h"
#include "jixiao/score.pb-c.h"
#include "server/rpc/method.h"

/* Writes what call->request, a ScoreProposeRequest, says of its indicator. *${proposed} is what stands then. Every fault is a
 * violation at the request's field. */
enum status_code score_propose_one(struct call *call, const struct dossier *dossier, Jixiao__Score **proposed);

#endif
