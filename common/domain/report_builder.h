/* report_builder: what the chapters of report_model are put together with. Only for common/domain/report_*.c and
 * score_way.c. */
#ifndef JIXIAO_DOMAIN_REPORT_BUILDER_H
#define JIXIAO_DOMAIN_REPORT_BUILDER_H

#include "common/domain/report_model.h"

struct report_builder {
	struct arena *arena;
	const struct dossier *dossier;
	struct report *report;
	size_t capacity;
};

/* "一", "二", … for 1 to 99. */
char *chinese_number(struct arena *arena, unsigned number);
/* "①" for 1 to 20, "（21）" beyond. */
char *circled_number(struct arena *arena, unsigned number);
/* "2024年12月10日"; the text itself if it is no date. */
char *date_words(struct arena *arena, const char *text);
/* "5.00". */
char *points_text(struct arena *arena, struct decimal points);

/* ${text} with more at its end, in ${arena}. */
char *text_add(struct arena *arena, const char *text, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Ends a sentence: adds "。" unless a full stop stands there; blanks around it go; "" stays "". */
char *sentence(struct arena *arena, const char *text);
/* "“加强‘三公’管理”": in quotation marks, those inside it exchanged for the others. */
char *quoted(struct arena *arena, const char *text);

void add_heading(struct report_builder *builder, unsigned level, const char *text);
/* Each line of ${text} is a paragraph, without the blanks around it; blank lines are none. */
void add_paragraph(struct report_builder *builder, const char *text);
/* What is missing, e.g. "评分结果". */
void add_missing(struct report_builder *builder, const char *what);
/* The paragraphs of a narrative part, the first one after ${prefix}. A required part that nobody wrote is missing. */
void add_narrative(struct report_builder *builder, const char *prefix, const char *section);
/* An empty table with room for ${rows}; cells are set by table_cell. ${header}: ${columns} texts. */
struct report_table *add_table(struct report_builder *builder, const char *caption, const char *const *header, size_t columns,
			       size_t rows);
void table_cell(struct report_table *table, size_t row, size_t column, const char *text);

/* Assessed level-3 nodes in and below ${node} (any level), and its direct children that have level-3 nodes. */
size_t count_leaves(const struct dossier *dossier, const struct indicator *node);
size_t count_filled_children(const struct dossier *dossier, const struct indicator *node);
/* The node's parent; NULL for level 1. */
const struct indicator *parent_of(const struct dossier *dossier, const struct indicator *node);
bool is_child(const struct indicator *node, const struct indicator *parent);

/* 到位率: received ÷ budget; 执行率: paid ÷ received, or ÷ budget as the scheme's rule says. "不适用" where it divides by 0. */
char *received_rate(struct report_builder *builder, const struct funds_totals *totals);
char *execution_rate(struct report_builder *builder, const struct funds_totals *totals);
bool execution_over_budget(const struct dossier *dossier);

/* What was reached, as people write it: "10次", "2024年12月10日"; of the funds where the rule takes them; "" if there is none.
 */
char *actual_text(struct report_builder *builder, const struct indicator *indicator);

/* Chapter 2, chapter 4, and the tables. */
void add_work(struct report_builder *builder);
void add_analysis(struct report_builder *builder);
void add_score_table(struct report_builder *builder);
void add_indicator_appendix(struct report_builder *builder);
void add_score_appendix(struct report_builder *builder);
/* Only if it goes on from others. */
void add_earlier_table(struct report_builder *builder);
/* Only if there are working papers. */
void add_parts_appendix(struct report_builder *builder);
/* The appendix of surveys' results; nothing where nobody answered any. */
void add_surveys_appendix(struct report_builder *builder);
/* Which survey a satisfaction comes from; "" if none. */
char *survey_found(struct report_builder *builder, const struct indicator *node);
/* "实际完成值由工作底稿各项合计得出：30 + 20 = 50（见…）。"; "" if the indicator has no working paper. */
char *parts_found(struct report_builder *builder, const struct indicator *node);

#endif
