/* What holds of every score, over thousands of cases from a fixed seed (DECISIONS of docs/architecture.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/domain/dossier.h"
#include "common/domain/questionnaire.h"
#include "example.h"

enum { CASES = 4000 };

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;
static uint64_t dice;

static int start(void **state)
{
	(void)state;
	dice = 20240601;
	return 0;
}

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

/* Knuth's MMIX generator: the same cases on every machine. */
static int64_t random_below(int64_t limit)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((dice >> 20) % (uint64_t)limit);
}

/* Up to ${limit}, with up to six places; often a round number, as people write them. */
static struct decimal random_decimal(int64_t limit)
{
	int64_t micros = random_below(limit * DECIMAL_ONE + 1);

	return (struct decimal){ random_below(2) == 0 ? micros : micros / DECIMAL_ONE * DECIMAL_ONE };
}

static struct decimal random_weight(void)
{
	return (struct decimal){ (1 + random_below(10000)) * 10000 };
}

static struct date random_day(void)
{
	struct date day;

	assert_true(
		date_parse(arena_printf(&arena, "2024-%02d-%02d", (int)random_below(12) + 1, (int)random_below(28) + 1), &day));
	return day;
}

static struct scoring_input random_input(enum rule_kind kind)
{
	static const struct score_band bands[] = { { { 0 }, DECIMAL(1), true },
						   { { 10000000 }, { 600000 }, true },
						   { { 20000000 }, { 0 }, true } };
	struct scoring_input input = {
		.weight = random_weight(),
		.rule = { .kind = kind,
			  .floor = { random_below(DECIMAL_ONE) },
			  .step = { 1 + random_below(20 * DECIMAL_ONE) },
			  .deduction = random_decimal(5),
			  .per_day = random_decimal(2) },
		.target = { kind == RULE_INVERSE ? OP_AT_MOST : OP_AT_LEAST, { .kind = VALUE_NUMBER }, "" },
		.actual = { .kind = VALUE_NUMBER, .number = random_decimal(300) },
	};

	input.target.value.number = (struct decimal){ 1 + random_decimal(200).micros };
	if (kind == RULE_STEP)
		input.target.op = (enum target_op)(OP_AT_LEAST + random_below(3));
	if (kind == RULE_STEP && random_below(2) == 0) {
		input.rule.bands = bands;
		input.rule.n_bands = 3;
	}
	if (kind == RULE_DEADLINE) {
		input.target.value = (struct value){ .kind = VALUE_DATE, .date = random_day() };
		input.actual = (struct value){ .kind = VALUE_DATE, .date = random_day() };
	}
	return input;
}

static struct decimal score(const struct scoring_input *input)
{
	struct scoring_result result;

	if (scoring_compute(&arena, input, &result, &status) != STATUS_OK)
		fail_msg("%s: %s", rule_rows[input->rule.kind].name, message_name(status.message.id));
	if (result.points.micros < 0 || decimal_compare(result.points, input->weight) > 0 || !decimal_fits(result.points, 2))
		fail_msg("%s: %s", rule_rows[input->rule.kind].name, result.explanation);
	return result.points;
}

static const enum rule_kind computed[] = { RULE_RATIO, RULE_INVERSE, RULE_EXACT,	RULE_FLOOR_RATE,
					   RULE_RATE,  RULE_STEP,    RULE_SATISFACTION, RULE_DEADLINE };
enum { COMPUTED = sizeof(computed) / sizeof(computed[0]) };

static void test_no_score_is_below_0_or_above_its_weight(void **state)
{
	(void)state;
	for (size_t k = 0; k < COMPUTED; k++)
		for (int i = 0; i < CASES; i++) {
			struct scoring_input input = random_input(computed[k]);

			input.rule.deviation_limit = (struct decimal){ 1 + random_below(DECIMAL_ONE) };
			input.rule.deviation_deduction = random_decimal(10);
			score(&input);
			arena_reset(&arena);
		}
}

/* How far the actual is from what the operator wants; the further, the fewer points. */
static int64_t distance(const struct scoring_input *input)
{
	int64_t actual = input->actual.number.micros, target = input->target.value.number.micros;

	if (input->rule.kind == RULE_DEADLINE)
		return date_days(input->target.value.date, input->actual.date);
	if (input->rule.kind == RULE_STEP && input->target.op == OP_EQUAL)
		return actual > target ? actual - target : target - actual;
	return input->target.op == OP_AT_MOST ? actual - target : target - actual;
}

