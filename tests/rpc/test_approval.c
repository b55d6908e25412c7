/* What may be signed, by whom, and when a signature still counts: over the wire, with real certificates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/crypto/certificate.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/scheme.pb-c.h"

#define EVALUATION "2024-yunxing"

static void put_scheme(struct fixture *fixture, const char *project, const char *planned)
{
	Jixiao__PlannedStage stage = JIXIAO__PLANNED_STAGE__INIT, *schedule[] = { &stage };
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;

	stage.stage = JIXIAO__STAGE__STAGE_PREPARATION;
	stage.start = stage.end = (char *)planned;
	scheme.evaluation = (char *)EVALUATION;
	scheme.project = (char *)project;
	scheme.entered_by = (char *)"member";
	scheme.n_schedule = 1;
	scheme.schedule = schedule;
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, EVALUATION, "scheme" }, &scheme.base);
}

static void put_indicator(struct fixture *fixture, const char *name, const char *responsible)
{
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	indicator.evaluation = (char *)EVALUATION;
	indicator.code = (char *)"A";
	indicator.level = 1;
	indicator.name = (char *)name;
	indicator.weight = (char *)"100";
	indicator.responsible = (char *)responsible;
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, EVALUATION, "A" }, &indicator.base);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture_start(fixture, NULL);
	fixture_evaluation(fixture, EVALUATION);
	put_scheme(fixture, "机关运行补助经费", "2025-03-10");
	put_indicator(fixture, "决策", "member");
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	fixture_stop(*state);
	free(*state);
	return 0;
}

static enum status_code approve(struct fixture *fixture, Jixiao__SignedStatement *sign)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = (char *)EVALUATION;
	request.signed_ = sign;
	return fixture_call(fixture, "leader", "Scheme.Approve", &request, NULL);
}

static Jixiao__Approval *only_approval(struct fixture *fixture)
{
	Jixiao__ApprovalListRequest request = JIXIAO__APPROVAL_LIST_REQUEST__INIT;
	Jixiao__ApprovalListReply *reply;

	request.evaluation = (char *)EVALUATION;
	assert_int_equal(fixture_call(fixture, "auditor", "Approval.List", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_approvals, 1);
	return reply->approvals[0];
}

static struct slice der_of(struct fixture *fixture, const char *pem)
{
	struct slice der;

	assert_int_equal(certificate_from_pem(&fixture->arena, pem, &der, &fixture->status), STATUS_OK);
	return der;
}

/* A statement as the leader's client would make it now; the test changes it before it is signed. */
static struct statement statement(struct fixture *fixture)
{
	Jixiao__SignedStatement *sign = fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "");
	struct statement made;

	assert_int_equal(statement_read(&fixture->arena, pb_slice(sign->statement), &made, &fixture->status), STATUS_OK);
	return made;
}

static Jixiao__SignedStatement *sign_by(struct fixture *fixture, const struct identity *identity, const struct statement *text)
{
	Jixiao__SignedStatement *sign = arena_alloc(&fixture->arena, sizeof(*sign));
	struct slice content = statement_write(&fixture->arena, text), signature;

	status_clear(&fixture->status);
	assert_int_equal(signature_make(&fixture->arena, identity->key, der_of(fixture, identity->certificate), content,
					&signature, &fixture->status),
			 STATUS_OK);
	jixiao__signed_statement__init(sign);
	sign->statement = pb_bytes(content);
	sign->signature = pb_bytes(signature);
	return sign;
}

