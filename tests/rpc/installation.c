#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "common/crypto/certificate.h"
#include "installation.h"

void installation_make(struct installation *installation)
{
	static const char *const names[] = { "127.0.0.1", "localhost" };
	struct arena *arena = &installation->arena;
	struct status status = STATUS_INIT;
	struct certificate_info info;
	struct slice der;

	*installation = (struct installation){ .arena = ARENA_INIT };
	assert_int_equal(key_generate(arena, &installation->ca.key, &status), STATUS_OK);
	assert_int_equal(certificate_make_ca(arena, installation->ca.key, "test", 30, &installation->ca.certificate, &status),
			 STATUS_OK);
	assert_int_equal(key_generate(arena, &installation->server.key, &status), STATUS_OK);
	assert_int_equal(certificate_make_server(arena, installation->ca.certificate, installation->ca.key,
						 installation->server.key, names, 2, 30, &installation->server.certificate,
						 &status),
			 STATUS_OK);
	installation->chain = arena_printf(arena, "%s%s", installation->server.certificate, installation->ca.certificate);
	assert_int_equal(certificate_from_pem(arena, installation->ca.certificate, &der, &status), STATUS_OK);
	assert_int_equal(certificate_info(arena, der, &info, &status), STATUS_OK);
	memcpy(installation->ca_digest, info.digest, sizeof(info.digest));
	status_clear(&status);
}

void installation_free(struct installation *installation)
{
	arena_clear(&installation->arena);
}

/* A certificate for 0 days ends the second that it begins. */
static void wait_until_expired(int64_t not_after)
{
	const struct timespec pause = { .tv_nsec = 100 * 1000 * 1000 };

	while ((int64_t)time(NULL) * 1000 <= not_after)
		nanosleep(&pause, NULL);
}

struct identity installation_person(struct installation *installation, const char *person, unsigned days)
{
	struct arena *arena = &installation->arena;
	struct status status = STATUS_INIT;
	struct certificate_info info;
	struct slice request, der;
	struct identity made;

	assert_int_equal(key_generate(arena, &made.key, &status), STATUS_OK);
	assert_int_equal(certificate_request(arena, made.key, person, &request, &status), STATUS_OK);
	assert_int_equal(certificate_issue(arena, installation->ca.certificate, installation->ca.key, request, person,
					   CERTIFICATE_LOGIN, days, &der, &status),
			 STATUS_OK);
	assert_int_equal(certificate_to_pem(arena, der, &made.certificate, &status), STATUS_OK);
	assert_int_equal(certificate_info(arena, der, &info, &status), STATUS_OK);
	if (days == 0)
		wait_until_expired(info.not_after);
	status_clear(&status);
	return made;
}

struct tls_settings server_tls(const struct installation *installation)
{
	return (struct tls_settings){
		.role = TLS_SERVER,
		.certificate = installation->chain,
		.key = installation->server.key,
		.ca = installation->ca.certificate,
	};
}

struct tls_settings client_tls(const struct installation *installation, const struct identity *person)
{
	return (struct tls_settings){
		.role = TLS_CLIENT,
		.certificate = person->certificate,
		.key = person->key,
		.ca = installation->ca.certificate,
		.server_name = "127.0.0.1",
	};
}
