/* Chapter 2: 绩效评价工作开展情况 */
#include <string.h>

#include "common/domain/report_builder.h"

static char *framework_text(struct report_builder *builder)
{
	struct arena *arena = builder->arena;
	char *list = arena_strdup(arena, "");
	unsigned n = 0, leaves = 0;

	for (size_t i = 0; i < builder->dossier->n_indicators; i++) {
		const struct indicator *node = &builder->dossier->indicators[i];
		struct decimal weight = { 0 };

		leaves += indicator_is_assessed(node);
		if (node->level != 1)
			continue;
		dossier_weight(builder->dossier, node, &weight);
		list = text_add(arena, list, "%s%s指标（%s%%）", n++ == 0 ? "" : "、", node->name, points_text(arena, weight));
	}
	return arena_printf(
		arena, "本次评价设置一级指标共%u个，包括：%s；三级指标共%u个。详细指标体系见“附件1 项目支出绩效评价指标体系”。",
		n, list, leaves);
}

/* "立项依据充分性、立项程序规范性：比较法…": neighbours with the same method stand together. */
static char *methods_text(struct report_builder *builder)
{
	char *text = arena_strdup(builder->arena, "详细评价方法的应用如下：");
	const char *method = "";

	for (size_t i = 0; i < builder->dossier->n_indicators; i++) {
		const struct indicator *node = &builder->dossier->indicators[i];

		if (!indicator_is_assessed(node) || node->method[0] == '\0')
			continue;
		if (strcmp(node->method, method) == 0) {
			text = text_add(builder->arena, text, "、%s", node->name);
			continue;
		}
		if (method[0] != '\0')
			text = text_add(builder->arena, text, "：%s", sentence(builder->arena, method));
		text = text_add(builder->arena, text, "%s", node->name);
		method = node->method;
	}
	return method[0] == '\0' ? arena_strdup(builder->arena, "")
				 : text_add(builder->arena, text, "：%s", sentence(builder->arena, method));
}

static char *team_text(struct report_builder *builder)
{
	static const struct {
		unsigned role;
		const char *label;
	} labels[] = { { WHO_LEADER, "评价小组组长" }, { WHO_MEMBER, "评价小组组员" } };
	char *text = arena_strdup(builder->arena, "绩效评价工作小组人员名单及分工如下：");
	bool any = false;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < builder->dossier->n_team; i++) {
			const struct team_member *member = &builder->dossier->team[i];

			/* Who is both is named once, as a leader. */
			if (!((member->roles | member->revoked) & labels[k].role) ||
			    (k == 1 && (member->roles | member->revoked) & WHO_LEADER))
				continue;
			text = text_add(builder->arena, text, "%s%s（%s）%s%s", any ? "；" : "", member->name, labels[k].label,
					member->duty[0] == '\0' ? "" : "：", member->duty);
			any = true;
		}
	return any ? sentence(builder->arena, text) : arena_strdup(builder->arena, "");
}

static const struct planned_stage *planned(const struct dossier *dossier, enum stage stage)
{
	for (size_t i = 0; i < dossier->scheme.n_schedule; i++)
		if (dossier->scheme.schedule[i].stage == stage)
			return &dossier->scheme.schedule[i];
	return NULL;
}

/* "2025年3月11日—2025年3月14日"; a single day is named once. */
static char *period_text(struct arena *arena, const struct planned_stage *stage)
{
	bool one_day = strcmp(stage->start, stage->end) == 0;

	return arena_printf(arena, "%s%s%s", date_words(arena, stage->start), one_day ? "" : "—",
			    one_day ? "" : date_words(arena, stage->end));
}

/* Whether anything was added: a stage that nobody planned or wrote about has no heading. */
static bool add_stage(struct report_builder *builder, unsigned number, enum stage stage, const char *section)
{
	const struct planned_stage *plan = planned(builder->dossier, stage);
	char *heading = arena_printf(builder->arena, "%u.%s", number, stage_name(LANGUAGE_ZH, stage));
	const char *team = stage == STAGE_PREPARATION ? team_text(builder) : "";
	bool written = report_section_text(builder->dossier, section) != NULL;

	if (plan == NULL && !written && team[0] == '\0')
		return false;
	if (plan != NULL)
		heading = text_add(builder->arena, heading, "（%s）", period_text(builder->arena, plan));
	add_heading(builder, 3, heading);
	add_narrative(builder, "", section);
	if (!written && plan != NULL)
		add_paragraph(builder, arena_printf(builder->arena, "按照评价实施方案，本阶段工作安排在%s。",
						    period_text(builder->arena, plan)));
	add_paragraph(builder, team);
	return true;
}

void add_work(struct report_builder *builder)
{
	static const char *const sections[] = { "2.3.preparation", "2.3.implementation", "2.3.analysis",
						"2.3.reporting",   "2.3.rectification",	 "2.3.archiving" };
	const char *standard = builder->dossier->scheme.standard;
	unsigned number = 1;

	add_heading(builder, 1, "二、绩效评价工作开展情况");
	add_heading(builder, 2, "（一）绩效评价目的、对象和范围");
	add_heading(builder, 3, "1.绩效评价的目的");
	add_narrative(builder, "", "2.1.purpose");
	add_heading(builder, 3, "2.绩效评价对象");
	add_narrative(builder, "", "2.1.object");
	add_heading(builder, 3, "3.绩效评价范围");
	add_narrative(builder, "", "2.1.scope");
	add_heading(builder, 2, "（二）绩效评价原则、评价指标体系、评价方法、评价标准");
	add_heading(builder, 3, "1.绩效评价原则");
	add_narrative(builder, "", "2.2.principles");
	add_heading(builder, 3, "2.绩效评价指标体系");
	add_narrative(builder, "", "2.2.framework");
	add_paragraph(builder, framework_text(builder));
	add_heading(builder, 3, "3.评价方法");
	add_narrative(builder, "", "2.2.methods");
	add_paragraph(builder, methods_text(builder));
	add_heading(builder, 3, "4.评价标准");
	add_narrative(builder, "", "2.2.standards");
	if (standard[0] != '\0')
		add_paragraph(builder, arena_printf(builder->arena, "本次绩效评价采用%s。", standard));
	add_heading(builder, 2, "（三）绩效评价工作过程");
	for (unsigned i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		number += add_stage(builder, number, (enum stage)(STAGE_PREPARATION + i), sections[i]);
}
