/* call: a command's calls to the server, on the connection of its context. */
#ifndef JIXIAO_CLIENT_CALL_H
#define JIXIAO_CLIENT_CALL_H

#include "client/command.h"

/* Calls ${method} ("Entry.Put") and waits; connects first if need be. *(ProtobufCMessage **)${reply_out} is in the context's
 * arena. On failure the context's status says why; if the call is not the
 * caller's to make, then why the method is not that the command is for, should that be so. */
enum status_code context_call(struct context *context, const char *method, const ProtobufCMessage *request,
			      const ProtobufCMessageDescriptor *output, void *reply_out);

/* A server stream; see connection_stream. */
enum status_code context_stream(struct context *context, const char *method, const ProtobufCMessage *request,
				const ProtobufCMessageDescriptor *output, connection_visit *visit, void *visit_context);

/* Closes the connection, if there is one. */
void context_close(struct context *context);

#endif
