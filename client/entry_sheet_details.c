/* The rows of the sheets 底稿 and 问卷, found for the entries to which they belong. */
#include <string.h>

#include "client/entry_sheet_private.h"

static const struct table_column parts_columns[] = {
	[DETAIL_CODE] = { "指标编码", (const char *const[]){ "指标代码", NULL }, true },
	[DETAIL_INDICATOR] = { "三级指标", NULL, false },
	[DETAIL_FIRST] = { "分项名称", NULL, true },
	[DETAIL_SECOND] = { "数值", NULL, true },
	[DETAIL_THIRD] = { "单位", NULL, false },
	[DETAIL_EVIDENCE] = { "佐证材料编号", NULL, true },
};
static const struct table_column answers_columns[] = {
	[DETAIL_CODE] = { "指标编码", (const char *const[]){ "指标代码", NULL }, true },
	[DETAIL_INDICATOR] = { "三级指标", NULL, false },
	[DETAIL_FIRST] = { "人群", NULL, true },
	[DETAIL_SECOND] = { "项目", NULL, true },
	[DETAIL_THIRD] = { "份数", NULL, true },
};

const struct entry_detail_kind entry_details[ENTRY_DETAILS] = {
	[DETAIL_PARTS] = { "底稿", parts_columns, sizeof(parts_columns) / sizeof(*parts_columns), MSG_ENTRY_SHEET_NO_PAPER },
	[DETAIL_ANSWERS] = { "问卷", answers_columns, sizeof(answers_columns) / sizeof(*answers_columns),
			     MSG_ENTRY_SHEET_NO_ANSWERS },
};

void entry_details_match(struct entry_reader *reader)
{
	for (size_t i = 0; i < ENTRY_DETAILS; i++) {
		const struct sheet *sheet = workbook_sheet(reader->workbook, entry_details[i].name);
		struct status faults = STATUS_INIT;

		reader->sheet->details[i] = (struct table){ .header_row = 0 };
		if (sheet == NULL)
			continue;
		table_match(reader->arena, reader->workbook, sheet, entry_details[i].columns, entry_details[i].n_columns,
			    &reader->sheet->details[i], &faults);
		for (size_t v = 0; v < faults.n_violations; v++)
			status_violation(reader->status, faults.violations[v].path, faults.violations[v].message.id,
					 faults.violations[v].message.args);
		/* Without its columns nothing can be read of it. */
		for (size_t k = 0; k < entry_details[i].n_columns; k++)
			if (entry_details[i].columns[k].required && reader->sheet->details[i].header_row != 0 &&
			    reader->sheet->details[i].columns[k] == 0)
				reader->sheet->details[i].n_rows = 0;
		status_clear(&faults);
	}
}

void entry_details_find(struct entry_reader *reader, struct entry_row *row)
{
	for (size_t i = 0; i < ENTRY_DETAILS; i++) {
		const struct table *table = &reader->sheet->details[i];

		row->n_details[i] = 0;
		row->details[i] = arena_alloc(reader->arena, (table->n_rows + 1) * sizeof(*row->details[i]));
		for (size_t k = 0; k < table->n_rows; k++)
			if (strcmp(cell_word(reader->arena, table->rows[k].cells[DETAIL_CODE]), row->code) == 0)
				row->details[i][row->n_details[i]++] = &table->rows[k];
	}
}

static bool has_row(const struct entry_sheet *sheet, const char *code)
{
	for (size_t i = 0; i < sheet->n_rows; i++)
		if (strcmp(sheet->rows[i].code, code) == 0)
			return true;
	return false;
}

void entry_details_check(struct entry_reader *reader)
{
	for (size_t i = 0; i < ENTRY_DETAILS; i++) {
		const struct table *table = &reader->sheet->details[i];

		for (size_t k = 0; k < table->n_rows; k++) {
			const struct cell *cell = table->rows[k].cells[DETAIL_CODE];

			if (!has_row(reader->sheet, cell_word(reader->arena, cell)))
				STATUS_VIOLATION(reader->status, table_place(reader->arena, table, cell),
						 entry_details[i].orphan, cell_word(reader->arena, cell));
		}
	}
}
