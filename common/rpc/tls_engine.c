#include "common/rpc/tls_engine.h"

#include <pthread.h>
#include <string.h>

#include "common/rpc/tls_private.h"

static const nng_tls_engine engine = {
	.version = NNG_TLS_ENGINE_VERSION,
	.config_ops = &tls_config_ops,
	.conn_ops = &tls_conn_ops,
	.name = "jixiao-openssl",
	.description = "TLS 1.3 by OpenSSL",
	.fips_mode = false,
};

static bool registered;

static void register_once(void)
{
	/* NNG registers an engine of its own at the first question; one that came before would be replaced by it. */
	(void)nng_tls_engine_name();
	registered =
		tls_conn_prepare() && nng_tls_engine_register(&engine) == 0 && strcmp(nng_tls_engine_name(), engine.name) == 0;
}

/* NNG's threads may still free TLS objects while the process ends: OpenSSL must not take itself apart under them. Before main,
 * for whoever uses OpenSSL first decides. */
__attribute__((constructor)) static void keep_openssl_to_the_end(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* Once for the process. */
static enum status_code engine_register(struct status *status)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, register_once);
	if (!registered)
		return STATUS_FAIL(status, STATUS_INTERNAL, MSG_TLS_ENGINE);
	return STATUS_OK;
}

enum status_code tls_config_new(const struct tls_settings *settings, nng_tls_config **config, struct status *status)
{
	if (engine_register(status) != STATUS_OK)
		return status->code;
	if (tls_config_alloc(settings, config) != 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_TLS_FILES);
	return STATUS_OK;
}
