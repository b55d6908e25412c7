#include "report_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

bool report_has(const struct report *report, enum block_kind kind, const char *part)
{
	for (size_t i = 0; i < report->n_blocks; i++)
		if (report->blocks[i].kind == kind && strstr(report->blocks[i].text, part) != NULL)
			return true;
	return false;
}

void report_wants(const struct report *report, const char *sentence)
{
	if (!report_has(report, BLOCK_PARAGRAPH, sentence))
		fail_msg("not in the report: %s", sentence);
}

const struct report_table *report_table_of(const struct report *report, const char *caption)
{
	for (size_t i = 0; i < report->n_blocks; i++)
		if (report->blocks[i].kind == BLOCK_TABLE && strcmp(report->blocks[i].table->caption, caption) == 0)
			return report->blocks[i].table;
	fail_msg("no table %s", caption);
	return NULL;
}

const char *report_cell(const struct report_table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

size_t report_row(const struct report_table *table, size_t column, const char *text)
{
	for (size_t i = 0; i < table->rows; i++)
		if (strcmp(report_cell(table, i, column), text) == 0)
			return i;
	fail_msg("no row %s in %s", text, table->caption);
	return 0;
}
