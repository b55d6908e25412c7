#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "common/rpc/link.h"
#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/event.pb-c.h"
#include "raw_peer.h"

enum { CALLS = 2, LINKS = 8, REPLIES = 16 };

/* A client that says what it likes: frames past everything that client/connection takes care of. */
struct raw {
	struct link *link;
	void (*begin)(struct raw *raw); /* sends the first frame */
	uint32_t deadline;		/* of what is sent from now on */
	pthread_mutex_t lock;		/* guards what follows */
	pthread_cond_t changed;
	bool closed;
	size_t n;
	struct {
		uint64_t call;
		unsigned code;
		bool last;
	} replies[REPLIES];
};

static struct fixture fixture;

static void low_limits(struct server_settings *settings)
{
	settings->calls_per_link = CALLS;
	settings->links_per_person = LINKS;
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, low_limits);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void on_frame(void *context, struct link *link, const Jixiao__Frame *frame)
{
	struct raw *raw = context;

	(void)link;
	if (frame->kind_case != JIXIAO__FRAME__KIND_REPLY)
		return;
	pthread_mutex_lock(&raw->lock);
	if (raw->n < REPLIES) {
		raw->replies[raw->n].call = frame->reply->call;
		raw->replies[raw->n].code = frame->reply->status != NULL ? frame->reply->status->code : 0;
		raw->replies[raw->n].last = frame->reply->last;
		raw->n++;
	}
	pthread_cond_broadcast(&raw->changed);
	pthread_mutex_unlock(&raw->lock);
}

static void on_closed(void *context, struct link *link, const char *reason)
{
	struct raw *raw = context;

	(void)link;
	(void)reason;
	pthread_mutex_lock(&raw->lock);
	raw->closed = true;
	pthread_cond_broadcast(&raw->changed);
	pthread_mutex_unlock(&raw->lock);
}

static void send_hello(struct raw *raw, uint32_t protocol)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;

	hello.protocol = protocol;
	frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	frame.hello = &hello;
	link_send(raw->link, &frame);
}

static void send_request(struct raw *raw, uint64_t call, const char *method, const ProtobufCMessage *message)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Request request = JIXIAO__REQUEST__INIT;
	struct arena arena = ARENA_INIT;
	struct slice payload = pb_pack(&arena, message);

	request.call = call;
	request.deadline = raw->deadline;
	request.method = (char *)method;
	request.payload = pb_bytes(payload);
	frame.kind_case = JIXIAO__FRAME__KIND_REQUEST;
	frame.request = &request;
	link_send(raw->link, &frame);
	arena_clear(&arena);
}

/* A watch that waits for news: a call that stays in flight. */
static void send_watch(struct raw *raw, uint64_t call)
{
	Jixiao__EventWatchRequest request = JIXIAO__EVENT_WATCH_REQUEST__INIT;

	request.from = 1 << 20;
	send_request(raw, call, "Event.Watch", &request.base);
}

static void send_cancel(struct raw *raw, uint64_t call)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Cancel cancel = JIXIAO__CANCEL__INIT;

	cancel.call = call;
	frame.kind_case = JIXIAO__FRAME__KIND_CANCEL;
	frame.cancel = &cancel;
	link_send(raw->link, &frame);
}

static void hello(struct raw *raw)
{
	send_hello(raw, 1);
}

static void hello_of_tomorrow(struct raw *raw)
{
	send_hello(raw, 2);
}

static void no_hello(struct raw *raw)
{
	send_watch(raw, 1);
}

static void ignore(void *context, struct link *link)
{
	(void)context;
	(void)link;
}

static void on_opened(void *context, struct link *link)
{
	struct raw *raw = context;

	raw->link = link;
	raw->begin(raw);
}

static const struct link_events events = { .opened = on_opened, .frame = on_frame, .drained = ignore, .closed = on_closed };

static void raw_begin(struct raw *raw, void (*begin)(struct raw *raw))
{
	const struct connection_settings settings = fixture_connection_settings(&fixture, "auditor");
	struct status status = STATUS_INIT;

	*raw = (struct raw){ .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .begin = begin };
	assert_int_equal(link_dial(settings.url, &settings.tls, &link_limits_default, &events, raw, &raw->link, &status),
			 STATUS_OK);
	status_clear(&status);
}

