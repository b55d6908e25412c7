/* score_explain: the handlers of `jixiao score explain` and `jixiao score verify`: the way to the total shown, and what is
 * stored of it computed again; from the server or, offline, from an exported evaluation. */
#ifndef JIXIAO_CLIENT_SCORE_EXPLAIN_H
#define JIXIAO_CLIENT_SCORE_EXPLAIN_H

#include "client/command.h"
#include "jixiao/evaluation.pb-c.h"

/* What scores rest on, as the server has it now. */
enum status_code export_fetch(struct context *context, const char *evaluation, Jixiao__EvaluationExport **export);

command_handler score_explain;
command_handler score_verify_file;

#endif
