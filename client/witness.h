/* witness: what this machine has seen of a server's audit log.
 *
 * The newest checkpoint and the log's certificate are kept beside the profile. Each connection's Hello brings a checkpoint: its
 * signature must be that of the known key, which the profile's CA certified, and the server must prove that its log only grew
 * since the one that is kept. */
#ifndef JIXIAO_CLIENT_WITNESS_H
#define JIXIAO_CLIENT_WITNESS_H

#include "client/command.h"
#include "jixiao/event.pb-c.h"

/* Checks the context's new connection and keeps its checkpoint. STATUS_DATA_LOSS with a sentence that says what to do if the
 * log did not only grow. */
enum status_code witness_check(struct context *context);

/* What is kept: checkpoint and the log's certificate; *${known} NULL if nothing is yet. In the context's arena. */
enum status_code witness_load(struct context *context, Jixiao__AuditCheckpointReply **known);

/* Checks the signature of ${checkpoint} by the key of ${log_certificate}, and that the CA of the profile issued that, over the
 * text that names the connection's installation. */
enum status_code witness_signature(struct context *context, const Jixiao__Checkpoint *checkpoint,
				   ProtobufCBinaryData log_certificate);

#endif
