/* clock: the two clocks, in milliseconds. */
#ifndef JIXIAO_BASE_CLOCK_H
#define JIXIAO_BASE_CLOCK_H

#include <stdint.h>

/* Unix time. */
int64_t clock_real_ms(void);

/* Never goes back; for deadlines. */
int64_t clock_monotonic_ms(void);

#endif
