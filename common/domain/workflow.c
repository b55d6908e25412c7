#include "common/domain/workflow.h"

#include <string.h>

#include "common/domain/catalogue.h"
#include "common/domain/consistency.h"
#include "common/domain/evidence_need.h"
#include "common/domain/report_model.h"
#include "common/domain/scheme_check.h"

/* One condition of a gate: adds a violation for each thing that it still misses. */
typedef void gate_condition(const struct dossier *dossier, struct status *status);

static const char *path(struct status *status, const char *list, const char *id)
{
	return arena_printf(&status->arena, "%s[%s]", list, id);
}

/* A signature on the present state by somebody other than ${maker}. */
static bool is_signed(const struct dossier *dossier, enum approval_kind kind, const char *subject, const char *maker)
{
	for (size_t i = 0; i < dossier->n_approvals; i++) {
		const struct approval *approval = &dossier->approvals[i];

		if (approval->kind == kind && approval->current && strcmp(approval->subject, subject) == 0 &&
		    strcmp(approval->signer, maker) != 0)
			return true;
	}
	return false;
}

/* ---- PREPARATION ---- */

static void team_is_complete(const struct dossier *dossier, struct status *status)
{
	size_t leaders = 0;

	for (size_t i = 0; i < dossier->n_team; i++)
		leaders += (dossier->team[i].roles & WHO_LEADER) != 0;
	if (leaders == 0)
		STATUS_VIOLATION(status, "team", MSG_GATE_NO_LEADER);
	if (dossier_lacks_member(dossier))
		STATUS_VIOLATION(status, "team", MSG_GATE_NO_MEMBER);
}

static void scheme_is_sound(const struct dossier *dossier, struct status *status)
{
	if (dossier->scheme.revision == 0)
		STATUS_VIOLATION(status, "scheme", MSG_GATE_NO_SCHEME);
	else
		scheme_check_by_code(dossier, status);
}

static void indicators_have_someone(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];

		if (indicator_is_assessed(indicator) && *indicator->responsible == '\0')
			STATUS_VIOLATION(status, arena_printf(&status->arena, "indicators[%s].responsible", indicator->code),
					 MSG_GATE_NO_RESPONSIBLE, indicator->code, indicator->name);
	}
}

static void scheme_is_approved(const struct dossier *dossier, struct status *status)
{
	const struct scheme *scheme = &dossier->scheme;

	if (scheme->revision != 0 && !is_signed(dossier, APPROVAL_SCHEME, "", scheme->entered_by))
		STATUS_VIOLATION(status, "scheme", MSG_GATE_SCHEME_UNSIGNED, dossier_name(dossier, scheme->entered_by));
}

/* ---- IMPLEMENTATION ---- */

/* Whoever should do what ${id} asks left the team, so a leader names another. */
static enum message_id asked_of_responsible(const struct dossier *dossier, const struct indicator *indicator,
					    enum message_id id)
{
	return dossier_holds(dossier, indicator->responsible, WHO_EVALUATORS) ? id : MSG_GATE_RESPONSIBLE_GONE;
}

static void entry_is_accepted(const struct dossier *dossier, const struct indicator *indicator, struct status *status)
{
	static const enum message_id messages[] = {
		[ENTRY_NONE] = MSG_GATE_ENTRY_MISSING,
		[ENTRY_DRAFT] = MSG_GATE_ENTRY_DRAFT,
		[ENTRY_SUBMITTED] = MSG_GATE_ENTRY_SUBMITTED,
		[ENTRY_RETURNED] = MSG_GATE_ENTRY_RETURNED,
	};
	const struct entry *entry = dossier_entry(dossier, indicator->code);
	enum entry_state state = entry != NULL ? entry->state : ENTRY_NONE;
	const char *person = state == ENTRY_SUBMITTED ? entry->entered_by : indicator->responsible;
	enum message_id id = messages[state];
	struct evidence_need *needs;
	size_t n;

	if (state != ENTRY_SUBMITTED)
		id = asked_of_responsible(dossier, indicator, id);
	if (state != ENTRY_ACCEPTED)
		STATUS_VIOLATION(status, path(status, "entries", indicator->code), id, indicator->code, indicator->name,
				 dossier_name(dossier, person));
	if (entry == NULL)
		return;
	n = evidence_missing(&status->arena, dossier, indicator, &needs);
	for (size_t i = 0; i < n && needs[i].point == 0; i++)
		STATUS_VIOLATION(status, arena_printf(&status->arena, "entries[%s].evidence", indicator->code),
				 MSG_GATE_EVIDENCE_MISSING, indicator->code, indicator->name, needs[i].kind,
				 dossier_name(dossier, indicator->responsible));
}

