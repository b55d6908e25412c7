#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/report_model.h"
#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"

static struct fixture fixture;
static char evaluation[] = "one";

#define TEXT(text) ((char *)(text))

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, evaluation);
	fixture_stage(&fixture, evaluation, STAGE_REPORTING);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static enum status_code draft(const char *person, const char *section, const char *text, uint64_t revision)
{
	Jixiao__ReportPutNarrativeRequest request = JIXIAO__REPORT_PUT_NARRATIVE_REQUEST__INIT;

	request.evaluation = evaluation;
	request.section = TEXT(section);
	request.text = TEXT(text);
	request.revision = revision;
	return fixture_call(&fixture, person, "Report.PutNarrative", &request, NULL);
}

static const char *text_of(const char *section)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;
	Jixiao__ReportNarrativeReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Report.ListNarrative", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_parts, report_n_sections);
	for (size_t i = 0; i < reply->n_parts; i++)
		if (strcmp(reply->parts[i]->section, section) == 0)
			return reply->parts[i]->text;
	return NULL;
}

static enum status_code sign(void)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = evaluation;
	request.signed_ = fixture_sign(&fixture, "leader", evaluation, APPROVAL_REPORT, "");
	return fixture_call(&fixture, "leader", "Report.Sign", &request, NULL);
}

/* ---- narrative ---- */

static void test_members_write_the_parts_that_the_report_has_and_no_other(void **state)
{
	(void)state;
	assert_int_equal(draft("member", "9.9.gossip", "文字", 0), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "section", MSG_REPORT_NO_SECTION));
	assert_int_equal(draft("member", "1.1.background", "背景", 0), STATUS_OK);
	assert_string_equal(text_of("1.1.background"), "背景");
	assert_string_equal(text_of("1.1.content"), "");
}

static void test_nobody_overwrites_or_removes_a_part_that_they_have_not_seen(void **state)
{
	(void)state;
	assert_int_equal(draft("member", "1.1.background", "背景", 0), STATUS_OK);
	assert_int_equal(draft("colleague", "1.1.background", "别的背景", 0), STATUS_ABORTED);
	assert_int_equal(draft("colleague", "1.1.background", "", 0), STATUS_ABORTED);
	assert_int_equal(draft("colleague", "1.1.background", "", 1), STATUS_OK);
	assert_string_equal(text_of("1.1.background"), "");
	assert_int_equal(draft("colleague", "1.1.background", "", 1), STATUS_NOT_FOUND);
}

static void test_blanks_are_no_text(void **state)
{
	static const char *const blanks[] = { " ", "\n\t\n", "\u00a0", "\u3000\u3000" };

	(void)state;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		assert_int_equal(draft("member", "7.other", blanks[i], 0), STATUS_INVALID_ARGUMENT);
		assert_true(fixture_violated(&fixture, "text", MSG_REPORT_TEXT_BLANK));
	}
	assert_string_equal(text_of("7.other"), "");
}

/* What stands there from before counts as little when the report is signed. */
static void test_a_report_with_a_blank_part_is_not_signed(void **state)
{
	Jixiao__Narrative blank = JIXIAO__NARRATIVE__INIT;

	(void)state;
	blank.evaluation = evaluation;
	blank.section = TEXT("7.other");
	blank.text = TEXT("\u3000\n");
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_NARRATIVE, evaluation, "7.other" }, &blank.base);
	assert_int_equal(sign(), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "narrative[7.other]", MSG_REPORT_SECTION_MISSING));
}

/* ---- false alarms ---- */

/* Funds that contradict the scheme: an error of the consistency check. */
static void contradict(void)
{
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;
	Jixiao__BudgetSource source = JIXIAO__BUDGET_SOURCE__INIT, *sources[] = { &source };
	Jixiao__Funds funds = JIXIAO__FUNDS__INIT;
	Jixiao__FundFlow flow = JIXIAO__FUND_FLOW__INIT, *flows[] = { &flow };

	source.source = TEXT("财政资金");
	source.amount = TEXT("100.00");
	scheme.evaluation = funds.evaluation = evaluation;
	scheme.budget = sources;
	scheme.n_budget = 1;
	flow.source = TEXT("财政资金");
	flow.received = TEXT("100.00");
	flow.paid = TEXT("120.00");
	funds.flows = flows;
	funds.n_flows = 1;
	funds.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, evaluation, "scheme" }, &scheme.base);
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FUNDS, evaluation, "funds" }, &funds.base);
}

static Jixiao__Inconsistency *first_error(void)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;
	Jixiao__ReportCheckReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Report.Check", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_inconsistencies; i++)
		if (reply->inconsistencies[i]->error)
			return reply->inconsistencies[i];
	fail_msg("no error was found");
	return NULL;
}

static enum status_code dismiss(const char *person, const char *id, const char *reason)
{
	Jixiao__ReportDismissRequest request = JIXIAO__REPORT_DISMISS_REQUEST__INIT;

