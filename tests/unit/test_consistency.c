#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/domain/consistency.h"
#include "seed.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct dossier *dossier;
static struct inconsistency *found;
static size_t n;

static int setup(void **state)
{
	(void)state;
	dossier = seed_dossier(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void check(void)
{
	n = consistency_check(&arena, dossier, &found);
}

static const struct inconsistency *find(const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i].id, id) == 0)
			return &found[i];
	return NULL;
}

static size_t errors(void)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += found[i].error;
	return sum;
}

static struct score *score(const char *code)
{
	return (struct score *)dossier_score(dossier, code);
}
static struct entry *entry(const char *code)
{
	return (struct entry *)dossier_entry(dossier, code);
}

static void test_the_corrected_example_has_no_error(void **state)
{
	(void)state;
	check();
	for (size_t i = 0; i < n; i++)
		if (found[i].error)
			fprintf(stderr, "  %s\n", found[i].id);
	assert_int_equal(errors(), 0);
	/* All marks are full, yet there are findings: worth a look, no error. */
	assert_non_null(find("full-with-findings:"));
}

/* ---- one contradiction each ---- */

static void weight_wrong(void)
{
	((struct indicator *)dossier_indicator(dossier, "C"))->weight = DECIMAL(60);
}
static void breakdown_without_remainder(void)
{
	dossier->funds.breakdowns[0].n_uses--;
}
static void more_paid_than_received(void)
{
	dossier->funds.flows[1].paid.fen += 1;
	for (size_t i = 0; i < dossier->funds.n_breakdowns; i++)
		dossier->funds.breakdowns[i].uses[0].amount.fen += 1;
	/* The scores rest on it; not this rule's matter. */
	score("B12")->explanation = score("B12")->computed = "";
}
static void source_not_budgeted(void)
{
	dossier->funds.flows[0].source = "捐赠";
}
static void evidence_gone(void)
{
	static const char *ids[] = { "E404" };

	entry("C11")->evidence = ids;
	entry("C11")->n_evidence = 1;
}
static void score_above_its_weight(void)
{
	score("C11")->points = DECIMAL(4);
}
static void score_outdated(void)
{
	entry("C11")->revision++;
}
static void score_rule_says_otherwise(void)
{
	score("C11")->computed = "2.99";
}
static void target_changed_since(void)
{
	((struct indicator *)dossier_indicator(dossier, "C11"))->target.value.number = DECIMAL(9);
}
static void deduction_without_reason(void)
{
	score("C11")->points = DECIMAL(2);
	score("C11")->overridden = true;
	dossier->findings[0].indicator = "C11";
}
static void score_not_approved(void)
{
	score("C11")->state = SCORE_PROPOSED;
}
static void finding_on_nothing(void)
{
	dossier->findings[0].indicator = "Z99";
}
static void recommendation_on_nothing(void)
{
	dossier->recommendations[0].finding = "F99";
	dossier->recommendations[1].finding = "F01";
}

static void test_each_contradiction_is_one_error_with_a_stable_id(void **state)
{
	static const struct {
		void (*contradict)(void);
		const char *id, *path;
		enum message_id message;
	} rows[] = {
		{ weight_wrong, "scheme:indicators[C].weight", "indicators[C].weight", MSG_WEIGHT_CHILDREN },
		{ breakdown_without_remainder, "funds-breakdown:按用途", "funds.breakdowns[按用途]", MSG_CHECK_BREAKDOWN_SUM },
		{ more_paid_than_received, "funds-paid:", "funds", MSG_CHECK_PAID_OVER_RECEIVED },
		{ source_not_budgeted, "funds-source:捐赠", "funds.flows[捐赠]", MSG_CHECK_SOURCE_UNKNOWN },
		{ evidence_gone, "entry-evidence:C11:E404", "entries[C11]", MSG_CHECK_EVIDENCE_UNKNOWN },
		{ score_above_its_weight, "score-range:C11", "scores[C11]", MSG_CHECK_SCORE_RANGE },
		{ score_outdated, "score-stale:C11", "scores[C11]", MSG_CHECK_SCORE_STALE },
		{ score_rule_says_otherwise, "score-stale:C11", "scores[C11]", MSG_CHECK_SCORE_STALE },
		{ target_changed_since, "score-stale:C11", "scores[C11]", MSG_CHECK_SCORE_STALE },
		{ deduction_without_reason, "score-reason:C11", "scores[C11]", MSG_CHECK_SCORE_REASON },
		{ score_not_approved, "score-missing:C11", "scores[C11]", MSG_CHECK_SCORE_MISSING },
		{ finding_on_nothing, "finding-indicator:F01", "findings[F01]", MSG_CHECK_FINDING_INDICATOR },
		{ recommendation_on_nothing, "recommendation-finding:R01", "recommendations[R01]",
		  MSG_CHECK_RECOMMENDATION_FINDING },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const struct inconsistency *one;

		teardown(NULL);
		setup(NULL);
		rows[i].contradict();
		check();
		one = find(rows[i].id);
		if (one == NULL)
			fail_msg("%s was not found", rows[i].id);
		assert_string_equal(one->path, rows[i].path);
		assert_int_equal(one->message, rows[i].message);
		assert_true(one->error);
		assert_true(inconsistency_blocks(one));
		if (errors() != 1)
			fail_msg("%s is one of %zu errors", rows[i].id, errors());
	}
}

