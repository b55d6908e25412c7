/* indicator: the records of an evaluation's indicator tree. */
#ifndef JIXIAO_SERVICE_INDICATOR_H
#define JIXIAO_SERVICE_INDICATOR_H

#include "jixiao/scheme.pb-c.h"
#include "server/rpc/method.h"

struct record_key indicator_key(const struct call *call, const char *code);

/* Into the scheme file's order. */
void indicator_sort(Jixiao__Indicator **indicators, size_t n);

/* The whole tree of call->evaluation, in the scheme file's order. */
enum status_code indicator_records(struct call *call, Jixiao__Indicator ***indicators, size_t *n);

#endif
