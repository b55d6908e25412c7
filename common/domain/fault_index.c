#include "common/domain/fault_index.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct fault_index fault_index_make(struct arena *arena, const struct status *status)
{
	struct fault_index index = { arena_alloc(arena, (status->n_violations + 1) * sizeof(*index.paths)), 0 };

	for (; index.n < status->n_violations; index.n++)
		index.paths[index.n] = status->violations[index.n].path;
	if (index.n > 1)
		qsort(index.paths, index.n, sizeof(*index.paths), compare);
	return index;
}

/* The first path that is not less than the ${length} bytes at ${prefix} followed by ${next}; NULL if none is. */
static const char *first_from(const struct fault_index *index, const char *prefix, size_t length, char next)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(index->paths[middle], prefix, length);

		if (order == 0)
			order = (unsigned char)index->paths[middle][length] - (unsigned char)next;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->n ? index->paths[low] : NULL;
}

/* A path begins with these bytes, followed by ${next}: the end for the path itself, else one of its parts. */
static bool has(const struct fault_index *index, const char *prefix, size_t length, char next)
{
	const char *found = first_from(index, prefix, length, next);

	return found != NULL && strncmp(found, prefix, length) == 0 && found[length] == next;
}

bool fault_index_covers(const struct fault_index *index, const char *path)
{
	const size_t length = strlen(path);

	for (size_t i = 1; i <= length; i++)
		if ((path[i] == '.' || path[i] == '[' || path[i] == '\0') && has(index, path, i, '\0'))
			return true;
	return false;
}

bool fault_index_touches(const struct fault_index *index, const char *path)
{
	const size_t length = strlen(path);

	return fault_index_covers(index, path) || has(index, path, length, '.') || has(index, path, length, '[');
}

void fault_index_drop(const struct fault_index *index, struct status *status, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < status->n_violations; i++)
		if (!fault_index_touches(index, status->violations[i].path))
			status->violations[kept++] = status->violations[i];
	status->n_violations = kept;
}
