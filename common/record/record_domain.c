/* Scores and what follows them: findings, report, approvals, archive. */
#include "common/record/record_reader.h"

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

enum status_code score_from_record(struct arena *arena, const Jixiao__Score *record, const char *path, struct score *score,
				   struct status *status)
{
	struct reader reader = reader_begin(path, status);

	*score = (struct score){
		.indicator = record->indicator,
		.computed = record->computed,
		.points = reader_decimal(&reader, "points", record->points, DECIMAL(0)),
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
		.share = reader_decimal(&reader, "share", record->share, DECIMAL(0)),
		.state = (enum score_state)record->state,
		.warnings = reader_texts(arena, record->warnings, record->n_warnings),
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
						       .evidence = reader_texts(arena, action->evidence, action->n_evidence),
						       .n_evidence = action->n_evidence };
	}
}

void recommendation_from_record(const Jixiao__Recommendation *record, struct recommendation *recommendation)
{
	*recommendation =
		(struct recommendation){ record->id, record->title, record->text, record->finding, record->drafted_by };
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
					 .evidence = reader_texts(arena, record->evidence, record->n_evidence),
					 .n_evidence = record->n_evidence };
}

struct earlier_result *earlier_from_records(struct arena *arena, Jixiao__EarlierResult *const *records, size_t n)
{
	struct earlier_result *results = arena_alloc(arena, (n + 1) * sizeof(*results));

	for (size_t i = 0; i < n; i++) {
		const Jixiao__EarlierResult *record = records[i];
		struct score_line *lines = arena_alloc(arena, (record->n_lines + 1) * sizeof(*lines));

		for (size_t k = 0; k < record->n_lines; k++)
			lines[k] = (struct score_line){ .name = record->lines[k]->name, .rate = record->lines[k]->rate };
		results[i] = (struct earlier_result){ record->year,   record->evaluation,     record->total,
						      record->grade,  record->execution_rate, lines,
						      record->n_lines };
	}
	return results;
}
