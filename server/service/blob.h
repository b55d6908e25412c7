/* blob: the bytes of a file, stored once by their digest in chunks, given out piece by piece. */
#ifndef JIXIAO_SERVICE_BLOB_H
#define JIXIAO_SERVICE_BLOB_H

#include "server/rpc/method.h"

/* The blob of a digest or, NULL and STATUS_OK, none. */
enum status_code blob_find(struct call *call, const uint8_t digest[32], Jixiao__Blob **blob);

/* Stores ${bytes}, whose digest is ${digest}, if they are not there yet. In a write. */
enum status_code blob_keep(struct call *call, const uint8_t digest[32], struct slice bytes);

/* All of a small blob, in the call's arena. STATUS_DATA_LOSS, MSG_EVIDENCE_LOST if it is not there. */
enum status_code blob_whole(struct call *call, const uint8_t digest[32], struct slice *bytes);

/* One reply of a stream of a blob: the chunk at call->position, which it moves on; sets call->last at the end.
 * STATUS_DATA_LOSS, MSG_EVIDENCE_LOST if it is not there. */
enum status_code blob_next(struct call *call, const uint8_t digest[32], uint64_t size, struct slice *data);

/* The same of bytes in memory. */
struct slice bytes_next(struct call *call, struct slice bytes);

#endif
