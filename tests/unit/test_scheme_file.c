#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "client/scheme_file.h"
#include "client/target_text.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

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

static struct slice seed(void)
{
	FILE *file = fopen(SOURCE_DIR "/docs/examples/seed/scheme.yaml", "rb");
	uint8_t *data = arena_alloc(&arena, 1 << 16);
	size_t size;

	assert_non_null(file);
	size = fread(data, 1, 1 << 16, file);
	fclose(file);
	return (struct slice){ data, size };
}

static const char *faults(void)
{
	char *all = arena_strdup(&arena, "");

	for (size_t i = 0; i < status.n_violations; i++)
		all = arena_printf(&arena, "%s%s %s\n", all, status.violations[i].path,
				   message_name(status.violations[i].message.id));
	return all;
}

/* What the server would give out after it took the request in. */
static Jixiao__SchemeGetReply *reply_of(const Jixiao__SchemePutRequest *request)
{
	Jixiao__SchemeGetReply *reply = (Jixiao__SchemeGetReply *)pb_new(&arena, &jixiao__scheme_get_reply__descriptor);

	reply->scheme = request->scheme;
	reply->n_indicators = request->n_indicators;
	reply->indicators = request->indicators;
	reply->n_team = request->n_team;
	reply->team = request->team;
	return reply;
}

static const Jixiao__Indicator *indicator(const Jixiao__SchemePutRequest *request, const char *code)
{
	for (size_t i = 0; i < request->n_indicators; i++)
		if (strcmp(request->indicators[i]->code, code) == 0)
			return request->indicators[i];
	fail_msg("no indicator %s", code);
	return NULL;
}

static void test_the_example_is_read_whole(void **state)
{
	struct scheme_file file;
	const Jixiao__Indicator *node;
	size_t leaves = 0;

	(void)state;
	if (scheme_file_read(&arena, "scheme.yaml", seed(), &file, &status) != STATUS_OK)
		fail_msg("%s", faults());
	for (size_t i = 0; i < file.request->n_indicators; i++)
		leaves += file.request->indicators[i]->level == 3;
	assert_int_equal(leaves, 19);
	assert_string_equal(file.request->scheme->project, "机关运行补助经费");
	assert_int_equal(file.request->scheme->n_schedule, 4);
	assert_int_equal(file.request->scheme->schedule[3]->stage, 4);
	assert_int_equal(file.request->n_team, 4);
	node = indicator(file.request, "C41");
	assert_string_equal(node->parent, "C4");
	assert_int_equal(node->level, 3);
	assert_int_equal(node->rule->kind, JIXIAO__RULE_KIND__RULE_INVERSE);
	assert_string_equal(node->target->op, "<=");
	assert_string_equal(node->target->value, "1238.59");
	assert_string_equal(node->target->unit, "万元");
	node = indicator(file.request, "B11");
	assert_string_equal(node->rule->floor, "0.6");
	assert_string_equal(node->rule->rate, "received");
	node = indicator(file.request, "D21");
	assert_string_equal(node->rule->bounds[1], "0.6");
	assert_string_equal(node->target->value, "长期");
	assert_string_equal(node->target->op, "");
}

static void test_what_is_exported_reads_back_the_same(void **state)
{
	struct scheme_file file, again;
	struct slice text, first, second;

	(void)state;
	assert_int_equal(scheme_file_read(&arena, "scheme.yaml", seed(), &file, &status), STATUS_OK);
	/* Texts that a careless writer would break. */
	file.request->scheme->facts[0]->value = arena_strdup(&arena, "  首尾空格 ");
	file.request->scheme->facts[1]->value = arena_strdup(&arena, "两行\n\n  缩进：- # {}\n");
	file.request->indicators[0]->explanation = arena_strdup(&arena, "\n- 开头换行\t制表符");
	file.request->indicators[1]->explanation = arena_strdup(&arena, "true");
	indicator(file.request, "C11")->target->unit = arena_strdup(&arena, "5次");
	text = scheme_file_write(&arena, reply_of(file.request));
	if (scheme_file_read(&arena, "scheme.yaml", text, &again, &status) != STATUS_OK)
		fail_msg("%s", faults());
	first = json_canonical(&arena, &file.request->base);
	second = json_canonical(&arena, &again.request->base);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.data, second.data, first.size);
}

