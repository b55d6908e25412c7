/* Peers that are late, mute, greedy or wrong are closed, and harm nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "client/connection.h"
#include "echo_server.h"
#include "installation.h"
#include "raw_peer.h"

/* How many peers misbehave at once; fewer where a sanitizer makes each dear. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { CROWD = 300 };
#else
enum { CROWD = 2000 };
#endif

static struct installation installation;
static struct identity zhang;
static struct tls_settings tls;
static SSL_CTX *ctx;

static int setup(void **state)
{
	struct rlimit limit;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
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

static struct link_limits short_limits(void)
{
	struct link_limits limits = link_limits_default;

	limits.handshake = 1000;
	limits.idle = 1000;
	limits.ping = 300;
	limits.send = 1000;
	return limits;
}

static bool descriptors_come_back(int before)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };

	for (int i = 0; i < 500 && count_descriptors() > before; i++)
		nanosleep(&pause, NULL);
	return count_descriptors() <= before;
}

/* The first half of a ClientHello. */
static size_t half_hello(uint8_t *bytes, size_t capacity)
{
	SSL *ssl = SSL_new(ctx);
	BIO *out = BIO_new(BIO_s_mem());
	int size;

	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
	SSL_connect(ssl);
	size = BIO_read(out, bytes, (int)capacity);
	SSL_free(ssl);
	assert_true(size > 100);
	return (size_t)size / 2;
}

static void test_silent_and_half_handshakes_end_while_others_are_served(void **state)
{
	struct link_limits limits = short_limits();
	struct echo_server server;
	struct raw_peer *peers = calloc(2 * CROWD, sizeof(*peers));
	uint8_t hello[1024];
	size_t size = half_hello(hello, sizeof(hello));
	int before;

	(void)state;
	limits.handshake = 3000;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	assert_true(wait_for(&server.closed, 1, 5));
	before = count_descriptors();
	for (int i = 0; i < 2 * CROWD; i++) {
		peers[i].fd = raw_socket(url_port(server.url), 10);
		assert_true(peers[i].fd >= 0);
		if (i % 2 == 1)
			assert_true(raw_write(&peers[i], hello, size));
		if (i % 200 == 0)
			assert_true(raw_is_served(ctx, url_port(server.url)));
	}
	for (int i = 0; i < 50; i++)
		assert_true(raw_is_served(ctx, url_port(server.url)));
	assert_true(wait_for(&server.refused, 2 * CROWD, 20));
	for (int i = 0; i < 2 * CROWD; i++)
		raw_leave(&peers[i]);
	assert_true(descriptors_come_back(before));
	assert_true(raw_is_served(ctx, url_port(server.url)));
	free(peers);
	echo_server_stop(&server);
}

static void test_who_never_says_hello_is_closed(void **state)
{
	struct link_limits limits = short_limits();
	struct echo_server server;
	struct raw_peer peer;

	(void)state;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	/* Half a frame's length: bytes that lead to nothing. */
	assert_true(raw_write(&peer, "\0\0", 2));
	assert_true(wait_for(&server.closed, 1, 5));
	assert_true(echo_server_said(&server, "handshake too slow"));
	raw_leave(&peer);
	echo_server_stop(&server);
}

static void test_nothing_comes_before_hello(void **state)
{
	/* A Ping, a Pong and a Cancel. */
	static const char *const frames[] = { "\x2a\x02\x08\x01", "\x32\x02\x08\x01", "\x22\x02\x08\x01" };
	struct echo_server server;
	struct raw_peer peer;
	uint8_t bytes[8] = { 0, 0, 0, 4 };

	(void)state;
	echo_server_start(&server, &tls, NULL);
	for (int i = 0; i < 3; i++) {
		memcpy(bytes + 4, frames[i], 4);
		assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
		assert_true(raw_write(&peer, bytes, sizeof(bytes)));
		assert_true(raw_is_closed_by_server(&peer));
		assert_true(wait_for(&server.closed, i + 1, 5));
		assert_true(echo_server_said(&server, "no Hello"));
		raw_leave(&peer);
	}
	echo_server_stop(&server);
}

static void test_who_falls_silent_is_pinged_and_closed(void **state)
{
	struct link_limits limits = short_limits();
	struct echo_server server;
	struct raw_peer peer;
	uint8_t bytes[64];

	(void)state;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	assert_true(raw_hello(&peer));
	assert_true(raw_read(&peer, bytes, sizeof(bytes)) > 0); /* Hello */
	assert_true(raw_read(&peer, bytes, sizeof(bytes)) > 0); /* Ping */
	assert_int_equal(bytes[4] >> 3, JIXIAO__FRAME__KIND_PING);
	assert_true(raw_is_closed_by_server(&peer));
	assert_true(wait_for(&server.closed, 1, 5));
	assert_true(echo_server_said(&server, "silent too long"));
	raw_leave(&peer);
	echo_server_stop(&server);
}

