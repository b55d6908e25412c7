/* random: bytes that nobody can guess. */
#ifndef JIXIAO_CRYPTO_RANDOM_H
#define JIXIAO_CRYPTO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

/* STATUS_INTERNAL, MSG_CRYPTO_FAILED if the system has none to give. */
enum status_code random_bytes(uint8_t *bytes, size_t size, struct status *status);

#endif
