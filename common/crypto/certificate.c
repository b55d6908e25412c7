#include "common/crypto/certificate.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "common/crypto/openssl.h"

/* A certificate begins an hour before it is made, so that a client whose clock is behind may use it at once. */
enum { BACKDATE = 3600, REQUEST_LIMIT = 4096 };

static const struct {
	const char *usage, *extended;
} uses[] = {
	[CERTIFICATE_SERVER] = { "critical,digitalSignature", "serverAuth" },
	[CERTIFICATE_LOGIN] = { "critical,digitalSignature", "clientAuth" },
	/* `openssl cms -verify` refuses a signer whose only extended use is clientAuth. */
	[CERTIFICATE_SIGNING] = { "critical,digitalSignature,nonRepudiation", "emailProtection" },
	/* It says what the log was at a time, and nothing else: no approval and no login. */
	[CERTIFICATE_LOG] = { "critical,digitalSignature", "critical,timeStamping" },
};

static enum status_code write_key(struct arena *arena, EVP_PKEY *key, char **pem, struct status *status)
{
	BIO *bio = BIO_new(BIO_s_secmem());

	if (bio == NULL || PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
		BIO_free(bio);
		return openssl_fail(status);
	}
	*pem = (char *)openssl_written(arena, bio).data;
	BIO_free(bio);
	return STATUS_OK;
}

enum status_code key_generate(struct arena *arena, char **pem, struct status *status)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	enum status_code code;

	if (key == NULL)
		return openssl_fail(status);
	code = write_key(arena, key, pem, status);
	EVP_PKEY_free(key);
	return code;
}

/* Of a key that it frees; NULL: ${status} says why there is none. */
static enum status_code public_of(struct arena *arena, EVP_PKEY *key, struct slice *der, struct status *status)
{
	enum status_code code;

	if (key == NULL)
		return status->code;
	code = openssl_public_der(arena, key, der, status);
	EVP_PKEY_free(key);
	return code;
}

enum status_code key_public(struct arena *arena, const char *key_pem, struct slice *der, struct status *status)
{
	return public_of(arena, openssl_key(key_pem, status), der, status);
}

static bool set_serial(X509 *certificate)
{
	uint8_t bytes[16];
	BIGNUM *number;
	bool good;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, and always of the same length */
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	good = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return good;
}

static bool set_name(X509_NAME *name, const char *field, const char *value)
{
	return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0) == 1;
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

/* Built by hand, not by X509V3_EXT_conf_nid: a comma in a name would begin another one there. */
static bool add_names(X509 *certificate, const char *const *names, size_t n_names)
{
	GENERAL_NAMES *list = GENERAL_NAMES_new();
	bool good = list != NULL;

	for (size_t i = 0; good && i < n_names; i++) {
		ASN1_OCTET_STRING *address = a2i_IPADDRESS(names[i]);
		GENERAL_NAME *entry = GENERAL_NAME_new();
		ASN1_IA5STRING *text = address == NULL ? ASN1_IA5STRING_new() : NULL;

		if (entry == NULL || (address == NULL && (text == NULL || ASN1_STRING_set(text, names[i], -1) != 1)) ||
		    sk_GENERAL_NAME_push(list, entry) <= 0) {
			ASN1_OCTET_STRING_free(address);
			ASN1_IA5STRING_free(text);
			GENERAL_NAME_free(entry);
			good = false;
		} else if (address != NULL) {
			GENERAL_NAME_set0_value(entry, GEN_IPADD, address);
		} else {
			GENERAL_NAME_set0_value(entry, GEN_DNS, text);
		}
	}
	good = good && X509_add1_ext_i2d(certificate, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT) == 1;
	GENERAL_NAMES_free(list);
	return good;
}

/* A certificate that lacks only names of the subject, extensions and signature. It never outlives ${issuer}. */
static X509 *begin(EVP_PKEY *key, X509 *issuer, unsigned days)
{
	X509 *certificate = X509_new();

	if (certificate == NULL || X509_set_version(certificate, X509_VERSION_3) != 1 || !set_serial(certificate) ||
	    X509_gmtime_adj(X509_getm_notBefore(certificate), -BACKDATE) == NULL ||
	    X509_time_adj_ex(X509_getm_notAfter(certificate), (int)days, 0, NULL) == NULL ||
	    X509_set_pubkey(certificate, key) != 1)
		goto fail;
	if (issuer != NULL) {
		if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1)
			goto fail;
		if (ASN1_TIME_compare(X509_get0_notAfter(certificate), X509_get0_notAfter(issuer)) > 0 &&
		    X509_set1_notAfter(certificate, X509_get0_notAfter(issuer)) != 1)
			goto fail;
	}
	return certificate;