static void entries_are_accepted(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (indicator_is_assessed(&dossier->indicators[i]))
			entry_is_accepted(dossier, &dossier->indicators[i], status);
}

/* Of an evaluation in which nothing applies no total could be made. */
static void something_applies(const struct dossier *dossier, struct status *status)
{
	bool assessed = false;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		if (dossier_is_scored(dossier, &dossier->indicators[i]))
			return;
		assessed = assessed || indicator_is_assessed(&dossier->indicators[i]);
	}
	if (assessed)
		STATUS_VIOLATION(status, "entries", MSG_SCORE_ALL_NOT_APPLICABLE);
}

static void funds_are_accepted(const struct dossier *dossier, struct status *status)
{
	static const enum message_id messages[] = {
		[ENTRY_NONE] = MSG_GATE_FUNDS_MISSING,
		[ENTRY_DRAFT] = MSG_GATE_FUNDS_DRAFT,
		[ENTRY_SUBMITTED] = MSG_GATE_FUNDS_SUBMITTED,
		[ENTRY_RETURNED] = MSG_GATE_FUNDS_RETURNED,
	};
	const struct funds *funds = &dossier->funds;
	enum message_id id = messages[funds->state];

	if ((funds->state == ENTRY_DRAFT || funds->state == ENTRY_RETURNED) &&
	    !dossier_holds(dossier, funds->entered_by, WHO_EVALUATORS))
		id = MSG_GATE_FUNDS_GONE;
	if (funds->state != ENTRY_ACCEPTED)
		STATUS_VIOLATION(status, "funds", id, dossier_name(dossier, funds->entered_by));
}

/* ---- ANALYSIS ---- */

static enum message_id score_fault(const struct dossier *dossier, const struct indicator *indicator, const struct score *score)
{
	bool judged = rule_rows[indicator->rule.kind].judged, none = score == NULL || score->state == SCORE_NONE;

	if (judged && none)
		return asked_of_responsible(dossier, indicator, MSG_GATE_SCORE_UNJUDGED);
	if (none)
		return MSG_GATE_SCORE_UNCOMPUTED;
	if (!dossier_score_is_fresh(dossier, score))
		return judged ? asked_of_responsible(dossier, indicator, MSG_GATE_SCORE_STALE_JUDGED) : MSG_GATE_SCORE_STALE;
	if (score->state == SCORE_PROPOSED)
		return MSG_GATE_SCORE_PROPOSED;
	if (score->state == SCORE_RETURNED)
		return asked_of_responsible(dossier, indicator, MSG_GATE_SCORE_RETURNED);
	return MSG_NONE;
}

/* Since it was proposed, evidence may have been given another kind. */
static void met_points_have_evidence(const struct dossier *dossier, const struct indicator *indicator,
				     const struct score *score, struct status *status)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);

	for (size_t i = 0; i < indicator->n_points && i < score->n_met; i++)
		if (score->met[i] && !point_has_evidence(dossier, indicator, entry, i))
			STATUS_VIOLATION(status, arena_printf(&status->arena, "scores[%s].met[%zu]", indicator->code, i),
					 MSG_GATE_POINT_EVIDENCE, indicator->code, indicator->name, indicator->points[i].text,
					 indicator->points[i].evidence);
}

static void scores_are_approved(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);
		enum message_id id;

		if (!dossier_is_scored(dossier, indicator))
			continue;
		id = score_fault(dossier, indicator, score);
		if (id != MSG_NONE)
			STATUS_VIOLATION(status, path(status, "scores", indicator->code), id, indicator->code, indicator->name,
					 dossier_name(dossier, indicator->responsible));
		if (score != NULL)
			met_points_have_evidence(dossier, indicator, score, status);
		if (score != NULL && dossier_score_lacks_reason(indicator, score))
			STATUS_VIOLATION(status, arena_printf(&status->arena, "scores[%s].reason", indicator->code),
					 MSG_GATE_REASON_MISSING, indicator->code, indicator->name,
					 decimal_format_places(&status->arena, score->points, 2),
					 decimal_format_places(&status->arena, indicator->weight, 2));
	}
}

