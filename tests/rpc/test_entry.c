#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/scheme.pb-c.h"

static struct fixture fixture;
static char evaluation[] = "one";

#define TEXT(text) ((char *)(text))

/* ---- a scheme of five nodes ---- */

static Jixiao__Indicator node(const char *code, const char *parent, unsigned level, const char *responsible)
{
	static unsigned position;
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	indicator.evaluation = evaluation;
	indicator.code = TEXT(code);
	indicator.parent = TEXT(parent);
	indicator.level = level;
	indicator.name = TEXT(code);
	indicator.weight = TEXT("10");
	indicator.responsible = TEXT(responsible);
	indicator.position = position++;
	return indicator;
}

static void put_node(Jixiao__Indicator *indicator)
{
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, evaluation, indicator->code },
		    &indicator->base);
}

/* C11: at least 10 次, with a 合同; the member's. C12: two points, the second with a 批复; the colleague's. C13: the execution
 * rate; the member's. */
static void put_tree(void)
{
	Jixiao__Indicator a = node("C", "", 1, ""), b = node("C1", "C", 2, ""), c11 = node("C11", "C1", 3, "member"),
			  c12 = node("C12", "C1", 3, "colleague"), c13 = node("C13", "C1", 3, "member");
	Jixiao__Rule ratio = JIXIAO__RULE__INIT, checklist = JIXIAO__RULE__INIT, rate = JIXIAO__RULE__INIT;
	Jixiao__Target target = JIXIAO__TARGET__INIT;
	Jixiao__Point one = JIXIAO__POINT__INIT, two = JIXIAO__POINT__INIT, *points[] = { &one, &two };
	char *kinds[] = { TEXT("合同") };

	ratio.kind = JIXIAO__RULE_KIND__RULE_RATIO;
	target.op = TEXT(">=");
	target.value = TEXT("10");
	target.unit = TEXT("次");
	c11.rule = &ratio;
	c11.target = &target;
	c11.n_evidence = 1;
	c11.evidence = kinds;
	checklist.kind = JIXIAO__RULE_KIND__RULE_CHECKLIST;
	one.text = TEXT("依据充分");
	two.text = TEXT("程序规范");
	one.weight = two.weight = TEXT("5");
	two.evidence = TEXT("批复");
	c12.rule = &checklist;
	c12.n_points = 2;
	c12.points = points;
	rate.kind = JIXIAO__RULE_KIND__RULE_FLOOR_RATE;
	rate.rate = TEXT("execution");
	c13.rule = &rate;
	put_node(&a);
	put_node(&b);
	put_node(&c11);
	put_node(&c12);
	put_node(&c13);
}

static void put_scheme(void)
{
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;
	Jixiao__BudgetSource fiscal = JIXIAO__BUDGET_SOURCE__INIT, other = JIXIAO__BUDGET_SOURCE__INIT;
	Jixiao__BudgetSource *budget[] = { &fiscal, &other };

	fiscal.source = TEXT("财政资金");
	other.source = TEXT("其他资金");
	fiscal.amount = other.amount = TEXT("100.00");
	scheme.evaluation = evaluation;
	scheme.budget = budget;
	scheme.n_budget = 2;
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, evaluation, "scheme" }, &scheme.base);
}

static void put_evidence(const char *id, const char *kind)
{
	Jixiao__Evidence evidence = JIXIAO__EVIDENCE__INIT;

	evidence.evaluation = evaluation;
	evidence.id = TEXT(id);
	evidence.kind = TEXT(kind);
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, evaluation, id }, &evidence.base);
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, evaluation);
	put_scheme();
	put_tree();
	put_evidence("E001", "合同");
	put_evidence("E002", "发票");
	fixture_stage(&fixture, evaluation, STAGE_IMPLEMENTATION);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* ---- requests ---- */

static char *contract[] = { TEXT("E001") };

static Jixiao__EntryPutRequest put_of(const char *indicator, const char *actual)
{
	Jixiao__EntryPutRequest request = JIXIAO__ENTRY_PUT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicator = TEXT(indicator);
	request.actual = TEXT(actual);
	request.text = TEXT("全年开展活动");
	request.evidence = contract;
	request.n_evidence = 1;
	return request;
}

static enum status_code put(const char *person, const char *indicator, const char *actual)
{
	Jixiao__EntryPutRequest request = put_of(indicator, actual);

	return fixture_call(&fixture, person, "Entry.Put", &request, NULL);
}

static enum status_code submit(const char *person, const char *indicator, Jixiao__EntryListReply **reply)
{
	Jixiao__EntrySubmitRequest request = JIXIAO__ENTRY_SUBMIT_REQUEST__INIT;
	char *codes[] = { TEXT(indicator) };

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = indicator != NULL;
	return fixture_call(&fixture, person, "Entry.Submit", &request, reply);
}

