#include <openssl/err.h>

#include <string.h>

#include "common/rpc/tls_private.h"

/* For conn_verified, by the calling thread. */
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

bool tls_conn_prepare(void)
{
	bio_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "nng");
	return bio_method != NULL && BIO_meth_set_write(bio_method, bio_write) == 1 &&
	       BIO_meth_set_read(bio_method, bio_read) == 1 && BIO_meth_set_ctrl(bio_method, bio_ctrl) == 1 &&
	       BIO_meth_set_create(bio_method, bio_create) == 1;
}

/* ---- NNG's operations ---- */

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
	conn->fault = ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reason));
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
	*report = (struct tls_report){
		.done = done, .alert = conn->alert, .verify_error = conn->verify_error, .fault = conn->fault
	};
	memcpy(report->claimed, conn->claimed, sizeof(report->claimed));
	report->has_peer = done && certificate != NULL && tls_peer_read(certificate, &report->peer);
	return done;
}

nng_tls_engine_conn_ops tls_conn_ops = {
	.size = sizeof(struct nng_tls_engine_conn),
	.init = conn_init,
	.fini = conn_fini,
	.close = conn_close,
	.handshake = conn_handshake,
	.recv = conn_recv,
	.send = conn_send,
	.verified = conn_verified,
};

void tls_stream_inspect(nng_stream *stream, struct tls_report *report)
{
	bool verified;

	*report = (struct tls_report){ .alert = -1 };
	wanted_report = report;
	nng_stream_get_bool(stream, NNG_OPT_TLS_VERIFIED, &verified);
	wanted_report = NULL;
}
