#include "server/rpc/authorize.h"

#include "common/rpc/tls_engine.h"
#include "server/service/user_record.h"

static unsigned server_bits(const Jixiao__User *user)
{
	switch (user->role) {
	case JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN: return WHO_ENROLLED | WHO_ADMIN;
	case JIXIAO__SERVER_ROLE__SERVER_ROLE_AUDITOR: return WHO_ENROLLED | WHO_AUDITOR;
	default: return WHO_ENROLLED;
	}
}

/* NULL and STATUS_OK if there is no such person, or not an active one. */
static enum status_code find_active(struct store_txn *txn, const char *person, Jixiao__User **user, struct status *status)
{
	enum status_code code = user_load(txn, person, user, status);

	if (code == STATUS_OK && (*user)->state != JIXIAO__USER_STATE__USER_STATE_ACTIVE)
		*user = NULL;
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

/* Adds the roles that ${person} has in ${evaluation}. */
static enum status_code add_team_bits(struct store_txn *txn, const char *person, const char *evaluation, unsigned *who,
				      struct status *status)
{
	Jixiao__TeamMember *member;
	enum status_code code;

	if (evaluation[0] == '\0')
		return STATUS_OK;
	code = RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, evaluation, person, jixiao__team_member, &member,
			  status);
	for (size_t i = 0; code == STATUS_OK && i < member->n_roles; i++)
		*who |= 1u << (member->roles[i] - 1);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

enum status_code authorize_who(struct store_txn *txn, const char *person, const char *evaluation, unsigned *who,
			       struct status *status)
{
	Jixiao__User *user;
	enum status_code code = find_active(txn, person, &user, status);

	*who = 0;
	if (code != STATUS_OK || user == NULL)
		return code;
	*who = server_bits(user);
	return add_team_bits(txn, person, evaluation, who, status);
}

/* What was accepted in the handshake may have ended or been replaced since. */
static enum status_code check_certificate(struct call *call, const Jixiao__User *user)
{
	const struct tls_peer *peer = call->peer;

	if (peer == NULL)
		return STATUS_OK;
	if (!user_has_login(user, peer->digest))
		return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_PEER_REPLACED, call->server->installation);
	if (peer->not_after <= call->time)
		return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_PEER_EXPIRED, call->server->installation);
	return STATUS_OK;
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
	Jixiao__User *user;

	call->evaluation = named_evaluation(call);
	call->shell = NULL;
	code = find_active(call->txn, call->person, &user, call->status);
	if (code != STATUS_OK)
		return code;
	if (user == NULL)
		return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_NOT_ACTIVE, call->person);
	code = check_certificate(call, user);
	if (code != STATUS_OK)
		return code;
	call->who = server_bits(user);
	code = add_team_bits(call->txn, call->person, call->evaluation, &call->who, call->status);
	if (code != STATUS_OK)
		return code;
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
