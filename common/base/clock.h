/* clock: the two clocks, in milliseconds. */
#ifndef JIXIAO_BASE_CLOCK_H
#define JIXIAO_BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Unix time. */
int64_t clock_real_ms(void);

/* Never goes back; for deadlines. */
int64_t clock_monotonic_ms(void);

/* A condition whose timed waits end by clock_monotonic_after(). */
void clock_condition_init(pthread_cond_t *condition);
struct timespec clock_monotonic_after(uint32_t milliseconds);

#endif
