#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "common/crypto/certificate.h"
#include "common/crypto/openssl.h"

enum status_code certificate_public(struct arena *arena, struct slice der, struct slice *public_key, struct status *status)
{
	X509 *certificate = openssl_certificate(der, status);
	enum status_code code;

	if (certificate == NULL)
		return status->code;
	code = openssl_public_der(arena, X509_get0_pubkey(certificate), public_key, status);
	X509_free(certificate);
	return code;
}

/* The only common name, without a NUL in it; NULL if it is not so. */
static const char *common_name(struct arena *arena, X509 *certificate)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *text = NULL;
	const char *copy = NULL;
	int size;

	if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0)
		return NULL;
	size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (size > 0 && strlen((const char *)text) == (size_t)size)
		copy = arena_strdup(arena, (const char *)text);
	OPENSSL_free(text);
	return copy;
}

static bool is_log_of(struct arena *arena, X509 *certificate, X509 *ca)
{
	const char *name = common_name(arena, certificate);

	return name != NULL && strcmp(name, CERTIFICATE_LOG_NAME) == 0 &&
	       (X509_get_extended_key_usage(certificate) & XKU_TIMESTAMP) != 0 &&
	       X509_check_issued(ca, certificate) == X509_V_OK && X509_verify(certificate, X509_get0_pubkey(ca)) == 1;
}

enum status_code certificate_log_key(struct arena *arena, struct slice der, struct slice ca, struct slice *public_key,
				     struct status *status)
{
	X509 *certificate = openssl_certificate(der, status);
	X509 *authority = certificate != NULL ? openssl_certificate(ca, status) : NULL;
	enum status_code code = status->code;

	if (authority != NULL && is_log_of(arena, certificate, authority))
		code = openssl_public_der(arena, X509_get0_pubkey(certificate), public_key, status);
	else if (authority != NULL)
		code = STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_LOG_CERTIFICATE);
	ERR_clear_error();
	X509_free(authority);
	X509_free(certificate);
	return code;
}

static bool read_time(const ASN1_TIME *time, int64_t *ms)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return false;
	*ms = (int64_t)timegm(&tm) * 1000;
	return true;
}

enum status_code certificate_info(struct arena *arena, struct slice der, struct certificate_info *info, struct status *status)
{
	X509 *certificate = openssl_certificate(der, status);

	if (certificate == NULL)
		return status->code;
	info->person = common_name(arena, certificate);
	if (info->person == NULL || !read_time(X509_get0_notBefore(certificate), &info->not_before) ||
	    !read_time(X509_get0_notAfter(certificate), &info->not_after) ||
	    X509_digest(certificate, EVP_sha256(), info->digest, NULL) != 1)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_CERTIFICATE_MALFORMED);
	X509_free(certificate);
	ERR_clear_error();
	return status->code;
}

/* An entry's text, as certificate_make_server takes it; NULL if it is another kind. */
static const char *name_text(struct arena *arena, const GENERAL_NAME *entry)
{
	char text[INET6_ADDRSTRLEN];
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(entry, &type);
	int size = ASN1_STRING_length(value);

	if (type == GEN_DNS)
		return arena_printf(arena, "%.*s", size, (const char *)ASN1_STRING_get0_data(value));
	if (type == GEN_IPADD && (size == 4 || size == 16) &&
	    inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), text, sizeof(text)) != NULL)
		return arena_strdup(arena, text);
	return NULL;
}

enum status_code certificate_names(struct arena *arena, struct slice der, const char ***names, size_t *n_names,
				   struct status *status)
{
	X509 *certificate = openssl_certificate(der, status);
	GENERAL_NAMES *list;
	int n;

	*n_names = 0;
	if (certificate == NULL)
		return status->code;
	list = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	n = list != NULL ? sk_GENERAL_NAME_num(list) : 0;
	*names = arena_alloc(arena, (size_t)(n + 1) * sizeof(**names));
	for (int i = 0; i < n; i++) {
		const char *text = name_text(arena, sk_GENERAL_NAME_value(list, i));

		if (text != NULL)
			(*names)[(*n_names)++] = text;
	}
	GENERAL_NAMES_free(list);
	X509_free(certificate);
	ERR_clear_error();
	return STATUS_OK;
}
