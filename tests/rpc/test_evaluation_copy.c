/* An evaluation that goes on from last year's: what comes over, what does not, and who must act before it counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "evaluation.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/score.pb-c.h"

static struct fixture fixture;

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static enum status_code create(const char *id, const char *from, Jixiao__Evaluation **reply)
{
	Jixiao__EvaluationCreateRequest request = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	request.id = (char *)id;
	request.title = (char *)"今年的评价";
	request.unit = (char *)"示例单位";
	request.year = 2025;
	request.from = (char *)from;
	return fixture_call(&fixture, "admin", "Evaluation.Create", &request, reply);
}

static Jixiao__Evaluation *must_create(const char *id, const char *from)
{
	Jixiao__Evaluation *reply;

	assert_int_equal(create(id, from, &reply), STATUS_OK);
	return reply;
}

static Jixiao__SchemeGetReply *scheme_of(const char *evaluation)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemeGetReply *reply;

	request.evaluation = (char *)evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Get", &request, &reply), STATUS_OK);
	return reply;
}

static enum status_code approve_scheme(const char *person, const char *evaluation)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = (char *)evaluation;
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_SCHEME, "");
	return fixture_call(&fixture, person, "Scheme.Approve", &request, NULL);
}

static void test_scheme_indicators_targets_and_team_come_over_in_one_write(void **state)
{
	Jixiao__EvaluationTeamRequest team_request = JIXIAO__EVALUATION_TEAM_REQUEST__INIT;
	Jixiao__SchemeGetReply *before, *after;
	Jixiao__EvaluationTeamReply *team;
	Jixiao__Evaluation *made;
	uint64_t size;

	(void)state;
	evaluation_until(&fixture, "last", STAGE_REPORTING);
	size = fixture_log_size(&fixture);
	made = must_create("now", "last");
	assert_int_equal(fixture_log_size(&fixture), size + 1);
	assert_string_equal(made->from, "last");
	assert_int_equal(made->stage, JIXIAO__STAGE__STAGE_PREPARATION);
	before = scheme_of("last");
	after = scheme_of("now");
	assert_string_equal(after->scheme->project, before->scheme->project);
	assert_string_equal(after->scheme->evaluation, "now");
	assert_int_equal(after->scheme->n_schedule, 0);
	assert_int_equal(after->n_indicators, before->n_indicators);
	for (size_t i = 0; i < after->n_indicators; i++) {
		assert_string_equal(after->indicators[i]->code, before->indicators[i]->code);
		assert_string_equal(after->indicators[i]->evaluation, "now");
		assert_string_equal(after->indicators[i]->responsible, before->indicators[i]->responsible);
		if (before->indicators[i]->target != NULL)
			assert_string_equal(after->indicators[i]->target->value, before->indicators[i]->target->value);
	}
	team_request.evaluation = (char *)"now";
	assert_int_equal(fixture_call(&fixture, "member", "Evaluation.Team", &team_request, &team), STATUS_OK);
	assert_int_equal(team->n_members, 5);
	assert_string_equal(team->members[0]->evaluation, "now");
}

static void test_nothing_entered_scored_or_approved_comes_over(void **state)
{
	Jixiao__EntryListRequest entries_request = JIXIAO__ENTRY_LIST_REQUEST__INIT;
	Jixiao__ScoreListRequest scores_request = JIXIAO__SCORE_LIST_REQUEST__INIT;
	Jixiao__ApprovalListRequest approvals_request = JIXIAO__APPROVAL_LIST_REQUEST__INIT;
	Jixiao__FindingListRequest findings_request = JIXIAO__FINDING_LIST_REQUEST__INIT;
	Jixiao__EntryListReply *entries;
	Jixiao__ScoreListReply *scores;
	Jixiao__ApprovalListReply *approvals;
	Jixiao__FindingListReply *findings;

	(void)state;
	evaluation_until(&fixture, "full", STAGE_REPORTING);
	must_create("bare", "full");
	entries_request.evaluation = scores_request.evaluation = approvals_request.evaluation = findings_request.evaluation =
		(char *)"bare";
	assert_int_equal(fixture_call(&fixture, "member", "Entry.List", &entries_request, &entries), STATUS_OK);
	assert_int_equal(entries->n_entries, 0);
	assert_int_equal(fixture_call(&fixture, "member", "Score.List", &scores_request, &scores), STATUS_OK);
	assert_int_equal(scores->n_scores, 0);
	assert_int_equal(fixture_call(&fixture, "member", "Approval.List", &approvals_request, &approvals), STATUS_OK);
	assert_int_equal(approvals->n_approvals, 0);
	assert_int_equal(fixture_call(&fixture, "member", "Finding.List", &findings_request, &findings), STATUS_OK);
	assert_int_equal(findings->n_findings, 0);
}

/* What an admin copies counts as entered by the member who submits it. */
static void test_nobody_has_submitted_what_was_copied(void **state)
{
	Jixiao__SchemePutRequest put = JIXIAO__SCHEME_PUT_REQUEST__INIT;
	Jixiao__SchemeGetReply *copied;

	(void)state;
	evaluation_until(&fixture, "mine", STAGE_IMPLEMENTATION);
	must_create("mine-2", "mine");
	copied = scheme_of("mine-2");
	assert_string_equal(copied->scheme->entered_by, "");
	assert_int_equal(approve_scheme("leader", "mine-2"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_SCHEME_NOT_SUBMITTED);
	put.evaluation = (char *)"mine-2";
	put.scheme = copied->scheme;
	put.indicators = copied->indicators;
	put.n_indicators = copied->n_indicators;
	put.revision = copied->scheme->revision;
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", &put, NULL), STATUS_OK);
	assert_string_equal(scheme_of("mine-2")->scheme->entered_by, "member");
	assert_int_equal(approve_scheme("leader", "mine-2"), STATUS_OK);
}

static bool todo_names(const char *person, const char *evaluation, enum message_id message)
{
	Jixiao__EvaluationTodoRequest request = JIXIAO__EVALUATION_TODO_REQUEST__INIT;
	Jixiao__EvaluationTodoReply *reply;

	assert_int_equal(fixture_call(&fixture, person, "Evaluation.Todo", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_todos; i++)
		if (strcmp(reply->todos[i]->evaluation, evaluation) == 0 &&
		    strcmp(reply->todos[i]->message, message_name(message)) == 0)
			return true;
	return false;
}

static void test_todo_asks_for_the_copied_scheme_before_the_signature(void **state)
{
	(void)state;
	evaluation_until(&fixture, "todo", STAGE_IMPLEMENTATION);
	must_create("todo-2", "todo");
	assert_true(todo_names("member", "todo-2", MSG_TODO_SUBMIT_SCHEME));
	assert_false(todo_names("leader", "todo-2", MSG_TODO_APPROVE_SCHEME));
}

static void put_finding(const char *id, Jixiao__FindingState state)
{
	Jixiao__Finding finding = JIXIAO__FINDING__INIT;

	finding.evaluation = (char *)"found";
	finding.id = (char *)id;
	finding.title = arena_printf(&fixture.arena, "问题 %s", id);
	finding.text = (char *)"说明";
	finding.state = state;
	finding.deadline = (char *)"2025-04-30";
	finding.carry_until = (char *)"2025-12-31";
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FINDING, "found", id }, &finding.base);
}

