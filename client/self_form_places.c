/* Where things of a filled form stand, and what is said of them there. */
#include <string.h>

#include "client/self_form_private.h"
#include "client/sheet/builder.h"

char *form_cell_place(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell)
{
	return table_place(reader->arena, &reader->tables[sheet], cell);
}

void form_fault(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell, enum message_id id,
		const char *first, const char *second)
{
	STATUS_VIOLATION(reader->status, form_cell_place(reader, sheet, cell), id, first, second);
}

void form_note(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell, enum message_id id,
	       const char *first, const char *second)
{
	STATUS_VIOLATION(reader->form->notes, form_cell_place(reader, sheet, cell), id, first, second);
}

/* ---- places ---- */

void form_remember(struct form_reader *reader, const char *path, enum form_sheet sheet, const struct cell *cell)
{
	struct filled_form *form = reader->form;

	form->places = builder_room(reader->arena, form->places, form->n_places, &form->capacity, sizeof(*form->places));
	form->places[form->n_places++] =
		(struct form_place){ arena_strdup(reader->arena, path), form_cell_place(reader, sheet, cell) };
}

const char *form_place_of(const struct filled_form *form, const char *path)
{
	const char *place = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < form->n_places; i++) {
		const size_t length = strlen(form->places[i].path);

		if (length < longest || strncmp(form->places[i].path, path, length) != 0 ||
		    (path[length] != '\0' && path[length] != '.' && path[length] != '['))
			continue;
		longest = length;
		place = form->places[i].place;
	}
	return place;
}

void self_form_locate(const struct filled_form *form, struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++) {
		const char *place = form_place_of(form, status->violations[i].path);

		if (place != NULL)
			status->violations[i].path = arena_strdup(&status->arena, place);
	}
}
