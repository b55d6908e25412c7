#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/consistency.h"
#include "common/domain/report_model.h"
#include "common/domain/workflow.h"
#include "seed.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static struct decimal decimal(const char *text)
{
	struct decimal value;

	if (!decimal_parse(text, &value))
		fail_msg("\"%s\" is no decimal", text);
	return value;
}

/* 预算管理一体化: <50% → 59, <60% → 69, 60–70% → 79, 70–80% → 89. */
static const struct score_cap usual_caps[] = {
	{ { 500000 }, DECIMAL(59) }, { { 600000 }, DECIMAL(69) }, { { 700000 }, DECIMAL(79) }, { { 800000 }, DECIMAL(89) }
};

/* ${paid} 元 of 10,000 are spent. */
static enum status_code total_of(const char *points, const char *applicable, const char *paid, struct scoring_total *total)
{
	const struct scoring_options options = { .caps = usual_caps, .n_caps = N(usual_caps) };
	const struct scoring_sums sums = { decimal(points), DECIMAL(100), decimal(applicable) };
	struct funds_totals funds = { .budget = { 1000000 }, .received = { 2000000 } };

	assert_true(money_parse(paid, &funds.paid));
	return scoring_total(&arena, &options, &funds, DENOMINATOR_BUDGET, &sums, total, &status);
}

static void test_the_total_is_capped_left_closed_by_the_unrounded_rate(void **state)
{
	static const struct {
		const char *paid, *points, *total;
	} rows[] = {
		{ "0.00", "100", "59.00" },   { "4999.60", "95", "59.00" },    { "4999.99", "95", "59.00" },
		{ "5000.00", "95", "69.00" }, { "5999.99", "95", "69.00" },    { "6000.00", "95", "79.00" },
		{ "6999.99", "95", "79.00" }, { "7000.00", "95", "89.00" },    { "7999.99", "95", "89.00" },
		{ "8000.00", "95", "95.00" }, { "12000.00", "95", "95.00" },   { "7500.00", "88.99", "88.99" },
		{ "7500.00", "89", "89.00" }, { "7500.00", "89.01", "89.00" },
	};
	struct scoring_total total;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(total_of(rows[i].points, "100", rows[i].paid, &total), STATUS_OK);
		if (strcmp(decimal_format_places(&arena, total.total, 2), rows[i].total) != 0)
			fail_msg("row %zu: %s", i, total.capping);
	}
}

static void test_a_cap_shows_the_rate_on_its_own_side_of_the_border(void **state)
{
	struct scoring_total total;

	(void)state;
	assert_int_equal(total_of("95", "100", "4999.60", &total), STATUS_OK);
	assert_string_equal(total.capping, "预算执行率 0.49996 ÷ 1 = 49.996% < 50%，总分不超过 59：95.00 → 59.00");
	assert_int_equal(total_of("40", "100", "5500.00", &total), STATUS_OK);
	assert_string_equal(total.capping, "预算执行率 0.55 ÷ 1 = 55% < 60%，总分不超过 69：40.00，未超过");
	assert_int_equal(total_of("95", "100", "8000.00", &total), STATUS_OK);
	assert_string_equal(total.capping, "");
}

static void test_what_does_not_apply_is_rescaled_once_before_the_cap(void **state)
{
	static const struct {
		const char *points, *applicable, *paid, *rescaled, *total, *rescaling;
	} rows[] = {
		{ "76.5", "90", "9000.00", "85.00", "85.00", "76.50 × 100 ÷ 90 = 85.00" },
		/* 80.01 × 100 ÷ 97 = 82.48453… */
		{ "80.01", "97", "9000.00", "82.48", "82.48", "80.01 × 100 ÷ 97 = 82.48" },
		{ "90", "100", "9000.00", "90.00", "90.00", "" },
		{ "90", "90", "6500.00", "100.00", "79.00", "90.00 × 100 ÷ 90 = 100.00" },
		{ "0", "0.01", "9000.00", "0.00", "0.00", "0.00 × 100 ÷ 0.01 = 0.00" },
	};
	struct scoring_total total;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(total_of(rows[i].points, rows[i].applicable, rows[i].paid, &total), STATUS_OK);
		assert_string_equal(decimal_format_places(&arena, total.points, 2),
				    decimal_format_places(&arena, decimal(rows[i].points), 2));
		assert_string_equal(decimal_format_places(&arena, total.rescaled, 2), rows[i].rescaled);
		assert_string_equal(decimal_format_places(&arena, total.total, 2), rows[i].total);
		assert_string_equal(total.rescaling, rows[i].rescaling);
	}
}

