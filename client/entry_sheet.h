/* entry_sheet: entries as a spreadsheet that members fill in offline: one row for each level-3 indicator that is assessed.
 *
 * What is written and read again without a change is, row by row, the same. Everything belongs to the arena that is given;
 * texts of records stay their own. */
#ifndef JIXIAO_CLIENT_ENTRY_SHEET_H
#define JIXIAO_CLIENT_ENTRY_SHEET_H

#include "client/entry_content.h"
#include "client/sheet/sheet.h"
#include "client/sheet/table.h"
#include "client/sheet/xlsx_write.h"

/* What the server says, and who asks. */
struct entry_source {
	const char *evaluation, *person;
	bool leader; /* of the evaluation: may enter for others */
	size_t n_indicators, n_entries, n_evidence;
	Jixiao__Indicator *const *indicators; /* in the tree's order */
	Jixiao__Entry *const *entries;
	Jixiao__Evidence *const *evidence;
};

/* The entry of an indicator; NULL: none yet. */
const Jixiao__Entry *entry_source_entry(const struct entry_source *source, const char *code);

/* ---- writing ---- */

enum { ENTRY_SHEETS = 5 };

/* 填报, which is all that CSV takes; 底稿 and 问卷 where rows have any; 佐证材料 and 填写说明. */
struct entry_form {
	struct workbook workbook;
	struct form forms[ENTRY_SHEETS];
};

/* ${mine}: only the indicators for which the caller is responsible. Returns the number of rows. ${language} is that of the
 * instructions; headers are Chinese. */
size_t entry_sheet_write(struct arena *arena, enum language language, const struct entry_source *source, bool mine,
			 struct entry_form *form);

/* ---- reading ---- */

/* Columns, in the order of the table that is read; those of the points follow. */
enum entry_column {
	ENTRY_CODE,
	ENTRY_LEVEL_1,
	ENTRY_LEVEL_2,
	ENTRY_LEVEL_3,
	ENTRY_WEIGHT,
	ENTRY_RULE,
	ENTRY_TARGET,
	ENTRY_UNIT,
	ENTRY_STATE,
	ENTRY_POINTS, /* what the points are */
	ENTRY_ACTUAL,
	ENTRY_TEXT,
	ENTRY_EVIDENCE,
	ENTRY_NOT_APPLICABLE,
	ENTRY_REVISION,
	ENTRY_EVALUATION,
	ENTRY_COLUMNS
};
extern const struct table_column entry_columns[ENTRY_COLUMNS];
/* "要点1" of 0. */
char *entry_point_header(struct arena *arena, size_t point);
/* The most points that an indicator has and a sheet holds. */
size_t entry_most_points(const struct entry_source *source);

/* Sheets whose rows each belong to an entry: 底稿, its working paper, and 问卷, its questionnaire. A file without one of them,
 * as CSV is, leaves what they hold as it is. */
enum entry_detail { DETAIL_PARTS, DETAIL_ANSWERS, ENTRY_DETAILS };

/* The columns of both: of 底稿 part, value and unit; of 问卷 group, answer and count. */
enum entry_detail_column {
	DETAIL_CODE,
	DETAIL_INDICATOR,
	DETAIL_FIRST,
	DETAIL_SECOND,
	DETAIL_THIRD,
	DETAIL_EVIDENCE, /* 底稿 alone */
	DETAIL_COLUMNS
};

enum entry_row_kind {
	ENTRY_ROW_SAME,	     /* says what stands on the server */
	ENTRY_ROW_UNTOUCHED, /* says what was exported; the server has something newer */
	ENTRY_ROW_CHANGED,   /* to be written */
	ENTRY_ROW_CONFLICT,  /* changed here and, since the export, on the server */
	ENTRY_ROW_FAULTY,
};

struct entry_row {
	enum entry_row_kind kind;
	const struct table_row *cells;
	const struct table_row **details[ENTRY_DETAILS]; /* the rows of the other sheets that belong to it */
	size_t n_details[ENTRY_DETAILS];
	const char *code;
	const Jixiao__Indicator *indicator; /* NULL: there is none */
	const Jixiao__Entry *present;	    /* NULL: none yet */
	/* Settled: as in the file, as on the server now, and as it was exported if that is known. */
	Jixiao__EntryPutRequest file, now, base;
	bool has_base;
};

struct entry_sheet {
	struct table table;
	struct table details[ENTRY_DETAILS]; /* header_row 0: the file has no such sheet */
	size_t n_rows;
	struct entry_row *rows;
	bool whole; /* no fault lies outside the rows: those without any can be taken */
};

/* What stood in revision ${revision} of an entry: false if that is not known. */
typedef bool entry_base_find(void *context, const char *code, uint64_t revision, Jixiao__EntryPutRequest *base);

/* Reads and judges the rows of ${workbook}'s sheet of entries. Every fault is a violation at its cell, conflicts are none.
 * STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS if there is any; the rows are there all the same. ${find} is asked about rows whose
 * entry has changed since the export. */
enum status_code entry_sheet_read(struct arena *arena, const struct workbook *workbook, const struct entry_source *source,
				  entry_base_find *find, void *find_context, struct entry_sheet *sheet, struct status *status);

/* "填报!J7": where a row holds ${field} of a request ("actual", "points[2]", "evidence[0]"; else its code). */
char *entry_sheet_place(struct arena *arena, const struct entry_sheet *sheet, const struct entry_row *row, const char *field);

#endif