static enum status_code review(const char *person, const char *method, const char *indicator, const char *comment)
{
	Jixiao__EntryReviewRequest request = JIXIAO__ENTRY_REVIEW_REQUEST__INIT;
	char *codes[] = { TEXT(indicator) };

	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = indicator != NULL;
	request.comment = TEXT(comment);
	return fixture_call(&fixture, person, method, &request, NULL);
}

static Jixiao__EntryState state_of(const char *indicator)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;
	Jixiao__Entry *entry;

	request.evaluation = evaluation;
	request.indicator = TEXT(indicator);
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Get", &request, &entry), STATUS_OK);
	return entry->state;
}

/* ---- Put ---- */

static void test_only_level_3_indicators_have_entries(void **state)
{
	(void)state;
	assert_int_equal(put("leader", "C1", "10"), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_NOT_LEVEL_3);
	assert_int_equal(put("leader", "C99", "10"), STATUS_NOT_FOUND);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_NO_INDICATOR);
}

static void test_the_responsible_member_and_leaders_enter_and_others_are_told_who(void **state)
{
	Jixiao__EntryPutRequest again = put_of("C11", "10");

	(void)state;
	assert_int_equal(put("colleague", "C11", "10"), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_NOT_RESPONSIBLE);
	assert_string_equal(fixture.status.message.args[1], "member");
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	again.revision = 1;
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.Put", &again, NULL), STATUS_OK);
}

static void test_an_actual_is_a_number_in_the_target_s_unit(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C11", "10");
	Jixiao__Entry *entry;

	(void)state;
	assert_int_equal(put("member", "C11", "十次"), STATUS_INVALID_ARGUMENT);
	assert_string_equal(fixture.status.violations[0].path, "actual");
	request.unit = TEXT("人");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	request.unit = TEXT("");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, &entry), STATUS_OK);
	assert_string_equal(entry->unit, "次");
}

static void test_an_actual_is_kept_as_its_value_not_as_it_was_typed(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C11", "　＋１,２００．５０ 次");
	Jixiao__Entry *entry;

	(void)state;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, &entry), STATUS_OK);
	assert_string_equal(entry->actual, "1200.5");
	assert_string_equal(entry->unit, "次");
	request.actual = TEXT("0.12万次");
	request.revision = entry->revision;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, &entry), STATUS_OK);
	assert_string_equal(entry->actual, "1200");
}

static void test_a_count_below_0_is_refused(void **state)
{
	(void)state;
	assert_int_equal(put("member", "C11", "-1"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ACTUAL_NEGATIVE));
}

static void test_an_actual_is_refused_where_funds_or_scorers_give_it(void **state)
{
	(void)state;
	assert_int_equal(put("member", "C13", "86"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_ACTUAL_UNWANTED));
	assert_int_equal(put("colleague", "C12", "2"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_ACTUAL_UNWANTED));
}

static void test_points_and_evidence_are_checked_all_at_once(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C12", "");
	char *points[] = { TEXT("有批复") };
	char *evidence[] = { TEXT("E009"), TEXT("E001"), TEXT("E001") };

	(void)state;
	request.points = points;
	request.n_points = 1;
	request.evidence = evidence;
	request.n_evidence = 3;
	assert_int_equal(fixture_call(&fixture, "colleague", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.n_violations, 3);
	assert_true(fixture_violated(&fixture, "points", MSG_ENTRY_POINTS));
	assert_true(fixture_violated(&fixture, "evidence[0]", MSG_EVIDENCE_NONE));
	assert_true(fixture_violated(&fixture, "evidence[2]", MSG_EVIDENCE_TWICE));
}

static Jixiao__EntryPutRequest declaration(const char *reason)
{
	Jixiao__EntryPutRequest request = JIXIAO__ENTRY_PUT_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicator = TEXT("C11");
	request.not_applicable = TEXT(reason);
	return request;
}

static void test_what_does_not_apply_is_declared_with_a_reason_and_reviewed(void **state)
{
	Jixiao__EntryPutRequest request = declaration("本年度未安排");
	Jixiao__EntryListReply *reply;

	(void)state;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_OK);
	/* Neither actual nor evidence is asked for. */
	assert_int_equal(submit("member", "C11", &reply), STATUS_OK);
	assert_string_equal(reply->entries[0]->not_applicable, "本年度未安排");
	assert_int_equal(review("member", "Entry.Accept", "C11", ""), STATUS_PERMISSION_DENIED);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_OK);
	assert_int_equal(state_of("C11"), JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
}

static void test_a_declaration_has_no_actual_and_no_place_where_preparation_settles_it(void **state)
{
	Jixiao__EntryPutRequest request = declaration("本年度未安排");
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;
	Jixiao__Scoring scoring = JIXIAO__SCORING__INIT;

	(void)state;
	request.actual = TEXT("10");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_NOT_APPLICABLE_ACTUAL));
	scoring.not_applicable = TEXT("preparation");
	scheme.evaluation = evaluation;
	scheme.scoring = &scoring;
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, evaluation, "scheme" }, &scheme.base);
	request.actual = TEXT("");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "not_applicable", MSG_ENTRY_NOT_APPLICABLE_PREPARATION));
}

