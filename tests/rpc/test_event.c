/* Event: who sees which events, pages, histories, and events as they happen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/event.pb-c.h"

static struct fixture fixture;

#define TEXT(text) ((char *)(text))

static int setup(void **state)
{
	(void)state;
	fixture = (struct fixture){ 0 };
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, "one");
	fixture_evaluation(&fixture, "two");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void put_entry(const char *evaluation, const char *code)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;

	entry.evaluation = TEXT(evaluation);
	entry.indicator = TEXT(code);
	entry.text = TEXT("说明");
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, evaluation, code }, &entry.base);
}

static enum status_code list(const char *person, const char *evaluation, uint32_t limit, ProtobufCBinaryData cursor,
			     Jixiao__EventListReply **reply)
{
	Jixiao__EventListRequest request = JIXIAO__EVENT_LIST_REQUEST__INIT;

	request.evaluation = TEXT(evaluation);
	request.limit = limit;
	request.cursor = cursor;
	return fixture_call(&fixture, person, "Event.List", &request, reply);
}

static const ProtobufCBinaryData from_start = { 0, NULL };

static void test_a_member_lists_the_events_of_their_evaluation_alone(void **state)
{
	Jixiao__EventListReply *reply;

	(void)state;
	put_entry("one", "C11");
	put_entry("two", "C12");
	assert_int_equal(list("member", "one", 0, from_start, &reply), STATUS_OK);
	/* Five joined the team, one entry. */
	assert_true(reply->n_events >= 6);
	for (size_t i = 0; i < reply->n_events; i++) {
		assert_string_equal(reply->events[i]->head->evaluation, "one");
		if (i > 0)
			assert_true(reply->events[i]->head->sequence > reply->events[i - 1]->head->sequence);
	}
	assert_string_equal(reply->events[reply->n_events - 1]->head->changes[0]->id, "C11");
	assert_int_equal(reply->cursor.len, 0);
}

static void test_an_event_shows_its_request_as_json(void **state)
{
	Jixiao__EventListReply *reply;
	bool found = false;

	(void)state;
	assert_int_equal(list("auditor", "one", 0, from_start, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_events; i++)
		if (strcmp(reply->events[i]->head->method, "Evaluation.PutMember") == 0 &&
		    strstr(reply->events[i]->payload, "\"person\": \"implementer\"") != NULL)
			found = true;
	assert_true(found);
}

static void test_who_may_not_see_events_is_refused(void **state)
{
	static const struct {
		const char *person, *evaluation;
	} rows[] = {
		{ "implementer", "one" }, { "outsider", "one" }, { "member", "" }, { "leader", "" }, { "outsider", "" },
	};
	Jixiao__EventListReply *reply;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		Jixiao__EventHistoryRequest history = JIXIAO__EVENT_HISTORY_REQUEST__INIT;

		assert_int_equal(list(rows[i].person, rows[i].evaluation, 0, from_start, &reply), STATUS_PERMISSION_DENIED);
		history.evaluation = TEXT(rows[i].evaluation);
		history.type = JIXIAO__RECORD_TYPE__RECORD_USER;
		history.id = TEXT("member");
		assert_int_equal(fixture_call(&fixture, rows[i].person, "Event.History", &history, NULL),
				 STATUS_PERMISSION_DENIED);
	}
	assert_int_equal(list("auditor", "", 0, from_start, &reply), STATUS_OK);
	assert_int_equal(list("admin", "", 0, from_start, &reply), STATUS_OK);
}

static void test_pages_join_to_the_whole(void **state)
{
	ProtobufCBinaryData cursor = from_start;
	uint64_t next = 0, size;
	Jixiao__EventListReply *reply;

	(void)state;
	size = fixture_log_size(&fixture);
	do {
		assert_int_equal(list("auditor", "", 3, cursor, &reply), STATUS_OK);
		assert_in_range(reply->n_events, 1, 3);
		for (size_t i = 0; i < reply->n_events; i++)
			assert_int_equal(reply->events[i]->head->sequence, next++);
		cursor = reply->cursor;
	} while (cursor.len > 0);
	assert_int_equal(next, size);
}

