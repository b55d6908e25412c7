/* event_change: what an event did to one record. */
#ifndef JIXIAO_SERVICE_EVENT_CHANGE_H
#define JIXIAO_SERVICE_EVENT_CHANGE_H

#include "server/store/store.h"

/* NULL: the event left the record alone. */
const Jixiao__Change *event_change(const Jixiao__EventHead *head, struct record_key key);

#endif
