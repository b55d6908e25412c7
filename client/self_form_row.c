/* A row of 指标 beside its names: weight, rule and target of the indicator, its entry, and the score where people judge. */
#include <string.h>

#include "client/self_form_private.h"
#include "client/target_text.h"
#include "common/domain/value_text.h"
#include "common/record/record_domain.h"
#include "common/rpc/pb.h"

struct row {
	struct form_reader *reader;
	const struct table_row *cells;
	const char *words[IND_COLUMNS];
	const char *path; /* "indicators[3]" */
	Jixiao__Indicator *node;
	const struct form_method *method;
};

static const struct cell *cell_of(const struct row *row, enum indicators_column column)
{
	return row->cells->cells[column];
}

static void fault(struct row *row, enum indicators_column column, enum message_id id, const char *first, const char *second)
{
	form_fault(row->reader, SHEET_INDICATORS, cell_of(row, column), id, first, second);
}

static void note(struct row *row, enum indicators_column column, enum message_id id, const char *first, const char *second)
{
	form_note(row->reader, SHEET_INDICATORS, cell_of(row, column), id, first, second);
}

static char *place(struct row *row, enum indicators_column column)
{
	return form_cell_place(row->reader, SHEET_INDICATORS, cell_of(row, column));
}

static void remember(struct row *row, const char *field, enum indicators_column column)
{
	form_remember(row->reader, arena_printf(row->reader->arena, "%s.%s", row->path, field), SHEET_INDICATORS,
		      cell_of(row, column));
}

/* A number of ${unit}, which may be left out; "" if the cell is blank or wrong. */
static char *number(struct row *row, enum indicators_column column, const char *unit)
{
	struct arena *arena = row->reader->arena;
	struct value_text read;

	if (*row->words[column] == '\0' ||
	    !value_text_parse(arena, row->words[column], VALUE_NUMBER, place(row, column), &read, row->reader->status))
		return arena_strdup(arena, "");
	if (read.op != OP_NONE)
		fault(row, column, MSG_VALUE_OP_UNWANTED, row->words[column], NULL);
	else if (*read.unit != '\0' && strcmp(read.unit, unit) != 0)
		fault(row, column, MSG_VALUE_UNIT_DIFFERS, row->words[column], unit);
	return decimal_format(arena, read.value.number);
}

/* ---- which rule ---- */

static bool reads_as(const char *text, enum value_kind kind, struct arena *arena, struct value_text *read)
{
	struct status ignored = STATUS_INIT;
	bool does = value_text_parse(arena, text, kind, "", read, &ignored);

	status_clear(&ignored);
	return does && read->value.kind == kind;
}

static const struct form_method *method_for(enum rule_kind kind, enum fund_rate rate)
{
	for (size_t i = 0; i < form_n_methods; i++)
		if (form_methods[i].kind == kind && form_methods[i].rate == rate)
			return &form_methods[i];
	return NULL;
}

static const struct form_method *method_by_label(struct row *row)
{
	const char *labels = "";

	for (size_t i = 0; i < form_n_methods; i++) {
		if (strcmp(form_methods[i].label, row->words[IND_RULE]) == 0)
			return &form_methods[i];
		labels = arena_printf(row->reader->arena, "%s%s%s", labels, i > 0 ? "、" : "", form_methods[i].label);
	}
	fault(row, IND_RULE, MSG_SCHEME_FILE_NO_SUCH, row->words[IND_RULE], labels);
	return method_for(RULE_MANUAL, FUND_RATE_NONE);
}

static bool is_whole(const struct value_text *target)
{
	return decimal_compare(target->value.number, DECIMAL(100)) == 0 && strcmp(target->unit, "%") == 0;
}

static bool is_named(const struct row *row, const char *word)
{
	return strstr(row->words[IND_LEVEL_3], word) != NULL;
}

static enum rule_kind rule_of_number(const struct row *row, const struct value_text *target)
{
	static const enum rule_kind by_op[] = {
		[OP_NONE] = RULE_RATIO, [OP_AT_LEAST] = RULE_RATIO, [OP_AT_MOST] = RULE_INVERSE, [OP_EQUAL] = RULE_EXACT
	};

