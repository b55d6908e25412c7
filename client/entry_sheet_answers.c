/* The sheet 问卷: how many gave which answer, in rows of their own. */
#include <stdlib.h>
#include <string.h>

#include "client/entry_sheet_private.h"
#include "common/domain/questionnaire.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"

/* The counts of the whole questionnaire; the last only where the rule gives answers no values. */
static const char *const totals[] = { "发放", "回收", "有效", "满意" };
enum { TOTALS = 4 };

static size_t totals_of(const struct rule *rule)
{
	return rule->n_options > 0 ? TOTALS - 1 : TOTALS;
}

static uint32_t *total_in(Jixiao__Questionnaire *counts, size_t i)
{
	uint32_t *const places[TOTALS] = { &counts->issued, &counts->returned, &counts->valid, &counts->satisfied };

	return places[i];
}

/* ---- writing ---- */

static bool is_asked(const struct entry_writer *writer, const Jixiao__Indicator *record)
{
	return record->rule != NULL && record->rule->kind == JIXIAO__RULE_KIND__RULE_SATISFACTION &&
	       entry_is_exported(writer, record);
}

static void put_count(struct entry_writer *writer, unsigned row, const Jixiao__Indicator *record, const char *group,
		      const char *answer, const uint32_t *count)
{
	struct builder *builder = &writer->builder;

	builder_text(builder, row, DETAIL_CODE + 1, record->code);
	builder_text(builder, row, DETAIL_INDICATOR + 1, record->name);
	builder_text(builder, row, DETAIL_FIRST + 1, group);
	builder_text(builder, row, DETAIL_SECOND + 1, answer);
	if (count != NULL)
		builder_put(builder, row, DETAIL_THIRD + 1, CELL_NUMBER, arena_printf(writer->arena, "%u", *count));
}

static unsigned put_counts(struct entry_writer *writer, unsigned row, const Jixiao__Indicator *record)
{
	const Jixiao__Entry *entry = entry_source_entry(writer->source, record->code);
	const Jixiao__Questionnaire none = JIXIAO__QUESTIONNAIRE__INIT;
	const bool there = entry != NULL && entry->questionnaire != NULL && *entry->survey == '\0';
	struct indicator indicator;
	Jixiao__Questionnaire *counts;

	entry_indicator(writer->arena, record, &indicator);
	counts = entry_questionnaire_settle(writer->arena, &indicator.rule, there ? entry->questionnaire : &none);
	for (size_t i = 0; i < totals_of(&indicator.rule); i++)
		put_count(writer, row++, record, "", totals[i], there ? total_in(counts, i) : NULL);
	for (size_t i = 0; i < counts->n_groups; i++)
		for (size_t k = 0; k < counts->groups[i]->n_answers; k++)
			put_count(writer, row++, record, counts->groups[i]->name, counts->groups[i]->answers[k]->option,
				  there ? &counts->groups[i]->answers[k]->count : NULL);
	return row;
}

void entry_answers_write(struct entry_writer *writer)
{
	static const struct form_column columns[] = {
		[DETAIL_CODE] = { .width = 12 },
		[DETAIL_INDICATOR] = { .width = 30 },
		[DETAIL_FIRST] = { .width = 16 },
		[DETAIL_SECOND] = { .width = 16 },
		[DETAIL_THIRD] = { .width = 10, .unlocked = true, .rule = FORM_NOT_NEGATIVE },
	};
	const struct entry_source *source = writer->source;
	struct form *form = NULL;
	unsigned row = 2;

	for (size_t i = 0; i < source->n_indicators; i++) {
		if (!is_asked(writer, source->indicators[i]))
			continue;
		if (form == NULL) {
			form = entry_form_begin(writer, entry_details[DETAIL_ANSWERS].name);
			form->protect = true;
			form->columns = columns;
			form->n_columns = entry_details[DETAIL_ANSWERS].n_columns;
			for (unsigned k = 0; k < form->n_columns; k++)
				builder_text(&writer->builder, 1, k + 1, entry_details[DETAIL_ANSWERS].columns[k].header);
		}
		row = put_counts(writer, row, source->indicators[i]);
	}
}

/* ---- reading ---- */

static void fault(struct entry_reader *reader, const struct cell *cell, enum message_id id, const char *first)
{
	STATUS_VIOLATION(reader->status, table_place(reader->arena, &reader->sheet->details[DETAIL_ANSWERS], cell), id, first);
}

/* Where the rule keeps the count of a row; NULL if it has none of that name. */
static uint32_t *count_for(Jixiao__Questionnaire *counts, const struct rule *rule, const char *group, const char *answer)
{
	for (size_t i = 0; *group == '\0' && i < totals_of(rule); i++)
		if (strcmp(totals[i], answer) == 0)
			return total_in(counts, i);
	for (size_t i = 0; i < counts->n_groups; i++)
		for (size_t k = 0; strcmp(counts->groups[i]->name, group) == 0 && k < counts->groups[i]->n_answers; k++)
			if (strcmp(counts->groups[i]->answers[k]->option, answer) == 0)
				return &counts->groups[i]->answers[k]->count;
	return NULL;
}

/* A whole number; nothing is 0. */
static void read_count(struct entry_reader *reader, const struct cell *cell, uint32_t *count)
{
	const char *text = cell_word(reader->arena, cell);

	if (strlen(text) > 7 || text[strspn(text, "0123456789")] != '\0')
		fault(reader, cell, MSG_ENTRY_SHEET_COUNT, text);
	else
		*count = (uint32_t)strtoul(text, NULL, 10);
}

/* Whether any row says how many. */
static bool says_something(const struct entry_row *row)
{
	for (size_t i = 0; i < row->n_details[DETAIL_ANSWERS]; i++)
		if (!cell_is_blank(row->details[DETAIL_ANSWERS][i]->cells[DETAIL_THIRD]))
			return true;
	return false;
}

void entry_answers_read(struct entry_reader *reader, struct entry_row *row, const struct indicator *indicator)
{
	const Jixiao__Questionnaire none = JIXIAO__QUESTIONNAIRE__INIT;
	Jixiao__Questionnaire *counts;

	row->file.questionnaire = row->now.questionnaire;
	row->file.survey = row->now.survey;
	if (reader->sheet->details[DETAIL_ANSWERS].header_row == 0)
		return;
	row->file.questionnaire = NULL;
	if (!says_something(row))
		return;
	counts = entry_questionnaire_settle(reader->arena, &indicator->rule, &none);
	for (size_t i = 0; i < row->n_details[DETAIL_ANSWERS]; i++) {
		const struct cell *const *cells = row->details[DETAIL_ANSWERS][i]->cells;
		uint32_t *count = NULL;

		if (indicator->rule.kind == RULE_SATISFACTION)
			count = count_for(counts, &indicator->rule, cell_word(reader->arena, cells[DETAIL_FIRST]),
					  cell_word(reader->arena, cells[DETAIL_SECOND]));
		if (count == NULL)
			fault(reader, cells[DETAIL_SECOND], MSG_ENTRY_SHEET_NO_COUNT,
			      cell_word(reader->arena, cells[DETAIL_SECOND]));
		else
			read_count(reader, cells[DETAIL_THIRD], count);
	}
	row->file.questionnaire = counts;
	row->file.survey = (char *)"";
}
