#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"

static struct fixture fixture;
static char evaluation[] = "one";

#define TEXT(text) ((char *)(text))
#define RECORD(type, id) ((struct record_key){ JIXIAO__RECORD_TYPE__RECORD_##type, evaluation, (id) })

/* ---- an evaluation in ANALYSIS, its data accepted ---- */

static Jixiao__Indicator leaf(const char *code, const char *weight, const char *nature, const char *responsible)
{
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	indicator.evaluation = evaluation;
	indicator.code = indicator.name = TEXT(code);
	indicator.parent = TEXT("C1");
	indicator.level = 3;
	indicator.weight = TEXT(weight);
	indicator.nature = TEXT(nature);
	indicator.responsible = TEXT(responsible);
	indicator.position = (unsigned)(code[2] - '0') + 2;
	return indicator;
}

static void put_node(Jixiao__Indicator *indicator)
{
	fixture_put(&fixture, RECORD(INDICATOR, indicator->code), &indicator->base);
}

static void put_branches(void)
{
	Jixiao__Indicator root = leaf("C00", "100", "", ""), branch = leaf("C01", "100", "", "");

	root.code = root.name = TEXT("C");
	root.parent = TEXT("");
	root.level = 1;
	root.position = 0;
	branch.code = branch.name = TEXT("C1");
	branch.parent = TEXT("C");
	branch.level = 2;
	branch.position = 1;
	put_node(&root);
	put_node(&branch);
}

/* C11: 40, at least 10 次; C12: 30, two points, the second on a 合同; C13: 20, the execution rate; C14: 10, tiers. */
static void put_tree(void)
{
	Jixiao__Indicator c11 = leaf("C11", "40", "quantitative", "member"),
			  c12 = leaf("C12", "30", "qualitative", "colleague"),
			  c13 = leaf("C13", "20", "quantitative", "member"),
			  c14 = leaf("C14", "10", "qualitative", "colleague");
	Jixiao__Rule ratio = JIXIAO__RULE__INIT, checklist = JIXIAO__RULE__INIT, rate = JIXIAO__RULE__INIT,
		     tier = JIXIAO__RULE__INIT;
	Jixiao__Target ten = JIXIAO__TARGET__INIT, always = JIXIAO__TARGET__INIT;
	Jixiao__Point one = JIXIAO__POINT__INIT, two = JIXIAO__POINT__INIT, *points[] = { &one, &two };

	put_branches();
	ratio.kind = JIXIAO__RULE_KIND__RULE_RATIO;
	ten.op = TEXT(">=");
	ten.value = TEXT("10");
	ten.unit = TEXT("次");
	c11.rule = &ratio;
	c11.target = &ten;
	checklist.kind = JIXIAO__RULE_KIND__RULE_CHECKLIST;
	one.text = TEXT("依据充分");
	two.text = TEXT("程序规范");
	one.weight = two.weight = TEXT("15");
	two.evidence = TEXT("合同");
	c12.rule = &checklist;
	c12.points = points;
	c12.n_points = 2;
	rate.kind = JIXIAO__RULE_KIND__RULE_FLOOR_RATE;
	rate.rate = TEXT("execution");
	c13.rule = &rate;
	tier.kind = JIXIAO__RULE_KIND__RULE_TIER;
	always.value = TEXT("长期");
	c14.rule = &tier;
	c14.target = &always;
	put_node(&c11);
	put_node(&c12);
	put_node(&c13);
	put_node(&c14);
}

static void put_entry(const char *indicator, const char *actual, const char *person, const char *evidence)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	char *ids[] = { TEXT(evidence) };

	entry.evaluation = evaluation;
	entry.indicator = TEXT(indicator);
	entry.actual = TEXT(actual);
	entry.text = TEXT("说明");
	entry.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	entry.entered_by = TEXT(person);
	entry.evidence = ids;
	entry.n_evidence = 1;
	fixture_put(&fixture, RECORD(ENTRY, indicator), &entry.base);
}

static void put_evidence(const char *id, const char *kind)
{
	Jixiao__Evidence evidence = JIXIAO__EVIDENCE__INIT;

	evidence.evaluation = evaluation;
	evidence.id = TEXT(id);
	evidence.kind = TEXT(kind);
	fixture_put(&fixture, RECORD(EVIDENCE, id), &evidence.base);
}

