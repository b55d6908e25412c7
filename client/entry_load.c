#include "client/entry_load.h"

#include "client/request.h"

enum status_code entry_source_load(struct context *context, const char *evaluation, struct entry_source *source)
{
	Jixiao__EntryListRequest request = JIXIAO__ENTRY_LIST_REQUEST__INIT;
	Jixiao__EvidenceListReply evidence = JIXIAO__EVIDENCE_LIST_REPLY__INIT;
	Jixiao__IndicatorListReply *tree;
	Jixiao__EntryListReply *entries;
	enum status_code code;
	char *person = NULL;

	*source = (struct entry_source){ .evaluation = evaluation };
	request.evaluation = (char *)(uintptr_t)evaluation;
	code = whoami_in(context, evaluation, &person, &source->leader);
	if (code == STATUS_OK)
		code = list_indicators(context, evaluation, &tree);
	if (code == STATUS_OK)
		code = context_call(context, "Entry.List", &request.base, &jixiao__entry_list_reply__descriptor, &entries);
	if (code == STATUS_OK)
		code = list_evidence(context, evaluation, &evidence);
	if (code != STATUS_OK)
		return code;
	source->person = person;
	source->indicators = tree->indicators;
	source->n_indicators = tree->n_indicators;
	source->entries = entries->entries;
	source->n_entries = entries->n_entries;
	source->evidence = evidence.evidence;
	source->n_evidence = evidence.n_evidence;
	return STATUS_OK;
}