static void save(struct fixture *fixture, const char *name, const void *data, size_t size)
{
	FILE *file = fopen(arena_printf(&fixture->arena, "%s/%s", fixture->directory, name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* ---- tests ---- */

static void test_an_approval_is_kept_and_stock_openssl_verifies_it(void **state)
{
	struct fixture *fixture = *state;
	const char *ca = fixture->installation.ca.certificate;
	Jixiao__Approval *approval;

	assert_int_equal(approve(fixture, fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "")), STATUS_OK);
	approval = only_approval(fixture);
	assert_string_equal(approval->id, "scheme.1");
	assert_string_equal(approval->signer, "leader");
	assert_true(approval->current);
	save(fixture, "ca.pem", ca, strlen(ca));
	save(fixture, "statement", approval->signed_->statement.data, approval->signed_->statement.len);
	save(fixture, "signature", approval->signed_->signature.data, approval->signed_->signature.len);
	assert_int_equal(
		system(arena_printf(&fixture->arena,
				    "cd %s && openssl cms -verify -binary -inform DER -in signature -content statement "
				    "-CAfile ca.pem -out /dev/null 2>/dev/null",
				    fixture->directory)),
		0);
}

static void test_an_approval_counts_while_what_it_covers_is_unchanged(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(approve(fixture, fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "")), STATUS_OK);
	/* Who does what when lies outside it. */
	put_scheme(fixture, "机关运行补助经费", "2025-04-01");
	put_indicator(fixture, "决策", "colleague");
	assert_true(only_approval(fixture)->current);
	put_indicator(fixture, "决策指标", "colleague");
	assert_false(only_approval(fixture)->current);
	put_indicator(fixture, "决策", "colleague");
	put_scheme(fixture, "别的项目", "2025-04-01");
	assert_false(only_approval(fixture)->current);
}

/* A message from JSON, as a test's row names it. */
static void *message_of(struct fixture *fixture, const ProtobufCMessageDescriptor *type, const char *json)
{
	ProtobufCMessage *message;

	if (json_read(&fixture->arena, type, (struct slice){ (const uint8_t *)json, strlen(json) }, &message,
		      &fixture->status) != STATUS_OK)
		fail_msg("%s", json);
	return message;
}

static void put_scoring(struct fixture *fixture, const char *json)
{
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;

	scheme.evaluation = (char *)EVALUATION;
	scheme.entered_by = (char *)"member";
	scheme.scoring = message_of(fixture, &jixiao__scoring__descriptor, json);
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, EVALUATION, "scheme" }, &scheme.base);
}

static void put_rule(struct fixture *fixture, const char *json)
{
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	indicator.evaluation = (char *)EVALUATION;
	indicator.code = (char *)"A";
	indicator.level = 3;
	indicator.rule = message_of(fixture, &jixiao__rule__descriptor, json);
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, EVALUATION, "A" }, &indicator.base);
}

/* Whatever parameter changes a score is signed with the scheme: a row for each field of the two messages. */
static void test_every_parameter_of_scoring_is_covered_by_the_scheme_s_signature(void **state)
{
	static const char *const options[] = {
		"{\"floor\":\"0.7\"}",
		"{\"denominator\":\"budget\"}",
		"{\"deviation_limit\":\"0.5\"}",
		"{\"deviation_deduction\":\"2\"}",
		"{\"not_applicable\":\"preparation\"}",
		"{\"minimum_sample\":30}",
		"{\"response_rate\":\"0.6\"}",
		"{\"caps\":[{\"below\":\"0.5\",\"cap\":\"59\"}]}",
	};
	static const char *const rules[] = {
		"{\"kind\":\"RULE_EXACT\"}",
		"{\"floor\":\"0.7\"}",
		"{\"rate\":\"received\"}",
		"{\"denominator\":\"budget\"}",
		"{\"step\":\"1\"}",
		"{\"deduction\":\"1\"}",
		"{\"per_day\":\"1\"}",
		"{\"bounds\":[\"0.9\",\"0.5\"]}",
		"{\"deviation_limit\":\"0.5\"}",
		"{\"deviation_deduction\":\"2\"}",
		"{\"options\":[{\"name\":\"满意\",\"value\":\"80\"}]}",
		"{\"groups\":[{\"name\":\"学员\",\"weight\":\"1\"}]}",
		"{\"satisfied_from\":\"60\"}",
		"{\"bands\":[{\"from\":\"0\",\"points\":\"5\"}]}",
		"{\"parts\":\"sum\"}",
	};
	struct fixture *fixture = *state;

	assert_int_equal(sizeof(options) / sizeof(options[0]), jixiao__scoring__descriptor.n_fields);
	assert_int_equal(sizeof(rules) / sizeof(rules[0]), jixiao__rule__descriptor.n_fields);
	put_scoring(fixture, "{}");
	put_rule(fixture, "{}");
	assert_int_equal(approve(fixture, fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "")), STATUS_OK);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		assert_true(only_approval(fixture)->current);
		put_scoring(fixture, options[i]);
		if (only_approval(fixture)->current)
			fail_msg("not covered: %s", options[i]);
		put_scoring(fixture, "{}");
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		put_rule(fixture, rules[i]);
		if (only_approval(fixture)->current)
			fail_msg("not covered: %s", rules[i]);
	}
}

