/* What a client hears where the line is slow, and from those who are no jixiaod. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/connection.h"
#include "common/base/clock.h"
#include "echo_server.h"
#include "installation.h"
#include "proxy.h"
#include "raw_peer.h"

static struct installation installation;
static struct identity zhang;

static int setup(void **state)
{
	(void)state;
	installation_make(&installation);
	zhang = installation_person(&installation, "zhang", 30);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	installation_free(&installation);
	return 0;
}

static enum tls_verdict judge(void *context, const struct tls_peer *peer)
{
	(void)peer;
	return *(const enum tls_verdict *)context;
}

/* Dials port ${port}; how it went is in ${status}, how long it took is returned, milliseconds. */
static int64_t dial(uint16_t port, struct status *status)
{
	char url[64];
	struct connection_settings settings = { .url = url, .tls = client_tls(&installation, &zhang) };
	struct connection *connection;
	int64_t begun = clock_monotonic_ms();

	snprintf(url, sizeof(url), "tls+tcp://127.0.0.1:%u", port);
	if (connection_open(&settings, &connection, status) == STATUS_OK)
		connection_close(connection);
	return clock_monotonic_ms() - begun;
}

/* Over lines that take ${delay} each way. */
static void expect_verdict(enum tls_verdict verdict, unsigned delay, enum status_code code, enum message_id message,
			   int64_t limit)
{
	struct tls_settings tls = server_tls(&installation);
	struct echo_server server;
	struct proxy proxy = { .delay = delay };
	struct status status = STATUS_INIT;

	tls.judge = judge;
	tls.judge_context = &verdict;
	echo_server_start(&server, &tls, NULL);
	proxy.target = url_port(server.url);
	proxy_start(&proxy);
	for (int i = 0; i < 3; i++) {
		assert_in_range(dial(proxy.port, &status), 0, limit);
		assert_int_equal(status.code, code);
		assert_string_equal(message_name(status.message.id), message_name(message));
		status_clear(&status);
	}
	proxy_stop(&proxy);
	echo_server_stop(&server);
}

static void test_a_refusal_is_explained_within_a_second_on_a_usual_line(void **state)
{
	(void)state;
	expect_verdict(TLS_REVOKED, 20, STATUS_UNAUTHENTICATED, MSG_PEER_REVOKED, 1000);
	expect_verdict(TLS_REVOKED, 75, STATUS_UNAUTHENTICATED, MSG_PEER_REVOKED, 1000);
}

static void test_a_refusal_is_explained_on_a_slow_line_too(void **state)
{
	(void)state;
	expect_verdict(TLS_UNKNOWN, 250, STATUS_UNAUTHENTICATED, MSG_PEER_UNKNOWN, 4000);
}

static void test_a_slow_line_is_no_refusal(void **state)
{
	(void)state;
	expect_verdict(TLS_ACCEPTED, 250, STATUS_OK, MSG_NONE, 4000);
}

/* ---- servers that are none ---- */

/* Says ${words} after each handshake. */
struct babbler {
	int listener;
	SSL_CTX *ctx;
	const char *words;
	size_t size;
};

static SSL_CTX *server_context(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	BIO *chain = BIO_new_mem_buf(installation.chain, -1), *key = BIO_new_mem_buf(installation.server.key, -1);
	X509 *certificate = PEM_read_bio_X509(chain, NULL, NULL, NULL);
	EVP_PKEY *private_key = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);

	assert_int_equal(SSL_CTX_use_certificate(ctx, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ctx, private_key), 1);
	SSL_CTX_set_num_tickets(ctx, 0);
	X509_free(certificate);
	EVP_PKEY_free(private_key);
	BIO_free(chain);
	BIO_free(key);
	return ctx;
}

static void *babble(void *argument)
{
	struct babbler *babbler = argument;
	struct raw_peer peer;
	char byte;

	while ((peer.fd = accept(babbler->listener, NULL, NULL)) >= 0) {
		peer.ssl = SSL_new(babbler->ctx);
		SSL_set_fd(peer.ssl, peer.fd);
		if (SSL_accept(peer.ssl) == 1 && raw_write(&peer, babbler->words, babbler->size))
			while (raw_read(&peer, &byte, 1) > 0)
				;
		raw_leave(&peer);
	}
	return NULL;
}

static void expect_no_jixiaod(const char *words, size_t size)
{
	struct babbler babbler = { .ctx = server_context(), .words = words, .size = size };
	struct sockaddr_in address;
	struct status status = STATUS_INIT;
	pthread_t thread;

	babbler.listener = raw_listener(&address);
	assert_int_equal(pthread_create(&thread, NULL, babble, &babbler), 0);
	dial(ntohs(address.sin_port), &status);
	assert_int_equal(status.code, STATUS_UNAVAILABLE);
	assert_string_equal(message_name(status.message.id), message_name(MSG_SERVER_HUNG_UP));
	status_clear(&status);
	shutdown(babbler.listener, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(babbler.listener);
	SSL_CTX_free(babbler.ctx);
}

static void test_a_server_that_begins_with_no_frame_is_left(void **state)
{
	(void)state;
	expect_no_jixiaod("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	expect_no_jixiaod("\x10\x00\x00\x00xxxx", 8);
	expect_no_jixiaod("\x00\x00\x00\x04\xff\xff\xff\xff", 8);
	/* A Pong. */
	expect_no_jixiaod("\x00\x00\x00\x04\x32\x02\x08\x01", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_refusal_is_explained_within_a_second_on_a_usual_line),
		cmocka_unit_test(test_a_refusal_is_explained_on_a_slow_line_too),
		cmocka_unit_test(test_a_slow_line_is_no_refusal),
		cmocka_unit_test(test_a_server_that_begins_with_no_frame_is_left),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
