/* evidence_tables: what is known of evidence, for people. */
#ifndef JIXIAO_CLIENT_EVIDENCE_TABLES_H
#define JIXIAO_CLIENT_EVIDENCE_TABLES_H

#include "client/command.h"
#include "jixiao/entry.pb-c.h"

/* A line a file. */
void evidence_table(struct context *context, const Jixiao__EvidenceListReply *reply);
/* All of one. */
void evidence_detail(struct context *context, const Jixiao__Evidence *one);
/* A line for each kind that is missing, and what for. */
void evidence_needs_table(struct context *context, const Jixiao__EvidenceMissingReply *reply);

#endif