/* The scores are all there, and still no total: nothing applies, or a cap has no rate to go by. */
static void total_is_defined(const struct dossier *dossier, struct status *status)
{
	struct status why = STATUS_INIT;
	struct scoring_total total;

	if (dossier_total(&status->arena, dossier, &total, &why) != STATUS_OK)
		status_violation(status, "scores", why.message.id, why.message.args);
	status_clear(&why);
}

static bool score_is_signed(const struct dossier *dossier, const struct indicator *indicator)
{
	for (size_t i = 0; i < dossier->n_approvals; i++) {
		const struct approval *approval = &dossier->approvals[i];

		if (approval->kind == APPROVAL_SCORES && approval->current &&
		    !dossier_score_is_made_by(dossier, indicator->code, approval->signer))
			return true;
	}
	return false;
}

size_t scores_unsigned(struct arena *arena, const struct dossier *dossier, const char ***missing)
{
	size_t n = 0;

	*missing = arena_alloc(arena, (dossier->n_indicators + 1) * sizeof(**missing));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];

		if (dossier_is_scored(dossier, indicator) && !score_is_signed(dossier, indicator))
			(*missing)[n++] = indicator->code;
	}
	return n;
}

static void scores_are_signed(const struct dossier *dossier, struct status *status)
{
	const char **missing, *list = "";
	size_t n = scores_unsigned(&status->arena, dossier, &missing);

	for (size_t i = 0; i < n; i++)
		list = arena_printf(&status->arena, "%s%s%s", list, i > 0 ? " " : "", missing[i]);
	if (n > 0)
		STATUS_VIOLATION(status, "scores", MSG_GATE_SCORES_UNSIGNED, list);
}

/* ---- REPORTING ---- */

static void chapters_are_written(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < report_n_sections; i++) {
		const struct report_section *section = &report_sections[i];

		if (section->required && report_section_text(dossier, section->id) == NULL)
			STATUS_VIOLATION(status, path(status, "report", section->id), MSG_GATE_SECTION_MISSING, section->id,
					 section->label);
	}
}

static void data_is_consistent(const struct dossier *dossier, struct status *status)
{
	struct inconsistency *found;
	size_t n = consistency_check(&status->arena, dossier, &found);

	for (size_t i = 0; i < n; i++)
		if (inconsistency_blocks(&found[i]))
			status_violation(status, found[i].path, found[i].message, found[i].args);
}

/* A part of the report is reviewed by a signature that is not its writer's. */
static void report_is_signed(const struct dossier *dossier, struct status *status)
{
	if (!is_signed(dossier, APPROVAL_REPORT, "", "")) {
		STATUS_VIOLATION(status, "report", MSG_GATE_REPORT_UNSIGNED);
		return;
	}
	for (size_t i = 0; i < dossier->n_narrative; i++) {
		const struct narrative *part = &dossier->narrative[i];

		if (*part->text != '\0' && !is_signed(dossier, APPROVAL_REPORT, "", part->drafted_by))
			STATUS_VIOLATION(status, path(status, "report", part->section), MSG_GATE_OWN_PART, part->section,
					 dossier_name(dossier, part->drafted_by));
	}
	for (size_t i = 0; i < dossier->n_findings; i++) {
		const struct finding *finding = &dossier->findings[i];

		if (!is_signed(dossier, APPROVAL_REPORT, "", finding->drafted_by))
			STATUS_VIOLATION(status, path(status, "findings", finding->id), MSG_GATE_OWN_PART, finding->id,
					 dossier_name(dossier, finding->drafted_by));
	}
	for (size_t i = 0; i < dossier->n_recommendations; i++) {
		const struct recommendation *one = &dossier->recommendations[i];

		if (!is_signed(dossier, APPROVAL_REPORT, "", one->drafted_by))
			STATUS_VIOLATION(status, path(status, "recommendations", one->id), MSG_GATE_OWN_PART, one->id,
					 dossier_name(dossier, one->drafted_by));
	}
}

/* ---- RECTIFICATION ---- */

