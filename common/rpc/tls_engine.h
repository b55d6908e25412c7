/* tls_engine: TLS 1.3 by OpenSSL under NNG's streams, through NNG's public engine interface. */
#ifndef JIXIAO_RPC_TLS_ENGINE_H
#define JIXIAO_RPC_TLS_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/slice.h"
#include "common/base/status.h"

/* Who is at the other end, as the verified certificate says. */
struct tls_peer {
	char person[64];    /* subject common name: a login name */
	uint8_t digest[32]; /* SHA-256 of the certificate, DER */
	int64_t not_after;  /* Unix milliseconds */
};

/* What the server says of a client certificate whose chain and dates are good. */
enum tls_verdict {
	TLS_ACCEPTED,
	TLS_REVOKED,  /* alert certificate_revoked */
	TLS_REPLACED, /* alert unsupported_certificate: the person has a newer one */
	TLS_UNKNOWN,  /* alert certificate_unknown: "not known here" */
};

enum tls_role {
	TLS_SERVER,	   /* asks for a client certificate of its CA */
	TLS_SERVER_ENROLL, /* asks for none */
	TLS_CLIENT,	   /* shows its certificate, trusts its CA, checks the server's name */
	TLS_CLIENT_ENROLL, /* shows none; trusts only the CA whose SHA-256 is ca_pin, which the server sends */
};

struct tls_settings {
	enum tls_role role;
	const char *certificate; /* PEM; for servers leaf and CA */
	const char *key;	 /* PEM */
	const char *ca;		 /* PEM; what the peer's certificate must come from */
	uint8_t ca_pin[32];	 /* TLS_CLIENT_ENROLL */
	const char *server_name; /* clients: the name or address that the certificate must carry */
	/* TLS_SERVER: called during the handshake, from any thread; NULL accepts all. */
	enum tls_verdict (*judge)(void *context, const struct tls_peer *peer);
	void *judge_context;
};

#endif
