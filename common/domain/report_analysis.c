#include <string.h>

#include "common/domain/report_builder.h"
#include "common/text/blank.h"

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static bool is_failed(const struct score *score, size_t point)
{
	return point < score->n_met && !score->met[point];
}

static bool any_failed(const struct score *score)
{
	for (size_t i = 0; i < score->n_met; i++)
		if (is_failed(score, i))
			return true;
	return false;
}

/* "（评价要点“有集体决策”（1分，必备）未达到。）" */
static char *point_failed(struct report_builder *builder, const struct checklist_point *point)
{
	return arena_printf(builder->arena, "（评价要点%s（%s分%s）未达到。）", quoted(builder->arena, point->text),
			    decimal_format(builder->arena, point->weight), point->required ? "，必备" : "");
}

/* The points of a checklist with what was found on each. */
static char *points_found(struct report_builder *builder, const struct indicator *node, const struct entry *entry,
			  const struct score *score)
{
	char *text = arena_strdup(builder->arena, "");

	for (size_t i = 0; i < node->n_points; i++)
		text = text_add(builder->arena, text, "%s%s%s", circled_number(builder->arena, (unsigned)i + 1),
				i < entry->n_points && !text_is_blank(entry->points[i])
					? sentence(builder->arena, entry->points[i])
					: text_add(builder->arena, node->points[i].text, "：未填写说明。"),
				is_failed(score, i) ? point_failed(builder, &node->points[i]) : "");
	return text;
}

/* "资金到位率=实际到位资金÷预算资金×100%=1246.5÷1246.5×100%=100%。" */
static char *rate_found(struct report_builder *builder, const struct indicator *node)
{
	bool received = node->rule.rate == FUND_RATE_RECEIVED, over_budget = node->rule.denominator == DENOMINATOR_BUDGET;
	struct funds_totals totals;

	if (!dossier_funds_totals(builder->dossier, &totals))
		return arena_strdup(builder->arena, "");
	return arena_printf(builder->arena, "%s=%s÷%s×100%%=%s÷%s×100%%=%s（单位：万元）。", node->name,
			    received ? "实际到位资金" : "实际支出资金", received || over_budget ? "预算资金" : "实际到位资金",
			    money_format_wan(builder->arena, received ? totals.received : totals.paid),
			    money_format_wan(builder->arena, received || over_budget ? totals.budget : totals.received),
			    actual_text(builder, node));
}

static char *target_found(struct report_builder *builder, const struct indicator *node, const struct score *score)
{
	const char *actual = actual_text(builder, node);
	char *text = arena_strdup(builder->arena, "");

	if (node->target_text[0] != '\0')
		text = text_add(builder->arena, text, "预期指标值为%s，", quoted(builder->arena, node->target_text));
	if (actual[0] != '\0')
		text = text_add(builder->arena, text, "实际完成值为%s，", quoted(builder->arena, actual));
	/* Of a date that was missed there is no rate but the days. */
	if (score->completion[0] != '\0')
		text = text_add(builder->arena, text, "%s%s，",
				ends_with(score->completion, "%") ? "指标完成率为" : "未按期完成，", score->completion);
	if (text[0] == '\0')
		return text;
	text[strlen(text) - strlen("，")] = '\0';
	return sentence(builder->arena, text);
}

static char *score_found(struct report_builder *builder, const struct indicator *node, const struct score *score)
{
	char *text = arena_strdup(builder->arena, "");

	if (score->explanation[0] != '\0' && (node->rule.kind != RULE_CHECKLIST || any_failed(score)))
		text = text_add(builder->arena, text, "计分：%s", sentence(builder->arena, score->explanation));
	for (size_t i = 0; i < score->n_warnings; i++)
		text = text_add(builder->arena, text, "提示：%s", sentence(builder->arena, score->warnings[i]));
	text = text_add(builder->arena, text, "综上所述，本指标满分为%s分，", points_text(builder->arena, node->weight));
	if (score->overridden)
		return text_add(builder->arena, text, "根据评分标准计算为%s分，经评价小组调整为%s分。调整理由：%s",
				score->computed, points_text(builder->arena, score->points),
				sentence(builder->arena, score->reason));
	text = text_add(builder->arena, text, "根据评分标准得%s分。", points_text(builder->arena, score->points));
	if (decimal_compare(score->points, node->weight) < 0 && score->reason[0] != '\0')
		text = text_add(builder->arena, text, "扣分原因：%s", sentence(builder->arena, score->reason));
	return text;
}

/* "（要点1、3，第5页）". */
static char *place_found(struct report_builder *builder, const struct citation *citation)
{
	char *text = arena_strdup(builder->arena, "");

	for (size_t i = 0; i < citation->n_points; i++)
		text = text_add(builder->arena, text, "%s%u", i == 0 ? "要点" : "、", (unsigned)citation->points[i]);
	if (*citation->place != '\0')
		text = text_add(builder->arena, text, "%s%s", *text == '\0' ? "" : "，", citation->place);
	return *text == '\0' ? text : arena_printf(builder->arena, "（%s）", text);
}

