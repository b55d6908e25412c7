#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/crypto/certificate.h"
#include "common/crypto/signature.h"

struct fixture {
	struct arena arena;
	struct status status;
	char *ca, *ca_key, *key;
	struct slice ca_der, signing, login, content, signature;
	int64_t now;
	char folder[64];
};

static void ok(struct fixture *f, enum status_code code)
{
	if (code != STATUS_OK)
		fail_msg("%s: %s", status_code_name(code), message_name(f->status.message.id));
}

static int setup(void **state)
{
	static const char text[] = "jixiao-approval/1\r\ninstallation: 绩效\n";
	struct fixture *f = calloc(1, sizeof(*f));
	struct slice request;

	f->content = (struct slice){ (const uint8_t *)text, sizeof(text) - 1 };
	f->now = (int64_t)time(NULL) * 1000;
	ok(f, key_generate(&f->arena, &f->ca_key, &f->status));
	ok(f, certificate_make_ca(&f->arena, f->ca_key, "演示", 3650, &f->ca, &f->status));
	ok(f, certificate_from_pem(&f->arena, f->ca, &f->ca_der, &f->status));
	ok(f, key_generate(&f->arena, &f->key, &f->status));
	ok(f, certificate_request(&f->arena, f->key, "zhang", &request, &f->status));
	ok(f,
	   certificate_issue(&f->arena, f->ca, f->ca_key, request, "zhang", CERTIFICATE_SIGNING, 30, &f->signing, &f->status));
	ok(f, certificate_issue(&f->arena, f->ca, f->ca_key, request, "zhang", CERTIFICATE_LOGIN, 30, &f->login, &f->status));
	ok(f, signature_make(&f->arena, f->key, f->signing, f->content, &f->signature, &f->status));
	strcpy(f->folder, "/tmp/jixiao-signature-XXXXXX");
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

static void save(struct fixture *f, const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(arena_printf(&f->arena, "%s/%s", f->folder, name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static int run(struct fixture *f, const char *command)
{
	return system(arena_printf(&f->arena, "cd %s && %s >out 2>&1", f->folder, command));
}

static enum status_code check(struct fixture *f, struct slice content, struct slice signature, struct slice ca, int64_t when)
{
	struct slice signer;

	status_clear(&f->status);
	return signature_check(&f->arena, content, signature, ca, when, &signer, &f->status);
}

static void test_a_signature_gives_its_signer_back(void **state)
{
	struct fixture *f = *state;
	struct slice signer;

	ok(f, signature_check(&f->arena, f->content, f->signature, f->ca_der, f->now, &signer, &f->status));
	assert_int_equal(signer.size, f->signing.size);
	assert_memory_equal(signer.data, f->signing.data, signer.size);
}

static void test_stock_openssl_verifies_it(void **state)
{
	static const char command[] = "openssl cms -verify -binary -inform DER -in signature -content content -CAfile ca.pem "
				      "-out again && cmp content again";
	struct fixture *f = *state;

	save(f, "ca.pem", f->ca, strlen(f->ca));
	save(f, "content", f->content.data, f->content.size);
	save(f, "signature", f->signature.data, f->signature.size);
	assert_int_equal(run(f, command), 0);
	save(f, "content", "other", 5);
	assert_int_not_equal(run(f, command), 0);
}

static void test_every_changed_byte_of_the_content_is_noticed(void **state)
{
	struct fixture *f = *state;
	uint8_t *changed = arena_memdup(&f->arena, f->content.data, f->content.size);

	for (size_t i = 0; i < f->content.size; i++) {
		changed[i] ^= 0x20;
		assert_int_equal(check(f, (struct slice){ changed, f->content.size }, f->signature, f->ca_der, f->now),
				 STATUS_INVALID_ARGUMENT);
		assert_int_equal(f->status.message.id, MSG_SIGNATURE_INVALID);
		changed[i] ^= 0x20;
	}
	assert_int_equal(check(f, (struct slice){ changed, f->content.size - 1 }, f->signature, f->ca_der, f->now),
			 STATUS_INVALID_ARGUMENT);
}

static void test_a_cut_or_lengthened_signature_is_refused(void **state)
{
	struct fixture *f = *state;
	uint8_t *longer = arena_alloc(&f->arena, f->signature.size + 1);

	memcpy(longer, f->signature.data, f->signature.size);
	for (size_t size = 0; size < f->signature.size; size += 11)
		assert_int_equal(check(f, f->content, (struct slice){ longer, size }, f->ca_der, f->now),
				 STATUS_INVALID_ARGUMENT);
	assert_int_equal(check(f, f->content, (struct slice){ longer, f->signature.size + 1 }, f->ca_der, f->now),
			 STATUS_INVALID_ARGUMENT);
}

static void test_a_login_certificate_signs_no_approval(void **state)
{
	struct fixture *f = *state;
	struct slice signature;

	ok(f, signature_make(&f->arena, f->key, f->login, f->content, &signature, &f->status));
	assert_int_equal(check(f, f->content, signature, f->ca_der, f->now), STATUS_INVALID_ARGUMENT);
}

static void test_a_signature_needs_the_key_of_its_certificate(void **state)
{
	struct fixture *f = *state;
	struct slice signature;

	assert_int_not_equal(signature_make(&f->arena, f->ca_key, f->signing, f->content, &signature, &f->status), STATUS_OK);
}

static void test_another_ca_of_the_same_name_is_refused(void **state)
{
	struct fixture *f = *state;
	char *key, *ca;
	struct slice der;

	ok(f, key_generate(&f->arena, &key, &f->status));
	ok(f, certificate_make_ca(&f->arena, key, "演示", 3650, &ca, &f->status));
	ok(f, certificate_from_pem(&f->arena, ca, &der, &f->status));
	assert_int_equal(check(f, f->content, f->signature, der, f->now), STATUS_INVALID_ARGUMENT);
}

static void test_the_certificate_must_be_valid_at_the_time_of_signing(void **state)
{
	struct fixture *f = *state;
	const int64_t day = INT64_C(86400000);

	assert_int_equal(check(f, f->content, f->signature, f->ca_der, f->now + 29 * day), STATUS_OK);
	assert_int_equal(check(f, f->content, f->signature, f->ca_der, f->now + 31 * day), STATUS_INVALID_ARGUMENT);
	assert_int_equal(check(f, f->content, f->signature, f->ca_der, f->now - 2 * day), STATUS_INVALID_ARGUMENT);
}

static void test_forms_that_we_do_not_make_are_refused(void **state)
{
	static const char *const commands[] = {
		/* attached */
		"openssl cms -sign -binary -nodetach -signer leaf.pem -inkey key.pem -md sha256 -in content -outform DER -out "
		"signature",
		/* another digest */
		"openssl cms -sign -binary -signer leaf.pem -inkey key.pem -md sha384 -in content -outform DER -out signature",
		/* two signers */
		"openssl cms -sign -binary -signer leaf.pem -inkey key.pem -signer second.pem -inkey key.pem -md sha256 -in "
		"content "
		"-outform DER -out signature",
		/* no certificate in it */
		"openssl cms -sign -binary -nocerts -signer leaf.pem -inkey key.pem -md sha256 -in content -outform DER -out "
		"signature",
	};
	struct fixture *f = *state;
	struct slice request, second;
	char *pem;

	ok(f, certificate_request(&f->arena, f->key, "zhang", &request, &f->status));
	ok(f, certificate_issue(&f->arena, f->ca, f->ca_key, request, "zhang", CERTIFICATE_SIGNING, 30, &second, &f->status));
	ok(f, certificate_to_pem(&f->arena, second, &pem, &f->status));
	save(f, "second.pem", pem, strlen(pem));
	ok(f, certificate_to_pem(&f->arena, f->signing, &pem, &f->status));
	save(f, "leaf.pem", pem, strlen(pem));
	save(f, "key.pem", f->key, strlen(f->key));
	save(f, "content", f->content.data, f->content.size);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		uint8_t bytes[8192];
		size_t size;
		FILE *file;

		assert_int_equal(run(f, commands[i]), 0);
		file = fopen(arena_printf(&f->arena, "%s/signature", f->folder), "r");
		assert_non_null(file);
		size = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		assert_int_equal(check(f, f->content, (struct slice){ bytes, size }, f->ca_der, f->now),
				 STATUS_INVALID_ARGUMENT);
	}
}

static void test_a_checkpoint_is_checked_against_the_logs_key_alone(void **state)
{
	struct fixture *f = *state;
	struct slice public, other, signature;

	ok(f, key_public(&f->arena, f->key, &public, &f->status));
	ok(f, key_public(&f->arena, f->ca_key, &other, &f->status));
	ok(f, log_sign(&f->arena, f->key, f->content, &signature, &f->status));
	ok(f, log_check(public, f->content, signature, &f->status));
	assert_int_equal(log_check(other, f->content, signature, &f->status), STATUS_INVALID_ARGUMENT);
	status_clear(&f->status);
	f->content.size--;
	assert_int_equal(log_check(public, f->content, signature, &f->status), STATUS_INVALID_ARGUMENT);
	status_clear(&f->status);
	assert_int_equal(log_check((struct slice){ NULL, 0 }, f->content, signature, &f->status), STATUS_INVALID_ARGUMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_signature_gives_its_signer_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stock_openssl_verifies_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_changed_byte_of_the_content_is_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_cut_or_lengthened_signature_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_login_certificate_signs_no_approval, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_signature_needs_the_key_of_its_certificate, setup, teardown),
		cmocka_unit_test_setup_teardown(test_another_ca_of_the_same_name_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_certificate_must_be_valid_at_the_time_of_signing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_forms_that_we_do_not_make_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_checkpoint_is_checked_against_the_logs_key_alone, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
