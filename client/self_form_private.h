/* self_form_private: what the files that write and read a form share: its sheets and columns. */
#ifndef JIXIAO_CLIENT_SELF_FORM_PRIVATE_H
#define JIXIAO_CLIENT_SELF_FORM_PRIVATE_H

#include "client/self_form.h"
#include "client/sheet/table.h"

enum form_sheet { SHEET_FACTS, SHEET_FUNDS, SHEET_INDICATORS, SHEETS_READ };
struct form_layout {
	const char *name;
	const struct table_column *columns;
	size_t n_columns;
};
extern const struct form_layout form_layouts[SHEETS_READ];

enum facts_column { FACTS_LABEL, FACTS_VALUE, FACTS_HELP, FACTS_COLUMNS };
enum funds_column { FUNDS_SOURCE, FUNDS_FIRST, FUNDS_BUDGET, FUNDS_RECEIVED, FUNDS_PAID, FUNDS_COLUMNS };
enum indicators_column {
	IND_LEVEL_1,
	IND_LEVEL_2,
	IND_LEVEL_3,
	IND_TARGET,
	IND_ACTUAL,
	IND_WEIGHT,
	IND_POINTS,
	IND_REASON,
	IND_RULE,
	IND_STEP,
	IND_DEDUCTION,
	IND_COLUMNS
};

/* The rows of 项目. */
enum form_fact {
	FACT_PROJECT,
	FACT_UNIT,
	FACT_FUND_KIND,
	FACT_START,
	FACT_END,
	FACT_CUT_OFF,
	FACT_STANDARD,
	FACT_MONEY_UNIT,
	FACT_DENOMINATOR,
	FACT_EXCELLENT,
	FACT_GOOD,
	FACT_FAIR,
	FACT_FLOOR,
	FACT_DEVIATION_LIMIT,
	FACT_DEVIATION_DEDUCTION,
	FACT_TEMPLATE,
	FACTS
};
struct form_fact_row {
	const char *label, *usual;
	const char *path; /* the field that it becomes, for faults; "" if none */
	enum message_id help;
};
extern const struct form_fact_row form_facts[FACTS];

/* The rules that a form can hold, by what people choose from. */
struct form_method {
	const char *label;
	enum rule_kind kind;
	enum fund_rate rate;
	bool step, deduction; /* parameters that the row must name */
};
extern const struct form_method form_methods[];
extern const size_t form_n_methods;

/* The words of form_facts[FACT_DENOMINATOR], by enum fund_denominator. */
extern const char *const form_denominators[2];

struct form_reader {
	struct arena *arena;
	const struct workbook *workbook;
	struct filled_form *form;
	struct status *status;
	struct table tables[SHEETS_READ];
	bool there[SHEETS_READ];      /* with all the columns that it needs */
	const char *facts[FACTS];     /* "" if nothing stands there */
	const struct cell *at[FACTS]; /* NULL if there is no such row */
};

void form_fault(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell, enum message_id id,
		const char *first, const char *second);
void form_note(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell, enum message_id id,
	       const char *first, const char *second);
/* ${path} of the records stands in ${cell}. */
void form_remember(struct form_reader *reader, const char *path, enum form_sheet sheet, const struct cell *cell);
/* Where ${path} stands, or the nearest thing around it; NULL if nothing does. */
const char *form_place_of(const struct filled_form *form, const char *path);
/* "指标!D7". */
char *form_cell_place(struct form_reader *reader, enum form_sheet sheet, const struct cell *cell);

/* Facts and options into the scheme; sources into its budget and the funds; rows into indicators, entries and judged scores. */
void form_facts_read(struct form_reader *reader);
void form_funds_read(struct form_reader *reader);
void form_indicators_read(struct form_reader *reader);

/* The rest of a row: weight, rule, target into ${node}, an entry and a judged score beside it. */
void form_row_read(struct form_reader *reader, const struct table_row *row, Jixiao__Indicator *node);

/* Scores what can be scored and puts the scores into the export; 得分 that differ from the rule's are notes. */
void form_score(struct form_reader *reader);

#endif
