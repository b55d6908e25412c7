#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "client/connection.h"
#include "echo_server.h"
#include "installation.h"

/* Any message that has a bytes field will do as a payload that comes back. */
#define PAYLOAD_TYPE jixiao__checkpoint__descriptor

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

/* A server, and a client that is connected to it. */
struct talk {
	struct echo_server server;
	struct connection *connection;
};

static struct connection *connect_to(const struct echo_server *server, uint32_t deadline)
{
	struct connection_settings settings = {
		.url = server->url, .tls = client_tls(&installation, &zhang), .deadline = deadline, .task = "算一算"
	};
	struct connection *connection = NULL;
	struct status status = STATUS_INIT;

	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_OK);
	status_clear(&status);
	return connection;
}

static void begin(struct talk *talk, uint32_t deadline)
{
	const struct tls_settings tls = server_tls(&installation);

	echo_server_start(&talk->server, &tls, NULL);
	talk->connection = connect_to(&talk->server, deadline);
}

static void end(struct talk *talk)
{
	connection_close(talk->connection);
	echo_server_stop(&talk->server);
}

static enum status_code call(struct connection *connection, const char *method, bool write, const uint8_t *id, uint64_t number,
			     struct status *status)
{
	struct arena arena = ARENA_INIT;
	Jixiao__Checkpoint request = JIXIAO__CHECKPOINT__INIT;
	ProtobufCMessage *reply = NULL;
	enum status_code code;

	request.size = number;
	code = connection_call(connection, &arena, method, write, id, &request.base, &PAYLOAD_TYPE, &reply, status);
	if (code == STATUS_OK)
		assert_int_equal(((Jixiao__Checkpoint *)reply)->size, number);
	arena_clear(&arena);
	return code;
}

static void test_a_call_is_answered(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 0);
	assert_string_equal(connection_hello(talk.connection)->program, "echo");
	for (uint64_t i = 1; i <= 100; i++)
		assert_int_equal(call(talk.connection, "Echo", false, NULL, i, &status), STATUS_OK);
	assert_string_equal(talk.server.person, "zhang");
	end(&talk);
}

static void test_a_servers_status_reaches_the_caller(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 0);
	assert_int_equal(call(talk.connection, "Refuse", false, NULL, 1, &status), STATUS_NOT_FOUND);
	assert_int_equal(status.message.id, MSG_NO_SUCH);
	assert_string_equal(status.message.args[1], "D11");
	status_clear(&status);
	end(&talk);
}

static void test_a_write_whose_connection_broke_is_repeated_with_its_id(void **state)
{
	const uint8_t id[16] = "0123456789abcde";
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 0);
	atomic_store(&talk.server.cut_at, 1);
	assert_int_equal(call(talk.connection, "Echo", true, id, 7, &status), STATUS_OK);
	assert_int_equal(atomic_load(&talk.server.requests), 2);
	assert_memory_equal(talk.server.request_id, id, sizeof(id));
	end(&talk);
}

static void test_a_write_that_breaks_every_connection_is_told_in_the_users_words(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 0);
	atomic_store(&talk.server.cut_all, true);
	assert_int_equal(call(talk.connection, "Echo", true, NULL, 7, &status), STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_OUTCOME_UNKNOWN);
	assert_string_equal(status.message.args[1], "算一算");
	assert_int_equal(atomic_load(&talk.server.requests), 4);
	status_clear(&status);
	end(&talk);
}

static void test_a_read_whose_connection_broke_says_so_and_the_next_call_works(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 0);
	atomic_store(&talk.server.cut_at, 1);
	assert_int_equal(call(talk.connection, "Echo", false, NULL, 7, &status), STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_CONNECTION_LOST);
	status_clear(&status);
	assert_int_equal(call(talk.connection, "Echo", false, NULL, 8, &status), STATUS_OK);
	end(&talk);
}

static void test_a_call_that_is_never_answered_ends_at_its_deadline(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;

	(void)state;
	begin(&talk, 100);
	assert_int_equal(call(talk.connection, "Never", false, NULL, 1, &status), STATUS_DEADLINE_EXCEEDED);
	assert_int_equal(status.message.id, MSG_NO_ANSWER);
	assert_string_equal(status.message.args[0], "算一算");
	assert_string_equal(status.message.args[1], "0.100");
	status_clear(&status);
	assert_int_equal(call(talk.connection, "Echo", false, NULL, 2, &status), STATUS_OK);
	end(&talk);
}

