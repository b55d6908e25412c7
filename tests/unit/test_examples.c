/* docs/examples/: every score that was computed by hand there, and properties that hold of every score. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "client/scheme_file.h"
#include "common/domain/score_verify.h"
#include "common/report/render.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "example.h"

static const char *const examples[] = { "training", "construction", "self-evaluation", "informatization" };
enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

static struct arena arena = ARENA_INIT;
static struct status status = STATUS_INIT;

static int clear(void **state)
{
	(void)state;
	arena_clear(&arena);
	status_clear(&status);
	return 0;
}

static const char *words(struct decimal points)
{
	return decimal_format_places(&arena, points, 2);
}

/* What a row of expected.tsv or edges.tsv speaks of: an indicator's points, 合计, 总分 or 评级. */
static const char *value_of(const struct dossier *dossier, const char *code)
{
	struct scoring_total total;
	const struct indicator *indicator = dossier_indicator(dossier, code);

	if (indicator != NULL)
		return dossier_is_scored(dossier, indicator) ? words(dossier_score(dossier, code)->points) : "不适用";
	assert_int_equal(dossier_total(&arena, dossier, &total, &status), STATUS_OK);
	if (strcmp(code, "合计") == 0)
		return words(total.points);
	return strcmp(code, "总分") == 0 ? words(total.total) : grade_of(total.total, dossier->scheme.grades);
}

static const char *way_of(const struct dossier *dossier, const char *code)
{
	const struct score *score = dossier_score(dossier, code);

	return score != NULL ? score->explanation : "";
}

static void test_every_example_scores_as_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		const struct dossier *dossier = example_dossier(&arena, examples[i]);
		const struct tsv *expected = example_tsv(&arena, examples[i], "expected.tsv");

		for (size_t k = 0; k < expected->rows; k++) {
			const char *const *row = expected->cells[k];
			const struct score *score = dossier_score(dossier, row[0]);
			const char *got = value_of(dossier, row[0]);

			if (strcmp(got, row[1]) != 0 || (score != NULL && strcmp(score->completion, row[2]) != 0))
				fail_msg("%s %s: got %s %s, by hand %s %s (%s); %s", examples[i], row[0], got,
					 score != NULL ? score->completion : "", row[1], row[2], row[3],
					 way_of(dossier, row[0]));
		}
	}
}

/* ---- edges ---- */

static void change(struct dossier *dossier, const char *code, const char *what, const char *value)
{
	struct entry *entry = (struct entry *)dossier_entry(dossier, code);
	struct score *score = (struct score *)dossier_score(dossier, code);
	struct fund_flow *flows = dossier->funds.flows;

	if (strcmp(what, "actual") == 0 && entry->n_parts > 0) {
		entry->n_parts = 1;
		assert_true(decimal_parse(value, &entry->parts[0].value));
	} else if (strcmp(what, "actual") == 0)
		entry->actual = value;
	else if (strcmp(what, "counts") == 0)
		entry->questionnaire = example_counts(&arena, value);
	else if (strcmp(what, "paid") == 0) {
		/* All of it from the first source. */
		for (size_t i = 1; i < dossier->funds.n_flows; i++)
			flows[i].paid.fen = 0;
		assert_true(money_parse(value, &flows[0].paid));
	} else if (strcmp(what, "received") == 0)
		assert_true(money_parse(value, &flows[0].received));
	else if (strcmp(what, "met") == 0)
		for (size_t i = 0; i < score->n_met; i++)
			score->met[i] = strchr(value, (char)('1' + i)) != NULL;
	else if (strcmp(what, "points") == 0)
		assert_true(decimal_parse(value, &score->points));
	else if (strcmp(what, "tier") == 0) {
		score->tier = (unsigned)atoi(value);
		assert_true(decimal_parse(strchr(value, ':') + 1, &score->share));
	} else
		fail_msg("%s: %s", code, what);
}

