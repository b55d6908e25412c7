#include "server/rpc/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "server/log.h"

struct counter {
	atomic_uint_fast64_t calls, failures;
};

struct metrics {
	size_t n;
	struct counter counters[]; /* as the method table */
};

struct metrics *metrics_new(void)
{
	struct metrics *metrics = calloc(1, sizeof(*metrics) + method_count() * sizeof(struct counter));

	if (metrics == NULL)
		abort();
	metrics->n = method_count();
	return metrics;
}

void metrics_free(struct metrics *metrics)
{
	free(metrics);
}

static size_t index_of(const struct method *method)
{
	return (size_t)(method - method_at(0));
}

void metrics_count(struct metrics *metrics, const struct method *method, bool failed)
{
	struct counter *counter = &metrics->counters[index_of(method)];

	atomic_fetch_add_explicit(&counter->calls, 1, memory_order_relaxed);
	if (failed)
		atomic_fetch_add_explicit(&counter->failures, 1, memory_order_relaxed);
}

void metrics_log(const struct metrics *metrics)
{
	for (size_t i = 0; i < metrics->n; i++) {
		const struct counter *counter = &metrics->counters[i];
		const uint64_t calls = atomic_load_explicit(&counter->calls, memory_order_relaxed);
		const uint64_t failures = atomic_load_explicit(&counter->failures, memory_order_relaxed);

		if (calls > 0)
			log_line("%s: %" PRIu64 " calls, %" PRIu64 " failed", method_at(i)->name, calls, failures);
	}
}