static void test_an_orphan_is_an_error(void **state)
{
	(void)state;
	score("C11")->indicator = "Z99";
	entry("C12")->indicator = "Z98";
	check();
	assert_non_null(find("score-indicator:Z99"));
	assert_non_null(find("score-missing:C11"));
	assert_non_null(find("entry-indicator:Z98"));
	assert_non_null(find("score-stale:C12"));
}

static void test_hints_do_not_stop_the_report(void **state)
{
	(void)state;
	entry("C31")->actual = "2025-01-01";
	dossier->n_recommendations = 0;
	dossier->funds.flows[1].received.fen += 1;
	check();
	assert_non_null(find("entry-date:C31"));
	assert_non_null(find("finding-answer:F01"));
	assert_non_null(find("funds-received:"));
	assert_false(inconsistency_blocks(find("entry-date:C31")));
	assert_false(inconsistency_blocks(find("finding-answer:F01")));
	assert_false(inconsistency_blocks(find("funds-received:")));
}

static void test_a_deduction_that_no_finding_speaks_of_is_a_hint(void **state)
{
	(void)state;
	score("C11")->points = DECIMAL(2);
	score("C11")->overridden = true;
	score("C11")->reason = "少一次";
	check();
	assert_int_equal(errors(), 0);
	assert_non_null(find("deduction-finding:C11"));
	assert_null(find("full-with-findings:"));
	dossier->findings[0].indicator = "C11";
	check();
	assert_null(find("deduction-finding:C11"));
}

static void test_a_target_that_was_overshot_wants_a_word(void **state)
{
	struct scoring_input input;
	struct scoring_result result;
	struct status status = STATUS_INIT;

	(void)state;
	entry("C13")->actual = "24";
	assert_true(dossier_scoring_input(&arena, dossier, dossier_indicator(dossier, "C13"), &input));
	assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
	score("C13")->achieved = result.achieved;
	score("C13")->explanation = result.explanation;
	check();
	assert_int_equal(errors(), 0);
	assert_non_null(find("score-deviation:C13"));
	score("C13")->reason = "参训意愿高于预期";
	check();
	assert_null(find("score-deviation:C13"));
}

static void test_a_false_alarm_stops_nothing_once_a_leader_accepts_it(void **state)
{
	struct dismissal dismissals[] = { { "funds-breakdown:按用途", "四舍五入", "yangshuo", "" } };

	(void)state;
	breakdown_without_remainder();
	dossier->dismissals = dismissals;
	dossier->n_dismissals = 1;
	check();
	assert_ptr_equal(find("funds-breakdown:按用途")->dismissal, &dismissals[0]);
	assert_true(inconsistency_blocks(find("funds-breakdown:按用途")));
	dismissals[0].accepted_by = "zhangguodong";
	check();
	assert_false(inconsistency_blocks(find("funds-breakdown:按用途")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_the_corrected_example_has_no_error),
		TEST(test_each_contradiction_is_one_error_with_a_stable_id),
		TEST(test_an_orphan_is_an_error),
		TEST(test_hints_do_not_stop_the_report),
		TEST(test_a_deduction_that_no_finding_speaks_of_is_a_hint),
		TEST(test_a_target_that_was_overshot_wants_a_word),
		TEST(test_a_false_alarm_stops_nothing_once_a_leader_accepts_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
