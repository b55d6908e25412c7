/* Audit: proofs of the log. They name no evaluation and show no content, so everyone who is enrolled may ask for them; what
 * shows the heads of all events is the admin's and the auditor's. */
#include <string.h>

#include "common/rpc/pb.h"
#include "server/service/checkpoint.h"
#include "server/service/handlers.h"

static ProtobufCBinaryData bytes(struct call *call, const void *data, size_t size)
{
	return (ProtobufCBinaryData){ size, arena_memdup(call->arena, data, size) };
}

enum status_code audit_checkpoint(struct call *call)
{
	Jixiao__AuditCheckpointReply *reply = (void *)call->reply;

	reply->log_certificate = bytes(call, call->server->log_der.data, call->server->log_der.size);
	return checkpoint_newest(call->server, call->txn, call->arena, true, &reply->checkpoint, call->status);
}

static void give_path(struct call *call, const struct slice *path, size_t n)
{
	Jixiao__AuditProof *reply = (void *)call->reply;

	reply->path = arena_alloc(call->arena, (n + 1) * sizeof(*reply->path));
	reply->n_path = n;
	for (size_t i = 0; i < n; i++)
		reply->path[i] = bytes(call, path[i].data, path[i].size);
}

enum status_code audit_consistency(struct call *call)
{
	const Jixiao__AuditConsistencyRequest *request = (const void *)call->request;
	struct slice *path;
	size_t n;
	enum status_code code = event_log_consistency(call->txn, request->first, request->second, &path, &n, call->status);

	if (code == STATUS_OK)
		give_path(call, path, n);
	return code;
}

enum status_code audit_inclusion(struct call *call)
{
	const Jixiao__AuditInclusionRequest *request = (const void *)call->request;
	struct slice *path;
	size_t n;
	enum status_code code = event_log_inclusion(call->txn, request->sequence, request->size, &path, &n, call->status);

	if (code == STATUS_OK)
		give_path(call, path, n);
	return code;
}

enum status_code audit_verify(struct call *call)
{
	Jixiao__AuditVerifyReply *reply = (void *)call->reply;
	struct status faults = STATUS_INIT;
	uint8_t root[32];
	enum status_code code = event_log_verify(call->txn, &reply->events, root, &reply->records, &faults, call->status);

	if (code == STATUS_OK) {
		Jixiao__Status *wire = pb_status(call->arena, &faults);

		reply->root = bytes(call, root, sizeof(root));
		reply->n_faults = wire->n_violations;
		reply->faults = wire->violations;
	}
	status_clear(&faults);
	return code;
}

enum status_code audit_leaves(struct call *call)
{
	const Jixiao__AuditLeavesRequest *request = (const void *)call->request;
	Jixiao__AuditLeaf *reply = (void *)call->reply;
	const uint64_t size = event_log_size(call->txn), sequence = request->from + call->position;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	enum status_code code;

	if (request->from >= request->to)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_EVENT_ORDER,
				   arena_printf(call->arena, "%llu", (unsigned long long)request->from),
				   arena_printf(call->arena, "%llu", (unsigned long long)request->to));
	if (request->to > size)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_EVENT_PAST_END,
				   arena_printf(call->arena, "%llu", (unsigned long long)request->to),
				   arena_printf(call->arena, "%llu", (unsigned long long)size));
	code = event_get(call->txn, sequence, &event, &head, call->status);
	if (code != STATUS_OK)
		return code;
	reply->sequence = sequence;
	reply->head = bytes(call, event->head.data, event->head.len);
	call->position++;
	call->last = sequence + 1 == request->to;
	return STATUS_OK;
}
