/* own_work: four eyes, said at the act: who enters or proposes cannot approve it. */
#ifndef JIXIAO_CLIENT_OWN_WORK_H
#define JIXIAO_CLIENT_OWN_WORK_H

#include "client/command.h"

/* Tells a leader of the evaluation that another leader must approve what they just wrote. Says nothing to others, with --quiet
 * or with -o json. */
void note_own_work(struct context *context, const char *evaluation);

#endif
