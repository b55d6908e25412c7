#include "common/crypto/signature.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>

#include "common/crypto/openssl.h"

static enum status_code invalid(struct status *status)
{
	ERR_clear_error();
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SIGNATURE_INVALID);
}

static BIO *reader(struct slice content)
{
	return content.size <= INT_MAX ? BIO_new_mem_buf(content.data, (int)content.size) : NULL;
}

enum status_code signature_make(struct arena *arena, const char *key_pem, struct slice certificate, struct slice content,
				struct slice *signature, struct status *status)
{
	enum { FLAGS = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL };
	EVP_PKEY *key = openssl_key(key_pem, status);
	X509 *signer = key != NULL ? openssl_certificate(certificate, status) : NULL;
	BIO *data = NULL, *out = NULL;
	CMS_ContentInfo *cms = NULL;

	if (signer == NULL)
		goto done;
	data = reader(content);
	out = BIO_new(BIO_s_mem());
	cms = CMS_sign(NULL, NULL, NULL, NULL, FLAGS);
	if (data == NULL || out == NULL || cms == NULL ||
	    CMS_add1_signer(cms, signer, key, EVP_sha256(), FLAGS | CMS_NOSMIMECAP) == NULL ||
	    CMS_final(cms, data, NULL, CMS_DETACHED | CMS_BINARY) != 1 || i2d_CMS_bio(out, cms) != 1)
		openssl_fail(status);
	else
		*signature = openssl_written(arena, out);
done:
	CMS_ContentInfo_free(cms);
	BIO_free(out);
	BIO_free(data);
	X509_free(signer);
	EVP_PKEY_free(key);
	return status->code;
}

/* Detached signed data of exactly one signer, over SHA-256. */
static bool has_our_form(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) * signers;
	const ASN1_OBJECT *algorithm;
	X509_ALGOR *digest = NULL;

	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed || CMS_is_detached(cms) != 1)
		return false;
	signers = CMS_get0_SignerInfos(cms);
	if (sk_CMS_SignerInfo_num(signers) != 1)
		return false;
	CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&algorithm, NULL, NULL, digest);
	return OBJ_obj2nid(algorithm) == NID_sha256;
}

/* A store that trusts ${ca} alone, as of ${time}. */
static X509_STORE *trusting(X509 *ca, int64_t time)
{
	X509_STORE *store = X509_STORE_new();

	if (store == NULL)
		return NULL;
	if (X509_STORE_add_cert(store, ca) != 1) {
		X509_STORE_free(store);
		return NULL;
	}
	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)(time / 1000));
	return store;
}

/* The certificate that the one signer of verified ${cms} used. */
static struct slice signer_of(struct arena *arena, CMS_ContentInfo *cms)
{
	STACK_OF(X509) *signers = CMS_get0_signers(cms);
	struct slice der = { NULL, 0 };

	if (sk_X509_num(signers) == 1)
		der = openssl_certificate_der(arena, sk_X509_value(signers, 0));
	sk_X509_free(signers);
	return der;
}

enum status_code signature_check(struct arena *arena, struct slice content, struct slice signature, struct slice ca,
				 int64_t time, struct slice *certificate, struct status *status)
{
	X509 *authority = openssl_certificate(ca, status);
	BIO *data = reader(content);
	X509_STORE *store = NULL;
	CMS_ContentInfo *cms = NULL;
	const uint8_t *p = signature.data;

	if (authority == NULL)
		goto done;
	store = trusting(authority, time);
	if (store == NULL || data == NULL) {
		openssl_fail(status);
		goto done;
	}
	if (signature.size > 0 && signature.size <= INT_MAX)
		cms = d2i_CMS_ContentInfo(NULL, &p, (long)signature.size);
	if (cms == NULL || p != signature.data + signature.size || !has_our_form(cms) ||
	    CMS_verify(cms, NULL, store, data, NULL, CMS_BINARY) != 1) {
		invalid(status);
		goto done;
	}
	*certificate = signer_of(arena, cms);
	if (certificate->size == 0)
		invalid(status);
done:
	CMS_ContentInfo_free(cms);
	X509_STORE_free(store);
	BIO_free(data);
	X509_free(authority);
	return status->code;
}

enum status_code log_sign(struct arena *arena, const char *key_pem, struct slice content, struct slice *signature,
			  struct status *status)
{
	EVP_PKEY *key = openssl_key(key_pem, status);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = 0;
	uint8_t *bytes;

	if (key == NULL)
		goto done;
	if (context == NULL || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestSign(context, NULL, &size, content.data, content.size) != 1) {
		openssl_fail(status);
		goto done;
	}
	bytes = arena_alloc(arena, size);
	if (EVP_DigestSign(context, bytes, &size, content.data, content.size) != 1)
		openssl_fail(status);
	else
		*signature = (struct slice){ bytes, size };
done:
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status->code;
}

enum status_code log_check(struct slice public_key, struct slice content, struct slice signature, struct status *status)
{
	const uint8_t *p = public_key.data;
	EVP_PKEY *key = public_key.size <= INT_MAX ? d2i_PUBKEY(NULL, &p, (long)public_key.size) : NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (key == NULL || context == NULL || EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestVerify(context, signature.data, signature.size, content.data, content.size) != 1)
		invalid(status);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status->code;
}
