/* file: small files that must be whole or absent: keys, certificates, profiles. */
#ifndef JIXIAO_CRYPTO_FILE_H
#define JIXIAO_CRYPTO_FILE_H

#include <sys/types.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

enum { FILE_PRIVATE = 0600, FILE_PUBLIC = 0644 };

/* Reads ${path} whole, with a NUL behind its end. STATUS_NOT_FOUND, MSG_FILE_NOT_THERE or MSG_FILE_UNREADABLE;
 * STATUS_INVALID_ARGUMENT, MSG_FILE_TOO_LARGE over ${limit} bytes. */
enum status_code file_load(struct arena *arena, const char *path, size_t limit, struct slice *bytes, struct status *status);

/* Writes ${path} through a new file beside it, synced, with ${mode} from its first byte on: a reader sees the old file or the
 * new one. STATUS_RESOURCE_EXHAUSTED on a full disk, else STATUS_FAILED_PRECONDITION; MSG_FILE_UNWRITABLE. */
enum status_code file_save(const char *path, struct slice bytes, mode_t mode, struct status *status);
enum status_code file_save_text(const char *path, const char *text, mode_t mode, struct status *status);

/* Makes ${path} and the folders above it, mode 0700. */
enum status_code folder_make(const char *path, struct status *status);

#endif