	if (*row->words[IND_STEP] != '\0' && *row->words[IND_DEDUCTION] != '\0')
		return RULE_STEP;
	if (is_named(row, "满意度") && strcmp(target->unit, "%") == 0 && by_op[target->op] == RULE_RATIO)
		return RULE_SATISFACTION;
	return by_op[target->op];
}

/* A target without an operator is a number only if what was reached is one, too: "3个月内完成" is none. */
static bool is_number(struct row *row, struct value_text *target)
{
	struct value_text actual;

	if (!reads_as(row->words[IND_TARGET], VALUE_NUMBER, row->reader->arena, target))
		return false;
	return target->op != OP_NONE || *row->words[IND_ACTUAL] == '\0' ||
	       reads_as(row->words[IND_ACTUAL], VALUE_NUMBER, row->reader->arena, &actual);
}

/* What the target says of how it is scored. */
static const struct form_method *method_by_target(struct row *row)
{
	const char *text = row->words[IND_TARGET];
	struct value_text target;

	if (*text == '\0')
		return is_named(row, "预算执行率") ? method_for(RULE_RATE, FUND_RATE_EXECUTION)
						   : method_for(RULE_MANUAL, FUND_RATE_NONE);
	if (is_number(row, &target)) {
		if (is_named(row, "预算执行率") && is_whole(&target))
			return method_for(RULE_RATE, FUND_RATE_EXECUTION);
		return method_for(rule_of_number(row, &target), FUND_RATE_NONE);
	}
	if (*row->words[IND_DEDUCTION] != '\0' && reads_as(text, VALUE_DATE, row->reader->arena, &target))
		return method_for(RULE_DEADLINE, FUND_RATE_NONE);
	return method_for(RULE_TIER, FUND_RATE_NONE);
}

/* ---- rule and target ---- */

static void read_parameters(struct row *row, Jixiao__Rule *rule)
{
	const struct form_method *method = row->method;
	char *deduction = number(row, IND_DEDUCTION, "分");

	if (method->step)
		rule->step = number(row, IND_STEP, row->node->target != NULL ? row->node->target->unit : "");
	else if (*row->words[IND_STEP] != '\0')
		note(row, IND_STEP, MSG_FORM_PARAMETER_UNUSED, method->label, NULL);
	if (!method->deduction) {
		if (*row->words[IND_DEDUCTION] != '\0')
			note(row, IND_DEDUCTION, MSG_FORM_PARAMETER_UNUSED, method->label, NULL);
		return;
	}
	if (method->kind == RULE_DEADLINE)
		rule->per_day = deduction;
	else
		rule->deduction = deduction;
	if (*row->words[IND_DEDUCTION] == '\0')
		fault(row, IND_DEDUCTION, MSG_FORM_PARAMETER_WANTED, method->label, NULL);
	if (method->step && *row->words[IND_STEP] == '\0')
		fault(row, IND_STEP, MSG_FORM_PARAMETER_WANTED, method->label, NULL);
}

static void read_rule(struct row *row)
{
	static const char *const rates[] = {
		[FUND_RATE_NONE] = "", [FUND_RATE_RECEIVED] = "received", [FUND_RATE_EXECUTION] = "execution"
	};
	Jixiao__Rule *rule = (void *)pb_new(row->reader->arena, &jixiao__rule__descriptor);

	rule->kind = (Jixiao__RuleKind)row->method->kind;
	rule->rate = arena_strdup(row->reader->arena, rates[row->method->rate]);
	read_parameters(row, rule);
	row->node->rule = rule;
}

/* Paper leaves out the usual operator. */
static const char *with_operator(struct row *row)
{
	static const char *const usual[RULE_KINDS] = {
		[RULE_RATIO] = "≥",    [RULE_SATISFACTION] = "≥", [RULE_STEP] = "≥",	   [RULE_INVERSE] = "≤",
		[RULE_DEADLINE] = "≤", [RULE_EXACT] = "=",	  [RULE_FLOOR_RATE] = "=", [RULE_RATE] = "="
	};
	const char *text = row->words[IND_TARGET], *sign = usual[row->method->kind];
	const enum value_kind want = rule_target_kind(row->method->kind);
	struct value_text read;

	if (sign == NULL || !reads_as(text, want, row->reader->arena, &read) || read.op != OP_NONE)
		return text;
	note(row, IND_TARGET, MSG_FORM_OPERATOR, text, sign);
	return arena_printf(row->reader->arena, "%s%s", sign, text);
}

