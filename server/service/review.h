/* review: a leader's look at what others entered; entries and funds alike. All of it is accepted or sent back, or nothing. */
#ifndef JIXIAO_SERVICE_REVIEW_H
#define JIXIAO_SERVICE_REVIEW_H

#include "jixiao/entry.pb-c.h"
#include "server/rpc/method.h"

struct review {
	struct call *call;
	Jixiao__EntryState to; /* ACCEPTED or RETURNED */
	const char *comment;
	bool own;     /* something in it was entered by the caller */
	bool settled; /* something in it does not wait for review */
};

/* Returning needs a comment: a violation "comment" if there is none. */
struct review review_begin(struct call *call, Jixiao__EntryState to, const char *comment);

/* May what ${maker} entered and what stands at ${state} be reviewed? A violation at ${path} if not; ${what} names it there. */
void review_check(struct review *review, Jixiao__EntryState state, const char *maker, const char *path, const char *what);

/* STATUS_OK if no check found anything; else every refusal at once. */
enum status_code review_conclude(const struct review *review);

#endif
