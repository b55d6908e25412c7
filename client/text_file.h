/* text_file: what commands read from files that the user names. */
#ifndef JIXIAO_CLIENT_TEXT_FILE_H
#define JIXIAO_CLIENT_TEXT_FILE_H

#include "client/command.h"
#include "common/base/slice.h"

/* The whole file, at most 16 MiB; "-" is standard input. A NUL follows the bytes. STATUS_NOT_FOUND if it cannot be read. */
enum status_code file_read(struct arena *arena, const char *path, struct slice *bytes, struct status *status);

/* Of the commands that write a file: --force, by which they replace one that is there. */
/* clang-format off */
#define OPTION_FORCE { "force", NULL, { "覆盖已有的文件", "replace a file that is there" } }
/* clang-format on */

/* May ${path} be written: there is none, it is standard output ("-"), or --force was given. STATUS_ALREADY_EXISTS,
 * MSG_FILE_THERE. */
enum status_code file_may_write(struct context *context, const struct arguments *arguments, const char *path);

/* Writes ${bytes} to the file, which appears whole or not at all; "-" is standard output. STATUS_FAILED_PRECONDITION,
 * MSG_FILE_UNWRITABLE. */
enum status_code file_write(const char *path, struct slice bytes, struct status *status);

/* The text of option ${option}, or of the file that option ${file} names as text_normal gives it; NULL if neither was given.
 * Both at once is STATUS_INVALID_ARGUMENT. */
enum status_code text_argument(struct context *context, const struct arguments *arguments, const char *option, const char *file,
			       const char **text);

#endif
