/* summary: keeps of each evaluation what lists and statistics need, so that these read no whole evaluations. */
#ifndef JIXIAO_SERVICE_SUMMARY_H
#define JIXIAO_SERVICE_SUMMARY_H

#include "common/domain/summary.h"
#include "server/rpc/method.h"

/* After the handler of a write that concerns call->evaluation and in its transaction: makes the summary anew if the write
 * changed a record that it is made from. The dispatcher does it for every method, so no handler can forget it. */
enum status_code summary_keep(struct call *call);

/* The summary of call->evaluation from its records, as if none were kept; call->shell is its record. In the call's arena. */
enum status_code summary_compute(struct call *call, Jixiao__EvaluationSummary **summary);

/* The message of what the domain computed; call->shell is the evaluation's record. */
Jixiao__EvaluationSummary *summary_message(struct call *call, const struct summary *summary);

/* Before the server listens: makes those anew that another version of the program made, or none. */
enum status_code summary_catch_up(struct server *server, struct status *status);

#endif