static void finding_is_settled(const struct dossier *dossier, const struct finding *finding, struct status *status)
{
	static const enum message_id messages[] = {
		[FINDING_NONE] = MSG_GATE_FINDING_OPEN,
		[FINDING_OPEN] = MSG_GATE_FINDING_OPEN,
		[FINDING_ASSIGNED] = MSG_GATE_FINDING_ASSIGNED,
		[FINDING_ACTING] = MSG_GATE_FINDING_ACTING,
		[FINDING_SUBMITTED] = MSG_GATE_FINDING_SUBMITTED,
		[FINDING_RETURNED] = MSG_GATE_FINDING_RETURNED,
		[FINDING_CLOSED] = MSG_NONE,
		[FINDING_CARRIED] = MSG_NONE,
	};
	enum message_id id = messages[finding->state];

	if (finding_waits_for_gone(dossier, finding))
		id = MSG_GATE_IMPLEMENTER_GONE;
	if (finding->state == FINDING_CLOSED &&
	    (*finding->verified_by == '\0' || strcmp(finding->verified_by, finding->implementer) == 0))
		id = MSG_GATE_FINDING_SELF_VERIFIED;
	if (finding->state == FINDING_CARRIED && !is_signed(dossier, APPROVAL_CARRY_ON, finding->id, finding->carry_by))
		id = MSG_GATE_CARRY_UNSIGNED;
	if (id != MSG_NONE)
		STATUS_VIOLATION(status, path(status, "findings", finding->id), id, finding->id, finding->title,
				 dossier_name(dossier, finding->implementer));
}

static void findings_are_settled(const struct dossier *dossier, struct status *status)
{
	if (dossier->n_findings == 0 && *dossier->no_findings_by == '\0')
		STATUS_VIOLATION(status, "findings", MSG_GATE_NO_FINDINGS);
	for (size_t i = 0; i < dossier->n_findings; i++)
		finding_is_settled(dossier, &dossier->findings[i], status);
}

static void rectification_is_accepted(const struct dossier *dossier, struct status *status)
{
	const struct rectification_report *report = &dossier->rectification;

	if (dossier->n_findings == 0)
		return;
	if (*report->filed_by == '\0')
		STATUS_VIOLATION(status, "rectification", MSG_GATE_RECTIFICATION_UNFILED);
	else if (!is_signed(dossier, APPROVAL_RECTIFICATION, "", report->filed_by))
		STATUS_VIOLATION(status, "rectification", MSG_GATE_RECTIFICATION_UNSIGNED,
				 dossier_name(dossier, report->filed_by));
}

/* ---- the stages ---- */

enum { MOST_CONDITIONS = 7 };

static const struct {
	enum stage next;
	gate_condition *conditions[MOST_CONDITIONS]; /* NULL-terminated */
} stages[STAGE_COUNT] = {
	[STAGE_PREPARATION] = { STAGE_IMPLEMENTATION,
				{ team_is_complete, scheme_is_sound, indicators_have_someone, scheme_is_approved } },
	[STAGE_IMPLEMENTATION] = { STAGE_ANALYSIS, { entries_are_accepted, something_applies, funds_are_accepted } },
	[STAGE_ANALYSIS] = { STAGE_REPORTING, { scores_are_approved, total_is_defined, scores_are_signed } },
	[STAGE_REPORTING] = { STAGE_RECTIFICATION, { chapters_are_written, data_is_consistent, report_is_signed } },
	[STAGE_RECTIFICATION] = { STAGE_ARCHIVING, { findings_are_settled, rectification_is_accepted } },
	/* Only the admin's seal leads on; every signature that the archive rests on stands. */
	[STAGE_ARCHIVING] = { STAGE_NONE,
			      { catalogue_check, scheme_is_approved, scores_are_signed, report_is_signed, findings_are_settled,
				rectification_is_accepted } },
};

void gate_check(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < MOST_CONDITIONS && stages[dossier->stage].conditions[i] != NULL; i++)
		stages[dossier->stage].conditions[i](dossier, status);
}

enum stage stage_next(enum stage stage)
{
	return stages[stage].next;
}

bool stage_may_return(enum stage from, enum stage to)
{
	return from != STAGE_ARCHIVED && to > STAGE_NONE && to < from;
}

/* ---- four eyes ---- */

enum status_code four_eyes(const char *person, const char *maker, const char *proposer, const char *what, struct status *status)
{
	if (strcmp(person, maker) != 0 && strcmp(person, proposer) != 0)
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_PERMISSION_DENIED, MSG_FOUR_EYES, what);
}