static void test_who_stops_within_a_frame_is_closed(void **state)
{
	struct link_limits limits = short_limits();
	struct echo_server server;
	struct raw_peer peer;
	uint8_t bytes[512];
	size_t size = raw_request_bytes(bytes, sizeof(bytes), 1, "Echo", 300);

	(void)state;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	assert_true(raw_hello(&peer));
	assert_true(raw_write(&peer, bytes, size / 2));
	assert_true(wait_for(&server.closed, 1, 5));
	assert_true(echo_server_said(&server, "silent too long"));
	assert_int_equal(atomic_load(&server.requests), 0);
	raw_leave(&peer);
	echo_server_stop(&server);
}

static void test_who_answers_pings_stays(void **state)
{
	const struct timespec pause = { .tv_sec = 2, .tv_nsec = 500 * 1000 * 1000 };
	struct connection_settings settings = { .tls = client_tls(&installation, &zhang) };
	struct link_limits limits = short_limits();
	struct status status = STATUS_INIT;
	struct connection *connection;
	struct echo_server server;

	(void)state;
	echo_server_start(&server, &tls, &limits);
	settings.url = server.url;
	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_OK);
	nanosleep(&pause, NULL);
	assert_int_equal(atomic_load(&server.closed), 0);
	connection_close(connection);
	echo_server_stop(&server);
}

/* Sends ${bytes} after Hello and is closed for ${reason}. */
static void expect_close(const void *bytes, size_t size, const char *reason)
{
	struct echo_server server;
	struct raw_peer peer;

	echo_server_start(&server, &tls, NULL);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	assert_true(raw_hello(&peer));
	assert_true(raw_write(&peer, bytes, size));
	assert_true(raw_is_closed_by_server(&peer));
	assert_true(wait_for(&server.closed, 1, 5));
	assert_true(echo_server_said(&server, reason));
	raw_leave(&peer);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	echo_server_stop(&server);
}

static void test_broken_frames_close_the_link(void **state)
{
	(void)state;
	expect_close("\xff\xff\xff\xff", 4, "frame too large");
	expect_close("\x00\x10\x00\x01", 4, "frame too large");
	expect_close("\x00\x00\x00\x00", 4, "broken frame");
	expect_close("\x00\x00\x00\x04\xff\xff\xff\xff", 8, "broken frame");
	/* A field that no Frame has: it says nothing. */
	expect_close("\x00\x00\x00\x02\x78\x01", 6, "broken frame");
	/* A Request whose length runs past the frame. */
	expect_close("\x00\x00\x00\x03\x12\x7f\x08", 7, "broken frame");
}

static void test_random_bytes_close_the_link(void **state)
{
	struct echo_server server;
	struct raw_peer peer;
	unsigned seed = 1;
	uint8_t bytes[200];

	(void)state;
	echo_server_start(&server, &tls, NULL);
	for (int i = 0; i < 100; i++) {
		for (size_t j = 0; j < sizeof(bytes); j++)
			bytes[j] = (uint8_t)rand_r(&seed);
		/* Half of them as bytes of frames, half within a frame. */
		if (i % 2 == 0)
			memcpy(bytes, "\0\0\0\xc4", 4);
		else
			bytes[0] |= 1;
		assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
		assert_true(raw_hello(&peer));
		assert_true(raw_write(&peer, bytes, sizeof(bytes)));
		assert_true(raw_is_closed_by_server(&peer));
		raw_leave(&peer);
	}
	assert_true(wait_for(&server.closed, 100, 5));
	assert_true(raw_is_served(ctx, url_port(server.url)));
	echo_server_stop(&server);
}

static void test_a_frame_of_just_the_limit_is_taken_in_small_pieces_too(void **state)
{
	struct link_limits limits = link_limits_default;
	struct echo_server server;
	struct raw_peer peer;
	uint8_t bytes[8192];
	size_t size, got = 0, n = 1;

	(void)state;
	size = raw_request_bytes(bytes, sizeof(bytes), 1, "Echo", 5000);
	limits.max_frame = (uint32_t)size - 4;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	assert_true(raw_hello(&peer));
	for (size_t i = 0; i < size; i += 7)
		assert_true(raw_write(&peer, bytes + i, size - i < 7 ? size - i : 7));
	while (got < 5000 && n > 0)
		got += n = raw_read(&peer, bytes, sizeof(bytes));
	assert_true(got >= 5000);
	size = raw_request_bytes(bytes, sizeof(bytes), 2, "Echo", 5001);
	assert_true(raw_write(&peer, bytes, size));
	assert_true(wait_for(&server.closed, 1, 5));
	assert_true(echo_server_said(&server, "frame too large"));
	raw_leave(&peer);
	echo_server_stop(&server);
}

