/* What an entry and the funds need before they are handed in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/entry_check.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

static struct status status;

static bool said(const char *path, enum message_id id)
{
	for (size_t i = 0; i < status.n_violations; i++)
		if (strcmp(status.violations[i].path, path) == 0 && status.violations[i].message.id == id)
			return true;
	return false;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	return 0;
}

static void test_funds_say_why_a_source_paid_or_received_more_than_there_was(void **state)
{
	static const struct {
		int64_t received, paid; /* yuan, of 100 budgeted */
		const char *note, *path;
		enum message_id id;
	} rows[] = {
		{ 100, 100, "", NULL, MSG_NONE },
		{ 101, 100, "", "flows[0].received", MSG_FUNDS_RECEIVED_OVER },
		{ 100, 101, "", "flows[0].paid", MSG_FUNDS_PAID_OVER },
		{ 100, 101, " ", "flows[0].paid", MSG_FUNDS_PAID_OVER },
		{ 100, 101, "上年结转", NULL, MSG_NONE },
		{ 101, 101, "追加", NULL, MSG_NONE },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct budget_source source = { .source = "财政", .amount = { 10000 } };
		struct fund_flow flow = { "财政", { rows[i].received * 100 }, { rows[i].paid * 100 }, rows[i].note };
		struct dossier dossier = { .scheme = { .budget = &source, .n_budget = 1 },
					   .funds = { .flows = &flow, .n_flows = 1 } };

		status_clear(&status);
		funds_check(&dossier, &status);
		assert_int_equal(status.n_violations, rows[i].path != NULL);
		if (rows[i].path != NULL)
			assert_true(said(rows[i].path, rows[i].id));
	}
}

static void test_funds_leave_no_source_of_the_budget_out(void **state)
{
	struct budget_source sources[] = { { .source = "财政", .amount = { 10000 } }, { .source = "其他" } };
	struct fund_flow flow = { "财政", { 10000 }, { 10000 }, "" };
	struct dossier dossier = { .scheme = { .budget = sources, .n_budget = 2 }, .funds = { .flows = &flow, .n_flows = 1 } };

	(void)state;
	funds_check(&dossier, &status);
	assert_true(said("flows", MSG_FUNDS_SOURCE_MISSING));
}

/* It was typed in when the scheme was another. */
static void test_an_actual_is_read_again_as_the_scheme_has_come_to_want_it(void **state)
{
	struct indicator indicator = { .code = "C11",
				       .level = 3,
				       .weight = DECIMAL(10),
				       .rule = { .kind = RULE_RATIO },
				       .target = { OP_AT_LEAST, { VALUE_NUMBER, DECIMAL(10), { 0 }, "" }, "公里" } };
	struct entry entry = { .indicator = "C11", .actual = "9", .unit = "次", .text = "" };
	struct dossier dossier = { .indicators = &indicator, .n_indicators = 1, .entries = &entry, .n_entries = 1 };

	(void)state;
	entry_check(&dossier, &indicator, &entry, "entries[C11]", &status);
	assert_true(said("entries[C11].actual", MSG_ACTUAL_UNIT));
	status_clear(&status);
	entry.unit = "公里";
	entry_check(&dossier, &indicator, &entry, "entries[C11]", &status);
	assert_int_equal(status.n_violations, 0);
	indicator.rule.kind = RULE_MANUAL;
	entry.text = "说明";
	entry_check(&dossier, &indicator, &entry, "entries[C11]", &status);
	assert_true(said("entries[C11].actual", MSG_ENTRY_ACTUAL_UNWANTED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_funds_say_why_a_source_paid_or_received_more_than_there_was, stop),
		cmocka_unit_test_teardown(test_funds_leave_no_source_of_the_budget_out, stop),
		cmocka_unit_test_teardown(test_an_actual_is_read_again_as_the_scheme_has_come_to_want_it, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