/* C14: a satisfaction of at least 90 %, of two answers with values; the member's. */
static void put_satisfaction(void)
{
	Jixiao__Indicator c14 = node("C14", "C1", 3, "member");
	Jixiao__Rule satisfaction = JIXIAO__RULE__INIT;
	Jixiao__AnswerOption good = JIXIAO__ANSWER_OPTION__INIT, bad = JIXIAO__ANSWER_OPTION__INIT,
			     *options[] = { &good, &bad };
	Jixiao__Target target = JIXIAO__TARGET__INIT;

	good.name = TEXT("满意");
	good.value = TEXT("100");
	bad.name = TEXT("不满意");
	bad.value = TEXT("0");
	satisfaction.kind = JIXIAO__RULE_KIND__RULE_SATISFACTION;
	satisfaction.options = options;
	satisfaction.n_options = 2;
	target.op = TEXT(">=");
	target.value = TEXT("90");
	target.unit = TEXT("%");
	c14.rule = &satisfaction;
	c14.target = &target;
	put_node(&c14);
}

/* C15: the sum of what places spent, the member's. */
static void put_paper(void)
{
	Jixiao__Indicator c15 = node("C15", "C1", 3, "member");
	Jixiao__Rule sum = JIXIAO__RULE__INIT;
	Jixiao__Target target = JIXIAO__TARGET__INIT;

	sum.kind = JIXIAO__RULE_KIND__RULE_INVERSE;
	sum.parts = TEXT("sum");
	target.op = TEXT("<=");
	target.value = TEXT("8");
	target.unit = TEXT("万元");
	c15.rule = &sum;
	c15.target = &target;
	put_node(&c15);
}

static void test_a_working_paper_gives_the_actual_and_nothing_stands_beside_it(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C15", "");
	Jixiao__EntryPart parts[2] = { JIXIAO__ENTRY_PART__INIT, JIXIAO__ENTRY_PART__INIT }, *list[] = { &parts[0], &parts[1] };
	char *ids[] = { TEXT("E404") };
	Jixiao__EntryListReply *reply;
	Jixiao__Entry *entry;

	(void)state;
	put_paper();
	assert_int_equal(put("member", "C15", "8"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_ACTUAL_FROM_PARTS));
	/* A draft may be without; what is handed in may not. */
	assert_int_equal(put("member", "C15", ""), STATUS_OK);
	assert_int_equal(submit("member", "C15", &reply), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[C15].parts", MSG_ENTRY_PARTS_MISSING));
	request.revision = 1;
	request.parts = list;
	request.n_parts = 2;
	parts[0].name = parts[1].name = TEXT("昌吉市");
	parts[0].value = TEXT("35000元");
	parts[1].value = TEXT("十次");
	parts[1].evidence = ids;
	parts[1].n_evidence = 1;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "parts[1].name", MSG_ENTRY_PART_TWICE));
	assert_true(fixture_violated(&fixture, "parts[1].value", MSG_VALUE_CHINESE_NUMERAL));
	assert_true(fixture_violated(&fixture, "parts[1].evidence[0]", MSG_CITATION_EVIDENCE));
	parts[1].name = TEXT("阜康市");
	parts[1].value = TEXT("4.41");
	parts[1].n_evidence = 0;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, (void *)&entry), STATUS_OK);
	assert_string_equal(entry->actual, "7.91");
	assert_string_equal(entry->unit, "万元");
	assert_string_equal(entry->parts[0]->value, "3.5");
	assert_int_equal(submit("member", "C15", &reply), STATUS_OK);
	request.indicator = TEXT("C11");
	request.revision = 0;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "parts", MSG_ENTRY_PARTS_UNWANTED));
}

static void test_a_questionnaire_stands_for_the_actual(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C14", "");
	Jixiao__Questionnaire counts = JIXIAO__QUESTIONNAIRE__INIT;
	Jixiao__AnswerGroup group = JIXIAO__ANSWER_GROUP__INIT, *groups[] = { &group };
	Jixiao__AnswerCount answer = JIXIAO__ANSWER_COUNT__INIT, *answers[] = { &answer };
	Jixiao__EntryListReply *reply;

	(void)state;
	put_satisfaction();
	counts.issued = counts.returned = 12;
	counts.valid = 10;
	answer.option = TEXT("满意");
	answer.count = 9;
	group.answers = answers;
	group.n_answers = 1;
	counts.groups = groups;
	counts.n_groups = 1;
	request.questionnaire = &counts;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "questionnaire.groups", MSG_ANSWERS_SUM));
	answer.count = 10;
	request.actual = TEXT("100");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_QUESTIONNAIRE_ACTUAL));
	request.actual = TEXT("");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_OK);
	assert_int_equal(submit("member", "C14", &reply), STATUS_OK);
	assert_int_equal(reply->entries[0]->questionnaire->groups[0]->answers[0]->count, 10);
	request.indicator = TEXT("C11");
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "questionnaire", MSG_ENTRY_QUESTIONNAIRE_UNWANTED));
	assert_int_equal(put("member", "C14", "95"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "actual", MSG_ENTRY_QUESTIONNAIRE_WANTED));
}

