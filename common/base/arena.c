#include "common/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 8 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t bytes[];
};

static struct arena_block *block_new(struct arena *arena, size_t size)
{
	struct arena_block *block = malloc(sizeof(*block) + size);

	if (block == NULL)
		abort();
	block->used = 0;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void arena_clear(struct arena *arena)
{
	struct arena_block *block, *next;

	for (block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
}

void arena_reset(struct arena *arena)
{
	struct arena_block **link = &arena->blocks, *kept = NULL;

	while (*link != NULL && kept == NULL) {
		if ((*link)->size == BLOCK_SIZE) {
			kept = *link;
			*link = kept->next;
		} else {
			link = &(*link)->next;
		}
	}
	arena_clear(arena);
	if (kept != NULL) {
		kept->used = 0;
		kept->next = NULL;
		arena->blocks = kept;
	}
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	const size_t align = sizeof(max_align_t);
	char *p;

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size)
		block = block_new(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE);
	p = (char *)block->bytes + block->used;
	block->used += size;
	return memset(p, 0, size);
}

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size)
{
	void *p = arena_alloc(arena, new_size);

	if (old_size > 0)
		memcpy(p, old, old_size);
	return p;
}

void *arena_memdup(struct arena *arena, const void *data, size_t size)
{
	return arena_grow(arena, data, size, size);
}

char *arena_strdup(struct arena *arena, const char *text)
{
	if (text == NULL)
		text = "";
	return arena_memdup(arena, text, strlen(text) + 1);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	if (length < 0)
		abort();
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(args);
	return text;
}