static struct timespec in_seconds(time_t seconds)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	return until;
}

/* Waits until ${n} replies have come or the link is closed. */
static void wait_replies(struct raw *raw, size_t n)
{
	const struct timespec until = in_seconds(10);

	pthread_mutex_lock(&raw->lock);
	while (raw->n < n && !raw->closed && pthread_cond_timedwait(&raw->changed, &raw->lock, &until) == 0)
		;
	pthread_mutex_unlock(&raw->lock);
}

static bool wait_closed(struct raw *raw)
{
	const struct timespec until = in_seconds(10);
	bool closed;

	pthread_mutex_lock(&raw->lock);
	while (!raw->closed && pthread_cond_timedwait(&raw->changed, &raw->lock, &until) == 0)
		;
	closed = raw->closed;
	pthread_mutex_unlock(&raw->lock);
	return closed;
}

static void raw_close(struct raw *raw)
{
	link_close(raw->link, "done");
	assert_true(wait_closed(raw));
	link_unref(raw->link);
}

static void test_calls_in_flight_are_limited_for_each_connection(void **state)
{
	struct raw raw;

	(void)state;
	raw_begin(&raw, hello);
	for (uint64_t call = 1; call <= CALLS + 1; call++)
		send_watch(&raw, call);
	wait_replies(&raw, 1);
	assert_int_equal(raw.n, 1);
	assert_int_equal(raw.replies[0].call, CALLS + 1);
	assert_int_equal(raw.replies[0].code, STATUS_RESOURCE_EXHAUSTED);
	assert_true(raw.replies[0].last);
	raw_close(&raw);
}

static void test_a_call_id_in_flight_is_not_taken_twice_and_free_after_a_cancel(void **state)
{
	const struct timespec pause = { .tv_nsec = 100 * 1000 * 1000 };
	struct raw raw;

	(void)state;
	raw_begin(&raw, hello);
	send_watch(&raw, 7);
	send_watch(&raw, 7);
	wait_replies(&raw, 1);
	assert_int_equal(raw.replies[0].code, STATUS_INVALID_ARGUMENT);
	send_cancel(&raw, 7);
	send_cancel(&raw, 8); /* never was: nothing happens */
	nanosleep(&pause, NULL);
	send_watch(&raw, 7);
	send_watch(&raw, 8);
	send_watch(&raw, 9);
	wait_replies(&raw, 2);
	assert_int_equal(raw.n, 2);
	assert_int_equal(raw.replies[1].call, 9);
	assert_int_equal(raw.replies[1].code, STATUS_RESOURCE_EXHAUSTED);
	raw_close(&raw);
}

static void test_reads_are_answered_while_streams_wait(void **state)
{
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;
	struct raw raw;

	(void)state;
	request.id = (char *)"admin";
	raw_begin(&raw, hello);
	send_watch(&raw, 1);
	send_watch(&raw, 2);
	for (uint64_t call = 3; call < 8; call++)
		send_request(&raw, call, "User.Get", &request.base);
	wait_replies(&raw, 5);
	assert_int_equal(raw.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(raw.replies[i].code, STATUS_OK);
	raw_close(&raw);
}

static void test_a_stream_ends_at_its_deadline_and_one_without_goes_on(void **state)
{
	struct raw raw;

	(void)state;
	raw_begin(&raw, hello);
	send_watch(&raw, 1);
	raw.deadline = 200;
	send_watch(&raw, 2);
	wait_replies(&raw, 1);
	assert_int_equal(raw.n, 1);
	assert_int_equal(raw.replies[0].call, 2);
	assert_int_equal(raw.replies[0].code, STATUS_DEADLINE_EXCEEDED);
	assert_true(raw.replies[0].last);
	raw_close(&raw);
}

/* Whatever is asked now, nobody answers. */
static void assert_cut(struct raw *raw)
{
	const struct timespec pause = { .tv_nsec = 300 * 1000 * 1000 };
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;

	request.id = (char *)"admin";
	send_hello(raw, 1);
	send_request(raw, 99, "User.Get", &request.base);
	nanosleep(&pause, NULL);
	pthread_mutex_lock(&raw->lock);
	assert_int_equal(raw->n, 0);
	pthread_mutex_unlock(&raw->lock);
	raw_close(raw);
}

static void test_who_does_not_begin_with_hello_is_cut(void **state)
{
	struct raw raw;

	(void)state;
	raw_begin(&raw, no_hello);
	assert_cut(&raw);
	raw_begin(&raw, hello_of_tomorrow);
	assert_cut(&raw);
}

static void test_call_id_0_and_a_servers_frames_cut_the_connection(void **state)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;
	struct raw raw;

	(void)state;
	raw_begin(&raw, hello);
	send_watch(&raw, 0);
	assert_cut(&raw);
	raw_begin(&raw, hello);
	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = &reply;
	link_send(raw.link, &frame);
	assert_cut(&raw);
}

