#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "client/enrolment.h"
#include "common/crypto/enrolment.h"

#define CA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

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

static void test_tickets_are_read_as_people_copy_them(void **state)
{
	static const char *const rows[] = {
		"zhang:7K3M-9QRT-01BC-DEFG:" CA,	  "zhang:7K3M9QRT01BCDEFG:" CA,
		"  zhang:7k3m-9qrt-01bc-defg:" CA "\r\n", "zhang:7K3M-9QRT-OIBC-DEFG:" CA,
		"zhang:7K3M-9QRT-0lBC-DEFG:" CA "\n\n",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct status status = STATUS_INIT;
		struct enrolment_ticket ticket;

		assert_int_equal(enrolment_ticket_read(*state, rows[i], &ticket, &status), STATUS_OK);
		assert_string_equal(ticket.person, "zhang");
		assert_string_equal(ticket.code, "7K3M9QRT01BCDEFG");
		assert_int_equal(ticket.ca[1], 0x11);
		assert_string_equal(enrolment_ticket_write(*state, &ticket), rows[0]);
	}
}

static void test_what_is_no_ticket_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"zhang",
		"zhang:7K3M-9QRT-01BC-DEFG",
		":7K3M-9QRT-01BC-DEFG:" CA,
		"zhang:7K3M-9QRT-01BC-DEF:" CA,
		"zhang:7K3M-9QRT-01BC-DEFGH:" CA,
		"zhang:7K3M-9QRT-01BC-DEFU:" CA,
		"zhang:7K3M-9QRT-01BC-DEFG:0011",
		"zhang:7K3M-9QRT-01BC-DEFG:" CA "00",
		"zhang:7K3M-9QRT-01BC-DEFG:" CA ":more",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct status status = STATUS_INIT;
		struct enrolment_ticket ticket;

		if (enrolment_ticket_read(*state, rows[i], &ticket, &status) != STATUS_INVALID_ARGUMENT)
			fail_msg("taken: %s", rows[i]);
		assert_int_equal(status.message.id, MSG_TICKET_MALFORMED);
		status_clear(&status);
	}
}

static void test_codes_differ_and_can_be_read(void **state)
{
	struct status status = STATUS_INIT;
	struct enrolment_ticket ticket = { .person = "zhang" }, again;
	const char *other;

	for (int i = 0; i < 100; i++) {
		assert_int_equal(enrolment_code_make(*state, &ticket.code, &status), STATUS_OK);
		assert_int_equal(enrolment_code_make(*state, &other, &status), STATUS_OK);
		assert_string_not_equal(ticket.code, other);
		assert_int_equal(enrolment_ticket_read(*state, enrolment_ticket_write(*state, &ticket), &again, &status),
				 STATUS_OK);
		assert_string_equal(again.code, ticket.code);
	}
}

static void test_a_proof_holds_for_its_person_code_and_keys_only(void **state)
{
	static const struct {
		const char *person, *code, *login, *signing;
		bool good;
	} rows[] = {
		{ "zhang", "7K3M9QRT01BCDEFG", "login", "signing", true },
		{ "li", "7K3M9QRT01BCDEFG", "login", "signing", false },
		{ "zhang", "7K3M9QRT01BCDEFH", "login", "signing", false },
		{ "zhang", "7K3M9QRT01BCDEFG", "signing", "login", false },
		/* A byte that changes sides. */
		{ "zhang", "7K3M9QRT01BCDEFG", "logins", "igning", false },
	};
	struct status status = STATUS_INIT;
	uint8_t key[ENROLMENT_KEY_SIZE], proof[ENROLMENT_PROOF_SIZE];

	(void)state;
	assert_int_equal(enrolment_key("zhang", "7K3M9QRT01BCDEFG", key, &status), STATUS_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct slice login = { (const uint8_t *)rows[i].login, strlen(rows[i].login) };
		const struct slice signing = { (const uint8_t *)rows[i].signing, strlen(rows[i].signing) };

		assert_int_equal(enrolment_prove(rows[i].person, rows[i].code, login, signing, proof, &status), STATUS_OK);
		assert_int_equal(enrolment_check((struct slice){ key, sizeof(key) }, (struct slice){ proof, sizeof(proof) },
						 (struct slice){ (const uint8_t *)"login", 5 },
						 (struct slice){ (const uint8_t *)"signing", 7 }),
				 rows[i].good);
		assert_false(enrolment_check((struct slice){ key, sizeof(key) }, (struct slice){ proof, 63 }, login, signing));
		assert_false(enrolment_check((struct slice){ key, 0 }, (struct slice){ proof, sizeof(proof) }, login, signing));
	}
}

