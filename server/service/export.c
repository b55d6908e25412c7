/* Evaluation.Export: what scores rest on, and the scores, in one reply of one read transaction. */
#include "common/record/record_score.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/indicator.h"

static enum status_code records(struct call *call, Jixiao__RecordType type, const ProtobufCMessageDescriptor *descriptor,
				void *list, size_t *n)
{
	return record_list(call->txn, type, call->evaluation, descriptor, NULL, 0, list, n, call->status);
}

static enum status_code export_scheme(struct call *call, Jixiao__SchemeGetReply *scheme)
{
	Jixiao__Scheme **schemes;
	size_t n;
	enum status_code code = records(call, JIXIAO__RECORD_TYPE__RECORD_SCHEME, &jixiao__scheme__descriptor, &schemes, &n);

	if (code == STATUS_OK && n == 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCHEME_NONE, call->evaluation);
	if (code != STATUS_OK)
		return code;
	scheme->scheme = schemes[0];
	return indicator_records(call, &scheme->indicators, &scheme->n_indicators);
}

static enum status_code export_funds(struct call *call, Jixiao__Funds **funds)
{
	Jixiao__Funds **all;
	size_t n;
	enum status_code code = records(call, JIXIAO__RECORD_TYPE__RECORD_FUNDS, &jixiao__funds__descriptor, &all, &n);

	if (code == STATUS_OK)
		*funds = n > 0 ? all[0] : (void *)pb_new(call->arena, &jixiao__funds__descriptor);
	return code;
}

enum status_code evaluation_export(struct call *call)
{
	Jixiao__EvaluationExport *reply = (void *)call->reply;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	reply->evaluation = call->shell;
	reply->scheme = (void *)pb_new(call->arena, &jixiao__scheme_get_reply__descriptor);
	reply->entries = (void *)pb_new(call->arena, &jixiao__entry_list_reply__descriptor);
	reply->scores = (void *)pb_new(call->arena, &jixiao__score_list_reply__descriptor);
	if (code == STATUS_OK)
		code = export_scheme(call, reply->scheme);
	if (code == STATUS_OK)
		code = records(call, JIXIAO__RECORD_TYPE__RECORD_ENTRY, &jixiao__entry__descriptor, &reply->entries->entries,
			       &reply->entries->n_entries);
	if (code == STATUS_OK)
		code = export_funds(call, &reply->funds);
	if (code == STATUS_OK)
		code = records(call, JIXIAO__RECORD_TYPE__RECORD_SCORE, &jixiao__score__descriptor, &reply->scores->scores,
			       &reply->scores->n_scores);
	if (code == STATUS_OK)
		score_reply_fill(call->arena, dossier, reply->scores);
	return code;
}
