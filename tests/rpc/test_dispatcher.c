#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "server/rpc/method.h"

static struct fixture fixture;

static void few_calls(struct server_settings *settings)
{
	settings->calls_per_link = 1;
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	return 0;
}

static int setup_few(void **state)
{
	(void)state;
	fixture_start(&fixture, few_calls);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static Jixiao__EvaluationCreateRequest creation(const char *id)
{
	Jixiao__EvaluationCreateRequest request = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	request.id = (char *)id;
	request.title = (char *)"标题";
	request.unit = (char *)"单位";
	request.year = 2024;
	return request;
}

static void pause_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

/* ---- request ids ---- */

static void test_a_repeated_write_is_answered_from_its_event(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("again");
	Jixiao__Evaluation *first, *second;
	uint8_t id[16];
	uint64_t size;

	(void)state;
	request_id_make(id);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, &first), STATUS_OK);
	size = fixture_log_size(&fixture);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, &second), STATUS_OK);
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(second->created, first->created);
	assert_int_equal(second->revision, first->revision);
}

static void test_a_repeated_write_is_answered_after_a_restart(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("restart");
	Jixiao__Evaluation *first, *second;
	uint8_t id[16];
	uint64_t size;

	(void)state;
	request_id_make(id);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, &first), STATUS_OK);
	size = fixture_log_size(&fixture);
	fixture_restart(&fixture);
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, &second), STATUS_OK);
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(second->created, first->created);
}

/* The write itself moved the stage in which it is allowed. */
static void test_a_repeated_write_is_answered_though_it_may_not_be_done_again(void **state)
{
	Jixiao__EvaluationReturnRequest request = JIXIAO__EVALUATION_RETURN_REQUEST__INIT;
	Jixiao__Evaluation *first, *second;
	uint8_t id[16];
	uint64_t size;

	(void)state;
	fixture_evaluation(&fixture, "moved");
	fixture_stage(&fixture, "moved", STAGE_IMPLEMENTATION);
	request.evaluation = (char *)"moved";
	request.to = JIXIAO__STAGE__STAGE_PREPARATION;
	request.reason = (char *)"请修改方案";
	request_id_make(id);
	assert_int_equal(fixture_call_id(&fixture, "leader", "Evaluation.SendBack", id, &request, &first), STATUS_OK);
	size = fixture_log_size(&fixture);
	assert_int_equal(fixture_call_id(&fixture, "leader", "Evaluation.SendBack", id, &request, &second), STATUS_OK);
	assert_int_equal(second->revision, first->revision);
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(fixture_call_id(&fixture, "second", "Evaluation.SendBack", id, &request, NULL),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_ID_REUSED);
}

static void test_a_request_id_is_good_for_one_request_of_one_person(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("one-use"), other = creation("other-use");
	Jixiao__EvaluationAdvanceRequest advance = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;
	uint8_t id[16];
	uint64_t size;

	(void)state;
	request_id_make(id);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, NULL), STATUS_OK);
	size = fixture_log_size(&fixture);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &other, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_ID_REUSED);
	assert_int_equal(fixture_call_id(&fixture, "member", "Evaluation.Create", id, &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_ID_REUSED);
	advance.evaluation = (char *)"one-use";
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Advance", id, &advance, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_ID_REUSED);
	assert_int_equal(fixture_log_size(&fixture), size);
}

static void test_a_write_needs_a_request_id(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("no-id");
	struct connection *connection = fixture_connect(&fixture, "admin");
	ProtobufCMessage *reply;

	(void)state;
	assert_int_equal(connection_call(connection, &fixture.arena, "Evaluation.Create", false, NULL, &request.base,
					 &jixiao__evaluation__descriptor, &reply, &fixture.status),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_ID_MISSING);
	connection_close(connection);
}

/* ---- what a request may hold ---- */

