/* dossier: one evaluation's records as the domain's plain data. */
#ifndef JIXIAO_SERVICE_DOSSIER_H
#define JIXIAO_SERVICE_DOSSIER_H

#include "common/domain/dossier.h"
#include "server/rpc/method.h"

/* Loads all that the store holds of call->evaluation, indicators in the tree's order, the rest by id; approvals know whether
 * they still hold. In the call's arena. STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE if a stored number is none. */
enum status_code dossier_load(struct call *call, struct dossier **dossier);

/* Only what a summary is made from: scheme, indicators, funds, entries, scores and findings; the rest is empty. */
enum status_code dossier_load_figures(struct call *call, struct dossier **dossier);

#endif