static void put_money(const char *paid, const char *person)
{
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;
	Jixiao__BudgetSource source = JIXIAO__BUDGET_SOURCE__INIT, *budget[] = { &source };
	Jixiao__Funds funds = JIXIAO__FUNDS__INIT;
	Jixiao__FundFlow flow = JIXIAO__FUND_FLOW__INIT, *flows[] = { &flow };

	source.source = flow.source = TEXT("其他资金");
	source.amount = flow.received = TEXT("100.00");
	flow.paid = TEXT(paid);
	scheme.evaluation = funds.evaluation = evaluation;
	scheme.budget = budget;
	scheme.n_budget = 1;
	funds.flows = flows;
	funds.n_flows = 1;
	funds.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	funds.entered_by = TEXT(person);
	fixture_put(&fixture, RECORD(SCHEME, "scheme"), &scheme.base);
	fixture_put(&fixture, RECORD(FUNDS, "funds"), &funds.base);
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, evaluation);
	put_money("80.00", "member");
	put_tree();
	put_evidence("E001", "合同");
	put_evidence("E002", "发票");
	put_entry("C11", "9", "member", "E001");
	put_entry("C12", "", "colleague", "E001");
	put_entry("C13", "", "member", "E002");
	put_entry("C14", "达到预期指标", "colleague", "E002");
	fixture_stage(&fixture, evaluation, STAGE_ANALYSIS);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* ---- requests ---- */

static enum status_code compute(const char *person, Jixiao__ScoreListReply **reply)
{
	Jixiao__ScoreComputeRequest request = JIXIAO__SCORE_COMPUTE_REQUEST__INIT;

	request.evaluation = evaluation;
	return fixture_call(&fixture, person, "Score.Compute", &request, reply);
}

static Jixiao__Score *get(const char *indicator)
{
	Jixiao__ScoreGetRequest request = JIXIAO__SCORE_GET_REQUEST__INIT;
	Jixiao__Score *score;

	request.evaluation = evaluation;
	request.indicator = TEXT(indicator);
	if (fixture_call(&fixture, "auditor", "Score.Get", &request, &score) != STATUS_OK)
		return NULL;
	return score;
}

static Jixiao__ScoreListReply *list(void)
{
	Jixiao__ScoreListRequest request = JIXIAO__SCORE_LIST_REQUEST__INIT;
	Jixiao__ScoreListReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "auditor", "Score.List", &request, &reply), STATUS_OK);
	return reply;
}

struct proposal {
	const char *person, *indicator;
	int met; /* bits of the two points; -1: none given */
	unsigned tier;
	const char *share, *points, *reason;
};

static enum status_code propose(const struct proposal *proposal)
{
	Jixiao__ScoreProposeRequest request = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	protobuf_c_boolean met[2] = { proposal->met & 1, (proposal->met & 2) != 0 };
	Jixiao__Score *standing = get(proposal->indicator);

	request.evaluation = evaluation;
	request.indicator = TEXT(proposal->indicator);
	request.met = met;
	request.n_met = proposal->met >= 0 ? 2 : 0;
	request.tier = proposal->tier;
	request.share = TEXT(proposal->share);
	request.points = TEXT(proposal->points);
	request.reason = TEXT(proposal->reason);
	request.revision = standing != NULL ? standing->revision : 0;
	return fixture_call(&fixture, proposal->person, "Score.Propose", &request, NULL);
}

#define PROPOSE(...) propose(&(struct proposal){ __VA_ARGS__ })

static enum status_code review(const char *person, const char *method, const char *indicator, const char *comment)
{
	Jixiao__ScoreReviewRequest request = JIXIAO__SCORE_REVIEW_REQUEST__INIT;
	char *codes[] = { TEXT(indicator) };

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = indicator != NULL;
	request.comment = TEXT(comment);
	return fixture_call(&fixture, person, method, &request, NULL);
}

static enum status_code sign(const char *person)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = evaluation;
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_SCORES, "");
	return fixture_call(&fixture, person, "Score.Sign", &request, NULL);
}