static void test_a_refused_write_leaves_nothing_and_its_id_is_free(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("refused");
	uint64_t size = fixture_log_size(&fixture);
	uint8_t id[16];

	(void)state;
	request_id_make(id);
	assert_int_equal(fixture_call_id(&fixture, "member", "Evaluation.Create", id, &request, NULL),
			 STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(fixture_call_id(&fixture, "admin", "Evaluation.Create", id, &request, NULL), STATUS_OK);
}

static void test_bad_text_is_refused_by_field(void **state)
{
	static const struct {
		const char *title;
		enum message_id message;
	} rows[] = {
		{ "\xff\xfe", MSG_TEXT_NOT_UTF8 }, { "\xe6\x9c", MSG_TEXT_NOT_UTF8 },	    { "a\x1b[2J", MSG_TEXT_CONTROL },
		{ "a\xc2\x9b", MSG_TEXT_CONTROL }, { "a\xe2\x80\x8b", MSG_TEXT_INVISIBLE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__EvaluationCreateRequest request = creation("bad-text");

		request.title = (char *)rows[i].title;
		assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, NULL), STATUS_INVALID_ARGUMENT);
		assert_true(fixture_violated(&fixture, "title", rows[i].message));
	}
}

static void test_text_is_stored_composed(void **state)
{
	Jixiao__EvaluationCreateRequest request = creation("composed");
	Jixiao__Evaluation *evaluation;

	(void)state;
	request.title = (char *)"Cafe\xcc\x81";
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, &evaluation), STATUS_OK);
	assert_string_equal(evaluation->title, "Caf\xc3\xa9");
}

static void test_bytes_that_are_no_message_are_refused(void **state)
{
	struct connection *connection = fixture_connect(&fixture, "admin");
	/* A Hello has a length-delimited field 1 where this method has a number... and the other way round. */
	Jixiao__Hello wrong = JIXIAO__HELLO__INIT;
	ProtobufCMessage *reply;

	(void)state;
	wrong.protocol = 7;
	assert_int_equal(connection_call(connection, &fixture.arena, "User.Get", false, NULL, &wrong.base,
					 &jixiao__user__descriptor, &reply, &fixture.status),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_REQUEST_UNREADABLE);
	connection_close(connection);
}

/* Kept unchecked in a record, such a field could make it unreadable. */
static void test_a_field_that_the_server_does_not_know_is_refused(void **state)
{
	ProtobufCMessageUnknownField field = {
		.tag = 99, .wire_type = PROTOBUF_C_WIRE_TYPE_VARINT, .len = 1, .data = (uint8_t *)"\x04"
	};
	Jixiao__EvaluationCreateRequest request = creation("unknown-field");

	(void)state;
	request.base.n_unknown_fields = 1;
	request.base.unknown_fields = &field;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "EvaluationCreateRequest", MSG_FIELD_UNKNOWN));
}

/* "e1\0evil" is e1 to protobuf-c, and something else to whoever reads the log. */
static void test_a_string_with_a_nul_in_it_is_refused(void **state)
{
	static const uint8_t payload[] = { 0x12, 2, 'n', '1', 0x1a, 5, 't', 'i', 0, 'l', 'e', 0x22, 1, 'u', 0x28, 0xe8, 0x0f };
	struct status status = STATUS_INIT;

	(void)state;
	pb_check_wire(&fixture.arena, &jixiao__evaluation_create_request__descriptor,
		      (struct slice){ payload, sizeof(payload) }, &status);
	assert_int_equal(status.n_violations, 1);
	assert_string_equal(status.violations[0].path, "title");
	assert_int_equal(status.violations[0].message.id, MSG_TEXT_CONTROL);
	assert_string_equal(status.violations[0].message.args[1], "3");
	status_clear(&status);
}

