/* The spreadsheet of entries that members fill in. */
#include <inttypes.h>
#include <string.h>

#include "client/entry_sheet_private.h"
#include "client/target_text.h"
#include "client/words.h"
#include "common/domain/entry_check.h"
#include "common/domain/rule_text.h"
#include "common/domain/unit.h"

/* The order in which the columns stand; the points come where ENTRY_COLUMNS does. */
static const unsigned order[] = { ENTRY_CODE,	  ENTRY_LEVEL_1,   ENTRY_LEVEL_2, ENTRY_LEVEL_3,  ENTRY_WEIGHT,
				  ENTRY_RULE,	  ENTRY_TARGET,	   ENTRY_UNIT,	  ENTRY_STATE,	  ENTRY_POINTS,
				  ENTRY_ACTUAL,	  ENTRY_TEXT,	   ENTRY_COLUMNS, ENTRY_EVIDENCE, ENTRY_NOT_APPLICABLE,
				  ENTRY_REVISION, ENTRY_EVALUATION };

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
	[ENTRY_NOT_APPLICABLE] = { .width = 24, .unlocked = true },
	[ENTRY_REVISION] = { .hidden = true },
	[ENTRY_EVALUATION] = { .hidden = true },
	[ENTRY_COLUMNS] = { .width = 30, .unlocked = true },
};

/* The main sheet in the making. */
struct writer {
	struct entry_writer base;
	struct form *form;
	unsigned places[ENTRY_COLUMNS + 1]; /* the column of each, from 1; of ENTRY_COLUMNS: of the first point */
	size_t n_points;
	struct cell_range *locked;
	struct form_cell *cells;
};

/* ---- columns ---- */

static const char **evidence_ids(struct writer *writer)
{
	const char **ids = arena_alloc(writer->base.arena, (writer->base.source->n_evidence + 1) * sizeof(*ids));

	for (size_t i = 0; i < writer->base.source->n_evidence; i++)
		ids[i] = writer->base.source->evidence[i]->id;
	return ids;
}

static void offer_evidence(struct writer *writer, struct form_column *column)
{
	column->prompt = arena_strdup(writer->base.arena, message_plain(writer->base.language, MSG_ENTRY_PROMPT_EVIDENCE));
	if (writer->base.source->n_evidence == 0)
		return;
	column->rule = FORM_CHOICE;
	column->choices = evidence_ids(writer);
	column->n_choices = writer->base.source->n_evidence;
}

