#include "server/rpc/authorize.h"

static unsigned server_bits(const Jixiao__User *user)
{
	switch (user->role) {
	case JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN: return WHO_ENROLLED | WHO_ADMIN;
	case JIXIAO__SERVER_ROLE__SERVER_ROLE_AUDITOR: return WHO_ENROLLED | WHO_AUDITOR;
	default: return WHO_ENROLLED;
	}
}

enum status_code authorize_who(struct store_txn *txn, const char *person, const char *evaluation, unsigned *who,
			       struct status *status)
{
	Jixiao__TeamMember *member;
	Jixiao__User *user;
	enum status_code code;

	*who = 0;
	code = RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_USER, "", person, jixiao__user, &user, status);
	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && user->state != JIXIAO__USER_STATE__USER_STATE_ACTIVE))
		return STATUS_OK;
	if (code != STATUS_OK)
		return code;
	*who = server_bits(user);
	if (evaluation[0] == '\0')
		return STATUS_OK;
	code = RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, evaluation, person, jixiao__team_member, &member, status);
	if (code == STATUS_OK)
		for (size_t i = 0; i < member->n_roles; i++)
			*who |= 1u << (member->roles[i] - 1);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

/* The evaluation that the request names, "" if its method concerns none. */
static const char *named_evaluation(const struct call *call)
{
	const ProtobufCFieldDescriptor *field = call->method->evaluation_field;

	return field == NULL ? "" : *(char *const *)((const char *)call->request + field->offset);
}

enum status_code authorize(struct call *call)
{
	const struct method *method = call->method;
	enum status_code code;
	enum stage stage = STAGE_NONE;

	call->evaluation = named_evaluation(call);
	call->shell = NULL;
	code = authorize_who(call->txn, call->person, call->evaluation, &call->who, call->status);
	if (code != STATUS_OK)
		return code;
	if (call->who == 0)
		return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_NOT_ACTIVE, call->person);
	if (method->evaluation_field != NULL && call->evaluation[0] != '\0') {
		code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", call->evaluation, jixiao__evaluation,
				  &call->shell, call->status);
		if (code == STATUS_NOT_FOUND)
			return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NO_SUCH, "@NOUN_EVALUATION", call->evaluation);
		if (code != STATUS_OK)
			return code;
		stage = (enum stage)call->shell->stage;
	} else if (method->evaluation_field != NULL && !method->evaluation_optional) {
		STATUS_VIOLATION(call->status, "evaluation", MSG_FIELD_REQUIRED);
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	return permission_judge(&method->permission, method->name, call->who, stage, call->status);
}
