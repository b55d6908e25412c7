#include "common/record/record_domain.h"

#include <string.h>

/* The domain's numbers are the contract's: a cast is the whole translation. */
#define SAME(domain, wire) _Static_assert((int)(domain) == (int)(wire), #domain " is " #wire)
SAME(STAGE_PREPARATION, JIXIAO__STAGE__STAGE_PREPARATION);
SAME(STAGE_IMPLEMENTATION, JIXIAO__STAGE__STAGE_IMPLEMENTATION);
SAME(STAGE_ANALYSIS, JIXIAO__STAGE__STAGE_ANALYSIS);
SAME(STAGE_REPORTING, JIXIAO__STAGE__STAGE_REPORTING);
SAME(STAGE_RECTIFICATION, JIXIAO__STAGE__STAGE_RECTIFICATION);
SAME(STAGE_ARCHIVING, JIXIAO__STAGE__STAGE_ARCHIVING);
SAME(STAGE_ARCHIVED, JIXIAO__STAGE__STAGE_ARCHIVED);
SAME(WHO_LEADER, 1 << (JIXIAO__ROLE__ROLE_LEADER - 1));
SAME(WHO_MEMBER, 1 << (JIXIAO__ROLE__ROLE_MEMBER - 1));
SAME(WHO_IMPLEMENTER, 1 << (JIXIAO__ROLE__ROLE_IMPLEMENTER - 1));
SAME(RULE_RATIO, JIXIAO__RULE_KIND__RULE_RATIO);
SAME(RULE_INVERSE, JIXIAO__RULE_KIND__RULE_INVERSE);
SAME(RULE_EXACT, JIXIAO__RULE_KIND__RULE_EXACT);
SAME(RULE_FLOOR_RATE, JIXIAO__RULE_KIND__RULE_FLOOR_RATE);
SAME(RULE_RATE, JIXIAO__RULE_KIND__RULE_RATE);
SAME(RULE_STEP, JIXIAO__RULE_KIND__RULE_STEP);
SAME(RULE_DEADLINE, JIXIAO__RULE_KIND__RULE_DEADLINE);
SAME(RULE_CHECKLIST, JIXIAO__RULE_KIND__RULE_CHECKLIST);
SAME(RULE_TIER, JIXIAO__RULE_KIND__RULE_TIER);
SAME(RULE_SATISFACTION, JIXIAO__RULE_KIND__RULE_SATISFACTION);
SAME(RULE_MANUAL, JIXIAO__RULE_KIND__RULE_MANUAL);
SAME(ENTRY_DRAFT, JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
SAME(ENTRY_SUBMITTED, JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED);
SAME(ENTRY_ACCEPTED, JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
SAME(ENTRY_RETURNED, JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
SAME(SCORE_PROPOSED, JIXIAO__SCORE_STATE__SCORE_STATE_PROPOSED);
SAME(SCORE_APPROVED, JIXIAO__SCORE_STATE__SCORE_STATE_APPROVED);
SAME(SCORE_RETURNED, JIXIAO__SCORE_STATE__SCORE_STATE_RETURNED);
SAME(FINDING_OPEN, JIXIAO__FINDING_STATE__FINDING_STATE_OPEN);
SAME(FINDING_ASSIGNED, JIXIAO__FINDING_STATE__FINDING_STATE_ASSIGNED);
SAME(FINDING_ACTING, JIXIAO__FINDING_STATE__FINDING_STATE_ACTING);
SAME(FINDING_SUBMITTED, JIXIAO__FINDING_STATE__FINDING_STATE_SUBMITTED);
SAME(FINDING_RETURNED, JIXIAO__FINDING_STATE__FINDING_STATE_RETURNED);
SAME(FINDING_CLOSED, JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED);
SAME(FINDING_CARRIED, JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED);
SAME(APPROVAL_SCHEME, JIXIAO__APPROVAL_KIND__APPROVAL_SCHEME);
SAME(APPROVAL_SCORES, JIXIAO__APPROVAL_KIND__APPROVAL_SCORES);
SAME(APPROVAL_REPORT, JIXIAO__APPROVAL_KIND__APPROVAL_REPORT);
SAME(APPROVAL_CARRY_ON, JIXIAO__APPROVAL_KIND__APPROVAL_CARRY_ON);
SAME(APPROVAL_RECTIFICATION, JIXIAO__APPROVAL_KIND__APPROVAL_RECTIFICATION);
SAME(APPROVAL_SEAL, JIXIAO__APPROVAL_KIND__APPROVAL_SEAL);

/* One message's reading: where its violations go. */
struct reader {
	const char *path;
	struct status *status;
	size_t before; /* violations that were there */
};

static struct reader reader_begin(const char *path, struct status *status)
{
	return (struct reader){ path, status, status->n_violations };
}

static enum status_code reader_end(const struct reader *reader)
{
	return reader->status->n_violations == reader->before ? STATUS_OK : STATUS_INVALID_ARGUMENT;
}

static void fault(const struct reader *reader, const char *field, enum message_id id, const char *text)
{
	STATUS_VIOLATION(reader->status,
			 arena_printf(&reader->status->arena, "%s%s%s", reader->path, *reader->path ? "." : "", field), id,
			 text);
}

static void fault_form(const struct reader *reader, const char *field, const char *text, const char *form)
{
	STATUS_VIOLATION(reader->status,
			 arena_printf(&reader->status->arena, "%s%s%s", reader->path, *reader->path ? "." : "", field),
			 MSG_FIELD_NOT_ID, text, form);
}

/* Empty gives ${empty}. */
static struct decimal read_decimal(const struct reader *reader, const char *field, const char *text, struct decimal empty)
{
	struct decimal value = DECIMAL(0);

	if (*text == '\0')
		return empty;
	if (!decimal_parse(text, &value))
		fault(reader, field, MSG_FIELD_NOT_DECIMAL, text);
	return value;
}

static struct money read_money(const struct reader *reader, const char *field, const char *text)
{
	struct money value = { 0 };

	if (*text == '\0')
		fault(reader, field, MSG_FIELD_REQUIRED, NULL);
	else if (!money_parse(text, &value))
		fault(reader, field, MSG_FIELD_NOT_MONEY, text);
	return value;
}

/* Repeated strings as the domain's array of constant ones. */
static const char **texts(struct arena *arena, char **from, size_t n)
{
	const char **to = arena_alloc(arena, (n + 1) * sizeof(*to));

	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
	return to;
}

/* The place of a word in ${words}, which ends with NULL; a violation and 0 if it is not there. */
static int read_word(const struct reader *reader, const char *field, const char *text, const char *const *words,
		     const char *form)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	fault_form(reader, field, text, form);
	return 0;
}

/* ---- scheme ---- */

static void grades_read(const struct reader *reader, const Jixiao__Scheme *record, struct decimal grades[3])
{
	const struct decimal usual[3] = { DECIMAL(90), DECIMAL(80), DECIMAL(60) };

	memcpy(grades, usual, sizeof(usual));
	if (record->n_grades == 0)
		return;
	if (record->n_grades != 3) {
		fault(reader, "grades", MSG_GRADES_COUNT, arena_printf(&reader->status->arena, "%zu", record->n_grades));
		return;
	}
	for (size_t i = 0; i < 3; i++)
		grades[i] = read_decimal(reader, arena_printf(&reader->status->arena, "grades[%zu]", i), record->grades[i],
					 usual[i]);
}

static const char *const denominators[] = { "received", "budget", NULL };

static enum fund_denominator denominator_read(const struct reader *reader, const char *field, const char *text,
					      enum fund_denominator empty)
{
	return *text == '\0' ? empty : (enum fund_denominator)read_word(reader, field, text, denominators, "received、budget");
}

static void caps_read(struct arena *arena, const struct reader *reader, const Jixiao__Scoring *record,
		      struct scoring_options *options)
{
	struct score_cap *caps = arena_alloc(arena, record->n_caps * sizeof(*caps));

	for (size_t i = 0; i < record->n_caps; i++)
		caps[i] = (struct score_cap){ .below = read_decimal(reader, arena_printf(arena, "scoring.caps[%zu].below", i),
								    record->caps[i]->below, DECIMAL(0)),
					      .cap = read_decimal(reader, arena_printf(arena, "scoring.caps[%zu].cap", i),
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
	options->floor = read_decimal(reader, "scoring.floor", record->floor, usual->floor);
	if (*record->not_applicable != '\0')
		options->not_applicable = (enum not_applicable)read_word(
			reader, "scoring.not_applicable", record->not_applicable, policies, "rescale、preparation");
	caps_read(arena, reader, record, options);
	options->minimum_sample = record->minimum_sample;
	options->response_rate = read_decimal(reader, "scoring.response_rate", record->response_rate, usual->response_rate);
	options->denominator = denominator_read(reader, "scoring.denominator", record->denominator, usual->denominator);
	options->deviation_limit =
		read_decimal(reader, "scoring.deviation_limit", record->deviation_limit, usual->deviation_limit);
	options->deviation_deduction =
		read_decimal(reader, "scoring.deviation_deduction", record->deviation_deduction, usual->deviation_deduction);
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
		.n_budget = record->n_budget,
		.n_facts = record->n_facts,
		.n_schedule = record->n_schedule,
	};
	scheme->budget = arena_alloc(arena, record->n_budget * sizeof(*scheme->budget));
	for (size_t i = 0; i < record->n_budget; i++)
		scheme->budget[i] = (struct budget_source){ record->budget[i]->source,
							    read_money(&reader, arena_printf(arena, "budget[%zu].amount", i),
								       record->budget[i]->amount) };
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

/* ---- indicators ---- */

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
						     read_decimal(reader, arena_printf(arena, "options[%zu].value", i),
								  record->options[i]->value, DECIMAL(0)) };
	for (size_t i = 0; i < record->n_groups; i++)
		groups[i] = (struct answer_group){ record->groups[i]->name,
						   read_decimal(reader, arena_printf(arena, "groups[%zu].weight", i),
								record->groups[i]->weight, DECIMAL(0)) };
	rule->options = options;
	rule->n_options = record->n_options;
	rule->groups = groups;
	rule->n_groups = record->n_groups;
	rule->satisfied_from = read_decimal(reader, "satisfied_from", record->satisfied_from, DECIMAL(80));
}

static void bands_read(struct arena *arena, const struct reader *reader, const Jixiao__Rule *record, struct rule *rule)
{
	struct score_band *bands = arena_alloc(arena, record->n_bands * sizeof(*bands));

	for (size_t i = 0; i < record->n_bands; i++) {
		const Jixiao__Band *band = record->bands[i];
		bool is_share = *band->share != '\0';

		if (is_share == (*band->points != '\0'))
			fault(reader, arena_printf(arena, "bands[%zu]", i), MSG_BAND_VALUE, NULL);
		bands[i].from = read_decimal(reader, arena_printf(arena, "bands[%zu].from", i), band->from, DECIMAL(0));
		bands[i].is_share = is_share;
		bands[i].value = read_decimal(reader, arena_printf(arena, "bands[%zu].%s", i, is_share ? "share" : "points"),
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
		.given = rule_given(record),
		.floor = read_decimal(&reader, "floor", record->floor, usual->floor),
		.rate = (enum fund_rate)read_word(&reader, "rate", record->rate, rates, "received、execution"),
		.denominator = denominator_read(&reader, "denominator", record->denominator, usual->denominator),
		.step = read_decimal(&reader, "step", record->step, DECIMAL(0)),
		.deduction = read_decimal(&reader, "deduction", record->deduction, DECIMAL(0)),
		.per_day = read_decimal(&reader, "per_day", record->per_day, DECIMAL(0)),
		.bounds = { bounds[0], bounds[1] },
		.deviation_limit = read_decimal(&reader, "deviation_limit", record->deviation_limit, usual->deviation_limit),
		.deviation_deduction =
			read_decimal(&reader, "deviation_deduction", record->deviation_deduction, usual->deviation_deduction),
	};
	bands_read(arena, &reader, record, rule);
	answers_read(arena, &reader, record, rule);
	if (record->n_bounds != 0 && record->n_bounds != 2)
		fault(&reader, "bounds", MSG_BOUNDS_COUNT, arena_printf(&status->arena, "%zu", record->n_bounds));
	for (size_t i = 0; i < record->n_bounds && record->n_bounds == 2; i++)
		rule->bounds[i] =
			read_decimal(&reader, arena_printf(&status->arena, "bounds[%zu]", i), record->bounds[i], bounds[i]);
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
		fault(reader, "value", MSG_FIELD_NOT_DECIMAL, text);
	else if (kind == VALUE_DATE && !date_parse(text, &value.date))
		fault(reader, "value", MSG_FIELD_NOT_DATE, text);
	return value;
}

/* ${kind}: what the target's rule wants; for VALUE_NONE the text's own form says what it is. */
static enum status_code target_from_record(const Jixiao__Target *record, enum value_kind kind, const char *path,
					   struct target *target, struct status *status)
{
	static const char *const ops[] = { "", ">=", "<=", "=", NULL };
	struct reader reader = reader_begin(path, status);

	target->op = (enum target_op)read_word(&reader, "op", record->op, ops, ">=、<=、=");
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
			fault(reader, field, MSG_FIELD_REQUIRED, NULL);
		indicator->points[i] =
			(struct checklist_point){ .text = point->text,
						  .weight = read_decimal(reader, field, point->weight, DECIMAL(0)),
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
		.weight = read_decimal(&reader, "weight", record->weight, DECIMAL(0)),
		.nature = record->nature,
		.category = record->category,
		.explanation = record->explanation,
		.standard = record->standard,
		.method = record->method,
		.responsible = record->responsible,
		.evidence = texts(arena, record->evidence, record->n_evidence),
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

/* ---- what was found ---- */

static struct fund_breakdown breakdown_read(struct arena *arena, const struct reader *reader, size_t index,
					    const Jixiao__FundBreakdown *record)
{
	struct fund_breakdown breakdown = { .name = record->name, .n_uses = record->n_uses };

	breakdown.uses = arena_alloc(arena, record->n_uses * sizeof(*breakdown.uses));
	for (size_t i = 0; i < record->n_uses; i++)
		breakdown.uses[i] = (struct fund_use){
			.use = record->uses[i]->use,
			.amount = read_money(reader, arena_printf(arena, "breakdowns[%zu].uses[%zu].amount", index, i),
					     record->uses[i]->amount),
			.remainder = record->uses[i]->remainder,
		};
	return breakdown;
}

enum status_code funds_from_record(struct arena *arena, const Jixiao__Funds *record, const char *path, struct funds *funds,
				   struct status *status)
{
	struct reader reader = reader_begin(path, status);

	*funds = (struct funds){
		.state = (enum entry_state)record->state,
		.n_flows = record->n_flows,
		.n_breakdowns = record->n_breakdowns,
		.evidence = texts(arena, record->evidence, record->n_evidence),
		.n_evidence = record->n_evidence,
		.entered_by = record->entered_by,
		.reviewed_by = record->reviewed_by,
		.comment = record->comment,
		.revision = record->revision,
	};
	funds->flows = arena_alloc(arena, record->n_flows * sizeof(*funds->flows));
	for (size_t i = 0; i < record->n_flows; i++)
		funds->flows[i] = (struct fund_flow){
			.source = record->flows[i]->source,
			.received =
				read_money(&reader, arena_printf(arena, "flows[%zu].received", i), record->flows[i]->received),
			.paid = read_money(&reader, arena_printf(arena, "flows[%zu].paid", i), record->flows[i]->paid),
		};
	funds->breakdowns = arena_alloc(arena, record->n_breakdowns * sizeof(*funds->breakdowns));
	for (size_t i = 0; i < record->n_breakdowns; i++)
		funds->breakdowns[i] = breakdown_read(arena, &reader, i, record->breakdowns[i]);
	return reader_end(&reader);
}

enum status_code score_from_record(struct arena *arena, const Jixiao__Score *record, const char *path, struct score *score,
				   struct status *status)
{
	struct reader reader = reader_begin(path, status);

	*score = (struct score){
		.indicator = record->indicator,
		.computed = record->computed,
		.points = read_decimal(&reader, "points", record->points, DECIMAL(0)),
		.overridden = record->overridden,
		.achieved = record->achieved,
		.reason = record->reason,
		.proposed_by = record->proposed_by,
		.reviewed_by = record->reviewed_by,
		.comment = record->comment,
		.completion = record->completion,
		.explanation = record->explanation,
		.n_met = record->n_met,
		.tier = record->tier,
		.share = read_decimal(&reader, "share", record->share, DECIMAL(0)),
		.state = (enum score_state)record->state,
		.warnings = texts(arena, record->warnings, record->n_warnings),
		.n_warnings = record->n_warnings,
		.entry_revision = record->entry_revision,
		.funds_revision = record->funds_revision,
	};
	score->met = arena_alloc(arena, record->n_met * sizeof(*score->met));
	for (size_t i = 0; i < record->n_met; i++)
		score->met[i] = record->met[i];
	return reader_end(&reader);
}

void team_member_from_record(const Jixiao__TeamMember *record, struct team_member *member)
{
	*member = (struct team_member){ .person = record->person, .name = record->name, .duty = record->duty };
	for (size_t i = 0; i < record->n_roles; i++)
		if (record->roles[i] != JIXIAO__ROLE__ROLE_UNSPECIFIED)
			member->roles |= 1u << (record->roles[i] - 1);
}

const struct questionnaire_counts *questionnaire_from_record(struct arena *arena, const Jixiao__Questionnaire *record)
{
	struct questionnaire_counts *counts = arena_alloc(arena, sizeof(*counts));
	struct group_counts *groups;

	if (record == NULL)
		return NULL;
	groups = arena_alloc(arena, record->n_groups * sizeof(*groups));
	for (size_t i = 0; i < record->n_groups; i++) {
		const Jixiao__AnswerGroup *group = record->groups[i];
		struct answer_count *answers = arena_alloc(arena, group->n_answers * sizeof(*answers));

		for (size_t k = 0; k < group->n_answers; k++)
			answers[k] = (struct answer_count){ group->answers[k]->option, group->answers[k]->count };
		groups[i] = (struct group_counts){ group->name, answers, group->n_answers };
	}
	*counts = (struct questionnaire_counts){ .issued = record->issued,
						 .returned = record->returned,
						 .valid = record->valid,
						 .satisfied = record->satisfied,
						 .groups = groups,
						 .n_groups = record->n_groups };
	return counts;
}

void entry_from_record(struct arena *arena, const Jixiao__Entry *record, struct entry *entry)
{
	*entry = (struct entry){
		.indicator = record->indicator,
		.actual = record->actual,
		.unit = record->unit,
		.text = record->text,
		.not_applicable = record->not_applicable,
		.questionnaire = questionnaire_from_record(arena, record->questionnaire),
		.entered_by = record->entered_by,
		.reviewed_by = record->reviewed_by,
		.comment = record->comment,
		.points = texts(arena, record->points, record->n_points),
		.n_points = record->n_points,
		.evidence = texts(arena, record->evidence, record->n_evidence),
		.n_evidence = record->n_evidence,
		.n_citations = record->n_citations,
		.state = (enum entry_state)record->state,
		.revision = record->revision,
	};
	entry->citations = arena_alloc(arena, record->n_citations * sizeof(*entry->citations));
	for (size_t i = 0; i < record->n_citations; i++)
		entry->citations[i] = (struct citation){ .evidence = record->citations[i]->evidence,
							 .place = record->citations[i]->place,
							 .points = record->citations[i]->supports,
							 .n_points = record->citations[i]->n_supports };
}

void evidence_from_record(const Jixiao__Evidence *record, struct evidence *evidence)
{
	*evidence = (struct evidence){
		.id = record->id,
		.name = record->name,
		.kind = record->kind,
		.note = record->note,
		.place = record->place,
		.date = record->date,
		.number = record->number,
		.uploaded_by = record->uploaded_by,
		.size = record->size,
	};
	if (record->digest.len == sizeof(evidence->digest))
		memcpy(evidence->digest, record->digest.data, sizeof(evidence->digest));
}

void narrative_from_record(const Jixiao__Narrative *record, struct narrative *narrative)
{
	*narrative = (struct narrative){ record->section, record->text, record->drafted_by };
}

void dismissal_from_record(const Jixiao__Inconsistency *record, struct dismissal *dismissal)
{
	*dismissal = (struct dismissal){ .id = record->id,
					 .reason = record->false_alarm_reason,
					 .by = record->false_alarm_by,
					 .accepted_by = record->accepted_by };
}

/* ---- problems and their way out ---- */

void finding_from_record(struct arena *arena, const Jixiao__Finding *record, struct finding *finding)
{
	*finding = (struct finding){
		.id = record->id,
		.title = record->title,
		.text = record->text,
		.cause = record->cause,
		.indicator = record->indicator,
		.drafted_by = record->drafted_by,
		.implementer = record->implementer,
		.deadline = record->deadline,
		.verified_by = record->verified_by,
		.verification = record->verification,
		.carry_reason = record->carry_reason,
		.carry_until = record->carry_until,
		.carry_by = record->carry_by,
		.state = (enum finding_state)record->state,
		.n_actions = record->n_actions,
		.closed = record->closed,
	};
	finding->actions = arena_alloc(arena, record->n_actions * sizeof(*finding->actions));
	for (size_t i = 0; i < record->n_actions; i++) {
		const Jixiao__Action *action = record->actions[i];

		finding->actions[i] = (struct action){ .text = action->text,
						       .person = action->person,
						       .done = action->done,
						       .time = action->time,
						       .evidence = texts(arena, action->evidence, action->n_evidence),
						       .n_evidence = action->n_evidence };
	}
}

void recommendation_from_record(const Jixiao__Recommendation *record, struct recommendation *recommendation)
{
	*recommendation = (struct recommendation){ record->id, record->title, record->text, record->finding };
}

void rectification_from_record(const Jixiao__RectificationReport *record, struct rectification_report *report)
{
	*report = (struct rectification_report){ .text = record->text,
						 .filed_by = record->filed_by,
						 .accepted_by = record->accepted_by,
						 .comment = record->comment,
						 .filed = record->filed };
}

/* ---- approvals and the archive ---- */

void approval_from_record(const Jixiao__Approval *record, struct approval *approval)
{
	*approval = (struct approval){ .id = record->id,
				       .subject = record->subject,
				       .signer = record->signer,
				       .kind = (enum approval_kind)record->kind,
				       .time = record->time };
}

void catalogue_item_from_record(struct arena *arena, const Jixiao__CatalogueItem *record, struct catalogue_item *item)
{
	*item = (struct catalogue_item){ .id = record->id,
					 .absent_reason = record->absent_reason,
					 .completed_by = record->completed_by,
					 .evidence = texts(arena, record->evidence, record->n_evidence),
					 .n_evidence = record->n_evidence };
}
