/* entry_sheet_private: what the files that read a spreadsheet of entries share. */
#ifndef JIXIAO_CLIENT_ENTRY_SHEET_PRIVATE_H
#define JIXIAO_CLIENT_ENTRY_SHEET_PRIVATE_H

#include "client/entry_sheet.h"

struct entry_reader {
	struct arena *arena;
	const struct workbook *workbook;
	const struct entry_source *source;
	entry_base_find *find;
	void *find_context;
	struct entry_sheet *sheet;
	size_t n_points; /* columns of points that are looked for */
	struct status *status;
};

/* A violation at ${cell}. */
void entry_fault(struct entry_reader *reader, const struct cell *cell, enum message_id id, const char *first,
		 const char *second);

/* What people see in the cell, without blanks around it: for codes. "" if it is blank or an error. */
char *entry_cell_word(struct entry_reader *reader, const struct cell *cell);

/* NULL if there is none of that code. */
const Jixiao__Indicator *entry_source_indicator(const struct entry_source *source, const char *code);

/* Reads and judges ${row}, whose cells are set; the rows before it are read. */
void entry_row_read(struct entry_reader *reader, struct entry_row *row);

#endif
