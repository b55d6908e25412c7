#include "server/service/evaluation_copy.h"

#include <string.h>

#include "jixiao/rectification.pb-c.h"
#include "server/service/user_record.h"

struct people {
	Jixiao__TeamMember **members; /* those who came over */
	size_t n;
};

static enum status_code records(struct call *call, Jixiao__RecordType type, const char *from,
				const ProtobufCMessageDescriptor *descriptor, void *list, size_t *n)
{
	return record_list(call->txn, type, from, descriptor, NULL, 0, (ProtobufCMessage ***)list, n, call->status);
}

/* May the person still hold a role in an evaluation? */
static enum status_code is_there(struct call *call, const char *person, bool *there)
{
	Jixiao__User *user;
	enum status_code code = user_load(call->txn, person, &user, call->status);

	*there = code == STATUS_OK && user->state != JIXIAO__USER_STATE__USER_STATE_REVOKED &&
		 user->role == JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE;
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

static enum status_code copy_team(struct call *call, const char *from, struct people *people)
{
	Jixiao__TeamMember **members;
	size_t n;
	enum status_code code =
		records(call, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, from, &jixiao__team_member__descriptor, &members, &n);

	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		Jixiao__TeamMember *member = members[i];
		bool there;

		code = is_there(call, member->person, &there);
		if (code != STATUS_OK || !there)
			continue;
		member->evaluation = arena_strdup(call->arena, call->evaluation);
		members[people->n++] = member;
		code = record_put(
			call->txn,
			(struct record_key){ JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation, member->person },
			&member->base, 0, call->status);
	}
	people->members = members;
	return code;
}

static bool came_over(const struct people *people, const char *person)
{
	for (size_t i = 0; i < people->n; i++)
		if (strcmp(people->members[i]->person, person) == 0)
			return true;
	return false;
}

static enum status_code copy_scheme(struct call *call, const char *from)
{
	Jixiao__Scheme **schemes;
	size_t n;
	enum status_code code =
		records(call, JIXIAO__RECORD_TYPE__RECORD_SCHEME, from, &jixiao__scheme__descriptor, &schemes, &n);

	if (code != STATUS_OK || n == 0)
		return code;
	schemes[0]->evaluation = arena_strdup(call->arena, call->evaluation);
	schemes[0]->entered_by = arena_strdup(call->arena, "");
	schemes[0]->n_schedule = 0;
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, call->evaluation, "scheme" },
			  &schemes[0]->base, 0, call->status);
}

static enum status_code copy_indicators(struct call *call, const char *from, const struct people *people)
{
	Jixiao__Indicator **indicators;
	size_t n;
	enum status_code code =
		records(call, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, from, &jixiao__indicator__descriptor, &indicators, &n);

	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		Jixiao__Indicator *indicator = indicators[i];

		indicator->evaluation = arena_strdup(call->arena, call->evaluation);
		if (!came_over(people, indicator->responsible))
			indicator->responsible = arena_strdup(call->arena, "");
		code = record_put(
			call->txn,
			(struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, indicator->code },
			&indicator->base, 0, call->status);
	}
	return code;
}

static Jixiao__EarlierFinding *earlier(struct call *call, const Jixiao__Finding *finding)
{
	Jixiao__EarlierFinding *row = arena_alloc(call->arena, sizeof(*row));

	jixiao__earlier_finding__init(row);
	row->id = finding->id;
	row->title = finding->title;
	row->indicator = finding->indicator;
	row->carried = finding->state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED;
	row->until = row->carried ? finding->carry_until : finding->deadline;
	return row;
}

static enum status_code list_findings(struct call *call, const char *from, Jixiao__Evaluation *evaluation)
{
	Jixiao__Finding **findings;
	size_t n;
	enum status_code code =
		records(call, JIXIAO__RECORD_TYPE__RECORD_FINDING, from, &jixiao__finding__descriptor, &findings, &n);

	if (code != STATUS_OK)
		return code;
	evaluation->earlier_findings = arena_alloc(call->arena, (n + 1) * sizeof(*evaluation->earlier_findings));
	for (size_t i = 0; i < n; i++)
		if (findings[i]->state != JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED)
			evaluation->earlier_findings[evaluation->n_earlier_findings++] = earlier(call, findings[i]);
	return STATUS_OK;
}

enum status_code evaluation_copy(struct call *call, const char *from, Jixiao__Evaluation *evaluation)
{
	struct people people = { 0 };
	Jixiao__Evaluation *there;
	enum status_code code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", from, jixiao__evaluation,
					   &there, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_FROM_UNKNOWN, from);
	if (code == STATUS_OK)
		code = copy_team(call, from, &people);
	if (code == STATUS_OK)
		code = copy_scheme(call, from);
	if (code == STATUS_OK)
		code = copy_indicators(call, from, &people);
	if (code == STATUS_OK)
		code = list_findings(call, from, evaluation);
	return code;
}
