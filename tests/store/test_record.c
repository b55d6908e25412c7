/* Records, their revisions and changes, lists, the index of members, chunks and blobs. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static void test_a_record_is_read_as_it_was_put(void **state)
{
	struct fixture *f = *state;
	struct put put = { "C11", "十次" };

	assert_string_equal(entry_text(f->store, "C11"), "");
	must_work(f->store, put_entry, &put);
	assert_int_equal(put.revision, 1);
	assert_string_equal(entry_text(f->store, "C11"), "十次");
	fixture_reopen(f);
	assert_string_equal(entry_text(f->store, "C11"), "十次");
	must_verify(f->store);
}

static void test_an_update_that_saw_another_revision_is_aborted(void **state)
{
	struct fixture *f = *state;
	struct put first = { "C11", "1" }, again = { "C11", "2", .seen = 0 }, second = { "C11", "3", .seen = 1 },
		   late = { "C11", "4", .seen = 1 }, any = { "C11", "5", .seen = RECORD_ANY_REVISION },
		   ahead = { "C12", "6", .seen = 1 };
	struct status status = STATUS_INIT;

	must_work(f->store, put_entry, &first);
	assert_int_equal(run_work(f->store, put_entry, &again, &status), STATUS_ABORTED);
	assert_int_equal(status.message.id, MSG_RECORD_CHANGED);
	must_work(f->store, put_entry, &second);
	assert_int_equal(second.revision, 2);
	assert_int_equal(run_work(f->store, put_entry, &late, &status), STATUS_ABORTED);
	assert_int_equal(run_work(f->store, put_entry, &ahead, &status), STATUS_ABORTED);
	assert_string_equal(entry_text(f->store, "C11"), "3");
	must_work(f->store, put_entry, &any);
	assert_int_equal(any.revision, 3);
	assert_int_equal(log_size(f->store), 3);
	status_clear(&status);
	must_verify(f->store);
}

static enum status_code remove_entry(struct store_txn *txn, void *code, struct status *status)
{
	struct event_spec spec = { .person = "zhangsan", .method = "Entry.Remove", .evaluation = "e" };
	enum status_code answer = record_remove(txn, KEY(ENTRY, "e", code), status);
	uint64_t sequence;

	return answer != STATUS_OK ? answer : event_append(txn, &spec, &sequence, status);
}

static void test_a_removed_record_is_gone_and_its_history_goes_on(void **state)
{
	struct fixture *f = *state;
	struct put put = { "C11", "1" }, anew = { "C11", "2" };
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	struct store_txn *txn;
	uint64_t last;

	assert_int_equal(run_work(f->store, remove_entry, "C11", &status), STATUS_NOT_FOUND);
	must_work(f->store, put_entry, &put);
	must_work(f->store, remove_entry, "C11");
	assert_string_equal(entry_text(f->store, "C11"), "");
	assert_int_equal(run_work(f->store, remove_entry, "C11", &status), STATUS_NOT_FOUND);
	must_verify(f->store);
	must_work(f->store, put_entry, &anew);
	assert_int_equal(anew.revision, 3);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(record_last_event(txn, KEY(ENTRY, "e", "C11"), &last, &status), STATUS_OK);
	assert_int_equal(last, 3);
	for (int i = 2; i >= 0; i--) {
		assert_int_equal(event_get(txn, last - 1, &event, &head, &status), STATUS_OK);
		assert_int_equal(head->n_changes, 1);
		assert_int_equal(head->changes[0]->removed, i == 1);
		last = head->changes[0]->previous;
		assert_int_equal(last, i);
	}
	assert_int_equal(record_last_event(txn, KEY(ENTRY, "e", "C99"), &last, &status), STATUS_OK);
	assert_int_equal(last, 0);
	store_read_end(txn);
	status_clear(&status);
	must_verify(f->store);
}

static enum status_code put_twice(struct store_txn *txn, void *context, struct status *status)
{
	struct put first = { "C11", "1", RECORD_ANY_REVISION };
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;

	(void)context;
	entry.text = (char *)"0";
	if (record_put(txn, KEY(ENTRY, "e", "C11"), &entry.base, RECORD_ANY_REVISION, status) != STATUS_OK)
		return status->code;
	return put_entry(txn, &first, status);
}

static void test_a_record_written_twice_in_one_job_is_one_change(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	struct store_txn *txn;

	must_work(f->store, put_twice, NULL);
	must_work(f->store, put_twice, NULL);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(event_get(txn, 1, &event, &head, &status), STATUS_OK);
	assert_int_equal(head->n_changes, 1);
	assert_int_equal(head->changes[0]->previous, 1);
	assert_int_equal(head->changes[0]->revision, 4);
	store_read_end(txn);
	must_verify(f->store);
}

static enum status_code put_silently(struct store_txn *txn, void *context, struct status *status)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;

	(void)context;
	return record_put(txn, KEY(ENTRY, "e", "C11"), &entry.base, 0, status);
}

static void test_a_record_changed_without_an_event_is_not_stored(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	Jixiao__Entry *entry;

	assert_int_equal(run_work(f->store, put_silently, NULL, &status), STATUS_INTERNAL);
	status_clear(&status);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, "e", "C11", jixiao__entry, &entry, &status),
			 STATUS_NOT_FOUND);
	assert_int_equal(status.code, STATUS_OK);
	assert_null(entry);
	store_read_end(txn);
}

/* ---- lists ---- */

