/* statistics: the summaries of the evaluations that a caller may see. */
#ifndef JIXIAO_SERVICE_STATISTICS_H
#define JIXIAO_SERVICE_STATISTICS_H

#include "common/domain/statistics.h"
#include "server/rpc/method.h"

/* A kept summary as the domain's plain data, its texts the record's; of warnings only the colours, of the scores only the
 * total. false if a number is none. */
bool summary_read(const Jixiao__EvaluationSummary *record, struct summary *summary);

/* Visits the summaries of the evaluations that the caller may see, by id, from behind ${after}: all for admins and auditors,
 * else those in whose team the caller is with one of the roles ${roles} (enum who). A summary lives until the visit returns. */
enum status_code summaries_visit(struct call *call, unsigned roles, const char *after, summary_visit *visit, void *context);

/* The server's day, "2025-03-10". */
const char *today_of(struct call *call);

#endif