/* ---- citations ---- */

static enum status_code put_citation(const char *evidence, uint32_t point, const char *place, Jixiao__Entry **entry)
{
	Jixiao__EntryPutRequest request = put_of("C12", "");
	Jixiao__Citation citation = JIXIAO__CITATION__INIT, *citations[] = { &citation };

	citation.evidence = TEXT(evidence);
	citation.supports = &point;
	citation.n_supports = 1;
	citation.place = TEXT(place);
	request.citations = citations;
	request.n_citations = 1;
	return fixture_call(&fixture, "colleague", "Entry.Put", &request, entry);
}

static void test_a_citation_says_which_points_and_which_page(void **state)
{
	Jixiao__Entry *entry;

	(void)state;
	assert_int_equal(put_citation("E001", 2, "第5页", &entry), STATUS_OK);
	assert_int_equal(entry->n_citations, 1);
	assert_string_equal(entry->citations[0]->evidence, "E001");
	assert_string_equal(entry->citations[0]->place, "第5页");
	assert_int_equal(entry->citations[0]->supports[0], 2);
}

static void test_a_citation_is_of_evidence_that_is_named_and_of_points_that_are_there(void **state)
{
	(void)state;
	assert_int_equal(put_citation("E002", 3, "", NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.n_violations, 2);
	assert_true(fixture_violated(&fixture, "citations[0].evidence", MSG_CITATION_EVIDENCE));
	assert_true(fixture_violated(&fixture, "citations[0].supports[0]", MSG_CITATION_POINT));
	assert_int_equal(put_citation("E001", 0, "", NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "citations[0].supports[0]", MSG_CITATION_POINT));
}

/* ---- what is missing ---- */

static Jixiao__EvidenceMissingReply *missing(const char *person, bool mine)
{
	Jixiao__EvidenceMissingRequest request = JIXIAO__EVIDENCE_MISSING_REQUEST__INIT;
	Jixiao__EvidenceMissingReply *reply;

	request.evaluation = evaluation;
	request.mine = mine;
	assert_int_equal(fixture_call(&fixture, person, "Evidence.Missing", &request, &reply), STATUS_OK);
	return reply;
}

static void test_what_is_missing_is_listed_by_indicator_and_person(void **state)
{
	Jixiao__EvidenceMissingReply *reply = missing("leader", false);

	(void)state;
	assert_int_equal(reply->n_needs, 2);
	assert_string_equal(reply->needs[0]->indicator, "C11");
	assert_string_equal(reply->needs[0]->kind, "合同");
	assert_int_equal(reply->needs[0]->point, 0);
	assert_string_equal(reply->needs[0]->responsible, "member");
	assert_string_equal(reply->needs[1]->indicator, "C12");
	assert_string_equal(reply->needs[1]->kind, "批复");
	assert_int_equal(reply->needs[1]->point, 2);
	assert_string_equal(reply->needs[1]->text, "程序规范");
	assert_int_equal(missing("leader", true)->n_needs, 0);
	assert_int_equal(missing("colleague", true)->n_needs, 1);
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(missing("member", true)->n_needs, 0);
}

static void test_no_update_is_lost(void **state)
{
	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(put("leader", "C11", "11"), STATUS_ABORTED);
	assert_int_equal(fixture.status.message.id, MSG_RECORD_CHANGED);
	assert_string_equal(message_text(&fixture.status.arena, LANGUAGE_ZH, MSG_RECORD_CHANGED, fixture.status.message.args,
					 fixture.status.message.n_args),
			    "填报 C11 已被他人修改（现为第 1 版，您看到的是第 0 版），请重新查看后再提交");
}

/* ---- PutAll ---- */

/* C11 and C13, both the member's. */
static enum status_code put_all(const char *person, const char *actual, const char *second, uint64_t revision,
				Jixiao__EntryListReply **reply)
{
	Jixiao__EntryPutAllRequest request = JIXIAO__ENTRY_PUT_ALL_REQUEST__INIT;
	Jixiao__EntryPutRequest c11 = put_of("C11", actual), other = put_of(second, ""), *rows[] = { &c11, &other };

	c11.revision = revision;
	other.evaluation = TEXT("");
	request.evaluation = evaluation;
	request.entries = rows;
	request.n_entries = 2;
	return fixture_call(&fixture, person, "Entry.PutAll", &request, reply);
}

static void expect_no_entry(const char *indicator)
{
	Jixiao__EntryGetRequest request = JIXIAO__ENTRY_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	request.indicator = TEXT(indicator);
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Get", &request, NULL), STATUS_NOT_FOUND);
}

static size_t count_events(void)
{
	Jixiao__EventListRequest request = JIXIAO__EVENT_LIST_REQUEST__INIT;
	Jixiao__EventListReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "leader", "Event.List", &request, &reply), STATUS_OK);
	return reply->n_events;
}

