/* template_fetch: a template by its name on the command line. */
#ifndef JIXIAO_CLIENT_TEMPLATE_FETCH_H
#define JIXIAO_CLIENT_TEMPLATE_FETCH_H

#include "client/command.h"
#include "jixiao/template.pb-c.h"

/* ${text}: "department", the newest, or "department@1". */
enum status_code template_fetch(struct context *context, const char *text, Jixiao__Template **template);

#endif
