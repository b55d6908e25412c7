#include "client/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/text_normal.h"
#include "common/base/system_error.h"

#define MAX_FILE (16 << 20)

enum status_code file_read(struct arena *arena, const char *path, struct slice *bytes, struct status *status)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	size_t capacity = 1 << 14, size = 0, n;
	char *data = arena_alloc(arena, capacity + 1);
	bool failed;

	if (file == NULL)
		return STATUS_FAIL(status, STATUS_NOT_FOUND, errno == ENOENT ? MSG_FILE_NOT_THERE : MSG_FILE_UNREADABLE, path);
	while ((n = fread(data + size, 1, capacity - size, file)) > 0) {
		size += n;
		if (size > MAX_FILE)
			break;
		if (size == capacity) {
			data = arena_grow(arena, data, size, 2 * capacity + 1);
			capacity *= 2;
		}
	}
	failed = ferror(file) != 0;
	if (failed)
		STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_FILE_UNREADABLE, path);
	else if (size > MAX_FILE)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_FILE_TOO_LARGE, path, "16 MiB");
	if (file != stdin)
		fclose(file);
	*bytes = (struct slice){ (const uint8_t *)data, size };
	return failed || size > MAX_FILE ? status->code : STATUS_OK;
}

enum status_code file_may_write(struct context *context, const struct arguments *arguments, const char *path)
{
	if (argument(arguments, "force") != NULL || strcmp(path, "-") == 0 || access(path, F_OK) != 0)
		return STATUS_OK;
	return STATUS_FAIL(&context->status, STATUS_ALREADY_EXISTS, MSG_FILE_THERE, path);
}

enum status_code file_write(const char *path, struct slice bytes, struct status *status)
{
	const bool to_screen = strcmp(path, "-") == 0;
	const char *part = to_screen ? "" : arena_printf(&status->arena, "%s.part", path);
	FILE *file = to_screen ? stdout : fopen(part, "wb");
	bool written;

	if (file == NULL)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, path, system_error_word(errno));
	written = fwrite(bytes.data, 1, bytes.size, file) == bytes.size;
	written = fflush(file) == 0 && written;
	if (!to_screen) {
		written = fclose(file) == 0 && written;
		written = written && rename(part, path) == 0;
	}
	if (written)
		return STATUS_OK;
	STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, path, system_error_word(errno));
	if (!to_screen)
		remove(part);
	return status->code;
}

enum status_code text_argument(struct context *context, const struct arguments *arguments, const char *option, const char *file,
			       const char **text)
{
	const char *path = argument(arguments, file);
	struct slice bytes;
	enum status_code code;

	*text = argument(arguments, option);
	if (path == NULL)
		return STATUS_OK;
	if (*text != NULL)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTIONS_EXCLUDE, option, file);
	code = file_read(context->arena, path, &bytes, &context->status);
	if (code != STATUS_OK)
		return code;
	return text_normal(context->arena, path, bytes, text, &context->status);
}
