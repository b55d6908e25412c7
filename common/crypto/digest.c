#include "common/crypto/digest.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct digest_context {
	EVP_MD_CTX *evp;
};

static EVP_MD *sha256;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Fetched once: OpenSSL 3 looks its providers through at each use of EVP_sha256(). */
static void fetch(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (sha256 == NULL)
		abort();
}

void digest(struct slice data, uint8_t out[DIGEST_SIZE])
{
	pthread_once(&once, fetch);
	if (EVP_Digest(data.data, data.size, out, NULL, sha256, NULL) != 1)
		abort();
}

struct digest_context *digest_new(void)
{
	struct digest_context *context = malloc(sizeof(*context));

	pthread_once(&once, fetch);
	if (context == NULL || (context->evp = EVP_MD_CTX_new()) == NULL || EVP_DigestInit_ex(context->evp, sha256, NULL) != 1)
		abort();
	return context;
}

void digest_update(struct digest_context *context, struct slice data)
{
	if (EVP_DigestUpdate(context->evp, data.data, data.size) != 1)
		abort();
}

void digest_final(struct digest_context *context, uint8_t out[DIGEST_SIZE])
{
	if (EVP_DigestFinal_ex(context->evp, out, NULL) != 1)
		abort();
	EVP_MD_CTX_free(context->evp);
	free(context);
}

void digest_hex(const uint8_t bytes[DIGEST_SIZE], char hex[DIGEST_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[DIGEST_HEX_SIZE - 1] = '\0';
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool digest_from_hex(const char *hex, uint8_t bytes[DIGEST_SIZE])
{
	if (strlen(hex) != DIGEST_HEX_SIZE - 1)
		return false;
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
