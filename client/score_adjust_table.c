#include "client/score_adjust.h"
#include "client/sheet/sheet_file.h"
#include "client/sheet/table.h"
#include "common/rpc/pb.h"

enum { CODE, POINTS, REASON, N_COLUMNS };

static const char *const code_names[] = { "代码", "code", NULL }, *const points_names[] = { "调整后得分", "points", NULL },
			 *const reason_names[] = { "调整理由", "reason", NULL };

static const struct table_column columns[N_COLUMNS] = {
	[CODE] = { "指标代码", code_names, true },
	[POINTS] = { "得分", points_names, true },
	[REASON] = { "理由", reason_names, false },
};

static char *cell_text(struct arena *arena, const struct table_row *row, unsigned column)
{
	return arena_strdup(arena, row->cells[column]->text);
}

enum status_code adjust_table_read(struct arena *arena, const char *path, Jixiao__ScoreAdjustment ***adjustments, size_t *n,
				   struct status *status)
{
	const struct sheet *sheet;
	struct workbook workbook;
	struct table table;
	enum status_code code = sheet_file_read(arena, path, &workbook, status);

	if (code != STATUS_OK)
		return code;
	sheet = workbook_first_visible(&workbook);
	if (sheet == NULL)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_EMPTY, workbook.name);
	code = table_match(arena, &workbook, sheet, columns, N_COLUMNS, &table, status);
	if (code != STATUS_OK)
		return code;
	*adjustments = arena_grow(arena, *adjustments, *n * sizeof(**adjustments), (*n + table.n_rows) * sizeof(**adjustments));
	for (size_t i = 0; i < table.n_rows; i++) {
		Jixiao__ScoreAdjustment *one = (void *)pb_new(arena, &jixiao__score_adjustment__descriptor);

		one->indicator = cell_text(arena, &table.rows[i], CODE);
		one->points = cell_text(arena, &table.rows[i], POINTS);
		one->reason = cell_text(arena, &table.rows[i], REASON);
		(*adjustments)[(*n)++] = one;
	}
	return STATUS_OK;
}
