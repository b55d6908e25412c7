/* A scheme file from anyone's editor: must never crash, and what is taken must come back the same from an export. */
#include <stdlib.h>
#include <string.h>

#include "client/scheme_file.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct scheme_file file, again;

	if (scheme_file_read(&arena, "f", (struct slice){ data, size }, &file, &status) == STATUS_OK) {
		Jixiao__SchemeGetReply reply = JIXIAO__SCHEME_GET_REPLY__INIT;
		struct slice one = json_canonical(&arena, &file.request->base), two;

		reply.scheme = file.request->scheme;
		reply.n_indicators = file.request->n_indicators;
		reply.indicators = file.request->indicators;
		reply.n_team = file.request->n_team;
		reply.team = file.request->team;
		if (scheme_file_read(&arena, "f", scheme_file_write(&arena, &reply), &again, &status) != STATUS_OK)
			abort();
		two = json_canonical(&arena, &again.request->base);
		if (one.size != two.size || memcmp(one.data, two.data, one.size) != 0)
			abort();
	}
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
