/* What the files that write the sheets of entries share. */
#include <string.h>

#include "client/entry_sheet_private.h"

bool entry_is_exported(const struct entry_writer *writer, const Jixiao__Indicator *record)
{
	struct arena scratch = ARENA_INIT;
	struct indicator indicator;
	bool assessed;

	entry_indicator(&scratch, record, &indicator);
	assessed = indicator_is_assessed(&indicator);
	arena_clear(&scratch);
	return assessed && (!writer->mine || strcmp(record->responsible, writer->source->person) == 0);
}

struct form *entry_form_begin(struct entry_writer *writer, const char *name)
{
	struct form *form = &writer->whole->forms[writer->whole->workbook.n_sheets];

	builder_sheet(&writer->builder, name, false);
	*form = (struct form){ .header_row = 1 };
	return form;
}
