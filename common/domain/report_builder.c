#include "common/domain/report_builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/domain/date.h"
#include "common/text/blank.h"

char *chinese_number(struct arena *arena, unsigned number)
{
	static const char *const digits[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };

	if (number < 10)
		return arena_strdup(arena, digits[number]);
	return arena_printf(arena, "%s十%s", number < 20 ? "" : digits[number / 10 % 10], digits[number % 10]);
}

char *circled_number(struct arena *arena, unsigned number)
{
	/* ① to ⑳ follow one another: U+2460 to U+2473. */
	if (number >= 1 && number <= 20)
		return arena_printf(arena, "\xe2\x91%c", (char)(0xa0 + number - 1));
	return arena_printf(arena, "（%u）", number);
}

char *date_words(struct arena *arena, const char *text)
{
	struct date date;

	return date_parse(text, &date) ? date_format_zh(arena, date) : arena_strdup(arena, text);
}

char *points_text(struct arena *arena, struct decimal points)
{
	return decimal_format_places(arena, points, 2);
}

char *text_add(struct arena *arena, const char *text, const char *format, ...)
{
	size_t length = strlen(text);
	va_list args, again;
	char *longer;
	int more;

	va_start(args, format);
	va_copy(again, args);
	more = vsnprintf(NULL, 0, format, args);
	va_end(args);
	longer = arena_grow(arena, text, length, length + (size_t)more + 1);
	vsnprintf(longer + length, (size_t)more + 1, format, again);
	va_end(again);
	return longer;
}

char *sentence(struct arena *arena, const char *text)
{
	static const char *const stops[] = { "。", "！", "？", "；", "：" };
	size_t length = strlen(text);

	text_trim(&text, &length);
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		if (length >= 3 && memcmp(text + length - 3, stops[i], 3) == 0)
			return arena_printf(arena, "%.*s", (int)length, text);
	return arena_printf(arena, "%.*s%s", (int)length, text, length == 0 ? "" : "。");
}

/* GB/T 15834: quotation marks within quotation marks are the others. */
char *quoted(struct arena *arena, const char *text)
{
	static const char *const marks[][2] = { { "“", "‘" }, { "”", "’" }, { "‘", "“" }, { "’", "”" } };
	char *copy = arena_printf(arena, "“%s”", text), *end = copy + strlen(copy) - 3;

	for (char *at = copy + 3; at < end; at++)
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			if (memcmp(at, marks[i][0], 3) == 0) {
				memcpy(at, marks[i][1], 3);
				break;
			}
	return copy;
}

static struct block *add_block(struct report_builder *builder, enum block_kind kind, const char *text)
{
	struct report *report = builder->report;

	if (report->n_blocks == builder->capacity) {
		size_t old = builder->capacity * sizeof(*report->blocks);

		builder->capacity = builder->capacity == 0 ? 256 : 2 * builder->capacity;
		report->blocks = arena_grow(builder->arena, report->blocks, old, builder->capacity * sizeof(*report->blocks));
	}
	report->blocks[report->n_blocks] = (struct block){ .kind = kind, .text = text, .section = "" };
	return &report->blocks[report->n_blocks++];
}

void add_heading(struct report_builder *builder, unsigned level, const char *text)
{
	add_block(builder, BLOCK_HEADING, text)->level = level;
}

void add_missing(struct report_builder *builder, const char *what)
{
	add_block(builder, BLOCK_MISSING, what);
}

/* The paragraphs of ${text}, the first one after ${prefix}. */
static void add_lines(struct report_builder *builder, const char *section, const char *prefix, const char *text)
{
	for (const char *line = text; *line != '\0';) {
		const char *next = line + strcspn(line, "\n");
		size_t size = (size_t)(next - line);

		text_trim(&line, &size);
		if (size > 0) {
			add_block(builder, BLOCK_PARAGRAPH, arena_printf(builder->arena, "%s%.*s", prefix, (int)size, line))
				->section = section;
			prefix = "";
		}
		line = next + (*next == '\n');
	}
}

void add_paragraph(struct report_builder *builder, const char *text)
{
	add_lines(builder, "", "", text);
}

void add_narrative(struct report_builder *builder, const char *prefix, const char *section)
{
	const char *text = report_section_text(builder->dossier, section);
	const struct report_section *row = report_section(section);

	if (text != NULL)
		add_lines(builder, row->id, prefix, text);
	else if (row->required)
		add_block(builder, BLOCK_MISSING, row->label)->section = row->id;
}

