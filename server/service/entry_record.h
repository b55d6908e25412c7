/* entry_record: what the files that write and review entries ask of their records. */
#ifndef JIXIAO_SERVICE_ENTRY_RECORD_H
#define JIXIAO_SERVICE_ENTRY_RECORD_H

#include "jixiao/entry.pb-c.h"
#include "server/rpc/method.h"

/* The key of the entry of ${indicator} in the call's evaluation. */
struct record_key entry_record_key(const struct call *call, const char *indicator);

/* The entry of an indicator or, NULL and STATUS_OK, none yet. */
enum status_code entry_record_find(struct call *call, const char *indicator, Jixiao__Entry **entry);

#endif