#define HEAD                                                                                                                   \
	"project: 甲\nimplementer_unit: 乙\nstart: 2024-01-01\nend: 2024-12-10\ncut_off: 2024-12-31\n"                       \
	"budget:\n- {source: 丙, amount: 1}\nteam:\n- {person: wu, role: member}\n"

static const struct {
	const char *name, *text, *faults;
} cases[] = {
	{ "a missing key stands where its mapping begins",
	  "project: 甲\nstart: 2024-01-01\nend: 2024-12-10\ncut_off: 2024-12-31\nbudget:\n- source: 丙\nteam: []\nindicators: "
	  "[]\n",
	  "f:1:1 SCHEME_FILE_KEY_MISSING\nf:6:3 SCHEME_FILE_KEY_MISSING\n" },
	{ "unknown and duplicate keys", HEAD "indicators:\n- code: A\n  name: 决策\n  wieght: 21\n  name: 过程\n",
	  "f:13:3 SCHEME_FILE_KEY_MEANT\nf:14:3 SCHEME_FILE_KEY_TWICE\n" },
	{ "a key that is like none", HEAD "indicators:\n- code: A\n  name: 决策\n  colour: 红\n",
	  "f:13:3 SCHEME_FILE_KEY_UNKNOWN\n" },
	{ "duplicate codes, also in other branches",
	  HEAD "indicators:\n- code: A\n  name: 一\n  children:\n  - {code: B, name: 二}\n- code: B\n  name: 三\n",
	  "f:15:9 SCHEME_FILE_CODE_TWICE\n" },
	{ "wrong kinds of nodes",
	  HEAD "grades: 90\nfacts: {a: b}\nindicators:\n- code: [A]\n  name: {x: y}\n  evidence: 合同\n- 字\n",
	  "f:10:9 SCHEME_FILE_NOT_LIST\nf:11:8 SCHEME_FILE_NOT_LIST\nf:13:9 SCHEME_FILE_NOT_TEXT\nf:14:9 SCHEME_FILE_NOT_TEXT\n"
	  "f:15:13 SCHEME_FILE_NOT_LIST\nf:16:3 SCHEME_FILE_NOT_MAPPING\n" },
	{ "level 3 needs weight, nature and rule, and has no children",
	  HEAD "indicators:\n- code: A\n  name: 一\n  children:\n  - code: B\n    name: 二\n    children:\n    - code: C\n     "
	       " name: 三\n"
	       "      children:\n      - {code: D, name: 四}\n",
	  "f:17:7 SCHEME_FILE_KEY_MISSING\nf:17:7 SCHEME_FILE_KEY_MISSING\nf:17:7 SCHEME_FILE_KEY_MISSING\n"
	  "f:20:7 SCHEME_FILE_TOO_DEEP\n" },
	{ "unknown rules, stages, shares and flags",
	  HEAD "schedule:\n- {stage: 收尾, start: 2025-03-10, end: 2025-03-14}\nindicators:\n- code: A\n  name: 一\n"
	       "  points:\n  - {text: 甲, weight: 1, required: 是}\n  rule: {name: 随便, floor: 六成}\n",
	  "f:11:11 SCHEME_FILE_NO_SUCH\nf:16:36 SCHEME_FILE_NOT_FLAG\nf:17:16 SCHEME_FILE_NO_SUCH\nf:17:27 "
	  "SCHEME_FILE_NOT_SHARE\n" },
	{ "invalid UTF-8", "project: 甲\nunit: ab\xff\n", "f:2:9 TEXT_NOT_UTF8\n" },
	{ "control and invisible characters", HEAD "fund_kind: \"a\\x01\"\nstandard: \"a\\u200b\"\nindicators: []\n",
	  "f:10:12 fund_kind TEXT_CONTROL\nf:11:11 standard TEXT_INVISIBLE\n" },
	{ "an embedded NUL", HEAD "fund_kind: \"a\\0b\"\nindicators: []\n", "f:10:12 fund_kind TEXT_CONTROL\n" },
	{ "characters that nobody may type, each where it stands, and what is wrong besides",
	  HEAD "fund_kind: 甲\x01乙\x7f\nstandard: |\n  一\n  二\xe2\x80\x8b三\n# \x02\ngrades: {}\nna\xe2\x80\x8bme: "
	       "x\nindicators: []\n",
	  "f:10:13 fund_kind TEXT_CONTROL\nf:10:15 fund_kind TEXT_CONTROL\nf:13:4 standard TEXT_INVISIBLE\n"
	  "f:15:9 SCHEME_FILE_NOT_LIST\nf:16:1 SCHEME_FILE_KEY_UNKNOWN\nf:16:3 TEXT_INVISIBLE\n" },
	{ "lines end as on any system, and the editor's mark",
	  "\xef\xbb\xbf" HEAD "fund_kind: a\r\nstandard: \x03\r\nindicators: []\n", "f:11:11 standard TEXT_CONTROL\n" },
	{ "a tab as indentation", "project: 甲\nteam:\n\t- a\n", "f:3:1 SCHEME_FILE_TAB\n" },
	{ "broken YAML", "project: 甲\nteam: [a\nend: b\n", "f:3:4 SCHEME_FILE_SYNTAX\n" },
	{ "nothing", "# 空\n", "f:1:1 SCHEME_FILE_EMPTY\n" },
	{ "two documents", HEAD "indicators: []\n---\na: b\n", "f:12:1 SCHEME_FILE_SECOND_DOCUMENT\n" },
	{ "an alias", HEAD "facts: [&f {name: a, value: b}, *f]\nindicators: []\n", "f:10:9 SCHEME_FILE_ALIAS\n" },
	{ "a loop of aliases", HEAD "indicators: &i\n- {code: A, name: a, children: *i}\n", "f:10:13 SCHEME_FILE_ALIAS\n" },
};

