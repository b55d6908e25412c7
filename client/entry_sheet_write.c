/* The spreadsheet of entries that members fill in. */
#include <inttypes.h>
#include <string.h>

#include "client/entry_sheet.h"
#include "client/sheet/builder.h"
#include "client/target_text.h"
#include "client/words.h"
#include "common/domain/entry_check.h"
#include "common/domain/rule_text.h"
#include "common/domain/unit.h"

/* The order in which the columns stand; the points come where ENTRY_COLUMNS does. */
static const unsigned order[] = { ENTRY_CODE,	 ENTRY_LEVEL_1,	 ENTRY_LEVEL_2,	 ENTRY_LEVEL_3,	  ENTRY_WEIGHT, ENTRY_RULE,
				  ENTRY_TARGET,	 ENTRY_UNIT,	 ENTRY_STATE,	 ENTRY_POINTS,	  ENTRY_ACTUAL, ENTRY_TEXT,
				  ENTRY_COLUMNS, ENTRY_EVIDENCE, ENTRY_REVISION, ENTRY_EVALUATION };

static const struct form_column looks[ENTRY_COLUMNS + 1] = {
	[ENTRY_CODE] = { .width = 10 },
	[ENTRY_LEVEL_1] = { .width = 12 },
	[ENTRY_LEVEL_2] = { .width = 12 },
	[ENTRY_LEVEL_3] = { .width = 24 },
	[ENTRY_WEIGHT] = { .width = 6 },
	[ENTRY_RULE] = { .width = 20 },
	[ENTRY_TARGET] = { .width = 14 },
	[ENTRY_UNIT] = { .width = 8 },
	[ENTRY_STATE] = { .width = 8 },
	[ENTRY_POINTS] = { .width = 40 },
	[ENTRY_ACTUAL] = { .width = 16, .unlocked = true, .lenient = true },
	[ENTRY_TEXT] = { .width = 40, .unlocked = true },
	[ENTRY_EVIDENCE] = { .width = 18, .unlocked = true, .lenient = true },
	[ENTRY_REVISION] = { .hidden = true },
	[ENTRY_EVALUATION] = { .hidden = true },
	[ENTRY_COLUMNS] = { .width = 30, .unlocked = true },
};

struct writer {
	struct arena *arena;
	enum language language;
	const struct entry_source *source;
	struct builder builder;
	struct form *form;
	unsigned places[ENTRY_COLUMNS + 1]; /* the column of each, from 1; of ENTRY_COLUMNS: of the first point */
	size_t n_points;
	struct cell_range *locked;
	struct form_cell *cells;
};

static void put(struct writer *writer, unsigned row, unsigned column, enum cell_kind kind, const char *text)
{
	const struct cell cell = { .kind = kind, .row = row, .column = column, .text = text, .raw = text };

	if (*text != '\0')
		builder_cell(&writer->builder, &cell);
}

static void put_text(struct writer *writer, unsigned row, unsigned column, const char *text)
{
	put(writer, row, column, CELL_TEXT, text);
}

/* ---- columns ---- */

static bool is_exported(const struct entry_source *source, const Jixiao__Indicator *record, bool mine)
{
	struct arena scratch = ARENA_INIT;
	struct indicator indicator;
	bool assessed;

	entry_indicator(&scratch, record, &indicator);
	assessed = indicator_is_assessed(&indicator);
	arena_clear(&scratch);
	return assessed && (!mine || strcmp(record->responsible, source->person) == 0);
}

static const char **evidence_ids(struct writer *writer)
{
	const char **ids = arena_alloc(writer->arena, (writer->source->n_evidence + 1) * sizeof(*ids));

	for (size_t i = 0; i < writer->source->n_evidence; i++)
		ids[i] = writer->source->evidence[i]->id;
	return ids;
}

static void offer_evidence(struct writer *writer, struct form_column *column)
{
	column->prompt = arena_strdup(writer->arena, message_plain(writer->language, MSG_ENTRY_PROMPT_EVIDENCE));
	if (writer->source->n_evidence == 0)
		return;
	column->rule = FORM_CHOICE;
	column->choices = evidence_ids(writer);
	column->n_choices = writer->source->n_evidence;
}

static void place_columns(struct writer *writer)
{
	const size_t n = sizeof(order) / sizeof(*order);
	struct form_column *columns = arena_alloc(writer->arena, (n + writer->n_points) * sizeof(*columns));
	unsigned place = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t span = order[i] == ENTRY_COLUMNS ? writer->n_points : 1;

		if (order[i] == ENTRY_POINTS && writer->n_points == 0)
			continue;
		writer->places[order[i]] = place + 1;
		for (size_t k = 0; k < span; k++) {
			columns[place++] = looks[order[i]];
			put_text(writer, 1, place,
				 order[i] == ENTRY_COLUMNS ? entry_point_header(writer->arena, k)
							   : entry_columns[order[i]].header);
		}
	}
	offer_evidence(writer, &columns[writer->places[ENTRY_EVIDENCE] - 1]);
	writer->form->n_columns = place;
	writer->form->columns = columns;
}