static enum status_code list_newest(const char *evaluation, uint32_t limit, uint64_t before, ProtobufCBinaryData cursor,
				    Jixiao__EventListReply **reply)
{
	Jixiao__EventListRequest request = JIXIAO__EVENT_LIST_REQUEST__INIT;

	request.evaluation = TEXT(evaluation);
	request.limit = limit;
	request.newest = true;
	request.before = before;
	request.cursor = cursor;
	return fixture_call(&fixture, "auditor", "Event.List", &request, reply);
}

static void test_pages_from_the_newest_join_to_the_whole(void **state)
{
	ProtobufCBinaryData cursor = from_start;
	uint64_t next = fixture_log_size(&fixture);
	Jixiao__EventListReply *reply;

	(void)state;
	do {
		assert_int_equal(list_newest("", 3, 0, cursor, &reply), STATUS_OK);
		assert_in_range(reply->n_events, 1, 3);
		for (size_t i = 0; i < reply->n_events; i++)
			assert_int_equal(reply->events[i]->head->sequence, --next);
		cursor = reply->cursor;
	} while (cursor.len > 0);
	assert_int_equal(next, 0);
}

static void test_a_page_before_an_event_has_the_evaluation_s_events_alone(void **state)
{
	Jixiao__EventListReply *all, *before;

	(void)state;
	put_entry("one", "C11");
	put_entry("two", "C12");
	assert_int_equal(list_newest("one", 0, 0, from_start, &all), STATUS_OK);
	assert_true(all->n_events >= 6);
	for (size_t i = 0; i < all->n_events; i++)
		assert_string_equal(all->events[i]->head->evaluation, "one");
	assert_string_equal(all->events[0]->head->changes[0]->id, "C11");
	assert_int_equal(list_newest("one", 2, all->events[1]->head->sequence, from_start, &before), STATUS_OK);
	assert_int_equal(before->n_events, 2);
	assert_int_equal(before->events[0]->head->sequence, all->events[2]->head->sequence);
	assert_int_equal(before->events[1]->head->sequence, all->events[3]->head->sequence);
}

static void test_a_cursor_is_good_for_its_own_list_only(void **state)
{
	ProtobufCBinaryData strange = { 7, (uint8_t *)TEXT("strange") };
	Jixiao__EventListReply *reply, *other;

	(void)state;
	assert_int_equal(list("member", "one", 2, from_start, &reply), STATUS_OK);
	assert_true(reply->cursor.len > 0);
	assert_int_equal(list("member", "two", 2, reply->cursor, &other), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "cursor", MSG_CURSOR_FOREIGN));
	assert_int_equal(list("auditor", "", 2, reply->cursor, &other), STATUS_INVALID_ARGUMENT);
	assert_int_equal(list("member", "one", 2, strange, &other), STATUS_INVALID_ARGUMENT);
	assert_int_equal(list("member", "one", 2, reply->cursor, &other), STATUS_OK);
}

/* ---- History ---- */

static enum status_code history(const char *person, const char *evaluation, Jixiao__RecordType type, const char *id,
				Jixiao__EventListReply **reply)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;

	request.evaluation = TEXT(evaluation);
	request.type = type;
	request.id = TEXT(id);
	return fixture_call(&fixture, person, "Event.History", &request, reply);
}

static void test_a_history_has_every_change_newest_first(void **state)
{
	Jixiao__EventListReply *reply;

	(void)state;
	put_entry("one", "C11");
	put_entry("one", "C12");
	put_entry("one", "C11");
	put_entry("two", "C11");
	put_entry("one", "C11");
	assert_int_equal(history("member", "one", JIXIAO__RECORD_TYPE__RECORD_ENTRY, "C11", &reply), STATUS_OK);
	assert_int_equal(reply->n_events, 3);
	for (size_t i = 0; i < 3; i++) {
		const Jixiao__Change *change = reply->events[i]->head->changes[0];

		assert_string_equal(change->id, "C11");
		assert_string_equal(change->evaluation, "one");
		assert_int_equal(change->revision, 3 - i);
	}
	assert_int_equal(history("member", "one", JIXIAO__RECORD_TYPE__RECORD_ENTRY, "C99", &reply), STATUS_OK);
	assert_int_equal(reply->n_events, 0);
}

