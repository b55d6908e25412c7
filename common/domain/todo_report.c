/* What waits once there are scores: report, rectification, archive. */
#include <string.h>

#include "common/domain/catalogue.h"
#include "common/domain/consistency.h"
#include "common/domain/report_model.h"
#include "common/domain/todo_private.h"

/* ---- REPORTING ---- */

static size_t list_sections(struct todo_list *list)
{
	size_t missing = 0;

	for (size_t i = 0; i < report_n_sections; i++) {
		const struct report_section *section = &report_sections[i];

		if (!section->required || report_section_text(list->dossier, section->id) != NULL)
			continue;
		missing++;
		if (todo_is(list, WHO_EVALUATORS))
			TODO_ADD(list, MSG_TODO_WRITE_SECTION,
				 TODO_COMMAND(list, "report draft %s %s --file FILE", list->dossier->evaluation, section->id),
				 section->id, section->label);
	}
	return missing;
}

static size_t list_inconsistencies(struct todo_list *list)
{
	struct inconsistency *found;
	size_t n = consistency_check(list->arena, list->dossier, &found), blocking = 0;

	for (size_t i = 0; i < n; i++) {
		if (!inconsistency_blocks(&found[i]))
			continue;
		blocking++;
		if (found[i].dismissal != NULL && todo_is(list, WHO_LEADER) && !todo_is_me(list, found[i].dismissal->by))
			TODO_ADD(list, MSG_TODO_ACCEPT_DISMISSAL,
				 TODO_COMMAND(list, "report dismiss %s %s", list->dossier->evaluation,
					      todo_word(list, found[i].id)),
				 found[i].id);
	}
	if (blocking > 0 && todo_is(list, WHO_EVALUATORS))
		TODO_ADD(list, MSG_TODO_MEND_REPORT, TODO_COMMAND(list, "report check %s", list->dossier->evaluation),
			 todo_count(list, blocking));
	return blocking;
}

void todo_reporting(struct todo_list *list)
{
	size_t missing = list_sections(list) + list_inconsistencies(list);

	if (missing == 0 && todo_is(list, WHO_LEADER) && !todo_is_signed(list->dossier, APPROVAL_REPORT, list->person) &&
	    !todo_gate_is_open(list->dossier))
		TODO_ADD(list, MSG_TODO_SIGN_REPORT, TODO_COMMAND(list, "report sign %s", list->dossier->evaluation));
}

/* ---- RECTIFICATION ---- */

/* What a finding in one state asks for, of whom. */
static const struct finding_step {
	enum message_id message;
	unsigned who;
	bool mine;	     /* of the implementer it was put to; else of anyone in ${who} whose work it is not */
	const char *command; /* evaluation, finding */
} finding_steps[] = {
	[FINDING_NONE] = { MSG_NONE, 0, false, "" },
	[FINDING_OPEN] = { MSG_TODO_ASSIGN_FINDING, WHO_LEADER, false, "rectification assign %s %s PERSON --deadline DATE" },
	[FINDING_ASSIGNED] = { MSG_TODO_RECTIFY, WHO_IMPLEMENTER, true, "rectification log %s %s --text TEXT --evidence ID" },
	[FINDING_ACTING] = { MSG_TODO_SUBMIT_FINDING, WHO_IMPLEMENTER, true, "rectification submit %s %s" },
	[FINDING_SUBMITTED] = { MSG_TODO_VERIFY_FINDING, WHO_EVALUATORS, false,
				"rectification verify %s %s PASS-OR-FAIL --verification TEXT" },
	[FINDING_RETURNED] = { MSG_TODO_RECTIFY_AGAIN, WHO_IMPLEMENTER, true,
			       "rectification log %s %s --text TEXT --evidence ID" },
	[FINDING_CLOSED] = { MSG_NONE, 0, false, "" },
	[FINDING_CARRIED] = { MSG_NONE, 0, false, "" },
};

/* Two steps that no state tells: what was done has no evidence yet, or whoever should do it left. */
static const struct finding_step step_evidence = { MSG_TODO_EVIDENCE_FINDING, WHO_IMPLEMENTER, true,
						   "rectification log %s %s --text TEXT --evidence ID" },
				 step_reassign = { MSG_TODO_REASSIGN_FINDING, WHO_LEADER, false,
						   "rectification assign %s %s PERSON --deadline DATE" };