static void test_a_request_over_the_limit_is_refused_before_it_is_sent(void **state)
{
	struct status status = STATUS_INIT;
	struct talk talk;
	static uint8_t root[1024 * 1024];
	struct arena arena = ARENA_INIT;
	Jixiao__Checkpoint request = JIXIAO__CHECKPOINT__INIT;
	ProtobufCMessage *reply;

	(void)state;
	begin(&talk, 0);
	request.root = (ProtobufCBinaryData){ sizeof(root), root };
	assert_int_equal(
		connection_call(talk.connection, &arena, "Echo", true, NULL, &request.base, &PAYLOAD_TYPE, &reply, &status),
		STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.message.id, MSG_REQUEST_TOO_LARGE);
	status_clear(&status);
	assert_int_equal(atomic_load(&talk.server.requests), 0);
	request.root.len -= 200;
	assert_int_equal(
		connection_call(talk.connection, &arena, "Echo", true, NULL, &request.base, &PAYLOAD_TYPE, &reply, &status),
		STATUS_OK);
	arena_clear(&arena);
	end(&talk);
}

struct visits {
	struct connection *connection;
	int count, stop_at;
	bool calls_between;
};

static bool visit(void *context, const ProtobufCMessage *reply)
{
	struct visits *visits = context;
	struct status status = STATUS_INIT;

	assert_int_equal(((const Jixiao__Checkpoint *)reply)->root.len, 100 * 1024);
	if (visits->calls_between)
		assert_int_equal(call(visits->connection, "Echo", false, NULL, 5, &status), STATUS_OK);
	return ++visits->count != visits->stop_at;
}

static void run_stream(struct visits *visits)
{
	static uint8_t root[100 * 1024];
	struct status status = STATUS_INIT;
	struct talk talk;
	Jixiao__Checkpoint request = JIXIAO__CHECKPOINT__INIT;

	begin(&talk, 0);
	visits->connection = talk.connection;
	memset(root, 30, sizeof(root));
	request.root = (ProtobufCBinaryData){ sizeof(root), root };
	assert_int_equal(connection_stream(visits->connection, "Stream", &request.base, &PAYLOAD_TYPE, visit, visits, &status),
			 STATUS_OK);
	assert_int_equal(call(visits->connection, "Echo", false, NULL, 5, &status), STATUS_OK);
	end(&talk);
}

static void test_a_stream_is_visited_to_its_last_reply(void **state)
{
	struct visits visits = { .stop_at = -1 };

	(void)state;
	run_stream(&visits);
	assert_int_equal(visits.count, 30);
}

static void test_a_stream_can_be_given_up(void **state)
{
	struct visits visits = { .stop_at = 3 };

	(void)state;
	run_stream(&visits);
	assert_int_equal(visits.count, 3);
}

static void test_a_visitor_may_call_while_the_stream_waits(void **state)
{
	struct visits visits = { .stop_at = -1, .calls_between = true };

	(void)state;
	run_stream(&visits);
	assert_int_equal(visits.count, 30);
}

static void test_nobody_there_is_said_at_once(void **state)
{
	struct connection_settings settings = { .url = "tls+tcp://127.0.0.1:1", .tls = client_tls(&installation, &zhang) };
	struct connection *connection;
	struct status status = STATUS_INIT;

	(void)state;
#ifdef __SANITIZE_THREAD__
	skip(); /* NNG's reaper destroys the socket of a failed dial in an order that TSan can't see, in a function without a
		   name. */
#endif
	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_SERVER_UNREACHABLE);
	status_clear(&status);
}

static void test_request_ids_are_uuids_of_version_7_in_order_of_time(void **state)
{
	const struct timespec pause = { .tv_nsec = 2 * 1000 * 1000 };
	uint8_t first[16], second[16];

	(void)state;
	request_id_make(first);
	nanosleep(&pause, NULL);
	request_id_make(second);
	assert_int_equal(first[6] >> 4, 7);
	assert_int_equal(first[8] >> 6, 2);
	assert_true(memcmp(first, second, sizeof(first)) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_call_is_answered),
		cmocka_unit_test(test_a_servers_status_reaches_the_caller),
		cmocka_unit_test(test_a_write_whose_connection_broke_is_repeated_with_its_id),
		cmocka_unit_test(test_a_write_that_breaks_every_connection_is_told_in_the_users_words),
		cmocka_unit_test(test_a_read_whose_connection_broke_says_so_and_the_next_call_works),
		cmocka_unit_test(test_a_call_that_is_never_answered_ends_at_its_deadline),
		cmocka_unit_test(test_a_request_over_the_limit_is_refused_before_it_is_sent),
		cmocka_unit_test(test_a_stream_is_visited_to_its_last_reply),
		cmocka_unit_test(test_a_stream_can_be_given_up),
		cmocka_unit_test(test_a_visitor_may_call_while_the_stream_waits),
		cmocka_unit_test(test_nobody_there_is_said_at_once),
		cmocka_unit_test(test_request_ids_are_uuids_of_version_7_in_order_of_time),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