static void test_every_fault_is_named_with_its_place(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scheme_file file;

		assert_int_equal(scheme_file_read(&arena, "f", text_slice(cases[i].text), &file, &status),
				 STATUS_INVALID_ARGUMENT);
		if (strcmp(faults(), cases[i].faults) != 0) {
			print_error("%s: got\n%swanted\n%s", cases[i].name, faults(), cases[i].faults);
			failed++;
		}
		status_clear(&status);
	}
	assert_int_equal(failed, 0);
}

/* The example with one line after another replaced; the lines' numbers are those of the example. */
static struct slice edited(const char *const (*edits)[2], size_t n)
{
	char *text = arena_printf(&arena, "%.*s", (int)seed().size, (const char *)seed().data);

	for (size_t i = 0; i < n; i++) {
		char *at = strstr(text, edits[i][0]);

		assert_non_null(at);
		*at = '\0';
		text = arena_printf(&arena, "%s%s%s", text, edits[i][1], at + strlen(edits[i][0]));
	}
	return text_slice(text);
}

static void test_the_example_passes_the_check_without_a_server(void **state)
{
	struct scheme_file file;

	(void)state;
	if (scheme_file_check(&arena, "f", seed(), &file, &status) != STATUS_OK)
		fail_msg("%s", faults());
}

static void test_faults_of_keys_numbers_and_rules_are_named_together(void **state)
{
	static const char *const edits[][2] = {
		{ "project:", "projekt:" },
		{ "amount: 0.00", "amount: 一百" },
		{ "end: 2024-12-10", "end: 2024-13-40" },
		{ "responsible: wuhexuan", "responsible: nobody" },
	};
	struct scheme_file file;

	(void)state;
	assert_int_equal(scheme_file_check(&arena, "f", edited(edits, 4), &file, &status), STATUS_INVALID_ARGUMENT);
	assert_string_equal(faults(), "f:4:1 SCHEME_FILE_KEY_MEANT\n"
				      "f:8:6 end VALUE_DATE_CALENDAR\n"
				      "f:15:11 budget[0].amount VALUE_CHINESE_NUMERAL\n"
				      "f:214:20 indicators[12].responsible RESPONSIBLE_NOT_IN_TEAM\n");
}

