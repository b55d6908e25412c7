/* witness: what this machine has seen of a server's audit log.
 *
 * The newest checkpoint and the log's public key are kept beside the profile. Each connection's Hello brings a checkpoint: its
 * signature must be the known key's, and the server must prove that its log only grew since the one that is kept. The key is
 * taken on the first connection, over TLS from a server of the pinned CA. */
#ifndef JIXIAO_CLIENT_WITNESS_H
#define JIXIAO_CLIENT_WITNESS_H

#include "client/command.h"
#include "jixiao/event.pb-c.h"

/* Checks the context's new connection and keeps its checkpoint. STATUS_DATA_LOSS with a sentence that says what to do if the
 * log did not only grow. */
enum status_code witness_check(struct context *context);

/* What is kept: checkpoint and log key; *${known} NULL if nothing is yet. In the context's arena. */
enum status_code witness_load(struct context *context, Jixiao__AuditCheckpointReply **known);

/* Checks the signature of ${checkpoint} by ${log_key} over the text that names the connection's installation. */
enum status_code witness_signature(struct context *context, const Jixiao__Checkpoint *checkpoint,
				   const ProtobufCBinaryData *log_key);

#endif
