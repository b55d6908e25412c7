#include "server/service/user_judge.h"

#include "server/service/user_record.h"

static enum tls_verdict judge(const Jixiao__User *user, const struct tls_peer *peer)
{
	const bool has = user_has_login(user, peer->digest), active = user->state == JIXIAO__USER_STATE__USER_STATE_ACTIVE;

	if (has && active)
		return TLS_ACCEPTED;
	if (!has && !user_had_login(user, peer->digest))
		return TLS_UNKNOWN;
	return active ? TLS_REPLACED : TLS_REVOKED;
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
