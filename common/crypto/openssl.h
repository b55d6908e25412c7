/* openssl: what the files of this folder share about OpenSSL's objects. */
#ifndef JIXIAO_CRYPTO_OPENSSL_H
#define JIXIAO_CRYPTO_OPENSSL_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

/* STATUS_INTERNAL, MSG_CRYPTO_FAILED with OpenSSL's newest reason; empties its error queue. */
enum status_code openssl_fail(struct status *status);

/* The caller frees what these give; NULL (and STATUS_INVALID_ARGUMENT in ${status}) if the bytes are no such thing. A key that
 * asks for a passphrase is no key: nobody is there to type one. */
EVP_PKEY *openssl_key(const char *pem, struct status *status);
X509 *openssl_certificate_pem(const char *pem, struct status *status);
X509 *openssl_certificate(struct slice der, struct status *status);

/* What was written to ${bio}, copied; NUL-terminated behind its end. */
struct slice openssl_written(struct arena *arena, BIO *bio);

/* DER of a certificate; size 0 if OpenSSL fails. */
struct slice openssl_certificate_der(struct arena *arena, const X509 *certificate);

/* SubjectPublicKeyInfo of ${key}, DER. */
enum status_code openssl_public_der(struct arena *arena, const EVP_PKEY *key, struct slice *der, struct status *status);

#endif