/* ---- rows ---- */

/* The name of the ancestor on ${level}. */
static const char *level_name(const struct entry_source *source, const Jixiao__Indicator *indicator, unsigned level)
{
	/* No deeper than three levels, whatever the records say. */
	for (unsigned steps = 0; indicator->level != level && steps < 3; steps++) {
		const Jixiao__Indicator *parent = NULL;

		for (size_t i = 0; i < source->n_indicators; i++)
			if (strcmp(source->indicators[i]->code, indicator->parent) == 0)
				parent = source->indicators[i];
		if (parent == NULL)
			return "";
		indicator = parent;
	}
	return indicator->name;
}

static const char *points_text(struct arena *arena, const Jixiao__Indicator *indicator)
{
	const char *text = "";

	for (size_t i = 0; i < indicator->n_points; i++)
		text = arena_printf(arena, "%s%s%zu. %s", text, i > 0 ? "\n" : "", i + 1, indicator->points[i]->text);
	return text;
}

static void lock(struct writer *writer, struct cell_range range)
{
	if (range.first_column > range.last_column)
		return;
	writer->locked[writer->form->n_locked++] = range;
}

static enum form_rule rule_of(enum value_kind kind, const char *unit)
{
	if (kind == VALUE_DATE)
		return FORM_DAY;
	if (kind != VALUE_NUMBER)
		return FORM_ANY;
	return unit_may_be_negative(unit) ? FORM_DECIMAL : FORM_NOT_NEGATIVE;
}

/* What may be typed into the row's actual, or that nothing may. */
static void guide_actual(struct writer *writer, unsigned row, const struct indicator *indicator,
			 const Jixiao__EntryPutRequest *now)
{
	static const enum message_id prompts[] = { [VALUE_NUMBER] = MSG_ENTRY_PROMPT_NUMBER,
						   [VALUE_DATE] = MSG_ENTRY_PROMPT_DATE,
						   [VALUE_TEXT] = MSG_ENTRY_PROMPT_TEXT };
	const enum value_kind kind = rule_rows[indicator->rule.kind].actual;
	const unsigned column = writer->places[ENTRY_ACTUAL];
	const char *unit = entry_unit(indicator);

	if (entry_actual_refused(indicator, now) != MSG_NONE) {
		lock(writer, (struct cell_range){ row, column, row, column });
		return;
	}
	writer->cells[writer->form->n_cells++] =
		(struct form_cell){ row, column, rule_of(kind, unit),
				    message_text(writer->arena, writer->language, prompts[kind], &unit, 1) };
}

static enum cell_kind actual_cell_kind(const struct indicator *indicator, const char *actual)
{
	struct decimal number;
	struct date date;

	switch (rule_rows[indicator->rule.kind].actual) {
	case VALUE_NUMBER: return decimal_parse(actual, &number) ? CELL_NUMBER : CELL_TEXT;
	case VALUE_DATE: return date_parse(actual, &date) ? CELL_DATE : CELL_TEXT;
	default: return CELL_TEXT;
	}
}

static void put_what_is_asked(struct writer *writer, unsigned row, const Jixiao__Indicator *record,
			      const struct indicator *indicator, const Jixiao__Entry *entry)
{
	const unsigned *places = writer->places;
	struct arena *arena = writer->arena;

	put_text(writer, row, places[ENTRY_CODE], record->code);
	put_text(writer, row, places[ENTRY_LEVEL_1], level_name(writer->source, record, 1));
	put_text(writer, row, places[ENTRY_LEVEL_2], level_name(writer->source, record, 2));
	put_text(writer, row, places[ENTRY_LEVEL_3], record->name);
	put(writer, row, places[ENTRY_WEIGHT], CELL_NUMBER, decimal_format(arena, indicator->weight));
	put_text(writer, row, places[ENTRY_RULE], rule_text(arena, LANGUAGE_ZH, &indicator->rule, indicator->target.unit));
	put_text(writer, row, places[ENTRY_TARGET], record->target != NULL ? target_text_show(arena, record->target) : "");
	put_text(writer, row, places[ENTRY_UNIT], entry_unit(indicator));
	put_text(writer, row, places[ENTRY_STATE],
		 entry_state_word(LANGUAGE_ZH, entry != NULL ? entry->state : JIXIAO__ENTRY_STATE__ENTRY_STATE_UNSPECIFIED));
	put_text(writer, row, places[ENTRY_POINTS], points_text(arena, record));
}

