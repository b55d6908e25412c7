#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/crypto/file.h"
#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/event.pb-c.h"
#include "server/rpc/authorize.h"
#include "server/rpc/method.h"
#include "tests/permissions/table.h"

enum { COLUMNS = 2 + PERMISSIONS_WHO + PERMISSIONS_STAGES, PAGE_LIMIT = 1 << 20 };

/* Who calls for each column of the table. */
static const char *const callers[PERMISSIONS_WHO] = { "leader", "member", "implementer", "admin", "auditor", "outsider" };

static struct fixture fixture;
static char *page; /* docs/permissions.md */

static int setup(void **state)
{
	struct slice bytes;

	(void)state;
	fixture_start(&fixture, NULL);
	assert_int_equal(
		file_load(&fixture.installation.arena, SOURCE_DIR "/docs/permissions.md", PAGE_LIMIT, &bytes, &fixture.status),
		STATUS_OK);
	page = (char *)bytes.data;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void test_the_page_is_the_image_of_the_method_table(void **state)
{
	(void)state;
	assert_string_equal(page, permissions_page(&fixture.arena));
}

/* The cells of a method's row, as the page has them. */
static void read_row(struct arena *arena, const char *method, char *cells[COLUMNS])
{
	const char *line = strstr(page, arena_printf(arena, "| `%s` |", method)), *cell, *end;

	assert_non_null(line);
	cell = line + 1;
	for (unsigned i = 0; i < COLUMNS; i++) {
		end = strchr(cell, '|');
		assert_non_null(end);
		cells[i] = arena_printf(arena, "%.*s", (int)(end - cell), cell);
		cell = end + 1;
	}
	assert_int_equal(*cell, '\n');
}

static bool has_dot(const char *cell)
{
	return strstr(cell, "●") != NULL;
}

/* What the page says of a person in a stage: the code that the server must answer. */
static enum status_code expected(char *cells[COLUMNS], unsigned who, unsigned stage)
{
	const char *in_stage = cells[2 + PERMISSIONS_WHO + stage - STAGE_PREPARATION];

	if (!has_dot(cells[2 + who]))
		return STATUS_PERMISSION_DENIED;
	return has_dot(in_stage) || strstr(in_stage, "–") != NULL ? STATUS_OK : STATUS_FAILED_PRECONDITION;
}

/* The dispatcher's own step, for a request of which only the evaluation matters. */
static enum status_code judge(const struct method *method, const char *person, const char *evaluation)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	ProtobufCMessage *request = pb_new(&arena, method->input);
	struct call call = { .server = &fixture.server,
			     .method = method,
			     .arena = &arena,
			     .request = request,
			     .status = &status,
			     .person = person,
			     .time = clock_real_ms() };
	enum status_code code;

	if (method->evaluation_field != NULL)
		*(const char **)((char *)request + method->evaluation_field->offset) = evaluation;
	assert_int_equal(store_read_begin(fixture.server.store, &call.txn, &status), STATUS_OK);
	code = authorize(&call);
	assert_int_equal(code, status.code);
	store_read_end(call.txn);
	status_clear(&status);
	arena_clear(&arena);
	return code;
}

static void test_every_method_for_every_role_in_every_stage_is_as_the_page_says(void **state)
{
	unsigned judged = 0;

	(void)state;
	fixture_evaluation(&fixture, "matrix");
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++) {
		fixture_stage(&fixture, "matrix", (enum stage)stage);
		for (size_t i = 0; i < method_count(); i++) {
			const struct method *method = method_at(i);
			char *cells[COLUMNS];

			read_row(&fixture.arena, method->name, cells);
			if (method->kind == METHOD_SELF)
				continue;
			for (unsigned who = 0; who < PERMISSIONS_WHO; who++, judged++)
				if (judge(method, callers[who], "matrix") != expected(cells, who, stage))
					fail_msg("%s by %s in stage %u: got %d, the page says %d", method->name, callers[who],
						 stage, judge(method, callers[who], "matrix"), expected(cells, who, stage));
		}
		fixture_clear(&fixture);
	}
	assert_int_equal(judged, (method_count() - 1) * PERMISSIONS_WHO * PERMISSIONS_STAGES);
}

static void test_without_an_evaluation_only_server_roles_count(void **state)
{
	static const struct {
		const char *method, *person;
		enum status_code code;
	} rows[] = {
		{ "Event.List", "admin", STATUS_OK },
		{ "Event.List", "auditor", STATUS_OK },
		{ "Event.List", "leader", STATUS_PERMISSION_DENIED },
		{ "Event.Watch", "member", STATUS_PERMISSION_DENIED },
		{ "Event.History", "outsider", STATUS_PERMISSION_DENIED },
		{ "User.Whoami", "outsider", STATUS_OK },
		{ "Evaluation.Get", "admin", STATUS_INVALID_ARGUMENT },
		{ "Entry.List", "auditor", STATUS_INVALID_ARGUMENT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(judge(method_find(rows[i].method), rows[i].person, ""), rows[i].code);
}

static void test_a_person_who_is_unknown_or_revoked_may_do_nothing(void **state)
{
	Jixiao__User user = JIXIAO__USER__INIT;

	(void)state;
	fixture_evaluation(&fixture, "revoked");
	user.id = user.name = (char *)"colleague";
	user.state = JIXIAO__USER_STATE__USER_STATE_REVOKED;
	fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_USER, "", "colleague" }, &user.base);
	for (size_t i = 0; i < method_count(); i++)
		if (method_at(i)->kind != METHOD_SELF) {
			assert_int_equal(judge(method_at(i), "colleague", "revoked"), STATUS_UNAUTHENTICATED);
			assert_int_equal(judge(method_at(i), "stranger", "revoked"), STATUS_UNAUTHENTICATED);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_page_is_the_image_of_the_method_table),
		cmocka_unit_test(test_every_method_for_every_role_in_every_stage_is_as_the_page_says),
		cmocka_unit_test(test_without_an_evaluation_only_server_roles_count),
		cmocka_unit_test(test_a_person_who_is_unknown_or_revoked_may_do_nothing),
	};

	return cmocka_run_group_tests_name("permissions", tests, setup, teardown);
}
