#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/crypto/certificate.h"

#define DAY_MS (INT64_C(86400) * 1000)

struct fixture {
	struct arena arena;
	struct status status;
	char *ca, *ca_key, *key;
	char folder[64];
};

static void ok(struct fixture *f, enum status_code code)
{
	if (code != STATUS_OK)
		fail_msg("%s: %s", status_code_name(code), message_name(f->status.message.id));
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	ok(f, key_generate(&f->arena, &f->ca_key, &f->status));
	ok(f, certificate_make_ca(&f->arena, f->ca_key, "绩效评价演示", 3650, &f->ca, &f->status));
	ok(f, key_generate(&f->arena, &f->key, &f->status));
	strcpy(f->folder, "/tmp/jixiao-certificate-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	struct arena arena = ARENA_INIT;

	assert_int_equal(system(arena_printf(&arena, "rm -rf %s", f->folder)), 0);
	arena_clear(&arena);
	status_clear(&f->status);
	arena_clear(&f->arena);
	free(f);
	return 0;
}

static void save(struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(&f->arena, "%s/%s", f->folder, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* Runs a shell command in the fixture's folder; its exit status. */
static int run(struct fixture *f, const char *command)
{
	return system(arena_printf(&f->arena, "cd %s && %s >out 2>&1", f->folder, command));
}

static struct slice issue(struct fixture *f, const char *person, enum certificate_use use, unsigned days)
{
	struct slice request, der;

	ok(f, certificate_request(&f->arena, f->key, person, &request, &f->status));
	ok(f, certificate_issue(&f->arena, f->ca, f->ca_key, request, person, use, days, &der, &f->status));
	return der;
}

static void test_stock_openssl_verifies_each_kind_of_certificate_for_its_purpose_only(void **state)
{
	static const struct {
		enum certificate_use use;
		const char *purpose;
		int good;
	} rows[] = {
		{ CERTIFICATE_LOGIN, "sslclient", 1 },	 { CERTIFICATE_LOGIN, "sslserver", 0 },
		{ CERTIFICATE_LOGIN, "smimesign", 0 },	 { CERTIFICATE_SIGNING, "smimesign", 1 },
		{ CERTIFICATE_SIGNING, "sslclient", 0 },
	};
	struct fixture *f = *state;
	char *pem;

	save(f, "ca.pem", f->ca);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ok(f, certificate_to_pem(&f->arena, issue(f, "zhang", rows[i].use, 365), &pem, &f->status));
		save(f, "leaf.pem", pem);
		assert_int_equal(
			run(f, arena_printf(&f->arena, "openssl verify -x509_strict -CAfile ca.pem -purpose %s leaf.pem",
					    rows[i].purpose)) == 0,
			rows[i].good);
	}
}

static void test_the_server_certificate_carries_names_and_addresses(void **state)
{
	const char *names[] = { "jixiao.example.cn", "192.0.2.7", "2001:db8::7", "odd,IP:192.0.2.9" };
	struct fixture *f = *state;
	char *pem;

	ok(f, certificate_make_server(&f->arena, f->ca, f->ca_key, f->key, names, 4, 365, &pem, &f->status));
	save(f, "ca.pem", f->ca);
	save(f, "server.pem", pem);
	assert_int_equal(run(f, "openssl verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_hostname "
				"jixiao.example.cn server.pem"),
			 0);
	assert_int_equal(run(f, "openssl verify -CAfile ca.pem -verify_ip 192.0.2.7 server.pem"), 0);
	assert_int_equal(run(f, "openssl verify -CAfile ca.pem -verify_ip 2001:db8::7 server.pem"), 0);
	assert_int_not_equal(run(f, "openssl verify -CAfile ca.pem -verify_hostname other.example.cn server.pem"), 0);
	assert_int_not_equal(run(f, "openssl verify -CAfile ca.pem -verify_ip 192.0.2.9 server.pem"), 0);
}

static void test_the_names_of_a_server_certificate_can_be_read_again(void **state)
{
	const char *names[] = { "jixiao.example.cn", "192.0.2.7", "2001:db8::7" }, **again;
	struct fixture *f = *state;
	struct slice der;
	char *pem;
	size_t n;

	ok(f, certificate_make_server(&f->arena, f->ca, f->ca_key, f->key, names, 3, 365, &pem, &f->status));
	ok(f, certificate_from_pem(&f->arena, pem, &der, &f->status));
	ok(f, certificate_names(&f->arena, der, &again, &n, &f->status));
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(again[i], names[i]);
}

static void test_a_certificate_names_its_person_and_its_days(void **state)
{
	struct fixture *f = *state;
	int64_t now = (int64_t)time(NULL) * 1000;
	struct certificate_info info;
	struct slice again;
	char *pem;
	struct slice der = issue(f, "li.na-2", CERTIFICATE_LOGIN, 365);

	ok(f, certificate_info(&f->arena, der, &info, &f->status));
	assert_string_equal(info.person, "li.na-2");
	assert_true(info.not_before <= now && info.not_before > now - DAY_MS);
	assert_true(llabs(info.not_after - now - 365 * DAY_MS) < 60000);
	ok(f, certificate_to_pem(&f->arena, der, &pem, &f->status));
	ok(f, certificate_from_pem(&f->arena, pem, &again, &f->status));
	assert_int_equal(again.size, der.size);
	assert_memory_equal(again.data, der.data, der.size);
}

static void test_no_certificate_outlives_its_ca(void **state)
{
	struct fixture *f = *state;
	struct certificate_info ca, leaf;
	struct slice der;

	ok(f, certificate_info(&f->arena, issue(f, "zhang", CERTIFICATE_SIGNING, 20000), &leaf, &f->status));
	ok(f, certificate_from_pem(&f->arena, f->ca, &der, &f->status));
	ok(f, certificate_info(&f->arena, der, &ca, &f->status));
	assert_int_equal(leaf.not_after, ca.not_after);
}

static void test_only_the_key_of_a_request_is_taken(void **state)
{
	struct fixture *f = *state;
	struct slice request, der, asked, own;
	struct certificate_info info;

	ok(f, certificate_request(&f->arena, f->key, "admin", &request, &f->status));
	ok(f, certificate_issue(&f->arena, f->ca, f->ca_key, request, "zhang", CERTIFICATE_LOGIN, 1, &der, &f->status));
	ok(f, certificate_info(&f->arena, der, &info, &f->status));
	assert_string_equal(info.person, "zhang");
	ok(f, certificate_request_public(&f->arena, request, &asked, &f->status));
	ok(f, key_public(&f->arena, f->key, &own, &f->status));
	assert_int_equal(asked.size, own.size);
	assert_memory_equal(asked.data, own.data, own.size);
}

static void refused(struct fixture *f, struct slice request)
{
	struct slice der;

	status_clear(&f->status);
	assert_int_equal(
		certificate_issue(&f->arena, f->ca, f->ca_key, request, "zhang", CERTIFICATE_LOGIN, 1, &der, &f->status),
		STATUS_INVALID_ARGUMENT);
	assert_int_equal(f->status.message.id, MSG_KEY_REQUEST_INVALID);
	status_clear(&f->status);
}

static void test_a_damaged_request_is_refused_whichever_byte_was_touched(void **state)
{
	struct fixture *f = *state;
	struct slice request, cut;
	uint8_t *damaged;

	ok(f, certificate_request(&f->arena, f->key, "zhang", &request, &f->status));
	damaged = arena_alloc(&f->arena, request.size + 1);
	for (size_t i = 0; i < request.size; i++) {
		memcpy(damaged, request.data, request.size);
		damaged[i] ^= 0x01;
		refused(f, (struct slice){ damaged, request.size });
	}
	for (size_t size = 0; size < request.size; size += 7) {
		cut = (struct slice){ request.data, size };
		refused(f, cut);
	}
	memcpy(damaged, request.data, request.size);
	refused(f, (struct slice){ damaged, request.size + 1 });
}

static void test_only_p256_keys_are_certified(void **state)
{
	static const char *const commands[] = {
		"openssl req -new -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=zhang -outform DER -out request",
		"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout /dev/null -subj /CN=zhang "
		"-outform DER -out request",
		"openssl req -new -newkey ed25519 -nodes -keyout /dev/null -subj /CN=zhang -outform DER -out request",
		"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -nodes -keyout "
		"/dev/null "
		"-subj /CN=zhang -outform DER -out request",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		uint8_t bytes[4096];
		FILE *file;
		size_t size;

		assert_int_equal(run(f, commands[i]), 0);
		file = fopen(arena_printf(&f->arena, "%s/request", f->folder), "r");
		assert_non_null(file);
		size = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		refused(f, (struct slice){ bytes, size });
	}
}

static void test_rubbish_is_no_key_and_no_certificate(void **state)
{
	struct fixture *f = *state;
	struct certificate_info info;
	struct slice der;

	assert_int_equal(key_public(&f->arena, "rubbish", &der, &f->status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(f->status.message.id, MSG_KEY_MALFORMED);
	status_clear(&f->status);
	assert_int_equal(certificate_from_pem(&f->arena, "", &der, &f->status), STATUS_INVALID_ARGUMENT);
	status_clear(&f->status);
	der = issue(f, "zhang", CERTIFICATE_LOGIN, 1);
	der.size--;
	assert_int_equal(certificate_info(&f->arena, der, &info, &f->status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(f->status.message.id, MSG_CERTIFICATE_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_stock_openssl_verifies_each_kind_of_certificate_for_its_purpose_only,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_server_certificate_carries_names_and_addresses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_names_of_a_server_certificate_can_be_read_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_certificate_names_its_person_and_its_days, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_certificate_outlives_its_ca, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_the_key_of_a_request_is_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_damaged_request_is_refused_whichever_byte_was_touched, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_p256_keys_are_certified, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rubbish_is_no_key_and_no_certificate, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
