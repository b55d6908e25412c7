#include "server/service/archive_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto/digest.h"
#include "common/rpc/pb.h"
#include "jixiao/store.pb-c.h"
#include "server/service/archive_files.h"
#include "server/service/blob.h"

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct package_file *)a)->path, ((const struct package_file *)b)->path);
}

/* "HEX  data/PATH": BagIt's, and what sha256sum -c reads. */
static struct slice manifest_write(struct arena *arena, const struct package *package)
{
	size_t size = 0, used = 0;
	char *text;

	for (size_t i = 0; i < package->n_files; i++)
		size += DIGEST_HEX_SIZE + strlen("  data/\n") + strlen(package->files[i].path);
	text = arena_alloc(arena, size + 1);
	for (size_t i = 0; i < package->n_files; i++) {
		char hex[DIGEST_HEX_SIZE];

		digest_hex(package->files[i].digest, hex);
		used += (size_t)sprintf(text + used, "%s  data/%s\n", hex, package->files[i].path);
	}
	return (struct slice){ (const uint8_t *)text, used };
}

static enum status_code sealed_load(struct call *call, struct package *package)
{
	Jixiao__Seal *seal;
	enum status_code code;

	code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_SEAL, call->evaluation, "seal", jixiao__seal, &seal,
			  call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	if (code != STATUS_OK)
		return code;
	package->manifest = pb_slice(seal->manifest);
	package->n_files = seal->n_files;
	package->files = arena_alloc(call->arena, seal->n_files * sizeof(*package->files));
	for (size_t i = 0; i < seal->n_files; i++) {
		package->files[i].path = seal->files[i]->path;
		package->files[i].size = seal->files[i]->size;
		memcpy(package->files[i].digest, seal->files[i]->digest.data, DIGEST_SIZE);
	}
	return STATUS_OK;
}

enum status_code package_build(struct call *call, const struct dossier *dossier, struct package **out)
{
	struct package *package = arena_alloc(call->arena, sizeof(*package));
	struct packer packer = { .call = call, .dossier = dossier, .package = package };
	enum status_code code;

	*out = package;
	if (dossier->stage == STAGE_ARCHIVED)
		return sealed_load(call, package);
	code = package_files_make(&packer, NULL);
	if (code != STATUS_OK)
		return code;
	qsort(package->files, package->n_files, sizeof(*package->files), by_path);
	package->manifest = manifest_write(call->arena, package);
	return STATUS_OK;
}

enum status_code package_manifest(struct call *call, const struct dossier *dossier, struct slice *manifest)
{
	struct package *package;
	enum status_code code = package_build(call, dossier, &package);

	*manifest = package->manifest;
	return code;
}

enum status_code package_find(struct call *call, const struct dossier *dossier, const char *path, struct package_file *file)
{
	struct package package = { 0 };
	struct packer packer = { .call = call, .dossier = dossier, .package = &package };
	enum status_code code;

	code = dossier->stage == STAGE_ARCHIVED ? sealed_load(call, &package) : package_files_make(&packer, path);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < package.n_files; i++)
		if (strcmp(package.files[i].path, path) == 0) {
			*file = package.files[i];
			return STATUS_OK;
		}
	return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ARCHIVE_NO_FILE, path);
}

enum status_code package_keep(struct call *call, const struct package *package)
{
	Jixiao__Seal *seal = (void *)pb_new(call->arena, &jixiao__seal__descriptor);
	enum status_code code = STATUS_OK;

	seal->evaluation = arena_strdup(call->arena, call->evaluation);
	seal->manifest = pb_bytes(package->manifest);
	seal->files = arena_alloc(call->arena, package->n_files * sizeof(*seal->files));
	for (size_t i = 0; i < package->n_files && code == STATUS_OK; i++) {
		const struct package_file *file = &package->files[i];
		Jixiao__ArchiveFile *kept = (void *)pb_new(call->arena, &jixiao__archive_file__descriptor);

		kept->path = arena_strdup(call->arena, file->path);
		kept->size = file->size;
		kept->digest = (ProtobufCBinaryData){ DIGEST_SIZE, arena_memdup(call->arena, file->digest, DIGEST_SIZE) };
		seal->files[seal->n_files++] = kept;
		if (file->bytes.data != NULL)
			code = blob_keep(call, file->digest, file->bytes);
	}
	if (code != STATUS_OK)
		return code;
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SEAL, call->evaluation, "seal" },
			  &seal->base, 0, call->status);
}
