#include "common/crypto/file.h"
#include "common/base/system_error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status_code unwritable(const char *path, int error, struct status *status)
{
	enum status_code code = error == ENOSPC || error == EDQUOT ? STATUS_RESOURCE_EXHAUSTED : STATUS_FAILED_PRECONDITION;

	return STATUS_FAIL(status, code, MSG_FILE_UNWRITABLE, path, system_error_word(error));
}

static enum status_code unreadable(const char *path, int error, struct status *status)
{
	enum message_id why = error == ENOENT ? MSG_FILE_NOT_THERE : MSG_FILE_UNREADABLE;

	return STATUS_FAIL(status, STATUS_NOT_FOUND, why, path);
}

static enum status_code read_all(struct arena *arena, int fd, const char *path, size_t limit, struct slice *bytes,
				 struct status *status)
{
	uint8_t *data = arena_alloc(arena, limit + 1);
	size_t size = 0;
	ssize_t n;

	while (size <= limit) {
		n = read(fd, data + size, limit + 1 - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return unreadable(path, errno, status);
		if (n == 0)
			break;
		size += (size_t)n;
	}
	if (size > limit)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_FILE_TOO_LARGE, path,
				   arena_printf(arena, "%zu", limit));
	data[size] = '\0';
	*bytes = (struct slice){ data, size };
	return STATUS_OK;
}

enum status_code file_load(struct arena *arena, const char *path, size_t limit, struct slice *bytes, struct status *status)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum status_code code;

	if (fd < 0)
		return unreadable(path, errno, status);
	code = read_all(arena, fd, path, limit, bytes, status);
	close(fd);
	return code;
}

static bool write_all(int fd, struct slice bytes)
{
	for (size_t done = 0; done < bytes.size;) {
		ssize_t n = write(fd, bytes.data + done, bytes.size - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* The entry in the folder must be durable too. */
static void sync_folder_of(struct arena *arena, const char *path)
{
	char *folder = arena_strdup(arena, path), *slash = strrchr(folder, '/');
	int fd;

	if (slash != NULL)
		slash[slash == folder ? 1 : 0] = '\0';
	fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

enum status_code file_save(const char *path, struct slice bytes, mode_t mode, struct status *status)
{
	struct arena arena = ARENA_INIT;
	char *fresh = arena_printf(&arena, "%s.XXXXXX", path);
	int fd = mkostemp(fresh, O_CLOEXEC), error; /* made with mode 0600 */

	if (fd < 0) {
		unwritable(path, errno, status);
		goto done;
	}
	if (!write_all(fd, bytes) || fchmod(fd, mode) != 0 || fsync(fd) != 0) {
		error = errno;
		close(fd);
		goto discard;
	}
	if (close(fd) != 0 || rename(fresh, path) != 0) {
		error = errno;
		goto discard;
	}
	sync_folder_of(&arena, path);
	goto done;
discard:
	unlink(fresh);
	unwritable(path, error, status);
done:
	arena_clear(&arena);
	return status->code;
}

enum status_code file_save_text(const char *path, const char *text, mode_t mode, struct status *status)
{
	return file_save(path, (struct slice){ (const uint8_t *)text, strlen(text) }, mode, status);
}

enum status_code folder_make(const char *path, struct status *status)
{
	struct arena arena = ARENA_INIT;
	char *part = arena_strdup(&arena, path);

	for (char *p = part + 1;; p++) {
		char at = *p;

		if (at != '/' && at != '\0')
			continue;
		*p = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST) {
			unwritable(part, errno, status);
			break;
		}
		*p = at;
		if (at == '\0')
			break;
	}
	arena_clear(&arena);
	return status->code;
}