/* All four scored, none approved: 36 of 40 with a reason, 30, 10 of 20 with a reason, 10. */
static void score_all(void)
{
	assert_int_equal(compute("member", NULL), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "", "少开一次"), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_OK);
	assert_int_equal(PROPOSE("colleague", "C13", -1, 0, "", "", "支付较慢"), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "1", "", "访谈显示达到"), STATUS_OK);
}

/* ---- Compute ---- */

static void test_compute_scores_every_rule_that_needs_no_judgement(void **state)
{
	Jixiao__ScoreListReply *reply;

	(void)state;
	assert_int_equal(compute("member", &reply), STATUS_OK);
	assert_int_equal(reply->n_scores, 2);
	assert_string_equal(reply->scores[0]->indicator, "C11");
	assert_string_equal(reply->scores[0]->points, "36.00");
	assert_string_equal(reply->scores[0]->completion, "90%");
	assert_string_equal(reply->scores[0]->explanation, "9 ÷ 10 × 40 = 36.00");
	assert_string_equal(reply->scores[0]->proposed_by, "");
	assert_string_equal(reply->scores[1]->indicator, "C13");
	assert_string_equal(reply->scores[1]->points, "10.00");
	assert_int_equal(reply->n_waiting, 2);
	assert_string_equal(reply->total, "");
}

static void test_compute_leaves_what_stands_and_renews_what_is_stale(void **state)
{
	Jixiao__ScoreListReply *reply;

	(void)state;
	score_all();
	assert_int_equal(compute("member", &reply), STATUS_OK);
	assert_int_equal(reply->n_scores, 0);
	put_entry("C11", "10", "member", "E001");
	assert_int_equal(compute("member", &reply), STATUS_OK);
	assert_int_equal(reply->n_scores, 1);
	assert_string_equal(reply->scores[0]->points, "40.00");
	assert_string_equal(reply->scores[0]->reason, "");
	put_money("100.00", "member");
	assert_int_equal(compute("member", &reply), STATUS_OK);
	assert_int_equal(reply->n_scores, 1);
	assert_string_equal(reply->scores[0]->indicator, "C13");
	assert_string_equal(reply->scores[0]->points, "20.00");
}

static void test_a_reason_outlives_a_change_that_leaves_the_points(void **state)
{
	Jixiao__ScoreListReply *reply;

	(void)state;
	score_all();
	put_entry("C11", "9.0", "member", "E001");
	assert_int_equal(compute("member", &reply), STATUS_OK);
	assert_int_equal(reply->n_scores, 1);
	assert_string_equal(reply->scores[0]->points, "36.00");
	assert_string_equal(reply->scores[0]->reason, "少开一次");
	assert_string_equal(reply->scores[0]->proposed_by, "member");
}

static void test_a_rule_that_cannot_be_computed_is_named_and_nothing_is_written(void **state)
{
	Jixiao__Funds funds = JIXIAO__FUNDS__INIT;

	(void)state;
	funds.evaluation = evaluation;
	funds.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	fixture_put(&fixture, RECORD(FUNDS, "funds"), &funds.base);
	assert_int_equal(compute("member", NULL), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "scores[C13]", MSG_FUNDS_NOTHING_RECEIVED));
	assert_null(get("C11"));
}

static bool signature_is_current(void)
{
	Jixiao__ApprovalListRequest request = JIXIAO__APPROVAL_LIST_REQUEST__INIT;
	Jixiao__ApprovalListReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "auditor", "Approval.List", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_approvals, 1);
	return reply->approvals[0]->current;
}

