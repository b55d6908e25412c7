#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/crypto/file.h"
#include "server/server.h"
#include "server/settings.h"

struct fixture {
	struct arena arena;
	struct status status;
	struct server_settings settings;
	char path[64];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->path, "/tmp/jixiao-settings-XXXXXX");
	close(mkstemp(f->path));
	f->settings = server_settings_default;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	status_clear(&f->status);
	arena_clear(&f->arena);
	free(f);
	return 0;
}

static enum status_code read_text(struct fixture *f, const char *text)
{
	status_clear(&f->status);
	f->settings = server_settings_default;
	assert_int_equal(file_save_text(f->path, text, FILE_PUBLIC, &f->status), STATUS_OK);
	return server_settings_read(&f->arena, f->path, &f->settings, &f->status);
}

static void test_what_is_not_said_keeps_its_default(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(read_text(f, "# nothing\n\n  \n"), STATUS_OK);
	assert_memory_equal(&f->settings, &server_settings_default, sizeof(f->settings));
}

static void test_values_are_read_with_their_units(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		read_text(f, "listen = 127.0.0.1:17443\r\nmap_size=2T\n evidence_limit = 128M \nping = 1500ms\nidle = 60s\n"
			     "code_attempts = 3"),
		STATUS_OK);
	assert_string_equal(f->settings.listen, "tls+tcp://127.0.0.1:17443");
	assert_int_equal(f->settings.map_size, UINT64_C(2) << 40);
	assert_int_equal(f->settings.evidence_limit, UINT64_C(128) << 20);
	assert_int_equal(f->settings.limits.ping, 1500);
	assert_int_equal(f->settings.limits.idle, 60000);
	assert_int_equal(f->settings.code_attempts, 3);
}

static void test_kinds_of_evidence_may_have_limits_of_their_own(void **state)
{
	struct fixture *f = *state;
	char *again;

	assert_int_equal(read_text(f, "evidence_limit = 64M\nevidence_limit.照片 = 8M\nevidence_limit.录像=512M\n"), STATUS_OK);
	assert_int_equal(f->settings.n_kind_limits, 2);
	assert_string_equal(f->settings.kind_limits[1].kind, "录像");
	assert_int_equal(f->settings.kind_limits[1].limit, UINT64_C(512) << 20);
	again = server_settings_write(&f->arena, &f->settings);
	assert_int_equal(read_text(f, again), STATUS_OK);
	assert_int_equal(f->settings.n_kind_limits, 2);
	assert_int_equal(
		read_text(f, "evidence_limit.照片 = 8M\nevidence_limit.照片 = 9M\nevidence_limit. = 1M\nevidence_limit.表 = x\n"
			     "evidence_limit.像 = 2G\n"),
		STATUS_INVALID_ARGUMENT);
	/* The fifth is over what one person may have under way. */
	assert_int_equal(f->status.n_violations, 4);
	assert_string_equal(f->status.violations[0].path, "jixiaod.conf:2");
	assert_int_equal(f->status.violations[1].message.id, MSG_SETTING_UNKNOWN);
	assert_int_equal(f->status.violations[2].message.id, MSG_SETTING_RANGE);
	assert_int_equal(f->status.violations[3].message.id, MSG_SETTING_UPLOAD_LIMIT);
}

static void test_each_fault_is_named_with_its_line(void **state)
{
	static const char text[] = "listen = nowhere\n"
				   "colour = blue\n"
				   "code_hours = 0\n"
				   "code_attempts 3\n"
				   "idle = 60\n" /* a time without its unit */
				   "login_days = 10\n"
				   "login_days = 11\n"
				   "max_links = 99999999999999999999\n"
				   "signing_days = -1\n";
	static const struct {
		const char *path;
		enum message_id message;
	} wanted[] = {
		{ "jixiaod.conf:1", MSG_SETTING_ADDRESS }, { "jixiaod.conf:2", MSG_SETTING_UNKNOWN },
		{ "jixiaod.conf:3", MSG_SETTING_RANGE },   { "jixiaod.conf:4", MSG_SETTING_NO_EQUALS },
		{ "jixiaod.conf:5", MSG_SETTING_RANGE },   { "jixiaod.conf:7", MSG_SETTING_TWICE },
		{ "jixiaod.conf:8", MSG_SETTING_RANGE },   { "jixiaod.conf:9", MSG_SETTING_RANGE },
	};
	struct fixture *f = *state;

	assert_int_equal(read_text(f, text), STATUS_INVALID_ARGUMENT);
	assert_int_equal(f->status.n_violations, sizeof(wanted) / sizeof(wanted[0]));
	for (size_t i = 0; i < f->status.n_violations; i++) {
		assert_string_equal(f->status.violations[i].path, wanted[i].path);
		assert_int_equal(f->status.violations[i].message.id, wanted[i].message);
	}
}

static void test_settings_must_fit_each_other(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(read_text(f, "chunk_size = 1M\nping = 120s\n"), STATUS_INVALID_ARGUMENT);
	assert_int_equal(f->status.n_violations, 2);
	assert_int_equal(f->status.violations[0].message.id, MSG_SETTING_CHUNK_FRAME);
	assert_int_equal(f->status.violations[1].message.id, MSG_SETTING_PING_IDLE);
}

static void test_what_is_written_is_read_again(void **state)
{
	struct fixture *f = *state;
	struct server_settings changed = server_settings_default;

	changed.listen = "tls+tcp://[::1]:1";
	changed.map_size = UINT64_C(256) << 20;
	changed.limits.send = 1234;
	assert_int_equal(read_text(f, server_settings_write(&f->arena, &changed)), STATUS_OK);
	assert_string_equal(f->settings.listen, changed.listen);
	assert_int_equal(f->settings.map_size, changed.map_size);
	assert_int_equal(f->settings.limits.send, 1234);
	assert_string_equal(f->settings.enroll_listen, server_settings_default.enroll_listen);
	/* Every line that the defaults comment out is good as well. */
	changed = server_settings_default;
	for (char *p = server_settings_write(&f->arena, &changed), *line; (line = strsep(&p, "\n")) != NULL;)
		if (strncmp(line, "# ", 2) == 0 && strstr(line, " = ") != NULL)
			assert_int_equal(read_text(f, line + 2), STATUS_OK);
}

static void test_a_missing_file_is_said_to_be_missing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(server_settings_read(&f->arena, "/nowhere/jixiaod.conf", &f->settings, &f->status), STATUS_NOT_FOUND);
	assert_int_equal(f->status.message.id, MSG_FILE_NOT_THERE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_not_said_keeps_its_default, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values_are_read_with_their_units, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kinds_of_evidence_may_have_limits_of_their_own, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_fault_is_named_with_its_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_settings_must_fit_each_other, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_written_is_read_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_missing_file_is_said_to_be_missing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
