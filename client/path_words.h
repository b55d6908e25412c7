/* path_words: the path of a fault, "flows[1].paid", as people say it: 资金来源第 2 项“其他资金”的支付. */
#ifndef JIXIAO_CLIENT_PATH_WORDS_H
#define JIXIAO_CLIENT_PATH_WORDS_H

#include <protobuf-c/protobuf-c.h>

#include "common/base/arena.h"
#include "common/text/message_catalogue.h"

/* Words for each field of ${path}; items of lists are counted from 1 and, where ${request} (NULL: unknown) holds them, named.
 * What stands in brackets after "indicators", "entries" and the like is an id and stays. A name without a word stays, too, and
 * so does a place in a file, "scheme.yaml:12:5"; one in a table, "填报!C7", is worded: 表“填报”C7. Result in ${arena}. */
char *path_in_words(struct arena *arena, enum language language, const ProtobufCMessage *request, const char *path);

#endif
