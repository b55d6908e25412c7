/* Evaluation.Team, .PutMember, .RemoveMember: who works in an evaluation. */
#include <stdlib.h>
#include <string.h>

#include "server/service/handlers.h"
#include "server/service/user_record.h"

enum { DUTY_LIMIT = 1024, ROLES = 3 };

static struct record_key member_key(const struct call *call, const char *person)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation, person };
}

enum status_code evaluation_team(struct call *call)
{
	Jixiao__EvaluationTeamReply *reply = (void *)call->reply;

	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation,
			   &jixiao__team_member__descriptor, NULL, 0, (ProtobufCMessage ***)&reply->members, &reply->n_members,
			   call->status);
}

static bool has_role(const Jixiao__EvaluationPutMemberRequest *request, size_t n, Jixiao__Role role)
{
	for (size_t i = 0; i < n; i++)
		if (request->roles[i] == role)
			return true;
	return false;
}

static void check_roles(struct call *call, const Jixiao__EvaluationPutMemberRequest *request)
{
	if (request->n_roles == 0)
		STATUS_VIOLATION(call->status, "roles", MSG_FIELD_REQUIRED);
	for (size_t i = 0; i < request->n_roles && i <= ROLES; i++) {
		const char *path = arena_printf(call->arena, "roles[%zu]", i);

		if (request->roles[i] == JIXIAO__ROLE__ROLE_UNSPECIFIED)
			STATUS_VIOLATION(call->status, path, MSG_FIELD_REQUIRED);
		else if (has_role(request, i, request->roles[i]))
			STATUS_VIOLATION(call->status, path, MSG_ROLE_TWICE);
	}
	/* Who leads accepts the rectification: that can't be one's own. A member may be implementer too, for persons are
	 * compared wherever one verifies. */
	if (has_role(request, request->n_roles, JIXIAO__ROLE__ROLE_LEADER) &&
	    has_role(request, request->n_roles, JIXIAO__ROLE__ROLE_IMPLEMENTER))
		STATUS_VIOLATION(call->status, "roles", MSG_LEADER_IMPLEMENTER);
}

/* A person who may hold a role in an evaluation: known, not revoked, and neither admin nor auditor. */
static enum status_code find_person(struct call *call, const char *id, Jixiao__User **user)
{
	enum status_code code = user_load(call->txn, id, user, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_USER_UNKNOWN, id);
	if (code != STATUS_OK)
		return code;
	if ((*user)->state == JIXIAO__USER_STATE__USER_STATE_REVOKED)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_USER_REVOKED, id);
	if ((*user)->role != JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_MEMBER_SERVER_ROLE, id,
				   (*user)->role == JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN ? "@ROLE_ADMIN" : "@ROLE_AUDITOR");
	return STATUS_OK;
}

static int by_number(const void *a, const void *b)
{
	const Jixiao__Role *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

enum status_code evaluation_put_member(struct call *call)
{
	const Jixiao__EvaluationPutMemberRequest *request = (const void *)call->request;
	Jixiao__TeamMember *member = (void *)call->reply;
	enum status_code code;
	Jixiao__User *user;

	check_roles(call, request);
	if (strlen(request->duty) > DUTY_LIMIT)
		STATUS_VIOLATION(call->status, "duty", MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", DUTY_LIMIT));
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	code = find_person(call, request->person, &user);
	if (code != STATUS_OK)
		return code;
	member->evaluation = request->evaluation;
	member->person = request->person;
	member->name = arena_strdup(call->arena, user->name);
	member->n_roles = request->n_roles;
	member->roles = request->roles;
	qsort(member->roles, member->n_roles, sizeof(*member->roles), by_number);
	member->duty = request->duty;
	return record_put(call->txn, member_key(call, request->person), &member->base, request->revision, call->status);
}

enum status_code evaluation_remove_member(struct call *call)
{
	const Jixiao__EvaluationRemoveMemberRequest *request = (const void *)call->request;
	enum status_code code;
	Jixiao__TeamMember *member;

	code = record_get(call->txn, member_key(call, request->person), &jixiao__team_member__descriptor,
			  (ProtobufCMessage **)&member, call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NOT_IN_TEAM, request->person);
	if (code != STATUS_OK)
		return code;
	return record_remove(call->txn, member_key(call, request->person), call->status);
}
