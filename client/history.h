/* history: the events that changed one record, for people. */
#ifndef JIXIAO_CLIENT_HISTORY_H
#define JIXIAO_CLIENT_HISTORY_H

#include "client/command.h"
#include "jixiao/event.pb-c.h"

/* Prints ${list}, newest first, as Event.History answers it: when, who, what they did and which fields became what; or as JSON.
 */
enum status_code print_history(struct context *context, const Jixiao__EventListReply *list);

#endif
