#include "client/own_work.h"

#include "client/call.h"
#include "client/output.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/user.pb-c.h"

void note_own_work(struct context *context, const char *evaluation)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	Jixiao__UserWhoamiReply *reply;

	if (context->quiet || context->output == OUTPUT_JSON)
		return;
	request.evaluation = (char *)evaluation;
	/* The work itself is done: if the question fails, there is only no note. */
	if (context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, &reply) != STATUS_OK) {
		status_clear(&context->status);
		return;
	}
	for (size_t i = 0; i < reply->n_roles; i++)
		if (reply->roles[i] == JIXIAO__ROLE__ROLE_LEADER)
			OUTPUT_NOTE(context, MSG_OWN_WORK);
}
