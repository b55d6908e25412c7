#include "common/domain/dossier.h"

#include <string.h>

#include "common/domain/score_verify.h"

/* ---- look-ups ---- */

#define FIND(dossier, array, field, key)                                                                                       \
	for (size_t i = 0; i < (dossier)->n_##array; i++)                                                                      \
		if (strcmp((dossier)->array[i].field, (key)) == 0)                                                             \
			return &(dossier)->array[i];                                                                           \
	return NULL

const struct team_member *dossier_member(const struct dossier *dossier, const char *person)
{
	FIND(dossier, team, person, person);
}

const struct indicator *dossier_indicator(const struct dossier *dossier, const char *code)
{
	FIND(dossier, indicators, code, code);
}

const struct entry *dossier_entry(const struct dossier *dossier, const char *indicator)
{
	FIND(dossier, entries, indicator, indicator);
}

const struct score *dossier_score(const struct dossier *dossier, const char *indicator)
{
	FIND(dossier, scores, indicator, indicator);
}

const struct finding *dossier_finding(const struct dossier *dossier, const char *id)
{
	FIND(dossier, findings, id, id);
}

const struct evidence *dossier_evidence(const struct dossier *dossier, const char *id)
{
	FIND(dossier, evidence, id, id);
}

const struct narrative *dossier_narrative(const struct dossier *dossier, const char *section)
{
	FIND(dossier, narrative, section, section);
}

const char *dossier_name(const struct dossier *dossier, const char *person)
{
	const struct team_member *member = dossier_member(dossier, person);

	return member != NULL && *member->name != '\0' ? member->name : person;
}

bool dossier_holds(const struct dossier *dossier, const char *person, unsigned roles)
{
	const struct team_member *member = dossier_member(dossier, person);

	return member != NULL && (member->roles & roles) != 0;
}

bool dossier_lacks_member(const struct dossier *dossier)
{
	size_t leaders = 0, members = 0, both = 0;

	for (size_t i = 0; i < dossier->n_team; i++) {
		unsigned roles = dossier->team[i].roles;

		leaders += (roles & WHO_LEADER) != 0;
		members += (roles & WHO_MEMBER) != 0;
		both += (roles & WHO_EVALUATORS) == WHO_EVALUATORS;
	}
	return members == 0 || (leaders == 1 && members == 1 && both == 1);
}

/* ---- sums ---- */

bool dossier_funds_totals(const struct dossier *dossier, struct funds_totals *totals)
{
	*totals = (struct funds_totals){ { 0 }, { 0 }, { 0 } };
	for (size_t i = 0; i < dossier->scheme.n_budget; i++)
		if (!money_add(totals->budget, dossier->scheme.budget[i].amount, &totals->budget))
			return false;
	for (size_t i = 0; i < dossier->funds.n_flows; i++)
		if (!money_add(totals->received, dossier->funds.flows[i].received, &totals->received) ||
		    !money_add(totals->paid, dossier->funds.flows[i].paid, &totals->paid))
			return false;
	return true;
}

bool indicator_is_assessed(const struct indicator *indicator)
{
	return indicator->level == 3 && decimal_compare(indicator->weight, DECIMAL(0)) > 0;
}

const char *dossier_not_applicable(const struct dossier *dossier, const struct indicator *indicator)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	if (entry == NULL || entry->state != ENTRY_ACCEPTED || entry->not_applicable == NULL || *entry->not_applicable == '\0')
		return NULL;
	return entry->not_applicable;
}

bool dossier_is_scored(const struct dossier *dossier, const struct indicator *indicator)
{
	return indicator_is_assessed(indicator) && dossier_not_applicable(dossier, indicator) == NULL;
}

enum fund_denominator dossier_execution_denominator(const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (dossier->indicators[i].rule.rate == FUND_RATE_EXECUTION)
			return dossier->indicators[i].rule.denominator;
	return dossier->scheme.scoring.denominator;
}

bool indicator_uses_funds(const struct indicator *indicator)
{
	return rule_rows[indicator->rule.kind].rate && indicator->rule.rate != FUND_RATE_NONE;
}

bool dossier_weight(const struct dossier *dossier, const struct indicator *node, struct decimal *weight)
{
	*weight = node->weight;
	if (node->has_weight || node->level >= 3)
		return true;
	*weight = DECIMAL(0);
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *child = &dossier->indicators[i];
		struct decimal part;

		/* The level bounds the depth, whatever the parents say. */
		if (child->level != node->level + 1 || strcmp(child->parent, node->code) != 0)
			continue;
		if (!dossier_weight(dossier, child, &part) || !decimal_add(*weight, part, weight))
			return false;
	}
	return true;
}

void dossier_apply_options(struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_indicators; i++)
		scoring_options_apply(&dossier->scheme.scoring, &dossier->indicators[i].rule);
}

struct money dossier_execution_base(const struct dossier *dossier, const struct funds_totals *totals)
{
	return dossier_execution_denominator(dossier) == DENOMINATOR_BUDGET ? totals->budget : totals->received;
}

/* ---- scores ---- */

/* What people judged, as the rule wants it. */
static bool judgement(const struct indicator *indicator, const struct score *score, struct scoring_input *input)
{
	if (score == NULL)
		return false;
	input->met = score->met;
	input->tier = score->tier;
	input->share = score->share;
	input->proposed = score->points;
	if (indicator->rule.kind == RULE_CHECKLIST)
		return score->n_met == indicator->n_points;
	return indicator->rule.kind != RULE_TIER || (score->tier >= 1 && score->tier <= 3);
}

