#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <string.h>

#include "common/rpc/tls_private.h"

/* For config_init, by the calling thread. */
static _Thread_local const struct tls_settings *given_settings;

/* ---- settings into an OpenSSL context ---- */

static BIO *text_bio(const char *text)
{
	return BIO_new_mem_buf(text, (int)strlen(text));
}

/* The first certificate of ${pem} is this end's own; the others go along with it. */
static bool use_certificates(SSL_CTX *ctx, const char *pem)
{
	BIO *bio = text_bio(pem);
	X509 *certificate;
	int count = 0;
	bool good = bio != NULL;

	while (good && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		good = count++ == 0 ? SSL_CTX_use_certificate(ctx, certificate) == 1
				    : SSL_CTX_add1_chain_cert(ctx, certificate) == 1;
		X509_free(certificate);
	}
	BIO_free(bio);
	return good && count > 0;
}

static bool use_key(SSL_CTX *ctx, const char *pem)
{
	BIO *bio = text_bio(pem);
	EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	bool good = key != NULL && SSL_CTX_use_PrivateKey(ctx, key) == 1 && SSL_CTX_check_private_key(ctx) == 1;

	EVP_PKEY_free(key);
	BIO_free(bio);
	return good;
}

static bool trust(SSL_CTX *ctx, const char *pem)
{
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);
	BIO *bio = text_bio(pem);
	X509 *certificate;
	int count = 0;
	bool good = bio != NULL;

	while (good && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		good = X509_STORE_add_cert(store, certificate) == 1 && SSL_CTX_add_client_CA(ctx, certificate) == 1;
		/* Fills what OpenSSL caches of a certificate, before threads share it. */
		X509_check_purpose(certificate, -1, 0);
		count++;
		X509_free(certificate);
	}
	BIO_free(bio);
	return good && count > 0;
}

static bool expect_name(SSL_CTX *ctx, const char *name)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	return X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1 || X509_VERIFY_PARAM_set1_host(param, name, 0) == 1;
}

static bool ctx_identity(SSL_CTX *ctx, const struct tls_settings *settings)
{
	if (settings->certificate != NULL && !(use_certificates(ctx, settings->certificate) && use_key(ctx, settings->key)))
		return false;
	return settings->ca == NULL || trust(ctx, settings->ca);
}

static bool ctx_setup(struct nng_tls_engine_config *config, const struct tls_settings *settings)
{
	SSL_CTX *ctx = config->ctx;

	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
	if (SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) != 1 || SSL_CTX_set_num_tickets(ctx, 0) != 1)
		return false;
	switch (settings->role) {
	case TLS_SERVER: SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, tls_verify); break;
	case TLS_SERVER_ENROLL: SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL); break;
	case TLS_CLIENT: SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, tls_verify); break;
	case TLS_CLIENT_ENROLL:
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
		SSL_CTX_set_cert_verify_callback(ctx, tls_verify_pinned, config);
		break;
	}
	if (!config->server && !expect_name(ctx, settings->server_name))
		return false;
	return ctx_identity(ctx, settings);
}

/* ---- NNG's operations ---- */

static int config_init(nng_tls_engine_config *config, nng_tls_mode mode)
{
	const struct tls_settings *settings = given_settings;
	bool good;

	if (settings == NULL)
		return 0;
	config->server = mode == NNG_TLS_MODE_SERVER;
	config->judge = settings->judge;
	config->judge_context = settings->judge_context;
	memcpy(config->ca_pin, settings->ca_pin, sizeof(config->ca_pin));
	config->ctx = SSL_CTX_new(config->server ? TLS_server_method() : TLS_client_method());
	good = config->ctx != NULL && ctx_setup(config, settings);
	ERR_clear_error();
	if (good)
		return 0;
	SSL_CTX_free(config->ctx);
	config->ctx = NULL;
	return NNG_ECRYPTO;
}

static void config_fini(nng_tls_engine_config *config)
{
	SSL_CTX_free(config->ctx);
}

/* Names, chains and modes come by given_settings; NNG calls these for the configurations that it makes for itself. */
static int config_server(nng_tls_engine_config *config, const char *name)
{
	(void)config;
	(void)name;
	return 0;
}

static int config_auth(nng_tls_engine_config *config, nng_tls_auth_mode mode)
{
	(void)config;
	(void)mode;
	return 0;
}

static int config_ca_chain(nng_tls_engine_config *config, const char *certificates, const char *revoked)
{
	(void)config;
	(void)certificates;
	(void)revoked;
	return NNG_ENOTSUP;
}

static int config_own_cert(nng_tls_engine_config *config, const char *certificate, const char *key, const char *password)
{
	(void)config;
	(void)certificate;
	(void)key;
	(void)password;
	return NNG_ENOTSUP;
}

static int config_version(nng_tls_engine_config *config, nng_tls_version min, nng_tls_version max)
{
	(void)config;
	return min <= NNG_TLS_1_3 && max >= NNG_TLS_1_3 ? 0 : NNG_ENOTSUP;
}

nng_tls_engine_config_ops tls_config_ops = {
	.size = sizeof(struct nng_tls_engine_config),
	.init = config_init,
	.fini = config_fini,
	.server = config_server,
	.auth = config_auth,
	.ca_chain = config_ca_chain,
	.own_cert = config_own_cert,
	.version = config_version,
};

int tls_config_alloc(const struct tls_settings *settings, nng_tls_config **config)
{
	bool server = settings->role == TLS_SERVER || settings->role == TLS_SERVER_ENROLL;
	int result;

	given_settings = settings;
	result = nng_tls_config_alloc(config, server ? NNG_TLS_MODE_SERVER : NNG_TLS_MODE_CLIENT);
	given_settings = NULL;
	return result;
}
