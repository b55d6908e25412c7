/* 项目 and 资金 of a filled form. */
#include <string.h>

#include "client/self_form_private.h"
#include "common/domain/unit.h"
#include "common/domain/value_text.h"
#include "common/rpc/pb.h"

/* ---- facts ---- */

static size_t fact_by_label(const char *label)
{
	size_t i = 0;

	while (i < FACTS && strcmp(form_facts[i].label, label) != 0)
		i++;
	return i;
}

static void find_facts(struct form_reader *reader)
{
	const struct table *table = &reader->tables[SHEET_FACTS];

	for (size_t i = 0; i < FACTS; i++)
		reader->facts[i] = form_facts[i].usual;
	for (size_t i = 0; reader->there[SHEET_FACTS] && i < table->n_rows; i++) {
		const struct cell *const *cells = table->rows[i].cells;
		const char *label = cell_word(reader->arena, cells[FACTS_LABEL]),
			   *value = cell_word(reader->arena, cells[FACTS_VALUE]);
		const size_t fact = fact_by_label(label);

		if (fact == FACTS) {
			form_fault(reader, SHEET_FACTS, cells[FACTS_LABEL], MSG_FORM_NO_FACT, label, NULL);
			continue;
		}
		reader->at[fact] = cells[FACTS_VALUE];
		if (*form_facts[fact].path != '\0')
			form_remember(reader, form_facts[fact].path, SHEET_FACTS, cells[FACTS_VALUE]);
		if (*value != '\0')
			reader->facts[fact] = value;
	}
}

static char *fact(struct form_reader *reader, enum form_fact i)
{
	return arena_strdup(reader->arena, reader->facts[i]);
}

/* Where it stands; a row that was taken out stands nowhere, and has its usual value. */
static const char *fact_place(struct form_reader *reader, enum form_fact i)
{
	return reader->at[i] != NULL ? form_cell_place(reader, SHEET_FACTS, reader->at[i]) : "项目!";
}

/* A date however it was typed; what is none stays, and is named. */
static char *date_fact(struct form_reader *reader, enum form_fact i)
{
	struct value_text read;

	if (*reader->facts[i] == '\0' ||
	    !value_text_parse(reader->arena, reader->facts[i], VALUE_DATE, fact_place(reader, i), &read, reader->status))
		return fact(reader, i);
	return date_format(reader->arena, read.value.date);
}

/* "30%" or "0.3" as a share; "90" or "90分" as points, which ${unit} says. */
static char *number_fact(struct form_reader *reader, enum form_fact i, const char *unit)
{
	const bool is_share = strcmp(unit, "%") == 0;
	struct value_text read;
	struct decimal number;

	if (!value_text_parse(reader->arena, reader->facts[i], VALUE_NUMBER, fact_place(reader, i), &read, reader->status))
		return fact(reader, i);
	number = read.value.number;
	if (is_share && strcmp(read.unit, "%") == 0)
		number.micros /= 100;
	else if (*read.unit != '\0' && strcmp(read.unit, unit) != 0)
		STATUS_VIOLATION(reader->status, fact_place(reader, i), MSG_VALUE_UNIT_DIFFERS, reader->facts[i], unit);
	return decimal_format(reader->arena, number);
}

/* One of the words that the cell may hold. */
static const char *denominator_fact(struct form_reader *reader)
{
	static const char *const names[2] = { [DENOMINATOR_RECEIVED] = "received", [DENOMINATOR_BUDGET] = "budget" };

	for (size_t i = 0; i < 2; i++)
		if (strcmp(reader->facts[FACT_DENOMINATOR], form_denominators[i]) == 0)
			return names[i];
	STATUS_VIOLATION(reader->status, fact_place(reader, FACT_DENOMINATOR), MSG_SCHEME_FILE_NO_SUCH,
			 reader->facts[FACT_DENOMINATOR], "全年预算数、到位数");
	return "";
}