static void test_readers_that_never_read_are_closed_and_cost_little(void **state)
{
	enum { READERS = 20, REQUESTS = 1000 };
	struct link_limits limits = short_limits();
	struct raw_peer peers[READERS];
	struct echo_server server;

	(void)state;
	limits.max_unread = 256 * 1024;
	limits.idle = 60 * 1000;
	echo_server_start(&server, &tls, &limits);
	for (int i = 0; i < READERS; i++) {
		assert_true(raw_open(&peers[i], ctx, url_port(server.url), 1));
		assert_true(raw_hello(&peers[i]));
		for (uint64_t j = 1; j <= REQUESTS; j++)
			if (!raw_request(&peers[i], j, "Large", 0))
				break;
	}
	/* 64 KiB each: what is answered before the server stops reading is the limit, the socket's buffers, and not much more.
	 */
	assert_true(atomic_load(&server.requests) < READERS * 200);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	assert_true(wait_for(&server.closed, READERS + 1, 10));
	for (int i = 0; i < READERS; i++)
		raw_leave(&peers[i]);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	echo_server_stop(&server);
}

static void test_a_slow_reader_gets_everything(void **state)
{
	enum { REQUESTS = 100 };
	struct link_limits limits = link_limits_default;
	const struct timespec pause = { .tv_nsec = 2 * 1000 * 1000 };
	struct echo_server server;
	struct raw_peer peer;
	static uint8_t bytes[16 * 1024];
	size_t got = 0, n = 1;

	(void)state;
	limits.max_unread = 128 * 1024;
	echo_server_start(&server, &tls, &limits);
	assert_true(raw_open(&peer, ctx, url_port(server.url), 10));
	assert_true(raw_hello(&peer));
	for (uint64_t j = 1; j <= REQUESTS; j++)
		assert_true(raw_request(&peer, j, "Large", 0));
	while (got < REQUESTS * 65536 && n > 0) {
		got += n = raw_read(&peer, bytes, sizeof(bytes));
		nanosleep(&pause, NULL);
	}
	assert_true(got >= REQUESTS * 65536);
	raw_close_notify(&peer);
	echo_server_stop(&server);
}

static void test_one_link_over_the_limit_is_closed_at_once(void **state)
{
	struct link_limits limits = link_limits_default;
	struct raw_peer peers[3], surplus;
	struct echo_server server;

	(void)state;
	limits.max_links = 3;
	echo_server_start(&server, &tls, &limits);
	for (int i = 0; i < 3; i++) {
		assert_true(raw_open(&peers[i], ctx, url_port(server.url), 10));
		assert_true(raw_hello(&peers[i]));
	}
	assert_true(wait_for(&server.opened, 3, 5));
	assert_false(raw_open(&surplus, ctx, url_port(server.url), 10));
	assert_true(wait_for(&server.refused, 1, 5));
	raw_leave(&peers[0]);
	assert_true(wait_for(&server.closed, 1, 5));
	usleep(50 * 1000); /* the place is free when the link has been taken apart */
	assert_true(raw_is_served(ctx, url_port(server.url)));
	raw_leave(&peers[1]);
	raw_leave(&peers[2]);
	echo_server_stop(&server);
}

static void test_running_out_of_descriptors_passes_and_is_told_of_sparingly(void **state)
{
	struct rlimit limit, tight;
	struct echo_server server;
	int fds[64], n = 0;

	(void)state;
	echo_server_start(&server, &tls, NULL);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	getrlimit(RLIMIT_NOFILE, &limit);
	tight = limit;
	tight.rlim_cur = (rlim_t)count_descriptors() + 20;
	setrlimit(RLIMIT_NOFILE, &tight);
	while (n < 64 && (fds[n] = raw_socket(url_port(server.url), 1)) >= 0)
		n++;
	assert_true(n < 64);
	usleep(1000 * 1000);
	/* Not ten times a second; twice or so, for a descriptor may come free between. */
	assert_in_range(atomic_load(&server.refused), 1, 3);
	assert_true(echo_server_said(&server, "cannot accept: Out of files"));
	while (n > 0)
		close(fds[--n]);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_true(raw_is_served(ctx, url_port(server.url)));
	echo_server_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silent_and_half_handshakes_end_while_others_are_served),
		cmocka_unit_test(test_who_never_says_hello_is_closed),
		cmocka_unit_test(test_nothing_comes_before_hello),
		cmocka_unit_test(test_who_falls_silent_is_pinged_and_closed),
		cmocka_unit_test(test_who_stops_within_a_frame_is_closed),
		cmocka_unit_test(test_who_answers_pings_stays),
		cmocka_unit_test(test_broken_frames_close_the_link),
		cmocka_unit_test(test_random_bytes_close_the_link),
		cmocka_unit_test(test_a_frame_of_just_the_limit_is_taken_in_small_pieces_too),
		cmocka_unit_test(test_readers_that_never_read_are_closed_and_cost_little),
		cmocka_unit_test(test_a_slow_reader_gets_everything),
		cmocka_unit_test(test_one_link_over_the_limit_is_closed_at_once),
		cmocka_unit_test(test_running_out_of_descriptors_passes_and_is_told_of_sparingly),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
