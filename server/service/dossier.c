#include "server/service/dossier.h"

#include "common/record/record_domain.h"
#include "server/service/approval_canonical.h"
#include "server/service/indicator.h"
#include "server/service/survey_record.h"
#include "server/service/user_record.h"

struct loader {
	struct arena *arena;
	struct status faults; /* in stored records: never the caller's */
};

/* One kind of record and the array of the dossier that it fills. */
struct part {
	Jixiao__RecordType type;
	const ProtobufCMessageDescriptor *descriptor;
	size_t items, count; /* offsets in struct dossier */
	size_t size;	     /* of an item */
	bool figures;	     /* figures are made from it */
	void (*read)(struct loader *loader, const void *record, void *item);
};

static void read_member(struct loader *loader, const void *record, void *item)
{
	(void)loader;
	team_member_from_record(record, item);
}

static void read_indicator(struct loader *loader, const void *record, void *item)
{
	const Jixiao__Indicator *indicator = record;

	indicator_from_record(loader->arena, indicator, arena_printf(loader->arena, "indicators[%s]", indicator->code), item,
			      &loader->faults);
}

static void read_entry(struct loader *loader, const void *record, void *item)
{
	entry_from_record(loader->arena, record, item);
}

static void read_evidence(struct loader *loader, const void *record, void *item)
{
	(void)loader;
	evidence_from_record(record, item);
}

static void read_score(struct loader *loader, const void *record, void *item)
{
	const Jixiao__Score *score = record;

	score_from_record(loader->arena, score, arena_printf(loader->arena, "scores[%s]", score->indicator), item,
			  &loader->faults);
}

static void read_narrative(struct loader *loader, const void *record, void *item)
{
	(void)loader;
	narrative_from_record(record, item);
}

static void read_dismissal(struct loader *loader, const void *record, void *item)
{
	(void)loader;
	dismissal_from_record(record, item);
}

static void read_finding(struct loader *loader, const void *record, void *item)
{
	finding_from_record(loader->arena, record, item);
}

static void read_recommendation(struct loader *loader, const void *record, void *item)
{
	(void)loader;
	recommendation_from_record(record, item);
}

static void read_catalogue_item(struct loader *loader, const void *record, void *item)
{
	catalogue_item_from_record(loader->arena, record, item);
}

#define PART(type, message, array, read, figures)                                                                              \
	{                                                                                                                      \
		JIXIAO__RECORD_TYPE__##type, &jixiao__##message##__descriptor, offsetof(struct dossier, array),                \
			offsetof(struct dossier, n_##array), sizeof(*((struct dossier *)NULL)->array), figures, read           \
	}

static const struct part parts[] = {
	PART(RECORD_TEAM_MEMBER, team_member, team, read_member, false),
	PART(RECORD_INDICATOR, indicator, indicators, read_indicator, true),
	PART(RECORD_ENTRY, entry, entries, read_entry, true),
	PART(RECORD_EVIDENCE, evidence, evidence, read_evidence, false),
	PART(RECORD_SCORE, score, scores, read_score, true),
	PART(RECORD_NARRATIVE, narrative, narrative, read_narrative, false),
	PART(RECORD_INCONSISTENCY, inconsistency, dismissals, read_dismissal, false),
	PART(RECORD_FINDING, finding, findings, read_finding, true),
	PART(RECORD_RECOMMENDATION, recommendation, recommendations, read_recommendation, false),
	PART(RECORD_CATALOGUE_ITEM, catalogue_item, catalogue, read_catalogue_item, false),
};

static enum status_code part_load(struct call *call, const struct part *part, struct loader *loader, struct dossier *dossier)
{
	ProtobufCMessage **records;
	enum status_code code;
	char *items;
	size_t n;

	code = record_list(call->txn, part->type, call->evaluation, part->descriptor, NULL, 0, &records, &n, call->status);
	if (code != STATUS_OK)
		return code;
	if (part->type == JIXIAO__RECORD_TYPE__RECORD_INDICATOR)
		indicator_sort((Jixiao__Indicator **)records, n);
	items = arena_alloc(call->arena, n * part->size);
	for (size_t i = 0; i < n; i++)
		part->read(loader, records[i], items + i * part->size);
	*(void **)((char *)dossier + part->items) = items;
	*(size_t *)((char *)dossier + part->count) = n;
	return STATUS_OK;
}

/* The record of a kind that an evaluation has once; ${none} if it has it not yet. */
static enum status_code single(struct call *call, Jixiao__RecordType type, const ProtobufCMessageDescriptor *descriptor,
			       const void *none, const void **record)
{
	ProtobufCMessage **records;
	enum status_code code;
	size_t n;

	code = record_list(call->txn, type, call->evaluation, descriptor, NULL, 1, &records, &n, call->status);
	*record = code == STATUS_OK && n > 0 ? (const void *)records[0] : none;
	return code;
}

static enum status_code singles_load(struct call *call, struct loader *loader, struct dossier *dossier)
{
	static const Jixiao__Scheme no_scheme = JIXIAO__SCHEME__INIT;
	static const Jixiao__Funds no_funds = JIXIAO__FUNDS__INIT;
	static const Jixiao__RectificationReport no_report = JIXIAO__RECTIFICATION_REPORT__INIT;
	enum status_code code;
	const void *record;

	code = single(call, JIXIAO__RECORD_TYPE__RECORD_SCHEME, &jixiao__scheme__descriptor, &no_scheme, &record);
	if (code != STATUS_OK)
		return code;
	scheme_from_record(call->arena, record, "scheme", &dossier->scheme, &loader->faults);
	dossier_apply_options(dossier);
	code = single(call, JIXIAO__RECORD_TYPE__RECORD_FUNDS, &jixiao__funds__descriptor, &no_funds, &record);
	if (code != STATUS_OK)
		return code;
	funds_from_record(call->arena, record, "funds", &dossier->funds, &loader->faults);
	code = single(call, JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT, &jixiao__rectification_report__descriptor,
		      &no_report, &record);
	if (code != STATUS_OK)
		return code;
	rectification_from_record(record, &dossier->rectification);
	return STATUS_OK;
}

/* Last of all: whether an approval holds is judged on everything else, and on a dossier that knows of no approval yet. */
static enum status_code approvals_load(struct call *call, struct dossier *dossier)
{
	struct approval *approvals;
	ProtobufCMessage **records;
	enum status_code code;
	size_t n;

	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation, &jixiao__approval__descriptor,
			   NULL, 0, &records, &n, call->status);
	if (code != STATUS_OK)
		return code;
	approvals = arena_alloc(call->arena, n * sizeof(*approvals));
	for (size_t i = 0; i < n; i++) {
		const Jixiao__Approval *record = (const Jixiao__Approval *)records[i];

		approval_from_record(record, &approvals[i]);
		approvals[i].current = approval_is_current(call, dossier, record);
	}
	dossier->approvals = approvals;
	dossier->n_approvals = n;
	return STATUS_OK;
}

