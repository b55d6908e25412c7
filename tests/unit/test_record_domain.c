#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/record/record_domain.h"
#include "common/rpc/pb.h"

struct fixture {
	struct arena arena;
	struct status status;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = ARENA_INIT, .status = STATUS_INIT };
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	status_clear(&fixture->status);
	arena_clear(&fixture->arena);
	return 0;
}

#define NEW(fixture, name) ((void *)pb_new(&(fixture)->arena, &jixiao__##name##__descriptor))

static void expect_only(const struct fixture *fixture, const char *path, enum message_id id)
{
	assert_int_equal(fixture->status.n_violations, 1);
	assert_string_equal(fixture->status.violations[0].path, path);
	assert_int_equal(fixture->status.violations[0].message.id, id);
}

static Jixiao__Indicator *indicator_new(struct fixture *fixture, Jixiao__RuleKind kind)
{
	Jixiao__Indicator *indicator = NEW(fixture, indicator);

	indicator->code = (char *)"C11";
	indicator->level = 3;
	indicator->weight = (char *)"10";
	indicator->rule = NEW(fixture, rule);
	indicator->rule->kind = kind;
	indicator->target = NEW(fixture, target);
	return indicator;
}

static void test_an_empty_parameter_is_the_rule_s_default(void **state)
{
	struct fixture *fixture = *state;
	struct rule rule;

	assert_int_equal(rule_from_record(&fixture->arena, NEW(fixture, rule), "rule", &rule, &fixture->status), STATUS_OK);
	assert_int_equal(rule.floor.micros, 600000);
	assert_int_equal(rule.bounds[0].micros, 800000);
	assert_int_equal(rule.bounds[1].micros, 600000);
	assert_int_equal(rule.rate, FUND_RATE_NONE);
	assert_int_equal(rule.denominator, DENOMINATOR_RECEIVED);
}

/* Each row breaks one field of a rule. */
static void test_a_parameter_that_does_not_parse_is_named(void **state)
{
	static const struct {
		size_t offset;
		const char *text, *path;
		enum message_id id;
	} rows[] = {
		{ offsetof(Jixiao__Rule, floor), "60%", "rule.floor", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, step), "1e3", "rule.step", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, deduction), "两分", "rule.deduction", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, per_day), " 1", "rule.per_day", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, deviation_limit), "30%", "rule.deviation_limit", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, deviation_deduction), "两", "rule.deviation_deduction", MSG_FIELD_NOT_DECIMAL },
		{ offsetof(Jixiao__Rule, rate), "paid", "rule.rate", MSG_FIELD_NOT_ID },
		{ offsetof(Jixiao__Rule, denominator), "paid", "rule.denominator", MSG_FIELD_NOT_ID },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__Rule *record = NEW(fixture, rule);
		struct rule rule;

		status_clear(&fixture->status);
		*(const char **)((char *)record + rows[i].offset) = rows[i].text;
		assert_int_equal(rule_from_record(&fixture->arena, record, "rule", &rule, &fixture->status),
				 STATUS_INVALID_ARGUMENT);
		expect_only(fixture, rows[i].path, rows[i].id);
	}
}

static void test_a_tier_rule_has_both_bounds_or_none(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Rule *record = NEW(fixture, rule);
	char *bounds[] = { (char *)"0.9", (char *)"0.7" };
	struct rule rule;

	record->bounds = bounds;
	record->n_bounds = 2;
	assert_int_equal(rule_from_record(&fixture->arena, record, "rule", &rule, &fixture->status), STATUS_OK);
	assert_int_equal(rule.bounds[0].micros, 900000);
	record->n_bounds = 1;
	assert_int_equal(rule_from_record(&fixture->arena, record, "rule", &rule, &fixture->status), STATUS_INVALID_ARGUMENT);
	expect_only(fixture, "rule.bounds", MSG_BOUNDS_COUNT);
}

