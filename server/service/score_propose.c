/* Score.Propose: a person's judgement of one indicator, on top of what its rule says. */
#include "server/service/score_propose.h"

#include <string.h>

#include "common/domain/evidence_need.h"
#include "common/domain/workflow.h"
#include "common/text/blank.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/score_record.h"

/* A point is met on the evidence that it names. */
static void check_points(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
			 const Jixiao__Score *score)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	if (score->n_met != indicator->n_points) {
		STATUS_VIOLATION(call->status, "met", MSG_SCORE_MET_COUNT,
				 arena_printf(call->arena, "%zu", indicator->n_points),
				 arena_printf(call->arena, "%zu", score->n_met));
		return;
	}
	for (size_t i = 0; i < score->n_met; i++)
		if (score->met[i] && !point_has_evidence(dossier, indicator, entry, i))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "met[%zu]", i), MSG_SCORE_POINT_EVIDENCE,
					 indicator->points[i].text, indicator->points[i].evidence);
}

/* The judgement that the request brings; what it does not say stays as it was proposed before. */
static void take_judgement(struct call *call, const struct indicator *indicator, Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	enum rule_kind kind = indicator->rule.kind;

	if (request->n_met > 0 && kind != RULE_CHECKLIST)
		STATUS_VIOLATION(call->status, "met", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (request->tier > 0 && kind != RULE_TIER)
		STATUS_VIOLATION(call->status, "tier", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (*request->share != '\0' && kind != RULE_TIER)
		STATUS_VIOLATION(call->status, "share", MSG_SCORE_NOT_JUDGED_SO, rule_rows[kind].name);
	if (request->n_met > 0) {
		score->n_met = request->n_met;
		score->met = request->met;
	}
	if (request->tier > 0)
		score->tier = request->tier;
	if (*request->share != '\0')
		score->share = request->share;
}

static bool read_number(struct call *call, const char *path, const char *text, struct decimal *value)
{
	if (*text == '\0')
		STATUS_VIOLATION(call->status, path, MSG_FIELD_REQUIRED);
	else if (!decimal_parse(text, value))
		STATUS_VIOLATION(call->status, path, strcmp(path, "share") == 0 ? MSG_SHARE_FORM : MSG_FIELD_NOT_DECIMAL, text);
	else
		return true;
	return false;
}

static void check_points_range(struct call *call, const struct indicator *indicator, struct decimal points)
{
	if (decimal_compare(points, DECIMAL(0)) < 0 || decimal_compare(points, indicator->weight) > 0)
		STATUS_VIOLATION(call->status, "points", MSG_SCORE_OUT_OF_RANGE, decimal_format(call->arena, points), "0",
				 decimal_format(call->arena, indicator->weight));
}

static const char *percent(struct call *call, struct decimal share)
{
	return arena_printf(call->arena, "%s%%", decimal_format(call->arena, (struct decimal){ share.micros * 100 }));
}

/* The first tier takes both its bounds, the others only the lower one (scoring_tier). */
static void check_share(struct call *call, const struct indicator *indicator, const Jixiao__Score *score, struct decimal share)
{
	const struct decimal *bounds = indicator->rule.bounds, tops[] = { DECIMAL(1), bounds[0], bounds[1], DECIMAL(0) };
	const struct decimal *top;
	bool below_top;

	if (score->tier < 1 || score->tier > 3) {
		STATUS_VIOLATION(call->status, "tier", MSG_SCORE_TIER_UNKNOWN, arena_printf(call->arena, "%u", score->tier));
		return;
	}
	top = &tops[score->tier - 1];
	below_top = decimal_compare(share, top[0]) < 0 || (score->tier == 1 && decimal_compare(share, top[0]) == 0);
	if (below_top && decimal_compare(share, top[1]) >= 0)
		return;
	STATUS_VIOLATION(call->status, "share", score->tier == 1 ? MSG_SHARE_FIRST_TIER : MSG_SHARE_TIER, percent(call, share),
			 arena_printf(call->arena, "%u", score->tier), percent(call, top[1]), percent(call, top[0]));
}

/* What the rule computes on, with the judgement of ${score}. */
static enum status_code propose_input(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
				      const Jixiao__Score *score, struct scoring_input *input)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	if (entry == NULL || entry->state != ENTRY_ACCEPTED)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NO_ENTRY, indicator->code);
	if (!rule_rows[indicator->rule.kind].judged) {
		if (!dossier_scoring_input(call->arena, dossier, indicator, input))
			return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NO_DATA, indicator->code);
		return STATUS_OK;
	}
	*input = (struct scoring_input){ .weight = indicator->weight,
					 .rule = indicator->rule,
					 .target = indicator->target,
					 .points = indicator->points,
					 .n_points = indicator->n_points,
					 .tier = score->tier };
	if (indicator->rule.kind == RULE_CHECKLIST) {
		bool *met = arena_alloc(call->arena, indicator->n_points * sizeof(*met));

		check_points(call, dossier, indicator, score);
		for (size_t i = 0; i < indicator->n_points && i < score->n_met; i++)
			met[i] = score->met[i];
		input->met = met;
	}
	if (indicator->rule.kind == RULE_TIER && read_number(call, "share", score->share, &input->share))
		check_share(call, indicator, score, input->share);
	if (indicator->rule.kind == RULE_MANUAL &&
	    read_number(call, "points", *request->points != '\0' ? request->points : score->points, &input->proposed))
		check_points_range(call, indicator, input->proposed);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* Points that are not the rule's override it. */
