#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/evidence_file.h"
#include "common/base/system_error.h"
#include "common/crypto/digest.h"

struct download {
	struct context *context;
	const char *path, *part;
	struct digest_context *digest;
	FILE *file;
	uint64_t size;
};

enum status_code download_begin(struct context *context, const char *path, struct download **out)
{
	struct download *download = arena_alloc(context->arena, sizeof(*download));

	*out = download;
	download->context = context;
	download->path = arena_strdup(context->arena, path);
	download->part = arena_printf(context->arena, "%s.part", path);
	download->file = fopen(download->part, "wb");
	if (download->file == NULL)
		return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, download->part,
				   system_error_word(errno));
	download->digest = digest_new();
	return STATUS_OK;
}

bool download_write(struct download *download, const void *data, size_t size)
{
	digest_update(download->digest, (struct slice){ data, size });
	download->size += size;
	return fwrite(data, 1, size, download->file) == size;
}

void download_abort(struct download *download)
{
	uint8_t unused[DIGEST_SIZE];

	digest_final(download->digest, unused);
	fclose(download->file);
	unlink(download->part);
}

enum status_code download_end(struct download *download, const uint8_t digest[DIGEST_SIZE], uint64_t size)
{
	struct status *status = &download->context->status;
	bool written = fflush(download->file) == 0 && ferror(download->file) == 0;
	uint8_t found[DIGEST_SIZE];

	digest_final(download->digest, found);
	written = fclose(download->file) == 0 && written;
	if (!written) {
		unlink(download->part);
		return STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_FILE_UNWRITABLE, download->path,
				   system_error_word(errno));
	}
	if (download->size != size || memcmp(found, digest, DIGEST_SIZE) != 0) {
		unlink(download->part);
		return STATUS_FAIL(status, STATUS_DATA_LOSS, MSG_DOWNLOAD_WRONG, download->path);
	}
	if (rename(download->part, download->path) != 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, download->path,
				   system_error_word(errno));
	return STATUS_OK;
}

char *size_in_words(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB" };
	uint64_t tenths = bytes * 10;
	size_t unit = 0;

	for (; tenths >= 10240 && unit < 3; unit++)
		tenths /= 1024;
	if (unit == 0)
		return arena_printf(arena, "%llu B", (unsigned long long)bytes);
	return arena_printf(arena, "%llu.%llu %s", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10),
			    units[unit]);
}