static void test_several_entries_are_one_write_and_one_event(void **state)
{
	const size_t before = count_events();
	Jixiao__EntryListReply *reply;

	(void)state;
	assert_int_equal(put_all("member", "１２ 次", "C13", 0, &reply), STATUS_OK);
	assert_int_equal(reply->n_entries, 2);
	assert_string_equal(reply->entries[0]->actual, "12");
	assert_string_equal(reply->entries[0]->unit, "次");
	assert_string_equal(reply->entries[1]->evaluation, evaluation);
	assert_int_equal(reply->entries[1]->revision, 1);
	assert_int_equal(state_of("C13"), JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
	assert_int_equal(count_events(), before + 1);
}

static void test_one_faulty_row_keeps_all_others_out_and_every_fault_is_named(void **state)
{
	Jixiao__EntryPutAllRequest request = JIXIAO__ENTRY_PUT_ALL_REQUEST__INIT;
	Jixiao__Questionnaire counts = JIXIAO__QUESTIONNAIRE__INIT;
	Jixiao__EntryPutRequest good = put_of("C13", ""), bad = put_of("C11", "十次"), none = put_of("C99", "1"),
				twice = put_of("C13", ""), elsewhere = put_of("C12", ""), long_text = put_of("C1", ""),
				*rows[] = { &good, &bad, &none, &twice, &elsewhere, &long_text };
	char *missing[] = { TEXT("E009") };

	(void)state;
	bad.evidence = missing;
	elsewhere.evaluation = TEXT("two");
	elsewhere.questionnaire = &counts;
	request.evaluation = evaluation;
	request.entries = rows;
	request.n_entries = 6;
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.PutAll", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_PUT_ALL_REFUSED);
	assert_true(fixture_violated(&fixture, "entries[1].actual", MSG_VALUE_CHINESE_NUMERAL));
	assert_true(fixture_violated(&fixture, "entries[1].evidence[0]", MSG_EVIDENCE_NONE));
	assert_true(fixture_violated(&fixture, "entries[2].indicator", MSG_ENTRY_NO_INDICATOR));
	assert_true(fixture_violated(&fixture, "entries[3].indicator", MSG_ENTRY_ROW_TWICE));
	assert_true(fixture_violated(&fixture, "entries[4].evaluation", MSG_ENTRY_ROW_EVALUATION));
	assert_true(fixture_violated(&fixture, "entries[4].questionnaire", MSG_ENTRY_QUESTIONNAIRE_UNWANTED));
	assert_true(fixture_violated(&fixture, "entries[5].indicator", MSG_ENTRY_NOT_LEVEL_3));
	assert_int_equal(fixture.status.n_violations, 7);
	expect_no_entry("C13");
}

static void test_a_row_of_another_s_indicator_keeps_all_out(void **state)
{
	(void)state;
	assert_int_equal(put_all("member", "12", "C12", 0, NULL), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "entries[1].indicator", MSG_ENTRY_NOT_RESPONSIBLE));
	expect_no_entry("C11");
}

static void test_a_row_that_someone_changed_meanwhile_keeps_all_out(void **state)
{
	(void)state;
	assert_int_equal(put("leader", "C11", "10"), STATUS_OK);
	assert_int_equal(put_all("member", "12", "C13", 0, NULL), STATUS_ABORTED);
	assert_true(fixture_violated(&fixture, "entries[0].revision", MSG_ENTRY_CHANGED));
	expect_no_entry("C13");
	assert_int_equal(put_all("member", "12", "C13", 1, NULL), STATUS_OK);
}

static void test_no_rows_are_no_write(void **state)
{
	Jixiao__EntryPutAllRequest request = JIXIAO__ENTRY_PUT_ALL_REQUEST__INIT;

	(void)state;
	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.PutAll", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_ROWS);
}

static void test_several_entries_are_written_in_their_stage_and_never_accepted_by_their_maker(void **state)
{
	(void)state;
	fixture_stage(&fixture, evaluation, STAGE_ANALYSIS);
	assert_int_equal(put_all("member", "12", "C13", 0, NULL), STATUS_FAILED_PRECONDITION);
	fixture_stage(&fixture, evaluation, STAGE_IMPLEMENTATION);
	assert_int_equal(put_all("leader", "12", "C13", 0, NULL), STATUS_OK);
	assert_int_equal(submit("leader", "C11", NULL), STATUS_OK);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_PERMISSION_DENIED);
	assert_int_equal(review("second", "Entry.Accept", "C11", ""), STATUS_OK);
}

