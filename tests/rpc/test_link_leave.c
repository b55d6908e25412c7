/* Peers that leave while small replies are on their way: NNG does not tell of them, and still they are soon gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "echo_server.h"
#include "installation.h"
#include "raw_peer.h"

enum { PEERS = 300, CALLS = 50, SOON = 4 };

static struct installation installation;
static struct identity zhang;
static struct tls_settings tls;
static SSL_CTX *ctx;

static int setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	installation_make(&installation);
	zhang = installation_person(&installation, "zhang", 30);
	tls = server_tls(&installation);
	ctx = raw_context(&zhang, TLS1_3_VERSION);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	SSL_CTX_free(ctx);
	installation_free(&installation);
	return 0;
}

static void test_peers_that_leave_mid_reply_are_gone_within_seconds(void **state)
{
	static uint8_t requests[CALLS * 256];
	struct echo_server server;
	struct raw_peer peer;
	size_t size = 0;

	(void)state;
	for (uint64_t call = 1; call <= CALLS; call++)
		size += raw_request_bytes(requests + size, sizeof(requests) - size, call, "Echo", 100);
	echo_server_start(&server, &tls, NULL);
	for (int i = 0; i < PEERS; i++) {
		assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
		assert_true(raw_hello(&peer));
		assert_true(raw_write(&peer, requests, size));
		raw_leave(&peer);
	}
	/* Some leave before their handshake is over. */
	for (int i = 0; i < SOON * 10 && atomic_load(&server.closed) + atomic_load(&server.refused) < PEERS; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000 * 1000 }, NULL);
	assert_int_equal(atomic_load(&server.closed) + atomic_load(&server.refused), PEERS);
	echo_server_stop(&server);
}

static void test_a_quiet_peer_that_is_there_stays(void **state)
{
	const struct timespec pause = { .tv_nsec = 600 * 1000 * 1000 };
	struct link_limits limits = link_limits_default;
	struct echo_server server;
	struct raw_peer peer;

	(void)state;
	limits.look = 100;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 1));
	assert_true(raw_hello(&peer));
	nanosleep(&pause, NULL);
	assert_int_equal(atomic_load(&server.opened), 1);
	assert_int_equal(atomic_load(&server.closed), 0);
	raw_leave(&peer);
	echo_server_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peers_that_leave_mid_reply_are_gone_within_seconds),
		cmocka_unit_test(test_a_quiet_peer_that_is_there_stays),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
