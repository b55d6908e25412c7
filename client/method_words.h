/* method_words: what each method of the server does, in the words of the work. */
#ifndef JIXIAO_CLIENT_METHOD_WORDS_H
#define JIXIAO_CLIENT_METHOD_WORDS_H

#include "common/text/message_catalogue.h"

/* "Entry.SendBack" -> "退回填报", "send entries back"; static. NULL if ${name} is no method that this program knows. */
const char *method_word(enum language language, const char *name);

#endif
