/* engine_twin: an engine that passes everything on to another and fails the nth operation. */
#ifndef JIXIAO_TEST_ENGINE_TWIN_H
#define JIXIAO_TEST_ENGINE_TWIN_H

#include "server/store/engine.h"

/* What the failing operation answers. */
enum twin_fault { TWIN_DISK_FULL, TWIN_BROKEN };

/* Takes over ${real}; closing the twin closes it. */
struct engine *engine_twin(struct engine *real);

/* Fails the ${nth} (from 1) write operation (begin, commit, get, put, append, del, scan of a write transaction) from now on;
 * 0: none. With ${onwards} also all that follow. */
void engine_twin_arm(struct engine *twin, unsigned long nth, bool onwards, enum twin_fault fault);

/* Operations since the last arm. */
unsigned long engine_twin_count(struct engine *twin);

#endif