/* The derivation is part of the protocol: another program must come to the same key. By the openssl command:
 * `openssl pkey -pubout` of the Ed25519 key whose seed is the SHA-256 of "jixiao-enrolment/1\nzhang\n7K3M9QRT01BCDEFG". */
static void test_the_codes_key_is_derived_as_documented(void **state)
{
	static const uint8_t wanted[ENROLMENT_KEY_SIZE] = { 0xdc, 0xf1, 0xf0, 0x60, 0xa5, 0x36, 0xda, 0x8c, 0x03, 0xb8, 0x55,
							    0x04, 0xc3, 0xaf, 0xf8, 0xc1, 0xd1, 0x4e, 0x46, 0x32, 0x6b, 0x80,
							    0x15, 0xeb, 0x5b, 0x6b, 0xc0, 0xe6, 0xa3, 0xaa, 0xf8, 0x04 };
	struct status status = STATUS_INIT;
	uint8_t key[ENROLMENT_KEY_SIZE];

	(void)state;
	assert_int_equal(enrolment_key("zhang", "7K3M9QRT01BCDEFG", key, &status), STATUS_OK);
	assert_memory_equal(key, wanted, sizeof(wanted));
}

static void test_servers_are_named_by_host_and_port(void **state)
{
	static const struct {
		const char *text, *host;
		unsigned port; /* 0: refused */
	} rows[] = {
		{ "jixiao.example.gov.cn", "jixiao.example.gov.cn", 7444 },
		{ "jixiao.example.gov.cn:17444", "jixiao.example.gov.cn", 17444 },
		{ "192.0.2.7:1", "192.0.2.7", 1 },
		{ "[2001:db8::7]", "2001:db8::7", 7444 },
		{ "[2001:db8::7]:17444", "2001:db8::7", 17444 },
		{ "2001:db8::7", "2001:db8::7", 7444 },
		{ "", "", 0 },
		{ ":7444", "", 0 },
		{ "host:", "", 0 },
		{ "host:0", "", 0 },
		{ "host:65536", "", 0 },
		{ "host:7444x", "", 0 },
		{ "[2001:db8::7", "", 0 },
		{ "[2001:db8::7]7444", "", 0 },
		{ "https://host", "", 0 },
		{ "a b", "", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct status status = STATUS_INIT;
		const char *host;
		unsigned port;

		if (rows[i].port == 0) {
			if (server_parse(*state, rows[i].text, &host, &port, &status) != STATUS_INVALID_ARGUMENT)
				fail_msg("taken: %s", rows[i].text);
		} else {
			assert_int_equal(server_parse(*state, rows[i].text, &host, &port, &status), STATUS_OK);
			assert_string_equal(host, rows[i].host);
			assert_int_equal(port, rows[i].port);
		}
		status_clear(&status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tickets_are_read_as_people_copy_them, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_no_ticket_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_codes_differ_and_can_be_read, setup, teardown),
		cmocka_unit_test(test_a_proof_holds_for_its_person_code_and_keys_only),
		cmocka_unit_test(test_the_codes_key_is_derived_as_documented),
		cmocka_unit_test_setup_teardown(test_servers_are_named_by_host_and_port, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
