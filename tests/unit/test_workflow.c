#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/catalogue.h"
#include "common/domain/report_model.h"
#include "common/domain/workflow.h"
#include "faults.h"
#include "seed.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;
static struct dossier *dossier;

/* The example with every gate open: signed by the leader, findings verified by a member, report accepted, documents filed. */
static struct approval approvals[8];
static struct catalogue_item items[32];

static void approve(enum approval_kind kind, const char *subject, const char *signer)
{
	approvals[dossier->n_approvals++] =
		(struct approval){ .id = "", .kind = kind, .subject = subject, .signer = signer, .current = true };
}

static int setup(void **state)
{
	(void)state;
	dossier = seed_dossier(&arena);
	dossier->approvals = approvals;
	dossier->catalogue = items;
	approve(APPROVAL_SCHEME, "", "zhangguodong");
	approve(APPROVAL_SCORES, "", "zhangguodong");
	approve(APPROVAL_REPORT, "", "zhangguodong");
	approve(APPROVAL_RECTIFICATION, "", "zhangguodong");
	approve(APPROVAL_CARRY_ON, "F02", "zhangguodong");
	for (size_t i = 0; i < dossier->n_findings; i++) {
		struct finding *finding = &dossier->findings[i];

		finding->state = FINDING_CLOSED;
		finding->implementer = "fanzijuan";
		finding->verified_by = "yangshuo";
		finding->verification = "已整改";
		finding->deadline = "2025-04-30";
		finding->carry_reason = finding->carry_until = finding->carry_by = "";
	}
	dossier->findings[1].state = FINDING_CARRIED;
	dossier->findings[1].carry_by = "yangshuo";
	dossier->rectification = (struct rectification_report){ "已整改", "fanzijuan", "zhangguodong", "", 0 };
	for (size_t i = 0; i < catalogue_n_rows; i++)
		items[dossier->n_catalogue++] =
			(struct catalogue_item){ catalogue_rows[i].id, "无此类材料", "yangshuo", NULL, 0 };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static void gate(enum stage stage)
{
	status_clear(&status);
	dossier->stage = stage;
	gate_check(dossier, &status);
}

static struct entry *entry(const char *code)
{
	return (struct entry *)dossier_entry(dossier, code);
}
static struct score *score(const char *code)
{
	return (struct score *)dossier_score(dossier, code);
}
static struct indicator *indicator(const char *code)
{
	return (struct indicator *)dossier_indicator(dossier, code);
}
static struct team_member *member(const char *person)
{
	return (struct team_member *)dossier_member(dossier, person);
}

static void test_every_gate_is_open_when_all_is_done(void **state)
{
	(void)state;
	for (unsigned stage = STAGE_PREPARATION; stage <= STAGE_ARCHIVED; stage++) {
		gate((enum stage)stage);
		expect_no_fault(&status);
	}
}

/* ---- each condition alone ---- */

static void no_leader(void)
{
	member("zhangguodong")->roles = WHO_MEMBER;
}
static void no_member(void)
{
	member("wuhexuan")->roles = member("yangshuo")->roles = WHO_LEADER;
}
static void no_responsible(void)
{
	indicator("C11")->responsible = "";
}
static void no_target(void)
{
	indicator("C11")->target.value.kind = VALUE_NONE;
}
static void no_rule(void)
{
	indicator("C11")->rule.kind = RULE_NONE;
}
static void scheme_unsigned(void)
{
	approvals[0].current = false;
}
static void scheme_signed_by_its_maker(void)
{
	dossier->scheme.entered_by = "zhangguodong";
}
static void entry_missing(void)
{
	entry("C11")->indicator = "gone";
}
static void entry_draft(void)
{
	entry("C11")->state = ENTRY_DRAFT;
}
static void entry_submitted(void)
{
	entry("C11")->state = ENTRY_SUBMITTED;
}
static void entry_returned(void)
{
	entry("C11")->state = ENTRY_RETURNED;
}
static void evidence_missing(void)
{
	entry("C11")->n_evidence = 0;
}
static void point_evidence_missing(void)
{
	struct indicator *of = indicator("A11");

	of->points[0].evidence = "从未上传";
	score("A11")->met[0] = true;
}
static void funds_missing(void)
{
	dossier->funds.state = ENTRY_NONE;
}
static void funds_draft(void)
{
	dossier->funds.state = ENTRY_DRAFT;
}
static void funds_submitted(void)
{
	dossier->funds.state = ENTRY_SUBMITTED;
}
static void funds_returned(void)
{
	dossier->funds.state = ENTRY_RETURNED;
}
static void score_missing(void)
{
	score("C11")->state = SCORE_NONE;
}
static void judgement_missing(void)
{
	score("A11")->state = SCORE_NONE;
}
static void score_proposed(void)
{
	score("C11")->state = SCORE_PROPOSED;
}
static void score_returned(void)
{
	score("C11")->state = SCORE_RETURNED;
}
static void entry_changed_since(void)
{
	entry("C11")->revision++;
}
static void judged_entry_changed_since(void)
{
	entry("D21")->revision++;
}
static void funds_changed_since(void)
{
	dossier->funds.revision++;
	/* B12 rests on them as well. */
	score("B12")->funds_revision = dossier->funds.revision;
}
static void reason_missing(void)
{
	score("C11")->points = DECIMAL(2);
	score("C11")->overridden = true;
}
static void section_missing(void)
{
	for (size_t i = 0; i < dossier->n_narrative; i++)
		if (strcmp(dossier->narrative[i].section, "3.1.summary") == 0)
			dossier->narrative[i].text = " \u00a0\u3000\n";
}
static void section_blank(void)
{
	section_missing();
	for (size_t i = 0; i < dossier->n_narrative; i++)
		if (*dossier->narrative[i].text == '\0')
			dossier->narrative[i].text = " \n\u3000\u00a0";
}
static void responsible_left(void)
{
	entry("C11")->state = ENTRY_DRAFT;
	indicator("C11")->responsible = "lisi";
}
static void funds_of_who_left(void)
{
	dossier->funds.state = ENTRY_DRAFT;
	dossier->funds.entered_by = "lisi";
}
static void implementer_left(void)
{
	dossier->findings[0].state = FINDING_ACTING;
	dossier->findings[0].implementer = "lisi";
}
static void breakdown_short(void)
{
	dossier->funds.breakdowns[0].uses[0].amount.fen -= 1;
}
static void scores_unsigned_by_all(void)
{
	approvals[1].current = false;
}
static void report_unsigned(void)
{
	approvals[2].current = false;
}
static void leader_wrote_a_section(void)
{
	for (size_t i = 0; i < dossier->n_narrative; i++)
		if (strcmp(dossier->narrative[i].section, "3.1.summary") == 0)
			dossier->narrative[i].drafted_by = "zhangguodong";
}
static void leader_wrote_a_finding(void)
{
	dossier->findings[0].drafted_by = "zhangguodong";
}
static void leader_wrote_a_recommendation(void)
{
	dossier->recommendations[0].drafted_by = "zhangguodong";
}
static void finding_open(void)
{
	dossier->findings[0].state = FINDING_OPEN;
}
static void finding_assigned(void)
{
	dossier->findings[0].state = FINDING_ASSIGNED;
}
static void finding_acting(void)
{
	dossier->findings[0].state = FINDING_ACTING;
}
static void finding_submitted(void)
{
	dossier->findings[0].state = FINDING_SUBMITTED;
}
static void finding_returned(void)
{
	dossier->findings[0].state = FINDING_RETURNED;
}
static void finding_verified_by_its_implementer(void)
{
	dossier->findings[0].verified_by = "fanzijuan";
}
static void carry_unsigned(void)
{
	approvals[4].current = false;
}
static void carry_signed_for_another(void)
{
	approvals[4].subject = "F03";
}
static void carry_signed_by_its_proposer(void)
{
	dossier->findings[1].carry_by = "zhangguodong";
}
static void nothing_declared(void)
{
	dossier->n_findings = 0;
}
static void report_unfiled(void)
{
	dossier->rectification.filed_by = "";
}
static void rectification_unsigned(void)
{
	approvals[3].current = false;
}
static void rectification_signed_by_its_filer(void)
{
	dossier->rectification.filed_by = "zhangguodong";
}
static void catalogue_short(void)
{
	for (size_t i = 0; i < dossier->n_catalogue; i++)
		if (strcmp(items[i].id, "05") == 0)
			items[i].absent_reason = "";
}

static const struct row {
	enum stage stage;
	void (*miss)(void);
	const char *path;
	enum message_id message;
} rows[] = {
	{ STAGE_PREPARATION, no_leader, "team", MSG_GATE_NO_LEADER },
	{ STAGE_PREPARATION, no_member, "team", MSG_GATE_NO_MEMBER },
	{ STAGE_PREPARATION, no_responsible, "indicators[C11].responsible", MSG_GATE_NO_RESPONSIBLE },
	{ STAGE_PREPARATION, no_target, "indicators[C11].target", MSG_TARGET_MISSING },
	{ STAGE_PREPARATION, no_rule, "indicators[C11].rule", MSG_RULE_MISSING },
	{ STAGE_PREPARATION, scheme_unsigned, "scheme", MSG_GATE_SCHEME_UNSIGNED },
	{ STAGE_PREPARATION, scheme_signed_by_its_maker, "scheme", MSG_GATE_SCHEME_UNSIGNED },
	{ STAGE_IMPLEMENTATION, entry_missing, "entries[C11]", MSG_GATE_ENTRY_MISSING },
	{ STAGE_IMPLEMENTATION, entry_draft, "entries[C11]", MSG_GATE_ENTRY_DRAFT },
	{ STAGE_IMPLEMENTATION, entry_submitted, "entries[C11]", MSG_GATE_ENTRY_SUBMITTED },
	{ STAGE_IMPLEMENTATION, entry_returned, "entries[C11]", MSG_GATE_ENTRY_RETURNED },
	{ STAGE_IMPLEMENTATION, evidence_missing, "entries[C11].evidence", MSG_GATE_EVIDENCE_MISSING },
	{ STAGE_IMPLEMENTATION, funds_missing, "funds", MSG_GATE_FUNDS_MISSING },
	{ STAGE_IMPLEMENTATION, funds_draft, "funds", MSG_GATE_FUNDS_DRAFT },
	{ STAGE_IMPLEMENTATION, funds_submitted, "funds", MSG_GATE_FUNDS_SUBMITTED },
	{ STAGE_IMPLEMENTATION, funds_returned, "funds", MSG_GATE_FUNDS_RETURNED },
	{ STAGE_ANALYSIS, score_missing, "scores[C11]", MSG_GATE_SCORE_UNCOMPUTED },
	{ STAGE_ANALYSIS, judgement_missing, "scores[A11]", MSG_GATE_SCORE_UNJUDGED },
	{ STAGE_ANALYSIS, score_proposed, "scores[C11]", MSG_GATE_SCORE_PROPOSED },
	{ STAGE_ANALYSIS, score_returned, "scores[C11]", MSG_GATE_SCORE_RETURNED },
	{ STAGE_ANALYSIS, entry_changed_since, "scores[C11]", MSG_GATE_SCORE_STALE },
	{ STAGE_ANALYSIS, judged_entry_changed_since, "scores[D21]", MSG_GATE_SCORE_STALE_JUDGED },
	{ STAGE_ANALYSIS, funds_changed_since, "scores[B11]", MSG_GATE_SCORE_STALE },
	{ STAGE_ANALYSIS, reason_missing, "scores[C11].reason", MSG_GATE_REASON_MISSING },
	{ STAGE_IMPLEMENTATION, responsible_left, "entries[C11]", MSG_GATE_RESPONSIBLE_GONE },
	{ STAGE_IMPLEMENTATION, funds_of_who_left, "funds", MSG_GATE_FUNDS_GONE },
	{ STAGE_RECTIFICATION, implementer_left, "findings[F01]", MSG_GATE_IMPLEMENTER_GONE },
	{ STAGE_REPORTING, section_blank, "report[3.1.summary]", MSG_GATE_SECTION_MISSING },
	{ STAGE_ANALYSIS, point_evidence_missing, "scores[A11].met[0]", MSG_GATE_POINT_EVIDENCE },
	{ STAGE_REPORTING, section_missing, "report[3.1.summary]", MSG_GATE_SECTION_MISSING },
	{ STAGE_REPORTING, breakdown_short, "funds.breakdowns[按用途]", MSG_CHECK_BREAKDOWN_SUM },
	{ STAGE_REPORTING, report_unsigned, "report", MSG_GATE_REPORT_UNSIGNED },
	{ STAGE_REPORTING, leader_wrote_a_section, "report[3.1.summary]", MSG_GATE_OWN_PART },
	{ STAGE_REPORTING, leader_wrote_a_finding, "findings[F01]", MSG_GATE_OWN_PART },
	{ STAGE_REPORTING, leader_wrote_a_recommendation, "recommendations[R01]", MSG_GATE_OWN_PART },
	{ STAGE_RECTIFICATION, finding_open, "findings[F01]", MSG_GATE_FINDING_OPEN },
	{ STAGE_RECTIFICATION, finding_assigned, "findings[F01]", MSG_GATE_FINDING_ASSIGNED },
	{ STAGE_RECTIFICATION, finding_acting, "findings[F01]", MSG_GATE_FINDING_ACTING },
	{ STAGE_RECTIFICATION, finding_submitted, "findings[F01]", MSG_GATE_FINDING_SUBMITTED },
	{ STAGE_RECTIFICATION, finding_returned, "findings[F01]", MSG_GATE_FINDING_RETURNED },
	{ STAGE_RECTIFICATION, finding_verified_by_its_implementer, "findings[F01]", MSG_GATE_FINDING_SELF_VERIFIED },
	{ STAGE_RECTIFICATION, carry_unsigned, "findings[F02]", MSG_GATE_CARRY_UNSIGNED },
	{ STAGE_RECTIFICATION, carry_signed_for_another, "findings[F02]", MSG_GATE_CARRY_UNSIGNED },
	{ STAGE_RECTIFICATION, carry_signed_by_its_proposer, "findings[F02]", MSG_GATE_CARRY_UNSIGNED },
	{ STAGE_RECTIFICATION, nothing_declared, "findings", MSG_GATE_NO_FINDINGS },
	{ STAGE_RECTIFICATION, report_unfiled, "rectification", MSG_GATE_RECTIFICATION_UNFILED },
	{ STAGE_RECTIFICATION, rectification_unsigned, "rectification", MSG_GATE_RECTIFICATION_UNSIGNED },
	{ STAGE_RECTIFICATION, rectification_signed_by_its_filer, "rectification", MSG_GATE_RECTIFICATION_UNSIGNED },
	{ STAGE_ARCHIVING, catalogue_short, "catalogue[05]", MSG_CATALOGUE_MISSING },
	{ STAGE_ARCHIVING, scheme_unsigned, "scheme", MSG_GATE_SCHEME_UNSIGNED },
	{ STAGE_ARCHIVING, scores_unsigned_by_all, "scores", MSG_GATE_SCORES_UNSIGNED },
	{ STAGE_ARCHIVING, report_unsigned, "report", MSG_GATE_REPORT_UNSIGNED },
	{ STAGE_ARCHIVING, finding_open, "findings[F01]", MSG_GATE_FINDING_OPEN },
	{ STAGE_ARCHIVING, rectification_unsigned, "rectification", MSG_GATE_RECTIFICATION_UNSIGNED },
};

static void test_each_condition_alone_is_named_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		teardown(NULL);
		setup(NULL);
		rows[i].miss();
		gate(rows[i].stage);
		expect_only_fault(&status, rows[i].path, rows[i].message);
	}
}

