#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/consistency.h"
#include "common/domain/early_warning.h"
#include "seed.h"

static struct arena arena = ARENA_INIT;
static struct dossier *dossier;
static struct early_warning warnings[EARLY_WARNINGS];
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

static void look(void)
{
	n = early_warnings(&arena, dossier, warnings);
}

/* Budget, received and paid in 元, all of the first source. The score of the execution rate, which fresh scores follow, is made
 * to rest on them. */
static void set_funds(int64_t budget, int64_t received, int64_t paid)
{
	dossier->scheme.n_budget = dossier->funds.n_flows = 1;
	dossier->scheme.budget[0].amount.fen = budget * 100;
	dossier->funds.flows[0].received.fen = received * 100;
	dossier->funds.flows[0].paid.fen = paid * 100;
	for (size_t i = 0; i < dossier->n_scores; i++) {
		const struct indicator *indicator = dossier_indicator(dossier, dossier->scores[i].indicator);
		struct scoring_result result;
		struct scoring_input input;
		struct status status = STATUS_INIT;

		if (indicator_uses_funds(indicator) && dossier_scoring_input(&arena, dossier, indicator, &input) &&
		    scoring_compute(&arena, &input, &result, &status) == STATUS_OK) {
			dossier->scores[i].points = result.points;
			dossier->scores[i].computed = decimal_format(&arena, result.points);
			dossier->scores[i].explanation = result.explanation;
		}
		status_clear(&status);
	}
}

static struct ratio percent(int64_t hundredths)
{
	return ratio_of((struct decimal){ hundredths * 100 });
}

static void test_a_score_rate_more_than_5_percent_above_the_execution_rate_is_red(void **state)
{
	/* In 0.01%. The published example: marks 100%, execution 45.17%. */
	static const struct {
		int64_t score, execution;
		bool red;
	} rows[] = {
		{ 10000, 4517, true }, { 10000, 9500, false }, { 10000, 9499, true }, { 10000, 10000, false },
		{ 8000, 7600, false }, { 8000, 7599, true },   { 8000, 9000, false }, { 0, 0, false },
		{ 0, 5000, false },    { 10000, 0, true },
	};
	struct ratio excess;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (score_rate_is_far_above(percent(rows[i].score), percent(rows[i].execution), &excess) != rows[i].red)
			fail_msg("row %zu", i);
}

static void test_an_unspent_share_over_20_percent_is_yellow(void **state)
{
	static const struct {
		int64_t budget, paid; /* fen */
		bool yellow;
	} rows[] = {
		{ 10000, 8000, false }, { 10000, 7999, true }, { 10000, 10000, false }, { 10000, 12000, false },
		{ 10000, 0, true },	{ 0, 0, false },       { 0, 100, false },
	};
	struct ratio share;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (unspent_share_is_large((struct money){ rows[i].budget }, (struct money){ rows[i].paid }, &share) !=
		    rows[i].yellow)
			fail_msg("row %zu", i);
}

static void test_a_project_that_spent_its_budget_is_warned_of_nothing(void **state)
{
	(void)state;
	look();
	assert_int_equal(n, 0);
}

static void test_full_marks_beside_unspent_funds_are_warned_of_with_the_way_to_the_figure(void **state)
{
	(void)state;
	set_funds(1000000, 1000000, 451700);
	look();
	assert_int_equal(n, 2);
	assert_int_equal(warnings[0].colour, WARNING_RED);
	/* The execution rate's own score is low, and does not count. */
	assert_string_equal(warnings[0].args[0], "100%");
	assert_string_equal(warnings[0].args[1], "45.17%");
	assert_string_equal(warnings[0].args[2], "54.83%");
	assert_int_equal(warnings[1].colour, WARNING_YELLOW);
	assert_string_equal(warnings[1].id, "unspent");
	assert_string_equal(warnings[1].args[0], "100");
	assert_string_equal(warnings[1].args[1], "45.17");
	assert_string_equal(warnings[1].args[2], "54.83%");
}

static void test_the_execution_rate_has_the_schemes_denominator(void **state)
{
	(void)state;
	/* Half of the budget arrived, and all of that was paid: 100% of what was received, 50% of the budget. */
	set_funds(1000000, 500000, 500000);
	look();
	assert_int_equal(n, 1);
	assert_string_equal(warnings[0].id, "unspent");
	for (size_t i = 0; i < dossier->n_indicators; i++)
		dossier->indicators[i].rule.denominator = DENOMINATOR_BUDGET;
	set_funds(1000000, 500000, 500000);
	look();
	assert_int_equal(n, 2);
	assert_string_equal(warnings[0].args[1], "50%");
}

static void test_a_budget_of_0_is_yellow_once_there_is_a_scheme(void **state)
{
	(void)state;
	dossier->funds.state = ENTRY_NONE;
	dossier->scheme.n_budget = 0;
	look();
	assert_int_equal(n, 1);
	assert_string_equal(warnings[0].id, "no-budget");
	dossier->scheme.revision = 0;
	look();
	assert_int_equal(n, 0);
}

static void test_nothing_is_judged_before_it_is_accepted_and_approved(void **state)
{
	(void)state;
	set_funds(1000000, 1000000, 451700);
	dossier->scores[0].state = SCORE_PROPOSED;
	look();
	assert_int_equal(n, 1);
	assert_int_equal(warnings[0].colour, WARNING_YELLOW);
	dossier->funds.state = ENTRY_SUBMITTED;
	look();
	assert_int_equal(n, 0);
}

static void test_the_consistency_check_shows_warnings_as_hints_that_never_block(void **state)
{
	struct inconsistency *found;
	size_t hints = 0, count;

	(void)state;
	set_funds(1000000, 1000000, 451700);
	count = consistency_check(&arena, dossier, &found);
	for (size_t i = 0; i < count; i++)
		if (strncmp(found[i].id, "early-warning:", strlen("early-warning:")) == 0) {
			assert_false(inconsistency_blocks(&found[i]));
			hints++;
		}
	assert_int_equal(hints, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_score_rate_more_than_5_percent_above_the_execution_rate_is_red),
		TEST(test_an_unspent_share_over_20_percent_is_yellow),
		TEST(test_a_project_that_spent_its_budget_is_warned_of_nothing),
		TEST(test_full_marks_beside_unspent_funds_are_warned_of_with_the_way_to_the_figure),
		TEST(test_the_execution_rate_has_the_schemes_denominator),
		TEST(test_a_budget_of_0_is_yellow_once_there_is_a_scheme),
		TEST(test_nothing_is_judged_before_it_is_accepted_and_approved),
		TEST(test_the_consistency_check_shows_warnings_as_hints_that_never_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