static void put_row(struct writer *writer, unsigned row, const Jixiao__Indicator *record)
{
	const Jixiao__Entry *entry = entry_source_entry(writer->source, record->code);
	const unsigned first = writer->places[ENTRY_COLUMNS];
	Jixiao__EntryPutRequest content = entry_content_of(writer->arena, entry);
	struct indicator indicator;

	entry_indicator(writer->arena, record, &indicator);
	entry_content_settle(writer->arena, &indicator, &content);
	put_what_is_asked(writer, row, record, &indicator, entry);
	put(writer, row, writer->places[ENTRY_ACTUAL], actual_cell_kind(&indicator, content.actual), content.actual);
	put_text(writer, row, writer->places[ENTRY_TEXT], content.text);
	for (size_t i = 0; i < content.n_points && i < writer->n_points; i++)
		put_text(writer, row, first + (unsigned)i, content.points[i]);
	put_text(writer, row, writer->places[ENTRY_EVIDENCE], entry_content_text(writer->arena, &content, 2));
	put_text(writer, row, writer->places[ENTRY_REVISION], arena_printf(writer->arena, "%" PRIu64, content.revision));
	put_text(writer, row, writer->places[ENTRY_EVALUATION], writer->source->evaluation);
	guide_actual(writer, row, &indicator, &content);
	lock(writer,
	     (struct cell_range){ row, first + (unsigned)indicator.n_points, row, first + (unsigned)writer->n_points - 1 });
}

static size_t put_rows(struct writer *writer, bool mine)
{
	const struct entry_source *source = writer->source;
	unsigned row = 1;

	for (size_t i = 0; i < source->n_indicators; i++)
		if (is_exported(source, source->indicators[i], mine))
			put_row(writer, ++row, source->indicators[i]);
	return row - 1;
}

/* ---- the other sheets ---- */

static void write_evidence(struct writer *writer, struct form *form)
{
	static const char *const headers[] = { "编号", "类型", "文件名", "说明" };
	static const struct form_column columns[] = { { .width = 10 }, { .width = 16 }, { .width = 40 }, { .width = 40 } };

	*form = (struct form){ .header_row = 1, .n_columns = 4, .columns = columns };
	builder_sheet(&writer->builder, "佐证材料", false);
	for (unsigned i = 0; i < 4; i++)
		put_text(writer, 1, i + 1, headers[i]);
	for (size_t i = 0; i < writer->source->n_evidence; i++) {
		const Jixiao__Evidence *one = writer->source->evidence[i];
		const char *const texts[] = { one->id, one->kind, one->name, one->note };

		for (unsigned k = 0; k < 4; k++)
			put_text(writer, (unsigned)i + 2, k + 1, texts[k]);
	}
}

static void write_guide(struct writer *writer, struct form *form)
{
	static const enum message_id lines[] = { MSG_ENTRY_GUIDE_CELLS,	   MSG_ENTRY_GUIDE_ACTUAL,   MSG_ENTRY_GUIDE_DATE,
						 MSG_ENTRY_GUIDE_POINTS,   MSG_ENTRY_GUIDE_EVIDENCE, MSG_ENTRY_GUIDE_ROWS,
						 MSG_ENTRY_GUIDE_CONFLICT, MSG_ENTRY_GUIDE_IMPORT };
	static const struct form_column column = { .width = 100 };

	*form = (struct form){ .header_row = 1, .n_columns = 1, .columns = &column };
	builder_sheet(&writer->builder, "填写说明", false);
	put_text(writer, 1, 1, "填写说明");
	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		put_text(writer, i + 2, 1,
			 message_text(writer->arena, writer->language, lines[i], &writer->source->evaluation, 1));
}

/* The most points among the rows. */
static size_t count_points(const struct entry_source *source, bool mine)
{
	const size_t limit = entry_most_points(source);
	size_t most = 0;

	for (size_t i = 0; i < source->n_indicators; i++)
		if (source->indicators[i]->n_points > most && is_exported(source, source->indicators[i], mine))
			most = source->indicators[i]->n_points;
	return most < limit ? most : limit;
}

size_t entry_sheet_write(struct arena *arena, enum language language, const struct entry_source *source, bool mine,
			 struct entry_form *form)
{
	struct writer writer = { .arena = arena, .language = language, .source = source, .form = &form->forms[0] };
	size_t n;

	*form = (struct entry_form){ .workbook = { .name = source->evaluation } };
	writer.builder = (struct builder){ .arena = arena, .workbook = &form->workbook };
	writer.n_points = count_points(source, mine);
	/* At most two locked ranges and one rule a row. */
	writer.form->locked = writer.locked = arena_alloc(arena, (2 * source->n_indicators + 1) * sizeof(*writer.locked));
	writer.form->cells = writer.cells = arena_alloc(arena, (source->n_indicators + 1) * sizeof(*writer.cells));
	writer.form->header_row = 1;
	writer.form->protect = true;
	builder_sheet(&writer.builder, "填报", false);
	place_columns(&writer);
	n = put_rows(&writer, mine);
	write_evidence(&writer, &form->forms[1]);
	write_guide(&writer, &form->forms[2]);
	return n;
}
