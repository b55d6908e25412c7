/* What a cell of a filled spreadsheet of entries says. */
#include <string.h>

#include "client/entry_sheet_private.h"
#include "common/text/blank.h"

bool entry_cell_is_named(const struct cell *cell)
{
	return cell->kind == CELL_ERROR || (cell->kind == CELL_EMPTY && cell->formula);
}

char *entry_cell_text(struct entry_reader *reader, const struct cell *cell)
{
	const bool nothing = cell_is_blank(cell) || entry_cell_is_named(cell);

	return (char *)(uintptr_t)(nothing ? "" : cell_shown(reader->arena, cell));
}

static bool is_evidence(const struct entry_source *source, const char *id)
{
	for (size_t i = 0; i < source->n_evidence; i++)
		if (strcmp(source->evidence[i]->id, id) == 0)
			return true;
	return false;
}

static void take_evidence(struct entry_reader *reader, const struct cell *cell, const struct table *table, char *id, char **ids,
			  size_t n)
{
	const char *place = table_place(reader->arena, table, cell);

	if (!is_evidence(reader->source, id))
		STATUS_VIOLATION(reader->status, place, MSG_EVIDENCE_NONE, id);
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			STATUS_VIOLATION(reader->status, place, MSG_EVIDENCE_TWICE, id);
	ids[n] = id;
}

/* Bytes of the separator at ${p}: a comma, semicolon or blank of either width; 0 if there is none. */
static size_t separator(const char *p)
{
	static const char *const marks[] = { "、", "，", "；", "\u3000", "\u00a0" };

	if (*p != '\0' && strchr(",; \t\r\n", *p) != NULL)
		return 1;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

size_t entry_cell_evidence(struct entry_reader *reader, const struct cell *cell, const struct table *table, char ***ids)
{
	const char *p = entry_cell_text(reader, cell);
	size_t n_ids = 0;

	*ids = arena_alloc(reader->arena, (strlen(p) + 1) * sizeof(**ids));
	while (*p != '\0') {
		size_t n = 0, mark = separator(p);

		p += mark;
		while (mark == 0 && p[n] != '\0' && separator(p + n) == 0)
			n++;
		if (n > 0)
			take_evidence(reader, cell, table, arena_printf(reader->arena, "%.*s", (int)n, p), *ids, n_ids++);
		p += n;
	}
	return n_ids;
}
