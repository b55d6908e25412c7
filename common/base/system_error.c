#include "common/base/system_error.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	int error;
	const char *word;
} words[] = {
	{ EACCES, "@ERROR_ACCESS" },	 { EPERM, "@ERROR_ACCESS" },	 { ENOENT, "@ERROR_NO_FOLDER" },
	{ ENOTDIR, "@ERROR_NO_FOLDER" }, { EISDIR, "@ERROR_IS_FOLDER" }, { EEXIST, "@ERROR_EXISTS" },
	{ ENOTEMPTY, "@ERROR_EXISTS" },	 { ENOSPC, "@ERROR_NO_SPACE" },	 { EDQUOT, "@ERROR_NO_SPACE" },
	{ EROFS, "@ERROR_READ_ONLY" },	 { EIO, "@ERROR_DEVICE" },	 { ENAMETOOLONG, "@ERROR_NAME_TOO_LONG" },
};

const char *system_error_word(int error)
{
	const char *name = strerrorname_np(error);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].error == error)
			return words[i].word;
	return name != NULL ? name : "?";
}
