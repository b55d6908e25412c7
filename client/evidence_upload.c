#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/call.h"
#include "client/evidence_file.h"
#include "client/output.h"
#include "common/crypto/digest.h"

enum { READ_SIZE = 64 * 1024 };

/* One file on its way. */
struct upload {
	struct context *context;
	const char *evaluation, *path, *name, *kind;
	int fd;
	uint64_t size;
	uint8_t digest[DIGEST_SIZE];
	uint32_t chunk_size;
	bool progress;
};

static enum status_code file_open(struct upload *upload)
{
	struct status *status = &upload->context->status;
	const char *slash = strrchr(upload->path, '/');
	struct stat about;

	upload->name = slash != NULL ? slash + 1 : upload->path;
	upload->fd = open(upload->path, O_RDONLY | O_CLOEXEC);
	if (upload->fd < 0)
		return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_FILE_NOT_THERE, upload->path);
	if (fstat(upload->fd, &about) != 0 || !S_ISREG(about.st_mode))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_FILE_UNREADABLE, upload->path);
	upload->size = (uint64_t)about.st_size;
	return STATUS_OK;
}

static enum status_code file_digest(struct upload *upload)
{
	struct digest_context *context = digest_new();
	uint8_t buffer[READ_SIZE];
	uint64_t total = 0;
	ssize_t n;

	while ((n = pread(upload->fd, buffer, sizeof(buffer), (off_t)total)) > 0) {
		digest_update(context, (struct slice){ buffer, (size_t)n });
		total += (uint64_t)n;
	}
	digest_final(context, upload->digest);
	if (n < 0 || total != upload->size)
		return STATUS_FAIL(&upload->context->status, STATUS_INVALID_ARGUMENT, MSG_FILE_UNREADABLE, upload->path);
	return STATUS_OK;
}

static void progress_show(const struct upload *upload, uint64_t sent)
{
	if (upload->progress)
		fprintf(stderr, "\r%s  %3u%%%s", upload->name, (unsigned)(sent * 100 / upload->size),
			sent == upload->size ? "\n" : "");
}

static ProtobufCBinaryData digest_field(const struct upload *upload)
{
	return (ProtobufCBinaryData){ DIGEST_SIZE, (uint8_t *)upload->digest };
}

/* Sends one chunk; *${offset} moves to where the server wants the next. */
static enum status_code chunk_send(struct upload *upload, uint8_t *buffer, uint64_t *offset)
{
	Jixiao__EvidenceChunkRequest request = JIXIAO__EVIDENCE_CHUNK_REQUEST__INIT;
	uint64_t left = upload->size - *offset;
	Jixiao__EvidenceChunkReply *reply;
	struct context *context = upload->context;
	struct arena *kept = context->arena, scratch = ARENA_INIT;
	enum status_code code;

	request.evaluation = (char *)upload->evaluation;
	request.digest = digest_field(upload);
	request.size = upload->size;
	request.offset = *offset;
	request.data = (ProtobufCBinaryData){ left < upload->chunk_size ? left : upload->chunk_size, buffer };
	if (pread(upload->fd, buffer, request.data.len, (off_t)*offset) != (ssize_t)request.data.len)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_FILE_UNREADABLE, upload->path);
	context->arena = &scratch; /* a large file is many calls: each gives its memory back */
	code = context_call(context, "Evidence.Chunk", &request.base, &jixiao__evidence_chunk_reply__descriptor, &reply);
	if (code == STATUS_OK && (reply->offset == *offset || reply->offset > upload->size))
		code = STATUS_FAIL(&context->status, STATUS_INTERNAL, MSG_UPLOAD_STUCK, upload->path);
	if (code == STATUS_OK)
		*offset = reply->offset;
	context->arena = kept;
	arena_clear(&scratch);
	return code;
}

static enum status_code content_send(struct upload *upload)
{
	Jixiao__EvidenceBeginRequest request = JIXIAO__EVIDENCE_BEGIN_REQUEST__INIT;
	Jixiao__EvidenceBeginReply *reply;
	uint64_t offset;
	uint8_t *buffer;
	enum status_code code;

