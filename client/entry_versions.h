/* entry_versions: what stood in an entry when, read from its history. */
#ifndef JIXIAO_CLIENT_ENTRY_VERSIONS_H
#define JIXIAO_CLIENT_ENTRY_VERSIONS_H

#include "client/command.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/event.pb-c.h"

struct entry_version {
	uint64_t revision;
	bool written; /* its event wrote the content; else it was handed in, accepted or sent back as it stood */
	const Jixiao__EventView *event;
	/* As it was typed; NULL: the log does not show it (a request over 256 KiB, or destroyed). */
	const Jixiao__EntryPutRequest *content;
};

struct entry_versions {
	Jixiao__EventListReply *events; /* newest first, as they are */
	size_t n;
	struct entry_version *all; /* the same */
};

/* Asks the server. In the context's arena. */
enum status_code entry_versions_load(struct context *context, const char *evaluation, const char *code,
				     struct entry_versions *versions);

/* Of what Event.History answered for the entry ${code}. */
void entry_versions_of(struct arena *arena, Jixiao__EventListReply *events, const char *code, struct entry_versions *versions);

/* NULL if there is none. */
const struct entry_version *entry_version_find(const struct entry_versions *versions, uint64_t revision);

#endif