/* What a target reads as under each rule, and how people see it. */
static void test_a_target_is_what_its_rule_wants(void **state)
{
	static const struct {
		Jixiao__RuleKind kind;
		const char *op, *value, *unit;
		enum value_kind read;
		const char *text;
	} rows[] = {
		{ JIXIAO__RULE_KIND__RULE_RATIO, ">=", "10", "次", VALUE_NUMBER, "≥10次" },
		{ JIXIAO__RULE_KIND__RULE_INVERSE, "<=", "1238.59", "万元", VALUE_NUMBER, "≤1238.59万元" },
		{ JIXIAO__RULE_KIND__RULE_EXACT, "=", "23", "人", VALUE_NUMBER, "=23人" },
		{ JIXIAO__RULE_KIND__RULE_DEADLINE, "=", "2024-12-10", "", VALUE_DATE, "=2024年12月10日" },
		{ JIXIAO__RULE_KIND__RULE_TIER, "", "长期", "", VALUE_TEXT, "长期" },
		{ JIXIAO__RULE_KIND__RULE_CHECKLIST, "", "", "", VALUE_NONE, "" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Jixiao__Indicator *record = indicator_new(fixture, rows[i].kind);
		struct indicator indicator;

		record->target->op = (char *)rows[i].op;
		record->target->value = (char *)rows[i].value;
		record->target->unit = (char *)rows[i].unit;
		assert_int_equal(indicator_from_record(&fixture->arena, record, "i", &indicator, &fixture->status), STATUS_OK);
		assert_int_equal(indicator.target.value.kind, rows[i].read);
		assert_string_equal(indicator.target_text, rows[i].text);
	}
}

static void test_every_fault_of_an_indicator_is_named_at_once(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Indicator *record = indicator_new(fixture, JIXIAO__RULE_KIND__RULE_RATIO);
	Jixiao__Point *point = NEW(fixture, point);
	const char *paths[] = { "i[3].weight", "i[3].points[0].weight", "i[3].rule.floor", "i[3].target.op",
				"i[3].target.value" };
	struct indicator indicator;

	record->weight = (char *)"十";
	record->points = &point;
	record->n_points = 1;
	record->rule->floor = (char *)"x";
	record->target->op = (char *)">";
	record->target->value = (char *)"长期";
	assert_int_equal(indicator_from_record(&fixture->arena, record, "i[3]", &indicator, &fixture->status),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.n_violations, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(fixture->status.violations[i].path, paths[i]);
}

static void test_a_date_outside_the_calendar_is_no_target(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Indicator *record = indicator_new(fixture, JIXIAO__RULE_KIND__RULE_DEADLINE);
	struct indicator indicator;

	record->target->op = (char *)"=";
	record->target->value = (char *)"2023-02-29";
	indicator_from_record(&fixture->arena, record, "i", &indicator, &fixture->status);
	expect_only(fixture, "i.target.value", MSG_FIELD_NOT_DATE);
}

static void test_a_node_without_rule_target_or_weight_is_read(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Indicator *record = NEW(fixture, indicator);
	struct indicator indicator;

	record->code = (char *)"A";
	record->level = 1;
	assert_int_equal(indicator_from_record(&fixture->arena, record, "i", &indicator, &fixture->status), STATUS_OK);
	assert_false(indicator.has_weight);
	assert_int_equal(indicator.rule.kind, RULE_NONE);
	assert_string_equal(indicator.target_text, "");
	assert_string_equal(indicator.target.unit, "");
}

static void test_a_scheme_has_the_usual_grades_unless_it_names_three(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Scheme *record = NEW(fixture, scheme);
	char *grades[] = { (char *)"95", (char *)"85", (char *)"70" };
	struct scheme scheme;

	assert_int_equal(scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status), STATUS_OK);
	assert_int_equal(scheme.grades[0].micros, DECIMAL(90).micros);
	record->grades = grades;
	record->n_grades = 3;
	assert_int_equal(scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status), STATUS_OK);
	assert_int_equal(scheme.grades[2].micros, DECIMAL(70).micros);
	record->n_grades = 2;
	scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status);
	expect_only(fixture, "scheme.grades", MSG_GRADES_COUNT);
}

static void test_a_scheme_s_defaults_are_the_usual_ones_unless_it_says_otherwise(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Scheme *record = NEW(fixture, scheme);
	struct scheme scheme;

	assert_int_equal(scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status), STATUS_OK);
	assert_int_equal(scheme.scoring.floor.micros, 600000);
	assert_int_equal(scheme.scoring.deviation_limit.micros, 300000);
	assert_int_equal(scheme.scoring.deviation_deduction.micros, 0);
	record->scoring = NEW(fixture, scoring);
	record->scoring->deviation_deduction = (char *)"2";
	record->scoring->denominator = (char *)"budget";
	assert_int_equal(scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status), STATUS_OK);
	assert_int_equal(scheme.scoring.deviation_deduction.micros, DECIMAL(2).micros);
	assert_int_equal(scheme.scoring.denominator, DENOMINATOR_BUDGET);
	assert_int_equal(scheme.scoring.floor.micros, 600000);
	record->scoring->floor = (char *)"60%";
	scheme_from_record(&fixture->arena, record, "scheme", &scheme, &fixture->status);
	expect_only(fixture, "scheme.scoring.floor", MSG_FIELD_NOT_DECIMAL);
}

static void test_money_has_two_places_and_must_be_there(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__Funds *record = NEW(fixture, funds);
	Jixiao__FundFlow *flow = NEW(fixture, fund_flow);
	struct funds funds;

	record->flows = &flow;
	record->n_flows = 1;
	flow->source = (char *)"其他资金";
	flow->received = (char *)"12465000.001";
	assert_int_equal(funds_from_record(&fixture->arena, record, "", &funds, &fixture->status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture->status.n_violations, 2);
	assert_string_equal(fixture->status.violations[0].path, "flows[0].received");
	assert_int_equal(fixture->status.violations[0].message.id, MSG_FIELD_NOT_MONEY);
	assert_string_equal(fixture->status.violations[1].path, "flows[0].paid");
	assert_int_equal(fixture->status.violations[1].message.id, MSG_FIELD_REQUIRED);
}

static void test_roles_become_bits(void **state)
{
	struct fixture *fixture = *state;
	Jixiao__TeamMember *record = NEW(fixture, team_member);
	Jixiao__Role roles[] = { JIXIAO__ROLE__ROLE_MEMBER, JIXIAO__ROLE__ROLE_IMPLEMENTER };
	struct team_member member;

	record->roles = roles;
	record->n_roles = 2;
	team_member_from_record(record, &member);
	assert_int_equal(member.roles, WHO_MEMBER | WHO_IMPLEMENTER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_an_empty_parameter_is_the_rule_s_default),
		TEST(test_a_parameter_that_does_not_parse_is_named),
		TEST(test_a_tier_rule_has_both_bounds_or_none),
		TEST(test_a_target_is_what_its_rule_wants),
		TEST(test_every_fault_of_an_indicator_is_named_at_once),
		TEST(test_a_date_outside_the_calendar_is_no_target),
		TEST(test_a_node_without_rule_target_or_weight_is_read),
		TEST(test_a_scheme_has_the_usual_grades_unless_it_names_three),
		TEST(test_a_scheme_s_defaults_are_the_usual_ones_unless_it_says_otherwise),
		TEST(test_a_scheme_s_defaults_are_the_usual_ones_unless_it_says_otherwise),
		TEST(test_money_has_two_places_and_must_be_there),
		TEST(test_roles_become_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
