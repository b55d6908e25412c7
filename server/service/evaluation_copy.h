/* evaluation_copy: an evaluation that goes on from an earlier one. */
#ifndef JIXIAO_SERVICE_EVALUATION_COPY_H
#define JIXIAO_SERVICE_EVALUATION_COPY_H

#include "jixiao/evaluation.pb-c.h"
#include "server/rpc/method.h"

/* Brings team, scheme and indicators of evaluation ${from} into call->evaluation, which is being made, and lists in
 * ${evaluation} the findings that are still open or carried on. Nothing entered, scored or approved comes over, nor the planned
 * dates; nobody has submitted the scheme yet. People who are gone stay behind, and with them what they were responsible for.
 * STATUS_NOT_FOUND if there is no such evaluation. */
enum status_code evaluation_copy(struct call *call, const char *from, Jixiao__Evaluation *evaluation);

#endif
