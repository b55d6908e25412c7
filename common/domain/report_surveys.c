/* 附件4: what was asked in surveys, and how often each option was named. */
#include <string.h>

#include "common/domain/report_builder.h"

#define COLUMNS(header) (sizeof(header) / sizeof((header)[0]))

static size_t count_options(const struct survey *survey)
{
	size_t n = 0;

	for (size_t i = 0; i < survey->n_questions; i++)
		n += survey->questions[i].n_options;
	return n;
}

static char *caption(struct report_builder *builder, const struct survey *survey)
{
	uint32_t returned, valid;

	survey_totals(survey, &returned, &valid);
	return arena_printf(builder->arena, "附件4 问卷调查结果：%s（发放 %u 份，回收 %u 份，有效 %u 份）", survey->title,
			    survey->issued, returned, valid);
}

static size_t add_question(struct report_builder *builder, struct report_table *table, size_t row, const struct survey *survey,
			   size_t at)
{
	const struct question *question = &survey->questions[at];
	uint32_t returned, valid;

	survey_totals(survey, &returned, &valid);
	for (size_t i = 0; i < question->n_options; i++, row++) {
		const uint32_t count = survey_count(survey, at, i);

		table_cell(table, row, 0,
			   arena_printf(builder->arena, "%zu. %s%s", at + 1, question->text,
					question->kind == QUESTION_MULTIPLE ? "（多选）" : ""));
		table_cell(table, row, 1, question->options[i]);
		table_cell(table, row, 2, arena_printf(builder->arena, "%u", count));
		table_cell(table, row, 3, survey_share(builder->arena, count, valid));
	}
	return row;
}

static void add_survey(struct report_builder *builder, const struct survey *survey)
{
	static const char *const header[] = { "题目", "选项", "份数", "占有效答卷" };
	struct report_table *table =
		add_table(builder, caption(builder, survey), header, COLUMNS(header), count_options(survey));
	size_t row = 0;

	table->numeric = 1u << 2 | 1u << 3;
	table->merged = 0x1;
	for (size_t i = 0; i < survey->n_questions; i++)
		row = add_question(builder, table, row, survey, i);
}

void add_surveys_appendix(struct report_builder *builder)
{
	const struct dossier *dossier = builder->dossier;

	for (size_t i = 0; i < dossier->n_surveys; i++)
		if (dossier->surveys[i].n_tallies > 0)
			add_survey(builder, &dossier->surveys[i]);
}

char *survey_found(struct report_builder *builder, const struct indicator *node)
{
	const struct entry *entry = dossier_entry(builder->dossier, node->code);

	for (size_t i = 0; entry != NULL && entry->survey != NULL && i < builder->dossier->n_surveys; i++)
		if (strcmp(builder->dossier->surveys[i].id, entry->survey) == 0)
			return arena_printf(builder->arena, "满意度由“%s”的答卷得出（见“附件4 问卷调查结果”）。",
					    builder->dossier->surveys[i].title);
	return arena_strdup(builder->arena, "");
}
