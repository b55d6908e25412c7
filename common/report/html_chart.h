/* html_chart: percentages of a table drawn as bars, as SVG that needs nothing else. */
#ifndef JIXIAO_REPORT_HTML_CHART_H
#define JIXIAO_REPORT_HTML_CHART_H

#include "common/domain/report_model.h"
#include "common/report/text_buffer.h"

/* Groups of bars, one a column from table->chart on, in each a bar a row; what is no percentage has none. Greys, since reports
 * are printed. */
void html_chart(struct text_buffer *buffer, const struct report_table *table);

/* ${text} with what HTML would read otherwise written out. */
void html_escape(struct text_buffer *buffer, const char *text);

#endif
