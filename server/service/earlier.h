/* earlier: the evaluations that one goes on from. */
#ifndef JIXIAO_SERVICE_EARLIER_H
#define JIXIAO_SERVICE_EARLIER_H

#include "jixiao/evaluation.pb-c.h"
#include "server/rpc/method.h"

enum { EARLIER_MOST = 5 };

/* The ids of those that ${shell} goes on from, the nearest first. */
enum status_code earlier_chain(struct call *call, const Jixiao__Evaluation *shell, const char *ids[EARLIER_MOST], size_t *n);

/* What they came to, into call->shell; those whose scores are not all approved are left out. */
enum status_code earlier_take(struct call *call);

#endif