static void test_where_nothing_applies_or_no_rate_is_defined_there_is_no_total(void **state)
{
	const struct scoring_options caps = { .caps = usual_caps, .n_caps = N(usual_caps) };
	const struct scoring_sums sums = { DECIMAL(90), DECIMAL(100), DECIMAL(100) };
	const struct funds_totals nothing = { { 0 }, { 0 }, { 0 } };
	struct scoring_total total;

	(void)state;
	assert_int_equal(total_of("0", "0", "1.00", &total), STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_SCORE_ALL_NOT_APPLICABLE);
	assert_int_equal(scoring_total(&arena, &caps, &nothing, DENOMINATOR_BUDGET, &sums, &total, &status),
			 STATUS_FAILED_PRECONDITION);
	assert_int_equal(status.message.id, MSG_FUNDS_NO_BUDGET);
	assert_int_equal(scoring_total(&arena, &scoring_options_usual, &nothing, DENOMINATOR_BUDGET, &sums, &total, &status),
			 STATUS_OK);
}

static void test_caps_ascend_and_a_lower_rate_never_allows_more(void **state)
{
	static const struct {
		struct score_cap caps[2];
		const char *path;
		enum message_id message;
	} rows[] = {
		{ { { { 0 }, DECIMAL(59) }, { { 600000 }, DECIMAL(69) } }, "scheme.scoring.caps[0].below", MSG_CAP_BELOW },
		{ { { { 600000 }, DECIMAL(59) }, { { 600000 }, DECIMAL(69) } }, "scheme.scoring.caps[1].below", MSG_CAP_BELOW },
		{ { { { 600000 }, DECIMAL(59) }, { DECIMAL(2), DECIMAL(69) } }, "scheme.scoring.caps[1].below", MSG_CAP_BELOW },
		{ { { { 500000 }, DECIMAL(59) }, { { 600000 }, DECIMAL(58) } }, "scheme.scoring.caps[1].cap", MSG_CAP_POINTS },
		{ { { { 500000 }, DECIMAL(59) }, { { 600000 }, DECIMAL(101) } }, "scheme.scoring.caps[1].cap", MSG_CAP_POINTS },
	};
	struct scoring_options options = scoring_options_usual;

	(void)state;
	options.n_caps = 2;
	for (size_t i = 0; i < N(rows); i++) {
		options.caps = rows[i].caps;
		scoring_options_check(&options, &status);
		assert_int_equal(status.n_violations, 1);
		assert_string_equal(status.violations[0].path, rows[i].path);
		assert_int_equal(status.violations[0].message.id, rows[i].message);
		status_clear(&status);
	}
	options.caps = usual_caps;
	options.n_caps = N(usual_caps);
	scoring_options_check(&options, &status);
	assert_int_equal(status.n_violations, 0);
}

/* ---- an evaluation in which some indicators turned out not to apply ---- */

static void declare(struct dossier *dossier, const char *code)
{
	((struct entry *)dossier_entry(dossier, code))->not_applicable = "本年度未安排该项工作";
}

/* C12 and C13, 3 points each, do not apply; C11 lost half a point: 93.5 × 100 ÷ 94 = 99.468… */
static struct dossier *reduced(void)
{
	struct dossier *dossier = seed_dossier(&arena);
	struct score *score = (struct score *)dossier_score(dossier, "C11");

