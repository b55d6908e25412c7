/* Another content under the same id: what was there is kept, what was handed in on it is looked at anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "common/crypto/digest.h"
#include "evaluation.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/rectification.pb-c.h"

#define TEXT(text) ((char *)(text))
#define RECORD(type, id) ((struct record_key){ JIXIAO__RECORD_TYPE__RECORD_##type, evaluation, (id) })
#define ENTRY_STATE(name) JIXIAO__ENTRY_STATE__ENTRY_STATE_##name
#define FINDING_STATE(name) JIXIAO__FINDING_STATE__FINDING_STATE_##name

static struct fixture fixture;
static char evaluation[] = "one";
static const char old_content[] = "old", new_content[] = "new";

/* E001 is the member's; the entry C11 is the member's, too. */
static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, evaluation);
	fixture_stage(&fixture, evaluation, STAGE_IMPLEMENTATION);
	evaluation_upload(&fixture, "member", evaluation, "合同.txt", old_content);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void put_entry(const char *indicator, const char *evidence, Jixiao__EntryState entry_state)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	char *ids[] = { TEXT(evidence) };

	entry.evaluation = evaluation;
	entry.indicator = TEXT(indicator);
	entry.entered_by = TEXT("member");
	entry.reviewed_by = TEXT("leader");
	entry.state = entry_state;
	entry.evidence = ids;
	entry.n_evidence = 1;
	fixture_put(&fixture, RECORD(ENTRY, indicator), &entry.base);
}

static void put_funds(Jixiao__EntryState funds_state)
{
	Jixiao__Funds funds = JIXIAO__FUNDS__INIT;
	char *ids[] = { TEXT("E001") };

	funds.evaluation = evaluation;
	funds.entered_by = TEXT("member");
	funds.state = funds_state;
	funds.evidence = ids;
	funds.n_evidence = 1;
	fixture_put(&fixture, RECORD(FUNDS, "funds"), &funds.base);
}

static Jixiao__Entry *entry(const char *indicator)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Entry *found;

	request.evaluation = evaluation;
	request.indicator = TEXT(indicator);
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.Get", &request, &found), STATUS_OK);
	return found;
}

static Jixiao__Evidence *evidence(void)
{
	Jixiao__EvidenceGetRequest request = JIXIAO__EVIDENCE_GET_REQUEST__INIT;
	Jixiao__Evidence *found;

	request.evaluation = evaluation;
	request.id = TEXT("E001");
	assert_int_equal(fixture_call(&fixture, "leader", "Evidence.Get", &request, &found), STATUS_OK);
	return found;
}

static uint8_t *digest_of(const char *content)
{
	static uint8_t bytes[DIGEST_SIZE];

	digest((struct slice){ (const uint8_t *)content, strlen(content) }, bytes);
	return bytes;
}

static enum status_code replace(const char *person, const char *content, Jixiao__EvidenceReplaceReply **reply)
{
	Jixiao__EvidenceChunkRequest chunk = JIXIAO__EVIDENCE_CHUNK_REQUEST__INIT;
	Jixiao__EvidenceReplaceRequest request = JIXIAO__EVIDENCE_REPLACE_REQUEST__INIT;

	request.revision = evidence()->revision;
	chunk.evaluation = request.evaluation = evaluation;
	chunk.digest = request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, digest_of(content) };
	chunk.size = request.size = strlen(content);
	chunk.data = (ProtobufCBinaryData){ strlen(content), (uint8_t *)TEXT(content) };
	request.id = TEXT("E001");
	request.name = TEXT("合同2.txt");
	request.reason = TEXT("缺第3页");
	fixture_call(&fixture, person, "Evidence.Chunk", &chunk, NULL);
	return fixture_call(&fixture, person, "Evidence.Replace", &request, reply);
}

static bool has_blob(const char *content)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	Jixiao__Blob *blob;
	bool has;

	assert_int_equal(store_read_begin(fixture.server.store, &txn, &status), STATUS_OK);
	has = blob_get(txn, digest_of(content), &blob, &status) == STATUS_OK;
	store_read_end(txn);
	status_clear(&status);
	return has;
}

static void test_the_id_gets_the_new_content_and_the_old_stays_in_store_and_history(void **state)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EvidenceReplaceReply *reply;
	Jixiao__EventListReply *history;
	Jixiao__Evidence *now;

	(void)state;
	assert_int_equal(replace("leader", new_content, &reply), STATUS_OK);
	assert_int_equal(reply->n_entries, 0);
	now = evidence();
	assert_memory_equal(now->digest.data, digest_of(new_content), DIGEST_SIZE);
	assert_string_equal(now->name, "合同2.txt");
	assert_string_equal(now->kind, "合同");
	assert_string_equal(now->reason, "缺第3页");
	assert_string_equal(now->uploaded_by, "leader");
	assert_true(has_blob(old_content));
	assert_true(has_blob(new_content));
	request.evaluation = evaluation;
	request.type = JIXIAO__RECORD_TYPE__RECORD_EVIDENCE;
	request.id = TEXT("E001");
	assert_int_equal(fixture_call(&fixture, "leader", "Event.History", &request, &history), STATUS_OK);
	assert_int_equal(history->n_events, 2);
	assert_string_equal(history->events[0]->head->method, "Evidence.Replace");
	assert_string_equal(history->events[1]->head->method, "Evidence.Complete");
	assert_non_null(
		strstr(history->events[1]->payload, "y6BrVzb69n5UsHtWHq6UOV53TFF6fZEKVDaeEmPM+9Q=")); /* SHA-256 of "old" */
}

