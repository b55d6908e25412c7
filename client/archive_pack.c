#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/archive_bag.h"
#include "common/base/system_error.h"

enum { BLOCK_SIZE = 64 * 1024 };

static bool content_pack(struct archive *archive, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t block[BLOCK_SIZE];
	ssize_t n = -1;

	if (fd < 0)
		return false;
	while ((n = read(fd, block, sizeof(block))) > 0)
		if (archive_write_data(archive, block, (size_t)n) != n)
			break;
	close(fd);
	return n == 0;
}

static bool file_pack(struct archive *archive, const char *name, const FTSENT *found)
{
	struct archive_entry *entry = archive_entry_new();
	bool packed;

	archive_entry_set_pathname_utf8(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, found->fts_statp->st_size);
	archive_entry_set_mtime(entry, found->fts_statp->st_mtime, 0);
	packed = archive_write_header(archive, entry) == ARCHIVE_OK && content_pack(archive, found->fts_accpath);
	archive_entry_free(entry);
	return packed;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool files_pack(struct arena *arena, struct archive *archive, const char *folder, const char *top)
{
	char *roots[] = { (char *)folder, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	bool packed = walk != NULL;
	FTSENT *found;

	while (packed && (found = fts_read(walk)) != NULL)
		if (found->fts_info == FTS_F)
			packed = file_pack(archive, arena_printf(arena, "%s%s", top, found->fts_path + strlen(folder)), found);
	if (walk != NULL)
		fts_close(walk);
	return packed;
}

/* "/tmp/2024-yunxing.zip" -> "2024-yunxing". */
static char *top_name(struct arena *arena, const char *zip)
{
	const char *slash = strrchr(zip, '/');
	char *name = arena_strdup(arena, slash != NULL ? slash + 1 : zip), *dot = strrchr(name, '.');

	if (dot != NULL && dot != name)
		*dot = '\0';
	return name;
}

enum status_code bag_pack(struct arena *arena, const char *folder, const char *zip, struct status *status)
{
	const char *part = arena_printf(arena, "%s.part", zip);
	struct archive *archive = archive_write_new();
	bool packed;

	archive_write_set_format_zip(archive);
	archive_write_set_options(archive, "hdrcharset=UTF-8");
	packed = archive_write_open_filename(archive, part) == ARCHIVE_OK &&
		 files_pack(arena, archive, folder, top_name(arena, zip));
	packed = archive_write_close(archive) == ARCHIVE_OK && packed;
	if (!packed) {
		const char *why = archive_error_string(archive);

		STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_FILE_UNWRITABLE, zip,
			    why != NULL ? why : system_error_word(errno));
		unlink(part);
	} else if (rename(part, zip) != 0) {
		STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_FILE_UNWRITABLE, zip, system_error_word(errno));
	}
	archive_write_free(archive);
	return status->code;
}

void folder_remove(const char *folder)
{
	char *roots[] = { (char *)folder, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *found;

	if (walk == NULL)
		return;
	while ((found = fts_read(walk)) != NULL)
		if (found->fts_info == FTS_DP)
			rmdir(found->fts_accpath);
		else if (found->fts_info != FTS_D)
			unlink(found->fts_accpath);
	fts_close(walk);
}
