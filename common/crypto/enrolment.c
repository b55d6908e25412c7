#include "common/crypto/enrolment.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "common/crypto/digest.h"
#include "common/crypto/openssl.h"
#include "common/crypto/random.h"

enum { CODE_LENGTH = 16, GROUP = 4 };

#define LABEL "jixiao-enrolment/1\n"

/* Crockford's: without I, L, O and U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum status_code enrolment_code_make(struct arena *arena, const char **code, struct status *status)
{
	char *text = arena_alloc(arena, CODE_LENGTH + 1);
	uint8_t random[CODE_LENGTH];

	if (random_bytes(random, sizeof(random), status) != STATUS_OK)
		return status->code;
	for (size_t i = 0; i < CODE_LENGTH; i++)
		text[i] = alphabet[random[i] & 31];
	OPENSSL_cleanse(random, sizeof(random));
	*code = text;
	return STATUS_OK;
}

char *enrolment_ticket_write(struct arena *arena, const struct enrolment_ticket *ticket)
{
	const char *c = ticket->code;
	char hex[DIGEST_HEX_SIZE];

	digest_hex(ticket->ca, hex);
	return arena_printf(arena, "%s:%.4s-%.4s-%.4s-%.4s:%s", ticket->person, c, c + GROUP, c + 2 * GROUP, c + 3 * GROUP,
			    hex);
}

/* The code's characters as they were meant; NULL if they are no code. */
static const char *read_code(struct arena *arena, const char *text)
{
	char *code = arena_alloc(arena, CODE_LENGTH + 1);
	size_t n = 0;

	for (; *text != '\0'; text++) {
		int c = toupper((unsigned char)*text);

		if (c == '-')
			continue;
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (n == CODE_LENGTH || strchr(alphabet, c) == NULL)
			return NULL;
		code[n++] = (char)c;
	}
	return n == CODE_LENGTH ? code : NULL;
}

enum status_code enrolment_ticket_read(struct arena *arena, const char *text, struct enrolment_ticket *ticket,
				       struct status *status)
{
	char *copy = arena_strdup(arena, text + strspn(text, " \t\r\n")), *code, *ca;

	copy[strcspn(copy, " \t\r\n")] = '\0';
	code = strchr(copy, ':');
	ca = code != NULL ? strchr(code + 1, ':') : NULL;
	if (ca == NULL || code == copy)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_TICKET_MALFORMED);
	*code++ = '\0';
	*ca++ = '\0';
	ticket->person = copy;
	ticket->code = read_code(arena, code);
	if (ticket->code == NULL || !digest_from_hex(ca, ticket->ca))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_TICKET_MALFORMED);
	return STATUS_OK;
}

/* The key pair that the code stands for; the caller frees it. */
static EVP_PKEY *derive(const char *person, const char *code)
{
	struct digest_context *context = digest_new();
	uint8_t seed[DIGEST_SIZE];
	EVP_PKEY *key;

	digest_update(context, (struct slice){ (const uint8_t *)LABEL, strlen(LABEL) });
	digest_update(context, (struct slice){ (const uint8_t *)person, strlen(person) });
	digest_update(context, (struct slice){ (const uint8_t *)"\n", 1 });
	digest_update(context, (struct slice){ (const uint8_t *)code, strlen(code) });
	digest_final(context, seed);
	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	OPENSSL_cleanse(seed, sizeof(seed));
	return key;
}

enum status_code enrolment_key(const char *person, const char *code, uint8_t key[ENROLMENT_KEY_SIZE], struct status *status)
{
	EVP_PKEY *pair = derive(person, code);
	size_t size = ENROLMENT_KEY_SIZE;

	if (pair == NULL || EVP_PKEY_get_raw_public_key(pair, key, &size) != 1)
		openssl_fail(status);
	EVP_PKEY_free(pair);
	return status->code;
}

/* What the code's key signs. */
struct proven {
	uint8_t bytes[sizeof(LABEL) - 1 + 2 * DIGEST_SIZE];
};

static struct proven proven(struct slice login_request, struct slice signing_request)
{
	struct proven text;

	memcpy(text.bytes, LABEL, sizeof(LABEL) - 1);
	digest(login_request, text.bytes + sizeof(LABEL) - 1);
	digest(signing_request, text.bytes + sizeof(LABEL) - 1 + DIGEST_SIZE);
	return text;
}

enum status_code enrolment_prove(const char *person, const char *code, struct slice login_request, struct slice signing_request,
				 uint8_t proof[ENROLMENT_PROOF_SIZE], struct status *status)
{
	struct proven text = proven(login_request, signing_request);
	EVP_PKEY *pair = derive(person, code);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = ENROLMENT_PROOF_SIZE;

	if (pair == NULL || context == NULL || EVP_DigestSignInit(context, NULL, NULL, NULL, pair) != 1 ||
	    EVP_DigestSign(context, proof, &size, text.bytes, sizeof(text.bytes)) != 1)
		openssl_fail(status);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pair);
	return status->code;
}

bool enrolment_check(struct slice key, struct slice proof, struct slice login_request, struct slice signing_request)
{
	struct proven text = proven(login_request, signing_request);
	EVP_PKEY *public =
		key.size == ENROLMENT_KEY_SIZE ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key.data, key.size) : NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = public != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 &&
		    EVP_DigestVerify(context, proof.data, proof.size, text.bytes, sizeof(text.bytes)) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	ERR_clear_error();
	return good;
}