	declare(dossier, "C12");
	declare(dossier, "C13");
	score->points = decimal("2.5");
	score->overridden = true;
	score->reason = "抽查一次无签到";
	return dossier;
}

static void test_an_indicator_that_does_not_apply_counts_nowhere(void **state)
{
	struct dossier *dossier = reduced();
	struct scoring_total total;
	struct score_line *lines;
	size_t n = dossier_score_lines(&arena, dossier, &lines);

	(void)state;
	assert_true(dossier_scores_complete(dossier));
	assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
	assert_string_equal(decimal_format_places(&arena, total.points, 2), "93.50");
	assert_string_equal(decimal_format_places(&arena, total.total, 2), "99.47");
	assert_int_equal(lines[n - 1].count, 17);
	assert_string_equal(decimal_format(&arena, lines[2].weight), "30");
	assert_string_equal(decimal_format(&arena, lines[2].applicable), "24");
	/* 23.5 ÷ 24 */
	assert_string_equal(lines[2].rate, "97.92%");
}

/* Parts sum to the total before cap and rescaling. */
static void test_the_lines_sum_to_the_sum_of_the_scores(void **state)
{
	struct dossier *dossier = reduced();
	struct decimal lines_sum = DECIMAL(0), scores_sum = DECIMAL(0);
	struct scoring_total total;
	struct score_line *lines;
	size_t n = dossier_score_lines(&arena, dossier, &lines);

	(void)state;
	for (size_t i = 0; i + 1 < n; i++)
		decimal_add(lines_sum, lines[i].points, &lines_sum);
	for (size_t i = 0; i < dossier->n_scores; i++)
		if (dossier_is_scored(dossier, dossier_indicator(dossier, dossier->scores[i].indicator)))
			decimal_add(scores_sum, dossier->scores[i].points, &scores_sum);
	assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
	assert_int_equal(lines_sum.micros, total.points.micros);
	assert_int_equal(scores_sum.micros, total.points.micros);
}

static bool report_says(const struct report *report, const char *text)
{
	for (size_t i = 0; i < report->n_blocks; i++) {
		const struct block *block = &report->blocks[i];

		if (block->text != NULL && strstr(block->text, text) != NULL)
			return true;
		for (size_t k = 0; block->table != NULL && k < block->table->rows * block->table->columns; k++)
			if (strstr(block->table->cells[k], text) != NULL)
				return true;
	}
	return false;
}

static void test_the_report_shows_each_step_to_the_total(void **state)
{
	struct dossier *dossier = reduced();
	const struct report *report = report_build(&arena, dossier);
	struct inconsistency *found;

	(void)state;
	assert_true(report_says(report, "总分为99.47分，绩效评级为“优”"));
	assert_true(report_says(report, "折算为百分制：93.50 × 100 ÷ 94 = 99.47。"));
	assert_true(report_says(report, "三级指标数量17个（另有不适用指标2个，不计入），实现三级指标数量17个"));
	assert_true(report_says(report, "本指标不适用，不计分。理由：本年度未安排该项工作。"));
	assert_true(report_says(report, "折算（不适用指标）"));
	assert_false(report_says(report, "限定（预算执行率）"));
	for (size_t i = 0; i < consistency_check(&arena, dossier, &found); i++)
		assert_false(found[i].error);
}

static void test_the_report_shows_the_cap(void **state)
{
	static const struct score_cap caps[] = { { DECIMAL(1), DECIMAL(89) } };
	struct dossier *dossier = reduced();
	struct scoring_total total;

	(void)state;
	/* Nobody scores the execution rate here, so that it may fall. */
	declare(dossier, "B12");
	declare(dossier, "B11");
	dossier->scheme.scoring.caps = caps;
	dossier->scheme.scoring.n_caps = 1;
	dossier->funds.flows[1].paid.fen /= 2;
	assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
	/* (93.5 − 9) × 100 ÷ (94 − 9) = 99.411… */
	assert_string_equal(total.rescaling, "84.50 × 100 ÷ 85 = 99.41");
	assert_string_equal(total.capping, "预算执行率 623.25 ÷ 1246.5 = 50% < 100%，总分不超过 89：99.41 → 89.00");
	assert_true(report_says(report_build(&arena, dossier), "总分为89.00分，绩效评级为“良”"));
	assert_true(report_says(report_build(&arena, dossier), "限定（预算执行率）"));
}

