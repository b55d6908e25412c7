/* metrics: how often each method was called, and how often it failed. For the operator: logged on SIGUSR1 and at the end. */
#ifndef JIXIAO_SERVER_METRICS_H
#define JIXIAO_SERVER_METRICS_H

#include "server/rpc/method.h"

struct metrics;

/* After method_table_init. */
struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);

/* One answer of ${method}; from any thread. */
void metrics_count(struct metrics *metrics, const struct method *method, bool failed);

/* A line for each method that was called. */
void metrics_log(const struct metrics *metrics);

#endif
