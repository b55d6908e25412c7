/* self_form_import: a filled form as scheme, draft entries and draft funds of an evaluation. */
#ifndef JIXIAO_CLIENT_SELF_FORM_IMPORT_H
#define JIXIAO_CLIENT_SELF_FORM_IMPORT_H

#include "client/command.h"

/* Puts the form at ${path} into ${evaluation}, which is in preparation: the scheme replaces ${present} (NULL: there is none)
 * but for its planned dates and for who is responsible, where names and codes are the same; else the caller is. Entries that
 * wait for or have a leader's approval stay as they are unless they say something else, which is refused. Every fault at its
 * cell. When the scheme is in but something else was refused, the same command again goes on. */
enum status_code self_form_import(struct context *context, const struct arguments *arguments, uint64_t revision);

#endif
