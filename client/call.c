#include "client/call.h"

#include "client/profile.h"
#include "client/witness.h"
#include "common/rpc/pb.h"

/* Nothing is asked of a server whose audit log did not only grow. */
static enum status_code connect_once(struct context *context)
{
	enum status_code code;

	if (context->connection != NULL)
		return STATUS_OK;
	code = context_connect(context);
	if (code == STATUS_OK)
		code = witness_check(context);
	if (code != STATUS_OK)
		context_close(context);
	return code;
}

/* The caller's own may be gone when the refusal is printed. */
static void remember_refused(struct context *context, const ProtobufCMessage *request)
{
	context->request = NULL;
	if (context->status.n_violations > 0)
		context->request = pb_unpack(context->arena, request->descriptor, pb_pack(context->arena, request));
}

enum status_code context_call(struct context *context, const char *method, const ProtobufCMessage *request,
			      const ProtobufCMessageDescriptor *output, void *reply_out)
{
	ProtobufCMessage *reply = NULL;
	enum status_code code;

	status_clear(&context->status);
	code = connect_once(context);
	if (code != STATUS_OK)
		return code;
	/* A request id does no harm on a read, so every call may be repeated when the connection breaks. */
	code = connection_call(context->connection, context->arena, method, true, NULL, request, output, &reply,
			       &context->status);
	*(ProtobufCMessage **)reply_out = reply;
	remember_refused(context, request);
	return code;
}

enum status_code context_stream(struct context *context, const char *method, const ProtobufCMessage *request,
				const ProtobufCMessageDescriptor *output, connection_visit *visit, void *visit_context)
{
	enum status_code code;

	status_clear(&context->status);
	code = connect_once(context);
	if (code != STATUS_OK)
		return code;
	return connection_stream(context->connection, method, request, output, visit, visit_context, &context->status);
}

void context_close(struct context *context)
{
	if (context->connection != NULL)
		connection_close(context->connection);
	context->connection = NULL;
}