static void test_an_unknown_method_is_named(void **state)
{
	static const struct {
		const char *name;
		enum message_id message;
	} rows[] = {
		{ "Entry.Steal", MSG_NO_SUCH_METHOD }, { "", MSG_NO_SUCH_METHOD },	     { "Entry", MSG_NO_SUCH_METHOD },
		{ "\xff\x1b.x", MSG_NO_SUCH_METHOD },  { "User.Enroll", MSG_METHOD_ENROLS },
	};
	struct connection *connection = fixture_connect(&fixture, "admin");
	Jixiao__Done request = JIXIAO__DONE__INIT;
	ProtobufCMessage *reply;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		status_clear(&fixture.status);
		assert_int_equal(connection_call(connection, &fixture.arena, rows[i].name, false, NULL, &request.base,
						 &jixiao__done__descriptor, &reply, &fixture.status),
				 STATUS_UNIMPLEMENTED);
		assert_int_equal(fixture.status.message.id, rows[i].message);
	}
	connection_close(connection);
}

static void test_what_a_request_is_about_must_be_named(void **state)
{
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;

	(void)state;
	assert_int_equal(fixture_call(&fixture, "admin", "User.Get", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "id", MSG_FIELD_REQUIRED));
	for (size_t i = 0; i < method_count(); i++)
		if (protobuf_c_message_descriptor_get_field_by_name(method_at(i)->input, "id") != NULL &&
		    method_at(i)->required[0] == NULL && method_at(i)->unnamed == NULL)
			fail_msg("%s asks for no id", method_at(i)->name);
}

static void test_the_evaluation_must_be_named_and_exist(void **state)
{
	Jixiao__EvaluationGetRequest request = JIXIAO__EVALUATION_GET_REQUEST__INIT;

	(void)state;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "evaluation", MSG_FIELD_REQUIRED));
	request.evaluation = (char *)"nowhere";
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &request, NULL), STATUS_NOT_FOUND);
}

static void test_a_cursor_is_good_for_its_list_only(void **state)
{
	Jixiao__UserListRequest users = JIXIAO__USER_LIST_REQUEST__INIT;
	Jixiao__EvaluationListRequest evaluations = JIXIAO__EVALUATION_LIST_REQUEST__INIT;
	Jixiao__UserListReply *page;

	(void)state;
	users.limit = 2;
	assert_int_equal(fixture_call(&fixture, "admin", "User.List", &users, &page), STATUS_OK);
	assert_int_equal(page->n_users, 2);
	evaluations.cursor = page->cursor;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.List", &evaluations, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "cursor", MSG_CURSOR_FOREIGN));
	users.cursor = page->cursor;
	assert_int_equal(fixture_call(&fixture, "admin", "User.List", &users, &page), STATUS_OK);
	assert_string_equal(page->users[0]->id, "colleague");
}

static void test_an_update_that_saw_an_old_revision_is_aborted(void **state)
{
	Jixiao__EvaluationPutMemberRequest put = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
	Jixiao__Role role = JIXIAO__ROLE__ROLE_MEMBER;
	Jixiao__TeamMember *member;

	(void)state;
	fixture_evaluation(&fixture, "lost-update");
	put.evaluation = (char *)"lost-update";
	put.person = (char *)"outsider";
	put.n_roles = 1;
	put.roles = &role;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &put, &member), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &put, NULL), STATUS_ABORTED);
	put.revision = member->revision;
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &put, NULL), STATUS_OK);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &put, NULL), STATUS_ABORTED);
	assert_int_equal(fixture.status.message.id, MSG_RECORD_CHANGED);
}

/* ---- deadline ---- */

struct slow_job {
	struct store_job job;
	atomic_bool done;
};

static enum status_code slow_run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	(void)job;
	(void)txn;
	pause_ms(600);
	return STATUS_FAIL(status, STATUS_CANCELLED, MSG_NONE);
}

static void slow_done(struct store_job *job, struct status *status)
{
	(void)status;
	atomic_store(&((struct slow_job *)job)->done, true);
}

