#include "common/rpc/tls_engine.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <nng/nng.h>
#include <nng/supplemental/tls/engine.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

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
};

/* The engine's operations get only PEM text and no context of ours, so both ways go by the calling thread: the settings into
 * config_init, a connection's report out of conn_verified. */
static _Thread_local const struct tls_settings *given_settings;
static _Thread_local struct tls_report *wanted_report;

/* ---- bytes: OpenSSL <-> NNG ---- */

static BIO_METHOD *bio_method;

static int bio_result(BIO *bio, int result, size_t size, int retry)
{
	BIO_clear_retry_flags(bio);
	if (result == 0)
		return (int)size;
	if (result == NNG_EAGAIN)
		BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
	return -1;
}

static int bio_write(BIO *bio, const char *data, int length)
{
	size_t size = (size_t)length;
	int result = nng_tls_engine_send(BIO_get_data(bio), (const uint8_t *)data, &size);

	return bio_result(bio, result, size, BIO_FLAGS_WRITE);
}

static int bio_read(BIO *bio, char *data, int length)
{
	size_t size = (size_t)length;
	int result = nng_tls_engine_recv(BIO_get_data(bio), (uint8_t *)data, &size);

	return bio_result(bio, result, size, BIO_FLAGS_READ);
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return command == BIO_CTRL_FLUSH;
}

static int bio_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

static bool bio_method_make(void)
{
	bio_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "nng");
	return bio_method != NULL && BIO_meth_set_write(bio_method, bio_write) == 1 &&
	       BIO_meth_set_read(bio_method, bio_read) == 1 && BIO_meth_set_ctrl(bio_method, bio_ctrl) == 1 &&
	       BIO_meth_set_create(bio_method, bio_create) == 1;
}

/* ---- the peer's certificate ---- */

static bool peer_read(const X509 *certificate, struct tls_peer *peer)
{
	X509_NAME *subject = X509_get_subject_name(certificate);
	struct tm tm;
	int length;

	memset(peer, 0, sizeof(*peer));
	length = X509_NAME_get_text_by_NID(subject, NID_commonName, peer->person, sizeof(peer->person));
	if (length < 0 || strlen(peer->person) != (size_t)length)
		return false;
	if (X509_digest(certificate, EVP_sha256(), peer->digest, NULL) != 1)
		return false;
	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) != 1)
		return false;
	peer->not_after = (int64_t)timegm(&tm) * 1000;
	return true;
}

/* OpenSSL makes the alert from the error. It has none that says certificate_unknown by itself; an error that its table of
 * alerts does not know gives that one. */
enum { ERROR_UNKNOWN_HERE = X509_V_ERR_SUBJECT_ISSUER_MISMATCH };

static nng_tls_engine_conn *conn_of(X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

	return SSL_get_app_data(ssl);
}

/* Called for each certificate of the chain; the peer's own, depth 0, comes last. */
static int verify(int good, X509_STORE_CTX *store)
{
	static const int errors[] = {
		[TLS_REVOKED] = X509_V_ERR_CERT_REVOKED,
		[TLS_UNKNOWN] = ERROR_UNKNOWN_HERE,
	};
	nng_tls_engine_conn *conn = conn_of(store);
	enum tls_verdict verdict;
	struct tls_peer peer;

	if (good && X509_STORE_CTX_get_error_depth(store) == 0 && conn->config->judge != NULL) {
		verdict = TLS_UNKNOWN;
		if (peer_read(X509_STORE_CTX_get_current_cert(store), &peer))
			verdict = conn->config->judge(conn->config->judge_context, &peer);
		if (verdict != TLS_ACCEPTED) {
			X509_STORE_CTX_set_error(store, errors[verdict]);
			good = 0;
		}
	}
	if (!good)
		conn->verify_error = X509_STORE_CTX_get_error(store);
	return good;
}