struct report_table *add_table(struct report_builder *builder, const char *caption, const char *const *header, size_t columns,
			       size_t rows)
{
	struct report_table *table = arena_alloc(builder->arena, sizeof(*table));

	table->caption = caption;
	table->columns = columns;
	table->rows = rows;
	table->header = arena_memdup(builder->arena, header, columns * sizeof(*header));
	table->cells = arena_alloc(builder->arena, rows * columns * sizeof(*table->cells));
	for (size_t i = 0; i < rows * columns; i++)
		table->cells[i] = "";
	add_block(builder, BLOCK_TABLE, "")->table = table;
	return table;
}

void table_cell(struct report_table *table, size_t row, size_t column, const char *text)
{
	table->cells[row * table->columns + column] = text;
}

bool is_child(const struct indicator *node, const struct indicator *parent)
{
	return node->level == parent->level + 1 && strcmp(node->parent, parent->code) == 0;
}

const struct indicator *parent_of(const struct dossier *dossier, const struct indicator *node)
{
	return node->parent[0] == '\0' ? NULL : dossier_indicator(dossier, node->parent);
}

size_t count_leaves(const struct dossier *dossier, const struct indicator *node)
{
	size_t n = indicator_is_assessed(node) ? 1 : 0;

	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (is_child(&dossier->indicators[i], node))
			n += count_leaves(dossier, &dossier->indicators[i]);
	return n;
}

size_t count_filled_children(const struct dossier *dossier, const struct indicator *node)
{
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++)
		n += is_child(&dossier->indicators[i], node) && count_leaves(dossier, &dossier->indicators[i]) > 0;
	return n;
}

static char *money_rate(struct report_builder *builder, struct money part, struct money whole)
{
	struct ratio ratio;

	if (!ratio_divide_decimals(money_wan(part), money_wan(whole), &ratio))
		return arena_strdup(builder->arena, "不适用");
	return ratio_percent(builder->arena, ratio);
}

bool execution_over_budget(const struct dossier *dossier)
{
	return dossier_execution_denominator(dossier) == DENOMINATOR_BUDGET;
}

char *received_rate(struct report_builder *builder, const struct funds_totals *totals)
{
	return money_rate(builder, totals->received, totals->budget);
}

static char *paid_rate(struct report_builder *builder, const struct funds_totals *totals, enum fund_denominator denominator)
{
	return money_rate(builder, totals->paid, denominator == DENOMINATOR_BUDGET ? totals->budget : totals->received);
}

char *execution_rate(struct report_builder *builder, const struct funds_totals *totals)
{
	return paid_rate(builder, totals, execution_over_budget(builder->dossier) ? DENOMINATOR_BUDGET : DENOMINATOR_RECEIVED);
}

/* "10" where "0010" or "10.00" was typed. */
static char *value_text(struct arena *arena, const struct indicator *indicator, const char *typed)
{
	struct decimal number;

	if (rule_rows[indicator->rule.kind].actual == VALUE_NUMBER && decimal_parse(typed, &number))
		return decimal_format(arena, number);
	return date_words(arena, typed);
}

char *actual_text(struct report_builder *builder, const struct indicator *indicator)
{
	const struct entry *entry = dossier_entry(builder->dossier, indicator->code);
	struct funds_totals totals;

	if (dossier_not_applicable(builder->dossier, indicator) != NULL)
		return arena_strdup(builder->arena, "不适用");
	if (indicator->rule.rate != FUND_RATE_NONE) {
		if (builder->dossier->funds.state == ENTRY_NONE || !dossier_funds_totals(builder->dossier, &totals))
			return arena_strdup(builder->arena, "");
		return indicator->rule.rate == FUND_RATE_RECEIVED ? received_rate(builder, &totals)
								  : paid_rate(builder, &totals, indicator->rule.denominator);
	}
	if (entry != NULL && entry->questionnaire != NULL)
		return arena_strdup(builder->arena,
				    questionnaire_percent(builder->arena, entry->questionnaire, &indicator->rule));
	if (entry == NULL || entry->actual[0] == '\0')
		return arena_strdup(builder->arena, "");
	return text_add(builder->arena, value_text(builder->arena, indicator, entry->actual), "%s",
			entry->unit[0] != '\0'		 ? entry->unit
			: indicator->target.unit == NULL ? ""
							 : indicator->target.unit);
}
