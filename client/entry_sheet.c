#include "client/entry_sheet_private.h"

#include <string.h>

const struct table_column entry_columns[ENTRY_COLUMNS] = {
	[ENTRY_CODE] = { "指标编码", (const char *const[]){ "指标代码", NULL }, true },
	[ENTRY_LEVEL_1] = { "一级指标", NULL, false },
	[ENTRY_LEVEL_2] = { "二级指标", NULL, false },
	[ENTRY_LEVEL_3] = { "三级指标", NULL, false },
	[ENTRY_WEIGHT] = { "分值", NULL, false },
	[ENTRY_RULE] = { "计分规则", NULL, false },
	[ENTRY_TARGET] = { "预期指标值", NULL, false },
	[ENTRY_UNIT] = { "单位", NULL, true },
	[ENTRY_STATE] = { "状态", NULL, false },
	[ENTRY_POINTS] = { "评价要点", NULL, false },
	[ENTRY_ACTUAL] = { "实际完成值", NULL, true },
	[ENTRY_TEXT] = { "文字说明", NULL, true },
	[ENTRY_EVIDENCE] = { "佐证材料编号", NULL, true },
	[ENTRY_NOT_APPLICABLE] = { "不适用理由", (const char *const[]){ "不适用的理由", NULL }, false },
	[ENTRY_REVISION] = { "版本", NULL, true },
	[ENTRY_EVALUATION] = { "评价编号", NULL, true },
};

char *entry_point_header(struct arena *arena, size_t point)
{
	return arena_printf(arena, "要点%zu", point + 1);
}

size_t entry_most_points(const struct entry_source *source)
{
	const size_t limit = TABLE_COLUMNS_MAX - ENTRY_COLUMNS;
	size_t most = 0;

	for (size_t i = 0; i < source->n_indicators; i++)
		if (source->indicators[i]->n_points > most)
			most = source->indicators[i]->n_points;
	return most < limit ? most : limit;
}

const Jixiao__Entry *entry_source_entry(const struct entry_source *source, const char *code)
{
	for (size_t i = 0; i < source->n_entries; i++)
		if (strcmp(source->entries[i]->indicator, code) == 0)
			return source->entries[i];
	return NULL;
}

const Jixiao__Indicator *entry_source_indicator(const struct entry_source *source, const char *code)
{
	for (size_t i = 0; i < source->n_indicators; i++)
		if (strcmp(source->indicators[i]->code, code) == 0)
			return source->indicators[i];
	return NULL;
}