static void test_findings_still_open_or_carried_on_are_listed(void **state)
{
	static const struct {
		const char *id;
		Jixiao__FindingState state;
		const char *until; /* NULL: not listed */
	} rows[] = {
		{ "F01", JIXIAO__FINDING_STATE__FINDING_STATE_OPEN, "2025-04-30" },
		{ "F02", JIXIAO__FINDING_STATE__FINDING_STATE_CLOSED, NULL },
		{ "F03", JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED, "2025-12-31" },
		{ "F04", JIXIAO__FINDING_STATE__FINDING_STATE_RETURNED, "2025-04-30" },
	};
	Jixiao__Evaluation *made;
	size_t listed = 0;

	(void)state;
	fixture_evaluation(&fixture, "found");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		put_finding(rows[i].id, rows[i].state);
	made = must_create("found-2", "found");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].until == NULL)
			continue;
		assert_true(listed < made->n_earlier_findings);
		assert_string_equal(made->earlier_findings[listed]->id, rows[i].id);
		assert_string_equal(made->earlier_findings[listed]->until, rows[i].until);
		assert_int_equal(made->earlier_findings[listed]->carried,
				 rows[i].state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED);
		listed++;
	}
	assert_int_equal(made->n_earlier_findings, listed);
}

static void test_who_is_gone_stays_behind(void **state)
{
	Jixiao__UserRevokeRequest revoke = JIXIAO__USER_REVOKE_REQUEST__INIT;
	Jixiao__EvaluationTeamRequest team_request = JIXIAO__EVALUATION_TEAM_REQUEST__INIT;
	Jixiao__EvaluationTeamReply *team;
	Jixiao__SchemeGetReply *scheme;
	Jixiao__SchemeGetRequest get = JIXIAO__SCHEME_GET_REQUEST__INIT;

	(void)state;
	evaluation_until(&fixture, "gone", STAGE_IMPLEMENTATION);
	revoke.id = (char *)"member";
	revoke.reason = (char *)"调离";
	assert_int_equal(fixture_call(&fixture, "admin", "User.Revoke", &revoke, NULL), STATUS_OK);
	must_create("gone-2", "gone");
	team_request.evaluation = get.evaluation = (char *)"gone-2";
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Team", &team_request, &team), STATUS_OK);
	assert_int_equal(team->n_members, 4);
	assert_int_equal(fixture_call(&fixture, "leader", "Scheme.Get", &get, &scheme), STATUS_OK);
	for (size_t i = 0; i < scheme->n_indicators; i++)
		assert_string_equal(scheme->indicators[i]->responsible, "");
}

static void test_an_unknown_evaluation_is_refused_and_nothing_is_made(void **state)
{
	Jixiao__EvaluationGetRequest get = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	uint64_t size = fixture_log_size(&fixture);

	(void)state;
	assert_int_equal(create("orphan", "nowhere", NULL), STATUS_NOT_FOUND);
	assert_int_equal(fixture.status.message.id, MSG_FROM_UNKNOWN);
	assert_int_equal(create("orphan", "orphan", NULL), STATUS_NOT_FOUND);
	assert_int_equal(fixture_log_size(&fixture), size);
	get.evaluation = (char *)"orphan";
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.Get", &get, NULL), STATUS_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scheme_indicators_targets_and_team_come_over_in_one_write),
		cmocka_unit_test(test_nothing_entered_scored_or_approved_comes_over),
		cmocka_unit_test(test_nobody_has_submitted_what_was_copied),
		cmocka_unit_test(test_todo_asks_for_the_copied_scheme_before_the_signature),
		cmocka_unit_test(test_findings_still_open_or_carried_on_are_listed),
		cmocka_unit_test(test_an_unknown_evaluation_is_refused_and_nothing_is_made),
		/* Last: member is gone. */
		cmocka_unit_test(test_who_is_gone_stays_behind),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