static void test_every_edge_scores_as_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		const struct tsv *edges = example_tsv(&arena, examples[i], "edges.tsv");

		for (size_t k = 0; k < edges->rows; k++) {
			const char *const *row = edges->cells[k];
			struct dossier *dossier = example_dossier(&arena, examples[i]);

			change(dossier, row[0], row[1], row[2]);
			example_score(&arena, dossier);
			if (strcmp(value_of(dossier, row[0]), row[3]) != 0)
				fail_msg("%s %s, %s %s: got %s, by hand %s (%s); %s", examples[i], row[0], row[1], row[2],
					 value_of(dossier, row[0]), row[3], row[4], way_of(dossier, row[0]));
		}
	}
}

static void test_a_working_paper_is_printed_and_its_actual_verified(void **state)
{
	struct dossier *dossier = example_dossier(&arena, "training");
	const struct stored_total none = { "", "", "", NULL, 0 };
	struct score_difference *differences;
	struct slice markdown = render_markdown(&arena, report_build(&arena, dossier));
	const char *text = (const char *)markdown.data;

	(void)state;
	assert_non_null(strstr(text, "附件3 工作底稿"));
	assert_non_null(strstr(text, "260 + 180 + 100 = 540"));
	((struct entry *)dossier_entry(dossier, "C12"))->actual = "541";
	assert_int_equal(score_verify(&arena, dossier, &none, &differences), 1);
	assert_string_equal(differences[0].field, "actual");
	assert_string_equal(differences[0].computed, "540");
}

static void test_every_rule_stands_in_an_example(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		const struct dossier *dossier = example_dossier(&arena, examples[i]);

		for (size_t k = 0; k < dossier->n_indicators; k++)
			seen |= 1u << dossier->indicators[k].rule.kind;
	}
	for (unsigned kind = RULE_NONE + 1; kind < RULE_KINDS; kind++)
		if (!(seen & 1u << kind))
			fail_msg("%s", rule_rows[kind].name);
}

static void test_an_example_s_scheme_is_written_and_read_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		Jixiao__SchemeGetReply *reply = (void *)pb_new(&arena, &jixiao__scheme_get_reply__descriptor);
		struct scheme_file file, again;
		struct slice first, second;

		assert_int_equal(
			scheme_file_read(&arena, "s", example_file(&arena, examples[i], "scheme.yaml"), &file, &status),
			STATUS_OK);
		reply->scheme = file.request->scheme;
		reply->n_indicators = file.request->n_indicators;
		reply->indicators = file.request->indicators;
		reply->n_team = file.request->n_team;
		reply->team = file.request->team;
		assert_int_equal(scheme_file_read(&arena, "s", scheme_file_write(&arena, reply), &again, &status), STATUS_OK);
		first = json_canonical(&arena, &file.request->base);
		second = json_canonical(&arena, &again.request->base);
		assert_int_equal(first.size, second.size);
		assert_memory_equal(first.data, second.data, first.size);
	}
}

static void test_an_example_verifies(void **state)
{
	const struct stored_total nothing = { "", "", "", NULL, 0 };
	struct score_difference *differences;

	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++)
		assert_int_equal(score_verify(&arena, example_dossier(&arena, examples[i]), &nothing, &differences), 0);
}

/* A small sample and a small response are warnings; the score is as it is. */
static void test_the_questionnaire_of_the_information_system_warns_twice(void **state)
{
	const struct dossier *dossier = example_dossier(&arena, "informatization");

	(void)state;
	assert_int_equal(dossier_score(dossier, "D12")->n_warnings, 2);
	assert_int_equal(dossier_score(example_dossier(&arena, "training"), "D11")->n_warnings, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
		TEST(test_every_example_scores_as_by_hand),
		TEST(test_every_edge_scores_as_by_hand),
		TEST(test_a_working_paper_is_printed_and_its_actual_verified),
		TEST(test_every_rule_stands_in_an_example),
		TEST(test_an_example_s_scheme_is_written_and_read_the_same),
		TEST(test_an_example_verifies),
		TEST(test_the_questionnaire_of_the_information_system_warns_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