static void test_all_that_is_missing_is_named_at_once(void **state)
{
	(void)state;
	no_leader();
	no_rule();
	indicator("C12")->responsible = "";
	scheme_unsigned();
	gate(STAGE_PREPARATION);
	assert_int_equal(status.n_violations, 4);

	entry_returned();
	entry("C12")->state = ENTRY_DRAFT;
	entry("C13")->n_evidence = 0;
	funds_missing();
	gate(STAGE_IMPLEMENTATION);
	assert_int_equal(status.n_violations, 4);

	finding_open();
	carry_unsigned();
	report_unfiled();
	gate(STAGE_RECTIFICATION);
	assert_int_equal(status.n_violations, 3);
}

static void test_a_sole_person_who_leads_and_is_a_member_is_no_team(void **state)
{
	(void)state;
	dossier->n_team = 1;
	dossier->team[0].roles = WHO_LEADER | WHO_MEMBER;
	gate(STAGE_PREPARATION);
	assert_true(has_fault(&status, "team", MSG_GATE_NO_MEMBER));
}

static void test_no_scheme_is_one_fault_not_fifty(void **state)
{
	(void)state;
	dossier->scheme.revision = 0;
	dossier->n_indicators = 0;
	gate(STAGE_PREPARATION);
	expect_only_fault(&status, "scheme", MSG_GATE_NO_SCHEME);
}

