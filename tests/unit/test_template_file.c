/* Templates as files: the shipped ones, what is refused, and that what goes out comes in again unchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <string.h>

#include "client/template_file.h"
#include "common/crypto/file.h"
#include "common/record/template_record.h"
#include "common/rpc/descriptor_json.h"

enum { FILE_LIMIT = 1 << 20 };

static struct arena arena;
static struct status status;

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

static struct slice text_slice(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

static const char *faults(void)
{
	char *all = arena_strdup(&arena, "");

	for (size_t i = 0; i < status.n_violations; i++)
		all = arena_printf(&arena, "%s%s %s\n", all, status.violations[i].path,
				   message_name(status.violations[i].message.id));
	return all;
}

static Jixiao__Template *must_read(struct slice text)
{
	struct scheme_file file;
	Jixiao__Template *template;

	if (template_file_read(&arena, "f", text, &file, &template, &status) != STATUS_OK)
		fail_msg("%s", faults());
	return template;
}

static Jixiao__Template *shipped(const char *name)
{
	const char *path = arena_printf(&arena, SOURCE_DIR "/docs/templates/%s.yaml", name);
	struct slice text;

	assert_int_equal(file_load(&arena, path, FILE_LIMIT, &text, &status), STATUS_OK);
	return must_read(text);
}

static void assert_same(const Jixiao__Template *left, const Jixiao__Template *right)
{
	const struct slice one = json_canonical(&arena, &left->base), two = json_canonical(&arena, &right->base);

	assert_string_equal((const char *)one.data, (const char *)two.data);
}

/* The weights of ${template} against its own usual distribution. */
static size_t leaves_the_usual(const Jixiao__Template *record)
{
	struct status warnings = STATUS_INIT;
	struct template template;
	size_t n;

	assert_int_equal(template_from_record(&arena, record, &template, &warnings), STATUS_OK);
	template_check_usual(&template, &template.framework, &warnings);
	n = warnings.n_violations;
	status_clear(&warnings);
	return n;
}

/* Reading checks that the weights sum to 100. */
static void test_each_shipped_template_is_whole_and_usual_and_comes_back_unchanged(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob(SOURCE_DIR "/docs/templates/*.yaml", 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 5);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		Jixiao__Template *template = shipped(arena_printf(&arena, "%.*s", (int)strcspn(name, "."), name));

		assert_int_equal(strncmp(template->name, name, strlen(template->name)), 0);
		assert_int_equal(leaves_the_usual(template), 0);
		assert_same(must_read(template_file_write(&arena, template)), template);
	}
	globfree(&found);
}

/* RULES of the field: 单位自评 10/50/30/10, with costs 10/20/40/20/10, 部门评价 at least 60 for 产出 and 效益. */
static void test_shipped_weights_of_level_1(void **state)
{
	static const struct {
		const char *name, *weights;
		size_t usual;
	} rows[] = {
		{ "department", "决策 21 过程 19 产出 30 效益 30 ", 1 },
		{ "department-satisfaction", "决策 21 过程 19 产出 30 效益 20 满意度 10 ", 2 },
		{ "self", "预算执行率 10 产出指标 50 效益指标 30 满意度指标 10 ", 4 },
		{ "self-cost", "预算执行率 10 成本指标 20 产出指标 40 效益指标 20 满意度指标 10 ", 5 },
		{ "plain", "产出 60 效益 30 满意度 10 ", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const Jixiao__Template *template = shipped(rows[i].name);
		const char *weights = "";

		for (size_t k = 0; k < template->n_indicators; k++)
			if (template->indicators[k]->level == 1)
				weights = arena_printf(&arena, "%s%s %s ", weights, template->indicators[k]->name,
						       template->indicators[k]->weight);
		assert_string_equal(weights, rows[i].weights);
		assert_int_equal(template->n_usual, rows[i].usual);
	}
}

static void test_each_point_of_decision_and_process_names_its_evidence(void **state)
{
	static const char *const names[] = { "department", "department-satisfaction" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const Jixiao__Template *template = shipped(names[i]);
		size_t points = 0;

		for (size_t k = 0; k < template->n_indicators; k++)
			for (size_t j = 0; j < template->indicators[k]->n_points; j++, points++)
				assert_true(*template->indicators[k]->points[j]->evidence != '\0');
		assert_int_equal(points, 31);
	}
}

#define HEAD "name: t\ntitle: 甲\nkinds: [部门评价]\n"
#define LEAF                                                                                                                   \
	"indicators:\n- code: A\n  name: 甲\n  children:\n  - code: A1\n    name: 乙\n    children:\n"                       \
	"    - {code: A11, name: 丙, weight: 100, nature: quantitative, rule: ratio"

static const struct {
	const char *name, *text, *faults;
} cases[] = {
	{ "a target may be left to the project", HEAD LEAF "}\n", "" },
	{ "one that is there is checked", HEAD LEAF ", target: \"≤3次\"}\n", "f:11:84 indicators[2].target.op TARGET_OP\n" },
	{ "weights that do not sum", HEAD "indicators: []\n", "f:4:13 indicators WEIGHTS_NOT_100\n" },
	{ "nobody is responsible", HEAD LEAF ", responsible: wu}\n",
	  "f:11:89 indicators[2].responsible TEMPLATE_RESPONSIBLE\n" },
	{ "project facts have no place", HEAD "project: 乙\n" LEAF "}\n", "f:4:1 SCHEME_FILE_KEY_UNKNOWN\n" },
	{ "a kind that there is not", "name: t\ntitle: 甲\nkinds: [年度评价]\n" LEAF "}\n", "f:3:9 SCHEME_FILE_NO_SUCH\n" },
	{ "usual weights of nothing", HEAD "usual:\n- {codes: [B], least: 10}\n" LEAF "}\n",
	  "f:5:12 usual[0].codes[0] USUAL_CODE\n" },
	{ "a usual range that falls", HEAD "usual:\n- {codes: [A], least: 60, most: 50}\n" LEAF "}\n",
	  "f:5:3 usual[0] USUAL_RANGE\n" },
	{ "a usual weight that is no number", HEAD "usual:\n- {codes: [A], least: 多}\n" LEAF "}\n",
	  "f:5:23 usual[0].least FIELD_NOT_DECIMAL\n" },
	{ "grades that rise", HEAD "grades: [60, 80, 90]\n" LEAF "}\n", "f:4:9 grades GRADES_ORDER\n" },
};

static void test_faults_stand_at_their_places(void **state)
{
	struct scheme_file file;
	Jixiao__Template *template;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum status_code code = template_file_read(&arena, "f", text_slice(cases[i].text), &file, &template, &status);

		if (strcmp(faults(), cases[i].faults) != 0)
			fail_msg("%s:\ngot\n%swanted\n%s", cases[i].name, faults(), cases[i].faults);
		assert_int_equal(code, cases[i].faults[0] == '\0' ? STATUS_OK : STATUS_INVALID_ARGUMENT);
		status_clear(&status);
	}
}

