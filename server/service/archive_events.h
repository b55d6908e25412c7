/* archive_events: an evaluation's part of the event log, as its archive holds it. */
#ifndef JIXIAO_SERVICE_ARCHIVE_EVENTS_H
#define JIXIAO_SERVICE_ARCHIVE_EVENTS_H

#include "server/rpc/method.h"

/* A line of JSON an event, up to the last that changed something: reading the package (which is itself an event) changes it
 * not. In the call's arena. */
enum status_code archive_events(struct call *call, struct slice *lines);

#endif
