#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "evaluation.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "server/service/summary.h"

#define TEXT(text) ((char *)(text))
#define CALL(person, method, request) assert_int_equal(fixture_call(&fixture, person, method, &(request), NULL), STATUS_OK)

static struct fixture fixture;
static size_t compared, changed;
static struct arena last = ARENA_INIT;
static struct slice last_summary;

/* ---- what is kept against what the records say ---- */

static struct slice kept_bytes(struct arena *arena, struct store_txn *txn, const char *evaluation)
{
	Jixiao__EvaluationSummary *summary;
	struct status status = STATUS_INIT;

	assert_int_equal(summary_get(txn, evaluation, &summary, &status), STATUS_OK);
	return pb_pack(arena, &summary->base);
}

static struct slice computed_bytes(struct arena *arena, struct store_txn *txn, const char *evaluation)
{
	struct status status = STATUS_INIT;
	struct call call = { .arena = arena, .txn = txn, .status = &status, .evaluation = evaluation };
	Jixiao__EvaluationSummary *summary;

	assert_int_equal(RECORD_GET(txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", evaluation, jixiao__evaluation,
				    &call.shell, &status),
			 STATUS_OK);
	assert_int_equal(summary_compute(&call, &summary), STATUS_OK);
	return pb_pack(arena, &summary->base);
}

static bool same(struct slice a, struct slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static void compare(struct fixture *at)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	struct slice kept, computed;

	assert_int_equal(store_read_begin(at->server.store, &txn, &status), STATUS_OK);
	kept = kept_bytes(&arena, txn, "e");
	computed = computed_bytes(&arena, txn, "e");
	if (!same(kept, computed))
		fail_msg("after call %zu the kept summary is not that of the records", compared);
	compared++;
	if (!same(kept, last_summary)) {
		changed++;
		arena_clear(&last);
		last_summary = (struct slice){ arena_memdup(&last, kept.data, kept.size), kept.size };
	}
	store_read_end(txn);
	arena_clear(&arena);
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	fixture.after_call = compare;
	compared = changed = 0;
	last_summary = (struct slice){ NULL, 0 };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture.after_call = NULL;
	fixture_stop(&fixture);
	arena_clear(&last);
	return 0;
}

static Jixiao__EvaluationSummary *summary(void)
{
	Jixiao__EvaluationSummaryRequest request = JIXIAO__EVALUATION_SUMMARY_REQUEST__INIT;
	Jixiao__EvaluationSummary *reply;

	request.evaluation = TEXT("e");
	assert_int_equal(fixture_call(&fixture, "member", "Evaluation.Summary", &request, &reply), STATUS_OK);
	return reply;
}

static void send_back(enum stage to)
{
	Jixiao__EvaluationReturnRequest request = JIXIAO__EVALUATION_RETURN_REQUEST__INIT;

	request.evaluation = TEXT("e");
	request.to = (Jixiao__Stage)to;
	request.reason = TEXT("数据有误");
	CALL("leader", "Evaluation.SendBack", request);
}

/* Changes the accepted entry; its score no longer rests on what is there. */
static void enter_again(const char *actual)
{
	Jixiao__EntryPutRequest entry = JIXIAO__ENTRY_PUT_REQUEST__INIT;
	Jixiao__EntryGetRequest get = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Entry *there;

	entry.evaluation = get.evaluation = TEXT("e");
	entry.indicator = get.indicator = TEXT("A11");
	entry.actual = TEXT(actual);
	entry.text = TEXT("更正");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Get", &get, &there), STATUS_OK);
	entry.revision = there->revision;
	CALL("member", "Entry.Put", entry);
}

/* ---- tests ---- */

static void test_the_kept_summary_follows_each_write_from_the_shell_to_the_archive(void **state)
{
	(void)state;
	evaluation_until(&fixture, "e", STAGE_ARCHIVING);
	assert_int_equal(summary()->stage, JIXIAO__STAGE__STAGE_ARCHIVING);
	assert_string_equal(summary()->total, "90.00");
	assert_string_equal(summary()->grade, "优");
	assert_string_equal(summary()->project, "培训经费");
	assert_string_equal(summary()->paid, "1000.00");
	assert_string_equal(summary()->execution_rate, "100%");
	assert_int_equal(summary()->closed_findings, 1);
	assert_int_equal(summary()->n_lines, 1);
	/* Made, scheme, accepted funds, approved score, finding put, assigned and closed, and five steps. */
	assert_true(compared > 40);
	assert_true(changed >= 10);
}