static void read_target(struct row *row)
{
	Jixiao__Target *target = (void *)pb_new(row->reader->arena, &jixiao__target__descriptor);

	if (*row->words[IND_TARGET] != '\0' && target_text_parse(row->reader->arena, with_operator(row), row->method->kind,
								 place(row, IND_TARGET), target, row->reader->status))
		row->node->target = target;
}

static void read_indicator(struct row *row)
{
	const enum value_kind kind = rule_target_kind(row->method->kind);

	read_target(row);
	read_rule(row);
	row->node->weight = number(row, IND_WEIGHT, "分");
	row->node->nature =
		arena_strdup(row->reader->arena, kind == VALUE_NUMBER || kind == VALUE_DATE ? "quantitative" : "qualitative");
	if (*row->words[IND_WEIGHT] == '\0')
		fault(row, IND_WEIGHT, MSG_FIELD_REQUIRED, NULL, NULL);
	remember(row, "weight", IND_WEIGHT);
	remember(row, "target", IND_TARGET);
	remember(row, "rule", IND_RULE);
	remember(row, "rule.step", IND_STEP);
	remember(row, "rule.deduction", IND_DEDUCTION);
	remember(row, "rule.per_day", IND_DEDUCTION);
}

/* ---- entry ---- */

/* The indicator as the domain has it; false if that is not there: its faults are named elsewhere. */
static bool domain_indicator(struct row *row, struct indicator *indicator)
{
	struct status ignored = STATUS_INIT;
	bool whole = (row->node->target != NULL || *row->words[IND_TARGET] == '\0') &&
		     indicator_from_record(row->reader->arena, row->node, row->path, indicator, &ignored) == STATUS_OK;

	status_clear(&ignored);
	return whole;
}

static bool is_serial(struct row *row, const struct cell *cell, const struct indicator *indicator)
{
	const char *day = cell_serial_day(row->reader->arena, row->reader->workbook, cell);

	if (day == NULL || rule_rows[indicator->rule.kind].actual != VALUE_DATE)
		return false;
	fault(row, IND_ACTUAL, MSG_ENTRY_SHEET_SERIAL, cell->text, day);
	return true;
}

static const char *read_actual(struct row *row, const struct indicator *indicator)
{
	const struct cell *cell = cell_of(row, IND_ACTUAL);
	struct value_text read;
	struct value actual;

	if (is_serial(row, cell, indicator))
		return "";
	if (*indicator->target.unit != '\0' && reads_as(row->words[IND_ACTUAL], VALUE_NUMBER, row->reader->arena, &read) &&
	    *read.unit == '\0')
		note(row, IND_ACTUAL, MSG_FORM_UNIT, row->words[IND_ACTUAL], indicator->target.unit);
	if (!actual_parse(&indicator->rule, &indicator->target, row->words[IND_ACTUAL], "", place(row, IND_ACTUAL), &actual,
			  row->reader->status))
		return "";
	return actual_format(row->reader->arena, &actual);
}

/* A rate comes from the funds, and what is only judged is told in words. */
static void read_entry(struct row *row, const struct indicator *indicator)
{
	struct arena *arena = row->reader->arena;
	Jixiao__EntryListReply *list = row->reader->form->export->entries;
	Jixiao__Entry *entry = (void *)pb_new(arena, &jixiao__entry__descriptor);
	const char *path = arena_printf(arena, "entries[%zu]", list->n_entries), *actual = row->words[IND_ACTUAL];

	/* The funds and a judgement are scored by an entry that says nothing, too. */
	if (*actual == '\0' && *row->words[IND_REASON] == '\0' && indicator->rule.rate == FUND_RATE_NONE &&
	    !(rule_rows[indicator->rule.kind].judged && *row->words[IND_POINTS] != '\0'))
		return;
	entry->indicator = row->node->code;
	entry->unit = arena_strdup(arena, indicator->target.unit);
	entry->text = arena_strdup(arena, row->words[IND_REASON]);
	entry->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	entry->revision = 1;
	if (indicator->rule.rate != FUND_RATE_NONE && *actual != '\0')
		note(row, IND_ACTUAL, MSG_FORM_ACTUAL_FUNDS, actual, NULL);
	else if (indicator->rule.kind == RULE_MANUAL)
		entry->text = arena_printf(arena, "%s%s%s", actual, *actual && *entry->text ? "；" : "", entry->text);
	else if (*actual != '\0')
		entry->actual = arena_strdup(arena, read_actual(row, indicator));
	form_remember(row->reader, path, SHEET_INDICATORS, cell_of(row, IND_ACTUAL));
	list->entries[list->n_entries++] = entry;
}