static void test_a_score_is_monotone_in_its_rule_before_deviation(void **state)
{
	(void)state;
	for (size_t k = 0; k < COMPUTED; k++)
		for (int i = 0; i < CASES; i++) {
			struct scoring_input nearer = random_input(computed[k]), further = nearer;

			further.actual = random_input(computed[k]).actual;
			if (distance(&nearer) > distance(&further)) {
				struct scoring_input swap = nearer;

				nearer = further;
				further = swap;
			}
			if (decimal_compare(score(&nearer), score(&further)) < 0)
				fail_msg("%s, case %d", rule_rows[computed[k]].name, i);
			arena_reset(&arena);
		}
}

static void test_deviation_never_adds_and_takes_no_more_than_it_says(void **state)
{
	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct scoring_input with = random_input(i % 2 == 0 ? RULE_RATIO : RULE_EXACT), without = with;
		struct decimal cut;

		with.rule.deviation_limit = (struct decimal){ 1 + random_below(DECIMAL_ONE) };
		with.rule.deviation_deduction = (struct decimal){ random_below(1000) * 10000 };
		assert_true(decimal_subtract(score(&without), score(&with), &cut));
		assert_true(cut.micros >= 0 && decimal_compare(cut, with.rule.deviation_deduction) <= 0);
		arena_reset(&arena);
	}
}

static void test_more_satisfied_people_are_no_less_satisfaction(void **state)
{
	struct rule rule = { .kind = RULE_SATISFACTION };

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct scoring_input input = random_input(RULE_SATISFACTION);
		uint32_t valid = 1 + (uint32_t)random_below(5000), satisfied = (uint32_t)random_below(valid);
		struct questionnaire_counts fewer = { 5000, 5000, valid, satisfied, NULL, 0 }, more = fewer;
		struct decimal before;

		more.satisfied++;
		input.rule = rule;
		input.questionnaire = &fewer;
		before = score(&input);
		input.questionnaire = &more;
		assert_true(decimal_compare(before, score(&input)) <= 0);
		arena_reset(&arena);
	}
}

/* Random scores, and some indicators that do not apply. Returns whether any applies. */
static bool shuffle(struct dossier *dossier)
{
	bool any = false;

	for (size_t i = 0; i < dossier->n_scores; i++) {
		struct score *one = &dossier->scores[i];
		const struct indicator *indicator = dossier_indicator(dossier, one->indicator);
		struct entry *entry = (struct entry *)dossier_entry(dossier, one->indicator);

		one->points.micros = random_below(indicator->weight.micros / 10000 + 1) * 10000;
		entry->not_applicable = random_below(4) == 0 ? "不适用" : "";
		any = any || *entry->not_applicable == '\0';
	}
	return any;
}

static void test_parts_sum_to_the_total_before_cap_and_rescaling(void **state)
{
	static const char *const examples[] = { "training", "construction", "self-evaluation", "informatization" };
	struct arena own = ARENA_INIT;

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		struct dossier *dossier = example_dossier(&own, examples[k]);

		for (int i = 0; i < CASES / 4; i++) {
			struct decimal lines_sum = DECIMAL(0), scores_sum = DECIMAL(0);
			bool any = shuffle(dossier);
			struct scoring_total total;
			struct score_line *lines;
			size_t n = dossier_score_lines(&arena, dossier, &lines);

			if (!any)
				continue;
			for (size_t j = 0; j + 1 < n; j++)
				assert_true(decimal_add(lines_sum, lines[j].points, &lines_sum));
			for (size_t j = 0; j < dossier->n_scores; j++)
				if (dossier_is_scored(dossier, dossier_indicator(dossier, dossier->scores[j].indicator)))
					assert_true(decimal_add(scores_sum, dossier->scores[j].points, &scores_sum));
			assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
			assert_int_equal(lines_sum.micros, total.points.micros);
			assert_int_equal(scores_sum.micros, total.points.micros);
			assert_true(decimal_compare(total.rescaled, total.points) >= 0);
			assert_true(decimal_compare(total.total, total.rescaled) <= 0);
			assert_true(total.total.micros >= 0 && decimal_compare(total.rescaled, DECIMAL(100)) <= 0);
			arena_reset(&arena);
		}
	}
	arena_clear(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, clear)
		TEST(test_no_score_is_below_0_or_above_its_weight),
		TEST(test_a_score_is_monotone_in_its_rule_before_deviation),
		TEST(test_deviation_never_adds_and_takes_no_more_than_it_says),
		TEST(test_more_satisfied_people_are_no_less_satisfaction),
		TEST(test_parts_sum_to_the_total_before_cap_and_rescaling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
