/* What comes from people not yet known, and what they sign: codes, certificate requests, certificates, statements, signatures.
 */
#include <stdlib.h>
#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/enrolment.h"
#include "common/crypto/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken must come back the same. */
static void statement(struct arena *arena, struct slice input)
{
	struct status status = STATUS_INIT;
	struct statement read;
	struct slice again;

	if (statement_read(arena, input, &read, &status) == STATUS_OK) {
		again = statement_write(arena, &read);
		if (again.size != input.size || memcmp(again.data, input.data, input.size) != 0)
			abort();
	}
	status_clear(&status);
}

static void ticket(struct arena *arena, struct slice input)
{
	struct status status = STATUS_INIT;
	struct enrolment_ticket read, again;
	const char *text = arena_printf(arena, "%.*s", (int)input.size, (const char *)input.data);

	if (enrolment_ticket_read(arena, text, &read, &status) == STATUS_OK &&
	    (enrolment_ticket_read(arena, enrolment_ticket_write(arena, &read), &again, &status) != STATUS_OK ||
	     strcmp(read.code, again.code) != 0 || strcmp(read.person, again.person) != 0))
		abort();
	status_clear(&status);
}

static void certificates(struct arena *arena, struct slice input)
{
	static const struct slice content = { (const uint8_t *)"content", 7 };
	struct status status = STATUS_INIT;
	struct certificate_info info;
	const char **names;
	struct slice out;
	size_t n;

	certificate_request_public(arena, input, &out, &status);
	status_clear(&status);
	certificate_info(arena, input, &info, &status);
	status_clear(&status);
	certificate_names(arena, input, &names, &n, &status);
	status_clear(&status);
	/* Also as the CA of a signature that it is itself: nothing of it may be believed. */
	if (signature_check(arena, content, input, input, 0, &out, &status) == STATUS_OK)
		abort();
	status_clear(&status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct slice input = { data, size };

	statement(&arena, input);
	ticket(&arena, input);
	certificates(&arena, input);
	arena_clear(&arena);
	return 0;
}
