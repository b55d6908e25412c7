#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/domain/evidence_id.h"

static void test_ids_count_from_E001(void **state)
{
	static const struct {
		size_t number;
		const char *id;
	} rows[] = { { 1, "E001" },	 { 42, "E042" },       { 999, "E999" },	     { 1000, "EA1000" },
		     { 9999, "EA9999" }, { 10000, "EB10000" }, { 99999, "EB99999" }, { 100000, "EC100000" } };
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(evidence_id(&arena, rows[i].number), rows[i].id);
	arena_clear(&arena);
}

static void test_a_later_id_sorts_after_every_earlier_one(void **state)
{
	struct arena arena = ARENA_INIT;
	char before[32] = "";

	(void)state;
	for (size_t number = 1; number < 120000; number++) {
		const char *id = evidence_id(&arena, number);

		assert_true(strcmp(before, id) < 0);
		strcpy(before, id);
		arena_reset(&arena);
	}
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids_count_from_E001),
		cmocka_unit_test(test_a_later_id_sorts_after_every_earlier_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