static void test_a_statement_must_speak_of_this_act(void **state)
{
	struct fixture *fixture = *state;
	const struct {
		struct statement change; /* what is not NULL or 0 replaces */
		const char *path;
		enum message_id message;
	} rows[] = {
		{ { .installation = "another" }, "signed.installation", MSG_STATEMENT_OTHER },
		{ { .evaluation = "2023-yunxing" }, "signed.evaluation", MSG_STATEMENT_OTHER },
		{ { .signer = "second" }, "signed.signer", MSG_STATEMENT_OTHER },
		{ { .kind = "report" }, "signed.kind", MSG_STATEMENT_OTHER },
		{ { .subject = "F01" }, "signed.subject", MSG_STATEMENT_OTHER },
		{ { .time = -11 * 60 * 1000 }, "signed.time", MSG_STATEMENT_TIME },
		{ { .time = 11 * 60 * 1000 }, "signed.time", MSG_STATEMENT_TIME },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct statement text = statement(fixture);
		const struct statement *change = &rows[i].change;

		text.installation = change->installation != NULL ? change->installation : text.installation;
		text.evaluation = change->evaluation != NULL ? change->evaluation : text.evaluation;
		text.signer = change->signer != NULL ? change->signer : text.signer;
		text.kind = change->kind != NULL ? change->kind : text.kind;
		text.subject = change->subject != NULL ? change->subject : text.subject;
		text.time += change->time;
		assert_int_equal(approve(fixture, sign_by(fixture, &fixture_person(fixture, "leader")->signing, &text)),
				 STATUS_INVALID_ARGUMENT);
		if (!fixture_violated(fixture, rows[i].path, rows[i].message))
			fail_msg("row %zu: not said of %s", i, rows[i].path);
	}
	/* A clock that is a little off is no fault. */
	struct statement text = statement(fixture);

	text.time -= 9 * 60 * 1000;
	assert_int_equal(approve(fixture, sign_by(fixture, &fixture_person(fixture, "leader")->signing, &text)), STATUS_OK);
}

static void test_only_the_signers_own_signing_certificate_signs(void **state)
{
	struct fixture *fixture = *state;
	struct statement text = statement(fixture);
	const struct fixture_person *leader = fixture_person(fixture, "leader");
	struct identity mixed = { leader->login.key, leader->login.certificate };
	Jixiao__SignedStatement *sign;

	assert_int_equal(approve(fixture, sign_by(fixture, &fixture_person(fixture, "second")->signing, &text)),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.message.id, MSG_SIGNER_NOT_CURRENT);
	assert_int_equal(approve(fixture, sign_by(fixture, &mixed, &text)), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.message.id, MSG_SIGNATURE_INVALID);
	/* A signature of something else. */
	sign = sign_by(fixture, &leader->signing, &text);
	sign->statement = fixture_sign(fixture, "second", EVALUATION, APPROVAL_SCHEME, "")->statement;
	assert_int_equal(approve(fixture, sign), STATUS_INVALID_ARGUMENT);
}