static void test_what_does_not_apply_is_not_scored_and_the_total_is_rescaled(void **state)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	Jixiao__ScoreListReply *reply;

	(void)state;
	score_all();
	assert_int_equal(review("leader", "Score.Approve", NULL, ""), STATUS_OK);
	assert_string_equal(list()->total, "86.00");
	assert_string_equal(list()->rescaling, "");
	entry.evaluation = evaluation;
	entry.indicator = TEXT("C14");
	entry.not_applicable = TEXT("本年度未安排");
	entry.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	entry.entered_by = TEXT("colleague");
	fixture_put(&fixture, RECORD(ENTRY, "C14"), &entry.base);
	reply = list();
	assert_int_equal(reply->n_scores, 3);
	assert_int_equal(reply->n_waiting, 0);
	assert_int_equal(reply->n_not_applicable, 1);
	assert_string_equal(reply->not_applicable[0]->reason, "本年度未安排");
	assert_string_equal(reply->sum, "76.00");
	/* 76 × 100 ÷ 90 = 84.44… */
	assert_string_equal(reply->rescaling, "76.00 × 100 ÷ 90 = 84.44");
	assert_string_equal(reply->total, "84.44");
	assert_string_equal(reply->grade, "良");
	assert_string_equal(reply->lines[1]->applicable, "90.00");
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "1", "", "访谈显示达到"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_SCORE_NOT_APPLICABLE);
	assert_int_equal(sign("leader"), STATUS_OK);
	assert_true(signature_is_current());
	/* Why it does not apply is signed, too. */
	entry.not_applicable = TEXT("另有安排");
	fixture_put(&fixture, RECORD(ENTRY, "C14"), &entry.base);
	assert_false(signature_is_current());
}

/* ---- Propose ---- */

static void test_a_judgement_is_scored_by_its_rule(void **state)
{
	(void)state;
	assert_int_equal(PROPOSE("member", "C12", 1, 0, "", "", "程序文件不全"), STATUS_OK);
	assert_string_equal(get("C12")->points, "15.00");
	assert_string_equal(get("C12")->proposed_by, "member");
	assert_int_equal(PROPOSE("member", "C14", -1, 2, "0.7", "", "部分达到"), STATUS_OK);
	assert_string_equal(get("C14")->points, "7.00");
	assert_false(get("C14")->achieved);
}

static void test_what_a_judgement_lacks_is_named(void **state)
{
	(void)state;
	assert_int_equal(PROPOSE("member", "C12", -1, 0, "", "", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "met", MSG_SCORE_MET_COUNT));
	assert_int_equal(PROPOSE("member", "C12", 1, 0, "", "", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_SCORE_REASON_REQUIRED));
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "1", "", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_SCORE_REASON_REQUIRED));
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "", "", "依据"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "share", MSG_FIELD_REQUIRED));
	assert_int_equal(PROPOSE("member", "C14", -1, 0, "0.8", "", "依据"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "tier", MSG_SCORE_TIER_UNKNOWN));
	assert_int_equal(PROPOSE("member", "C14", -1, 4, "0.8", "", "依据"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "tier", MSG_SCORE_TIER_UNKNOWN));
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "八成", "", "依据"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "share", MSG_SHARE_FORM));
	assert_int_equal(PROPOSE("member", "C11", 3, 1, "1", "", "依据"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "met", MSG_SCORE_NOT_JUDGED_SO));
	assert_true(fixture_violated(&fixture, "tier", MSG_SCORE_NOT_JUDGED_SO));
	assert_true(fixture_violated(&fixture, "share", MSG_SCORE_NOT_JUDGED_SO));
	assert_int_equal(PROPOSE("member", "C1", -1, 0, "", "", ""), STATUS_INVALID_ARGUMENT);
	assert_int_equal(PROPOSE("member", "C99", -1, 0, "", "", ""), STATUS_NOT_FOUND);
}

