/* table: docs/permissions.md as the method table says it. */
#ifndef JIXIAO_TESTS_PERMISSIONS_TABLE_H
#define JIXIAO_TESTS_PERMISSIONS_TABLE_H

#include "common/base/arena.h"

/* The whole page. The method table is initialised. */
char *permissions_page(struct arena *arena);

/* Columns of a row behind its method and kind: who (the last: enrolled, without a role), then stages. */
enum { PERMISSIONS_WHO = 6, PERMISSIONS_STAGES = 7 };

#endif
