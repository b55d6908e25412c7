/* Who gets in, and what those hear who don't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "client/connection.h"
#include "echo_server.h"
#include "installation.h"
#include "raw_peer.h"

static struct installation installation, foreign;
static struct identity zhang, expired, stranger;

static int setup(void **state)
{
	(void)state;
	installation_make(&installation);
	installation_make(&foreign);
	expired = installation_person(&installation, "old", 0);
	zhang = installation_person(&installation, "zhang", 30);
	stranger = installation_person(&foreign, "zhang", 30);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	installation_free(&installation);
	installation_free(&foreign);
	return 0;
}

static enum tls_verdict judge(void *context, const struct tls_peer *peer)
{
	const enum tls_verdict *verdict = context;

	assert_string_equal(peer->person, "zhang");
	assert_true(peer->not_after > (int64_t)time(NULL) * 1000);
	return *verdict;
}

static double seconds_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

/* A client that is turned away, with this reason and within a second; again and again, for the reason must not be luck. The
 * server's log says ${log}; NULL: whatever. */
static void expect_refusal(const struct tls_settings *server_settings, const struct tls_settings *client_settings,
			   enum message_id reason, const char *log)
{
	struct echo_server server;
	struct status status = STATUS_INIT;
	struct connection *connection;
	struct timespec begun;

	echo_server_start(&server, server_settings, NULL);
	for (int i = 0; i < 20; i++) {
		struct connection_settings settings = { .url = server.url, .tls = *client_settings };

		clock_gettime(CLOCK_MONOTONIC, &begun);
		assert_int_equal(connection_open(&settings, &connection, &status), STATUS_UNAUTHENTICATED);
		assert_string_equal(message_name(status.message.id), message_name(reason));
		assert_true(seconds_since(&begun) < 1);
		status_clear(&status);
	}
	assert_int_equal(atomic_load(&server.requests), 0);
	echo_server_stop(&server);
	if (log != NULL)
		assert_string_equal(server.reason, log); /* its threads have ended */
}

static void expect_verdict(enum tls_verdict verdict, enum message_id reason, const char *log)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &zhang);

	tls.judge = judge;
	tls.judge_context = &verdict;
	expect_refusal(&tls, &client, reason, log);
}

static void test_a_revoked_certificate_is_told_so(void **state)
{
	(void)state;
	expect_verdict(TLS_REVOKED, MSG_PEER_REVOKED, "certificate of zhang refused: certificate revoked");
}

static void test_a_replaced_certificate_is_told_so(void **state)
{
	(void)state;
	expect_verdict(TLS_REPLACED, MSG_PEER_REPLACED, "certificate of zhang refused: replaced by a newer one");
}

static void test_a_certificate_that_nobody_knows_is_told_so(void **state)
{
	(void)state;
	expect_verdict(TLS_UNKNOWN, MSG_PEER_UNKNOWN, "certificate of zhang refused: not known here");
}

static void test_an_expired_certificate_is_told_so(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &expired);

	(void)state;
	expect_refusal(&tls, &client, MSG_PEER_EXPIRED, "certificate of old refused: certificate has expired");
}

static void test_a_certificate_of_another_ca_is_told_so(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &stranger);

	(void)state;
	expect_refusal(&tls, &client, MSG_PEER_UNKNOWN, "certificate of zhang refused: unable to get local issuer certificate");
}

static void test_who_has_no_certificate_is_told_that_this_is_the_port_for_work(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &zhang);

	(void)state;
	client.certificate = client.key = NULL;
	expect_refusal(&tls, &client, MSG_PEER_WITHOUT_CERTIFICATE, "TLS failed: peer did not return a certificate");
}

static void test_a_server_of_another_ca_is_not_trusted(void **state)
{
	struct tls_settings tls = server_tls(&foreign), client = client_tls(&installation, &zhang);

	(void)state;
	expect_refusal(&tls, &client, MSG_SERVER_UNTRUSTED, NULL);
}

static void test_a_server_with_another_name_is_not_trusted(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &zhang);

	(void)state;
	client.server_name = "127.0.0.2";
	expect_refusal(&tls, &client, MSG_SERVER_NAME_WRONG, NULL);
	client.server_name = "jixiao.example";
	expect_refusal(&tls, &client, MSG_SERVER_NAME_WRONG, NULL);
}

static void test_a_client_certificate_is_no_server_certificate(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = client_tls(&installation, &zhang);

	(void)state;
	tls.certificate = zhang.certificate;
	tls.key = zhang.key;
	expect_refusal(&tls, &client, MSG_SERVER_UNTRUSTED, NULL);
}

