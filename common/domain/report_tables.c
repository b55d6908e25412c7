#include <string.h>

#include "common/domain/report_builder.h"
#include "common/domain/rule_text.h"

#define COLUMNS(header) (sizeof(header) / sizeof((header)[0]))

static void total_row(struct report_builder *builder, struct report_table *table, size_t row, const char *name,
		      struct decimal points)
{
	table_cell(table, row, 0, name);
	table_cell(table, row, 2, points_text(builder->arena, points));
}

/* Below the sum, a line for each step from it to the total. */
static void total_rows(struct report_builder *builder, struct report_table *table, size_t row,
		       const struct scoring_total *total)
{
	if (total->rescaling[0] != '\0')
		total_row(builder, table, row++, "折算（不适用指标）", total->rescaled);
	if (total->capping[0] != '\0')
		total_row(builder, table, row++, "限定（预算执行率）", total->total);
}

void add_score_table(struct report_builder *builder)
{
	static const char *const header[] = { "一级指标", "权重", "得分", "得分率", "三级指标数", "满分指标数", "实现指标数" };
	struct status why = STATUS_INIT;
	struct scoring_total total;
	struct score_line *lines;
	size_t n = dossier_score_lines(builder->arena, builder->dossier, &lines);
	/* A sum of scores that are not all there is no result. */
	bool complete = dossier_scores_complete(builder->dossier);
	bool whole = dossier_total(builder->arena, builder->dossier, &total, &why) == STATUS_OK && complete;
	size_t more = whole ? (total.rescaling[0] != '\0') + (size_t)(total.capping[0] != '\0') : 0;
	struct report_table *table = add_table(builder, "表3-1 项目综合得分表", header, COLUMNS(header), n + more);

	status_clear(&why);
	table->numeric = 0x7e;
	for (size_t i = 0; i < n; i++) {
		table_cell(table, i, 0, lines[i].name);
		table_cell(table, i, 1, points_text(builder->arena, lines[i].weight));
		table_cell(table, i, 2, complete ? points_text(builder->arena, lines[i].points) : "—");
		table_cell(table, i, 3, complete ? lines[i].rate : "—");
		table_cell(table, i, 4, arena_printf(builder->arena, "%u", lines[i].count));
		table_cell(table, i, 5, arena_printf(builder->arena, "%u", lines[i].full));
		table_cell(table, i, 6, arena_printf(builder->arena, "%u", lines[i].achieved));
	}
	if (whole)
		total_rows(builder, table, n, &total);
}

/* A line of an appendix: a level-3 indicator, or a node without children (无此类指标). */
static bool is_line(const struct dossier *dossier, const struct indicator *node)
{
	if (node->level == 3)
		return true;
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (is_child(&dossier->indicators[i], node))
			return false;
	return true;
}

static size_t count_lines(const struct dossier *dossier)
{
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++)
		n += is_line(dossier, &dossier->indicators[i]);
	return n;
}

/* The first three columns and the weight in ${weight_column}: where the node stands in the tree. */
static void tree_cells(struct report_builder *builder, struct report_table *table, size_t row, const struct indicator *node,
		       size_t weight_column)
{
	struct decimal weight = { 0 };

	for (const struct indicator *at = node; at != NULL; at = parent_of(builder->dossier, at)) {
		const char *text = at->name;

		if (at->level < 3 && dossier_weight(builder->dossier, at, &weight))
			text = arena_printf(builder->arena, "%s（%s分）", at->name, points_text(builder->arena, weight));
		table_cell(table, row, at->level - 1, text);
	}
	if (node->level < 3)
		table_cell(table, row, 2, "无此类指标");
	dossier_weight(builder->dossier, node, &weight);
	table_cell(table, row, weight_column, points_text(builder->arena, weight));
}

static char *points_list(struct report_builder *builder, const struct indicator *node)
{
	char *text = arena_strdup(builder->arena, "");

	for (size_t i = 0; i < node->n_points; i++)
		text = text_add(builder->arena, text, "%s%s（%s分%s）%s", circled_number(builder->arena, (unsigned)i + 1),
				node->points[i].text, decimal_format(builder->arena, node->points[i].weight),
				node->points[i].required ? "，必备" : "", i + 1 < node->n_points ? "；" : "。");
	return text;
}

