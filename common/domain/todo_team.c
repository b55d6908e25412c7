/* Whom the team lacks, and whose work waits for somebody who left it. */
#include "common/domain/todo_private.h"

static void add_person(struct todo_list *list, enum message_id message, const char *role)
{
	TODO_ADD(list, message, TODO_COMMAND(list, "team add %s PERSON --role %s", list->dossier->evaluation, role));
}

static bool is_settled(const struct finding *finding)
{
	return finding->state == FINDING_CLOSED || finding->state == FINDING_CARRIED;
}

static bool lacks_implementer(const struct dossier *dossier, unsigned roles)
{
	/* Somebody must file the rectification report, too. */
	bool any = dossier->n_findings > 0 && *dossier->rectification.filed_by == '\0';

	for (size_t i = 0; i < dossier->n_findings; i++)
		any = any || !is_settled(&dossier->findings[i]);
	return dossier->stage == STAGE_RECTIFICATION && any && !(roles & WHO_IMPLEMENTER);
}

static bool has_verifier(const struct dossier *dossier, const struct finding *finding)
{
	for (size_t i = 0; i < dossier->n_team; i++)
		if ((dossier->team[i].roles & WHO_EVALUATORS) && !finding_is_work_of(finding, dossier->team[i].person))
			return true;
	return false;
}

static void list_verifiers(struct todo_list *list)
{
	for (size_t i = 0; i < list->dossier->n_findings; i++) {
		const struct finding *finding = &list->dossier->findings[i];

		if (finding->state == FINDING_SUBMITTED && !has_verifier(list->dossier, finding))
			TODO_ADD(list, MSG_TODO_ADD_VERIFIER,
				 TODO_COMMAND(list, "team add %s PERSON --role member", list->dossier->evaluation), finding->id,
				 finding->title);
	}
}

/* The admin puts the team together. */
static void list_lacking(struct todo_list *list, unsigned roles, size_t stuck)
{
	if (!(roles & WHO_LEADER))
		add_person(list, MSG_TODO_ADD_LEADER, "leader");
	else if (stuck > 0)
		TODO_ADD(list, MSG_TODO_ADD_SECOND_LEADER,
			 TODO_COMMAND(list, "team add %s PERSON --role leader", list->dossier->evaluation),
			 todo_count(list, stuck));
	if (dossier_lacks_member(list->dossier) && (list->dossier->stage == STAGE_PREPARATION || !(roles & WHO_MEMBER)))
		add_person(list, MSG_TODO_ADD_MEMBER, "member");
	if (lacks_implementer(list->dossier, roles))
		add_person(list, MSG_TODO_ADD_IMPLEMENTER, "implementer");
	if (list->dossier->stage == STAGE_RECTIFICATION)
		list_verifiers(list);
}

/* Until the report is signed, an indicator needs someone who answers for it. */
static void list_responsible(struct todo_list *list)
{
	const struct dossier *dossier = list->dossier;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];

		if (!indicator_is_assessed(indicator) || dossier_holds(dossier, indicator->responsible, WHO_EVALUATORS))
			continue;
		TODO_ADD(list, *indicator->responsible == '\0' ? MSG_TODO_ASSIGN_INDICATOR : MSG_TODO_REASSIGN_INDICATOR,
			 TODO_COMMAND(list, "indicator assign %s %s PERSON", dossier->evaluation, indicator->code),
			 indicator->code, indicator->name, indicator->responsible);
	}
}

void todo_team(struct todo_list *list)
{
	size_t stuck = todo_stuck(list->arena, list->dossier);
	unsigned roles = 0;

	for (size_t i = 0; i < list->dossier->n_team; i++)
		roles |= list->dossier->team[i].roles;
	if (todo_is(list, WHO_ADMIN))
		list_lacking(list, roles, stuck);
	else if (todo_is(list, WHO_LEADER) && stuck > 0)
		TODO_ADD(list, MSG_TODO_ASK_SECOND_LEADER,
			 TODO_COMMAND(list, "team add %s PERSON --role leader", list->dossier->evaluation),
			 todo_count(list, stuck));
	if (todo_is(list, WHO_LEADER) && list->dossier->stage <= STAGE_REPORTING)
		list_responsible(list);
}
