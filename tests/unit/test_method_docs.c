#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/rpc/descriptor_methods.h"
#include "common/rpc/method_docs.h"

static void check_method(void *context, const char *name, const ProtobufCMethodDescriptor *method)
{
	const struct method_doc *doc = method_doc_find(name);

	(void)method;
	if (doc == NULL || *doc->text == '\0')
		fail_msg("%s has no documentation", name);
	++*(size_t *)context;
}

static void test_every_method_of_the_contract_is_documented(void **state)
{
	size_t n = 0, documented = 0;

	(void)state;
	descriptor_methods(check_method, &n);
	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		documented++;
	assert_int_equal(documented, n);
	assert_null(method_doc_find("Entry.Nothing"));
}

/* protoc-c drops the word `stream`: a client that got this wrong would wait for one answer for ever. */
static void test_exactly_these_methods_answer_with_a_stream(void **state)
{
	static const char *const streams[] = { "Report.Render", "Evidence.Download", "Archive.Fetch", "Event.Watch",
					       "Audit.Leaves" };
	size_t n = 0;

	(void)state;
	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		n += doc->stream;
	assert_int_equal(n, sizeof(streams) / sizeof(*streams));
	for (size_t i = 0; i < n; i++)
		assert_true(method_doc_find(streams[i])->stream);
}

static void test_comments_of_fields_and_options_are_found_by_name(void **state)
{
	(void)state;
	assert_string_equal(member_doc_text("Indicator", "method"), "评价方法: \"比较法\".");
	assert_string_equal(member_doc_text("Stage", "STAGE_ANALYSIS"), "分析评价");
	assert_string_equal(type_doc_text("Score"), "The score of one level-3 indicator. Points are decimals with two places.");
	assert_string_equal(member_doc_text("Score", "nothing"), "");
	assert_string_equal(member_doc_text("Nothing", "nothing"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_method_of_the_contract_is_documented),
		cmocka_unit_test(test_exactly_these_methods_answer_with_a_stream),
		cmocka_unit_test(test_comments_of_fields_and_options_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
