/* warnings: early warnings as sentences. */
#ifndef JIXIAO_CLIENT_WARNINGS_H
#define JIXIAO_CLIENT_WARNINGS_H

#include "client/command.h"
#include "jixiao/score.pb-c.h"

/* Each on a line of stdout. */
void early_warnings_print(const struct context *context, Jixiao__EarlyWarning *const *warnings, size_t n);

#endif
