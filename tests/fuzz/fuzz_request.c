/* Any bytes as the request of any method: unpacked and checked as the dispatcher does, before anything knows who sent them. */
#include <stdbool.h>
#include <stdlib.h>

#include "common/rpc/pb.h"
#include "server/rpc/method.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the method. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool initialised;
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	ProtobufCMessage *request;

	if (!initialised)
		method_table_init();
	initialised = true;
	if (size == 0)
		return 0;
	request = pb_unpack(&arena, method_at(data[0] % method_count())->input, (struct slice){ data + 1, size - 1 });
	pb_check_wire(&arena, method_at(data[0] % method_count())->input, (struct slice){ data + 1, size - 1 }, &status);
	status_clear(&status);
	if (request != NULL) {
		pb_check(&arena, request, &status);
		/* What passed the check passes it again: NFC is stable. What is packed can be unpacked. */
		if (status.n_violations == 0) {
			struct slice packed = pb_pack(&arena, request);
			ProtobufCMessage *again = pb_unpack(&arena, request->descriptor, packed);

			if (again == NULL)
				abort();
			pb_check(&arena, again, &status);
			if (status.n_violations != 0)
				abort();
		}
	}
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