static void test_a_declared_absence_of_findings_opens_the_gate(void **state)
{
	(void)state;
	nothing_declared();
	dossier->no_findings_by = "zhangguodong";
	report_unfiled();
	gate(STAGE_RECTIFICATION);
	expect_no_fault(&status);
}

static void test_an_accepted_false_alarm_does_not_stop_the_report(void **state)
{
	struct dismissal dismissal = { "funds-breakdown:按用途", "明细按四舍五入列示", "yangshuo", "" };

	(void)state;
	breakdown_short();
	dossier->dismissals = &dismissal;
	dossier->n_dismissals = 1;
	gate(STAGE_REPORTING);
	expect_only_fault(&status, "funds.breakdowns[按用途]", MSG_CHECK_BREAKDOWN_SUM);
	dismissal.accepted_by = "zhangguodong";
	gate(STAGE_REPORTING);
	expect_no_fault(&status);
}

static void test_indicators_without_weight_ask_for_nothing(void **state)
{
	(void)state;
	indicator("C11")->weight = DECIMAL(0);
	entry_missing();
	gate(STAGE_IMPLEMENTATION);
	expect_no_fault(&status);
}

/* ---- signatures over scores ---- */

static void test_a_signature_does_not_count_for_what_its_signer_made(void **state)
{
	const char **missing;

	(void)state;
	assert_int_equal(scores_unsigned(&arena, dossier, &missing), 0);
	entry("C11")->entered_by = "zhangguodong";
	score("A11")->proposed_by = "zhangguodong";
	dossier->funds.entered_by = "zhangguodong";
	assert_int_equal(scores_unsigned(&arena, dossier, &missing), 4);
	assert_string_equal(missing[0], "A11");
	assert_string_equal(missing[1], "B11");
	assert_string_equal(missing[2], "B12");
	assert_string_equal(missing[3], "C11");
	gate(STAGE_ANALYSIS);
	expect_only_fault(&status, "scores", MSG_GATE_SCORES_UNSIGNED);
	assert_string_equal(status.violations[0].message.args[0], "A11 B11 B12 C11");
	approve(APPROVAL_SCORES, "", "second");
	gate(STAGE_ANALYSIS);
	expect_no_fault(&status);
}