static void take_points(struct call *call, const struct indicator *indicator, const struct scoring_result *result,
			Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	struct decimal points;

	if (*request->points == '\0' || !read_number(call, "points", request->points, &points))
		return;
	if (!decimal_fits(points, 2))
		STATUS_VIOLATION(call->status, "points", MSG_SCORE_PLACES, request->points);
	if (indicator->rule.kind != RULE_MANUAL)
		check_points_range(call, indicator, points);
	score->points = decimal_format_places(call->arena, points, 2);
	score->overridden = indicator->rule.kind != RULE_MANUAL && decimal_compare(points, result->points) != 0;
}

/* Below full weight, against the rule, or where the rule is a person's judgement: say why. */
static void take_reason(struct call *call, const struct indicator *indicator, Jixiao__Score *score)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	enum rule_kind kind = indicator->rule.kind;
	struct decimal points = DECIMAL(0);
	bool needed;

	decimal_parse(score->points, &points);
	needed =
		score->overridden || kind == RULE_TIER || kind == RULE_MANUAL || decimal_compare(points, indicator->weight) < 0;
	if (needed && text_is_blank(request->reason))
		STATUS_VIOLATION(call->status, "reason", MSG_SCORE_REASON_REQUIRED, indicator->code);
	if (strlen(request->reason) > SCORE_REASON_LIMIT)
		STATUS_VIOLATION(call->status, "reason", MSG_FIELD_TOO_LONG,
				 arena_printf(call->arena, "%d", SCORE_REASON_LIMIT));
	score->reason = request->reason;
}

static enum status_code assessed_indicator(struct call *call, const struct dossier *dossier, const char *id,
					   const struct indicator **indicator)
{
	*indicator = dossier_indicator(dossier, id);
	if (*indicator == NULL)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, id);
	if (!indicator_is_assessed(*indicator))
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NOT_ASSESSED, id, (*indicator)->name);
	if (dossier_not_applicable(dossier, *indicator) != NULL)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCORE_NOT_APPLICABLE, id, (*indicator)->name,
				   dossier_not_applicable(dossier, *indicator));
	return STATUS_OK;
}

enum status_code score_propose_one(struct call *call, const struct dossier *dossier, Jixiao__Score **proposed)
{
	const Jixiao__ScoreProposeRequest *request = (const void *)call->request;
	const struct indicator *indicator;
	struct scoring_result result;
	struct scoring_input input;
	Jixiao__Score *score;
	enum status_code code = assessed_indicator(call, dossier, request->indicator, &indicator);

	if (code == STATUS_OK)
		code = score_find(call, request->indicator, &score);
	if (code != STATUS_OK)
		return code;
	if (score == NULL)
		score = score_new(call, request->indicator);
	take_judgement(call, indicator, score);
	code = propose_input(call, dossier, indicator, score, &input);
	if (code == STATUS_OK)
		code = scoring_compute(call->arena, &input, &result, call->status);
	if (code != STATUS_OK)
		return code;
	score_settle(call, dossier, indicator, &result, score);
	take_points(call, indicator, &result, score);
	take_reason(call, indicator, score);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	score->proposed_by = arena_strdup(call->arena, call->person);
	*proposed = score;
	return score_put(call, score, request->revision);
}

enum status_code score_propose(struct call *call)
{
	struct dossier *dossier;
	Jixiao__Score *score;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = score_propose_one(call, dossier, &score);
	if (code == STATUS_OK)
		*(Jixiao__Score *)call->reply = *score;
	return code;
}