static void test_a_revoked_signing_certificate_signs_no_more(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__UserGetRequest get = JIXIAO__USER_GET_REQUEST__INIT;
	Jixiao__SignedStatement *sign = fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "");
	Jixiao__User *user;

	get.id = (char *)"leader";
	assert_int_equal(fixture_call(fixture, "admin", "User.Get", &get, &user), STATUS_OK);
	user->signing_certificates[0]->revoked = 1;
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_USER, "", "leader" }, &user->base);
	assert_int_equal(approve(fixture, sign), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.message.id, MSG_SIGNER_NOT_CURRENT);
}

static void test_what_changed_since_it_was_shown_is_not_approved(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__SignedStatement *sign = fixture_sign(fixture, "leader", EVALUATION, APPROVAL_SCHEME, "");

	put_indicator(fixture, "过程", "member");
	assert_int_equal(approve(fixture, sign), STATUS_ABORTED);
	assert_int_equal(fixture->status.message.id, MSG_STATE_CHANGED);
}

static void test_an_approval_without_a_signature_is_refused(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__SignedStatement empty = JIXIAO__SIGNED_STATEMENT__INIT;

	assert_int_equal(approve(fixture, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(fixture, "signed", MSG_FIELD_REQUIRED));
	assert_int_equal(approve(fixture, &empty), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.message.id, MSG_STATEMENT_MALFORMED);
}

static void test_the_state_names_what_is_the_callers_own(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__ApprovalStateRequest request = JIXIAO__APPROVAL_STATE_REQUEST__INIT;
	Jixiao__ApprovalState *reply;

	request.evaluation = (char *)EVALUATION;
	request.kind = JIXIAO__APPROVAL_KIND__APPROVAL_SCHEME;
	assert_int_equal(fixture_call(fixture, "member", "Approval.State", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_own, 1);
	assert_string_equal(reply->own[0], "scheme");
	assert_int_equal(fixture_call(fixture, "leader", "Approval.State", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_own, 0);
}

static void test_a_state_that_is_not_there_yet_is_refused(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		Jixiao__ApprovalKind kind;
		const char *subject;
		enum status_code code;
	} rows[] = {
		{ JIXIAO__APPROVAL_KIND__APPROVAL_UNSPECIFIED, "", STATUS_INVALID_ARGUMENT },
		{ JIXIAO__APPROVAL_KIND__APPROVAL_SCORES, "", STATUS_FAILED_PRECONDITION },
		{ JIXIAO__APPROVAL_KIND__APPROVAL_CARRY_ON, "F01", STATUS_NOT_FOUND },
		{ JIXIAO__APPROVAL_KIND__APPROVAL_RECTIFICATION, "", STATUS_FAILED_PRECONDITION },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__ApprovalStateRequest request = JIXIAO__APPROVAL_STATE_REQUEST__INIT;

		request.evaluation = (char *)EVALUATION;
		request.kind = rows[i].kind;
		request.subject = (char *)rows[i].subject;
		assert_int_equal(fixture_call(fixture, "leader", "Approval.State", &request, NULL), rows[i].code);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_an_approval_is_kept_and_stock_openssl_verifies_it),
		TEST(test_an_approval_counts_while_what_it_covers_is_unchanged),
		TEST(test_every_parameter_of_scoring_is_covered_by_the_scheme_s_signature),
		TEST(test_a_statement_must_speak_of_this_act),
		TEST(test_only_the_signers_own_signing_certificate_signs),
		TEST(test_a_revoked_signing_certificate_signs_no_more),
		TEST(test_what_changed_since_it_was_shown_is_not_approved),
		TEST(test_an_approval_without_a_signature_is_refused),
		TEST(test_the_state_names_what_is_the_callers_own),
		TEST(test_a_state_that_is_not_there_yet_is_refused),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
