/* digest: SHA-256, by OpenSSL. */
#ifndef JIXIAO_CRYPTO_DIGEST_H
#define JIXIAO_CRYPTO_DIGEST_H

#include <stdbool.h>

#include "common/base/slice.h"

enum { DIGEST_SIZE = 32, DIGEST_HEX_SIZE = 2 * DIGEST_SIZE + 1 };

struct digest_context; /* of a digest that is fed in pieces */

void digest(struct slice data, uint8_t out[DIGEST_SIZE]);

struct digest_context *digest_new(void);
void digest_update(struct digest_context *context, struct slice data);
/* Also frees ${context}. */
void digest_final(struct digest_context *context, uint8_t out[DIGEST_SIZE]);

void digest_hex(const uint8_t bytes[DIGEST_SIZE], char hex[DIGEST_HEX_SIZE]);
/* Lower or upper case; false if it is not 64 hex digits. */
bool digest_from_hex(const char *hex, uint8_t bytes[DIGEST_SIZE]);

#endif