static void test_a_write_whose_deadline_passed_in_the_queue_writes_nothing(void **state)
{
	struct slow_job slow = { .job = { .run = slow_run, .done = slow_done } };
	struct connection_settings settings = fixture_connection_settings(&fixture, "admin");
	Jixiao__EvaluationCreateRequest request = creation("too-late");
	Jixiao__EvaluationGetRequest get = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	struct connection *connection;
	ProtobufCMessage *reply;

	(void)state;
	settings.deadline = 100;
	assert_int_equal(connection_open(&settings, &connection, &fixture.status), STATUS_OK);
	assert_int_equal(store_submit(fixture.server.store, &slow.job, &fixture.status), STATUS_OK);
	assert_int_equal(connection_call(connection, &fixture.arena, "Evaluation.Create", true, NULL, &request.base,
					 &jixiao__evaluation__descriptor, &reply, &fixture.status),
			 STATUS_DEADLINE_EXCEEDED);
	while (!atomic_load(&slow.done))
		pause_ms(10);
	connection_close(connection);
	get.evaluation = (char *)"too-late";
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &get, NULL), STATUS_NOT_FOUND);
}

/* ---- streams ---- */

struct watched {
	unsigned n, stop_at;
	uint64_t last;
};

static bool watch_one(void *context, const ProtobufCMessage *reply)
{
	const Jixiao__EventView *event = (const Jixiao__EventView *)reply;
	struct watched *watched = context;

	watched->last = event->head->sequence;
	return ++watched->n < watched->stop_at;
}

static void *write_later(void *argument)
{
	Jixiao__EvaluationCreateRequest request = creation("watched");

	(void)argument;
	pause_ms(300);
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Create", &request, NULL), STATUS_OK);
	return NULL;
}

static void test_a_watch_goes_on_when_the_log_grows(void **state)
{
	struct connection *connection = fixture_connect(&fixture, "auditor");
	Jixiao__EventWatchRequest request = JIXIAO__EVENT_WATCH_REQUEST__INIT;
	struct watched watched = { .stop_at = 2 };
	struct status status = STATUS_INIT;
	pthread_t writer;

	(void)state;
	request.from = fixture_log_size(&fixture) - 1;
	assert_int_equal(pthread_create(&writer, NULL, write_later, NULL), 0);
	assert_int_equal(connection_stream(connection, "Event.Watch", &request.base, &jixiao__event_view__descriptor, watch_one,
					   &watched, &status),
			 STATUS_OK);
	assert_int_equal(watched.n, 2);
	assert_int_equal(watched.last, request.from + 1);
	pthread_join(writer, NULL);
	connection_close(connection);
	status_clear(&status);
}

static void test_a_cancelled_stream_gives_its_place_free(void **state)
{
	struct connection *connection = fixture_connect(&fixture, "auditor");
	Jixiao__EventWatchRequest request = JIXIAO__EVENT_WATCH_REQUEST__INIT;
	struct watched watched = { .stop_at = 1 };
	struct status status = STATUS_INIT;

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		watched.n = 0;
		assert_int_equal(connection_stream(connection, "Event.Watch", &request.base, &jixiao__event_view__descriptor,
						   watch_one, &watched, &status),
				 STATUS_OK);
		assert_int_equal(watched.n, 1);
		/* The place is free when the stream has seen that it was cancelled. */
		pause_ms(50);
	}
	connection_close(connection);
	status_clear(&status);
}

/* ---- connections ---- */

static void test_a_person_who_is_not_in_the_store_is_not_let_in(void **state)
{
	struct connection_settings settings = fixture_connection_settings(&fixture, "stranger");
	struct connection *connection;
	struct status status = STATUS_INIT;

	(void)state;
	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_UNAUTHENTICATED);
	assert_int_equal(status.message.id, MSG_PEER_UNKNOWN);
	status_clear(&status);
}