/* The bounds are those of the rule: the first tier takes both of its own, the others the lower one. */
static void test_a_share_lies_in_its_tier(void **state)
{
	static const struct {
		uint32_t tier;
		const char *share;
		enum message_id fault;
	} rows[] = {
		{ 1, "1", MSG_NONE },
		{ 1, "0.8", MSG_NONE },
		{ 1, "0.79", MSG_SHARE_FIRST_TIER },
		{ 1, "1.01", MSG_SHARE_FIRST_TIER },
		{ 2, "0.79", MSG_NONE },
		{ 2, "0.6", MSG_NONE },
		{ 2, "0.8", MSG_SHARE_TIER },
		{ 2, "0.59", MSG_SHARE_TIER },
		{ 3, "0", MSG_NONE },
		{ 3, "0.6", MSG_SHARE_TIER },
		{ 3, "-0.01", MSG_SHARE_TIER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum status_code code = PROPOSE("member", "C14", -1, rows[i].tier, rows[i].share, "", "依据");

		assert_int_equal(code, rows[i].fault == MSG_NONE ? STATUS_OK : STATUS_INVALID_ARGUMENT);
		if (rows[i].fault != MSG_NONE)
			assert_true(fixture_violated(&fixture, "share", rows[i].fault));
	}
}

static void test_a_missing_score_says_why_it_is_missing(void **state)
{
	static const struct {
		const char *code;
		enum message_id reason;
	} rows[] = { { "C11", MSG_SCORE_NONE }, { "C1", MSG_SCORE_NOT_ASSESSED }, { "C99", MSG_ENTRY_NO_INDICATOR } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		Jixiao__ScoreGetRequest request = JIXIAO__SCORE_GET_REQUEST__INIT;

		request.evaluation = evaluation;
		request.indicator = TEXT(rows[i].code);
		assert_int_equal(fixture_call(&fixture, "member", "Score.Get", &request, NULL), STATUS_NOT_FOUND);
		assert_int_equal(fixture.status.message.id, rows[i].reason);
	}
}

static void test_a_point_counts_only_with_the_evidence_that_it_names(void **state)
{
	(void)state;
	put_entry("C12", "", "colleague", "E002");
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "met[1]", MSG_SCORE_POINT_EVIDENCE));
	assert_int_equal(PROPOSE("member", "C12", 1, 0, "", "", "缺合同"), STATUS_OK);
}

static void test_a_point_counts_only_with_evidence_that_is_cited_for_it(void **state)
{
	Jixiao__Citation citation = JIXIAO__CITATION__INIT, *citations[] = { &citation };
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;
	char *ids[] = { TEXT("E001") };
	uint32_t first = 1;

	(void)state;
	entry.evaluation = evaluation;
	entry.indicator = TEXT("C12");
	entry.text = TEXT("说明");
	entry.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED;
	entry.entered_by = TEXT("colleague");
	entry.evidence = ids;
	entry.n_evidence = 1;
	citation.evidence = TEXT("E001");
	citation.supports = &first;
	citation.n_supports = 1;
	entry.citations = citations;
	entry.n_citations = 1;
	fixture_put(&fixture, RECORD(ENTRY, "C12"), &entry.base);
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "met[1]", MSG_SCORE_POINT_EVIDENCE));
	first = 2;
	fixture_put(&fixture, RECORD(ENTRY, "C12"), &entry.base);
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_OK);
}

static void test_an_override_keeps_both_figures_and_needs_a_reason(void **state)
{
	Jixiao__Score *score;

	(void)state;
	assert_int_equal(compute("member", NULL), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "40", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "reason", MSG_SCORE_REASON_REQUIRED));
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "40.01", "理由"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "points", MSG_SCORE_OUT_OF_RANGE));
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "39.995", "理由"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "points", MSG_SCORE_PLACES));
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "40", "疫情停办一次"), STATUS_OK);
	score = get("C11");
	assert_true(score->overridden);
	assert_string_equal(score->computed, "36.00");
	assert_string_equal(score->points, "40.00");
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "36", "少开一次"), STATUS_OK);
	assert_false(get("C11")->overridden);
}

static void test_nothing_is_scored_before_its_data_is_accepted(void **state)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;

	(void)state;
	entry.evaluation = evaluation;
	entry.indicator = TEXT("C12");
	entry.state = JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED;
	fixture_put(&fixture, RECORD(ENTRY, "C12"), &entry.base);
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_SCORE_NO_ENTRY);
}

static void test_a_proposal_on_an_outdated_revision_is_aborted(void **state)
{
	Jixiao__ScoreProposeRequest request = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;

	(void)state;
	assert_int_equal(PROPOSE("member", "C14", -1, 1, "1", "", "依据"), STATUS_OK);
	request.evaluation = evaluation;
	request.indicator = TEXT("C14");
	request.tier = 1;
	request.share = TEXT("0.9");
	request.reason = TEXT("依据");
	assert_int_equal(fixture_call(&fixture, "colleague", "Score.Propose", &request, NULL), STATUS_ABORTED);
}