/* ---- Submit ---- */

static void test_a_submission_names_everything_that_is_missing(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C11", "");
	char *points[] = { TEXT("有批复"), TEXT("") };

	(void)state;
	request.text = TEXT("");
	request.n_evidence = 0;
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.Put", &request, NULL), STATUS_OK);
	request.indicator = TEXT("C12");
	request.points = points;
	request.n_points = 2;
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.Put", &request, NULL), STATUS_OK);
	assert_int_equal(submit("leader", NULL, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.n_violations, 4);
	/* A number speaks for itself; what is judged needs words. */
	assert_true(fixture_violated(&fixture, "entries[C11].actual", MSG_ENTRY_ACTUAL_MISSING));
	assert_true(fixture_violated(&fixture, "entries[C12].text", MSG_ENTRY_TEXT_MISSING));
	assert_true(fixture_violated(&fixture, "entries[C11].evidence", MSG_ENTRY_EVIDENCE_MISSING));
	assert_true(fixture_violated(&fixture, "entries[C12].points[1]", MSG_ENTRY_POINT_MISSING));
	assert_int_equal(state_of("C12"), JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
}

static void test_evidence_of_another_kind_is_not_what_the_indicator_asks_for(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C11", "10");
	char *invoice[] = { TEXT("E002") };

	(void)state;
	request.evidence = invoice;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, NULL), STATUS_OK);
	assert_int_equal(submit("member", "C11", NULL), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[C11].evidence", MSG_ENTRY_EVIDENCE_MISSING));
}

static void test_without_codes_only_the_caller_s_own_drafts_are_submitted(void **state)
{
	Jixiao__EntryListReply *reply;

	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(put("leader", "C13", ""), STATUS_OK);
	assert_int_equal(submit("member", NULL, &reply), STATUS_OK);
	assert_int_equal(reply->n_entries, 1);
	assert_string_equal(reply->entries[0]->indicator, "C11");
	assert_int_equal(submit("member", NULL, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_ENTRY_NOTHING);
}

/* ---- Accept, SendBack ---- */

static void test_an_unknown_indicator_is_not_called_one_without_data(void **state)
{
	(void)state;
	assert_int_equal(submit("member", "Z99", NULL), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[Z99]", MSG_ENTRY_NO_INDICATOR));
	assert_int_equal(submit("member", "C11", NULL), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[C11]", MSG_ENTRY_NONE));
}

static void test_only_what_waits_is_reviewed(void **state)
{
	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "entries[C11]", MSG_REVIEW_NOT_SUBMITTED));
	assert_int_equal(submit("member", "C11", NULL), STATUS_OK);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_OK);
	assert_int_equal(review("leader", "Entry.SendBack", "C11", "请补充"), STATUS_FAILED_PRECONDITION);
}

static void test_nobody_accepts_what_they_entered_not_even_a_leader(void **state)
{
	(void)state;
	assert_int_equal(put("leader", "C11", "10"), STATUS_OK);
	assert_int_equal(submit("leader", "C11", NULL), STATUS_OK);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "entries[C11]", MSG_FOUR_EYES));
	/* Nor without naming it, and is told why. */
	assert_int_equal(review("leader", "Entry.Accept", NULL, ""), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_FOUR_EYES);
	assert_int_equal(review("second", "Entry.Accept", "C11", ""), STATUS_OK);
}

