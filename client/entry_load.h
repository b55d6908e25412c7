/* entry_load: what spreadsheets of entries are made from and compared with, asked of the server. */
#ifndef JIXIAO_CLIENT_ENTRY_LOAD_H
#define JIXIAO_CLIENT_ENTRY_LOAD_H

#include "client/command.h"
#include "client/entry_sheet.h"

/* In the context's arena. */
enum status_code entry_source_load(struct context *context, const char *evaluation, struct entry_source *source);

#endif
