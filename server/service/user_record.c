#include "server/service/user_record.h"

#include <string.h>

#include "common/base/clock.h"

#define HOUR_MS (INT64_C(3600) * 1000)

bool user_id_is_valid(const char *id)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	static const char further[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

	return *id != '\0' && strchr(letters, *id) != NULL && id[strspn(id, further)] == '\0' && strlen(id) <= 32;
}

static struct record_key key_of(const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_USER, "", id };
}

enum status_code user_load(struct store_txn *txn, const char *id, Jixiao__User **user, struct status *status)
{
	*user = NULL;
	return record_get(txn, key_of(id), &jixiao__user__descriptor, (ProtobufCMessage **)user, status);
}

enum status_code user_is_revoked(struct store_txn *txn, const char *id, bool *revoked, struct status *status)
{
	Jixiao__User *user;
	enum status_code code = user_load(txn, id, &user, status);

	*revoked = code == STATUS_OK && user->state == JIXIAO__USER_STATE__USER_STATE_REVOKED;
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

enum status_code user_save(struct store_txn *txn, Jixiao__User *user, struct status *status)
{
	return record_put(txn, key_of(user->id), &user->base, user->revision, status);
}

void user_end_login(struct arena *arena, Jixiao__User *user, ProtobufCBinaryData *certificate)
{
	const size_t n = user->n_ended_login_certificates, size = sizeof(*user->ended_login_certificates);

	if (certificate->len > 0) {
		user->ended_login_certificates = arena_grow(arena, user->ended_login_certificates, n * size, (n + 1) * size);
		user->ended_login_certificates[n] = *certificate;
		user->n_ended_login_certificates = n + 1;
	}
	*certificate = (ProtobufCBinaryData){ 0, NULL };
}

void user_revoke_keys(struct arena *arena, Jixiao__User *user, int64_t now)
{
	user_end_login(arena, user, &user->previous_login_certificate);
	user_end_login(arena, user, &user->login_certificate);
	user->login_expires = 0;
	for (size_t i = 0; i < user->n_signing_certificates; i++)
		if (user->signing_certificates[i]->revoked == 0)
			user->signing_certificates[i]->revoked = now;
	user->code_key = (ProtobufCBinaryData){ 0, NULL };
	user->code_expires = 0;
	user->code_failures = 0;
}

void user_invite(struct arena *arena, Jixiao__User *user, ProtobufCBinaryData code_key, const struct server_settings *settings,
		 int64_t now)
{
	user_revoke_keys(arena, user, now);
	user->state = JIXIAO__USER_STATE__USER_STATE_INVITED;
	user->code_key = code_key;
	user->code_expires = now + settings->code_hours * HOUR_MS;
}

static bool is_certificate(ProtobufCBinaryData stored, const uint8_t digest[32])
{
	return stored.len == 32 && memcmp(stored.data, digest, 32) == 0;
}

bool user_has_login(const Jixiao__User *user, const uint8_t digest[32])
{
	return is_certificate(user->login_certificate, digest) || is_certificate(user->previous_login_certificate, digest);
}

bool user_had_login(const Jixiao__User *user, const uint8_t digest[32])
{
	for (size_t i = 0; i < user->n_ended_login_certificates; i++)
		if (is_certificate(user->ended_login_certificates[i], digest))
			return true;
	return false;
}

bool user_code_is_out(const Jixiao__User *user, const struct server_settings *settings, int64_t now)
{
	return user->state == JIXIAO__USER_STATE__USER_STATE_INVITED && user->code_key.len > 0 && now < user->code_expires &&
	       user->code_failures < settings->code_attempts;
}

static enum status_code all_users(struct store_txn *txn, Jixiao__User ***users, size_t *n, struct status *status)
{
	return record_list(txn, JIXIAO__RECORD_TYPE__RECORD_USER, "", &jixiao__user__descriptor, NULL, 0,
			   (ProtobufCMessage ***)users, n, status);
}

enum status_code user_any_code_is_out(struct server *server, bool *out, struct status *status)
{
	struct store_txn *txn;
	Jixiao__User **users;
	enum status_code code = store_read_begin(server->store, &txn, status);
	size_t n;

	*out = false;
	if (code != STATUS_OK)
		return code;
	code = all_users(txn, &users, &n, status);
	for (size_t i = 0; code == STATUS_OK && i < n && !*out; i++)
		*out = user_code_is_out(users[i], &server->settings, clock_real_ms());
	store_read_end(txn);
	return code;
}

static bool is_active_admin(const Jixiao__User *user)
{
	return user->role == JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN && user->state == JIXIAO__USER_STATE__USER_STATE_ACTIVE;
}

enum status_code user_check_not_last_admin(struct store_txn *txn, const Jixiao__User *user, struct status *status)
{
	Jixiao__User **users;
	enum status_code code;
	size_t n;

	if (!is_active_admin(user))
		return STATUS_OK;
	code = all_users(txn, &users, &n, status);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < n; i++)
		if (is_active_admin(users[i]) && strcmp(users[i]->id, user->id) != 0)
			return STATUS_OK;
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_LAST_ADMIN, user->id);
}
