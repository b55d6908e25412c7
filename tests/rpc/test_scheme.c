#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "client/scheme_file.h"
#include "common/crypto/file.h"
#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"

enum { FILE_LIMIT = 1 << 20, ASSESSED = 19 };

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

/* The seed's scheme, with the fixture's people in the place of its own. */
static Jixiao__SchemePutRequest *seed(const char *evaluation)
{
	struct arena *arena = &fixture.arena;
	struct scheme_file file = { 0 };
	struct slice text;

	assert_int_equal(file_load(arena, SOURCE_DIR "/docs/examples/seed/scheme.yaml", FILE_LIMIT, &text, &fixture.status),
			 STATUS_OK);
	assert_int_equal(scheme_file_read(arena, "scheme.yaml", text, &file, &fixture.status), STATUS_OK);
	file.request->evaluation = (char *)evaluation;
	file.request->n_team = 1;
	file.request->team[0]->person = (char *)"member";
	file.request->team[0]->role = (char *)"member";
	file.request->team[0]->duty = (char *)"数据填报";
	for (size_t i = 0; i < file.request->n_indicators; i++)
		if (file.request->indicators[i]->responsible[0] != '\0')
			file.request->indicators[i]->responsible = (char *)"member";
	return file.request;
}

static Jixiao__SchemeGetReply *scheme_of(const char *evaluation)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemeGetReply *reply;

	request.evaluation = (char *)evaluation;
	assert_int_equal(fixture_call(&fixture, "auditor", "Scheme.Get", &request, &reply), STATUS_OK);
	return reply;
}

static Jixiao__SchemePutReply *put(const char *person, const Jixiao__SchemePutRequest *request)
{
	Jixiao__SchemePutReply *reply;

	assert_int_equal(fixture_call(&fixture, person, "Scheme.Put", request, &reply), STATUS_OK);
	return reply;
}

static enum status_code approve(const char *person, const char *evaluation)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = (char *)evaluation;
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_SCHEME, "");
	return fixture_call(&fixture, person, "Scheme.Approve", &request, NULL);
}

/* Does the gate out of PREPARATION still name ${message}? */
static bool gate_names(const char *evaluation, enum message_id message)
{
	Jixiao__EvaluationGateRequest request = JIXIAO__EVALUATION_GATE_REQUEST__INIT;
	Jixiao__EvaluationGateReply *reply;

	request.evaluation = (char *)evaluation;
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Gate", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_missing; i++)
		if (strcmp(reply->missing[i]->message, message_name(message)) == 0)
			return true;
	return false;
}

static Jixiao__Indicator *indicator_of(const Jixiao__SchemeGetReply *scheme, const char *code)
{
	for (size_t i = 0; i < scheme->n_indicators; i++)
		if (strcmp(scheme->indicators[i]->code, code) == 0)
			return scheme->indicators[i];
	return NULL;
}

static void test_a_scheme_comes_out_as_it_went_in(void **state)
{
	Jixiao__SchemePutRequest *request;
	Jixiao__SchemeGetReply *got;

	(void)state;
	fixture_evaluation(&fixture, "whole");
	request = seed("whole");
	assert_int_equal(put("member", request)->indicators, ASSESSED);
	got = scheme_of("whole");
	assert_string_equal(got->scheme->entered_by, "member");
	assert_string_equal(got->scheme->project, request->scheme->project);
	assert_int_equal(got->scheme->n_budget, request->scheme->n_budget);
	assert_int_equal(got->n_indicators, request->n_indicators);
	for (size_t i = 0; i < got->n_indicators; i++) {
		assert_string_equal(got->indicators[i]->code, request->indicators[i]->code);
		assert_string_equal(got->indicators[i]->weight, request->indicators[i]->weight);
		assert_int_equal(got->indicators[i]->position, i);
	}
}

static void test_all_faults_come_at_once_and_nothing_is_written(void **state)
{
	Jixiao__SchemeGetRequest get = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemePutRequest *request;
	uint64_t size;

	(void)state;
	fixture_evaluation(&fixture, "faults");
	request = seed("faults");
	size = fixture_log_size(&fixture);
	request->scheme->start = (char *)"2024-02-30";
	request->scheme->budget[0]->amount = (char *)"much";
	request->indicators[request->n_indicators - 1]->weight = (char *)"1e2";
	request->team[0]->person = (char *)"outsider";
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "scheme.start", MSG_FIELD_NOT_DATE));
	assert_true(fixture_violated(&fixture, "scheme.budget[0].amount", MSG_FIELD_NOT_MONEY));
	assert_true(fixture_violated(&fixture, "team[0].person", MSG_NOT_IN_TEAM));
	assert_true(fixture.status.n_violations >= 4);
	request->team[0]->person = (char *)"member";
	request->team[0]->role = (char *)"leader";
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "team[0].role", MSG_ASSIGNMENT_ROLE));
	assert_int_equal(fixture_log_size(&fixture), size);
	get.evaluation = (char *)"faults";
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Get", &get, NULL), STATUS_NOT_FOUND);
}

