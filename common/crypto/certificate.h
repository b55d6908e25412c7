/* certificate: keys and X.509 certificates of an installation's own CA. PEM in memory and on disk, DER on the wire.
 *
 * All results are allocated in the given arena. P-256 throughout (suite intl). */
#ifndef JIXIAO_CRYPTO_CERTIFICATE_H
#define JIXIAO_CRYPTO_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

/* A new private key, PKCS#8 PEM. */
enum status_code key_generate(struct arena *arena, char **pem, struct status *status);

/* SubjectPublicKeyInfo of a private key, DER. */
enum status_code key_public(struct arena *arena, const char *key_pem, struct slice *der, struct status *status);

/* What a certificate is for. */
enum certificate_use {
	CERTIFICATE_SERVER,  /* serverAuth, names and addresses */
	CERTIFICATE_LOGIN,   /* clientAuth */
	CERTIFICATE_SIGNING, /* digitalSignature, emailProtection: plain `openssl cms -verify` accepts it */
	CERTIFICATE_LOG,     /* digitalSignature, timeStamping: the audit log's checkpoints */
};

/* Common name of the log's certificate: no person's, for a login name has no space. */
#define CERTIFICATE_LOG_NAME "jixiao log"

/* A self-signed CA for installation ${name}, valid ${days}. */
enum status_code certificate_make_ca(struct arena *arena, const char *key_pem, const char *name, unsigned days, char **pem,
				     struct status *status);

/* The server's certificate. ${names} are DNS names or IP addresses. */
enum status_code certificate_make_server(struct arena *arena, const char *ca_pem, const char *ca_key_pem, const char *key_pem,
					 const char *const *names, size_t n_names, unsigned days, char **pem,
					 struct status *status);

/* The audit log's certificate. */
enum status_code certificate_make_log(struct arena *arena, const char *ca_pem, const char *ca_key_pem, const char *key_pem,
				      unsigned days, char **pem, struct status *status);

/* SubjectPublicKeyInfo of the log's certificate ${der}, if ${ca} (DER) issued it for that; its dates are not looked at, for a
 * checkpoint proves as much after them. STATUS_INVALID_ARGUMENT, MSG_LOG_CERTIFICATE otherwise. */
enum status_code certificate_log_key(struct arena *arena, struct slice der, struct slice ca, struct slice *public_key,
				     struct status *status);

/* A PKCS#10 request for ${person}'s key, DER. */
enum status_code certificate_request(struct arena *arena, const char *key_pem, const char *person, struct slice *der,
				     struct status *status);

/* Certifies a request for ${person}: only its public key is taken, after checking that it is P-256 and signed by itself.
 * STATUS_INVALID_ARGUMENT otherwise. */
enum status_code certificate_issue(struct arena *arena, const char *ca_pem, const char *ca_key_pem, struct slice request,
				   const char *person, enum certificate_use use, unsigned days, struct slice *der,
				   struct status *status);

/* SubjectPublicKeyInfo within a request, DER. */
enum status_code certificate_request_public(struct arena *arena, struct slice request, struct slice *der,
					    struct status *status);

/* SubjectPublicKeyInfo within a certificate, DER. */
enum status_code certificate_public(struct arena *arena, struct slice der, struct slice *public_key, struct status *status);

struct certificate_info {
	const char *person;	       /* common name */
	int64_t not_before, not_after; /* Unix milliseconds */
	uint8_t digest[32];	       /* SHA-256 of the DER */
};
enum status_code certificate_info(struct arena *arena, struct slice der, struct certificate_info *info, struct status *status);

/* The DNS names and IP addresses that a server's certificate carries. */
enum status_code certificate_names(struct arena *arena, struct slice der, const char ***names, size_t *n_names,
				   struct status *status);

enum status_code certificate_from_pem(struct arena *arena, const char *pem, struct slice *der, struct status *status);
enum status_code certificate_to_pem(struct arena *arena, struct slice der, char **pem, struct status *status);

#endif