/* ---- Approve, SendBack ---- */

static void test_a_leader_approves_all_that_waits(void **state)
{
	Jixiao__ScoreListReply *reply;

	(void)state;
	score_all();
	assert_string_equal(list()->total, "");
	assert_int_equal(review("leader", "Score.Approve", NULL, ""), STATUS_OK);
	reply = list();
	assert_int_equal(reply->n_scores, 4);
	for (size_t i = 0; i < reply->n_scores; i++)
		assert_string_equal(reply->scores[i]->reviewed_by, "leader");
	assert_string_equal(reply->total, "86.00");
	assert_string_equal(reply->grade, "良");
	assert_int_equal(reply->n_lines, 2);
	assert_string_equal(reply->lines[0]->rate, "86.00%");
	assert_int_equal(reply->lines[1]->count, 4);
	assert_int_equal(reply->lines[1]->full, 2);
	assert_int_equal(review("leader", "Score.Approve", NULL, ""), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_SCORE_NOTHING);
}

static void test_nobody_approves_what_they_proposed_entered_or_gave_the_funds_for(void **state)
{
	(void)state;
	put_entry("C11", "9", "leader", "E001");
	put_money("80.00", "leader");
	assert_int_equal(compute("member", NULL), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "", "少开一次"), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C13", -1, 0, "", "", "支付较慢"), STATUS_OK);
	assert_int_equal(PROPOSE("leader", "C14", -1, 1, "1", "", "依据"), STATUS_OK);
	assert_int_equal(review("leader", "Score.Approve", "C11", ""), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "scores[C11]", MSG_FOUR_EYES));
	assert_int_equal(review("leader", "Score.Approve", "C13", ""), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "scores[C13]", MSG_FOUR_EYES));
	assert_int_equal(review("leader", "Score.Approve", "C14", ""), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "scores[C14]", MSG_FOUR_EYES));
	assert_int_equal(review("second", "Score.Approve", NULL, ""), STATUS_OK);
}

static void test_one_refusal_refuses_all_and_every_refusal_is_named(void **state)
{
	Jixiao__ScoreReviewRequest request = JIXIAO__SCORE_REVIEW_REQUEST__INIT;
	char *codes[] = { TEXT("C11"), TEXT("C12"), TEXT("C14"), TEXT("C99"), TEXT("C11") };

	(void)state;
	assert_int_equal(compute("member", NULL), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C12", 3, 0, "", "", ""), STATUS_OK);
	assert_int_equal(PROPOSE("leader", "C14", -1, 1, "1", "", "依据"), STATUS_OK);
	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = 5;
	assert_int_equal(fixture_call(&fixture, "leader", "Score.Approve", &request, NULL), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "scores[C11]", MSG_GATE_REASON_MISSING));
	assert_true(fixture_violated(&fixture, "scores[C14]", MSG_FOUR_EYES));
	assert_true(fixture_violated(&fixture, "scores[C99]", MSG_SCORE_NONE));
	assert_int_equal(fixture.status.n_violations, 3);
	assert_int_equal(get("C12")->state, JIXIAO__SCORE_STATE__SCORE_STATE_PROPOSED);
}

static void test_a_stale_score_is_not_approved(void **state)
{
	(void)state;
	score_all();
	put_entry("C14", "基本达到", "colleague", "E002");
	assert_int_equal(review("leader", "Score.Approve", "C14", ""), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "scores[C14]", MSG_SCORE_STALE));
}

static void test_a_score_is_sent_back_with_a_comment_and_proposed_again(void **state)
{
	(void)state;
	score_all();
	assert_int_equal(review("leader", "Score.SendBack", "C14", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "comment", MSG_FIELD_REQUIRED));
	assert_int_equal(review("leader", "Score.SendBack", "C14", "请写明访谈对象"), STATUS_OK);
	assert_string_equal(get("C14")->comment, "请写明访谈对象");
	assert_int_equal(review("leader", "Score.Approve", "C14", ""), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "scores[C14]", MSG_REVIEW_NOT_SUBMITTED));
	assert_int_equal(PROPOSE("member", "C14", -1, 0, "", "", "访谈5人，均认为达到"), STATUS_OK);
	assert_string_equal(get("C14")->points, "10.00");
	assert_string_equal(get("C14")->comment, "");
	assert_int_equal(review("leader", "Score.Approve", "C14", ""), STATUS_OK);
}

