#include "client/archive_export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/archive_seal.h"
#include "client/call.h"
#include "client/evidence_file.h"
#include "common/base/system_error.h"
#include "common/crypto/digest.h"
#include "common/crypto/file.h"
#include "common/rpc/pb.h"
#include "jixiao/archive.pb-c.h"

struct exporter {
	struct context *context;
	const char *evaluation, *folder;
	bool progress;
};

/* Only ways down from the folder, whatever the server says. */
static bool is_inside(const char *path)
{
	if (*path == '\0' || *path == '/' || strchr(path, '\\') != NULL)
		return false;
	for (const char *part = path; part != NULL; part = strchr(part, '/')) {
		part += *part == '/';
		if (*part == '\0' || *part == '/' || strncmp(part, "../", 3) == 0 || strcmp(part, "..") == 0)
			return false;
	}
	return true;
}

/* Makes the folders on the way to ${path}. */
static enum status_code folders_make(struct exporter *exporter, const char *path)
{
	struct context *context = exporter->context;
	char *way = arena_strdup(context->arena, path);

	for (char *slash = strchr(way + strlen(exporter->folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(way, 0755) != 0 && errno != EEXIST)
			return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, way,
					   system_error_word(errno));
		*slash = '/';
	}
	return STATUS_OK;
}

static bool take(void *context, const ProtobufCMessage *message)
{
	const Jixiao__ArchiveBytes *bytes = (const void *)message;

	return download_write(context, bytes->data.data, bytes->data.len);
}

static enum status_code file_fetch(struct exporter *exporter, const Jixiao__ArchiveFile *file)
{
	Jixiao__ArchiveFetchRequest request = JIXIAO__ARCHIVE_FETCH_REQUEST__INIT;
	struct context *context = exporter->context;
	const char *path = arena_printf(context->arena, "%s/data/%s", exporter->folder, file->path);
	struct download *download;
	enum status_code code;

	if (!is_inside(file->path) || file->digest.len != DIGEST_SIZE)
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_ARCHIVE_BAD_PATH, file->path);
	code = folders_make(exporter, path);
	if (code == STATUS_OK)
		code = download_begin(context, path, &download);
	if (code != STATUS_OK)
		return code;
	request.evaluation = (char *)exporter->evaluation;
	request.path = file->path;
	code = context_stream(context, "Archive.Fetch", &request.base, &jixiao__archive_bytes__descriptor, take, download);
	if (code == STATUS_OK)
		return download_end(download, file->digest.data, file->size);
	download_abort(download);
	return code;
}

static enum status_code files_fetch(struct exporter *exporter, const Jixiao__ArchiveManifestReply *manifest)
{
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < manifest->n_files && code == STATUS_OK; i++) {
		if (exporter->progress)
			fprintf(stderr, "\r%zu/%zu", i + 1, manifest->n_files);
		code = file_fetch(exporter, manifest->files[i]);
	}
	if (exporter->progress)
		fputc('\n', stderr);
	return code;
}

static enum status_code tags_write(struct exporter *exporter, const Jixiao__ArchiveManifestReply *manifest)
{
	struct context *context = exporter->context;
	const char *tag = arena_printf(context->arena, "%s/bagit.txt", exporter->folder);
	const char *list = arena_printf(context->arena, "%s/manifest-sha256.txt", exporter->folder);
	enum status_code code;

	code = file_save_text(tag, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", FILE_PUBLIC, &context->status);
	if (code != STATUS_OK)
		return code;
	return file_save(list, pb_slice(manifest->manifest), FILE_PUBLIC, &context->status);
}

/* The seal, if the evaluation has one. */
static enum status_code seal_fetch(struct exporter *exporter, bool *sealed)
{
	Jixiao__ArchiveGetRequest request = JIXIAO__ARCHIVE_GET_REQUEST__INIT;
	struct context *context = exporter->context;
	Jixiao__ArchiveSeal *seal;
	enum status_code code;

	*sealed = false;
	request.evaluation = (char *)exporter->evaluation;
	code = context_call(context, "Archive.GetSeal", &request.base, &jixiao__archive_seal__descriptor, &seal);
	if (code == STATUS_FAILED_PRECONDITION) { /* not archived yet */
		status_clear(&context->status);
		return STATUS_OK;
	}
	*sealed = code == STATUS_OK;
	return code == STATUS_OK ? archive_seal_write(context, exporter->folder, seal) : code;
}

enum status_code archive_export(struct context *context, const char *evaluation, const char *folder, bool *sealed)
{
	struct exporter exporter = { context, evaluation, folder, !context->quiet && isatty(STDERR_FILENO) };
	Jixiao__ArchiveGetRequest request = JIXIAO__ARCHIVE_GET_REQUEST__INIT;
	Jixiao__ArchiveManifestReply *manifest;
	enum status_code code;

	request.evaluation = (char *)evaluation;
	code = context_call(context, "Archive.Manifest", &request.base, &jixiao__archive_manifest_reply__descriptor, &manifest);
	if (code != STATUS_OK)
		return code;
	if (mkdir(folder, 0755) != 0)
		return errno == EEXIST ? STATUS_FAIL(&context->status, STATUS_ALREADY_EXISTS, MSG_ARCHIVE_THERE, folder)
				       : STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, folder,
						     system_error_word(errno));
	code = tags_write(&exporter, manifest);
	if (code == STATUS_OK)
		code = files_fetch(&exporter, manifest);
	if (code == STATUS_OK)
		code = seal_fetch(&exporter, sealed);
	return code;
}
