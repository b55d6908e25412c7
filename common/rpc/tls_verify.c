#include <openssl/x509v3.h>

#include <string.h>
#include <time.h>

#include "common/rpc/tls_private.h"

bool tls_peer_read(const X509 *certificate, struct tls_peer *peer)
{
	X509_NAME *subject = X509_get_subject_name(certificate);
	struct tm tm;
	int length;

	memset(peer, 0, sizeof(*peer));
	length = X509_NAME_get_text_by_NID(subject, NID_commonName, peer->person, sizeof(peer->person));
	if (length < 0 || strlen(peer->person) != (size_t)length)
		return false;
	if (X509_digest(certificate, EVP_sha256(), peer->digest, NULL) != 1)
		return false;
	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) != 1)
		return false;
	peer->not_after = (int64_t)timegm(&tm) * 1000;
	return true;
}

static nng_tls_engine_conn *conn_of(X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

	return SSL_get_app_data(ssl);
}

/* Keeps what a certificate says that is refused: letters of a login name, for it goes into a log. */
static void note_refused(nng_tls_engine_conn *conn, X509_STORE_CTX *store)
{
	struct tls_peer peer;

	conn->verify_error = X509_STORE_CTX_get_error(store);
	conn->claimed[0] = '\0';
	if (!tls_peer_read(X509_STORE_CTX_get0_cert(store), &peer))
		return;
	memcpy(conn->claimed, peer.person, sizeof(conn->claimed));
	for (char *c = conn->claimed; *c != '\0'; c++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *c) == NULL)
			*c = '?';
}

int tls_verify(int good, X509_STORE_CTX *store)
{
	static const int errors[] = {
		[TLS_REVOKED] = X509_V_ERR_CERT_REVOKED,
		[TLS_REPLACED] = TLS_ERROR_REPLACED,
		[TLS_UNKNOWN] = TLS_ERROR_UNKNOWN,
	};
	nng_tls_engine_conn *conn = conn_of(store);
	enum tls_verdict verdict;
	struct tls_peer peer;

	if (good && X509_STORE_CTX_get_error_depth(store) == 0 && conn->config->judge != NULL) {
		verdict = TLS_UNKNOWN;
		if (tls_peer_read(X509_STORE_CTX_get_current_cert(store), &peer))
			verdict = conn->config->judge(conn->config->judge_context, &peer);
		if (verdict != TLS_ACCEPTED) {
			X509_STORE_CTX_set_error(store, errors[verdict]);
			good = 0;
		}
	}
	if (!good)
		note_refused(conn, store);
	return good;
}

int tls_verify_pinned(X509_STORE_CTX *store, void *argument)
{
	const struct nng_tls_engine_config *config = argument;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(store);
	STACK_OF(X509) *trusted = sk_X509_new_null();
	uint8_t digest[32];
	int good;

	if (trusted == NULL)
		return 0;
	for (int i = 0; i < sk_X509_num(sent); i++) {
		X509 *certificate = sk_X509_value(sent, i);

		if (X509_digest(certificate, EVP_sha256(), digest, NULL) == 1 &&
		    memcmp(digest, config->ca_pin, sizeof(digest)) == 0)
			sk_X509_push(trusted, certificate);
	}
	X509_STORE_CTX_set0_trusted_stack(store, trusted);
	good = X509_verify_cert(store);
	if (good != 1)
		conn_of(store)->verify_error = X509_STORE_CTX_get_error(store);
	sk_X509_free(trusted);
	return good == 1;
}
