/* A filled form from anyone: must never crash; what is taken scores within its weights and has codes of its own.
 *
 * Input: lines of cells parted by tabs; a line "#NAME" begins a sheet. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client/self_form.h"
#include "client/sheet/builder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_row(struct builder *builder, unsigned row, char *line)
{
	for (unsigned column = 1; line != NULL; column++) {
		char *end = strchr(line, '\t');

		if (end != NULL)
			*end = '\0';
		builder_text(builder, row, column, line);
		line = end != NULL ? end + 1 : NULL;
	}
}

static void build(struct arena *arena, struct workbook *workbook, char *text)
{
	struct builder builder = { .arena = arena, .workbook = workbook };
	unsigned row = 0;

	while (text != NULL) {
		char *end = strchr(text, '\n');

		if (end != NULL)
			*end = '\0';
		if (*text == '#' || workbook->n_sheets == 0) {
			builder_sheet(&builder, text + (*text == '#'), false);
			row = 0;
		} else {
			add_row(&builder, ++row, text);
		}
		text = end != NULL ? end + 1 : NULL;
	}
}

static void check(const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_indicators; i++)
		for (size_t k = 0; k < i; k++)
			assert(strcmp(dossier->indicators[i].code, dossier->indicators[k].code) != 0);
	for (size_t i = 0; i < dossier->n_scores; i++) {
		const struct indicator *indicator = dossier_indicator(dossier, dossier->scores[i].indicator);

		assert(indicator != NULL && dossier->scores[i].points.micros >= 0);
		assert(decimal_compare(dossier->scores[i].points, indicator->weight) <= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT, notes = STATUS_INIT;
	struct workbook workbook = { .name = "form.xlsx" };
	struct filled_form form;
	char *text = arena_alloc(&arena, size + 1);

	memcpy(text, data, size);
	build(&arena, &workbook, text);
	if (self_form_read(&arena, &workbook, false, &form, &notes, &status) == STATUS_OK)
		check(&form.dossier);
	status_clear(&notes);
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
