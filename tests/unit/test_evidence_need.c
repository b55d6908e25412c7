#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "common/domain/evidence_need.h"

/* A checklist of two points; the indicator asks for a 合同, its second point for a 批复. E001 is a 合同, E002 a 批复. */
static struct arena arena = ARENA_INIT;
static struct checklist_point points[2];
static const char *kinds[] = { "合同" }, *cited[] = { "E001", "E002" };
static struct indicator indicator;
static struct evidence files[2];
static struct citation citations[2];
static struct entry entry;
static struct dossier dossier;

static int setup(void **state)
{
	(void)state;
	points[0] = (struct checklist_point){ .text = "一", .evidence = "" };
	points[1] = (struct checklist_point){ .text = "二", .evidence = "批复" };
	indicator = (struct indicator){ .code = "A11",
					.level = 3,
					.weight = DECIMAL(5),
					.points = points,
					.n_points = 2,
					.evidence = kinds,
					.n_evidence = 1 };
	files[0] = (struct evidence){ .id = "E001", .kind = "合同" };
	files[1] = (struct evidence){ .id = "E002", .kind = "批复" };
	entry = (struct entry){ .indicator = "A11", .evidence = cited, .n_evidence = 2, .citations = citations };
	dossier = (struct dossier){ .indicators = &indicator,
				    .n_indicators = 1,
				    .evidence = files,
				    .n_evidence = 2,
				    .entries = &entry,
				    .n_entries = 1 };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* ${for_what}: "0 2" */
static void expect_missing(const char *for_what)
{
	struct evidence_need *needs;
	size_t n = evidence_missing(&arena, &dossier, &indicator, &needs);
	char *got = arena_strdup(&arena, "");

	for (size_t i = 0; i < n; i++) {
		got = arena_printf(&arena, "%s%s%zu", got, i > 0 ? " " : "", needs[i].point);
		assert_string_equal(needs[i].kind, needs[i].point == 0 ? "合同" : "批复");
	}
	assert_string_equal(got, for_what);
}

static void cite(const char *evidence, const uint32_t *numbers, size_t n)
{
	citations[entry.n_citations++] =
		(struct citation){ .evidence = evidence, .place = "", .points = numbers, .n_points = n };
}

static void test_evidence_that_is_cited_as_a_whole_is_for_every_point(void **state)
{
	(void)state;
	expect_missing("");
	cite("E002", NULL, 0);
	expect_missing("");
}

static void test_without_an_entry_all_is_missing(void **state)
{
	(void)state;
	dossier.n_entries = 0;
	expect_missing("0 2");
}

static void test_evidence_of_another_kind_is_not_what_was_asked_for(void **state)
{
	(void)state;
	files[0].kind = "发票";
	files[1].kind = "会议纪要";
	expect_missing("0 2");
}

static void test_evidence_that_names_points_is_for_those_alone(void **state)
{
	static const uint32_t first[] = { 1 }, second[] = { 2 };

	(void)state;
	cite("E002", first, 1);
	expect_missing("2");
	cite("E002", second, 1);
	expect_missing("");
}

static void test_the_entry_itself_is_content_with_evidence_for_any_point(void **state)
{
	static const uint32_t first[] = { 1 };

	(void)state;
	cite("E001", first, 1);
	expect_missing("");
}

static void test_a_point_that_asks_for_nothing_has_it(void **state)
{
	(void)state;
	assert_true(point_has_evidence(&dossier, &indicator, NULL, 0));
	assert_false(point_has_evidence(&dossier, &indicator, NULL, 1));
}

static void test_an_indicator_that_is_not_assessed_misses_nothing(void **state)
{
	(void)state;
	dossier.n_entries = 0;
	indicator.weight = DECIMAL(0);
	expect_missing("");
}

static void test_an_indicator_that_does_not_apply_after_all_misses_nothing(void **state)
{
	(void)state;
	entry.n_evidence = 0;
	entry.not_applicable = "";
	expect_missing("0 2");
	entry.not_applicable = "本年度未安排";
	expect_missing("");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_evidence_that_is_cited_as_a_whole_is_for_every_point),
		TEST(test_without_an_entry_all_is_missing),
		TEST(test_evidence_of_another_kind_is_not_what_was_asked_for),
		TEST(test_evidence_that_names_points_is_for_those_alone),
		TEST(test_the_entry_itself_is_content_with_evidence_for_any_point),
		TEST(test_a_point_that_asks_for_nothing_has_it),
		TEST(test_an_indicator_that_is_not_assessed_misses_nothing),
		TEST(test_an_indicator_that_does_not_apply_after_all_misses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