static void read_options(struct form_reader *reader, Jixiao__Scheme *scheme)
{
	static const enum form_fact grades[] = { FACT_EXCELLENT, FACT_GOOD, FACT_FAIR };
	Jixiao__Scoring *scoring = scheme->scoring;

	scheme->n_grades = 3;
	scheme->grades = arena_alloc(reader->arena, 3 * sizeof(*scheme->grades));
	for (size_t i = 0; i < 3; i++)
		scheme->grades[i] = number_fact(reader, grades[i], "分");
	scoring->denominator = arena_strdup(reader->arena, denominator_fact(reader));
	scoring->floor = number_fact(reader, FACT_FLOOR, "%");
	scoring->deviation_limit = number_fact(reader, FACT_DEVIATION_LIMIT, "%");
	scoring->deviation_deduction = number_fact(reader, FACT_DEVIATION_DEDUCTION, "分");
}

void form_facts_read(struct form_reader *reader)
{
	Jixiao__Scheme *scheme = reader->form->export->scheme->scheme;

	find_facts(reader);
	scheme->project = fact(reader, FACT_PROJECT);
	scheme->implementer_unit = fact(reader, FACT_UNIT);
	scheme->fund_kind = fact(reader, FACT_FUND_KIND);
	scheme->start = date_fact(reader, FACT_START);
	scheme->end = date_fact(reader, FACT_END);
	scheme->cut_off = date_fact(reader, FACT_CUT_OFF);
	scheme->standard = fact(reader, FACT_STANDARD);
	scheme->template_ = fact(reader, FACT_TEMPLATE);
	reader->form->export->evaluation->title = scheme->project;
	reader->form->export->evaluation->unit = scheme->implementer_unit;
	read_options(reader, scheme);
}

/* ---- funds ---- */

/* In 元; an amount without a unit is in the form's. "" if the cell is blank. */
static char *read_money(struct form_reader *reader, const struct cell *cell)
{
	const char *text = cell_word(reader->arena, cell), *place = form_cell_place(reader, SHEET_FUNDS, cell);
	struct value_text read;
	struct money amount;

	if (*text == '\0')
		return arena_strdup(reader->arena, "");
	if (!value_text_parse(reader->arena, text, VALUE_NUMBER, place, &read, reader->status))
		return arena_strdup(reader->arena, "0.00");
	if (*read.unit == '\0')
		text = arena_printf(reader->arena, "%s%s", text, reader->facts[FACT_MONEY_UNIT]);
	if (!value_money_parse(reader->arena, text, place, &amount, reader->status))
		return arena_strdup(reader->arena, "0.00");
	if (amount.fen < 0)
		form_fault(reader, SHEET_FUNDS, cell, MSG_BUDGET_NEGATIVE, text, NULL);
	return money_format(reader->arena, amount);
}

/* Not refused here: whoever hands the funds in says why. */
static void note_excess(struct form_reader *reader, const struct table_row *row, const Jixiao__BudgetSource *source,
			const Jixiao__FundFlow *flow)
{
	struct money budget, received, paid;

	if (!money_parse(source->amount, &budget) || !money_parse(flow->received, &received) || !money_parse(flow->paid, &paid))
		return;
	if (paid.fen > received.fen)
		form_note(reader, SHEET_FUNDS, row->cells[FUNDS_PAID], MSG_FORM_PAID_OVER, flow->paid, flow->received);
	if (received.fen > budget.fen)
		form_note(reader, SHEET_FUNDS, row->cells[FUNDS_RECEIVED], MSG_FORM_RECEIVED_OVER, flow->received,
			  source->amount);
}

