/* An empty form of a template, to be typed into. */
#include <string.h>

#include "client/self_form_private.h"
#include "client/sheet/builder.h"
#include "client/target_text.h"

enum { SPARE_ROWS = 30 };

struct writer {
	struct arena *arena;
	enum language language;
	const Jixiao__Template *template;
	const char *reference;
	struct blank_form *whole;
	struct builder builder;
};

static const struct form_column facts_looks[FACTS_COLUMNS] = {
	[FACTS_LABEL] = { .width = 20 },
	[FACTS_VALUE] = { .width = 40, .unlocked = true },
	[FACTS_HELP] = { .width = 80 },
};
static const struct form_column funds_looks[FUNDS_COLUMNS] = {
	[FUNDS_SOURCE] = { .width = 24, .unlocked = true }, [FUNDS_FIRST] = { .width = 16, .unlocked = true },
	[FUNDS_BUDGET] = { .width = 16, .unlocked = true }, [FUNDS_RECEIVED] = { .width = 16, .unlocked = true },
	[FUNDS_PAID] = { .width = 16, .unlocked = true },
};
static const struct form_column indicators_looks[IND_COLUMNS] = {
	[IND_LEVEL_1] = { .width = 14, .unlocked = true },
	[IND_LEVEL_2] = { .width = 14, .unlocked = true },
	[IND_LEVEL_3] = { .width = 28, .unlocked = true },
	[IND_TARGET] = { .width = 18, .unlocked = true },
	[IND_ACTUAL] = { .width = 18, .unlocked = true },
	[IND_WEIGHT] = { .width = 8, .unlocked = true },
	[IND_POINTS] = { .width = 8, .unlocked = true },
	[IND_REASON] = { .width = 40, .unlocked = true },
	[IND_RULE] = { .width = 22, .unlocked = true, .rule = FORM_CHOICE },
	[IND_STEP] = { .width = 10, .unlocked = true },
	[IND_DEDUCTION] = { .width = 8, .unlocked = true },
};

static struct form *begin(struct writer *writer, const char *name, const struct form_column *looks, size_t n)
{
	struct form *form = &writer->whole->forms[writer->whole->workbook.n_sheets];

	builder_sheet(&writer->builder, name, false);
	*form = (struct form){ .header_row = 1, .n_columns = n, .columns = looks };
	return form;
}

static struct form *begin_layout(struct writer *writer, enum form_sheet sheet, const struct form_column *looks)
{
	const struct form_layout *layout = &form_layouts[sheet];
	struct form *form = begin(writer, layout->name, looks, layout->n_columns);

	for (unsigned i = 0; i < layout->n_columns; i++)
		builder_text(&writer->builder, 1, i + 1, layout->columns[i].header);
	return form;
}

/* ---- 项目 ---- */

static const char *or_usual(const char *value, enum form_fact fact)
{
	return value != NULL && *value != '\0' ? value : form_facts[fact].usual;
}

/* A share as people write it: "0.6" is 60%. */
static const char *percent(struct writer *writer, const char *share, enum form_fact fact)
{
	struct decimal number;

	if (share == NULL || *share == '\0' || !decimal_parse(share, &number))
		return form_facts[fact].usual;
	return ratio_percent(writer->arena, ratio_of(number));
}

static void template_facts(struct writer *writer, const char *facts[FACTS])
{
	static const Jixiao__Scoring none = JIXIAO__SCORING__INIT;
	const Jixiao__Template *template = writer->template;
	const Jixiao__Scoring *scoring = template->scoring != NULL ? template->scoring : &none;

	for (size_t i = 0; i < FACTS; i++)
		facts[i] = form_facts[i].usual;
	for (size_t i = 0; i < 3 && i < template->n_grades; i++)
		facts[FACT_EXCELLENT + i] = template->grades[i];
	facts[FACT_STANDARD] = or_usual(template->standard, FACT_STANDARD);
	facts[FACT_DENOMINATOR] =
		form_denominators[strcmp(scoring->denominator, "budget") == 0 ? DENOMINATOR_BUDGET : DENOMINATOR_RECEIVED];
	facts[FACT_FLOOR] = percent(writer, scoring->floor, FACT_FLOOR);
	facts[FACT_DEVIATION_LIMIT] = percent(writer, scoring->deviation_limit, FACT_DEVIATION_LIMIT);
	facts[FACT_DEVIATION_DEDUCTION] = or_usual(scoring->deviation_deduction, FACT_DEVIATION_DEDUCTION);
	facts[FACT_TEMPLATE] = writer->reference;
}

static void write_facts(struct writer *writer)
{
	struct form *form = begin_layout(writer, SHEET_FACTS, facts_looks);
	const char *facts[FACTS];

	form->protect = true;
	template_facts(writer, facts);
	for (unsigned i = 0; i < FACTS; i++) {
		builder_text(&writer->builder, i + 2, FACTS_LABEL + 1, form_facts[i].label);
		builder_text(&writer->builder, i + 2, FACTS_VALUE + 1, facts[i]);
		builder_text(&writer->builder, i + 2, FACTS_HELP + 1, message_plain(writer->language, form_facts[i].help));
	}
}

/* ---- 资金 ---- */

