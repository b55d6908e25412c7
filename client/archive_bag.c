#include "client/archive_bag.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/crypto/digest.h"

/* What a check reads is small; the rest is only hashed. */
enum { KEEP_LIMIT = 8 * 1024 * 1024, BLOCK_SIZE = 64 * 1024 };

struct reader {
	struct arena *arena;
	struct bag *bag;
	size_t capacity;
	struct archive *archive;
	const char *path;
	size_t prefix; /* length of what stands before a file's path in the bag */
};

static enum status_code unreadable(struct reader *reader, struct status *status)
{
	const char *why = archive_error_string(reader->archive);

	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_BAG_UNREADABLE, reader->path, why != NULL ? why : "?");
}

static bool is_kept(const char *path, uint64_t size)
{
	static const char *const read[] = { "bagit.txt", "manifest-sha256.txt", "seal/", "data/approvals/",
					    "data/certificates/" };

	size_t length = strlen(path);

	if (size > KEEP_LIMIT)
		return false;
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++)
		if (strncmp(path, read[i], strlen(read[i])) == 0)
			return true;
	return length > 5 && strcmp(path + length - 5, ".json") == 0;
}

static struct bag_file *file_add(struct reader *reader, const char *path)
{
	struct bag *bag = reader->bag;

	if (bag->n_files == reader->capacity) {
		size_t capacity = reader->capacity == 0 ? 64 : 2 * reader->capacity;

		bag->files = arena_grow(reader->arena, bag->files, reader->capacity * sizeof(*bag->files),
					capacity * sizeof(*bag->files));
		reader->capacity = capacity;
	}
	bag->files[bag->n_files] = (struct bag_file){ .path = arena_strdup(reader->arena, path) };
	return &bag->files[bag->n_files++];
}

/* Hashes the entry's content and keeps it where a check reads it. */
static enum status_code content_read(struct reader *reader, struct bag_file *file, struct status *status)
{
	struct digest_context *context = digest_new();
	uint8_t block[BLOCK_SIZE], *kept = NULL;
	size_t capacity = 0;
	la_ssize_t n;

	while ((n = archive_read_data(reader->archive, block, sizeof(block))) > 0) {
		digest_update(context, (struct slice){ block, (size_t)n });
		if (is_kept(file->path, file->size + (uint64_t)n)) {
			if (file->size + (size_t)n > capacity) {
				capacity = 2 * ((size_t)file->size + (size_t)n);
				kept = arena_grow(reader->arena, kept, (size_t)file->size, capacity);
			}
			memcpy(kept + file->size, block, (size_t)n);
		}
		file->size += (uint64_t)n;
	}
	digest_final(context, file->digest);
	if (is_kept(file->path, file->size))
		file->bytes = (struct slice){ kept != NULL ? kept : (const uint8_t *)"", (size_t)file->size };
	return n < 0 ? unreadable(reader, status) : STATUS_OK;
}

static enum status_code entry_read(struct reader *reader, struct archive_entry *entry, struct status *status)
{
	const char *name = archive_entry_pathname(entry);
	struct bag_file *file;

	if (name == NULL)
		return unreadable(reader, status);
	if (archive_entry_filetype(entry) == AE_IFDIR || strlen(name) <= reader->prefix)
		return STATUS_OK;
	file = file_add(reader, name + reader->prefix);
	file->regular = archive_entry_filetype(entry) == AE_IFREG;
	return file->regular ? content_read(reader, file, status) : STATUS_OK;
}

/* A zip has one top folder; its name is no part of the paths. */
static size_t top_folder(const char *name)
{
	const char *slash = name != NULL ? strchr(name, '/') : NULL;

	return slash != NULL ? (size_t)(slash - name) + 1 : 0;
}

static enum status_code entries_read(struct reader *reader, bool folder, struct status *status)
{
	enum status_code code = STATUS_OK;
	struct archive_entry *entry;
	int result = ARCHIVE_OK;

	if (folder)
		reader->prefix = strlen(reader->path) + (reader->path[strlen(reader->path) - 1] != '/');
	while (code == STATUS_OK && (result = archive_read_next_header(reader->archive, &entry)) != ARCHIVE_EOF) {
		if (result < ARCHIVE_WARN)
			return unreadable(reader, status);
		if (folder)
			archive_read_disk_descend(reader->archive);
		else if (reader->bag->n_files == 0)
			reader->prefix = top_folder(archive_entry_pathname(entry));
		code = entry_read(reader, entry, status);
	}
	return code;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct bag_file *)a)->path, ((const struct bag_file *)b)->path);
}

enum status_code bag_read(struct arena *arena, const char *path, struct bag *bag, struct status *status)
{
	struct reader reader = { .arena = arena, .bag = bag, .path = path };
	struct stat about;
	enum status_code code;
	bool folder;
	int result;

	*bag = (struct bag){ 0 };
	if (*path == '\0' || stat(path, &about) != 0)
		return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_BAG_NOT_THERE, path);
	folder = S_ISDIR(about.st_mode);
	reader.archive = folder ? archive_read_disk_new() : archive_read_new();
	if (folder) {
		archive_read_disk_set_symlink_physical(reader.archive);
		result = archive_read_disk_open(reader.archive, path);
	} else {
		archive_read_support_format_zip(reader.archive);
		result = archive_read_open_filename(reader.archive, path, BLOCK_SIZE);
	}
	code = result == ARCHIVE_OK ? entries_read(&reader, folder, status) : unreadable(&reader, status);
	archive_read_free(reader.archive);
	if (code != STATUS_OK)
		return code;
	if (bag->n_files > 0)
		qsort(bag->files, bag->n_files, sizeof(*bag->files), by_path);
	for (size_t i = 1; i < bag->n_files; i++)
		bag->files[i].repeated = strcmp(bag->files[i].path, bag->files[i - 1].path) == 0;
	return STATUS_OK;
}

const struct bag_file *bag_find(const struct bag *bag, const char *path)
{
	struct bag_file key = { .path = path };

	return bag->n_files > 0 ? bsearch(&key, bag->files, bag->n_files, sizeof(key), by_path) : NULL;
}
