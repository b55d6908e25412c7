#include "client/call.h"

#include <string.h>

#include "client/profile.h"
#include "client/witness.h"
#include "common/rpc/pb.h"
#include "jixiao/user.pb-c.h"

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

/* A command that reads before it writes is refused by the read, which the person never asked for: what counts is whether the
 * command's own method is theirs, and if not, why. */
static enum status_code refused(struct context *context, const char *method, const ProtobufCMessage *request)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(request->descriptor, "evaluation");
	const char *wanted = context->command != NULL ? context->command->methods[0] : NULL;
	Jixiao__UserWhoamiRequest whoami = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	enum message_id why = context->status.message.id;
	struct status unused = STATUS_INIT;
	ProtobufCMessage *answer = NULL;
	const Jixiao__UserWhoamiReply *reply;

	if ((why != MSG_NOT_ALLOWED_ROLE && why != MSG_NOT_ALLOWED_STAGE) || wanted == NULL || field == NULL ||
	    strcmp(wanted, method) == 0)
		return context->status.code;
	whoami.evaluation = *(char *const *)((const char *)request + field->offset);
	connection_call(context->connection, context->arena, "User.Whoami", true, NULL, &whoami.base,
			&jixiao__user_whoami_reply__descriptor, &answer, &unused);
	status_clear(&unused);
	reply = (const Jixiao__UserWhoamiReply *)answer;
	for (size_t i = 0; reply != NULL && i < reply->n_abilities; i++)
		if (strcmp(reply->abilities[i]->method, wanted) == 0 && reply->abilities[i]->refusal != NULL)
			pb_status_read(reply->abilities[i]->refusal, &context->status);
	return context->status.code;
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
	code = connection_call(context->connection, context->arena, method, true, context->request_id, request, output, &reply,
			       &context->status);
	*(ProtobufCMessage **)reply_out = reply;
	remember_refused(context, request);
	return code == STATUS_OK ? code : refused(context, method, request);
}

enum status_code context_stream(struct context *context, const char *method, const ProtobufCMessage *request,
				const ProtobufCMessageDescriptor *output, connection_visit *visit, void *visit_context)
{
	enum status_code code;

	status_clear(&context->status);
	code = connect_once(context);
	if (code != STATUS_OK)
		return code;
	code = connection_stream(context->connection, method, request, output, visit, visit_context, &context->status);
	return code == STATUS_OK ? code : refused(context, method, request);
}

void context_close(struct context *context)
{
	if (context->connection != NULL)
		connection_close(context->connection);
	context->connection = NULL;
}
