#include "client/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/text_file.h"
#include "common/crypto/certificate.h"
#include "common/crypto/file.h"
#include "common/crypto/merkle.h"
#include "common/crypto/signature.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

enum { FILE_LIMIT = 64 * 1024 };

static const char *file_of(struct context *context)
{
	return arena_printf(context->arena, "%s/checkpoint.json", context->folder);
}

static bool is_whole(const Jixiao__Checkpoint *checkpoint)
{
	return checkpoint != NULL && checkpoint->root.len == DIGEST_SIZE;
}

enum status_code witness_load(struct context *context, Jixiao__AuditCheckpointReply **known)
{
	const char *path = file_of(context);
	struct status fault = STATUS_INIT;
	ProtobufCMessage *message = NULL;
	struct slice text;

	*known = NULL;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return STATUS_OK;
	if (file_read(context->arena, path, &text, &fault) == STATUS_OK)
		json_read(context->arena, &jixiao__audit_checkpoint_reply__descriptor, text, &message, &fault);
	if (fault.code == STATUS_OK)
		*known = (Jixiao__AuditCheckpointReply *)message;
	status_clear(&fault);
	if (*known == NULL || !is_whole((*known)->checkpoint))
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_FILE, path);
	return STATUS_OK;
}

/* Writes a new file and puts it in the old one's place: a crash leaves one of them whole. */
static int write_file(const char *path, const char *temporary, const char *text)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), rc = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) || fsync(fd) != 0)
		rc = errno;
	close(fd);
	if (rc == 0 && rename(temporary, path) != 0)
		rc = errno;
	if (rc != 0)
		unlink(temporary);
	return rc;
}

static enum status_code save(struct context *context, const Jixiao__AuditCheckpointReply *known)
{
	const char *path = file_of(context);
	int rc = write_file(path, arena_printf(context->arena, "%s.%ld", path, (long)getpid()),
			    json_write(context->arena, &known->base));

	if (rc == 0)
		return STATUS_OK;
	return STATUS_FAIL(&context->status, STATUS_INTERNAL, MSG_WITNESS_SAVE, path, strerror(rc));
}

/* The log's key, which the CA of the profile certified. */
static enum status_code log_key(struct context *context, ProtobufCBinaryData certificate, struct slice *key)
{
	struct status fault = STATUS_INIT;
	struct slice pem, ca;
	enum status_code code = file_load(context->arena, arena_printf(context->arena, "%s/ca.pem", context->folder),
					  FILE_LIMIT, &pem, &context->status);

	if (code == STATUS_OK)
		code = certificate_from_pem(context->arena, (const char *)pem.data, &ca, &context->status);
	if (code != STATUS_OK)
		return code;
	code = certificate_log_key(context->arena, pb_slice(certificate), ca, key, &fault);
	status_clear(&fault);
	return code == STATUS_OK ? STATUS_OK : STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_LOG_CERTIFICATE);
}

enum status_code witness_signature(struct context *context, const Jixiao__Checkpoint *checkpoint,
				   ProtobufCBinaryData log_certificate)
{
	const Jixiao__Hello *hello = connection_hello(context->connection);
	struct status fault = STATUS_INIT;
	struct slice text, key;
	enum status_code code;

	if (!is_whole(checkpoint))
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_NO_CHECKPOINT);
	code = log_key(context, log_certificate, &key);
	if (code != STATUS_OK)
		return code;
	text = checkpoint_text(context->arena, hello->installation, checkpoint->size, checkpoint->root.data, checkpoint->time);
	code = log_check(key, text, pb_slice(checkpoint->signature), &fault);
	status_clear(&fault);
	if (code != STATUS_OK)
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_SIGNATURE, file_of(context));
	return STATUS_OK;
}

/* The first connection: takes the log's certificate and a fresh checkpoint. */
static enum status_code begin(struct context *context)
{
	Jixiao__AuditCheckpointRequest request = JIXIAO__AUDIT_CHECKPOINT_REQUEST__INIT;
	ProtobufCMessage *message;
	Jixiao__AuditCheckpointReply *reply;
	enum status_code code =
		connection_call(context->connection, context->arena, "Audit.Checkpoint", false, NULL, &request.base,
				&jixiao__audit_checkpoint_reply__descriptor, &message, &context->status);

	if (code != STATUS_OK)
		return code;
	reply = (Jixiao__AuditCheckpointReply *)message;
	code = witness_signature(context, reply->checkpoint, reply->log_certificate);
	return code == STATUS_OK ? save(context, reply) : code;
}

static bool read_path(const Jixiao__AuditProof *proof, struct merkle_path *path)
{
	path->n = 0;
	if (proof->n_path > MERKLE_MAX_PATH)
		return false;
	for (; path->n < proof->n_path; path->n++) {
		if (proof->path[path->n].len != DIGEST_SIZE)
			return false;
		memcpy(path->digests[path->n], proof->path[path->n].data, DIGEST_SIZE);
	}
	return true;
}

/* Asks for the proof that the log of ${newer} only grew since ${older}. A server that has fewer events cannot give it. */
static enum status_code prove(struct context *context, const Jixiao__Checkpoint *older, const Jixiao__Checkpoint *newer,
			      uint64_t known_size)
{
	Jixiao__AuditConsistencyRequest request = JIXIAO__AUDIT_CONSISTENCY_REQUEST__INIT;
	const char *size = arena_printf(context->arena, "%llu", (unsigned long long)known_size);
	ProtobufCMessage *message;
	struct merkle_path path;
	enum status_code code;

	request.first = older->size;
	request.second = newer->size;
	code = connection_call(context->connection, context->arena, "Audit.Consistency", false, NULL, &request.base,
			       &jixiao__audit_proof__descriptor, &message, &context->status);
	if (code == STATUS_INVALID_ARGUMENT) {
		status_clear(&context->status);
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_SHRANK, size, file_of(context));
	}
	if (code != STATUS_OK)
		return code;
	if (!read_path((const Jixiao__AuditProof *)message, &path) ||
	    !merkle_verify_consistency(older->size, older->root.data, newer->size, newer->root.data, &path))
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_REWRITTEN, size, file_of(context));
	return STATUS_OK;
}

/* Hello may show a checkpoint that is a second old, and so a smaller one than was seen before: then the server proves the way
 * from it to the known one, which it can only if it still has all those events. */
static enum status_code compare(struct context *context, Jixiao__AuditCheckpointReply *known, Jixiao__Checkpoint *shown)
{
	Jixiao__Checkpoint *old = known->checkpoint;
	enum status_code code = STATUS_OK;

	if (shown->size == old->size && memcmp(shown->root.data, old->root.data, DIGEST_SIZE) == 0)
		return STATUS_OK;
	if (shown->size == old->size)
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_WITNESS_REWRITTEN,
				   arena_printf(context->arena, "%llu", (unsigned long long)old->size), file_of(context));
	if (shown->size < old->size)
		return prove(context, shown, old, old->size);
	code = prove(context, old, shown, old->size);
	if (code != STATUS_OK)
		return code;
	known->checkpoint = shown;
	return save(context, known);
}

enum status_code witness_check(struct context *context)
{
	const Jixiao__Hello *hello = connection_hello(context->connection);
	Jixiao__AuditCheckpointReply *known;
	enum status_code code;

	if (context->folder == NULL)
		return STATUS_OK;
	code = witness_load(context, &known);
	if (code != STATUS_OK)
		return code;
	if (known == NULL)
		return begin(context);
	code = witness_signature(context, hello->checkpoint, known->log_certificate);
	return code == STATUS_OK ? compare(context, known, hello->checkpoint) : code;
}
