/* User.*: people, their certificates and their codes. Enrolment is in enrollment.c. */
#include <string.h>

#include "common/crypto/enrolment.h"
#include "common/rpc/pb.h"
#include "server/rpc/run.h"
#include "server/rpc/sessions.h"
#include "server/service/cursor.h"
#include "server/service/field.h"
#include "server/service/handlers.h"
#include "server/service/user_record.h"

enum { NAME_LIMIT = 96, REASON_LIMIT = 1024 };

/* The existing person, or a status that says there is none. */
static enum status_code require(struct call *call, const char *id, Jixiao__User **user)
{
	enum status_code code = user_load(call->txn, id, user, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_USER_UNKNOWN, id);
	return code;
}

static void answer(struct call *call, const Jixiao__User *user)
{
	*(Jixiao__User *)call->reply = *user;
}

static void check_code_key(struct status *status, ProtobufCBinaryData key)
{
	if (key.len != ENROLMENT_KEY_SIZE)
		STATUS_VIOLATION(status, "code_key", MSG_CODE_KEY_SIZE);
}

enum status_code user_add(struct call *call)
{
	const Jixiao__UserAddRequest *request = (const Jixiao__UserAddRequest *)call->request;
	Jixiao__User user = JIXIAO__USER__INIT, *existing;
	enum status_code code;

	if (!user_id_is_valid(request->id))
		STATUS_VIOLATION(call->status, "id", MSG_FIELD_NOT_ID, request->id, "@FORM_USER");
	field_check_line(call->status, "name", request->name, NAME_LIMIT);
	check_code_key(call->status, request->code_key);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	code = user_load(call->txn, request->id, &existing, call->status);
	if (code == STATUS_OK)
		return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_USER_EXISTS, request->id);
	if (code != STATUS_NOT_FOUND)
		return code;
	user.id = request->id;
	user.name = request->name;
	user.role = request->role;
	user_invite(call->arena, &user, request->code_key, &call->server->settings, call->time);
	code = user_save(call->txn, &user, call->status);
	answer(call, &user);
	return code;
}

enum status_code user_get(struct call *call)
{
	const Jixiao__UserGetRequest *request = (const Jixiao__UserGetRequest *)call->request;
	Jixiao__User *user;
	enum status_code code = require(call, request->id, &user);

	if (code == STATUS_OK)
		answer(call, user);
	return code;
}

enum status_code user_list(struct call *call)
{
	const Jixiao__UserListRequest *request = (const Jixiao__UserListRequest *)call->request;
	Jixiao__UserListReply *reply = (Jixiao__UserListReply *)call->reply;
	const uint32_t limit = page_size(request->limit);
	const char *after;
	enum status_code code = cursor_read(call, request->cursor, &after);

	if (code != STATUS_OK)
		return code;
	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_USER, "", &jixiao__user__descriptor, after, limit,
			   (ProtobufCMessage ***)&reply->users, &reply->n_users, call->status);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < reply->n_users; i++) {
		reply->users[i]->n_signing_certificates = 0;
		reply->users[i]->n_ended_login_certificates = 0;
	}
	if (reply->n_users == limit)
		reply->cursor = cursor_make(call, reply->users[limit - 1]->id);
	return STATUS_OK;
}

enum status_code user_code(struct call *call)
{
	const Jixiao__UserCodeRequest *request = (const Jixiao__UserCodeRequest *)call->request;
	Jixiao__User *user;
	enum status_code code;

	check_code_key(call->status, request->code_key);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	code = require(call, request->id, &user);
	if (code == STATUS_OK)
		code = user_check_not_last_admin(call->txn, user, call->status);
	if (code != STATUS_OK)
		return code;
	user_invite(call->arena, user, request->code_key, &call->server->settings, call->time);
	code = user_save(call->txn, user, call->status);
	answer(call, user);
	return code;
}

enum status_code user_revoke(struct call *call)
{
	const Jixiao__UserRevokeRequest *request = (const Jixiao__UserRevokeRequest *)call->request;
	Jixiao__User *user;
	enum status_code code;

	field_check_line(call->status, "reason", request->reason, REASON_LIMIT);
	if (status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK)
		return call->status->code;
	code = require(call, request->id, &user);
	if (code == STATUS_OK && user->state == JIXIAO__USER_STATE__USER_STATE_REVOKED)
		code = STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_USER_REVOKED, request->id);
	if (code == STATUS_OK)
		code = user_check_not_last_admin(call->txn, user, call->status);
	if (code != STATUS_OK)
		return code;
	user_revoke_keys(call->arena, user, call->time);
	user->state = JIXIAO__USER_STATE__USER_STATE_REVOKED;
	code = user_save(call->txn, user, call->status);
	answer(call, user);
	return code;
}

/* The reply died with the writer's transaction; the request is the call's own. */
static const char *requested_id(const struct call *call)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(call->request->descriptor, "id");

	return *(const char *const *)((const char *)call->request + field->offset);
}

void user_cut(struct server *server, const struct call *call)
{
	sessions_cut(server->sessions, requested_id(call));
	server_enrolment_changed(server);
}

void user_invited(struct server *server, const struct call *call)
{
	(void)call;
	server_enrolment_changed(server);
}

static void add_roles(struct call *call, Jixiao__UserWhoamiReply *reply)
{
	reply->roles = arena_alloc(call->arena, 3 * sizeof(*reply->roles));
	for (uint32_t role = JIXIAO__ROLE__ROLE_LEADER; role <= JIXIAO__ROLE__ROLE_IMPLEMENTER; role++)
		if (call->who & (1u << (role - 1)))
			reply->roles[reply->n_roles++] = role;
}

static Jixiao__Ability *ability(struct call *call, const struct method *method, enum stage stage)
{
	Jixiao__Ability *ability = arena_alloc(call->arena, sizeof(*ability));
	struct status why = STATUS_INIT;

	jixiao__ability__init(ability);
	ability->method = arena_strdup(call->arena, method->name);
	permission_judge(&method->permission, method->name, call->who, stage, &why);
	ability->allowed = why.code == STATUS_OK;
	ability->other_stage = why.code == STATUS_FAILED_PRECONDITION;
	if (!ability->allowed)
		ability->refusal = pb_status(call->arena, &why);
	status_clear(&why);
	return ability;
}

enum status_code user_whoami(struct call *call)
{
	Jixiao__UserWhoamiReply *reply = (Jixiao__UserWhoamiReply *)call->reply;
	enum stage stage = call->shell != NULL ? (enum stage)call->shell->stage : STAGE_NONE;
	enum status_code code = require(call, call->person, &reply->user);

	if (code != STATUS_OK)
		return code;
	reply->stage = stage;
	add_roles(call, reply);
	reply->abilities = arena_alloc(call->arena, method_count() * sizeof(*reply->abilities));
	for (size_t i = 0; i < method_count(); i++) {
		const struct method *method = method_at(i);

		/* Without an evaluation nobody can say what its stage allows. */
		if (method->kind != METHOD_SELF && (call->shell != NULL || method->permission.stages == 0))
			reply->abilities[reply->n_abilities++] = ability(call, method, stage);
	}
	return STATUS_OK;
}
