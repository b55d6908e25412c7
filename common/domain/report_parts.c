/* 附件3: the working papers that actuals were computed from. */
#include <string.h>

#include "common/domain/report_builder.h"

#define COLUMNS(header) (sizeof(header) / sizeof((header)[0]))

/* The entry of an indicator whose actual its parts gave; NULL if it has none. */
static const struct entry *paper_of(const struct dossier *dossier, const struct indicator *node)
{
	const struct entry *entry = dossier_entry(dossier, node->code);

	if (node->rule.parts == PARTS_NONE || entry == NULL || entry->n_parts == 0 ||
	    dossier_not_applicable(dossier, node) != NULL)
		return NULL;
	return entry;
}

/* A row for each part and one for what they give. */
static size_t count_rows(const struct dossier *dossier)
{
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct entry *entry = paper_of(dossier, &dossier->indicators[i]);

		if (entry != NULL)
			n += entry->n_parts + 1;
	}
	return n;
}

static const char *evidence_list(struct report_builder *builder, const struct paper_part *part)
{
	char *text = arena_strdup(builder->arena, "");

	for (size_t i = 0; i < part->n_evidence; i++)
		text = text_add(builder->arena, text, "%s%s", i > 0 ? "、" : "", part->evidence[i]);
	return text;
}

static size_t add_paper(struct report_builder *builder, struct report_table *table, size_t row, const struct indicator *node,
			const struct entry *entry)
{
	const char *unit = node->rule.parts == PARTS_COUNT ? "" : node->target.unit;

	for (size_t i = 0; i < entry->n_parts; i++, row++) {
		table_cell(table, row, 0, node->name);
		table_cell(table, row, 1, entry->parts[i].name);
		table_cell(table, row, 2, text_add(builder->arena, entry->parts[i].text, "%s", unit));
		table_cell(table, row, 3, evidence_list(builder, &entry->parts[i]));
	}
	table_cell(table, row, 0, node->name);
	table_cell(table, row, 1, part_measure_labels[node->rule.parts]);
	table_cell(table, row, 2, actual_text(builder, node));
	return row + 1;
}

void add_parts_appendix(struct report_builder *builder)
{
	static const char *const header[] = { "三级指标", "底稿各项", "数值", "佐证材料" };
	const struct dossier *dossier = builder->dossier;
	const size_t rows = count_rows(dossier);
	struct report_table *table;
	size_t row = 0;

	if (rows == 0)
		return;
	table = add_table(builder, "附件3 工作底稿", header, COLUMNS(header), rows);
	table->numeric = 1u << 2;
	table->merged = 0x1;
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct entry *entry = paper_of(dossier, &dossier->indicators[i]);

		if (entry != NULL)
			row = add_paper(builder, table, row, &dossier->indicators[i], entry);
	}
}

char *parts_found(struct report_builder *builder, const struct indicator *node)
{
	const struct entry *entry = paper_of(builder->dossier, node);

	if (entry == NULL)
		return arena_strdup(builder->arena, "");
	return arena_printf(builder->arena, "实际完成值由工作底稿各项%s得出：%s（见“附件3 工作底稿”）。",
			    part_measure_labels[node->rule.parts],
			    parts_way(builder->arena, node->rule.parts, entry->parts, entry->n_parts));
}
