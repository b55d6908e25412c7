#include "common/domain/report_model.h"

#include <string.h>

#include "common/domain/report_builder.h"

static const struct indicator *node_at(const struct report_builder *builder, size_t i)
{
	return &builder->dossier->indicators[i];
}

/* Chapter 1: 基本情况 */

static void add_project(struct report_builder *builder)
{
	const struct scheme *scheme = &builder->dossier->scheme;
	struct arena *arena = builder->arena;
	char *facts = arena_strdup(arena, "");

	add_heading(builder, 3, "1.项目背景");
	add_narrative(builder, "", "1.1.background");
	add_heading(builder, 3, "2.主要内容");
	add_paragraph(builder, arena_printf(arena, "（1）项目名称：%s（以下简称“该项目”或“项目”）。", scheme->project));
	add_narrative(builder, "（2）项目主要内容：", "1.1.content");
	add_heading(builder, 3, "3.实施情况");
	add_paragraph(builder, arena_printf(arena, "实施主体：%s。实施时间：本项目实施周期为%s—%s。", scheme->implementer_unit,
					    date_words(arena, scheme->start), date_words(arena, scheme->end)));
	add_narrative(builder, "实施情况：", "1.1.implementation");
	add_heading(builder, 3, "4.项目实施主体");
	add_narrative(builder, "（1）主要职能：", "1.1.functions");
	add_narrative(builder, "（2）机构设置情况：", "1.1.organisation");
	for (size_t i = 0; i < scheme->n_facts; i++)
		facts = text_add(arena, facts, "%s%s%s", i == 0 ? "" : "，", scheme->facts[i].name, scheme->facts[i].value);
	add_paragraph(builder, sentence(arena, facts));
}

static char *breakdown_text(struct report_builder *builder, const struct fund_breakdown *breakdown)
{
	char *text = arena_printf(builder->arena, "%s，本项目资金用于：", breakdown->name);

	for (size_t i = 0; i < breakdown->n_uses; i++)
		text = text_add(builder->arena, text, "%s%s%s万元", i == 0 ? "" : "、", breakdown->uses[i].use,
				money_format_wan(builder->arena, breakdown->uses[i].amount));
	return text_add(builder->arena, text, "。");
}

/* "；其中其他资金年初预算500万元，年中调整-20万元（按审减结果调减）"; "" if nothing was adjusted. */
static const char *adjustments_text(struct arena *arena, const struct scheme *scheme)
{
	const char *text = "";

	for (size_t i = 0; i < scheme->n_budget; i++) {
		const struct budget_source *source = &scheme->budget[i];

		if (!source->has_initial)
			continue;
		text = text_add(arena, text, "；%s年初预算%s万元", source->source, money_format_wan(arena, source->initial));
		for (size_t k = 0; k < source->n_adjustments; k++)
			text = text_add(arena, text, "，%s%s%s万元（%s）", date_words(arena, source->adjustments[k].date),
					source->adjustments[k].amount.fen < 0 ? "调减" : "调增",
					money_format_wan(arena, (struct money){ source->adjustments[k].amount.fen < 0
											? -source->adjustments[k].amount.fen
											: source->adjustments[k].amount.fen }),
					source->adjustments[k].reason);
	}
	return text;
}

/* What is out of order is explained where the figures stand. */
static void add_flow_notes(struct report_builder *builder)
{
	const struct funds *funds = &builder->dossier->funds;

	for (size_t i = 0; i < funds->n_flows; i++)
		if (funds->flows[i].note != NULL && *funds->flows[i].note != '\0')
			add_paragraph(builder,
				      arena_printf(builder->arena, "%s：到位%s万元，支付%s万元。%s", funds->flows[i].source,
						   money_format_wan(builder->arena, funds->flows[i].received),
						   money_format_wan(builder->arena, funds->flows[i].paid),
						   sentence(builder->arena, funds->flows[i].note)));
}

static void add_funds(struct report_builder *builder)
{
	const struct dossier *dossier = builder->dossier;
	const struct scheme *scheme = &dossier->scheme;
	struct arena *arena = builder->arena;
	struct funds_totals totals;
	char *text;

	add_heading(builder, 3, "5.资金投入和使用情况");
	if (dossier->funds.state == ENTRY_NONE || !dossier_funds_totals(dossier, &totals)) {
		add_missing(builder, "资金到位和支付数据");
		return;
	}
	text = arena_printf(arena, "（1）项目资金安排落实、总投入等情况分析：本项目预算安排总额为%s万元，资金来源为%s，其中：",
			    money_format_wan(arena, totals.budget), scheme->fund_kind);
	for (size_t i = 0; i < scheme->n_budget; i++)
		text = text_add(arena, text, "%s%s%s万元", i == 0 ? "" : "，", scheme->budget[i].source,
				money_format_wan(arena, scheme->budget[i].amount));
	text = text_add(arena, text, "%s", adjustments_text(arena, scheme));
	add_paragraph(builder, text_add(arena, text, "。%u年实际收到预算资金%s万元，预算资金到位率为%s。", dossier->year,
					money_format_wan(arena, totals.received), received_rate(builder, &totals)));
	add_paragraph(builder, arena_printf(arena,
					    "（2）项目资金实际使用情况分析：截至%s，本项目实际支付资金%s万元，预算执行率%s"
					    "（实际支出资金÷%s）。",
					    date_words(arena, scheme->cut_off), money_format_wan(arena, totals.paid),
					    execution_rate(builder, &totals),
					    execution_over_budget(dossier) ? "预算资金" : "实际到位资金"));
	add_flow_notes(builder);
	for (size_t i = 0; i < dossier->funds.n_breakdowns; i++)
		add_paragraph(builder, breakdown_text(builder, &dossier->funds.breakdowns[i]));
}

