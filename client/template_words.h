/* template_words: what differs between two versions of a template. */
#ifndef JIXIAO_CLIENT_TEMPLATE_WORDS_H
#define JIXIAO_CLIENT_TEMPLATE_WORDS_H

#include "client/output.h"
#include "jixiao/template.pb-c.h"

/* From ${before} to ${after}, a sentence each: the template's own fields, then indicators that were added, changed and removed,
 * in the order of ${after}, then of ${before}. *${n} of them in the context's arena; none if they say the same. */
struct sentence *template_differences(struct context *context, const Jixiao__Template *before, const Jixiao__Template *after,
				      size_t *n);

#endif
