/* entry_sheet_private: what the files that write and read a spreadsheet of entries share. */
#ifndef JIXIAO_CLIENT_ENTRY_SHEET_PRIVATE_H
#define JIXIAO_CLIENT_ENTRY_SHEET_PRIVATE_H

#include "client/entry_sheet.h"
#include "client/sheet/builder.h"

/* A kind of sheets whose rows each belong to an entry. */
struct entry_detail_kind {
	const char *name;
	const struct table_column *columns; /* by enum entry_detail_column */
	size_t n_columns;
	enum message_id orphan; /* what is said of a row that belongs to none */
};
extern const struct entry_detail_kind entry_details[ENTRY_DETAILS];

/* ---- writing ---- */

struct entry_writer {
	struct arena *arena;
	enum language language;
	const struct entry_source *source;
	bool mine;
	struct builder builder;
	struct entry_form *whole;
};

/* A new sheet of the form; its look, to be filled in. */
struct form *entry_form_begin(struct entry_writer *writer, const char *name);

/* The row is among those that are written: it is assessed, and the caller's if only theirs are wanted. */
bool entry_is_exported(const struct entry_writer *writer, const Jixiao__Indicator *record);

/* The sheets of working papers and of questionnaires; none if no row has any. */
void entry_parts_write(struct entry_writer *writer);
void entry_answers_write(struct entry_writer *writer);

/* What helps to fill in: the files there are, and the instructions. */
void entry_evidence_write(struct entry_writer *writer);
void entry_guide_write(struct entry_writer *writer);

/* ---- reading ---- */

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

/* What people see in the cell; "" if it is blank or an error that was named. */
char *entry_cell_text(struct entry_reader *reader, const struct cell *cell);

/* An error, which table_match has named. */
bool entry_cell_is_named(const struct cell *cell);

/* The ids of evidence in ${cell} of ${table}, however they are parted; each fault at the cell. In the reader's arena. */
size_t entry_cell_evidence(struct entry_reader *reader, const struct cell *cell, const struct table *table, char ***ids);

/* NULL if there is none of that code. */
const Jixiao__Indicator *entry_source_indicator(const struct entry_source *source, const char *code);

/* Finds the sheets of details in the workbook. */
void entry_details_match(struct entry_reader *reader);
/* Names each of their rows that belongs to no row of the main sheet; the rows are read. */
void entry_details_check(struct entry_reader *reader);
/* The rows that belong to ${row}, whose code is read. */
void entry_details_find(struct entry_reader *reader, struct entry_row *row);
/* What they say, into the row's content. */
void entry_parts_read(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator);
void entry_answers_read(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator);

/* Reads and judges ${row}, whose cells are set; the rows before it are read. */
void entry_row_read(struct entry_reader *reader, struct entry_row *row);

#endif
