/* base64: RFC 4648 section 4, with padding, nothing else accepted. */
#ifndef JIXIAO_BASE_BASE64_H
#define JIXIAO_BASE_BASE64_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/slice.h"

char *base64_encode(struct arena *arena, struct slice bytes);

/* false if ${text} is not exactly what base64_encode would write for some bytes. */
bool base64_decode(struct arena *arena, const char *text, struct slice *bytes);

#endif
