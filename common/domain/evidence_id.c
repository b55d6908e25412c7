#include "common/domain/evidence_id.h"

char *evidence_id(struct arena *arena, size_t number)
{
	char letter = 'A';

	if (number < 1000)
		return arena_printf(arena, "E%03zu", number);
	for (size_t rest = number / 10000; rest > 0; rest /= 10)
		letter++;
	return arena_printf(arena, "E%c%zu", letter, number);
}