/* ---- Adjust ---- */

struct adjustment {
	const char *indicator, *points, *reason;
};

/* On what stands now. */
static enum status_code adjust(const char *person, const struct adjustment *rows, size_t n, const char *reason)
{
	Jixiao__ScoreAdjustRequest request = JIXIAO__SCORE_ADJUST_REQUEST__INIT;
	Jixiao__ScoreAdjustment items[4], *adjustments[4];

	for (size_t i = 0; i < n; i++) {
		const Jixiao__Score *standing = get(rows[i].indicator);

		items[i] = (Jixiao__ScoreAdjustment)JIXIAO__SCORE_ADJUSTMENT__INIT;
		items[i].indicator = TEXT(rows[i].indicator);
		items[i].points = TEXT(rows[i].points);
		items[i].reason = TEXT(rows[i].reason);
		items[i].revision = standing != NULL ? standing->revision : 0;
		adjustments[i] = &items[i];
	}
	request.evaluation = evaluation;
	request.adjustments = adjustments;
	request.n_adjustments = n;
	request.reason = TEXT(reason);
	return fixture_call(&fixture, person, "Score.Adjust", &request, NULL);
}

static const struct adjustment two[] = { { "C11", "38", "停办一次不可归责" }, { "C13", "12", "" } };

static void test_a_leader_adjusts_many_by_one_event_and_another_leader_approves_them(void **state)
{
	uint64_t before;

	(void)state;
	score_all();
	before = fixture_log_size(&fixture);
	assert_int_equal(adjust("member", two, 2, "经集体研究"), STATUS_PERMISSION_DENIED);
	assert_int_equal(adjust("leader", two, 2, "经集体研究"), STATUS_OK);
	assert_int_equal(fixture_log_size(&fixture), before + 1);
	assert_string_equal(get("C11")->points, "38.00");
	assert_string_equal(get("C11")->computed, "36.00");
	assert_true(get("C11")->overridden);
	assert_string_equal(get("C11")->reason, "停办一次不可归责");
	assert_string_equal(get("C13")->reason, "经集体研究");
	assert_string_equal(get("C13")->proposed_by, "leader");
	assert_int_equal(review("leader", "Score.Approve", "C11", ""), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "scores[C11]", MSG_FOUR_EYES));
	assert_int_equal(review("second", "Score.Approve", NULL, ""), STATUS_OK);
	assert_string_equal(list()->total, "90.00");
}

static void test_an_approved_score_that_is_adjusted_waits_again(void **state)
{
	(void)state;
	score_all();
	assert_int_equal(review("leader", "Score.Approve", NULL, ""), STATUS_OK);
	assert_int_equal(adjust("second", two, 2, "经集体研究"), STATUS_OK);
	assert_int_equal(get("C11")->state, JIXIAO__SCORE_STATE__SCORE_STATE_PROPOSED);
	assert_string_equal(get("C11")->reviewed_by, "");
	assert_string_equal(list()->total, "");
	assert_string_equal(list()->grade, "");
}

static void test_one_wrong_adjustment_adjusts_nothing_and_each_is_named(void **state)
{
	static const struct adjustment rows[] = {
		{ "C11", "38", "" }, { "C12", "30.001", "" }, { "C99", "1", "" }, { "C13", "21", "" }
	};
	static const struct adjustment twice[] = { { "C11", "38", "" }, { "C11", "", "" } };

	(void)state;
	score_all();
	assert_int_equal(adjust("leader", rows, 4, "经集体研究"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "adjustments[1].points", MSG_SCORE_PLACES));
	assert_true(fixture_violated(&fixture, "adjustments[2]", MSG_ENTRY_NO_INDICATOR));
	assert_true(fixture_violated(&fixture, "adjustments[3].points", MSG_SCORE_OUT_OF_RANGE));
	assert_string_equal(get("C11")->points, "36.00");
	assert_int_equal(adjust("leader", twice, 2, " "), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "adjustments[1].indicator", MSG_ADJUST_TWICE));
	assert_true(fixture_violated(&fixture, "adjustments[1].points", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "adjustments[0].reason", MSG_ADJUST_REASON_REQUIRED));
	assert_int_equal(adjust("leader", rows, 0, "理由"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "adjustments", MSG_FIELD_REQUIRED));
}

