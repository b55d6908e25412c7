/* citation_text: "E003:1,3@第5页": evidence as the command line cites it, for which points of the checklist and where in it. */
#ifndef JIXIAO_CLIENT_CITATION_TEXT_H
#define JIXIAO_CLIENT_CITATION_TEXT_H

#include "client/command.h"
#include "jixiao/entry.pb-c.h"

/* Replaces the evidence and citations of ${request} by those of --evidence, if it was given at all. Full-width ：，＠ and 、
 * are understood too. STATUS_INVALID_ARGUMENT, MSG_CITATION_FORM. */
enum status_code citations_read(struct context *context, const struct arguments *arguments, Jixiao__EntryPutRequest *request);

/* Puts ${id} among the evidence of ${request}, if it is not there yet. */
void entry_cite(struct arena *arena, Jixiao__EntryPutRequest *request, char *id);

/* "E003（要点1、3，第5页）、E004". */
char *citations_show(struct context *context, const Jixiao__Entry *entry);

#endif
