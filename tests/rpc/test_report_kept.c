/* What a leader signed is the report from then on, whatever changes around it, and is what the archive holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "evaluation.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/report.pb-c.h"

#define EVALUATION "one"
#define TEXT(text) ((char *)(text))

static struct fixture fixture;
static struct arena arena;

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
	arena_clear(&arena);
	return 0;
}

static bool collect(void *context, const ProtobufCMessage *message)
{
	const Jixiao__ReportBytes *bytes = (const void *)message;
	char **text = context;

	*text = arena_printf(&arena, "%s%.*s", *text, (int)bytes->data.len, (const char *)bytes->data.data);
	return true;
}

static char *render(const char *person)
{
	Jixiao__ReportRenderRequest request = JIXIAO__REPORT_RENDER_REQUEST__INIT;
	struct connection *connection = fixture_connect(&fixture, person);
	char *text = arena_strdup(&arena, "");

	request.evaluation = TEXT(EVALUATION);
	request.format = TEXT("markdown");
	status_clear(&fixture.status);
	assert_int_equal(connection_stream(connection, "Report.Render", &request.base, &jixiao__report_bytes__descriptor,
					   collect, &text, &fixture.status),
			 STATUS_OK);
	connection_close(connection);
	return text;
}

static void add_to_team(const char *person)
{
	Jixiao__EvaluationPutMemberRequest request = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
	Jixiao__Role roles[] = { JIXIAO__ROLE__ROLE_MEMBER };

	request.evaluation = TEXT(EVALUATION);
	request.person = TEXT(person);
	request.roles = roles;
	request.n_roles = 1;
	request.duty = TEXT("事后加入");
	assert_int_equal(fixture_call(&fixture, "admin", "Evaluation.PutMember", &request, NULL), STATUS_OK);
}

static void send_back(enum stage to)
{
	Jixiao__EvaluationReturnRequest request = JIXIAO__EVALUATION_RETURN_REQUEST__INIT;

	request.evaluation = TEXT(EVALUATION);
	request.to = (Jixiao__Stage)to;
	request.reason = TEXT("请修改");
	assert_int_equal(fixture_call(&fixture, "leader", "Evaluation.SendBack", &request, NULL), STATUS_OK);
}

/* Whether the newest approval of the kind counts. */
static bool counts(enum approval_kind kind)
{
	Jixiao__ApprovalListRequest request = JIXIAO__APPROVAL_LIST_REQUEST__INIT;
	Jixiao__ApprovalListReply *reply;
	bool current = false;

	request.evaluation = TEXT(EVALUATION);
	assert_int_equal(fixture_call(&fixture, "auditor", "Approval.List", &request, &reply), STATUS_OK);
	for (size_t i = 0; i < reply->n_approvals; i++)
		if (reply->approvals[i]->kind == (Jixiao__ApprovalKind)kind)
			current = reply->approvals[i]->current;
	return current;
}

static void test_the_report_stays_what_was_signed_though_the_team_changes(void **state)
{
	const char *before;

	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_RECTIFICATION);
	before = render("implementer");
	assert_non_null(strstr(before, "90.00"));
	add_to_team("outsider");
	assert_string_equal(render("implementer"), before);
	assert_string_equal(render("leader"), before);
	assert_true(counts(APPROVAL_REPORT));
	fixture_restart(&fixture);
	assert_string_equal(render("implementer"), before);
}

static void test_a_report_that_was_sent_back_is_made_anew_and_needs_a_new_signature(void **state)
{
	const char *before;

	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_RECTIFICATION);
	before = render("leader");
	add_to_team("outsider");
	send_back(STAGE_REPORTING);
	assert_string_not_equal(render("leader"), before);
	assert_false(counts(APPROVAL_REPORT));
	assert_int_equal(evaluation_advance_now(&fixture, EVALUATION, STAGE_REPORTING), STATUS_FAILED_PRECONDITION);
	assert_int_equal(evaluation_approve(&fixture, "leader", EVALUATION, APPROVAL_REPORT, "Report.Sign"), STATUS_OK);
	assert_int_equal(evaluation_advance_now(&fixture, EVALUATION, STAGE_REPORTING), STATUS_OK);
	assert_non_null(strstr(render("leader"), "事后加入"));
}

static bool listed(const Jixiao__ArchiveManifestReply *manifest, const char *path)
{
	for (size_t i = 0; i < manifest->n_files; i++)
		if (strcmp(manifest->files[i]->path, path) == 0)
			return true;
	return false;
}

static void test_an_archive_holds_what_each_signature_was_about_also_those_that_were_replaced(void **state)
{
	static const char *const paths[] = { "approvals/scheme.1/state", "approvals/scores.1/state", "approvals/report.1/state",
					     "approvals/report.2/state", "approvals/rectification.1/state" };
	Jixiao__ArchiveGetRequest request = JIXIAO__ARCHIVE_GET_REQUEST__INIT;
	Jixiao__ArchiveManifestReply *manifest;

	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_RECTIFICATION);
	send_back(STAGE_REPORTING);
	add_to_team("outsider");
	assert_int_equal(evaluation_approve(&fixture, "leader", EVALUATION, APPROVAL_REPORT, "Report.Sign"), STATUS_OK);
	assert_int_equal(evaluation_advance_now(&fixture, EVALUATION, STAGE_REPORTING), STATUS_OK);
	evaluation_do(&fixture, EVALUATION, STAGE_RECTIFICATION);
	assert_int_equal(evaluation_advance_now(&fixture, EVALUATION, STAGE_RECTIFICATION), STATUS_OK);
	request.evaluation = TEXT(EVALUATION);
	assert_int_equal(fixture_call(&fixture, "auditor", "Archive.Manifest", &request, &manifest), STATUS_OK);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!listed(manifest, paths[i]))
			fail_msg("no %s", paths[i]);
}

static void test_an_accepted_rectification_report_does_not_cover_a_finding_that_came_later(void **state)
{
	(void)state;
	evaluation_until(&fixture, EVALUATION, STAGE_RECTIFICATION);
	evaluation_do(&fixture, EVALUATION, STAGE_RECTIFICATION);
	assert_true(counts(APPROVAL_RECTIFICATION));
	send_back(STAGE_REPORTING);
	evaluation_finding(&fixture, EVALUATION, "另一个问题");
	assert_false(counts(APPROVAL_RECTIFICATION));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_report_stays_what_was_signed_though_the_team_changes),
		TEST(test_a_report_that_was_sent_back_is_made_anew_and_needs_a_new_signature),
		TEST(test_an_archive_holds_what_each_signature_was_about_also_those_that_were_replaced),
		TEST(test_an_accepted_rectification_report_does_not_cover_a_finding_that_came_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
