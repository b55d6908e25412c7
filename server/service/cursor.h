/* cursor: where a page of a list ended. Opaque to the client, and good for the list that gave it out and no other. */
#ifndef JIXIAO_SERVICE_CURSOR_H
#define JIXIAO_SERVICE_CURSOR_H

#include <protobuf-c/protobuf-c.h>

#include "server/rpc/method.h"

enum { PAGE_DEFAULT = 100, PAGE_LIMIT = 1000 };

/* A request's limit: PAGE_DEFAULT for 0, never over PAGE_LIMIT. */
uint32_t page_size(uint32_t asked);

/* The cursor behind item ${after} of the call's method and evaluation. */
ProtobufCBinaryData cursor_make(struct call *call, const char *after);

/* What ${cursor} was made with; "" for an empty one. STATUS_INVALID_ARGUMENT with a violation "cursor" if it is of another
 * list. */
enum status_code cursor_read(struct call *call, ProtobufCBinaryData cursor, const char **after);

#endif