/* ---- score ---- */

/* The tier that a share of the weight lies in. */
static unsigned tier_of(const struct indicator *indicator, struct decimal share)
{
	unsigned tier = 1;

	while (tier < 3 && decimal_compare(share, indicator->rule.bounds[tier - 1]) < 0)
		tier++;
	return tier;
}

static bool share_of(struct decimal points, struct decimal weight, struct decimal *share)
{
	struct ratio ratio;

	return ratio_divide_decimals(points, weight, &ratio) && ratio_round(ratio, 6, share);
}

/* What was typed as 得分 of an indicator that people judge, as its score. */
static void read_judgement(struct row *row, const struct indicator *indicator, Jixiao__Score *score)
{
	struct decimal points, share;

	if (*row->words[IND_POINTS] == '\0') {
		note(row, IND_POINTS, MSG_FORM_POINTS_WANTED, row->method->label, NULL);
		return;
	}
	score->points = number(row, IND_POINTS, "分");
	if (*score->points == '\0' || !decimal_parse(score->points, &points))
		return;
	if (points.micros < 0 || decimal_compare(points, indicator->weight) > 0 || !decimal_fits(points, 2)) {
		fault(row, IND_POINTS, MSG_FORM_POINTS, row->words[IND_POINTS], row->node->weight);
		return;
	}
	if (indicator->rule.kind == RULE_TIER && share_of(points, indicator->weight, &share)) {
		score->tier = tier_of(indicator, share);
		score->share = decimal_format(row->reader->arena, share);
	}
}

static void read_score(struct row *row, const struct indicator *indicator)
{
	Jixiao__ScoreListReply *list = row->reader->form->export->scores;
	Jixiao__Score *score = (void *)pb_new(row->reader->arena, &jixiao__score__descriptor);

	if (!indicator_is_assessed(indicator))
		return;
	score->indicator = row->node->code;
	score->reason = arena_strdup(row->reader->arena, row->words[IND_REASON]);
	score->state = JIXIAO__SCORE_STATE__SCORE_STATE_APPROVED;
	score->entry_revision = score->funds_revision = 1;
	if (rule_rows[row->method->kind].judged)
		read_judgement(row, indicator, score);
	else
		score->computed = number(row, IND_POINTS, "分"); /* until it is scored */
	if (rule_rows[row->method->kind].judged && *score->points == '\0')
		return;
	form_remember(row->reader, arena_printf(row->reader->arena, "scores[%zu]", list->n_scores), SHEET_INDICATORS,
		      cell_of(row, IND_POINTS));
	list->scores[list->n_scores++] = score;
}

/* ---- the row ---- */

void form_row_read(struct form_reader *reader, const struct table_row *cells, Jixiao__Indicator *node)
{
	struct row row = { .reader = reader, .cells = cells, .node = node };
	struct indicator indicator;

	for (size_t i = 0; i < IND_COLUMNS; i++)
		row.words[i] = cell_word(reader->arena, cells->cells[i]);
	row.path = arena_printf(reader->arena, "indicators[%zu]", reader->form->export->scheme->n_indicators - 1);
	row.method = *row.words[IND_RULE] != '\0' ? method_by_label(&row) : method_by_target(&row);
	read_indicator(&row);
	if (!domain_indicator(&row, &indicator))
		return;
	read_entry(&row, &indicator);
	read_score(&row, &indicator);
}