static void test_a_certificate_that_the_server_never_issued_is_not_known_here(void **state)
{
	struct identity forged = installation_person(&fixture.installation, "member", 30);
	struct connection_settings settings = fixture_connection_settings(&fixture, "member");
	struct connection *connection;
	struct status status = STATUS_INIT;

	(void)state;
	settings.tls = client_tls(&fixture.installation, &forged);
	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_UNAUTHENTICATED);
	assert_int_equal(status.message.id, MSG_PEER_UNKNOWN);
	status_clear(&status);
}

static void test_a_revoked_person_is_cut_off_and_not_let_in_again(void **state)
{
	struct connection_settings settings = fixture_connection_settings(&fixture, "outsider");
	struct connection *connection = fixture_connect(&fixture, "outsider"), *again;
	Jixiao__UserRevokeRequest revoke = JIXIAO__USER_REVOKE_REQUEST__INIT;
	Jixiao__UserWhoamiRequest whoami = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	struct status status = STATUS_INIT;
	ProtobufCMessage *reply;

	(void)state;
	revoke.id = (char *)"outsider";
	revoke.reason = (char *)"离任";
	assert_int_equal(fixture_call(&fixture, "admin", "User.Revoke", &revoke, NULL), STATUS_OK);
	/* A call may meet the cut itself; within a second the person is told why. */
	for (unsigned i = 0; i < 10 && status.code != STATUS_UNAUTHENTICATED; i++) {
		pause_ms(100);
		status_clear(&status);
		connection_call(connection, &fixture.arena, "User.Whoami", false, NULL, &whoami.base,
				&jixiao__user_whoami_reply__descriptor, &reply, &status);
		assert_int_not_equal(status.code, STATUS_OK);
	}
	assert_int_equal(status.code, STATUS_UNAUTHENTICATED);
	connection_close(connection);
	status_clear(&status);
	assert_int_equal(connection_open(&settings, &again, &status), STATUS_UNAUTHENTICATED);
	assert_int_equal(status.message.id, MSG_PEER_REVOKED);
	status_clear(&status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_repeated_write_is_answered_from_its_event),
		cmocka_unit_test(test_a_repeated_write_is_answered_after_a_restart),
		cmocka_unit_test(test_a_repeated_write_is_answered_though_it_may_not_be_done_again),
		cmocka_unit_test(test_a_request_id_is_good_for_one_request_of_one_person),
		cmocka_unit_test(test_a_write_needs_a_request_id),
		cmocka_unit_test(test_a_refused_write_leaves_nothing_and_its_id_is_free),
		cmocka_unit_test(test_bad_text_is_refused_by_field),
		cmocka_unit_test(test_text_is_stored_composed),
		cmocka_unit_test(test_bytes_that_are_no_message_are_refused),
		cmocka_unit_test(test_a_field_that_the_server_does_not_know_is_refused),
		cmocka_unit_test(test_a_string_with_a_nul_in_it_is_refused),
		cmocka_unit_test(test_an_unknown_method_is_named),
		cmocka_unit_test(test_what_a_request_is_about_must_be_named),
		cmocka_unit_test(test_the_evaluation_must_be_named_and_exist),
		cmocka_unit_test(test_a_cursor_is_good_for_its_list_only),
		cmocka_unit_test(test_an_update_that_saw_an_old_revision_is_aborted),
		cmocka_unit_test(test_a_write_whose_deadline_passed_in_the_queue_writes_nothing),
		cmocka_unit_test(test_a_watch_goes_on_when_the_log_grows),
		cmocka_unit_test(test_a_certificate_that_the_server_never_issued_is_not_known_here),
		cmocka_unit_test(test_a_person_who_is_not_in_the_store_is_not_let_in),
		cmocka_unit_test(test_a_revoked_person_is_cut_off_and_not_let_in_again),
	};
	const struct CMUnitTest limits[] = {
		cmocka_unit_test(test_a_cancelled_stream_gives_its_place_free),
	};

	return cmocka_run_group_tests_name("dispatcher", tests, setup, teardown) +
	       cmocka_run_group_tests_name("limits", limits, setup_few, teardown);
}
