/* own_work: four eyes, said at the act: who enters or proposes cannot approve it. */
#ifndef JIXIAO_CLIENT_OWN_WORK_H
#define JIXIAO_CLIENT_OWN_WORK_H

#include "client/command.h"

/* Tells a leader of the evaluation that another leader must approve what they just wrote: which of them may, or that an admin
 * must add one. Says nothing to others, with --quiet or with -o json. */
void note_own_work(struct context *context, const char *evaluation);

/* The same of the scores of ${codes}, which nobody may approve who entered the data either. */
void note_own_scores(struct context *context, const char *evaluation, char *const *codes, size_t n);

#endif
