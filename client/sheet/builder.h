/* builder: puts together the workbook that a reader reads, cell by cell in the file's order. */
#ifndef JIXIAO_CLIENT_SHEET_BUILDER_H
#define JIXIAO_CLIENT_SHEET_BUILDER_H

#include "client/sheet/sheet.h"

struct builder {
	struct arena *arena;
	struct workbook *workbook;
	size_t n_cells; /* of the whole workbook */
	size_t sheets_capacity, rows_capacity, cells_capacity, merges_capacity;
};

/* What was found wrong with a cell's place. */
enum builder_fault {
	BUILDER_FINE,
	BUILDER_TWICE,	  /* the cell, or one behind it, was there before */
	BUILDER_TOO_MANY, /* SHEET_CELLS_MAX */
};

/* A new sheet, into which the next cells go. ${name} is copied. */
struct sheet *builder_sheet(struct builder *builder, const char *name, bool hidden);

/* Adds ${cell}, whose texts are already in the arena. */
enum builder_fault builder_cell(struct builder *builder, const struct cell *cell);

/* Adds a cell that shows ${text}, which stays the caller's; nothing for "". For whoever makes a workbook, in order. */
void builder_put(struct builder *builder, unsigned row, unsigned column, enum cell_kind kind, const char *text);
void builder_text(struct builder *builder, unsigned row, unsigned column, const char *text);

/* Adds a merged range and marks its cells, all of which are there; BUILDER_TWICE if it overlaps another. */
enum builder_fault builder_merge(struct builder *builder, struct cell_range range);

/* Room for one more in an array of ${n} items of ${size} bytes that has *${capacity}. */
void *builder_room(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size);

#endif