static void test_what_was_handed_in_on_it_goes_back_and_nothing_else(void **state)
{
	Jixiao__EvidenceReplaceReply *reply;

	(void)state;
	put_entry("C11", "E001", ENTRY_STATE(ACCEPTED));
	put_entry("C12", "E001", ENTRY_STATE(SUBMITTED));
	put_entry("C13", "E001", ENTRY_STATE(DRAFT));
	put_entry("C14", "E002", ENTRY_STATE(ACCEPTED));
	put_funds(ENTRY_STATE(ACCEPTED));
	assert_int_equal(replace("member", new_content, &reply), STATUS_OK);
	assert_int_equal(reply->n_entries, 2);
	assert_string_equal(reply->entries[0], "C11");
	assert_string_equal(reply->entries[1], "C12");
	assert_true(reply->funds);
	assert_int_equal(entry("C11")->state, ENTRY_STATE(RETURNED));
	assert_string_equal(entry("C11")->reviewed_by, "member");
	assert_string_equal(entry("C11")->comment, "E001：缺第3页");
	assert_string_equal(entry("C11")->entered_by, "member");
	assert_int_equal(entry("C12")->state, ENTRY_STATE(RETURNED));
	assert_int_equal(entry("C13")->state, ENTRY_STATE(DRAFT));
	assert_int_equal(entry("C14")->state, ENTRY_STATE(ACCEPTED));
}

static void test_after_implementation_what_is_accepted_is_not_replaced_under_it(void **state)
{
	(void)state;
	put_entry("C11", "E001", ENTRY_STATE(ACCEPTED));
	put_funds(ENTRY_STATE(ACCEPTED));
	fixture_stage(&fixture, evaluation, STAGE_ANALYSIS);
	assert_int_equal(replace("leader", new_content, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_NOT_REPLACED);
	assert_int_equal(fixture.status.n_violations, 2);
	assert_true(fixture_violated(&fixture, "entries[C11]", MSG_EVIDENCE_RESTED_ON));
	assert_true(fixture_violated(&fixture, "funds", MSG_EVIDENCE_RESTED_ON));
	assert_int_equal(entry("C11")->state, ENTRY_STATE(ACCEPTED));
	assert_memory_equal(evidence()->digest.data, digest_of(old_content), DIGEST_SIZE);
	/* What no entry rests on may be replaced in every stage but the last. */
	put_entry("C11", "E002", ENTRY_STATE(ACCEPTED));
	put_funds(ENTRY_STATE(DRAFT));
	assert_int_equal(replace("leader", new_content, NULL), STATUS_OK);
	fixture_stage(&fixture, evaluation, STAGE_ARCHIVED);
	assert_int_equal(replace("leader", old_content, NULL), STATUS_FAILED_PRECONDITION);
}

static void test_what_a_verification_looked_at_stays_what_it_was(void **state)
{
	static const struct {
		Jixiao__FindingState finding;
		enum status_code code;
	} rows[] = { { FINDING_STATE(SUBMITTED), STATUS_FAILED_PRECONDITION },
		     { FINDING_STATE(CLOSED), STATUS_FAILED_PRECONDITION },
		     { FINDING_STATE(CARRIED), STATUS_FAILED_PRECONDITION },
		     { FINDING_STATE(ACTING), STATUS_OK } };
	Jixiao__Action action = JIXIAO__ACTION__INIT, *actions[] = { &action };
	Jixiao__Finding finding = JIXIAO__FINDING__INIT;
	char *ids[] = { TEXT("E001") };

	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	finding.evaluation = evaluation;
	finding.id = TEXT("F01");
	finding.actions = actions;
	finding.n_actions = 1;
	action.evidence = ids;
	action.n_evidence = 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		finding.state = rows[i].finding;
		fixture_put(&fixture, RECORD(FINDING, "F01"), &finding.base);
		assert_int_equal(replace("member", new_content, NULL), rows[i].code);
		if (rows[i].code != STATUS_OK)
			assert_true(fixture_violated(&fixture, "findings[F01]", MSG_EVIDENCE_FINDING_SETTLED));
	}
}

static void test_only_who_uploaded_it_or_a_leader_replaces_with_a_reason_and_something_new(void **state)
{
	Jixiao__EvidenceReplaceRequest request = JIXIAO__EVIDENCE_REPLACE_REQUEST__INIT;

	(void)state;
	assert_int_equal(replace("colleague", new_content, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_NOT_YOURS);
	assert_int_equal(replace("member", old_content, NULL), STATUS_ALREADY_EXISTS);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_SAME_CONTENT);
	request.evaluation = evaluation;
	request.id = TEXT("E001");
	request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, digest_of(new_content) };
	request.size = strlen(new_content);
	request.name = TEXT("../x");
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Replace", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "name", MSG_EVIDENCE_NAME));
}

static void test_content_that_did_not_come_replaces_nothing(void **state)
{
	Jixiao__EvidenceReplaceRequest request = JIXIAO__EVIDENCE_REPLACE_REQUEST__INIT;

	(void)state;
	request.evaluation = evaluation;
	request.id = TEXT("E001");
	request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, digest_of("never sent") };
	request.size = strlen("never sent");
	request.name = TEXT("x.txt");
	request.reason = TEXT("理由");
	request.revision = 1;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Replace", &request, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_INCOMPLETE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_id_gets_the_new_content_and_the_old_stays_in_store_and_history),
		TEST(test_what_was_handed_in_on_it_goes_back_and_nothing_else),
		TEST(test_after_implementation_what_is_accepted_is_not_replaced_under_it),
		TEST(test_what_a_verification_looked_at_stays_what_it_was),
		TEST(test_only_who_uploaded_it_or_a_leader_replaces_with_a_reason_and_something_new),
		TEST(test_content_that_did_not_come_replaces_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