/* All of it, or ${only_figures}. */
/* Who was revoked can do nothing: their work waits for somebody else. */
static enum status_code judge_team(struct call *call, struct dossier *dossier)
{
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < dossier->n_team && code == STATUS_OK; i++) {
		struct team_member *member = &dossier->team[i];
		bool revoked;

		code = user_is_revoked(call->txn, member->person, &revoked, call->status);
		if (code != STATUS_OK || !revoked)
			continue;
		member->revoked = member->roles;
		member->roles = 0;
	}
	return code;
}

static enum status_code load(struct call *call, bool only_figures, struct dossier **out)
{
	struct dossier *dossier = arena_alloc(call->arena, sizeof(*dossier));
	struct loader loader = { .arena = call->arena, .faults = STATUS_INIT };
	const Jixiao__Evaluation *shell = call->shell;
	enum status_code code = STATUS_OK;

	*out = dossier;
	*dossier = (struct dossier){
		.evaluation = call->evaluation,
		.title = shell->title,
		.unit = shell->unit,
		.year = shell->year,
		.stage = (enum stage)shell->stage,
		.no_findings_by = shell->no_findings_by,
		.returned_by = shell->returned_by,
		.return_reason = shell->return_reason,
		.earlier = earlier_from_records(call->arena, shell->earlier, shell->n_earlier),
		.n_earlier = shell->n_earlier,
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && code == STATUS_OK; i++)
		if (parts[i].figures || !only_figures)
			code = part_load(call, &parts[i], &loader, dossier);
	if (code == STATUS_OK)
		code = judge_team(call, dossier);
	if (code == STATUS_OK)
		code = singles_load(call, &loader, dossier);
	if (code == STATUS_OK && !only_figures)
		code = surveys_load(call, &dossier->surveys, &dossier->n_surveys);
	if (code == STATUS_OK && status_conclude(&loader.faults, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE) != STATUS_OK) {
		status_copy(call->status, &loader.faults);
		code = STATUS_DATA_LOSS;
	}
	if (code == STATUS_OK && !only_figures)
		code = approvals_load(call, dossier);
	status_clear(&loader.faults);
	return code;
}

enum status_code dossier_load(struct call *call, struct dossier **out)
{
	return load(call, false, out);
}

enum status_code dossier_load_figures(struct call *call, struct dossier **out)
{
	return load(call, true, out);
}
