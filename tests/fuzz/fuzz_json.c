/* JSON that a user or a script gives to `jixiao call`: must never crash, and what is taken must come back the same. */
#include <stdlib.h>
#include <string.h>

#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "jixiao/scheme.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const ProtobufCMessageDescriptor *const types[] = { &jixiao__scheme_put_request__descriptor,
								   &jixiao__frame__descriptor };
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct status status = STATUS_INIT;
		ProtobufCMessage *message, *again;

		if (json_read(&arena, types[i], (struct slice){ data, size }, &message, &status) == STATUS_OK) {
			struct slice one = json_canonical(&arena, message), two;

			if (json_read(&arena, types[i], one, &again, &status) != STATUS_OK)
				abort();
			two = json_canonical(&arena, again);
			if (one.size != two.size || memcmp(one.data, two.data, one.size) != 0)
				abort();
		}
		status_clear(&status);
	}
	arena_clear(&arena);
	return 0;
}