static void test_weights_that_do_not_sum_are_named_at_their_lines(void **state)
{
	static const char *const edits[][2] = { { "weight: 5", "weight: 6" }, { "grades:", "grade:" } };
	struct scheme_file file;

	(void)state;
	assert_int_equal(scheme_file_check(&arena, "f", edited(edits, 2), &file, &status), STATUS_INVALID_ARGUMENT);
	assert_string_equal(faults(), "f:44:1 SCHEME_FILE_KEY_MEANT\n"
				      "f:63:1 indicators WEIGHTS_NOT_100\n"
				      "f:69:13 indicators[1].weight WEIGHT_CHILDREN\n"
				      "f:79:7 indicators[2].points RULE_POINTS_SUM\n");
}

static void test_what_only_follows_from_another_fault_is_not_named(void **state)
{
	static const struct {
		const char *edit[2], *faults;
	} rows[] = {
		{ { "weight: 5\n", "weight: 五\n" }, "f:73:15 indicators[2].weight FIELD_NOT_DECIMAL\n" },
		{ { "start: 2024-01-01", "begin: 2024-01-01" },
		  "f:4:1 SCHEME_FILE_KEY_MISSING\nf:7:1 SCHEME_FILE_KEY_UNKNOWN\n" },
		{ { "      target: ≥10次\n", "" }, "f:296:7 indicators[20].target TARGET_MISSING\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scheme_file file;

		scheme_file_check(&arena, "f", edited(&rows[i].edit, 1), &file, &status);
		if (strcmp(faults(), rows[i].faults) != 0)
			print_error("got\n%s", faults());
		assert_string_equal(faults(), rows[i].faults);
		status_clear(&status);
	}
}

static void test_a_file_over_the_limit_is_refused(void **state)
{
	struct scheme_file file;
	struct slice large = { arena_alloc(&arena, (1 << 20) + 1), (1 << 20) + 1 };

	(void)state;
	assert_int_equal(scheme_file_read(&arena, "f", large, &file, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.message.id, MSG_SCHEME_FILE_TOO_LARGE);
}

static void test_the_servers_paths_lead_to_lines(void **state)
{
	static const struct {
		const char *path;
		unsigned line, column;
	} rows[] = {
		{ "scheme.start", 3, 8 },
		{ "scheme.budget[0].amount", 7, 23 },
		{ "team[0].person", 9, 12 },
		{ "indicators[1].weight", 16, 13 },
		{ "indicators[1].target.value", 17, 13 },
		{ "indicators[1].nature", 14, 5 },
		{ "indicators", 11, 1 },
		{ "scheme.fund_kind", 1, 1 },
		{ "indicators[77]", 11, 1 },
	};
	struct scheme_file file;

	(void)state;
	assert_int_equal(scheme_file_read(&arena, "f",
					  text_slice(HEAD "indicators:\n- code: A\n  name: 一\n  children:\n"
							  "  - code: B\n    name: 二\n    weight: 3\n    target: ≥3次\n"),
					  &file, &status),
			 STATUS_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scheme_position position = scheme_file_position(&file, rows[i].path);

		if (position.line != rows[i].line || position.column != rows[i].column)
			fail_msg("%s: got %u:%u", rows[i].path, position.line, position.column);
		STATUS_VIOLATION(&status, rows[i].path, MSG_FIELD_REQUIRED);
	}
	scheme_file_locate(&file, &status);
	assert_string_equal(status.violations[0].path, "f:1:1 fund_kind");
	assert_string_equal(status.violations[8].path, "f:17:13 indicators[1].target.value");
}

static void test_targets_are_read_as_people_write_them(void **state)
{
	static const struct {
		enum rule_kind rule;
		const char *text, *op, *value, *unit, *again;
	} rows[] = {
		{ RULE_RATIO, "≥10次", ">=", "10", "次", "≥10次" },
		{ RULE_RATIO, ">= １０ 次", ">=", "10", "次", "≥10次" },
		{ RULE_INVERSE, "≤1,238.59万元", "<=", "1238.59", "万元", "≤1238.59万元" },
		{ RULE_RATE, "=100％", "=", "100", "%", "=100%" },
		{ RULE_EXACT, "＝23人", "=", "23", "人", "=23人" },
		{ RULE_DEADLINE, "=2024年12月10日", "=", "2024-12-10", "", "=2024-12-10" },
		{ RULE_TIER, "长期", "", "长期", "", "长期" },
		{ RULE_MANUAL, "10次", "", "10次", "", "10次" },
		{ RULE_STEP, "≥-3℃", ">=", "-3", "℃", "≥-3℃" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__Target target = JIXIAO__TARGET__INIT;

		assert_true(target_text_parse(&arena, rows[i].text, rows[i].rule, "t", &target, &status));
		assert_string_equal(target.op, rows[i].op);
		assert_string_equal(target.value, rows[i].value);
		assert_string_equal(target.unit, rows[i].unit);
		assert_string_equal(target_text_format(&arena, &target, rows[i].rule), rows[i].again);
	}
}

static void test_targets_in_parts_are_the_same_targets(void **state)
{
	static const struct {
		enum rule_kind rule;
		const char *op, *value, *unit, *shown;
		enum message_id fault;
	} rows[] = {
		{ RULE_RATIO, ">=", "10", "次", "≥10次", MSG_NONE },
		{ RULE_RATIO, "≥", "１０次", "", "≥10次", MSG_NONE },
		{ RULE_RATIO, "", "≥10次", "次", "≥10次", MSG_NONE },
		{ RULE_DEADLINE, "=", "2024年12月10日", "", "=2024-12-10", MSG_NONE },
		{ RULE_TIER, "", "长期", "", "长期", MSG_NONE },
		{ RULE_RATIO, ">=", "10人", "次", NULL, MSG_VALUE_UNIT_DIFFERS },
		{ RULE_RATIO, "<=", "≥10", "次", NULL, MSG_VALUE_OP_TWICE },
		{ RULE_RATIO, "", "10", "次", NULL, MSG_VALUE_OP_MISSING },
		{ RULE_RATIO, ">=", "十", "次", NULL, MSG_VALUE_CHINESE_NUMERAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__Target target = JIXIAO__TARGET__INIT;

		target.op = arena_strdup(&arena, rows[i].op);
		target.value = arena_strdup(&arena, rows[i].value);
		target.unit = arena_strdup(&arena, rows[i].unit);
		status_clear(&status);
		if (target_parts_parse(&arena, rows[i].rule, "t", &target, &status))
			assert_string_equal(target_text_show(&arena, &target), rows[i].shown);
		else
			assert_int_equal(status.violations[0].message.id, rows[i].fault);
		assert_int_equal(status.n_violations, rows[i].fault != MSG_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_example_is_read_whole, start, stop),
		cmocka_unit_test_setup_teardown(test_what_is_exported_reads_back_the_same, start, stop),
		cmocka_unit_test_setup_teardown(test_every_fault_is_named_with_its_place, start, stop),
		cmocka_unit_test_setup_teardown(test_the_example_passes_the_check_without_a_server, start, stop),
		cmocka_unit_test_setup_teardown(test_faults_of_keys_numbers_and_rules_are_named_together, start, stop),
		cmocka_unit_test_setup_teardown(test_weights_that_do_not_sum_are_named_at_their_lines, start, stop),
		cmocka_unit_test_setup_teardown(test_what_only_follows_from_another_fault_is_not_named, start, stop),
		cmocka_unit_test_setup_teardown(test_a_file_over_the_limit_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_the_servers_paths_lead_to_lines, start, stop),
		cmocka_unit_test_setup_teardown(test_targets_are_read_as_people_write_them, start, stop),
		cmocka_unit_test_setup_teardown(test_targets_in_parts_are_the_same_targets, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