static void test_a_review_is_of_all_or_nothing(void **state)
{
	Jixiao__EntryReviewRequest request = JIXIAO__ENTRY_REVIEW_REQUEST__INIT;
	char *codes[] = { TEXT("C11"), TEXT("C13"), TEXT("C12") };

	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(put("leader", "C13", ""), STATUS_OK);
	assert_int_equal(submit("member", "C11", NULL), STATUS_OK);
	assert_int_equal(submit("leader", "C13", NULL), STATUS_OK);
	request.evaluation = evaluation;
	request.indicators = codes;
	request.n_indicators = 3;
	assert_int_equal(fixture_call(&fixture, "leader", "Entry.Accept", &request, NULL), STATUS_PERMISSION_DENIED);
	assert_true(fixture_violated(&fixture, "entries[C13]", MSG_FOUR_EYES));
	assert_true(fixture_violated(&fixture, "entries[C12]", MSG_ENTRY_NONE));
	assert_int_equal(state_of("C11"), JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED);
	assert_int_equal(review("leader", "Entry.Accept", NULL, ""), STATUS_OK);
	assert_int_equal(state_of("C11"), JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
	assert_int_equal(state_of("C13"), JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED);
}

static void test_sending_back_says_why(void **state)
{
	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(submit("member", "C11", NULL), STATUS_OK);
	assert_int_equal(review("leader", "Entry.SendBack", "C11", ""), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "comment", MSG_FIELD_REQUIRED));
	assert_int_equal(review("leader", "Entry.SendBack", "C11", "请补充签到表"), STATUS_OK);
	assert_int_equal(state_of("C11"), JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
}

static void test_an_accepted_entry_that_is_changed_must_be_accepted_again(void **state)
{
	Jixiao__EntryPutRequest request = put_of("C11", "9");
	Jixiao__Entry *entry;

	(void)state;
	assert_int_equal(put("member", "C11", "10"), STATUS_OK);
	assert_int_equal(submit("member", "C11", NULL), STATUS_OK);
	assert_int_equal(review("leader", "Entry.Accept", "C11", ""), STATUS_OK);
	request.revision = 3;
	assert_int_equal(fixture_call(&fixture, "member", "Entry.Put", &request, &entry), STATUS_OK);
	assert_int_equal(entry->state, JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT);
	assert_string_equal(entry->reviewed_by, "");
}

/* ---- funds ---- */

static Jixiao__FundFlow *flow(const char *source, const char *received, const char *paid)
{
	Jixiao__FundFlow *one = arena_alloc(&fixture.arena, sizeof(*one));

	jixiao__fund_flow__init(one);
	one->source = TEXT(source);
	one->received = TEXT(received);
	one->paid = TEXT(paid);
	return one;
}

static Jixiao__FundUse *use(const char *name, const char *amount, bool remainder)
{
	Jixiao__FundUse *one = arena_alloc(&fixture.arena, sizeof(*one));

	jixiao__fund_use__init(one);
	one->use = TEXT(name);
	one->amount = TEXT(amount);
	one->remainder = remainder;
	return one;
}

/* Received 100.00, paid 80.50 of both sources together; one breakdown of 60.00 and the rest. */
static enum status_code put_funds(const char *person, const char *received, const char *second, const char *rest)
{
	Jixiao__FundsPutRequest request = JIXIAO__FUNDS_PUT_REQUEST__INIT;
	Jixiao__FundFlow *flows[] = { flow("其他资金", received, "80.50"), flow(second, "0.00", "0.00") };
	Jixiao__FundUse *uses[] = { use("培训", "60.00", false), use("未列明", rest, true) };
	Jixiao__FundBreakdown breakdown = JIXIAO__FUND_BREAKDOWN__INIT, *breakdowns[] = { &breakdown };

	breakdown.name = TEXT("按用途");
	breakdown.uses = uses;
	breakdown.n_uses = 2;
	request.evaluation = evaluation;
	request.flows = flows;
	request.n_flows = *second != '\0' ? 2 : 1;
	request.breakdowns = breakdowns;
	request.n_breakdowns = 1;
	return fixture_call(&fixture, person, "Funds.Put", &request, NULL);
}

static enum status_code funds_act(const char *person, const char *method, const char *comment)
{
	Jixiao__FundsReviewRequest request = JIXIAO__FUNDS_REVIEW_REQUEST__INIT;
	Jixiao__FundsGetRequest get = JIXIAO__FUNDS_GET_REQUEST__INIT;

	request.evaluation = get.evaluation = evaluation;
	request.comment = TEXT(comment);
	if (strcmp(method, "Funds.Submit") == 0)
		return fixture_call(&fixture, person, method, &get, NULL);
	return fixture_call(&fixture, person, method, &request, NULL);
}

static void test_funds_name_the_scheme_s_sources_and_sum_to_the_last_fen(void **state)
{
	(void)state;
	assert_int_equal(put_funds("member", "100.00", "财政资金", "20.50"), STATUS_OK);
	assert_int_equal(put_funds("member", "100.00", "财政资金", "20.49"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "breakdowns[0]", MSG_FUNDS_SUM));
	assert_int_equal(put_funds("member", "100.00", "捐赠", "20.50"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "flows[1].source", MSG_FUNDS_NO_SOURCE));
	assert_int_equal(put_funds("member", "100.00", "其他资金", "20.50"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "flows[1].source", MSG_FUNDS_TWICE));
	assert_int_equal(put_funds("member", "100.005", "财政资金", "20.50"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "flows[0].received", MSG_FIELD_NOT_MONEY));
	assert_int_equal(put_funds("member", "-1.00", "财政资金", "20.50"), STATUS_INVALID_ARGUMENT);
}

static void test_amounts_of_any_unit_of_money_are_kept_in_yuan(void **state)
{
	Jixiao__FundsGetRequest get = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__Funds *funds;

	(void)state;
	assert_int_equal(put_funds("member", "１.5万元", "财政资金", "0.00205 万元"), STATUS_OK);
	get.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Funds.Get", &get, &funds), STATUS_OK);
	assert_string_equal(funds->flows[0]->received, "15000.00");
	assert_string_equal(funds->breakdowns[0]->uses[1]->amount, "20.50");
	assert_int_equal(put_funds("member", "三百", "财政资金", "20.50次"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "flows[0].received", MSG_VALUE_CHINESE_NUMERAL));
	assert_true(fixture_violated(&fixture, "breakdowns[0].uses[1].amount", MSG_MONEY_UNIT));
	assert_int_equal(fixture.status.n_violations, 2);
}

static void test_every_fault_of_the_funds_is_named_at_once(void **state)
{
	(void)state;
	assert_int_equal(put_funds("member", "三百", "捐赠", "20.50次"), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "flows[0].received", MSG_VALUE_CHINESE_NUMERAL));
	assert_true(fixture_violated(&fixture, "flows[1].source", MSG_FUNDS_NO_SOURCE));
	assert_true(fixture_violated(&fixture, "breakdowns[0].uses[1].amount", MSG_MONEY_UNIT));
	assert_false(fixture_violated(&fixture, "breakdowns[0]", MSG_FUNDS_SUM));
}