	request.evaluation = (char *)upload->evaluation;
	request.digest = digest_field(upload);
	request.size = upload->size;
	request.kind = (char *)upload->kind;
	code = context_call(upload->context, "Evidence.Begin", &request.base, &jixiao__evidence_begin_reply__descriptor,
			    &reply);
	if (code != STATUS_OK)
		return code;
	upload->chunk_size = reply->chunk_size;
	offset = reply->offset;
	if (offset > 0 && offset < upload->size)
		OUTPUT_NOTE(upload->context, MSG_UPLOAD_RESUMED, upload->name, size_in_words(upload->context->arena, offset));
	buffer = arena_alloc(upload->context->arena, reply->chunk_size);
	while (offset < upload->size && code == STATUS_OK) {
		progress_show(upload, offset);
		code = chunk_send(upload, buffer, &offset);
	}
	if (code == STATUS_OK)
		progress_show(upload, upload->size);
	else if (upload->progress)
		fputc('\n', stderr);
	return code;
}

/* What stands there already is what was wanted. */
static enum status_code already_there(struct upload *upload, Jixiao__Evidence **evidence)
{
	Jixiao__EvidenceGetRequest request = JIXIAO__EVIDENCE_GET_REQUEST__INIT;
	struct context *context = upload->context;

	request.evaluation = (char *)upload->evaluation;
	request.id = arena_strdup(context->arena, context->status.message.args[1]);
	OUTPUT_NOTE(context, MSG_EVIDENCE_ALREADY, upload->name, request.id);
	status_clear(&context->status);
	return context_call(context, "Evidence.Get", &request.base, &jixiao__evidence__descriptor, evidence);
}

static enum status_code complete(struct upload *upload, const Jixiao__EvidenceCompleteRequest *described,
				 Jixiao__Evidence **evidence)
{
	Jixiao__EvidenceCompleteRequest request = *described;
	struct context *context = upload->context;
	enum status_code code;

	request.evaluation = (char *)upload->evaluation;
	request.digest = digest_field(upload);
	request.size = upload->size;
	request.name = (char *)upload->name;
	code = context_call(context, "Evidence.Complete", &request.base, &jixiao__evidence__descriptor, evidence);
	if (code == STATUS_ALREADY_EXISTS && context->status.message.id == MSG_EVIDENCE_ALREADY &&
	    context->status.message.n_args == 2)
		return already_there(upload, evidence);
	return code;
}

/* All of it to the server, but not yet registered. */
static enum status_code send_file(struct upload *upload)
{
	enum status_code code = file_open(upload);

	if (code == STATUS_OK)
		code = file_digest(upload);
	if (code == STATUS_OK)
		code = content_send(upload);
	if (upload->fd >= 0)
		close(upload->fd);
	return code;
}

static struct upload upload_of(struct context *context, const char *evaluation, const char *path, const char *kind)
{
	return (struct upload){ .context = context,
				.evaluation = evaluation,
				.path = path,
				.kind = kind,
				.fd = -1,
				.progress = !context->quiet && isatty(STDERR_FILENO) };
}

enum status_code evidence_upload(struct context *context, const char *evaluation, const char *path,
				 const Jixiao__EvidenceCompleteRequest *described, Jixiao__Evidence **evidence)
{
	struct upload upload = upload_of(context, evaluation, path, described->kind);
	enum status_code code = send_file(&upload);

	return code == STATUS_OK ? complete(&upload, described, evidence) : code;
}

enum status_code evidence_replace_content(struct context *context, const char *path,
					  const Jixiao__EvidenceReplaceRequest *described, Jixiao__EvidenceReplaceReply **reply)
{
	struct upload upload = upload_of(context, described->evaluation, path, "");
	Jixiao__EvidenceReplaceRequest request = *described;
	enum status_code code = send_file(&upload);

	request.digest = digest_field(&upload);
	request.size = upload.size;
	request.name = (char *)upload.name;
	if (code == STATUS_OK)
		code = context_call(context, "Evidence.Replace", &request.base, &jixiao__evidence_replace_reply__descriptor,
				    reply);
	return code;
}
