/* indicator_changes: what differs between two trees of indicators, a sentence each. */
#ifndef JIXIAO_CLIENT_INDICATOR_CHANGES_H
#define JIXIAO_CLIENT_INDICATOR_CHANGES_H

#include "client/output.h"
#include "jixiao/scheme.pb-c.h"

struct sentence_list {
	struct context *context;
	struct sentence *sentences; /* the caller's: with room for what is to come */
	size_t n;
};

/* Up to three arguments, the first missing one NULL; they stay the caller's. */
void sentence_add(struct sentence_list *list, enum message_id id, const char *first, const char *second, const char *third);

struct tree {
	Jixiao__Indicator *const *indicators;
	size_t n;
};

/* Indicators that were added and changed, in the order of ${after}, then those that were removed, in that of ${before}: at most
 * so many sentences as there are indicators in both. Evaluation, place and revision do not count. */
void indicators_compare(struct sentence_list *list, const struct tree *before, const struct tree *after);

#endif