/* Of a working paper what its parts give, whatever stands beside them. */
static bool read_actual(const struct indicator *indicator, const struct entry *entry, struct value *actual,
			struct status *faults)
{
	if (indicator->rule.parts == PARTS_NONE)
		return actual_parse(&indicator->rule, &indicator->target, entry->actual, entry->unit, "", actual, faults);
	*actual = (struct value){ .kind = VALUE_NUMBER, .text = entry->actual };
	return parts_actual(indicator->rule.parts, entry->parts, entry->n_parts, &actual->number);
}

bool dossier_scoring_input(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			   struct scoring_input *input)
{
	const struct rule_row *row = &rule_rows[indicator->rule.kind];
	const struct entry *entry = dossier_entry(dossier, indicator->code);
	struct status faults = STATUS_INIT;
	bool read = true;

	(void)arena;
	*input = (struct scoring_input){
		.weight = indicator->weight,
		.rule = indicator->rule,
		.target = indicator->target,
		.points = indicator->points,
		.n_points = indicator->n_points,
	};
	if (indicator->rule.kind == RULE_NONE || entry == NULL || entry->state != ENTRY_ACCEPTED ||
	    dossier_not_applicable(dossier, indicator) != NULL)
		return false;
	if (indicator_uses_funds(indicator))
		return dossier->funds.state == ENTRY_ACCEPTED && dossier_funds_totals(dossier, &input->funds);
	if (row->judged)
		return judgement(indicator, dossier_score(dossier, indicator->code), input);
	rule_check(&indicator->rule, &indicator->target, indicator->weight, indicator->points, indicator->n_points, "",
		   &faults);
	input->questionnaire = indicator->rule.kind == RULE_SATISFACTION ? entry->questionnaire : NULL;
	if (input->questionnaire != NULL)
		questionnaire_check(input->questionnaire, &indicator->rule, "", &faults);
	if (faults.n_violations > 0)
		read = false;
	else if (input->questionnaire == NULL)
		read = read_actual(indicator, entry, &input->actual, &faults);
	status_clear(&faults);
	return read;
}

/* The rule, computed again, still gives the points and the way to them that the score shows. */
static bool computes_to(const struct scoring_input *input, const struct score *score)
{
	struct score_difference differences[SCORE_FIELDS_MOST];
	struct arena arena = ARENA_INIT;
	size_t n = score_compare(&arena, input, score, SCORE_FIELD_COMPUTED | SCORE_FIELD_EXPLANATION, differences);

	arena_clear(&arena);
	return n == 0;
}

bool finding_is_work_of(const struct finding *finding, const char *person)
{
	for (size_t i = 0; i < finding->n_actions; i++)
		if (strcmp(finding->actions[i].person, person) == 0)
			return true;
	return strcmp(finding->implementer, person) == 0;
}

bool finding_waits_for_gone(const struct dossier *dossier, const struct finding *finding)
{
	bool waits =
		finding->state == FINDING_ASSIGNED || finding->state == FINDING_ACTING || finding->state == FINDING_RETURNED;

	return waits && !dossier_holds(dossier, finding->implementer, WHO_IMPLEMENTER);
}

bool finding_is_evidenced(const struct finding *finding, const char *person)
{
	for (size_t i = 0; i < finding->n_actions; i++)
		if (finding->actions[i].n_evidence > 0 && strcmp(finding->actions[i].person, person) == 0)
			return true;
	return false;
}

bool finding_waits_to_carry_on(const struct finding *finding)
{
	return finding->state != FINDING_CLOSED && finding->state != FINDING_CARRIED && *finding->carry_reason != '\0';
}

bool dossier_score_is_made_by(const struct dossier *dossier, const char *indicator, const char *person)
{
	const struct entry *entry = dossier_entry(dossier, indicator);
	const struct score *score = dossier_score(dossier, indicator);
	const struct indicator *node = dossier_indicator(dossier, indicator);

	return (entry != NULL && strcmp(entry->entered_by, person) == 0) ||
	       (score != NULL && strcmp(score->proposed_by, person) == 0) ||
	       (node != NULL && indicator_uses_funds(node) && strcmp(dossier->funds.entered_by, person) == 0);
}

bool dossier_score_lacks_reason(const struct indicator *indicator, const struct score *score)
{
	return decimal_compare(score->points, indicator->weight) < 0 && *score->reason == '\0';
}

bool dossier_score_is_fresh(const struct dossier *dossier, const struct score *score)
{
	const struct indicator *indicator = dossier_indicator(dossier, score->indicator);
	const struct entry *entry = dossier_entry(dossier, score->indicator);
	struct scoring_input input;

	if (indicator == NULL || entry == NULL || entry->revision != score->entry_revision)
		return false;
	if (indicator_uses_funds(indicator) && dossier->funds.revision != score->funds_revision)
		return false;
	return dossier_scoring_input(NULL, dossier, indicator, &input) && computes_to(&input, score);
}

bool dossier_scores_complete(const struct dossier *dossier)
{
	bool any = false;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct score *score;

		if (!dossier_is_scored(dossier, &dossier->indicators[i]))
			continue;
		any = true;
		score = dossier_score(dossier, dossier->indicators[i].code);
		if (score == NULL || score->state != SCORE_APPROVED || !dossier_score_is_fresh(dossier, score))
			return false;
	}
	return any;
}
