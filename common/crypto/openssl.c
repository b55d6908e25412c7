#include "common/crypto/openssl.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

enum status_code openssl_fail(struct status *status)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	STATUS_FAIL(status, STATUS_INTERNAL, MSG_CRYPTO_FAILED, reason != NULL ? reason : "?");
	ERR_clear_error();
	return status->code;
}

static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

EVP_PKEY *openssl_key(const char *pem, struct status *status)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;

	BIO_free(bio);
	if (key == NULL)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_KEY_MALFORMED);
	ERR_clear_error();
	return key;
}

X509 *openssl_certificate_pem(const char *pem, struct status *status)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = bio != NULL ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;

	BIO_free(bio);
	if (certificate == NULL)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_CERTIFICATE_MALFORMED);
	ERR_clear_error();
	return certificate;
}

X509 *openssl_certificate(struct slice der, struct status *status)
{
	const uint8_t *p = der.data;
	X509 *certificate = der.size <= LONG_MAX ? d2i_X509(NULL, &p, (long)der.size) : NULL;

	if (certificate != NULL && p != der.data + der.size) {
		X509_free(certificate);
		certificate = NULL;
	}
	if (certificate == NULL)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_CERTIFICATE_MALFORMED);
	ERR_clear_error();
	return certificate;
}

struct slice openssl_written(struct arena *arena, BIO *bio)
{
	char *data;
	long size = BIO_get_mem_data(bio, &data);
	uint8_t *copy = arena_alloc(arena, (size_t)size + 1);

	memcpy(copy, data, (size_t)size);
	return (struct slice){ copy, (size_t)size };
}

struct slice openssl_certificate_der(struct arena *arena, const X509 *certificate)
{
	int size = i2d_X509(certificate, NULL);
	uint8_t *bytes, *p;

	if (size <= 0)
		return (struct slice){ NULL, 0 };
	bytes = p = arena_alloc(arena, (size_t)size);
	i2d_X509(certificate, &p);
	return (struct slice){ bytes, (size_t)size };
}

enum status_code openssl_public_der(struct arena *arena, const EVP_PKEY *key, struct slice *der, struct status *status)
{
	int size = i2d_PUBKEY(key, NULL);
	uint8_t *bytes, *p;

	if (size <= 0)
		return openssl_fail(status);
	bytes = p = arena_alloc(arena, (size_t)size);
	i2d_PUBKEY(key, &p);
	*der = (struct slice){ bytes, (size_t)size };
	return STATUS_OK;
}
