#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto/signature.h"
#include "common/domain/approval_kind.h"

#define STATE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const char scheme_text[] = "jixiao-approval/1\n"
				  "installation: 昌吉州绩效\n"
				  "evaluation: 2024-yunxing\n"
				  "kind: scheme\n"
				  "subject:\n"
				  "state: sha256:" STATE "\n"
				  "signer: zhangguodong\n"
				  "time: 2025-03-10T08:00:00Z\n";

static struct slice slice_of(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct arena));
	return *state == NULL;
}

static int teardown(void **state)
{
	arena_clear(*state);
	free(*state);
	return 0;
}

static struct statement example(void)
{
	struct statement statement = { .installation = "昌吉州绩效",
				       .evaluation = "2024-yunxing",
				       .kind = "scheme",
				       .subject = "",
				       .signer = "zhangguodong",
				       .time = INT64_C(1741593600000) };

	for (size_t i = 0; i < 32; i++)
		statement.state[i] = (uint8_t)((i % 16) * 0x11);
	return statement;
}

static void test_a_statement_has_the_documented_form(void **state)
{
	struct statement statement = example();
	struct slice text = statement_write(*state, &statement);

	assert_int_equal(text.size, strlen(scheme_text));
	assert_memory_equal(text.data, scheme_text, text.size);
}

static void test_a_statement_can_be_read_again(void **state)
{
	struct statement written = example(), read;
	struct status status = STATUS_INIT;

	written.subject = "F02";
	assert_int_equal(statement_read(*state, statement_write(*state, &written), &read, &status), STATUS_OK);
	assert_string_equal(read.installation, written.installation);
	assert_string_equal(read.evaluation, written.evaluation);
	assert_string_equal(read.kind, written.kind);
	assert_string_equal(read.subject, "F02");
	assert_string_equal(read.signer, written.signer);
	assert_memory_equal(read.state, written.state, 32);
	assert_int_equal(read.time, written.time);
}

static void refused(struct arena *arena, struct slice text)
{
	struct status status = STATUS_INIT;
	struct statement statement;

	if (statement_read(arena, text, &statement, &status) != STATUS_INVALID_ARGUMENT)
		fail_msg("taken: %.*s", (int)text.size, (const char *)text.data);
	assert_int_equal(status.message.id, MSG_STATEMENT_MALFORMED);
	status_clear(&status);
}

static void test_any_other_form_is_refused(void **state)
{
	/* What is replaced, by what. */
	static const char *const rows[][2] = {
		{ "jixiao-approval/1", "jixiao-approval/2" },
		{ "\n", "\r\n" },
		{ "subject:\n", "subject: \n" },
		{ "subject:\n", "" },
		{ "kind: scheme\n", "kind:scheme\n" },
		{ "kind: scheme\n", "kind:  scheme\nkind: scheme\n" },
		{ "kind: scheme\nsubject:\n", "subject:\nkind: scheme\n" },
		{ "sha256:", "sha512:" },
		{ STATE, "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff" },
		{ STATE, "0011" },
		{ "2025-03-10T08:00:00Z\n", "2025-03-10T08:00:00Z" },
		{ "2025-03-10T08:00:00Z", "2025-02-30T08:00:00Z" },
		{ "2025-03-10T08:00:00Z", "2025-3-10T08:00:00Z" },
		{ "2025-03-10T08:00:00Z", "2025-03-10T08:00:00+08:00" },
		{ "2025-03-10T08:00:00Z\n", "2025-03-10T08:00:00Z\nmore: yes\n" },
		{ "signer: zhang", "signer: \x07zhang" },
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strstr(scheme_text, rows[i][0]);

		assert_non_null(at);
		refused(arena, slice_of(arena_printf(arena, "%.*s%s%s", (int)(at - scheme_text), scheme_text, rows[i][1],
						     at + strlen(rows[i][0]))));
	}
	for (size_t size = 0; size < strlen(scheme_text); size++)
		refused(arena, (struct slice){ (const uint8_t *)scheme_text, size });
}

static void test_a_nul_within_hides_nothing(void **state)
{
	char text[sizeof(scheme_text) + 8];

	memcpy(text, scheme_text, sizeof(scheme_text)); /* with its NUL */
	memcpy(text + sizeof(scheme_text), "more", 4);
	refused(*state, (struct slice){ (const uint8_t *)text, sizeof(scheme_text) });
	refused(*state, (struct slice){ (const uint8_t *)text, sizeof(scheme_text) + 4 });
}

static void test_a_checkpoint_has_the_documented_form(void **state)
{
	static const char wanted[] = "jixiao-checkpoint/1\n"
				     "installation: 昌吉州绩效\n"
				     "size: 1024\n"
				     "root: sha256:" STATE "\n"
				     "time: 2025-03-10T08:00:00Z\n";
	struct statement same = example();
	struct slice text = checkpoint_text(*state, same.installation, 1024, same.state, same.time);

	assert_int_equal(text.size, strlen(wanted));
	assert_memory_equal(text.data, wanted, text.size);
}

static void test_every_kind_has_a_name(void **state)
{
	(void)state;
	for (enum approval_kind kind = APPROVAL_SCHEME; kind <= APPROVAL_SEAL; kind++)
		assert_non_null(approval_kind_name(kind));
	assert_null(approval_kind_name(APPROVAL_NONE));
	assert_null(approval_kind_name((enum approval_kind)99));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_statement_has_the_documented_form, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_statement_can_be_read_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_any_other_form_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_nul_within_hides_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_checkpoint_has_the_documented_form, setup, teardown),
		cmocka_unit_test(test_every_kind_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