static void test_an_outdated_signature_covers_no_score(void **state)
{
	const char **missing;

	(void)state;
	approvals[1].current = false;
	assert_int_equal(scores_unsigned(&arena, dossier, &missing), 19);
}

/* ---- stages and four eyes ---- */

static void test_stages_follow_one_another_and_only_a_seal_ends_archiving(void **state)
{
	(void)state;
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_ARCHIVING; stage++)
		assert_int_equal(stage_next((enum stage)stage), stage + 1);
	assert_int_equal(stage_next(STAGE_ARCHIVING), STAGE_NONE);
	assert_int_equal(stage_next(STAGE_ARCHIVED), STAGE_NONE);
}

static void test_a_return_leads_to_any_earlier_stage_but_never_out_of_the_archive(void **state)
{
	(void)state;
	for (unsigned from = STAGE_PREPARATION; from <= STAGE_ARCHIVED; from++)
		for (unsigned to = STAGE_NONE; to <= STAGE_ARCHIVED; to++)
			assert_int_equal(stage_may_return((enum stage)from, (enum stage)to),
					 from != STAGE_ARCHIVED && to != STAGE_NONE && to < from);
}

static void test_four_eyes_compare_persons(void **state)
{
	(void)state;
	assert_int_equal(four_eyes("li", "wang", "zhang", "C11", &status), STATUS_OK);
	assert_int_equal(four_eyes("li", "", "", "C11", &status), STATUS_OK);
	assert_int_equal(four_eyes("li", "li", "zhang", "C11", &status), STATUS_PERMISSION_DENIED);
	assert_int_equal(status.message.id, MSG_FOUR_EYES);
	assert_int_equal(four_eyes("li", "wang", "li", "C11", &status), STATUS_PERMISSION_DENIED);
	assert_string_equal(status.message.args[0], "C11");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_every_gate_is_open_when_all_is_done),
		TEST(test_each_condition_alone_is_named_alone),
		TEST(test_all_that_is_missing_is_named_at_once),
		TEST(test_a_sole_person_who_leads_and_is_a_member_is_no_team),
		TEST(test_no_scheme_is_one_fault_not_fifty),
		TEST(test_a_declared_absence_of_findings_opens_the_gate),
		TEST(test_an_accepted_false_alarm_does_not_stop_the_report),
		TEST(test_indicators_without_weight_ask_for_nothing),
		TEST(test_a_signature_does_not_count_for_what_its_signer_made),
		TEST(test_an_outdated_signature_covers_no_score),
		TEST(test_stages_follow_one_another_and_only_a_seal_ends_archiving),
		TEST(test_a_return_leads_to_any_earlier_stage_but_never_out_of_the_archive),
		TEST(test_four_eyes_compare_persons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
