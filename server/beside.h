/* beside: a directory made whole or not at all: in a folder beside its place, which is then renamed to it. */
#ifndef JIXIAO_SERVER_BESIDE_H
#define JIXIAO_SERVER_BESIDE_H

#include "common/base/arena.h"
#include "common/base/status.h"

/* A fresh folder beside ${directory}, which must not exist or be empty. */
enum status_code beside_make(struct arena *arena, const char *directory, char **beside, struct status *status);

/* When all is in ${beside}: renames it to ${directory}. If ${status} says that something failed, or if this fails, the
 * installation's files are removed from it, and it itself. */
enum status_code beside_put(struct arena *arena, const char *beside, const char *directory, struct status *status);

#endif