fail:
	X509_free(certificate);
	return NULL;
}

static enum status_code write_certificate(struct arena *arena, X509 *certificate, char **pem, struct status *status)
{
	BIO *bio = BIO_new(BIO_s_mem());

	if (bio == NULL || PEM_write_bio_X509(bio, certificate) != 1) {
		BIO_free(bio);
		return openssl_fail(status);
	}
	*pem = (char *)openssl_written(arena, bio).data;
	BIO_free(bio);
	return STATUS_OK;
}

enum status_code certificate_make_ca(struct arena *arena, const char *key_pem, const char *name, unsigned days, char **pem,
				     struct status *status)
{
	EVP_PKEY *key = openssl_key(key_pem, status);
	X509 *certificate = NULL;
	enum status_code code;

	if (key == NULL)
		return status->code;
	certificate = begin(key, NULL, days);
	/* The O keeps its name apart from every person's: a certificate whose subject is its issuer's would pass for
	 * self-signed. */
	if (certificate == NULL || !set_name(X509_get_subject_name(certificate), "O", "jixiao") ||
	    !set_name(X509_get_subject_name(certificate), "CN", name) ||
	    X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) != 1 ||
	    !add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
	    !add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") ||
	    !add_extension(certificate, certificate, NID_subject_key_identifier, "hash") ||
	    X509_sign(certificate, key, EVP_sha256()) == 0)
		code = openssl_fail(status);
	else
		code = write_certificate(arena, certificate, pem, status);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return code;
}

/* Certifies ${key}. The caller frees the result; NULL with ${status} filled. */
static X509 *issue(const char *ca_pem, const char *ca_key_pem, EVP_PKEY *key, const char *subject, enum certificate_use use,
		   const char *const *names, size_t n_names, unsigned days, struct status *status)
{
	X509 *ca = openssl_certificate_pem(ca_pem, status), *certificate = NULL;
	EVP_PKEY *ca_key = ca != NULL ? openssl_key(ca_key_pem, status) : NULL;

	if (ca_key == NULL)
		goto done;
	certificate = begin(key, ca, days);
	if (certificate == NULL || !set_name(X509_get_subject_name(certificate), "CN", subject) ||
	    !add_extension(certificate, ca, NID_basic_constraints, "critical,CA:FALSE") ||
	    !add_extension(certificate, ca, NID_key_usage, uses[use].usage) ||
	    !add_extension(certificate, ca, NID_ext_key_usage, uses[use].extended) ||
	    !add_extension(certificate, ca, NID_subject_key_identifier, "hash") ||
	    !add_extension(certificate, ca, NID_authority_key_identifier, "keyid:always") ||
	    (n_names > 0 && !add_names(certificate, names, n_names)) || X509_sign(certificate, ca_key, EVP_sha256()) == 0) {
		openssl_fail(status);
		X509_free(certificate);
		certificate = NULL;
	}
done:
	EVP_PKEY_free(ca_key);
	X509_free(ca);
	return certificate;
}

/* For a key that the server itself holds. */
static enum status_code make_own(struct arena *arena, const char *ca_pem, const char *ca_key_pem, const char *key_pem,
				 const char *subject, enum certificate_use use, const char *const *names, size_t n_names,
				 unsigned days, char **pem, struct status *status)
{
	EVP_PKEY *key = openssl_key(key_pem, status);
	X509 *certificate;
	enum status_code code;

	if (key == NULL)
		return status->code;
	certificate = issue(ca_pem, ca_key_pem, key, subject, use, names, n_names, days, status);
	code = certificate == NULL ? status->code : write_certificate(arena, certificate, pem, status);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return code;
}

enum status_code certificate_make_server(struct arena *arena, const char *ca_pem, const char *ca_key_pem, const char *key_pem,
					 const char *const *names, size_t n_names, unsigned days, char **pem,
					 struct status *status)
{
	assert(n_names > 0);
	/* The names that count are the alternative ones; a common name holds at most 64 characters, a host's may be longer. */
	return make_own(arena, ca_pem, ca_key_pem, key_pem, "jixiaod", CERTIFICATE_SERVER, names, n_names, days, pem, status);
}