static void write_funds(struct writer *writer)
{
	static const char *const sources[] = { "当年财政拨款", "上年结转资金", "其他资金" };

	begin_layout(writer, SHEET_FUNDS, funds_looks)->spare_rows = 5;
	for (unsigned i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		builder_text(&writer->builder, i + 2, FUNDS_SOURCE + 1, sources[i]);
}

/* ---- 指标 ---- */

static const Jixiao__Indicator *parent_of(const Jixiao__Template *template, const Jixiao__Indicator *node)
{
	static const Jixiao__Indicator none = JIXIAO__INDICATOR__INIT;

	for (size_t i = 0; i < template->n_indicators; i++)
		if (strcmp(template->indicators[i]->code, node->parent) == 0)
			return template->indicators[i];
	return &none;
}

/* NULL if the rule has more to it than a row can say. */
static const struct form_method *method_of(const Jixiao__Rule *rule)
{
	enum fund_rate rate = FUND_RATE_NONE;

	if (rule == NULL || rule->n_bands + rule->n_options + rule->n_groups + rule->n_bounds > 0 || *rule->floor != '\0' ||
	    *rule->denominator != '\0' || *rule->deviation_limit != '\0' || *rule->deviation_deduction != '\0' ||
	    *rule->parts != '\0')
		return NULL;
	if (strcmp(rule->rate, "execution") == 0)
		rate = FUND_RATE_EXECUTION;
	else if (strcmp(rule->rate, "received") == 0)
		rate = FUND_RATE_RECEIVED;
	for (size_t i = 0; i < form_n_methods; i++)
		if (form_methods[i].kind == (enum rule_kind)rule->kind && form_methods[i].rate == rate)
			return &form_methods[i];
	return NULL;
}

static void write_row(struct writer *writer, unsigned row, const Jixiao__Indicator *leaf, const struct form_method *method)
{
	const Jixiao__Indicator *group = parent_of(writer->template, leaf), *root = parent_of(writer->template, group);
	struct builder *builder = &writer->builder;

	builder_text(builder, row, IND_LEVEL_1 + 1, root->name);
	builder_text(builder, row, IND_LEVEL_2 + 1, group->name);
	builder_text(builder, row, IND_LEVEL_3 + 1, leaf->name);
	builder_text(builder, row, IND_TARGET + 1, leaf->target != NULL ? target_text_show(writer->arena, leaf->target) : "");
	builder_put(builder, row, IND_WEIGHT + 1, CELL_NUMBER, leaf->weight);
	builder_text(builder, row, IND_RULE + 1, method->label);
	builder_text(builder, row, IND_STEP + 1, leaf->rule->step);
	builder_put(builder, row, IND_DEDUCTION + 1, CELL_NUMBER,
		    *leaf->rule->per_day != '\0' ? leaf->rule->per_day : leaf->rule->deduction);
}

static const char **labels_of_methods(struct arena *arena)
{
	const char **labels = arena_alloc(arena, form_n_methods * sizeof(*labels));

	for (size_t i = 0; i < form_n_methods; i++)
		labels[i] = form_methods[i].label;
	return labels;
}

static void write_indicators(struct writer *writer, struct status *status)
{
	struct form_column *looks = arena_memdup(writer->arena, indicators_looks, sizeof(indicators_looks));
	struct form *form = begin_layout(writer, SHEET_INDICATORS, looks);
	unsigned row = 1;

	looks[IND_RULE].choices = labels_of_methods(writer->arena);
	looks[IND_RULE].n_choices = form_n_methods;
	form->spare_rows = SPARE_ROWS;
	for (size_t i = 0; i < writer->template->n_indicators; i++) {
		const Jixiao__Indicator *leaf = writer->template->indicators[i];
		const struct form_method *method;

		if (leaf->level != 3)
			continue;
		method = method_of(leaf->rule);
		if (method == NULL || leaf->n_points > 0)
			STATUS_VIOLATION(status, arena_printf(writer->arena, "indicators[%s].rule", leaf->code), MSG_FORM_RULE,
					 leaf->name);
		else
			write_row(writer, ++row, leaf, method);
	}
}

/* ---- the whole ---- */

static void write_guide(struct writer *writer)
{
	static const enum message_id lines[] = { MSG_FORM_GUIDE_ROWS,	MSG_FORM_GUIDE_TARGET, MSG_FORM_GUIDE_ACTUAL,
						 MSG_FORM_GUIDE_POINTS, MSG_FORM_GUIDE_RULE,   MSG_FORM_GUIDE_STEP,
						 MSG_FORM_GUIDE_FUNDS,	MSG_FORM_GUIDE_EXPLAIN };
	static const struct form_column column = { .width = 120 };

	begin(writer, "填写说明", &column, 1);
	builder_text(&writer->builder, 1, 1, "填写说明");
	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		builder_text(&writer->builder, i + 2, 1, message_plain(writer->language, lines[i]));
}

enum status_code self_form_write(struct arena *arena, enum language language, const Jixiao__Template *template,
				 const char *reference, struct blank_form *form, struct status *status)
{
	struct writer writer = { arena, language, template, reference, form, { 0 } };

	*form = (struct blank_form){ .workbook = { .name = template->name } };
	writer.builder = (struct builder){ .arena = arena, .workbook = &form->workbook };
	write_facts(&writer);
	write_funds(&writer);
	write_indicators(&writer, status);
	write_guide(&writer);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_FORM_NOT_WRITTEN);
}
