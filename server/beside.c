#include "server/beside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/system_error.h"
#include "server/installation.h"

static void remove_all(struct arena *arena, const char *directory)
{
	static const char *const files[] = { "ca.key",	   "ca.pem",	   "log.key",	     "log.pem",	      "server.key",
					     "server.pem", "jixiaod.conf", "store/data.mdb", "store/lock.mdb" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(installation_path(arena, directory, files[i]));
	rmdir(installation_path(arena, directory, "store"));
	rmdir(directory);
}

static const char *without_slash(struct arena *arena, const char *path)
{
	char *copy = arena_strdup(arena, path);
	size_t length = strlen(copy);

	while (length > 1 && copy[length - 1] == '/')
		copy[--length] = '\0';
	return copy;
}

enum status_code beside_make(struct arena *arena, const char *directory, char **beside, struct status *status)
{
	directory = without_slash(arena, directory);
	*beside = arena_printf(arena, "%s.XXXXXX", directory);
	if (access(directory, F_OK) == 0 && rmdir(directory) != 0)
		return STATUS_FAIL(status, STATUS_ALREADY_EXISTS, MSG_DIRECTORY_NOT_EMPTY, directory);
	if (mkdtemp(*beside) == NULL) /* mode 0700 */
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, directory,
				   system_error_word(errno));
	return STATUS_OK;
}

enum status_code beside_put(struct arena *arena, const char *beside, const char *directory, struct status *status)
{
	directory = without_slash(arena, directory);
	if (status->code == STATUS_OK && rename(beside, directory) != 0)
		STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, directory, system_error_word(errno));
	if (status->code != STATUS_OK)
		remove_all(arena, beside);
	return status->code;
}