/* "①数量指标：“开展培训”指标，预期指标值为“≥9次”；…" for the level-3 nodes below ${node} that are in the 绩效目标表. */
static char *goals_of(struct report_builder *builder, const struct indicator *node, char *text, unsigned number)
{
	bool any = false;

	text = text_add(builder->arena, text, "%s%s", circled_number(builder->arena, number), node->name);
	for (size_t i = 0; i < builder->dossier->n_indicators; i++) {
		const struct indicator *leaf = node_at(builder, i);

		if (!is_child(leaf, node) || leaf->category[0] == '\0')
			continue;
		text = text_add(builder->arena, text, "%s%s指标，预期指标值为%s", any ? "；" : "，",
				quoted(builder->arena, leaf->name), quoted(builder->arena, leaf->target_text));
		any = true;
	}
	return text_add(builder->arena, text, "%s；", any ? "" : "，无此类指标");
}

static bool has_goals(const struct dossier *dossier, const struct indicator *node)
{
	if (node->level == 3)
		return node->category[0] != '\0';
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (is_child(&dossier->indicators[i], node) && has_goals(dossier, &dossier->indicators[i]))
			return true;
	return false;
}

static void add_goals(struct report_builder *builder)
{
	unsigned number = 0;

	for (size_t i = 0; i < builder->dossier->n_indicators; i++) {
		const struct indicator *node = node_at(builder, i);
		char *text;
		unsigned n = 0;

		if (node->level != 1 || (count_leaves(builder->dossier, node) > 0 && !has_goals(builder->dossier, node)))
			continue;
		text = arena_printf(builder->arena, "（%u）项目%s指标：", ++number, node->name);
		for (size_t k = 0; k < builder->dossier->n_indicators; k++)
			if (is_child(node_at(builder, k), node))
				text = goals_of(builder, node_at(builder, k), text, ++n);
		if (n == 0)
			text = text_add(builder->arena, text, "无此类指标；");
		text[strlen(text) - strlen("；")] = '\0';
		add_paragraph(builder, text_add(builder->arena, text, "。"));
	}
}

static void add_chapter_1(struct report_builder *builder)
{
	size_t blocks;

	add_heading(builder, 1, "一、基本情况");
	add_heading(builder, 2, "（一）项目概况");
	add_project(builder);
	add_funds(builder);
	add_heading(builder, 2, "（二）项目绩效目标");
	add_heading(builder, 3, "1.总体目标");
	add_narrative(builder, "", "1.2.overall");
	add_heading(builder, 3, "2.阶段性目标");
	blocks = builder->report->n_blocks;
	add_narrative(builder, "", "1.2.stages");
	add_goals(builder);
	if (builder->report->n_blocks == blocks)
		add_paragraph(builder, "绩效目标表没有列出三级指标。");
}

/* Chapter 3: 综合评价情况及评价结论 */

/* "；另有不适用指标2个，不计入" */
static const char *not_applicable_count(struct report_builder *builder)
{
	unsigned n = 0;

	for (size_t i = 0; i < builder->dossier->n_indicators; i++)
		n += indicator_is_assessed(node_at(builder, i)) && !dossier_is_scored(builder->dossier, node_at(builder, i));
	return n == 0 ? "" : arena_printf(builder->arena, "（另有不适用指标%u个，不计入）", n);
}

static char *counts_text(struct report_builder *builder, const struct score_line *lines, size_t n)
{
	const struct score_line *total = &lines[n - 1];
	struct ratio achieved;
	char *text = arena_printf(builder->arena,
				  "综合评价结论如下：本项目共设置三级指标数量%u个%s，实现三级指标数量%u个，总体完成率为%s。",
				  total->count, not_applicable_count(builder), total->achieved,
				  ratio_divide_decimals(DECIMAL(total->achieved), DECIMAL(total->count), &achieved)
					  ? ratio_percent(builder->arena, achieved)
					  : "不适用");

	for (size_t i = 0; i + 1 < n; i++)
		text = text_add(builder->arena, text, "项目%s类指标共设置%u个，满分指标%u个，得分率%s%s%s", lines[i].name,
				lines[i].count, lines[i].full, strcmp(lines[i].rate, "不适用") == 0 ? "" : "为", lines[i].rate,
				i + 2 < n ? "；" : "。");
	return text;
}

