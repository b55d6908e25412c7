/* Crowds of peers that leave at every moment: the server stays whole and goes on serving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "echo_server.h"
#include "installation.h"
#include "raw_peer.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { PEERS = 200 };
#else
enum { PEERS = 1000 };
#endif
enum { THREADS = 4 };

static struct installation installation;
static struct identity zhang;
static SSL_CTX *ctx;
static struct echo_server server;

static int setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	installation_make(&installation);
	zhang = installation_person(&installation, "zhang", 30);
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

/* How far a peer goes before it leaves. */
enum moment {
	AFTER_HANDSHAKE,
	AFTER_HELLO,
	WITHIN_LENGTH,
	WITHIN_FRAME,
	AFTER_REQUEST,
	WITHIN_REPLY,
	WITHIN_REPLIES,
	N_MOMENTS,
};

static void go_to(struct raw_peer *peer, enum moment moment)
{
	uint8_t bytes[256], large[70 * 1024];
	size_t size = raw_request_bytes(bytes, sizeof(bytes), 1, "Large", 100);

	if (moment >= AFTER_HELLO)
		raw_hello(peer);
	if (moment == WITHIN_LENGTH)
		raw_write(peer, bytes, 2);
	if (moment == WITHIN_FRAME)
		raw_write(peer, bytes, size / 2);
	if (moment == AFTER_REQUEST || moment == WITHIN_REPLY)
		raw_write(peer, bytes, size);
	if (moment == WITHIN_REPLIES)
		for (uint64_t call = 1; call <= 8; call++)
			raw_request(peer, call, "Large", 100);
	if (moment >= WITHIN_REPLY)
		raw_read(peer, large, sizeof(large));
}

/* How all peers of a test behave. */
struct habit {
	enum moment moment; /* N_MOMENTS: each in turn */
	void (*leave)(struct raw_peer *peer);
};

static void *come_and_leave(void *argument)
{
	const struct habit *habit = argument;
	struct raw_peer peer;

	for (int i = 0; i < PEERS / THREADS; i++) {
		if (!raw_open(&peer, ctx, url_port(server.url), 10))
			continue;
		go_to(&peer, habit->moment == N_MOMENTS ? (enum moment)(i % N_MOMENTS) : habit->moment);
		habit->leave(&peer);
	}
	return NULL;
}

static void expect_server_to_bear(struct habit habit)
{
	struct tls_settings tls = server_tls(&installation);
	struct link_limits limits = link_limits_default;
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	pthread_t threads[THREADS];
	int before;

	/* NNG loses a leaving peer's end now and then: then it is the limits that close. */
	limits.handshake = 2000;
	limits.idle = 2000;
	limits.send = 2000;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	assert_true(wait_for(&server.closed, 1, 5));
	before = count_descriptors();
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, come_and_leave, &habit), 0);
	for (int i = 0; i < 20; i++)
		assert_true(raw_is_served(ctx, url_port(server.url)));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 500 && count_descriptors() > before; i++)
		nanosleep(&pause, NULL);
	/* Fewer, if the first peer's descriptor was still open when they were counted. */
	assert_in_range(count_descriptors(), 0, before);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	echo_server_stop(&server);
}

static void test_peers_say_close_notify_at_every_moment(void **state)
{
	(void)state;
	expect_server_to_bear((struct habit){ N_MOMENTS, raw_close_notify });
}

static void test_peers_vanish_at_every_moment(void **state)
{
	(void)state;
	expect_server_to_bear((struct habit){ N_MOMENTS, raw_leave });
}

static void test_peers_pipeline_and_leave_while_replies_are_in_flight(void **state)
{
	(void)state;
	expect_server_to_bear((struct habit){ WITHIN_REPLIES, raw_leave });
}

static void test_a_server_stops_while_many_links_are_open(void **state)
{
	struct tls_settings tls = server_tls(&installation);
	struct raw_peer *peers = calloc(PEERS / 5, sizeof(*peers));

	(void)state;
	echo_server_start(&server, &tls, NULL);
	for (int i = 0; i < PEERS / 5; i++) {
		assert_true(raw_open(&peers[i], ctx, url_port(server.url), 10));
		go_to(&peers[i], (enum moment)(i % N_MOMENTS));
	}
	echo_server_stop(&server);
	for (int i = 0; i < PEERS / 5; i++) {
		assert_true(raw_is_closed_by_server(&peers[i]));
		raw_leave(&peers[i]);
	}
	free(peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peers_say_close_notify_at_every_moment),
		cmocka_unit_test(test_peers_vanish_at_every_moment),
		cmocka_unit_test(test_peers_pipeline_and_leave_while_replies_are_in_flight),
		cmocka_unit_test(test_a_server_stops_while_many_links_are_open),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
