#include "server/service/user_judge.h"

#include <string.h>

#include "server/service/user_record.h"

static bool is_certificate(ProtobufCBinaryData stored, const uint8_t digest[32])
{
	return stored.len == 32 && memcmp(stored.data, digest, 32) == 0;
}

static enum tls_verdict judge(const Jixiao__User *user, const struct tls_peer *peer)
{
	if (user->state != JIXIAO__USER_STATE__USER_STATE_ACTIVE)
		return TLS_REVOKED;
	if (is_certificate(user->login_certificate, peer->digest) ||
	    is_certificate(user->previous_login_certificate, peer->digest))
		return TLS_ACCEPTED;
	return TLS_REVOKED;
}

enum tls_verdict user_judge(void *context, const struct tls_peer *peer)
{
	struct server *server = context;
	struct status status = STATUS_INIT;
	enum tls_verdict verdict = TLS_UNKNOWN;
	struct store_txn *txn;
	Jixiao__User *user;

	if (store_read_begin(server->store, &txn, &status) == STATUS_OK) {
		if (user_load(txn, peer->person, &user, &status) == STATUS_OK)
			verdict = judge(user, peer);
		store_read_end(txn);
	}
	status_clear(&status);
	return verdict;
}
