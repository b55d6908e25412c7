/* Indicators: rules with their parameters, targets, points. */
#include "common/record/record_reader.h"

/* Which parameters the record names. */
static unsigned rule_given(const Jixiao__Rule *record)
{
	const struct {
		const char *text;
		unsigned given;
	} rows[] = {
		{ record->floor, GIVEN_FLOOR },
		{ record->denominator, GIVEN_DENOMINATOR },
		{ record->deviation_limit, GIVEN_DEVIATION_LIMIT },
		{ record->deviation_deduction, GIVEN_DEVIATION_DEDUCTION },
	};
	unsigned given = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (*rows[i].text != '\0')
			given |= rows[i].given;
	return given;
}

static void answers_read(struct arena *arena, const struct reader *reader, const Jixiao__Rule *record, struct rule *rule)
{
	struct answer_option *options = arena_alloc(arena, record->n_options * sizeof(*options));
	struct answer_group *groups = arena_alloc(arena, record->n_groups * sizeof(*groups));

	for (size_t i = 0; i < record->n_options; i++)
		options[i] = (struct answer_option){ record->options[i]->name,
						     reader_decimal(reader, arena_printf(arena, "options[%zu].value", i),
								    record->options[i]->value, DECIMAL(0)) };
	for (size_t i = 0; i < record->n_groups; i++)
		groups[i] = (struct answer_group){ record->groups[i]->name,
						   reader_decimal(reader, arena_printf(arena, "groups[%zu].weight", i),
								  record->groups[i]->weight, DECIMAL(0)) };
	rule->options = options;
	rule->n_options = record->n_options;
	rule->groups = groups;
	rule->n_groups = record->n_groups;
	rule->satisfied_from = reader_decimal(reader, "satisfied_from", record->satisfied_from, DECIMAL(80));
}

static void bands_read(struct arena *arena, const struct reader *reader, const Jixiao__Rule *record, struct rule *rule)
{
	struct score_band *bands = arena_alloc(arena, record->n_bands * sizeof(*bands));

	for (size_t i = 0; i < record->n_bands; i++) {
		const Jixiao__Band *band = record->bands[i];
		bool is_share = *band->share != '\0';

		if (is_share == (*band->points != '\0'))
			reader_fault(reader, arena_printf(arena, "bands[%zu]", i), MSG_BAND_VALUE, NULL);
		bands[i].from = reader_decimal(reader, arena_printf(arena, "bands[%zu].from", i), band->from, DECIMAL(0));
		bands[i].is_share = is_share;
		bands[i].value = reader_decimal(reader, arena_printf(arena, "bands[%zu].%s", i, is_share ? "share" : "points"),
						is_share ? band->share : band->points, DECIMAL(0));
	}
	rule->bands = bands;
	rule->n_bands = record->n_bands;
}

enum status_code rule_from_record(struct arena *arena, const Jixiao__Rule *record, const char *path, struct rule *rule,
				  struct status *status)
{
	static const char *const rates[] = { "", "received", "execution", NULL };
	const struct scoring_options *usual = &scoring_options_usual;
	const struct decimal bounds[2] = { { DECIMAL_ONE / 10 * 8 }, { DECIMAL_ONE / 10 * 6 } };
	struct reader reader = reader_begin(path, status);

	*rule = (struct rule){
		.kind = (enum rule_kind)record->kind,
		.parts =
			(enum part_measure)reader_word(&reader, "parts", record->parts, part_measure_names, "sum、mean、count"),
		.given = rule_given(record),
		.floor = reader_decimal(&reader, "floor", record->floor, usual->floor),
		.rate = (enum fund_rate)reader_word(&reader, "rate", record->rate, rates, "received、execution"),
		.denominator = reader_denominator(&reader, "denominator", record->denominator, usual->denominator),
		.step = reader_decimal(&reader, "step", record->step, DECIMAL(0)),
		.deduction = reader_decimal(&reader, "deduction", record->deduction, DECIMAL(0)),
		.per_day = reader_decimal(&reader, "per_day", record->per_day, DECIMAL(0)),
		.bounds = { bounds[0], bounds[1] },
		.deviation_limit = reader_decimal(&reader, "deviation_limit", record->deviation_limit, usual->deviation_limit),
		.deviation_deduction =
			reader_decimal(&reader, "deviation_deduction", record->deviation_deduction, usual->deviation_deduction),
	};
	bands_read(arena, &reader, record, rule);
	answers_read(arena, &reader, record, rule);
	if (record->n_bounds != 0 && record->n_bounds != 2)
		reader_fault(&reader, "bounds", MSG_BOUNDS_COUNT, arena_printf(&status->arena, "%zu", record->n_bounds));
	for (size_t i = 0; i < record->n_bounds && record->n_bounds == 2; i++)
		rule->bounds[i] =
			reader_decimal(&reader, arena_printf(&status->arena, "bounds[%zu]", i), record->bounds[i], bounds[i]);
	return reader_end(&reader);
}