	request.evaluation = evaluation;
	request.id = TEXT(id);
	request.reason = TEXT(reason);
	return fixture_call(&fixture, person, "Report.Dismiss", &request, NULL);
}

static void test_a_false_alarm_is_said_by_one_and_accepted_by_another(void **state)
{
	const char *id;

	(void)state;
	contradict();
	id = first_error()->id;
	assert_int_equal(dismiss("leader", id, ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_FIELD_REQUIRED));
	assert_int_equal(dismiss("leader", id, "上年结转资金"), STATUS_OK);
	assert_int_equal(dismiss("leader", id, ""), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_int_equal(dismiss("member", id, ""), STATUS_INVALID_ARGUMENT);
	assert_int_equal(dismiss("second", id, ""), STATUS_OK);
	assert_string_equal(first_error()->accepted_by, "second");
	assert_int_equal(dismiss("member", id, "另有理由"), STATUS_OK);
	assert_string_equal(first_error()->accepted_by, "");
	assert_int_equal(dismiss("member", "no-such-thing", "理由"), STATUS_NOT_FOUND);
}

/* ---- Sign, Render ---- */

static void test_a_report_with_a_part_missing_or_a_contradiction_is_not_signed(void **state)
{
	Jixiao__ReportGetRequest request = JIXIAO__REPORT_GET_REQUEST__INIT;
	Jixiao__ReportCheckReply *reply;

	(void)state;
	contradict();
	assert_int_equal(sign(), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "narrative[1.1.background]", MSG_REPORT_SECTION_MISSING));
	for (size_t i = 0; i < report_n_sections; i++)
		if (report_sections[i].required)
			assert_int_equal(draft("member", report_sections[i].id, "文字", 0), STATUS_OK);
	assert_int_equal(sign(), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_REPORT_NOT_READY);
	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Report.Check", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_inconsistencies; i++) {
		assert_int_equal(dismiss("member", reply->inconsistencies[i]->id, "误报"), STATUS_OK);
		assert_int_equal(dismiss("leader", reply->inconsistencies[i]->id, ""), STATUS_OK);
	}
	assert_int_equal(sign(), STATUS_OK);
}

static bool count(void *context, const ProtobufCMessage *message)
{
	const Jixiao__ReportBytes *bytes = (const void *)message;

	*(size_t *)context += bytes->data.len;
	assert_true(*(size_t *)context <= bytes->size);
	return true;
}

static void test_every_format_is_rendered_whole_and_an_unknown_one_names_the_known(void **state)
{
	static const char *const formats[] = { "html", "markdown", "model" };
	struct connection *connection = fixture_connect(&fixture, "member");
	Jixiao__ReportRenderRequest request = JIXIAO__REPORT_RENDER_REQUEST__INIT;
	size_t size;

	(void)state;
	request.evaluation = evaluation;
	for (size_t i = 0; i < 3; i++) {
		size = 0;
		request.format = TEXT(formats[i]);
		assert_int_equal(connection_stream(connection, "Report.Render", &request.base,
						   &jixiao__report_bytes__descriptor, count, &size, &fixture.status),
				 STATUS_OK);
		assert_true(size > 0);
	}
	request.format = TEXT("docx");
	assert_int_equal(connection_stream(connection, "Report.Render", &request.base, &jixiao__report_bytes__descriptor, count,
					   &size, &fixture.status),
			 STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "format", MSG_FIELD_NOT_ID));
	connection_close(connection);
}

static void test_an_implementer_sees_the_report_only_once_it_is_pushed(void **state)
{
	struct connection *connection = fixture_connect(&fixture, "implementer");
	Jixiao__ReportRenderRequest request = JIXIAO__REPORT_RENDER_REQUEST__INIT;
	size_t size = 0;

	(void)state;
	request.evaluation = evaluation;
	request.format = TEXT("html");
	assert_int_equal(connection_stream(connection, "Report.Render", &request.base, &jixiao__report_bytes__descriptor, count,
					   &size, &fixture.status),
			 STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_REPORT_NOT_PUSHED);
	fixture_stage(&fixture, evaluation, STAGE_RECTIFICATION);
	assert_int_equal(connection_stream(connection, "Report.Render", &request.base, &jixiao__report_bytes__descriptor, count,
					   &size, &fixture.status),
			 STATUS_OK);
	assert_true(size > 0);
	connection_close(connection);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_members_write_the_parts_that_the_report_has_and_no_other),
		TEST(test_nobody_overwrites_or_removes_a_part_that_they_have_not_seen),
		TEST(test_blanks_are_no_text),
		TEST(test_a_report_with_a_blank_part_is_not_signed),
		TEST(test_a_false_alarm_is_said_by_one_and_accepted_by_another),
		TEST(test_a_report_with_a_part_missing_or_a_contradiction_is_not_signed),
		TEST(test_every_format_is_rendered_whole_and_an_unknown_one_names_the_known),
		TEST(test_an_implementer_sees_the_report_only_once_it_is_pushed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