/* TLS_CLIENT_ENROLL: trusts nothing but the one CA, among those that the server sent, whose digest was given. */
static int verify_pinned(X509_STORE_CTX *store, void *argument)
{
	const struct nng_tls_engine_config *config = argument;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(store);
	STACK_OF(X509) *trusted = sk_X509_new_null();
	uint8_t digest[32];
	int good;

	if (trusted == NULL)
		return 0;
	for (int i = 0; i < sk_X509_num(sent); i++) {
		X509 *certificate = sk_X509_value(sent, i);

		if (X509_digest(certificate, EVP_sha256(), digest, NULL) == 1 &&
		    memcmp(digest, config->ca_pin, sizeof(digest)) == 0)
			sk_X509_push(trusted, certificate);
	}
	X509_STORE_CTX_set0_trusted_stack(store, trusted);
	good = X509_verify_cert(store);
	if (good != 1)
		conn_of(store)->verify_error = X509_STORE_CTX_get_error(store);
	sk_X509_free(trusted);
	return good == 1;
}

/* ---- configurations ---- */

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
	case TLS_SERVER: SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, verify); break;
	case TLS_SERVER_ENROLL: SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL); break;
	case TLS_CLIENT: SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify); break;
	case TLS_CLIENT_ENROLL:
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
		SSL_CTX_set_cert_verify_callback(ctx, verify_pinned, config);
		break;
	}
	if (!config->server && !expect_name(ctx, settings->server_name))
		return false;
	return ctx_identity(ctx, settings);
}

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

/* ---- connections ---- */

static int conn_init(nng_tls_engine_conn *conn, void *nng, nng_tls_engine_config *config)
{
	BIO *bio;

	conn->alert = -1;
	conn->nng = nng;
	conn->config = config;
	if (config->ctx == NULL)
		return NNG_ECRYPTO;
	conn->ssl = SSL_new(config->ctx);
	bio = conn->ssl == NULL ? NULL : BIO_new(bio_method);
	if (bio == NULL) {
		SSL_free(conn->ssl);
		conn->ssl = NULL;
		ERR_clear_error();
		return NNG_ENOMEM;
	}
	BIO_set_data(bio, nng);
	SSL_set_bio(conn->ssl, bio, bio);
	SSL_set_app_data(conn->ssl, conn);
	if (config->server)
		SSL_set_accept_state(conn->ssl);
	else
		SSL_set_connect_state(conn->ssl);
	return 0;
}

static void conn_fini(nng_tls_engine_conn *conn)
{
	SSL_free(conn->ssl);
}

static void conn_close(nng_tls_engine_conn *conn)
{
	if (conn->ssl != NULL && !conn->failed && SSL_is_init_finished(conn->ssl))
		SSL_shutdown(conn->ssl);
	ERR_clear_error();
}

/* What NNG wants to hear of OpenSSL's answer. NNG_ECLOSED and NNG_ECANCELED are never said: a listener that hears them stops
 * accepting for good. */
static int conn_error(nng_tls_engine_conn *conn, int result)
{
	int error = SSL_get_error(conn->ssl, result);
	int reason = ERR_GET_REASON(ERR_peek_error());

	ERR_clear_error();
	switch (error) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE: return NNG_EAGAIN;
	case SSL_ERROR_ZERO_RETURN: return NNG_ECONNSHUT;
	default: break;
	}
	conn->failed = true;
	if (error == SSL_ERROR_SYSCALL)
		return NNG_ECONNSHUT;
	if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256)
		conn->alert = reason - SSL_AD_REASON_OFFSET;
	return reason == SSL_R_CERTIFICATE_VERIFY_FAILED || conn->alert >= 0 ? NNG_EPEERAUTH : NNG_ECRYPTO;
}

static int conn_handshake(nng_tls_engine_conn *conn)
{
	int result;

	ERR_clear_error();
	result = SSL_do_handshake(conn->ssl);
	return result == 1 ? 0 : conn_error(conn, result);
}

static int conn_recv(nng_tls_engine_conn *conn, uint8_t *data, size_t *size)
{
	int result;

	ERR_clear_error();
	result = SSL_read_ex(conn->ssl, data, *size, size);
	return result == 1 ? 0 : conn_error(conn, result);
}

static int conn_send(nng_tls_engine_conn *conn, const uint8_t *data, size_t *size)
{
	int result;

	ERR_clear_error();
	result = SSL_write_ex(conn->ssl, data, *size, size);
	return result == 1 ? 0 : conn_error(conn, result);
}