static void test_weights_that_leave_the_usual_are_a_warning(void **state)
{
	static const struct {
		const char *usual;
		size_t warnings;
	} rows[] = {
		{ "least: 100, most: 100", 0 },
		{ "least: 100", 0 },
		{ "most: 99.99", 1 },
		{ "least: 10, most: 20", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = arena_printf(&arena, HEAD "usual:\n- {codes: [A], %s}\n" LEAF "}\n", rows[i].usual);

		assert_int_equal(leaves_the_usual(must_read(text_slice(text))), rows[i].warnings);
	}
}

/* What is still blank is named; nothing else is wrong. */
static void test_a_new_scheme_lacks_only_what_the_project_gives(void **state)
{
	static const char *const missing[] = { "project", "implementer_unit", "start", "end", "cut_off", "budget", "team" };
	const Jixiao__Template *template = shipped("department");
	const struct slice text = template_scheme_file_write(&arena, template);
	struct scheme_file file;

	(void)state;
	assert_int_equal(scheme_file_read(&arena, "f", text, &file, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, sizeof(missing) / sizeof(missing[0]));
	for (size_t i = 0; i < status.n_violations; i++)
		assert_int_equal(status.violations[i].message.id, MSG_SCHEME_FILE_KEY_MISSING);
	assert_string_equal(file.request->scheme->template_, "department@1");
	assert_int_equal(file.request->n_indicators, template->n_indicators);
	assert_string_equal(file.request->scheme->scoring->denominator, "received");
}

static void test_the_blanks_of_a_new_scheme_can_be_filled_in(void **state)
{
	const struct slice text = template_scheme_file_write(&arena, shipped("department"));
	char *filled = arena_printf(&arena, "%.*s", (int)text.size, (const char *)text.data), *at = filled;
	struct scheme_file file;

	(void)state;
	/* The two lines of explanation and the title stay comments. */
	for (int line = 0; *at != '\0'; line++) {
		if (line >= 3 && strncmp(at, "# ", 2) == 0)
			memmove(at, at + 2, strlen(at + 2) + 1);
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	if (scheme_file_read(&arena, "f", text_slice(filled), &file, &status) != STATUS_OK)
		fail_msg("%s", faults());
	assert_string_equal(file.request->scheme->cut_off, "2024-12-31");
	assert_int_equal(file.request->n_team, 2);
}

static void test_references_name_a_version_or_none(void **state)
{
	static const struct {
		const char *text, *name;
		uint32_t version;
		bool good;
	} rows[] = {
		{ "self", "self", 0, true },   { "self@1", "self", 1, true },	      { "self@12", "self", 12, true },
		{ "self@0", NULL, 0, false },  { "self@", NULL, 0, false },	      { "@1", NULL, 0, false },
		{ "self@1x", NULL, 0, false }, { "self@-1", NULL, 0, false },	      { "", NULL, 0, false },
		{ "self@01", NULL, 0, false }, { "self@9999999999", NULL, 0, false },
	};
	uint32_t version;
	char *name;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(template_reference_parse(&arena, rows[i].text, &name, &version), rows[i].good);
		if (!rows[i].good)
			continue;
		assert_string_equal(name, rows[i].name);
		assert_int_equal(version, rows[i].version);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_each_shipped_template_is_whole_and_usual_and_comes_back_unchanged),
		TEST(test_shipped_weights_of_level_1),
		TEST(test_each_point_of_decision_and_process_names_its_evidence),
		TEST(test_faults_stand_at_their_places),
		TEST(test_weights_that_leave_the_usual_are_a_warning),
		TEST(test_a_new_scheme_lacks_only_what_the_project_gives),
		TEST(test_the_blanks_of_a_new_scheme_can_be_filled_in),
		TEST(test_references_name_a_version_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