enum status_code certificate_make_log(struct arena *arena, const char *ca_pem, const char *ca_key_pem, const char *key_pem,
				      unsigned days, char **pem, struct status *status)
{
	return make_own(arena, ca_pem, ca_key_pem, key_pem, CERTIFICATE_LOG_NAME, CERTIFICATE_LOG, NULL, 0, days, pem, status);
}

enum status_code certificate_request(struct arena *arena, const char *key_pem, const char *person, struct slice *der,
				     struct status *status)
{
	EVP_PKEY *key = openssl_key(key_pem, status);
	X509_REQ *request;
	uint8_t *bytes, *p;
	int size;

	if (key == NULL)
		return status->code;
	request = X509_REQ_new();
	if (request == NULL || X509_REQ_set_version(request, X509_REQ_VERSION_1) != 1 ||
	    !set_name(X509_REQ_get_subject_name(request), "CN", person) || X509_REQ_set_pubkey(request, key) != 1 ||
	    X509_REQ_sign(request, key, EVP_sha256()) == 0 || (size = i2d_X509_REQ(request, NULL)) <= 0) {
		openssl_fail(status);
	} else {
		bytes = p = arena_alloc(arena, (size_t)size);
		i2d_X509_REQ(request, &p);
		*der = (struct slice){ bytes, (size_t)size };
	}
	X509_REQ_free(request);
	EVP_PKEY_free(key);
	return status->code;
}

/* A P-256 key by its curve's name, its point uncompressed: the only form of SubjectPublicKeyInfo that we certify. */
static bool is_p256(EVP_PKEY *key)
{
	static const uint8_t prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
					  0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
	uint8_t *der = NULL;
	int size = i2d_PUBKEY(key, &der);
	bool good = size == (int)sizeof(prefix) + 64 && memcmp(der, prefix, sizeof(prefix)) == 0;

	OPENSSL_free(der);
	return good;
}

/* The key within a request that is signed by itself. The caller frees it. */
static EVP_PKEY *requested_key(struct slice request, struct status *status)
{
	const uint8_t *p = request.data;
	X509_REQ *parsed = request.size <= REQUEST_LIMIT ? d2i_X509_REQ(NULL, &p, (long)request.size) : NULL;
	EVP_PKEY *key = parsed != NULL && p == request.data + request.size ? X509_REQ_get_pubkey(parsed) : NULL;

	if (key == NULL || !is_p256(key) || X509_REQ_verify(parsed, key) != 1) {
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_KEY_REQUEST_INVALID);
		EVP_PKEY_free(key);
		key = NULL;
	}
	X509_REQ_free(parsed);
	ERR_clear_error();
	return key;
}

enum status_code certificate_issue(struct arena *arena, const char *ca_pem, const char *ca_key_pem, struct slice request,
				   const char *person, enum certificate_use use, unsigned days, struct slice *der,
				   struct status *status)
{
	EVP_PKEY *key = requested_key(request, status);
	X509 *certificate;

	if (key == NULL)
		return status->code;
	certificate = issue(ca_pem, ca_key_pem, key, person, use, NULL, 0, days, status);
	EVP_PKEY_free(key);
	if (certificate == NULL)
		return status->code;
	*der = openssl_certificate_der(arena, certificate);
	X509_free(certificate);
	return der->size > 0 ? STATUS_OK : openssl_fail(status);
}

enum status_code certificate_request_public(struct arena *arena, struct slice request, struct slice *der, struct status *status)
{
	return public_of(arena, requested_key(request, status), der, status);
}

enum status_code certificate_from_pem(struct arena *arena, const char *pem, struct slice *der, struct status *status)
{
	X509 *certificate = openssl_certificate_pem(pem, status);

	if (certificate == NULL)
		return status->code;
	*der = openssl_certificate_der(arena, certificate);
	X509_free(certificate);
	return der->size > 0 ? STATUS_OK : openssl_fail(status);
}

enum status_code certificate_to_pem(struct arena *arena, struct slice der, char **pem, struct status *status)
{
	X509 *certificate = openssl_certificate(der, status);
	enum status_code code;

	if (certificate == NULL)
		return status->code;
	code = write_certificate(arena, certificate, pem, status);
	X509_free(certificate);
	return code;
}