static bool conn_verified(nng_tls_engine_conn *conn)
{
	struct tls_report *report = wanted_report;
	X509 *certificate;
	bool done;

	if (report == NULL || conn->ssl == NULL)
		return false;
	certificate = SSL_get0_peer_certificate(conn->ssl);
	done = SSL_is_init_finished(conn->ssl) && !conn->failed && conn->verify_error == 0;
	*report = (struct tls_report){ .done = done, .alert = conn->alert, .verify_error = conn->verify_error };
	report->has_peer = done && certificate != NULL && peer_read(certificate, &report->peer);
	return done;
}

static nng_tls_engine_conn_ops conn_ops = {
	.size = sizeof(struct nng_tls_engine_conn),
	.init = conn_init,
	.fini = conn_fini,
	.close = conn_close,
	.handshake = conn_handshake,
	.recv = conn_recv,
	.send = conn_send,
	.verified = conn_verified,
};

static nng_tls_engine_config_ops config_ops = {
	.size = sizeof(struct nng_tls_engine_config),
	.init = config_init,
	.fini = config_fini,
	.server = config_server,
	.auth = config_auth,
	.ca_chain = config_ca_chain,
	.own_cert = config_own_cert,
	.version = config_version,
};

static const nng_tls_engine engine = {
	.version = NNG_TLS_ENGINE_VERSION,
	.config_ops = &config_ops,
	.conn_ops = &conn_ops,
	.name = "jixiao-openssl",
	.description = "TLS 1.3 by OpenSSL",
	.fips_mode = false,
};

static bool registered;

static void register_once(void)
{
	/* NNG registers an engine of its own at the first question; one that came before would be replaced by it. */
	(void)nng_tls_engine_name();
	registered =
		bio_method_make() && nng_tls_engine_register(&engine) == 0 && strcmp(nng_tls_engine_name(), engine.name) == 0;
}

/* NNG's threads may still free TLS objects while the process ends: OpenSSL must not take itself apart under them. Before main,
 * for whoever uses OpenSSL first decides. */
__attribute__((constructor)) static void keep_openssl_to_the_end(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* Once for the process. */
static enum status_code engine_register(struct status *status)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, register_once);
	if (!registered)
		return STATUS_FAIL(status, STATUS_INTERNAL, MSG_TLS_ENGINE);
	return STATUS_OK;
}

/* ---- what link asks ---- */

enum status_code tls_config_new(const struct tls_settings *settings, nng_tls_config **config, struct status *status)
{
	bool server = settings->role == TLS_SERVER || settings->role == TLS_SERVER_ENROLL;
	int result;

	if (engine_register(status) != STATUS_OK)
		return status->code;
	given_settings = settings;
	result = nng_tls_config_alloc(config, server ? NNG_TLS_MODE_SERVER : NNG_TLS_MODE_CLIENT);
	given_settings = NULL;
	if (result != 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_TLS_FILES);
	return STATUS_OK;
}

void tls_stream_inspect(nng_stream *stream, struct tls_report *report)
{
	bool verified;

	*report = (struct tls_report){ .alert = -1 };
	wanted_report = report;
	nng_stream_get_bool(stream, NNG_OPT_TLS_VERIFIED, &verified);
	wanted_report = NULL;
}

static enum message_id alert_message(int alert)
{
	switch (alert) {
	case SSL_AD_CERTIFICATE_REVOKED: return MSG_PEER_REVOKED;
	case SSL_AD_CERTIFICATE_EXPIRED: return MSG_PEER_EXPIRED;
	case SSL_AD_CERTIFICATE_UNKNOWN:
	case SSL_AD_UNKNOWN_CA: return MSG_PEER_UNKNOWN;
	default: return MSG_PEER_REFUSED;
	}
}

static enum message_id verify_message(long error)
{
	switch (error) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH: return MSG_SERVER_NAME_WRONG;
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID: return MSG_SERVER_EXPIRED;
	default: return MSG_SERVER_UNTRUSTED;
	}
}

enum status_code tls_report_explain(const struct tls_report *report, const char *url, struct status *status)
{
	if (report->verify_error != 0)
		return STATUS_FAIL(status, STATUS_UNAUTHENTICATED, verify_message(report->verify_error), url);
	if (report->alert >= 0)
		return STATUS_FAIL(status, STATUS_UNAUTHENTICATED, alert_message(report->alert), url);
	return STATUS_OK;
}