/* The way from the scores' sum to the total, where there is more to it than the sum. */
static void add_way_to_total(struct report_builder *builder, const struct scoring_total *total)
{
	if (total->rescaling[0] != '\0')
		add_paragraph(builder, arena_printf(builder->arena,
						    "不适用指标的分值不计入，各指标得分合计按适用指标分值折算为百分制：%s。",
						    total->rescaling));
	if (total->capping[0] != '\0')
		add_paragraph(builder, arena_printf(builder->arena, "按预算执行率限定总分：%s。", total->capping));
}

static void add_conclusion(struct report_builder *builder)
{
	struct arena *arena = builder->arena;
	struct status why = STATUS_INIT;
	struct scoring_total total;
	struct score_line *lines;
	size_t n = dossier_score_lines(arena, builder->dossier, &lines);
	enum status_code code = dossier_total(arena, builder->dossier, &total, &why);

	status_clear(&why);
	if (!dossier_scores_complete(builder->dossier)) {
		add_missing(builder, "评价结论（评分尚未全部批准）");
		return;
	}
	if (code != STATUS_OK) {
		add_missing(builder, "评价结论（算不出总分，原因见一致性检查）");
		return;
	}
	add_paragraph(builder,
		      arena_printf(arena,
				   "此次绩效评价按照经评价小组论证的评价指标体系及评分标准，对本项目绩效进行客观评价，"
				   "最终评分结果：总分为%s分，绩效评级为“%s”。",
				   points_text(arena, total.total), grade_of(total.total, builder->dossier->scheme.grades)));
	add_way_to_total(builder, &total);
	add_paragraph(builder, counts_text(builder, lines, n));
	add_paragraph(builder, "详细情况见“表3-1 项目综合得分表”及“附件2 项目综合得分表”。");
}

static void add_chapter_3(struct report_builder *builder)
{
	add_heading(builder, 1, "三、综合评价情况及评价结论");
	add_heading(builder, 2, "（一）综合评价情况");
	add_narrative(builder, "", "3.1.summary");
	add_heading(builder, 2, "（二）评价结论");
	add_conclusion(builder);
	add_score_table(builder);
	add_earlier_table(builder);
}

/* Chapters 5 to 7 */

static void add_chapter_5(struct report_builder *builder)
{
	const struct dossier *dossier = builder->dossier;

	add_heading(builder, 1, "五、主要经验及做法、存在的问题及原因分析");
	add_heading(builder, 2, "（一）主要经验及做法");
	add_narrative(builder, "", "5.1.experience");
	add_heading(builder, 2, "（二）存在的问题及原因分析");
	for (size_t i = 0; i < dossier->n_findings; i++) {
		const struct finding *finding = &dossier->findings[i];

		add_heading(builder, 3, arena_printf(builder->arena, "%zu.%s", i + 1, finding->title));
		add_paragraph(builder, sentence(builder->arena, finding->text));
		if (finding->cause[0] != '\0')
			add_paragraph(builder,
				      arena_printf(builder->arena, "原因分析：%s", sentence(builder->arena, finding->cause)));
	}
	if (dossier->n_findings == 0)
		add_paragraph(builder, "本次评价未发现需要整改的问题。");
}

static void add_chapter_6(struct report_builder *builder)
{
	const struct dossier *dossier = builder->dossier;
	bool introduced = report_section_text(dossier, "6.introduction") != NULL;

	add_heading(builder, 1, "六、有关建议");
	add_narrative(builder, "", "6.introduction");
	for (size_t i = 0; i < dossier->n_recommendations; i++) {
		const struct recommendation *recommendation = &dossier->recommendations[i];
		const struct finding *finding = dossier_finding(dossier, recommendation->finding);
		char *text = arena_printf(builder->arena, "%zu.%s：%s", i + 1, recommendation->title,
					  sentence(builder->arena, recommendation->text));

		if (finding != NULL)
			text = text_add(builder->arena, text, "（针对问题%s）", quoted(builder->arena, finding->title));
		add_paragraph(builder, text);
	}
	if (dossier->n_recommendations == 0 && dossier->n_findings > 0)
		add_missing(builder, "有关建议");
	if (dossier->n_recommendations == 0 && dossier->n_findings == 0 && !introduced)
		add_paragraph(builder, "本次评价没有提出建议。");
}

struct report *report_build(struct arena *arena, const struct dossier *dossier)
{
	struct report *report = arena_alloc(arena, sizeof(*report));
	struct report_builder builder = { .arena = arena, .dossier = dossier, .report = report };

	report->title = arena_printf(arena, "%s报告", dossier->title);
	report->unit = dossier->unit;
	report->year = dossier->year;
	add_chapter_1(&builder);
	add_work(&builder);
	add_chapter_3(&builder);
	add_analysis(&builder);
	add_chapter_5(&builder);
	add_chapter_6(&builder);
	add_heading(&builder, 1, "七、其他需要说明的问题");
	add_narrative(&builder, "", "7.other");
	add_indicator_appendix(&builder);
	add_score_appendix(&builder);
	add_parts_appendix(&builder);
	add_surveys_appendix(&builder);
	return report;
}
