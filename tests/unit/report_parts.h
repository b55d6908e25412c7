/* report_parts: what tests look for in a report. */
#ifndef JIXIAO_TESTS_REPORT_PARTS_H
#define JIXIAO_TESTS_REPORT_PARTS_H

#include "common/domain/report_model.h"

/* A block of ${kind} whose text holds ${part}. */
bool report_has(const struct report *report, enum block_kind kind, const char *part);

/* Fails the test, naming the sentence, if no paragraph holds it. */
void report_wants(const struct report *report, const char *sentence);

/* Fails the test if there is none. */
const struct report_table *report_table_of(const struct report *report, const char *caption);

const char *report_cell(const struct report_table *table, size_t row, size_t column);

/* The row whose ${column} reads ${text}; fails the test if there is none. */
size_t report_row(const struct report_table *table, size_t column, const char *text);

#endif