static void test_funds_are_accepted_with_every_source_and_by_another_person(void **state)
{
	(void)state;
	assert_int_equal(funds_act("leader", "Funds.Submit", ""), STATUS_NOT_FOUND);
	assert_int_equal(put_funds("leader", "100.00", "", "20.50"), STATUS_OK);
	assert_int_equal(funds_act("leader", "Funds.Submit", ""), STATUS_FAILED_PRECONDITION);
	assert_true(fixture_violated(&fixture, "flows", MSG_FUNDS_SOURCE_MISSING));
	assert_int_equal(put_funds("leader", "100.00", "财政资金", "20.50"), STATUS_ABORTED);
}

static void test_funds_are_reviewed_like_entries(void **state)
{
	(void)state;
	assert_int_equal(put_funds("leader", "100.00", "财政资金", "20.50"), STATUS_OK);
	assert_int_equal(funds_act("second", "Funds.Accept", ""), STATUS_FAILED_PRECONDITION);
	assert_int_equal(funds_act("leader", "Funds.Submit", ""), STATUS_OK);
	assert_int_equal(funds_act("leader", "Funds.Accept", ""), STATUS_PERMISSION_DENIED);
	assert_int_equal(funds_act("second", "Funds.SendBack", ""), STATUS_INVALID_ARGUMENT);
	assert_int_equal(funds_act("second", "Funds.SendBack", "请核对"), STATUS_OK);
	assert_int_equal(funds_act("leader", "Funds.Submit", ""), STATUS_OK);
	assert_int_equal(funds_act("second", "Funds.Accept", ""), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_only_level_3_indicators_have_entries),
		TEST(test_the_responsible_member_and_leaders_enter_and_others_are_told_who),
		TEST(test_an_actual_is_a_number_in_the_target_s_unit),
		TEST(test_an_actual_is_kept_as_its_value_not_as_it_was_typed),
		TEST(test_a_count_below_0_is_refused),
		TEST(test_an_actual_is_refused_where_funds_or_scorers_give_it),
		TEST(test_points_and_evidence_are_checked_all_at_once),
		TEST(test_what_does_not_apply_is_declared_with_a_reason_and_reviewed),
		TEST(test_a_declaration_has_no_actual_and_no_place_where_preparation_settles_it),
		TEST(test_a_working_paper_gives_the_actual_and_nothing_stands_beside_it),
		TEST(test_a_questionnaire_stands_for_the_actual),
		TEST(test_a_citation_says_which_points_and_which_page),
		TEST(test_a_citation_is_of_evidence_that_is_named_and_of_points_that_are_there),
		TEST(test_what_is_missing_is_listed_by_indicator_and_person),
		TEST(test_no_update_is_lost),
		TEST(test_several_entries_are_one_write_and_one_event),
		TEST(test_one_faulty_row_keeps_all_others_out_and_every_fault_is_named),
		TEST(test_a_row_of_another_s_indicator_keeps_all_out),
		TEST(test_a_row_that_someone_changed_meanwhile_keeps_all_out),
		TEST(test_no_rows_are_no_write),
		TEST(test_several_entries_are_written_in_their_stage_and_never_accepted_by_their_maker),
		TEST(test_a_submission_names_everything_that_is_missing),
		TEST(test_evidence_of_another_kind_is_not_what_the_indicator_asks_for),
		TEST(test_without_codes_only_the_caller_s_own_drafts_are_submitted),
		TEST(test_an_unknown_indicator_is_not_called_one_without_data),
		TEST(test_only_what_waits_is_reviewed),
		TEST(test_nobody_accepts_what_they_entered_not_even_a_leader),
		TEST(test_a_review_is_of_all_or_nothing),
		TEST(test_sending_back_says_why),
		TEST(test_an_accepted_entry_that_is_changed_must_be_accepted_again),
		TEST(test_funds_name_the_scheme_s_sources_and_sum_to_the_last_fen),
		TEST(test_amounts_of_any_unit_of_money_are_kept_in_yuan),
		TEST(test_every_fault_of_the_funds_is_named_at_once),
		TEST(test_funds_are_accepted_with_every_source_and_by_another_person),
		TEST(test_funds_are_reviewed_like_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