static void test_adjustments_are_taken_back_to_what_stood_before_each(void **state)
{
	Jixiao__ScoreWithdrawRequest request = JIXIAO__SCORE_WITHDRAW_REQUEST__INIT;

	(void)state;
	assert_int_equal(compute("member", NULL), STATUS_OK);
	assert_int_equal(PROPOSE("member", "C11", -1, 0, "", "", "少开一次"), STATUS_OK);
	assert_int_equal(adjust("leader", two, 2, "经集体研究"), STATUS_OK);
	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "leader", "Score.Withdraw", &request, NULL), STATUS_OK);
	assert_string_equal(get("C11")->points, "36.00");
	assert_string_equal(get("C11")->proposed_by, "member");
	assert_string_equal(get("C11")->reason, "少开一次");
	assert_string_equal(get("C13")->points, "10.00");
	assert_string_equal(get("C13")->proposed_by, "");
}

/* ---- Sign ---- */

static void test_scores_are_signed_once_all_are_approved(void **state)
{
	(void)state;
	score_all();
	assert_int_equal(sign("leader"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_SCORE_NOT_ALL_APPROVED);
	assert_int_equal(review("leader", "Score.Approve", NULL, ""), STATUS_OK);
	assert_int_equal(sign("leader"), STATUS_OK);
	assert_int_equal(sign("second"), STATUS_OK);
}

static void test_a_signature_that_would_count_for_nothing_is_refused(void **state)
{
	(void)state;
	put_money("80.00", "leader");
	put_entry("C11", "9", "leader", "E001");
	put_entry("C12", "", "leader", "E001");
	put_entry("C14", "达到", "leader", "E002");
	score_all();
	assert_int_equal(review("second", "Score.Approve", NULL, ""), STATUS_OK);
	assert_int_equal(sign("leader"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_int_equal(sign("second"), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_compute_scores_every_rule_that_needs_no_judgement),
		TEST(test_compute_leaves_what_stands_and_renews_what_is_stale),
		TEST(test_a_reason_outlives_a_change_that_leaves_the_points),
		TEST(test_a_rule_that_cannot_be_computed_is_named_and_nothing_is_written),
		TEST(test_what_does_not_apply_is_not_scored_and_the_total_is_rescaled),
		TEST(test_a_judgement_is_scored_by_its_rule),
		TEST(test_what_a_judgement_lacks_is_named),
		TEST(test_a_share_lies_in_its_tier),
		TEST(test_a_missing_score_says_why_it_is_missing),
		TEST(test_a_point_counts_only_with_the_evidence_that_it_names),
		TEST(test_a_point_counts_only_with_evidence_that_is_cited_for_it),
		TEST(test_an_override_keeps_both_figures_and_needs_a_reason),
		TEST(test_nothing_is_scored_before_its_data_is_accepted),
		TEST(test_a_proposal_on_an_outdated_revision_is_aborted),
		TEST(test_a_leader_approves_all_that_waits),
		TEST(test_nobody_approves_what_they_proposed_entered_or_gave_the_funds_for),
		TEST(test_one_refusal_refuses_all_and_every_refusal_is_named),
		TEST(test_a_stale_score_is_not_approved),
		TEST(test_a_score_is_sent_back_with_a_comment_and_proposed_again),
		TEST(test_a_leader_adjusts_many_by_one_event_and_another_leader_approves_them),
		TEST(test_an_approved_score_that_is_adjusted_waits_again),
		TEST(test_one_wrong_adjustment_adjusts_nothing_and_each_is_named),
		TEST(test_adjustments_are_taken_back_to_what_stood_before_each),
		TEST(test_scores_are_signed_once_all_are_approved),
		TEST(test_a_signature_that_would_count_for_nothing_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