static void test_a_score_that_is_stale_takes_the_total_out_of_the_summary(void **state)
{
	(void)state;
	evaluation_until(&fixture, "e", STAGE_REPORTING);
	assert_string_equal(summary()->total, "90.00");
	send_back(STAGE_IMPLEMENTATION);
	assert_string_equal(summary()->total, "90.00");
	enter_again("10");
	assert_string_equal(summary()->total, "");
	assert_string_equal(summary()->grade, "");
	assert_int_equal(summary()->n_lines, 0);
}

static void test_a_deadline_is_kept_until_its_finding_is_settled(void **state)
{
	Jixiao__RectificationAssignRequest assign = JIXIAO__RECTIFICATION_ASSIGN_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, "e", STAGE_RECTIFICATION);
	assert_int_equal(summary()->open_findings, 1);
	assert_string_equal(summary()->rectification_due, "");
	assign.evaluation = TEXT("e");
	assign.id = TEXT("F01");
	assign.implementer = TEXT("implementer");
	assign.deadline = TEXT("2025-05-31");
	CALL("leader", "Rectification.Assign", assign);
	assert_string_equal(summary()->rectification_due, "2025-05-31");
	evaluation_do(&fixture, "e", STAGE_RECTIFICATION);
	assert_int_equal(summary()->open_findings, 0);
	assert_int_equal(summary()->closed_findings, 1);
	assert_string_equal(summary()->rectification_due, "");
}

static void test_a_refused_write_leaves_the_summary(void **state)
{
	Jixiao__EvaluationAdvanceRequest request = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, "e", STAGE_PREPARATION);
	request.evaluation = TEXT("e");
	request.from = JIXIAO__STAGE__STAGE_PREPARATION;
	assert_int_not_equal(fixture_call(&fixture, "leader", "Evaluation.Advance", &request, NULL), STATUS_OK);
	compare(&fixture);
	assert_int_equal(summary()->stage, JIXIAO__STAGE__STAGE_PREPARATION);
}

/* ---- a store that another version wrote ---- */

static enum status_code run_forget(struct store_job *job, struct store_txn *txn, struct status *status)
{
	Jixiao__EvaluationSummary old = JIXIAO__EVALUATION_SUMMARY__INIT;

	(void)job;
	old.evaluation = TEXT("e");
	old.total = TEXT("12.00");
	if (summary_put(txn, &old, status) != STATUS_OK)
		return status->code;
	return meta_put(txn, "summary-form", (struct slice){ (const uint8_t *)"", 1 }, status);
}

static void test_summaries_of_another_version_are_made_anew_before_the_server_listens(void **state)
{
	struct store_job job = { .run = run_forget };
	struct status status = STATUS_INIT;

	(void)state;
	evaluation_until(&fixture, "e", STAGE_REPORTING);
	assert_int_equal(store_submit_wait(fixture.server.store, &job, &status), STATUS_OK);
	fixture_restart(&fixture);
	compare(&fixture);
	assert_string_equal(summary()->total, "90.00");
}

static void test_implementers_see_no_scores_through_the_summary(void **state)
{
	Jixiao__EvaluationSummaryRequest request = JIXIAO__EVALUATION_SUMMARY_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, "e", STAGE_PREPARATION);
	request.evaluation = TEXT("e");
	assert_int_equal(fixture_call(&fixture, "implementer", "Evaluation.Summary", &request, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture_call(&fixture, "outsider", "Evaluation.Summary", &request, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture_call(&fixture, "auditor", "Evaluation.Summary", &request, NULL), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_kept_summary_follows_each_write_from_the_shell_to_the_archive),
		TEST(test_a_score_that_is_stale_takes_the_total_out_of_the_summary),
		TEST(test_a_deadline_is_kept_until_its_finding_is_settled),
		TEST(test_a_refused_write_leaves_the_summary),
		TEST(test_summaries_of_another_version_are_made_anew_before_the_server_listens),
		TEST(test_implementers_see_no_scores_through_the_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
