/* arena: memory that is given up all at once.
 *
 * Everything that one call, one status or one loaded file needs is allocated from one arena and freed with it, so that no
 * function has to say which of its results the caller must free. Running out of memory ends the process: every size that a
 * peer can name is limited before it gets here. Not thread-safe: an arena belongs to one thread at a time. */
#ifndef JIXIAO_BASE_ARENA_H
#define JIXIAO_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
};

/* An empty arena needs no more than this. */
#define ARENA_INIT                                                                                                             \
	{                                                                                                                      \
		NULL                                                                                                           \
	}

/* Frees everything that ${arena} gave out; it may be used again. */
void arena_clear(struct arena *arena);

/* Like arena_clear, but keeps a block of the usual size for what comes next. */
void arena_reset(struct arena *arena);

/* Returns ${size} zeroed bytes aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Returns a copy of ${old_size} bytes at ${old} in a block of ${new_size}; the rest is zero. For arrays that grow by doubling.
 */
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size);

void *arena_memdup(struct arena *arena, const void *data, size_t size);

/* NULL gives "". */
char *arena_strdup(struct arena *arena, const char *text);

char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