static const struct finding_step *finding_step(const struct dossier *dossier, const struct finding *finding)
{
	if (finding_waits_for_gone(dossier, finding))
		return &step_reassign;
	if (finding->state == FINDING_ACTING && !finding_is_evidenced(finding, finding->implementer))
		return &step_evidence;
	return &finding_steps[finding->state];
}

static const char *finding_command(struct todo_list *list, const char *format, const struct finding *finding)
{
	const char *first = strstr(format, "%s"), *second = strstr(first + 2, "%s");

	return arena_printf(list->arena, "%.*s%s%.*s%s%s", (int)(first - format), format, list->dossier->evaluation,
			    (int)(second - first - 2), first + 2, finding->id, second + 2);
}

static bool has_implementer(const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_team; i++)
		if (dossier->team[i].roles & WHO_IMPLEMENTER)
			return true;
	return false;
}

static void list_finding(struct todo_list *list, const struct finding *finding)
{
	const struct finding_step *step = finding_step(list->dossier, finding);
	bool mine = step->mine ? todo_is_me(list, finding->implementer) : !finding_is_work_of(finding, list->person);

	/* Put to whom? The admin's todo asks for an implementer first. */
	if (step->who == WHO_LEADER && !has_implementer(list->dossier))
		mine = false;
	if (todo_is(list, step->who) && mine)
		TODO_ADD(list, step->message, finding_command(list, step->command, finding), finding->id, finding->title,
			 step == &step_reassign ? dossier_name(list->dossier, finding->implementer) : finding->verification);
	if (finding_waits_to_carry_on(finding) && todo_is(list, WHO_LEADER) && !todo_is_me(list, finding->carry_by))
		TODO_ADD(list, MSG_TODO_SIGN_CARRY,
			 TODO_COMMAND(list, "rectification sign-carry %s %s", list->dossier->evaluation, finding->id),
			 finding->id, finding->title);
}

static bool all_are(const struct dossier *dossier, bool also_submitted)
{
	for (size_t i = 0; i < dossier->n_findings; i++) {
		enum finding_state state = dossier->findings[i].state;

		if (state != FINDING_CLOSED && state != FINDING_CARRIED && !(also_submitted && state == FINDING_SUBMITTED))
			return false;
	}
	return true;
}

void todo_rectification(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;
	const struct rectification_report *report = &dossier->rectification;

	for (size_t i = 0; i < dossier->n_findings; i++)
		list_finding(list, &dossier->findings[i]);
	if (dossier->n_findings == 0) {
		if (*dossier->no_findings_by == '\0' && todo_is(list, WHO_LEADER))
			TODO_ADD(list, MSG_TODO_DECLARE_NONE, TODO_COMMAND(list, "rectification none %s", dossier->evaluation));
		return;
	}
	if (todo_is(list, WHO_IMPLEMENTER) && all_are(dossier, true) && *report->filed_by == '\0')
		TODO_ADD(list, *report->comment == '\0' ? MSG_TODO_FILE_REPORT : MSG_TODO_FILE_REPORT_AGAIN,
			 TODO_COMMAND(list, "rectification file %s --file FILE", dossier->evaluation), report->comment);
	if (todo_is(list, WHO_LEADER) && all_are(dossier, false) && *report->filed_by != '\0' &&
	    !todo_is_me(list, report->filed_by) && !todo_is_signed(dossier, APPROVAL_RECTIFICATION, NULL))
		TODO_ADD(list, MSG_TODO_ACCEPT_REPORT, TODO_COMMAND(list, "rectification accept %s", dossier->evaluation));
}

/* ---- ARCHIVING ---- */

void todo_archiving(struct todo_list *list)
{
	struct status missing = STATUS_INIT;

	catalogue_check(list->dossier, &missing);
	for (size_t i = 0; i < missing.n_violations && todo_is(list, WHO_EVALUATORS); i++) {
		const char *id = arena_strdup(list->arena, missing.violations[i].message.args[0]);

		TODO_ADD(list, MSG_TODO_CATALOGUE,
			 TODO_COMMAND(list, "archive put %s %s --evidence ID", list->dossier->evaluation, id), id,
			 arena_strdup(list->arena, missing.violations[i].message.args[1]));
	}
	if (missing.n_violations == 0 && todo_is(list, WHO_ADMIN))
		TODO_ADD(list, MSG_TODO_SEAL, TODO_COMMAND(list, "archive seal %s", list->dossier->evaluation));
	status_clear(&missing);
}
