/* 表3-2: this evaluation beside those that it goes on from. */
#include <string.h>

#include "common/domain/report_builder.h"

enum { FIRST_RATE = 4 };

static const char *rate_named(const struct score_line *lines, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].name, name) == 0)
			return lines[i].rate;
	return "—";
}

static void add_row(struct report_table *table, size_t row, const struct earlier_result *result,
		    const struct score_line *columns)
{
	table_cell(table, row, 1, result->total);
	table_cell(table, row, 2, result->grade);
	table_cell(table, row, 3, *result->execution_rate != '\0' ? result->execution_rate : "—");
	for (size_t i = FIRST_RATE; i < table->columns; i++)
		table_cell(table, row, i, rate_named(result->lines, result->n_lines, columns[i - FIRST_RATE].name));
}

static const char **header_of(struct arena *arena, const struct score_line *lines, size_t n)
{
	static const char *const first[FIRST_RATE] = { "预算年度", "总分", "绩效评级", "预算执行率" };
	const char **header = arena_alloc(arena, (FIRST_RATE + n) * sizeof(*header));

	memcpy(header, first, sizeof(first));
	for (size_t i = 0; i < n; i++)
		header[FIRST_RATE + i] = arena_printf(arena, "%s得分率", lines[i].name);
	return header;
}

/* What this one comes to. */
static struct earlier_result present(struct report_builder *builder, struct score_line *lines, size_t n,
				     const struct scoring_total *total)
{
	struct funds_totals funds = { { 0 }, { 0 }, { 0 } };

	dossier_funds_totals(builder->dossier, &funds);
	return (struct earlier_result){ .year = builder->dossier->year,
					.total = points_text(builder->arena, total->total),
					.grade = grade_of(total->total, builder->dossier->scheme.grades),
					.execution_rate = execution_rate(builder, &funds),
					.lines = lines,
					.n_lines = n };
}

void add_earlier_table(struct report_builder *builder)
{
	const struct dossier *dossier = builder->dossier;
	struct status why = STATUS_INIT;
	struct scoring_total total;
	struct earlier_result now;
	struct report_table *table;
	struct score_line *lines;
	size_t n = dossier_score_lines(builder->arena, dossier, &lines) - 1;
	bool whole = dossier_scores_complete(dossier) && dossier_total(builder->arena, dossier, &total, &why) == STATUS_OK;

	status_clear(&why);
	if (dossier->n_earlier == 0 || !whole)
		return;
	now = present(builder, lines, n, &total);
	table = add_table(builder, "表3-2 与以前年度评价对比", header_of(builder->arena, lines, n), FIRST_RATE + n,
			  dossier->n_earlier + 1);
	table->numeric = ~0x5u;
	table->chart = FIRST_RATE;
	for (size_t i = 0; i <= dossier->n_earlier; i++) {
		const struct earlier_result *result = i < dossier->n_earlier ? &dossier->earlier[i] : &now;

		table_cell(table, i, 0, arena_printf(builder->arena, "%u年", result->year));
		add_row(table, i, result, lines);
	}
}