/* "佐证材料：E003“会议纪要.pdf”（要点1、3，第5页）、E004“批复.pdf”。": only what is fixed with the entry, for what is said of a
 * file besides may still be corrected when the report is signed. */
static char *evidence_found(struct report_builder *builder, const struct entry *entry)
{
	char *text = arena_strdup(builder->arena, "");

	for (size_t i = 0; i < entry->n_evidence; i++) {
		const struct evidence *evidence = dossier_evidence(builder->dossier, entry->evidence[i]);

		text = text_add(builder->arena, text, "%s%s%s", i == 0 ? "佐证材料：" : "、", entry->evidence[i],
				evidence != NULL ? quoted(builder->arena, evidence->name) : "");
		for (size_t k = 0; k < entry->n_citations; k++)
			if (strcmp(entry->citations[k].evidence, entry->evidence[i]) == 0)
				text = text_add(builder->arena, text, "%s", place_found(builder, &entry->citations[k]));
	}
	return sentence(builder->arena, text);
}

static void add_indicator(struct report_builder *builder, const struct indicator *node, unsigned number)
{
	const struct entry *entry = dossier_entry(builder->dossier, node->code);
	const struct score *score = dossier_score(builder->dossier, node->code);
	const char *reason = dossier_not_applicable(builder->dossier, node);
	char *text = arena_printf(builder->arena, "（%u）%s：", number, node->name);

	if (!indicator_is_assessed(node)) {
		add_paragraph(builder, text_add(builder->arena, text, "无此类指标，分值为0分，不计分。"));
		return;
	}
	if (reason != NULL) {
		add_paragraph(builder, text_add(builder->arena, text, "本指标不适用，不计分。理由：%s",
						sentence(builder->arena, reason)));
		return;
	}

	if (entry == NULL)
		add_missing(builder, arena_printf(builder->arena, "指标%s的数据", quoted(builder->arena, node->name)));
	if (score == NULL)
		add_missing(builder, arena_printf(builder->arena, "指标%s的得分", quoted(builder->arena, node->name)));
	if (entry == NULL || score == NULL)
		return;
	if (node->rule.rate != FUND_RATE_NONE)
		text = text_add(builder->arena, text, "%s", rate_found(builder, node));
	else
		text = text_add(builder->arena, text, "%s%s%s", target_found(builder, node, score), parts_found(builder, node),
				survey_found(builder, node));
	text = text_add(builder->arena, text, "%s%s", points_found(builder, node, entry, score),
			sentence(builder->arena, entry->text));
	/* What was written in several paragraphs is followed by evidence and score in their own. */
	text = text_add(builder->arena, text, "%s%s%s", strchr(text, '\n') == NULL ? "" : "\n", evidence_found(builder, entry),
			score_found(builder, node, score));
	add_paragraph(builder, text);
}

static void add_level_2(struct report_builder *builder, const struct indicator *node, unsigned number)
{
	unsigned n = 0;

	add_heading(builder, 3,
		    arena_printf(builder->arena, "%u.%s%s", number, node->name,
				 ends_with(node->name, "指标") ? "完成情况分析" : "情况分析"));
	for (size_t i = 0; i < builder->dossier->n_indicators; i++)
		if (is_child(&builder->dossier->indicators[i], node))
			add_indicator(builder, &builder->dossier->indicators[i], ++n);
	if (n == 0)
		add_paragraph(builder, "无此类指标。");
}

/* A sum of scores that are not all there is no result. */
static const char *level_1_score(struct report_builder *builder, const struct score_line *line)
{
	if (!dossier_scores_complete(builder->dossier))
		return "尚未完成评分";
	return arena_printf(builder->arena, "实际得分%s分", points_text(builder->arena, line->points));
}

static void add_level_1(struct report_builder *builder, const struct indicator *node, const struct score_line *line)
{
	unsigned n = 0;

	add_paragraph(builder, arena_printf(builder->arena, "项目%s类指标由%zu个二级指标和%zu个三级指标构成，权重分%s分，%s。",
					    node->name, count_filled_children(builder->dossier, node),
					    count_leaves(builder->dossier, node), points_text(builder->arena, line->weight),
					    level_1_score(builder, line)));
	for (size_t i = 0; i < builder->dossier->n_indicators; i++)
		if (is_child(&builder->dossier->indicators[i], node))
			add_level_2(builder, &builder->dossier->indicators[i], ++n);
	if (n == 0)
		add_paragraph(builder, "无此类指标。");
}

void add_analysis(struct report_builder *builder)
{
	struct score_line *lines;
	size_t n_lines = dossier_score_lines(builder->arena, builder->dossier, &lines);
	unsigned n = 0;

	add_heading(builder, 1, "四、绩效评价指标分析");
	for (size_t i = 0; i < builder->dossier->n_indicators; i++) {
		const struct indicator *node = &builder->dossier->indicators[i];

		if (node->level != 1)
			continue;
		add_heading(
			builder, 2,
			arena_printf(builder->arena, "（%s）项目%s情况", chinese_number(builder->arena, n + 1), node->name));
		if (n < n_lines)
			add_level_1(builder, node, &lines[n]);
		n++;
	}
	if (n == 0)
		add_missing(builder, "指标体系");
}
