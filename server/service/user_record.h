/* user_record: what the user service, the TLS judge and the server's own commands share about a person's record. */
#ifndef JIXIAO_SERVICE_USER_RECORD_H
#define JIXIAO_SERVICE_USER_RECORD_H

#include "jixiao/user.pb-c.h"
#include "server/server.h"
#include "server/store/store.h"

/* [a-z][a-z0-9._-]{0,31} */
bool user_id_is_valid(const char *id);

/* STATUS_NOT_FOUND with ${status} untouched if there is no such person. */
enum status_code user_load(struct store_txn *txn, const char *id, Jixiao__User **user, struct status *status);

/* A person whom nobody knows is not revoked. */
enum status_code user_is_revoked(struct store_txn *txn, const char *id, bool *revoked, struct status *status);

/* Writes it with the revision that it was read at (0: new). */
enum status_code user_save(struct store_txn *txn, Jixiao__User *user, struct status *status);

/* Puts out a code, whose key is ${code_key}: the person's old keys are revoked as of ${now}. */
void user_invite(struct arena *arena, Jixiao__User *user, ProtobufCBinaryData code_key, const struct server_settings *settings,
		 int64_t now);

/* No key of the person counts any more; signatures made before ${now} do. */
void user_revoke_keys(struct arena *arena, Jixiao__User *user, int64_t now);

/* Moves ${certificate} (a digest that the record holds, or empty) to those that count no more. */
void user_end_login(struct arena *arena, Jixiao__User *user, ProtobufCBinaryData *certificate);

/* ${digest} is of a login certificate that is the person's now: the one before a renewal stays good until it ends. */
bool user_has_login(const Jixiao__User *user, const uint8_t digest[32]);

/* ${digest} is of a login certificate that was the person's once. */
bool user_had_login(const Jixiao__User *user, const uint8_t digest[32]);

/* A code is out, not ended and not tried too often. */
bool user_code_is_out(const Jixiao__User *user, const struct server_settings *settings, int64_t now);

/* Whether any person's code is out: the enrolment listener is open only then. */
enum status_code user_any_code_is_out(struct server *server, bool *out, struct status *status);

/* STATUS_FAILED_PRECONDITION, MSG_LAST_ADMIN if ${user} is the only active admin. */
enum status_code user_check_not_last_admin(struct store_txn *txn, const Jixiao__User *user, struct status *status);

#endif
