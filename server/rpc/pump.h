/* pump: one thread moves all streams, a reply of each in turn, so that they wait for slow readers and for news without holding
 * a thread each, and never run in the writer. A second one takes the slow reads, so that they keep nobody else waiting. */
#ifndef JIXIAO_SERVER_PUMP_H
#define JIXIAO_SERVER_PUMP_H

#include <stdint.h>

struct flight;
struct pump;
struct session;

struct pump *pump_new(void);
/* Every stream is done by then. */
void pump_free(struct pump *pump);

/* Puts a new flight into the queue. */
void pump_add(struct pump *pump, struct flight *flight);

/* The peer of ${session} read, or left, or gave up a call. */
void pump_wake(struct pump *pump, const struct session *session);

/* The log has ${size} events now: streams that wait for it go on. From any thread. */
void pump_log_grew(struct pump *pump, uint64_t size);

#endif