static void must_list(struct store *store, const char *evaluation, const char *after, size_t limit, const char *wanted)
{
	struct status status = STATUS_INIT;
	ProtobufCMessage **entries;
	struct store_txn *txn;
	char got[256] = "";
	size_t n;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	assert_int_equal(record_list(txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, evaluation, &jixiao__entry__descriptor, after,
				     limit, &entries, &n, &status),
			 STATUS_OK);
	for (size_t i = 0; i < n; i++) {
		strcat(got, ((Jixiao__Entry *)entries[i])->indicator);
		strcat(got, " ");
		assert_int_equal(((Jixiao__Entry *)entries[i])->revision, 1);
	}
	assert_string_equal(got, wanted);
	store_read_end(txn);
}

static enum status_code put_other(struct store_txn *txn, void *context, struct status *status)
{
	static const char *const others[] = { "d", "ea", "e\x01", "" };
	struct event_spec spec = { .person = "zhangsan", .method = "Entry.Put", .evaluation = "" };
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	uint64_t sequence;

	(void)context;
	entry.indicator = (char *)"other";
	for (size_t i = 0; i < 4; i++)
		if (record_put(txn, KEY(ENTRY, others[i], "C11"), &entry.base, 0, status) != STATUS_OK ||
		    record_put(txn, KEY(SCORE, others[i], "C11"), &entry.base, 0, status) != STATUS_OK)
			return status->code;
	return event_append(txn, &spec, &sequence, status);
}

static void test_a_list_holds_one_evaluation_by_id_and_pages(void **state)
{
	struct fixture *f = *state;
	static const char *const codes[] = { "C2", "C1", "C11", "C12", "B" };

	must_work(f->store, put_other, NULL);
	for (size_t i = 0; i < 5; i++) {
		struct put put = { codes[i], "x" };

		must_work(f->store, put_entry, &put);
	}
	must_list(f->store, "e", NULL, 0, "B C1 C11 C12 C2 ");
	must_list(f->store, "e", "", 2, "B C1 ");
	must_list(f->store, "e", "C1", 2, "C11 C12 ");
	must_list(f->store, "e", "C12", 2, "C2 ");
	must_list(f->store, "e", "C2", 2, "");
	must_list(f->store, "nobody", NULL, 0, "");
	must_work(f->store, remove_entry, "C11");
	must_list(f->store, "e", "C1", 2, "C12 C2 ");
	must_verify(f->store);
}

static void test_an_id_of_any_length_is_answered(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	char longest[600];
	struct put put = { longest, "x" };

	memset(longest, 'a', sizeof(longest));
	longest[599] = '\0';
	assert_string_equal(entry_text(f->store, longest), "");
	must_list(f->store, longest, NULL, 0, "");
	must_list(f->store, "e", longest, 0, "");
	assert_int_equal(run_work(f->store, put_entry, &put, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.message.id, MSG_RECORD_ID_TOO_LONG);
	status_clear(&status);
}

/* ---- members ---- */

static enum status_code join(struct store_txn *txn, void *evaluation, struct status *status)
{
	struct event_spec spec = { .person = "admin", .method = "Evaluation.PutMember", .evaluation = evaluation };
	Jixiao__TeamMember member = JIXIAO__TEAM_MEMBER__INIT;
	uint64_t sequence;

	if (record_put(txn, KEY(TEAM_MEMBER, evaluation, "zhangsan"), &member.base, RECORD_ANY_REVISION, status) != STATUS_OK ||
	    record_put(txn, KEY(TEAM_MEMBER, evaluation, "zhangsanfeng"), &member.base, RECORD_ANY_REVISION, status) !=
		    STATUS_OK)
		return status->code;
	return event_append(txn, &spec, &sequence, status);
}

static enum status_code leave(struct store_txn *txn, void *evaluation, struct status *status)
{
	struct event_spec spec = { .person = "admin", .method = "Evaluation.RemoveMember", .evaluation = evaluation };
	uint64_t sequence;

	if (record_remove(txn, KEY(TEAM_MEMBER, evaluation, "zhangsan"), status) != STATUS_OK)
		return status->code;
	return event_append(txn, &spec, &sequence, status);
}

static void must_be_in(struct store *store, const char *person, const char *after, size_t limit, const char *wanted)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	const char **names;
	char got[256] = "";
	size_t n;

	assert_int_equal(store_read_begin(store, &txn, &status), STATUS_OK);
	assert_int_equal(index_evaluations_of(txn, person, after, limit, &names, &n, &status), STATUS_OK);
	for (size_t i = 0; i < n; i++) {
		strcat(got, names[i]);
		strcat(got, " ");
	}
	assert_string_equal(got, wanted);
	store_read_end(txn);
}

