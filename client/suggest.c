#include "client/suggest.h"

#include <string.h>

#define MAX_WORD 32
#define FARTHEST 2

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned suggest_distance(const char *word, const char *candidate)
{
	unsigned table[MAX_WORD + 1][MAX_WORD + 1];
	size_t n = strlen(word), m = strlen(candidate);

	if (n > MAX_WORD || m > MAX_WORD)
		return MAX_WORD;
	for (size_t i = 0; i <= n; i++)
		table[i][0] = (unsigned)i;
	for (size_t j = 0; j <= m; j++)
		table[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			unsigned change = table[i - 1][j - 1] + (word[i - 1] != candidate[j - 1]);

			table[i][j] = min(change, min(table[i - 1][j], table[i][j - 1]) + 1);
			if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1])
				table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1);
		}
	return table[n][m];
}

void suggest_offer(struct suggestion *suggestion, const char *candidate)
{
	unsigned distance = suggest_distance(suggestion->word, candidate);

	/* Two letters off in a word of three is another word. */
	if (distance > FARTHEST || distance * 2 > strlen(suggestion->word))
		return;
	if (suggestion->best == NULL || distance < suggestion->distance) {
		suggestion->best = candidate;
		suggestion->distance = distance;
	}
}