static void test_the_evaluation_itself_has_a_history_for_its_team(void **state)
{
	Jixiao__EventListReply *reply;

	(void)state;
	fixture_stage(&fixture, "one", STAGE_IMPLEMENTATION);
	assert_int_equal(history("member", "one", JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "one", &reply), STATUS_OK);
	assert_int_equal(reply->n_events, 2);
	assert_string_equal(reply->events[1]->head->method, "Evaluation.Create");
	/* Whatever id is named, it is that evaluation's. */
	assert_int_equal(history("member", "one", JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "two", &reply), STATUS_OK);
	assert_int_equal(reply->n_events, 2);
}

/* ---- Watch ---- */

struct watching {
	struct connection *connection;
	const char *evaluation;
	uint64_t from;
	size_t wanted;
	atomic_size_t seen;
	uint64_t sequences[16];
	char ids[16][8];
	struct status status;
};

static bool watch_one(void *context, const ProtobufCMessage *message)
{
	const Jixiao__EventView *view = (const void *)message;
	struct watching *watching = context;
	size_t n = atomic_load(&watching->seen);

	watching->sequences[n] = view->head->sequence;
	if (view->head->n_changes > 0)
		strncpy(watching->ids[n], view->head->changes[0]->id, 7);
	atomic_store(&watching->seen, n + 1);
	return n + 1 < watching->wanted;
}

static void *watch(void *context)
{
	struct watching *watching = context;
	Jixiao__EventWatchRequest request = JIXIAO__EVENT_WATCH_REQUEST__INIT;

	request.evaluation = TEXT(watching->evaluation);
	request.from = watching->from;
	connection_stream(watching->connection, "Event.Watch", &request.base, &jixiao__event_view__descriptor, watch_one,
			  watching, &watching->status);
	return NULL;
}

static void test_watch_sends_what_was_and_then_what_happens(void **state)
{
	struct watching watching = { .evaluation = "one", .wanted = 4 };
	pthread_t thread;

	(void)state;
	put_entry("one", "C11");
	watching.from = fixture_log_size(&fixture) - 1;
	watching.connection = fixture_connect(&fixture, "member");
	assert_int_equal(pthread_create(&thread, NULL, watch, &watching), 0);
	for (int i = 0; i < 500 && atomic_load(&watching.seen) < 1; i++)
		usleep(10000);
	assert_int_equal(atomic_load(&watching.seen), 1);
	put_entry("one", "C12");
	put_entry("two", "C99");
	put_entry("one", "C13");
	put_entry("one", "C14");
	pthread_join(thread, NULL);
	assert_int_equal(atomic_load(&watching.seen), 4);
	assert_string_equal(watching.ids[0], "C11");
	assert_string_equal(watching.ids[1], "C12");
	assert_string_equal(watching.ids[2], "C13");
	assert_string_equal(watching.ids[3], "C14");
	status_clear(&watching.status);
	connection_close(watching.connection);
}

static void test_watching_needs_the_same_right_as_listing(void **state)
{
	struct watching watching = { .evaluation = "one", .wanted = 1 };

	(void)state;
	watching.connection = fixture_connect(&fixture, "implementer");
	watch(&watching);
	assert_int_equal(watching.status.code, STATUS_PERMISSION_DENIED);
	assert_int_equal(atomic_load(&watching.seen), 0);
	status_clear(&watching.status);
	connection_close(watching.connection);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_a_member_lists_the_events_of_their_evaluation_alone),
		TEST(test_an_event_shows_its_request_as_json),
		TEST(test_who_may_not_see_events_is_refused),
		TEST(test_pages_join_to_the_whole),
		TEST(test_pages_from_the_newest_join_to_the_whole),
		TEST(test_a_page_before_an_event_has_the_evaluation_s_events_alone),
		TEST(test_a_cursor_is_good_for_its_own_list_only),
		TEST(test_a_history_has_every_change_newest_first),
		TEST(test_the_evaluation_itself_has_a_history_for_its_team),
		TEST(test_watch_sends_what_was_and_then_what_happens),
		TEST(test_watching_needs_the_same_right_as_listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
