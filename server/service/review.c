#include "server/service/review.h"

#include "common/domain/workflow.h"
#include "common/text/blank.h"

struct review review_begin(struct call *call, Jixiao__EntryState to, const char *comment)
{
	if (to == JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED && text_is_blank(comment))
		STATUS_VIOLATION(call->status, "comment", MSG_FIELD_REQUIRED);
	return (struct review){ .call = call, .to = to, .comment = comment };
}

void review_check(struct review *review, Jixiao__EntryState state, const char *maker, const char *path, const char *what)
{
	struct status refusal = STATUS_INIT;

	if (state != JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED) {
		STATUS_VIOLATION(review->call->status, path, MSG_REVIEW_NOT_SUBMITTED);
		review->settled = true;
		return;
	}
	if (four_eyes(review->call->person, maker, "", what, &refusal) != STATUS_OK) {
		status_violation(review->call->status, path, refusal.message.id, (const char *const *)refusal.message.args);
		review->own = true;
	}
	status_clear(&refusal);
}

enum status_code review_conclude(const struct review *review)
{
	enum status_code code = STATUS_INVALID_ARGUMENT;

	if (review->own)
		code = STATUS_PERMISSION_DENIED;
	else if (review->settled)
		code = STATUS_FAILED_PRECONDITION;
	return status_conclude(review->call->status, code, MSG_REVIEW_REFUSED);
}
