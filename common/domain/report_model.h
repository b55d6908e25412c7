/* report_model: the report as a tree of plain blocks that renderers walk. Seven chapters, 表3-1, 附件1, 附件2 (the seed's
 * form).
 *
 * What a data field holds is generated from the dossier here, never typed; narrative parts are the members' text. */
#ifndef JIXIAO_DOMAIN_REPORT_MODEL_H
#define JIXIAO_DOMAIN_REPORT_MODEL_H

#include "common/domain/dossier.h"

enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_TABLE, BLOCK_MISSING };

struct report_table {
	const char *caption;  /* "表3-1 项目综合得分表" */
	size_t columns, rows; /* rows without the header */
	const char **header;
	const char **cells; /* rows × columns */
	unsigned numeric;   /* bit of each column that is a number */
	unsigned merged;    /* bit of each column in which equal cells below one another are one */
	bool wide;	    /* wants a page on its side */
	unsigned chart;	    /* columns from here on are percentages to be drawn, a row beside the other; 0: none */
};

struct block {
	enum block_kind kind;
	unsigned level;	     /* heading: 1 chapter, 2 （一）, 3 1. */
	const char *text;    /* heading, paragraph; missing: the section's label */
	const char *section; /* narrative section that the block comes from; "" if generated */
	struct report_table *table;
};

struct report {
	const char *title, *unit;
	unsigned year;
	struct block *blocks;
	size_t n_blocks;
};

/* A narrative part that members write. */
struct report_section {
	const char *id;	   /* "1.1.background" */
	const char *label; /* "项目背景" */
	bool required;
};
extern const struct report_section report_sections[];
extern const size_t report_n_sections;
const struct report_section *report_section(const char *id);
/* What was written there; NULL if nobody wrote anything but blanks. */
const char *report_section_text(const struct dossier *dossier, const char *id);

/* Builds it; in ${arena}. Never fails: what is missing becomes a BLOCK_MISSING. */
struct report *report_build(struct arena *arena, const struct dossier *dossier);

#endif