static void add_source(struct form_reader *reader, const struct table_row *row)
{
	Jixiao__Scheme *scheme = reader->form->export->scheme->scheme;
	Jixiao__Funds *funds = reader->form->export->funds;
	const size_t i = scheme->n_budget++;
	const char *path = arena_printf(reader->arena, "scheme.budget[%zu]", i);
	Jixiao__BudgetSource *source = (void *)pb_new(reader->arena, &jixiao__budget_source__descriptor);
	Jixiao__FundFlow *flow = (void *)pb_new(reader->arena, &jixiao__fund_flow__descriptor);

	form_remember(reader, path, SHEET_FUNDS, row->cells[FUNDS_SOURCE]);
	form_remember(reader, arena_printf(reader->arena, "%s.amount", path), SHEET_FUNDS, row->cells[FUNDS_BUDGET]);
	form_remember(reader, arena_printf(reader->arena, "flows[%zu]", i), SHEET_FUNDS, row->cells[FUNDS_PAID]);
	form_remember(reader, arena_printf(reader->arena, "flows[%zu].received", i), SHEET_FUNDS, row->cells[FUNDS_RECEIVED]);
	source->source = flow->source = cell_word(reader->arena, row->cells[FUNDS_SOURCE]);
	source->amount = read_money(reader, row->cells[FUNDS_BUDGET]);
	flow->received = read_money(reader, row->cells[FUNDS_RECEIVED]);
	flow->paid = read_money(reader, row->cells[FUNDS_PAID]);
	if (*source->amount == '\0')
		form_fault(reader, SHEET_FUNDS, row->cells[FUNDS_BUDGET], MSG_FIELD_REQUIRED, NULL, NULL);
	if (*flow->paid == '\0')
		form_fault(reader, SHEET_FUNDS, row->cells[FUNDS_PAID], MSG_FIELD_REQUIRED, NULL, NULL);
	/* Paper forms have no column for it: what was budgeted is taken as received, and said so. */
	if (*flow->received == '\0') {
		flow->received = source->amount;
		form_note(reader, SHEET_FUNDS, row->cells[FUNDS_RECEIVED], MSG_FORM_RECEIVED, source->source, NULL);
	}
	scheme->budget[i] = source;
	funds->flows[funds->n_flows++] = flow;
	note_excess(reader, row, source, flow);
}

/* The sum of what stands above it on paper: not a source of its own. */
static bool is_total(struct form_reader *reader, const struct table_row *row)
{
	static const char *const words[] = { "合计", "总计", "年度资金总额" };
	const char *source = cell_word(reader->arena, row->cells[FUNDS_SOURCE]);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(source, words[i]) == 0)
			return true;
	return false;
}

static bool has_amounts(const struct table_row *row)
{
	for (size_t i = FUNDS_FIRST; i < FUNDS_COLUMNS; i++)
		if (!cell_is_blank(row->cells[i]))
			return true;
	return false;
}

/* What the budget was at first, and one adjustment: paper says no more of it. */
static void add_first_budget(struct form_reader *reader, const struct table_row *row, char *first)
{
	Jixiao__Scheme *scheme = reader->form->export->scheme->scheme;
	Jixiao__BudgetSource *source = scheme->budget[scheme->n_budget - 1];
	Jixiao__BudgetAdjustment *one;
	struct money before, after;

	if (*first == '\0' || !money_parse(first, &before) || !money_parse(source->amount, &after) || before.fen == after.fen)
		return;
	one = (void *)pb_new(reader->arena, &jixiao__budget_adjustment__descriptor);
	one->amount = money_format(reader->arena, (struct money){ after.fen - before.fen });
	one->reason = arena_strdup(reader->arena, "年中调整");
	source->initial = first;
	source->adjustments = arena_alloc(reader->arena, sizeof(*source->adjustments));
	source->adjustments[source->n_adjustments++] = one;
	form_note(reader, SHEET_FUNDS, row->cells[FUNDS_FIRST], MSG_FORM_BUDGET_ADJUSTED, first, source->amount);
}

void form_funds_read(struct form_reader *reader)
{
	Jixiao__Scheme *scheme = reader->form->export->scheme->scheme;
	Jixiao__Funds *funds = reader->form->export->funds;
	const struct table *table = &reader->tables[SHEET_FUNDS];

	scheme->budget = arena_alloc(reader->arena, (table->n_rows + 1) * sizeof(*scheme->budget));
	funds->flows = arena_alloc(reader->arena, (table->n_rows + 1) * sizeof(*funds->flows));
	funds->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	funds->revision = 1;
	for (size_t i = 0; reader->there[SHEET_FUNDS] && i < table->n_rows; i++) {
		if (is_total(reader, &table->rows[i]) || !has_amounts(&table->rows[i]))
			continue;
		add_source(reader, &table->rows[i]);
		add_first_budget(reader, &table->rows[i], read_money(reader, table->rows[i].cells[FUNDS_FIRST]));
	}
}
