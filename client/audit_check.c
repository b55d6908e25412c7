#include "client/audit_check.h"

#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/witness.h"
#include "common/crypto/merkle.h"
#include "common/rpc/pb.h"

enum status_code audit_checkpoint(struct context *context, Jixiao__AuditCheckpointReply **reply)
{
	Jixiao__AuditCheckpointRequest request = JIXIAO__AUDIT_CHECKPOINT_REQUEST__INIT;
	Jixiao__AuditCheckpointReply *known = NULL;
	enum status_code code =
		context_call(context, "Audit.Checkpoint", &request.base, &jixiao__audit_checkpoint_reply__descriptor, reply);

	if (code == STATUS_OK && context->folder != NULL)
		code = witness_load(context, &known);
	if (code != STATUS_OK)
		return code;
	return witness_signature(context, (*reply)->checkpoint, known != NULL ? known->log_certificate : (*reply)->log_certificate);
}

/* A root that the recomputed log must have at ${size}. */
struct expected {
	enum message_id whose;
	uint64_t size;
	const uint8_t *root;
};

struct reading {
	struct context *context;
	struct merkle_log log;
	struct expected expected[3];
	size_t n_expected;
	struct status *faults;
};

static void expect(struct reading *reading, enum message_id whose, uint64_t size, ProtobufCBinaryData root)
{
	if (root.len == DIGEST_SIZE)
		reading->expected[reading->n_expected++] = (struct expected){ whose, size, root.data };
}

static void compare_roots(struct reading *reading)
{
	uint8_t root[DIGEST_SIZE];

	for (size_t i = 0; i < reading->n_expected; i++) {
		const struct expected *expected = &reading->expected[i];

		if (expected->size != reading->log.size)
			continue;
		merkle_log_root(&reading->log, root);
		if (memcmp(root, expected->root, DIGEST_SIZE) != 0)
			STATUS_VIOLATION(reading->faults, "", MSG_AUDIT_ROOT_DIFFERS,
					 number_text(reading->context, expected->size),
					 arena_printf(reading->context->arena, "@%s", message_name(expected->whose)));
	}
}

static bool read_leaf(void *context, const ProtobufCMessage *message)
{
	const Jixiao__AuditLeaf *leaf = (const void *)message;
	struct reading *reading = context;
	uint8_t digest_[DIGEST_SIZE], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE];

	if (leaf->sequence != reading->log.size) {
		STATUS_VIOLATION(reading->faults, "", MSG_AUDIT_LEAF_ORDER, number_text(reading->context, reading->log.size));
		return false;
	}
	merkle_leaf(pb_slice(leaf->head), digest_);
	merkle_log_add(&reading->log, digest_, subtrees);
	compare_roots(reading);
	return true;
}

/* The server's own check: it alone sees payloads and current records. */
static enum status_code ask_server(struct context *context, Jixiao__AuditVerifyReply **reply)
{
	Jixiao__AuditVerifyRequest request = JIXIAO__AUDIT_VERIFY_REQUEST__INIT;

	return context_call(context, "Audit.Verify", &request.base, &jixiao__audit_verify_reply__descriptor, reply);
}

/* Recomputes the log from its leaves, here, and compares its root with each that someone vouched for. */
static enum status_code recompute(struct reading *reading, uint64_t size)
{
	Jixiao__AuditLeavesRequest request = JIXIAO__AUDIT_LEAVES_REQUEST__INIT;
	struct context *context = reading->context;
	enum status_code code;

	compare_roots(reading);
	if (size == 0)
		return STATUS_OK;
	OUTPUT_NOTE(context, MSG_AUDIT_READING, number_text(context, size));
	request.to = size;
	code = context_stream(context, "Audit.Leaves", &request.base, &jixiao__audit_leaf__descriptor, read_leaf, reading);
	if (code == STATUS_OK && reading->log.size != size && reading->faults->n_violations == 0)
		STATUS_VIOLATION(reading->faults, "", MSG_AUDIT_LEAF_ORDER, number_text(context, reading->log.size));
	return code;
}

static void note_faults(const Jixiao__AuditVerifyReply *server, struct status *faults)
{
	Jixiao__Status wire = JIXIAO__STATUS__INIT;

	if (server->n_faults == 0)
		return;
	wire.n_violations = server->n_faults;
	wire.violations = server->faults;
	pb_status_read(&wire, faults);
}

enum status_code audit_check(struct context *context, struct audit_check *check, struct status *faults)
{
	struct reading reading = { .context = context, .faults = faults };
	Jixiao__AuditCheckpointReply *signed_one, *known = NULL;
	enum status_code code = ask_server(context, &check->server);

	if (code == STATUS_OK)
		code = audit_checkpoint(context, &signed_one);
	if (code == STATUS_OK && context->folder != NULL)
		code = witness_load(context, &known);
	if (code != STATUS_OK)
		return code;
	note_faults(check->server, faults);
	expect(&reading, MSG_AUDIT_OF_CHECKPOINT, signed_one->checkpoint->size, signed_one->checkpoint->root);
	expect(&reading, MSG_AUDIT_OF_SERVER, check->server->events, check->server->root);
	if (known != NULL)
		expect(&reading, MSG_AUDIT_OF_WITNESS, known->checkpoint->size, known->checkpoint->root);
	code = recompute(&reading, signed_one->checkpoint->size);
	check->events = reading.log.size;
	merkle_log_root(&reading.log, check->root);
	check->has_witness = reading.n_expected == 3 && reading.expected[2].size <= reading.log.size;
	check->witnessed = check->has_witness ? reading.expected[2].size : 0;
	return code;
}
