/* seed: docs/examples/seed/ as a dossier, scored by the rules, as it stands when the report is signed. */
#ifndef JIXIAO_TESTS_SEED_H
#define JIXIAO_TESTS_SEED_H

#include "common/base/slice.h"
#include "common/domain/dossier.h"

/* A file of the example; ends the test if there is none. A NUL follows the bytes. */
struct slice seed_file(struct arena *arena, const char *path);

struct dossier *seed_dossier(struct arena *arena);

#endif
