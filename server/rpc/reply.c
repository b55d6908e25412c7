#include "server/rpc/reply.h"

#include "common/base/clock.h"
#include "common/rpc/pb.h"
#include "server/log.h"
#include "server/rpc/metrics.h"

static void send(struct session *session, Jixiao__Reply *reply)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;

	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = reply;
	link_send(session->link, &frame);
}

void reply_send(struct session *session, uint64_t id, const struct method *method, struct slice payload, bool last)
{
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;

	reply.call = id;
	reply.payload = pb_bytes(payload);
	reply.last = last;
	send(session, &reply);
	if (last)
		metrics_count(session->server->metrics, method, false);
}

/* What went wrong inside is for the log, under a number that the caller can tell the admin. */
static void hide(const struct status *status, struct arena *arena, struct status *shown)
{
	const char *number = arena_printf(arena, "%llx", (unsigned long long)clock_real_ms());

	log_line("internal error %s: %s", number,
		 message_text(arena, LANGUAGE_EN, status->message.id, status->message.args, status->message.n_args));
	STATUS_FAIL(shown, STATUS_INTERNAL, MSG_INTERNAL, number);
}

void reply_refuse(struct session *session, uint64_t id, const struct method *method, const struct status *status)
{
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;
	struct arena arena = ARENA_INIT;
	struct status shown = STATUS_INIT;

	log_line("%s %s %s: %s %s", link_address(session->link), session->person,
		 method != NULL ? method->name : "unknown method", status_code_name(status->code),
		 message_name(status->message.id));
	if (status->code == STATUS_INTERNAL)
		hide(status, &arena, &shown);
	reply.call = id;
	reply.status = pb_status(&arena, status->code == STATUS_INTERNAL ? &shown : status);
	reply.last = true;
	send(session, &reply);
	if (method != NULL)
		metrics_count(session->server->metrics, method, true);
	status_clear(&shown);
	arena_clear(&arena);
}
