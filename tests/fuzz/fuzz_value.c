/* A value as anyone types it: must never crash, every refusal is one fault, and what is taken is read the same again as
 * written. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "common/domain/unit.h"
#include "common/domain/value_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_utf8(const char *text)
{
	utf8proc_int32_t character;

	for (utf8proc_ssize_t n; *text != '\0'; text += n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &character);
		if (n <= 0)
			return false;
	}
	return true;
}

static void check(struct arena *arena, const char *text, enum value_kind want)
{
	struct status status = STATUS_INIT;
	struct value_text read, again;
	struct decimal converted;

	if (value_text_parse(arena, text, want, "v", &read, &status)) {
		if (status.n_violations != 0)
			abort();
		/* Everyone who calls has seen to that it is UTF-8; what is not must only not crash. */
		if (is_utf8(text) &&
		    (!value_text_parse(arena, value_text_format(arena, &read), read.value.kind, "v", &again, &status) ||
		     again.op != read.op || again.value.kind != read.value.kind ||
		     again.value.number.micros != read.value.number.micros ||
		     memcmp(&again.value.date, &read.value.date, sizeof(read.value.date)) != 0 ||
		     strcmp(again.value.text, read.value.text) != 0 || strcmp(again.unit, read.unit) != 0))
			abort();
		unit_convert(read.value.number, read.unit, "万元", &converted);
	} else if (status.n_violations != 1) {
		abort();
	}
	status_clear(&status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	char *text = arena_alloc(&arena, size + 1);
	struct money amount;

	memcpy(text, data, size);
	for (unsigned want = VALUE_NONE; want <= VALUE_TEXT; want++)
		check(&arena, text, (enum value_kind)want);
	if (value_money_parse(&arena, text, "v", &amount, &status) == (status.n_violations > 0))
		abort();
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
