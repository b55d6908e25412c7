/* tls_private: the TLS engine from the inside. tls_engine.c makes it known to NNG; tls_config.c and tls_conn.c are its two
 * halves, what a configuration is and what a connection does; tls_verify.c judges the peer's certificate for both.
 *
 * The engine's operations get only PEM text and no context of ours, so both ways go by the calling thread: the settings into
 * config_init, a connection's report out of conn_verified. */
#ifndef JIXIAO_RPC_TLS_PRIVATE_H
#define JIXIAO_RPC_TLS_PRIVATE_H

#include <openssl/ssl.h>

#include <nng/nng.h>
#include <nng/supplemental/tls/engine.h>

#include "common/rpc/tls_stream.h"

struct nng_tls_engine_config {
	SSL_CTX *ctx; /* NULL: one of those that NNG makes for itself and never uses */
	bool server;
	uint8_t ca_pin[32];
	enum tls_verdict (*judge)(void *context, const struct tls_peer *peer);
	void *judge_context;
};

struct nng_tls_engine_conn {
	SSL *ssl;
	void *nng; /* for nng_tls_engine_send and _recv */
	struct nng_tls_engine_config *config;
	bool failed; /* the connection can't be used on, not even for a close_notify */
	int alert;
	long verify_error;
	char claimed[64];
	const char *fault; /* OpenSSL's, static */
};

/* ---- tls_config.c ---- */

extern nng_tls_engine_config_ops tls_config_ops;

/* NNG's configuration around an OpenSSL context made from ${settings}. The engine must be registered. 0, or NNG's error: the
 * certificate, key or CA is none. */
int tls_config_alloc(const struct tls_settings *settings, nng_tls_config **config);

/* ---- tls_conn.c ---- */

extern nng_tls_engine_conn_ops tls_conn_ops;

/* Once, before the first connection. */
bool tls_conn_prepare(void);

/* ---- tls_verify.c ---- */

/* false: the certificate says no name that a peer can have, or is broken. */
bool tls_peer_read(const X509 *certificate, struct tls_peer *peer);

/* What tls_verify leaves for a verdict of the server's; OpenSSL makes the alert from it. It has no error whose alert is
 * certificate_unknown by itself; one that its table of alerts does not know gives that. */
enum {
	TLS_ERROR_UNKNOWN = X509_V_ERR_SUBJECT_ISSUER_MISMATCH,
	TLS_ERROR_REPLACED = X509_V_ERR_INVALID_PURPOSE, /* unsupported_certificate */
};

/* OpenSSL's callbacks. For each certificate of the chain; the peer's own, depth 0, comes last. */
int tls_verify(int good, X509_STORE_CTX *store);
/* TLS_CLIENT_ENROLL: trusts nothing but the one CA, among those that the server sent, whose digest was given. ${argument}: the
 * nng_tls_engine_config. */
int tls_verify_pinned(X509_STORE_CTX *store, void *argument);

#endif
