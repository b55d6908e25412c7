/* tls_stream: what link needs of tls_engine and nobody else: NNG's types stay within these files. */
#ifndef JIXIAO_RPC_TLS_STREAM_H
#define JIXIAO_RPC_TLS_STREAM_H

#include <nng/nng.h>
#include <nng/supplemental/tls/tls.h>

#include "common/rpc/tls_engine.h"

/* How a stream's handshake went. */
struct tls_report {
	bool done; /* the handshake is over and the peer was accepted */
	bool has_peer;
	struct tls_peer peer; /* if has_peer */
	int alert;	      /* that the peer sent (RFC 8446, section 6), -1: none */
	long verify_error;    /* X509_V_ERR_… that this end found in the peer's certificate; 0: none */
	char claimed[64];     /* with verify_error: the name on the peer's certificate, which nothing vouches for; "": none */
	const char *fault;    /* OpenSSL's words for what else went wrong; NULL: nothing */
};

/* A configuration to hand to NNG, made from ${settings}, which may go away then. Freed with nng_tls_config_free. Fails with
 * MSG_TLS_FILES if certificate, key or CA is none. */
enum status_code tls_config_new(const struct tls_settings *settings, nng_tls_config **config, struct status *status);

/* Asks the engine under ${stream}; at any time before it is freed. */
void tls_stream_inspect(nng_stream *stream, struct tls_report *report);

/* What a client that was refused, or that refuses the server, tells its user. Leaves STATUS_UNAUTHENTICATED; ${url} names the
 * server. STATUS_OK if the report gives no reason. */
enum status_code tls_report_explain(const struct tls_report *report, const char *url, struct status *status);

/* For the log of a server: why nobody got in, and who said to be there. false: the report does not say. */
bool tls_report_text(const struct tls_report *report, char *text, size_t size);

#endif