static void test_a_scheme_is_replaced_whole_and_what_is_the_same_keeps_its_history(void **state)
{
	Jixiao__SchemePutRequest *request;
	Jixiao__SchemeGetReply *got;
	const char *gone, *same;

	(void)state;
	fixture_evaluation(&fixture, "replace");
	request = seed("replace");
	request->revision = put("member", request)->revision;
	same = request->indicators[0]->code;
	gone = request->indicators[request->n_indicators - 1]->code;
	request->indicators[request->n_indicators - 1]->code = (char *)"Z99";
	put("colleague", request);
	got = scheme_of("replace");
	assert_null(indicator_of(got, gone));
	assert_non_null(indicator_of(got, "Z99"));
	assert_int_equal(indicator_of(got, same)->revision, 1);
	assert_string_equal(got->scheme->entered_by, "colleague");
	/* Who still saw the first one is told. */
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, NULL), STATUS_ABORTED);
}

static void put_entry(const char *evaluation, const char *indicator)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	Jixiao__Score score = JIXIAO__SCORE__INIT;

	entry.evaluation = score.evaluation = (char *)evaluation;
	entry.indicator = score.indicator = (char *)indicator;
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, evaluation, indicator }, &entry.base);
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCORE, evaluation, indicator }, &score.base);
}

static bool is_inconsistent(const char *evaluation)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;
	Jixiao__ReportCheckReply *reply;

	request.evaluation = (char *)evaluation;
	assert_int_equal(fixture_call(&fixture, "auditor", "Report.Check", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_inconsistencies; i++)
		if (strncmp(reply->inconsistencies[i]->id, "entry-indicator", 15) == 0 ||
		    strncmp(reply->inconsistencies[i]->id, "score-indicator", 15) == 0 ||
		    strncmp(reply->inconsistencies[i]->id, "funds-source", 12) == 0)
			return true;
	return false;
}

static void test_what_an_indicator_that_goes_had_goes_with_it(void **state)
{
	Jixiao__SchemePutRequest *request;
	Jixiao__Funds funds = JIXIAO__FUNDS__INIT;
	Jixiao__FundFlow flow = JIXIAO__FUND_FLOW__INIT, *flows[] = { &flow };

	(void)state;
	fixture_evaluation(&fixture, "gone");
	request = seed("gone");
	request->revision = put("member", request)->revision;
	put_entry("gone", indicator_of(scheme_of("gone"), "D21")->code);
	funds.evaluation = (char *)"gone";
	funds.flows = flows;
	funds.n_flows = 1;
	flow.source = request->scheme->budget[0]->source;
	flow.received = flow.paid = (char *)"0.00";
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FUNDS, "gone", "funds" }, &funds.base);
	assert_false(is_inconsistent("gone"));
	for (size_t i = 0; i < request->n_indicators; i++)
		if (strcmp(request->indicators[i]->code, "D21") == 0)
			request->indicators[i]->code = (char *)"D22";
	request->scheme->budget[0]->source = (char *)"专项资金";
	put("member", request);
	assert_false(is_inconsistent("gone"));
}

static void test_a_file_without_a_duty_leaves_the_admin_s(void **state)
{
	Jixiao__SchemePutRequest *request;

	(void)state;
	fixture_evaluation(&fixture, "duty");
	request = seed("duty");
	request->revision = put("member", request)->revision;
	request->team[0]->duty = (char *)"";
	put("member", request);
	for (size_t i = 0; i < scheme_of("duty")->n_team; i++)
		if (strcmp(scheme_of("duty")->team[i]->person, "member") == 0)
			assert_string_equal(scheme_of("duty")->team[i]->duty, "数据填报");
}

