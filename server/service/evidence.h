/* evidence: what other services ask of evidence. */
#ifndef JIXIAO_SERVICE_EVIDENCE_H
#define JIXIAO_SERVICE_EVIDENCE_H

#include "server/rpc/method.h"

/* Adds a violation "{path}[i]" for each of ${ids} that is no evidence of the call's evaluation or is named twice. */
enum status_code evidence_check_cited(struct call *call, char *const *ids, size_t n, const char *path);

#endif