static struct value value_read(const struct reader *reader, const char *text, enum value_kind kind)
{
	struct value value = { .kind = kind, .text = text };

	if (*text == '\0')
		return (struct value){ .kind = VALUE_NONE, .text = "" };
	if (kind == VALUE_NONE)
		value.kind = decimal_parse(text, &value.number) ? VALUE_NUMBER
			     : date_parse(text, &value.date)	? VALUE_DATE
								: VALUE_TEXT;
	else if (kind == VALUE_NUMBER && !decimal_parse(text, &value.number))
		reader_fault(reader, "value", MSG_FIELD_NOT_DECIMAL, text);
	else if (kind == VALUE_DATE && !date_parse(text, &value.date))
		reader_fault(reader, "value", MSG_FIELD_NOT_DATE, text);
	return value;
}

/* ${kind}: what the target's rule wants; for VALUE_NONE the text's own form says what it is. */
static enum status_code target_from_record(const Jixiao__Target *record, enum value_kind kind, const char *path,
					   struct target *target, struct status *status)
{
	static const char *const ops[] = { "", ">=", "<=", "=", NULL };
	struct reader reader = reader_begin(path, status);

	target->op = (enum target_op)reader_word(&reader, "op", record->op, ops, ">=、<=、=");
	target->value = value_read(&reader, record->value, kind);
	target->unit = record->unit;
	return reader_end(&reader);
}

/* "≥10次", "=2024年12月10日", "长期". */
static const char *target_words(struct arena *arena, const struct target *target, const char *value)
{
	static const char *const signs[] = { "", "≥", "≤", "=" };

	if (target->value.kind == VALUE_NONE)
		return "";
	if (target->value.kind == VALUE_DATE)
		value = date_format_zh(arena, target->value.date);
	return arena_printf(arena, "%s%s%s", signs[target->op], value, target->unit);
}

static void points_read(struct arena *arena, const struct reader *reader, const Jixiao__Indicator *record,
			struct indicator *indicator)
{
	indicator->n_points = record->n_points;
	indicator->points = arena_alloc(arena, record->n_points * sizeof(*indicator->points));
	for (size_t i = 0; i < record->n_points; i++) {
		const Jixiao__Point *point = record->points[i];
		const char *field = arena_printf(arena, "points[%zu].weight", i);

		if (*point->weight == '\0')
			reader_fault(reader, field, MSG_FIELD_REQUIRED, NULL);
		indicator->points[i] =
			(struct checklist_point){ .text = point->text,
						  .weight = reader_decimal(reader, field, point->weight, DECIMAL(0)),
						  .required = point->required,
						  .evidence = point->evidence };
	}
}

enum status_code indicator_from_record(struct arena *arena, const Jixiao__Indicator *record, const char *path,
				       struct indicator *indicator, struct status *status)
{
	const Jixiao__Rule no_rule = JIXIAO__RULE__INIT, *rule = record->rule != NULL ? record->rule : &no_rule;
	const Jixiao__Target no_target = JIXIAO__TARGET__INIT, *target = record->target != NULL ? record->target : &no_target;
	struct reader reader = reader_begin(path, status);

	*indicator = (struct indicator){
		.code = record->code,
		.parent = record->parent,
		.name = record->name,
		.level = record->level,
		.has_weight = *record->weight != '\0',
		.weight = reader_decimal(&reader, "weight", record->weight, DECIMAL(0)),
		.nature = record->nature,
		.category = record->category,
		.explanation = record->explanation,
		.standard = record->standard,
		.method = record->method,
		.responsible = record->responsible,
		.evidence = reader_texts(arena, record->evidence, record->n_evidence),
		.n_evidence = record->n_evidence,
	};
	points_read(arena, &reader, record, indicator);
	rule_from_record(arena, rule, arena_printf(arena, "%s.rule", path), &indicator->rule, status);
	target_from_record(target, rule_rows[indicator->rule.kind].target, arena_printf(arena, "%s.target", path),
			   &indicator->target, status);
	indicator->target.unit = target->unit;
	indicator->target_text = target_words(arena, &indicator->target, target->value);
	return reader_end(&reader);
}