static void test_a_gate_does_not_ask_for_what_does_not_apply(void **state)
{
	struct dossier *dossier = reduced();

	(void)state;
	((struct score *)dossier_score(dossier, "C12"))->state = SCORE_NONE;
	dossier->stage = STAGE_ANALYSIS;
	gate_check(dossier, &status);
	/* Only the signatures are missing. */
	assert_int_equal(status.n_violations, 1);
	assert_int_equal(status.violations[0].message.id, MSG_GATE_SCORES_UNSIGNED);
	assert_null(strstr(status.violations[0].message.args[0], "C12"));
	status_clear(&status);
	for (size_t i = 0; i < dossier->n_entries; i++)
		dossier->entries[i].not_applicable = "无";
	dossier->stage = STAGE_IMPLEMENTATION;
	gate_check(dossier, &status);
	assert_int_equal(status.n_violations, 1);
	assert_int_equal(status.violations[0].message.id, MSG_SCORE_ALL_NOT_APPLICABLE);
}

static void test_a_declaration_counts_only_once_it_is_accepted(void **state)
{
	struct dossier *dossier = reduced();
	const struct indicator *indicator = dossier_indicator(dossier, "C12");

	(void)state;
	assert_false(dossier_is_scored(dossier, indicator));
	((struct entry *)dossier_entry(dossier, "C12"))->state = ENTRY_SUBMITTED;
	assert_true(dossier_is_scored(dossier, indicator));
	assert_false(dossier_scores_complete(dossier));
}

/* ---- deductions and their reasons ---- */

/* What the rule gives now, of which nobody has said why. */
static void compute_again(struct dossier *dossier, const char *code)
{
	struct score *score = (struct score *)dossier_score(dossier, code);
	struct scoring_result result;
	struct scoring_input input;

	assert_true(dossier_scoring_input(&arena, dossier, dossier_indicator(dossier, code), &input));
	assert_int_equal(scoring_compute(&arena, &input, &result, &status), STATUS_OK);
	score->points = result.points;
	score->overridden = false;
	score->explanation = result.explanation;
	score->reason = "";
}

static void rescaled(struct dossier *dossier)
{
	declare(dossier, "C12");
	((struct entry *)dossier_entry(dossier, "C11"))->actual = "9";
	compute_again(dossier, "C11");
}

/* 14 of 10: the target was too low. */
static void deviating(struct dossier *dossier)
{
	((struct indicator *)dossier_indicator(dossier, "C11"))->rule.deviation_limit = decimal("0.3");
	((struct indicator *)dossier_indicator(dossier, "C11"))->rule.deviation_deduction = decimal("0.5");
	((struct entry *)dossier_entry(dossier, "C11"))->actual = "14";
	compute_again(dossier, "C11");
}

static void capped(struct dossier *dossier)
{
	static const struct score_cap caps[] = { { DECIMAL(1), DECIMAL(89) } };

	deviating(dossier);
	declare(dossier, "B12");
	declare(dossier, "B11");
	dossier->scheme.scoring.caps = caps;
	dossier->scheme.scoring.n_caps = 1;
	dossier->funds.flows[1].paid.fen /= 2;
}

static size_t reasons_missing(const struct dossier *dossier, const char *path)
{
	size_t n = 0;

	status_clear(&status);
	gate_check(dossier, &status);
	for (size_t i = 0; i < status.n_violations; i++)
		if (status.violations[i].message.id == MSG_GATE_REASON_MISSING) {
			assert_string_equal(status.violations[i].path, path);
			n++;
		}
	return n;
}

