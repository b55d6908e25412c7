/* undo: what somebody handed in, taken back until the next person acts. The log knows who acted last, and what stood before:
 * nothing else is kept for it, and taking back is an event like any other. */
#ifndef JIXIAO_SERVICE_UNDO_H
#define JIXIAO_SERVICE_UNDO_H

#include "server/rpc/method.h"

/* The last act on a record. */
struct undo {
	const Jixiao__EventHead *act; /* NULL: nobody ever acted on it */
	const Jixiao__Change *change; /* what it did to the record */
	bool possible;		      /* the caller handed the record in by it */
};

/* ${acts}: the methods that hand in, parted by a space: "Score.Propose Score.Adjust". */
enum status_code undo_find(const struct call *call, struct record_key key, const char *acts, struct undo *undo);

/* Adds a violation at ${path} if it is not possible: who did what since, and when. */
void undo_check(const struct call *call, const struct undo *undo, const char *acts, const char *path);

/* Both for one record: fails with the same sentence. */
enum status_code undo_demand(const struct call *call, struct record_key key, const char *acts);

/* STATUS_OK if no check found anything; else every refusal at once. */
enum status_code undo_conclude(const struct call *call);

/* ${time}, Unix milliseconds, as an argument of a message: the client words it in the reader's zone. */
char *undo_time(const struct call *call, int64_t time);

#endif
