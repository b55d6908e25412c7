/* history: the events that changed one record, for people. */
#ifndef JIXIAO_CLIENT_HISTORY_H
#define JIXIAO_CLIENT_HISTORY_H

#include "client/command.h"
#include "jixiao/event.pb-c.h"

/* Prints ${list}, newest first, as Event.History answers it of a record: which version, when, who, what they did and which
 * fields became what; or as JSON. */
enum status_code print_history(struct context *context, const Jixiao__EventListReply *list, Jixiao__RecordType type,
			       const char *id);

/* Of ${list} only the versions after ${after} up to ${until}; the older ones still say from what they changed. Not as JSON. */
void print_history_between(struct context *context, const Jixiao__EventListReply *list, Jixiao__RecordType type, const char *id,
			   uint64_t after, uint64_t until);

/* The record's revision after the event; 0 if the event does not say. */
uint64_t revision_after(const Jixiao__EventHead *head, Jixiao__RecordType type, const char *id);

#endif