/* The gate asks for the reason of what an indicator lost, and of nothing else: what does not apply and what a cap takes off the
 * total carry theirs already. */
static void test_every_deduction_has_its_reason_or_the_gate_names_it(void **state)
{
	static const struct {
		void (*change)(struct dossier *dossier);
		const char *points;
	} rows[] = { { rescaled, "2.70" }, { deviating, "2.50" }, { capped, "2.50" } };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct dossier *dossier = seed_dossier(&arena);
		struct score *score = (struct score *)dossier_score(dossier, "C11");

		dossier->stage = STAGE_ANALYSIS;
		assert_int_equal(reasons_missing(dossier, ""), 0);
		rows[i].change(dossier);
		assert_string_equal(decimal_format_places(&arena, score->points, 2), rows[i].points);
		assert_int_equal(reasons_missing(dossier, "scores[C11].reason"), 1);
		score->reason = "已说明";
		assert_int_equal(reasons_missing(dossier, ""), 0);
	}
}

static void test_what_was_declared_and_capped_carries_its_reason(void **state)
{
	struct dossier *dossier = seed_dossier(&arena);
	struct scoring_total total;

	(void)state;
	capped(dossier);
	assert_string_equal(dossier_not_applicable(dossier, dossier_indicator(dossier, "B11")), "本年度未安排该项工作");
	assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
	assert_non_null(strstr(total.capping, "总分不超过 89"));
	assert_non_null(strstr(total.rescaling, "× 100 ÷ 91"));
}

/* 19 set, 19 met; of a score that is not approved nothing counts, and without it there is no grade to give. */
static void test_each_line_counts_what_is_set_and_met_and_the_total_waits_for_all(void **state)
{
	struct dossier *dossier = seed_dossier(&arena);
	struct score_line *lines;
	size_t n = dossier_score_lines(&arena, dossier, &lines);
	unsigned set = 0, met = 0;

	(void)state;
	for (size_t i = 0; i + 1 < n; i++) {
		set += lines[i].count;
		met += lines[i].achieved;
	}
	assert_int_equal(set, 19);
	assert_int_equal(met, 19);
	assert_int_equal(lines[n - 1].count, 19);
	assert_int_equal(lines[n - 1].achieved, 19);
	assert_true(dossier_scores_complete(dossier));
	((struct score *)dossier_score(dossier, "C11"))->state = SCORE_PROPOSED;
	n = dossier_score_lines(&arena, dossier, &lines);
	assert_int_equal(lines[n - 1].count, 19);
	assert_int_equal(lines[n - 1].achieved, 18);
	assert_string_equal(decimal_format_places(&arena, lines[n - 1].points, 2), "97.00");
	assert_false(dossier_scores_complete(dossier));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
		TEST(test_the_total_is_capped_left_closed_by_the_unrounded_rate),
		TEST(test_a_cap_shows_the_rate_on_its_own_side_of_the_border),
		TEST(test_what_does_not_apply_is_rescaled_once_before_the_cap),
		TEST(test_where_nothing_applies_or_no_rate_is_defined_there_is_no_total),
		TEST(test_caps_ascend_and_a_lower_rate_never_allows_more),
		TEST(test_an_indicator_that_does_not_apply_counts_nowhere),
		TEST(test_the_lines_sum_to_the_sum_of_the_scores),
		TEST(test_the_report_shows_each_step_to_the_total),
		TEST(test_the_report_shows_the_cap),
		TEST(test_a_gate_does_not_ask_for_what_does_not_apply),
		TEST(test_a_declaration_counts_only_once_it_is_accepted),
		TEST(test_every_deduction_has_its_reason_or_the_gate_names_it),
		TEST(test_what_was_declared_and_capped_carries_its_reason),
		TEST(test_each_line_counts_what_is_set_and_met_and_the_total_waits_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
