/* Schemes: facts, budget, schedule, and what holds for all scores. */
#include "common/record/record_reader.h"

#include <string.h>

static void grades_read(const struct reader *reader, const Jixiao__Scheme *record, struct decimal grades[3])
{
	const struct decimal usual[3] = { DECIMAL(90), DECIMAL(80), DECIMAL(60) };

	memcpy(grades, usual, sizeof(usual));
	if (record->n_grades == 0)
		return;
	if (record->n_grades != 3) {
		reader_fault(reader, "grades", MSG_GRADES_COUNT, arena_printf(&reader->status->arena, "%zu", record->n_grades));
		return;
	}
	for (size_t i = 0; i < 3; i++)
		grades[i] = reader_decimal(reader, arena_printf(&reader->status->arena, "grades[%zu]", i), record->grades[i],
					   usual[i]);
}

static void caps_read(struct arena *arena, const struct reader *reader, const Jixiao__Scoring *record,
		      struct scoring_options *options)
{
	struct score_cap *caps = arena_alloc(arena, record->n_caps * sizeof(*caps));

	for (size_t i = 0; i < record->n_caps; i++)
		caps[i] = (struct score_cap){ .below = reader_decimal(reader, arena_printf(arena, "scoring.caps[%zu].below", i),
								      record->caps[i]->below, DECIMAL(0)),
					      .cap = reader_decimal(reader, arena_printf(arena, "scoring.caps[%zu].cap", i),
								    record->caps[i]->cap, DECIMAL(0)) };
	options->caps = caps;
	options->n_caps = record->n_caps;
}

static void scoring_read(struct arena *arena, const struct reader *reader, const Jixiao__Scoring *record,
			 struct scoring_options *options)
{
	static const char *const policies[] = { "rescale", "preparation", NULL };
	const struct scoring_options *usual = &scoring_options_usual;

	*options = *usual;
	if (record == NULL)
		return;
	options->floor = reader_decimal(reader, "scoring.floor", record->floor, usual->floor);
	if (*record->not_applicable != '\0')
		options->not_applicable = (enum not_applicable)reader_word(
			reader, "scoring.not_applicable", record->not_applicable, policies, "rescale、preparation");
	caps_read(arena, reader, record, options);
	options->minimum_sample = record->minimum_sample;
	options->response_rate = reader_decimal(reader, "scoring.response_rate", record->response_rate, usual->response_rate);
	options->denominator = reader_denominator(reader, "scoring.denominator", record->denominator, usual->denominator);
	options->deviation_limit =
		reader_decimal(reader, "scoring.deviation_limit", record->deviation_limit, usual->deviation_limit);
	options->deviation_deduction =
		reader_decimal(reader, "scoring.deviation_deduction", record->deviation_deduction, usual->deviation_deduction);
}

static struct budget_source read_source(struct arena *arena, const struct reader *reader, const Jixiao__BudgetSource *record,
					const char *path)
{
	struct budget_source source = { .source = record->source,
					.amount = reader_money(reader, arena_printf(arena, "%s.amount", path), record->amount),
					.has_initial = *record->initial != '\0',
					.n_adjustments = record->n_adjustments };

	if (source.has_initial)
		source.initial = reader_money(reader, arena_printf(arena, "%s.initial", path), record->initial);
	source.adjustments = arena_alloc(arena, (record->n_adjustments + 1) * sizeof(*source.adjustments));
	for (size_t i = 0; i < record->n_adjustments; i++)
		source.adjustments[i] =
			(struct budget_adjustment){ reader_money(reader,
								 arena_printf(arena, "%s.adjustments[%zu].amount", path, i),
								 record->adjustments[i]->amount),
						    record->adjustments[i]->reason, record->adjustments[i]->date };
	return source;
}

enum status_code scheme_from_record(struct arena *arena, const Jixiao__Scheme *record, const char *path, struct scheme *scheme,
				    struct status *status)
{
	struct reader reader = reader_begin(path, status);

	*scheme = (struct scheme){
		.revision = record->revision,
		.project = record->project,
		.implementer_unit = record->implementer_unit,
		.fund_kind = record->fund_kind,
		.start = record->start,
		.end = record->end,
		.cut_off = record->cut_off,
		.standard = record->standard,
		.entered_by = record->entered_by,
		.template = record->template_,
		.n_budget = record->n_budget,
		.n_facts = record->n_facts,
		.n_schedule = record->n_schedule,
	};
	scheme->budget = arena_alloc(arena, record->n_budget * sizeof(*scheme->budget));
	for (size_t i = 0; i < record->n_budget; i++)
		scheme->budget[i] = read_source(arena, &reader, record->budget[i], arena_printf(arena, "budget[%zu]", i));
	scheme->facts = arena_alloc(arena, record->n_facts * sizeof(*scheme->facts));
	for (size_t i = 0; i < record->n_facts; i++)
		scheme->facts[i] = (struct fact){ record->facts[i]->name, record->facts[i]->value };
	scheme->schedule = arena_alloc(arena, record->n_schedule * sizeof(*scheme->schedule));
	for (size_t i = 0; i < record->n_schedule; i++)
		scheme->schedule[i] = (struct planned_stage){ (enum stage)record->schedule[i]->stage,
							      record->schedule[i]->start, record->schedule[i]->end };
	grades_read(&reader, record, scheme->grades);
	scoring_read(arena, &reader, record->scoring, &scheme->scoring);
	return reader_end(&reader);
}
