/* installation: a CA, a server's and people's certificates, made for one test. */
#ifndef JIXIAO_TESTS_RPC_INSTALLATION_H
#define JIXIAO_TESTS_RPC_INSTALLATION_H

#include "common/base/arena.h"
#include "common/rpc/tls_engine.h"

struct identity {
	char *key, *certificate; /* PEM */
};

struct installation {
	struct arena arena;
	struct identity ca, server;
	char *chain; /* the server's certificate and the CA's */
	uint8_t ca_digest[32];
};

void installation_make(struct installation *installation);
void installation_free(struct installation *installation);

/* A login certificate for ${person}; 0 days: it has expired. */
struct identity installation_person(struct installation *installation, const char *person, unsigned days);

struct tls_settings server_tls(const struct installation *installation);
struct tls_settings client_tls(const struct installation *installation, const struct identity *person);

#endif