static void test_nobody_approves_the_scheme_that_they_submitted(void **state)
{
	(void)state;
	fixture_evaluation(&fixture, "own");
	put("leader", seed("own"));
	assert_int_equal(approve("leader", "own"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_true(gate_names("own", MSG_GATE_SCHEME_UNSIGNED));
	assert_int_equal(approve("second", "own"), STATUS_OK);
	assert_false(gate_names("own", MSG_GATE_SCHEME_UNSIGNED));
}

static void test_an_approval_does_not_outlive_a_change_of_what_it_covers(void **state)
{
	Jixiao__SchemePutRequest *request;

	(void)state;
	fixture_evaluation(&fixture, "stale");
	request = seed("stale");
	request->revision = put("member", request)->revision;
	assert_int_equal(approve("leader", "stale"), STATUS_OK);
	assert_false(gate_names("stale", MSG_GATE_SCHEME_UNSIGNED));
	request->scheme->standard = (char *)"行业标准";
	put("member", request);
	assert_true(gate_names("stale", MSG_GATE_SCHEME_UNSIGNED));
}

static void test_a_signature_over_an_earlier_state_is_not_taken(void **state)
{
	Jixiao__ApproveRequest approval = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__SchemePutRequest *request;

	(void)state;
	fixture_evaluation(&fixture, "raced");
	request = seed("raced");
	request->revision = put("member", request)->revision;
	approval.evaluation = (char *)"raced";
	approval.signed_ = fixture_sign(&fixture, "leader", "raced", APPROVAL_SCHEME, "");
	request->scheme->standard = (char *)"行业标准";
	put("member", request);
	assert_int_equal(fixture_call(&fixture, "leader", "Scheme.Approve", &approval, NULL), STATUS_ABORTED);
}

static void test_responsibility_moves_within_the_team_and_leaves_the_approval(void **state)
{
	static const struct {
		const char *code, *person;
		enum status_code answer;
	} rows[] = {
		{ "A11", "colleague", STATUS_OK },
		{ "A11", "leader", STATUS_OK },
		{ "A11", "implementer", STATUS_INVALID_ARGUMENT },
		{ "A11", "outsider", STATUS_INVALID_ARGUMENT },
		{ "A1", "colleague", STATUS_INVALID_ARGUMENT },
		{ "Q1", "colleague", STATUS_NOT_FOUND },
	};
	Jixiao__IndicatorAssignRequest request = JIXIAO__INDICATOR_ASSIGN_REQUEST__INIT;

	(void)state;
	fixture_evaluation(&fixture, "assign");
	put("member", seed("assign"));
	assert_int_equal(approve("leader", "assign"), STATUS_OK);
	request.evaluation = (char *)"assign";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		request.code = (char *)rows[i].code;
		request.responsible = (char *)rows[i].person;
		assert_int_equal(fixture_call(&fixture, "leader", "Indicator.Assign", &request, NULL), rows[i].answer);
	}
	assert_string_equal(indicator_of(scheme_of("assign"), "A11")->responsible, "leader");
	assert_false(gate_names("assign", MSG_GATE_SCHEME_UNSIGNED));
}

static void test_an_approved_scheme_opens_the_way_to_implementation(void **state)
{
	Jixiao__EvaluationAdvanceRequest advance = JIXIAO__EVALUATION_ADVANCE_REQUEST__INIT;
	Jixiao__SchemePutRequest *request;
	Jixiao__Evaluation *evaluation;

	(void)state;
	fixture_evaluation(&fixture, "open");
	request = seed("open");
	request->revision = put("member", request)->revision;
	assert_int_equal(approve("leader", "open"), STATUS_OK);
	advance.evaluation = (char *)"open";
	advance.from = JIXIAO__STAGE__STAGE_PREPARATION;
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.Advance", &advance, &evaluation), STATUS_OK);
	assert_int_equal(evaluation->stage, JIXIAO__STAGE__STAGE_IMPLEMENTATION);
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_NOT_ALLOWED_STAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_scheme_comes_out_as_it_went_in),
		cmocka_unit_test(test_all_faults_come_at_once_and_nothing_is_written),
		cmocka_unit_test(test_a_scheme_is_replaced_whole_and_what_is_the_same_keeps_its_history),
		cmocka_unit_test(test_what_an_indicator_that_goes_had_goes_with_it),
		cmocka_unit_test(test_a_file_without_a_duty_leaves_the_admin_s),
		cmocka_unit_test(test_nobody_approves_the_scheme_that_they_submitted),
		cmocka_unit_test(test_an_approval_does_not_outlive_a_change_of_what_it_covers),
		cmocka_unit_test(test_a_signature_over_an_earlier_state_is_not_taken),
		cmocka_unit_test(test_responsibility_moves_within_the_team_and_leaves_the_approval),
		cmocka_unit_test(test_an_approved_scheme_opens_the_way_to_implementation),
	};

	return cmocka_run_group_tests_name("scheme", tests, setup, teardown);
}