static const char *nature_text(const struct indicator *node)
{
	return strcmp(node->nature, "quantitative") == 0 ? "定量" : strcmp(node->nature, "qualitative") == 0 ? "定性" : "";
}

void add_indicator_appendix(struct report_builder *builder)
{
	static const char *const header[] = { "一级指标", "二级指标", "三级指标", "性质",     "分值",
					      "指标解释", "评价要点", "评价标准", "计分规则", "预期指标值" };
	const struct dossier *dossier = builder->dossier;
	struct report_table *table =
		add_table(builder, "附件1 项目支出绩效评价指标体系", header, COLUMNS(header), count_lines(dossier));
	size_t row = 0;

	table->numeric = 1u << 4;
	table->merged = 0x3;
	table->wide = true;
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *node = &dossier->indicators[i];

		if (!is_line(dossier, node))
			continue;
		tree_cells(builder, table, row, node, 4);
		table_cell(table, row, 3, nature_text(node));
		table_cell(table, row, 5, node->explanation);
		table_cell(table, row, 6, points_list(builder, node));
		table_cell(table, row, 7, node->standard);
		if (node->rule.kind != RULE_NONE)
			table_cell(table, row, 8,
				   rule_text(builder->arena, LANGUAGE_ZH, &node->rule,
					     node->target.unit == NULL ? "" : node->target.unit));
		table_cell(table, row, 9, node->target_text);
		row++;
	}
}

/* Why points are missing, and both figures where the rule's were overridden. */
static const char *deduction_text(struct report_builder *builder, const struct indicator *node, const struct score *score)
{
	if (score->overridden)
		return arena_printf(builder->arena, "规则得分%s分，调整为%s分：%s", score->computed,
				    points_text(builder->arena, score->points), score->reason);
	return decimal_compare(score->points, node->weight) < 0 ? score->reason : "";
}

/* The sum, as in 表3-1. */
static void sum_row(struct report_builder *builder, struct report_table *table, size_t row)
{
	struct score_line *lines;
	size_t n = dossier_score_lines(builder->arena, builder->dossier, &lines);
	const struct score_line *total = &lines[n - 1];

	table_cell(table, row, 0, total->name);
	table_cell(table, row, 3, points_text(builder->arena, total->weight));
	table_cell(table, row, 7, dossier_scores_complete(builder->dossier) ? points_text(builder->arena, total->points) : "—");
}

void add_score_appendix(struct report_builder *builder)
{
	static const char *const header[] = { "一级指标",   "二级指标",	  "三级指标", "分值",	 "预期指标值",
					      "实际完成值", "指标完成率", "得分",     "扣分原因" };
	const struct dossier *dossier = builder->dossier;
	struct report_table *table =
		add_table(builder, "附件2 项目综合得分表", header, COLUMNS(header), count_lines(dossier) + 1);
	size_t row = 0;

	table->numeric = 1u << 3 | 1u << 6 | 1u << 7;
	table->merged = 0x3;
	table->wide = true;
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *node = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, node->code);

		if (!is_line(dossier, node))
			continue;
		tree_cells(builder, table, row, node, 3);
		table_cell(table, row, 4, node->target_text);
		table_cell(table, row, 5, node->level == 3 ? actual_text(builder, node) : "");
		if (node->level == 3 && !indicator_is_assessed(node)) {
			table_cell(table, row, 8, "无此类指标，不计分");
		} else if (node->level == 3 && dossier_not_applicable(dossier, node) != NULL) {
			table_cell(table, row, 7, "不适用");
			table_cell(table, row, 8, dossier_not_applicable(dossier, node));
		} else if (score != NULL) {
			table_cell(table, row, 6, score->completion);
			table_cell(table, row, 7, points_text(builder->arena, score->points));
			table_cell(table, row, 8, deduction_text(builder, node, score));
		}
		row++;
	}
	sum_row(builder, table, row);
}
