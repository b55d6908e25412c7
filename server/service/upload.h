/* upload: a file's way in, chunk by chunk, until its digest is checked.
 *
 * An upload belongs to who sends it: knowing a digest gives nobody the content that another sent, nor word of whether it is
 * here. Only a file of the evaluation itself, which its whole team may read, need not be sent again. */
#ifndef JIXIAO_SERVICE_UPLOAD_H
#define JIXIAO_SERVICE_UPLOAD_H

#include "server/rpc/method.h"

/* Adds a violation for a digest that is none and for a size that is 0 or over the limit of ${kind}. */
void upload_check_file(struct call *call, ProtobufCBinaryData digest, uint64_t size, const char *kind);
/* A violation at ${path} if ${size} is more than a file of ${kind} may have; of "", of any kind. */
void upload_check_size(struct call *call, uint64_t size, const char *kind, const char *path);

/* Before the write: takes the digest of what the caller sent, off the writer. Content that is not its digest's is removed.
 * STATUS_FAILED_PRECONDITION, MSG_EVIDENCE_INCOMPLETE; STATUS_INVALID_ARGUMENT, MSG_EVIDENCE_WRONG_DIGEST. */
enum status_code upload_verify(struct call *call, const uint8_t digest[32], uint64_t size);

/* In the write: what was verified becomes the blob of its digest. STATUS_ABORTED, MSG_EVIDENCE_BEGIN_AGAIN if chunks came
 * since. */
enum status_code upload_finish(struct call *call, const uint8_t digest[32], uint64_t size);

/* Removes uploads to which no chunk came for settings.upload_days before ${now}, Unix milliseconds. From any thread but the
 * writer. */
void upload_sweep(struct server *server, int64_t now);

#endif
