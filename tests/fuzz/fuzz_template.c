/* A template file from anyone's editor: must never crash, and what is taken must come back the same from an export. */
#include <stdlib.h>
#include <string.h>

#include "client/template_file.h"
#include "common/rpc/descriptor_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	Jixiao__Template *template, *again;
	struct scheme_file file;

	if (template_file_read(&arena, "f", (struct slice){ data, size }, &file, &template, &status) == STATUS_OK) {
		const struct slice one = json_canonical(&arena, &template->base);
		struct slice two;

		if (template_file_read(&arena, "f", template_file_write(&arena, template), &file, &again, &status) != STATUS_OK)
			abort();
		two = json_canonical(&arena, &again->base);
		if (one.size != two.size || memcmp(one.data, two.data, one.size) != 0)
			abort();
	}
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
