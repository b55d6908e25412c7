/* Score.Withdraw: a proposal taken back; the score is again what the event before it left. */
#include <string.h>

#include "common/crypto/digest.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/service/event_change.h"
#include "server/service/handlers.h"
#include "server/service/score_record.h"
#include "server/service/undo.h"

static const char handing_in[] = "Score.Propose Score.Adjust";

static bool is_score_with(struct arena *arena, const ProtobufCMessage *message, const Jixiao__Change *change)
{
	uint8_t bytes[DIGEST_SIZE];

	digest(pb_pack(arena, message), bytes);
	return change->digest.len == DIGEST_SIZE && memcmp(bytes, change->digest.data, DIGEST_SIZE) == 0;
}

/* The score that ${change} left, in what its event answered: the log vouches for it by its digest. NULL: not there. */
static Jixiao__Score *score_in(struct arena *arena, ProtobufCMessage *reply, const Jixiao__Change *change)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(reply->descriptor, "scores");
	ProtobufCMessage **all;
	size_t n;

	if (reply->descriptor == &jixiao__score__descriptor)
		return is_score_with(arena, reply, change) ? (Jixiao__Score *)reply : NULL;
	if (field == NULL || field->descriptor != &jixiao__score__descriptor)
		return NULL;
	all = *(ProtobufCMessage ***)((char *)reply + field->offset);
	n = *(size_t *)((char *)reply + field->quantifier_offset);
	for (size_t i = 0; i < n; i++)
		if (is_score_with(arena, all[i], change))
			return (Jixiao__Score *)all[i];
	return NULL;
}

/* What ${indicator} scored before the act that is undone. *${before} NULL: it had no score. */
static enum status_code score_before(struct call *call, const char *indicator, const struct undo *undo, Jixiao__Score **before)
{
	const ProtobufCMethodDescriptor *method;
	const Jixiao__Change *change;
	ProtobufCMessage *reply;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	enum status_code code;

	*before = NULL;
	if (undo->change->previous == 0)
		return STATUS_OK;
	code = event_get(call->txn, undo->change->previous - 1, &event, &head, call->status);
	if (code != STATUS_OK)
		return code;
	change = event_change(head, score_key(call, indicator));
	if (change != NULL && change->removed)
		return STATUS_OK;
	method = descriptor_method(head->method);
	reply = method != NULL ? pb_unpack(call->arena, method->output, pb_slice(event->reply)) : NULL;
	if (reply != NULL && change != NULL)
		*before = score_in(call->arena, reply, change);
	if (*before == NULL)
		STATUS_VIOLATION(call->status, score_path(call, indicator), MSG_UNDO_FORGOTTEN);
	return STATUS_OK;
}

/* The named ones, each once; none named: all that the caller may still take back. */
static enum status_code choose(struct call *call, const struct dossier *dossier, char **chosen, size_t *n)
{
	const Jixiao__ScoreWithdrawRequest *request = (const void *)call->request;
	struct undo undo;
	enum status_code code = STATUS_OK;

	*n = 0;
	for (size_t i = 0; i < request->n_indicators; i++)
		if (!score_is_among(chosen, *n, request->indicators[i]))
			chosen[(*n)++] = request->indicators[i];
	for (size_t i = 0; code == STATUS_OK && request->n_indicators == 0 && i < dossier->n_scores; i++) {
		code = undo_find(call, score_key(call, dossier->scores[i].indicator), handing_in, &undo);
		if (code == STATUS_OK && undo.possible)
			chosen[(*n)++] = arena_strdup(call->arena, dossier->scores[i].indicator);
	}
	return code == STATUS_OK && *n == 0 ? STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_UNDO_NONE) : code;
}

/* Takes one back, if nothing speaks against it; what does is a violation. */
static enum status_code withdraw_one(struct call *call, char *indicator, Jixiao__ScoreWithdrawReply *reply)
{
	Jixiao__Score *before, *standing;
	struct undo undo;
	enum status_code code = undo_find(call, score_key(call, indicator), handing_in, &undo);

	if (code != STATUS_OK)
		return code;
	undo_check(call, &undo, handing_in, score_path(call, indicator));
	if (!undo.possible)
		return STATUS_OK;
	code = score_before(call, indicator, &undo, &before);
	if (code != STATUS_OK || call->status->n_violations > 0)
		return code;
	reply->indicators[reply->n_indicators++] = indicator;
	if (before == NULL)
		return record_remove(call->txn, score_key(call, indicator), call->status);
	code = score_find(call, indicator, &standing);
	if (code == STATUS_OK)
		code = score_put(call, before, standing->revision);
	reply->scores[reply->n_scores++] = before;
	return code;
}

/* All of it or nothing. */
enum status_code score_withdraw(struct call *call)
{
	const Jixiao__ScoreWithdrawRequest *request = (const void *)call->request;
	Jixiao__ScoreWithdrawReply *reply = (void *)call->reply;
	struct dossier *dossier;
	char **chosen;
	size_t n;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	chosen = arena_alloc(call->arena, (request->n_indicators + dossier->n_scores) * sizeof(*chosen));
	code = choose(call, dossier, chosen, &n);
	if (code != STATUS_OK)
		return code;
	reply->indicators = arena_alloc(call->arena, n * sizeof(*reply->indicators));
	reply->scores = arena_alloc(call->arena, n * sizeof(*reply->scores));
	for (size_t i = 0; i < n && code == STATUS_OK; i++)
		code = withdraw_one(call, chosen[i], reply);
	return code == STATUS_OK ? undo_conclude(call) : code;
}
