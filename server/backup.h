/* backup: a copy of an installation, also of one whose server runs. */
#ifndef JIXIAO_SERVER_BACKUP_H
#define JIXIAO_SERVER_BACKUP_H

#include "common/base/arena.h"
#include "common/base/status.h"

/* A whole directory ${to}, which must not exist, that `jixiaod run` can run: a consistent copy, also of a running server's. */
enum status_code backup_make(struct arena *arena, const char *directory, const char *to, struct status *status);

#endif
