#include "common/crypto/random.h"

#include <openssl/rand.h>

#include "common/crypto/openssl.h"

enum status_code random_bytes(uint8_t *bytes, size_t size, struct status *status)
{
	return RAND_bytes(bytes, (int)size) == 1 ? STATUS_OK : openssl_fail(status);
}