static enum status_code open_one(const char *person, struct status *status)
{
	const struct connection_settings settings = fixture_connection_settings(&fixture, person);
	struct connection *connection;

	status_clear(status);
	if (connection_open(&settings, &connection, status) == STATUS_OK)
		connection_close(connection);
	return status->code;
}

static void test_a_person_with_too_many_connections_is_told_so_and_a_quiet_one_gives_way(void **state)
{
	struct status status = STATUS_INIT;
	struct raw raws[LINKS];

	(void)state;
	for (int i = 0; i < LINKS; i++) {
		raw_begin(&raws[i], hello);
		send_watch(&raws[i], 1);
	}
	assert_int_equal(open_one("auditor", &status), STATUS_RESOURCE_EXHAUSTED);
	assert_int_equal(status.message.id, MSG_TOO_MANY_LINKS);
	assert_string_equal(status.message.args[0], "8");
	assert_int_equal(open_one("leader", &status), STATUS_OK);
	/* The only one that waits for nothing. */
	send_cancel(&raws[3], 1);
	assert_int_equal(open_one("auditor", &status), STATUS_OK);
	assert_true(wait_closed(&raws[3]));
	for (int i = 0; i < LINKS; i++)
		raw_close(&raws[i]);
	status_clear(&status);
}

static void test_nobody_is_locked_out_by_connections_whose_peers_left(void **state)
{
	const struct fixture_person *person = fixture_person(&fixture, "colleague");
	const uint16_t port = url_port(fixture_connection_settings(&fixture, "colleague").url);
	SSL_CTX *ctx = raw_context(&person->login, TLS1_3_VERSION);
	struct status status = STATUS_INIT;
	static uint8_t requests[50 * 256];
	struct raw_peer peer;
	size_t size = 0;

	(void)state;
	for (uint64_t call = 1; call <= 50; call++)
		size += raw_request_bytes(requests + size, sizeof(requests) - size, call, "User.Whoami", 0);
	for (int i = 0; i < 4 * LINKS; i++) {
		assert_true(raw_open(&peer, ctx, port, 10));
		raw_hello(&peer);
		raw_write(&peer, requests, size);
		raw_leave(&peer);
	}
	assert_int_equal(open_one("colleague", &status), STATUS_OK);
	SSL_CTX_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_in_flight_are_limited_for_each_connection),
		cmocka_unit_test(test_a_call_id_in_flight_is_not_taken_twice_and_free_after_a_cancel),
		cmocka_unit_test(test_reads_are_answered_while_streams_wait),
		cmocka_unit_test(test_a_stream_ends_at_its_deadline_and_one_without_goes_on),
		cmocka_unit_test(test_who_does_not_begin_with_hello_is_cut),
		cmocka_unit_test(test_call_id_0_and_a_servers_frames_cut_the_connection),
		cmocka_unit_test(test_a_person_with_too_many_connections_is_told_so_and_a_quiet_one_gives_way),
		cmocka_unit_test(test_nobody_is_locked_out_by_connections_whose_peers_left),
	};

	return cmocka_run_group_tests_name("session", tests, setup, teardown);
}
