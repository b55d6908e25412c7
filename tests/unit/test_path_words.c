/* Paths of faults and names of methods in the words of officials: each field and each method has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "client/method_words.h"
#include "client/path_words.h"
#include "client/words.h"
#include "common/rpc/descriptor_methods.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/score.pb-c.h"

static void test_paths_are_worded_and_ids_stay(void **state)
{
	static const struct {
		const char *path, *zh, *en;
	} rows[] = {
		{ "scheme.indicators[name].target", "评价实施方案的指标 name 的预期指标值", "scheme, indicators name, target" },
		/* Lists are counted from 1; codes of digits are codes. */
		{ "budget[0].amount", "预算第 1 项的金额", "budget 1, amount" },
		{ "entries[101].points[2]", "填报 101 的评价要点第 3 项", "entries 101, points 3" },
		{ "scheme.cut_off", "评价实施方案的截止评价日", "scheme, cut-off" },
		{ "unheard_of", "unheard_of", "unheard_of" },
		{ "", "", "" },
		{ "scheme.yaml:12:5 indicators", "scheme.yaml:12:5 indicators", "scheme.yaml:12:5 indicators" },
		{ "data/scores.json", "data/scores.json", "data/scores.json" },
		{ "manifest-sha256.txt", "manifest-sha256.txt", "manifest-sha256.txt" },
		{ "roles[", "角色", "roles" },
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].path, "roles[") == 0) { /* a broken peer's: only must not crash */
			path_in_words(&arena, LANGUAGE_ZH, NULL, rows[i].path);
			continue;
		}
		assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, NULL, rows[i].path), rows[i].zh);
		assert_string_equal(path_in_words(&arena, LANGUAGE_EN, NULL, rows[i].path), rows[i].en);
	}
	arena_clear(&arena);
}

static void test_items_of_the_refused_request_are_named(void **state)
{
	Jixiao__FundsPutRequest request = JIXIAO__FUNDS_PUT_REQUEST__INIT;
	Jixiao__ScoreProposeRequest propose = JIXIAO__SCORE_PROPOSE_REQUEST__INIT;
	Jixiao__FundFlow first = JIXIAO__FUND_FLOW__INIT, second = JIXIAO__FUND_FLOW__INIT, *flows[] = { &first, &second };
	char *evidence[] = { (char *)"E007" };
	struct arena arena = ARENA_INIT;

	(void)state;
	second.source = (char *)"其他资金";
	request.flows = flows;
	request.n_flows = 2;
	request.evidence = evidence;
	request.n_evidence = 1;
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, &request.base, "flows[1].paid"),
			    "资金来源第 2 项“其他资金”的支付");
	assert_string_equal(path_in_words(&arena, LANGUAGE_EN, &request.base, "flows[1].paid"), "flows 2 \"其他资金\", paid");
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, &request.base, "flows[0].paid"), "资金来源第 1 项的支付");
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, &request.base, "evidence[0]"), "佐证材料第 1 项“E007”");
	/* A server may count further than what was sent. */
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, &request.base, "flows[2].paid"), "资金来源第 3 项的支付");
	/* The same name in another message is another thing. */
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, &propose.base, "points"), "得分");
	assert_string_equal(path_in_words(&arena, LANGUAGE_ZH, NULL, "points"), "评价要点");
	arena_clear(&arena);
}

/* Every field of every request, also of what stands in it, may be at fault. */
static void require_words(const ProtobufCMessageDescriptor *type)
{
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		for (enum language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++)
			if (field_word(language, type->short_name, field->name) == NULL)
				fail_msg("no word for %s.%s", type->short_name, field->name);
		if (field->type == PROTOBUF_C_TYPE_MESSAGE)
			require_words(field->descriptor);
	}
}

static void require_method_words(void *context, const char *name, const ProtobufCMethodDescriptor *method)
{
	(void)context;
	if (method_word(LANGUAGE_ZH, name) == NULL)
		fail_msg("no word for %s", name);
	require_words(method->input);
}

static void test_every_method_and_every_field_of_a_request_has_a_word(void **state)
{
	(void)state;
	descriptor_methods(require_method_words, NULL);
	assert_null(method_word(LANGUAGE_ZH, "Entry.Nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths_are_worded_and_ids_stay),
		cmocka_unit_test(test_items_of_the_refused_request_are_named),
		cmocka_unit_test(test_every_method_and_every_field_of_a_request_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
