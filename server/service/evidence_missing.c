/* Evidence.Missing: what the scheme asks for and no entry cites yet. */
#include <string.h>

#include "common/domain/evidence_need.h"
#include "common/rpc/pb.h"
#include "jixiao/entry.pb-c.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"

static Jixiao__EvidenceNeed *need_record(struct call *call, const struct dossier *dossier, const struct indicator *indicator,
					 const struct evidence_need *need)
{
	Jixiao__EvidenceNeed *record = (void *)pb_new(call->arena, &jixiao__evidence_need__descriptor);

	record->indicator = (char *)indicator->code;
	record->name = (char *)indicator->name;
	record->kind = (char *)need->kind;
	record->point = (uint32_t)need->point;
	record->text = (char *)(need->point > 0 ? indicator->points[need->point - 1].text : "");
	record->responsible = (char *)indicator->responsible;
	record->responsible_name = (char *)dossier_name(dossier, indicator->responsible);
	return record;
}

enum status_code evidence_missing_list(struct call *call)
{
	const Jixiao__EvidenceMissingRequest *request = (const void *)call->request;
	Jixiao__EvidenceMissingReply *reply = (void *)call->reply;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	for (size_t i = 0; code == STATUS_OK && i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		struct evidence_need *needs;
		size_t n;

		if (request->mine && strcmp(indicator->responsible, call->person) != 0)
			continue;
		n = evidence_missing(call->arena, dossier, indicator, &needs);
		reply->needs = arena_grow(call->arena, reply->needs, reply->n_needs * sizeof(*reply->needs),
					  (reply->n_needs + n) * sizeof(*reply->needs));
		for (size_t k = 0; k < n; k++)
			reply->needs[reply->n_needs++] = need_record(call, dossier, indicator, &needs[k]);
	}
	return code;
}