static void test_the_evaluations_of_a_person_follow_the_teams(void **state)
{
	struct fixture *f = *state;

	must_work(f->store, join, "b");
	must_work(f->store, join, "a");
	must_work(f->store, join, "c");
	must_work(f->store, join, "c");
	must_be_in(f->store, "zhangsan", NULL, 0, "a b c ");
	must_be_in(f->store, "zhangsan", "a", 1, "b ");
	must_work(f->store, leave, "b");
	must_be_in(f->store, "zhangsan", "", 0, "a c ");
	must_be_in(f->store, "zhangsanfeng", NULL, 0, "a b c ");
	must_be_in(f->store, "zhang", NULL, 0, "");
	must_verify(f->store);
}

/* ---- evidence ---- */

static const uint8_t one[32] = { 1 }, two[32] = { 1, 1 };

static enum status_code put_chunks(struct store_txn *txn, void *context, struct status *status)
{
	Jixiao__Blob blob = JIXIAO__BLOB__INIT;

	(void)context;
	blob.size = 600;
	blob.chunks = (ProtobufCBinaryData){ sizeof(one), (uint8_t *)one };
	for (uint64_t i = 0; i < 600; i++)
		if (chunk_put(txn, one, i, (struct slice){ (const uint8_t *)"ab", 2 }, status) != STATUS_OK ||
		    chunk_put(txn, two, i, (struct slice){ (const uint8_t *)"c", 1 }, status) != STATUS_OK)
			return status->code;
	return blob_put(txn, one, &blob, status);
}

static enum status_code remove_chunks(struct store_txn *txn, void *context, struct status *status)
{
	(void)context;
	return chunk_remove_all(txn, one, status);
}

static void test_chunks_are_kept_without_an_event(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	struct slice data;
	Jixiao__Blob *blob;

	must_work(f->store, put_chunks, NULL);
	assert_int_equal(log_size(f->store), 0);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(chunk_get(txn, one, 599, &data, &status), STATUS_OK);
	assert_int_equal(data.size, 2);
	assert_int_equal(chunk_get(txn, one, 600, &data, &status), STATUS_NOT_FOUND);
	assert_int_equal(blob_get(txn, one, &blob, &status), STATUS_OK);
	assert_int_equal(blob->size, 600);
	assert_int_equal(blob_get(txn, two, &blob, &status), STATUS_NOT_FOUND);
	assert_null(blob);
	store_read_end(txn);
	must_work(f->store, remove_chunks, NULL);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(chunk_get(txn, one, 0, &data, &status), STATUS_NOT_FOUND);
	assert_int_equal(chunk_get(txn, one, 599, &data, &status), STATUS_NOT_FOUND);
	assert_int_equal(chunk_get(txn, two, 0, &data, &status), STATUS_OK);
	store_read_end(txn);
}

/* ---- meta ---- */

static enum status_code name_it(struct store_txn *txn, void *name, struct status *status)
{
	return meta_put(txn, "installation", (struct slice){ name, strlen(name) }, status);
}

static void test_meta_is_kept_and_another_schema_refused(void **state)
{
	struct fixture *f = *state;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	struct engine *engine;
	struct engine_txn *raw;
	struct slice value;

	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(meta_get(txn, "installation", &value, &status), STATUS_NOT_FOUND);
	store_read_end(txn);
	must_work(f->store, name_it, "区农业局");
	fixture_reopen(f);
	assert_int_equal(store_read_begin(f->store, &txn, &status), STATUS_OK);
	assert_int_equal(meta_get(txn, "installation", &value, &status), STATUS_OK);
	assert_memory_equal(value.data, "区农业局", value.size);
	store_read_end(txn);

	store_close(f->store);
	assert_int_equal(engine_lmdb_open(f->path, TEST_MAP, &engine, &status), STATUS_OK);
	assert_int_equal(engine->ops->begin(engine, NULL, ENGINE_WRITE, &raw, &status), STATUS_OK);
	assert_int_equal(engine->ops->put(raw, TABLE_META, (struct slice){ (const uint8_t *)"schema", 6 },
					  (struct slice){ (const uint8_t *)"99", 2 }, &status),
			 STATUS_OK);
	assert_int_equal(engine->ops->commit(raw, &status), STATUS_OK);
	assert_int_equal(store_open(engine, NULL, &f->store, &status), STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_SCHEMA_VERSION);
	assert_string_equal(status.message.args[0], "99");
	status_clear(&status);
	/* For the teardown. */
	remove_folder(f->path);
	fixture_open(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_record_is_read_as_it_was_put),
		TEST(test_an_update_that_saw_another_revision_is_aborted),
		TEST(test_a_removed_record_is_gone_and_its_history_goes_on),
		TEST(test_a_record_written_twice_in_one_job_is_one_change),
		TEST(test_a_record_changed_without_an_event_is_not_stored),
		TEST(test_a_list_holds_one_evaluation_by_id_and_pages),
		TEST(test_an_id_of_any_length_is_answered),
		TEST(test_the_evaluations_of_a_person_follow_the_teams),
		TEST(test_chunks_are_kept_without_an_event),
		TEST(test_meta_is_kept_and_another_schema_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
