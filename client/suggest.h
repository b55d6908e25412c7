/* suggest: did you mean …? */
#ifndef JIXIAO_CLIENT_SUGGEST_H
#define JIXIAO_CLIENT_SUGGEST_H

#include <stddef.h>

/* How far ${candidate} is from ${word}: single letters added, left out, changed or swapped with their neighbour. */
unsigned suggest_distance(const char *word, const char *candidate);

/* Keeps the nearest of the candidates that are offered one after another. */
struct suggestion {
	const char *word, *best;
	unsigned distance;
};

void suggest_offer(struct suggestion *suggestion, const char *candidate);

#endif