static void place_columns(struct writer *writer)
{
	const size_t n = sizeof(order) / sizeof(*order);
	struct form_column *columns = arena_alloc(writer->base.arena, (n + writer->n_points) * sizeof(*columns));
	unsigned place = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t span = order[i] == ENTRY_COLUMNS ? writer->n_points : 1;

		if (order[i] == ENTRY_POINTS && writer->n_points == 0)
			continue;
		writer->places[order[i]] = place + 1;
		for (size_t k = 0; k < span; k++) {
			columns[place++] = looks[order[i]];
			builder_text(&writer->base.builder, 1, place,
				     order[i] == ENTRY_COLUMNS ? entry_point_header(writer->base.arena, k)
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
				    message_text(writer->base.arena, writer->base.language, prompts[kind], &unit, 1) };
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
	struct arena *arena = writer->base.arena;

	builder_text(&writer->base.builder, row, places[ENTRY_CODE], record->code);
	builder_text(&writer->base.builder, row, places[ENTRY_LEVEL_1], level_name(writer->base.source, record, 1));
	builder_text(&writer->base.builder, row, places[ENTRY_LEVEL_2], level_name(writer->base.source, record, 2));
	builder_text(&writer->base.builder, row, places[ENTRY_LEVEL_3], record->name);
	builder_put(&writer->base.builder, row, places[ENTRY_WEIGHT], CELL_NUMBER, decimal_format(arena, indicator->weight));
	builder_text(&writer->base.builder, row, places[ENTRY_RULE],
		     rule_text(arena, LANGUAGE_ZH, &indicator->rule, indicator->target.unit));
	builder_text(&writer->base.builder, row, places[ENTRY_TARGET],
		     record->target != NULL ? target_text_show(arena, record->target) : "");
	builder_text(&writer->base.builder, row, places[ENTRY_UNIT], entry_unit(indicator));
	builder_text(
		&writer->base.builder, row, places[ENTRY_STATE],
		entry_state_word(LANGUAGE_ZH, entry != NULL ? entry->state : JIXIAO__ENTRY_STATE__ENTRY_STATE_UNSPECIFIED));
	builder_text(&writer->base.builder, row, places[ENTRY_POINTS], points_text(arena, record));
}

static void put_row(struct writer *writer, unsigned row, const Jixiao__Indicator *record)
{
	const Jixiao__Entry *entry = entry_source_entry(writer->base.source, record->code);
	const unsigned first = writer->places[ENTRY_COLUMNS];
	Jixiao__EntryPutRequest content = entry_content_of(writer->base.arena, entry);
	struct indicator indicator;

	entry_indicator(writer->base.arena, record, &indicator);
	entry_content_settle(writer->base.arena, &indicator, &content);
	put_what_is_asked(writer, row, record, &indicator, entry);
	builder_put(&writer->base.builder, row, writer->places[ENTRY_ACTUAL], actual_cell_kind(&indicator, content.actual),
		    content.actual);
	builder_text(&writer->base.builder, row, writer->places[ENTRY_TEXT], content.text);
	for (size_t i = 0; i < content.n_points && i < writer->n_points; i++)
		builder_text(&writer->base.builder, row, first + (unsigned)i, content.points[i]);
	builder_text(&writer->base.builder, row, writer->places[ENTRY_EVIDENCE],
		     entry_content_text(writer->base.arena, &content, ENTRY_CONTENT_EVIDENCE));
	builder_text(&writer->base.builder, row, writer->places[ENTRY_NOT_APPLICABLE], content.not_applicable);
	builder_text(&writer->base.builder, row, writer->places[ENTRY_REVISION],
		     arena_printf(writer->base.arena, "%" PRIu64, content.revision));
	builder_text(&writer->base.builder, row, writer->places[ENTRY_EVALUATION], writer->base.source->evaluation);
	guide_actual(writer, row, &indicator, &content);
	lock(writer,
	     (struct cell_range){ row, first + (unsigned)indicator.n_points, row, first + (unsigned)writer->n_points - 1 });
}

static size_t put_rows(struct writer *writer)
{
	const struct entry_source *source = writer->base.source;
	unsigned row = 1;

	for (size_t i = 0; i < source->n_indicators; i++)
		if (entry_is_exported(&writer->base, source->indicators[i]))
			put_row(writer, ++row, source->indicators[i]);
	return row - 1;
}

/* The most points among the rows. */
static size_t count_points(const struct entry_writer *writer)
{
	const struct entry_source *source = writer->source;
	const size_t limit = entry_most_points(source);
	size_t most = 0;

	for (size_t i = 0; i < source->n_indicators; i++)
		if (source->indicators[i]->n_points > most && entry_is_exported(writer, source->indicators[i]))
			most = source->indicators[i]->n_points;
	return most < limit ? most : limit;
}

static size_t write_entries(struct writer *writer)
{
	const size_t n = writer->base.source->n_indicators;

	writer->form = entry_form_begin(&writer->base, "填报");
	writer->n_points = count_points(&writer->base);
	/* At most two locked ranges and one rule a row. */
	writer->form->locked = writer->locked = arena_alloc(writer->base.arena, (2 * n + 1) * sizeof(*writer->locked));
	writer->form->cells = writer->cells = arena_alloc(writer->base.arena, (n + 1) * sizeof(*writer->cells));
	writer->form->protect = true;
	place_columns(writer);
	return put_rows(writer);
}

size_t entry_sheet_write(struct arena *arena, enum language language, const struct entry_source *source, bool mine,
			 struct entry_form *form)
{
	struct writer writer = { .base = { arena, language, source, mine, .whole = form } };
	size_t n;

	*form = (struct entry_form){ .workbook = { .name = source->evaluation } };
	writer.base.builder = (struct builder){ .arena = arena, .workbook = &form->workbook };
	n = write_entries(&writer);
	entry_parts_write(&writer.base);
	entry_answers_write(&writer.base);
	entry_evidence_write(&writer.base);
	entry_guide_write(&writer.base);
	return n;
}