static void test_the_enrolment_listener_asks_for_no_certificate(void **state)
{
	struct tls_settings tls = server_tls(&installation), client = { .role = TLS_CLIENT_ENROLL, .server_name = "localhost" };
	struct status status = STATUS_INIT;
	struct echo_server server;
	struct connection *connection;

	(void)state;
	tls.role = TLS_SERVER_ENROLL;
	tls.ca = NULL;
	memcpy(client.ca_pin, installation.ca_digest, sizeof(client.ca_pin));
	echo_server_start(&server, &tls, NULL);
	{
		struct connection_settings settings = { .url = server.url, .tls = client };

		assert_int_equal(connection_open(&settings, &connection, &status), STATUS_OK);
		connection_close(connection);
	}
	assert_string_equal(server.person, "");
	echo_server_stop(&server);
}

static void test_enrolment_trusts_only_the_ca_whose_digest_was_given(void **state)
{
	struct tls_settings tls = server_tls(&foreign), client = { .role = TLS_CLIENT_ENROLL, .server_name = "127.0.0.1" };

	(void)state;
	tls.role = TLS_SERVER_ENROLL;
	memcpy(client.ca_pin, installation.ca_digest, sizeof(client.ca_pin));
	expect_refusal(&tls, &client, MSG_SERVER_UNTRUSTED, NULL);
	memcpy(client.ca_pin, foreign.ca_digest, sizeof(client.ca_pin));
	client.server_name = "127.0.0.2";
	expect_refusal(&tls, &client, MSG_SERVER_NAME_WRONG, NULL);
}

static void test_tls_1_2_is_refused(void **state)
{
	struct tls_settings tls = server_tls(&installation);
	SSL_CTX *ctx = raw_context(&zhang, TLS1_2_VERSION);
	struct echo_server server;
	struct raw_peer peer;

	(void)state;
	echo_server_start(&server, &tls, NULL);
	assert_false(raw_open(&peer, ctx, url_port(server.url), 5));
	assert_true(wait_for(&server.refused, 1, 5));
	SSL_CTX_free(ctx);
	echo_server_stop(&server);
}

static void test_plain_tcp_is_closed(void **state)
{
	struct tls_settings tls = server_tls(&installation);
	struct echo_server server;
	struct raw_peer peer = { 0 };

	(void)state;
	echo_server_start(&server, &tls, NULL);
	peer.fd = raw_socket(url_port(server.url), 5);
	assert_true(raw_write(&peer, "GET / HTTP/1.1\r\n\r\n", 18));
	errno = 0;
	assert_true(raw_is_closed_by_server(&peer));
	raw_leave(&peer);
	assert_true(wait_for(&server.refused, 1, 5));
	echo_server_stop(&server);
}

static void test_a_port_in_use_is_said(void **state)
{
	struct tls_settings tls = server_tls(&installation);
	static const struct link_events none;
	struct status status = STATUS_INIT;
	struct link_listener *listener;
	struct echo_server server;

	(void)state;
	echo_server_start(&server, &tls, NULL);
	assert_int_equal(link_listen(server.url, &tls, &link_limits_default, &none, NULL, &listener, &status),
			 STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_LISTEN_FAILED);
	status_clear(&status);
	echo_server_stop(&server);
}

static void test_a_key_of_another_certificate_is_said(void **state)
{
	struct tls_settings tls = server_tls(&installation);
	static const struct link_events none;
	struct status status = STATUS_INIT;
	struct link_listener *listener;

	(void)state;
	tls.key = zhang.key;
	assert_int_equal(link_listen("tls+tcp://127.0.0.1:0", &tls, &link_limits_default, &none, NULL, &listener, &status),
			 STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_TLS_FILES);
	status_clear(&status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_revoked_certificate_is_told_so),
		cmocka_unit_test(test_a_replaced_certificate_is_told_so),
		cmocka_unit_test(test_a_certificate_that_nobody_knows_is_told_so),
		cmocka_unit_test(test_an_expired_certificate_is_told_so),
		cmocka_unit_test(test_a_certificate_of_another_ca_is_told_so),
		cmocka_unit_test(test_who_has_no_certificate_is_told_that_this_is_the_port_for_work),
		cmocka_unit_test(test_a_server_of_another_ca_is_not_trusted),
		cmocka_unit_test(test_a_server_with_another_name_is_not_trusted),
		cmocka_unit_test(test_a_client_certificate_is_no_server_certificate),
		cmocka_unit_test(test_the_enrolment_listener_asks_for_no_certificate),
		cmocka_unit_test(test_enrolment_trusts_only_the_ca_whose_digest_was_given),
		cmocka_unit_test(test_tls_1_2_is_refused),
		cmocka_unit_test(test_plain_tcp_is_closed),
		cmocka_unit_test(test_a_port_in_use_is_said),
		cmocka_unit_test(test_a_key_of_another_certificate_is_said),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
