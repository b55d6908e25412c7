#include "server/service/archive_files.h"

#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/record/record_score.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "common/rpc/pb_field.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "server/service/archive_events.h"
#include "server/service/blob.h"
#include "server/service/indicator.h"
#include "server/service/report_kept.h"
#include "server/service/survey_record.h"

/* One line of the table: makes the file of that path, or all files below it (it ends with a slash). */
struct generator {
	const char *path;
	enum status_code (*make)(struct packer *packer);
};

static struct package_file *file_add(struct packer *packer, const char *path)
{
	struct package *package = packer->package;

	if (package->n_files == packer->capacity) {
		size_t capacity = packer->capacity == 0 ? 64 : 2 * packer->capacity;

		package->files = arena_grow(packer->call->arena, package->files, packer->capacity * sizeof(*package->files),
					    capacity * sizeof(*package->files));
		packer->capacity = capacity;
	}
	package->files[package->n_files].path = path;
	return &package->files[package->n_files++];
}

static void bytes_add(struct packer *packer, const char *path, struct slice bytes)
{
	struct package_file *file = file_add(packer, path);

	file->bytes = (struct slice){ bytes.data != NULL ? bytes.data : (const uint8_t *)"", bytes.size };
	file->size = bytes.size;
	digest(bytes, file->digest);
}

static void text_add(struct packer *packer, const char *path, const char *text)
{
	bytes_add(packer, path, (struct slice){ (const uint8_t *)text, strlen(text) });
}

static void json_add(struct packer *packer, const char *path, const ProtobufCMessage *message)
{
	text_add(packer, path, json_write(packer->call->arena, message));
}

/* ---- records as JSON ---- */

static enum status_code records(struct packer *packer, Jixiao__RecordType type, const ProtobufCMessageDescriptor *descriptor,
				void *list, size_t *n)
{
	return record_list(packer->call->txn, type, packer->call->evaluation, descriptor, NULL, 0, list, n,
			   packer->call->status);
}

/* The stage and since when are left out: they change with the seal, which the package must outlast. */
static enum status_code make_evaluation(struct packer *packer)
{
	const Jixiao__Evaluation *shell = packer->call->shell;
	Jixiao__Evaluation facts = JIXIAO__EVALUATION__INIT;

	facts.id = shell->id;
	facts.title = shell->title;
	facts.unit = shell->unit;
	facts.year = shell->year;
	facts.created = shell->created;
	facts.no_findings_by = shell->no_findings_by;
	facts.report = shell->report;
	facts.from = shell->from;
	facts.n_earlier = shell->n_earlier;
	facts.earlier = shell->earlier;
	json_add(packer, "evaluation.json", &facts.base);
	return STATUS_OK;
}

/* Every record of one type in the one repeated field of a reply. */
struct listing {
	Jixiao__RecordType type;
	const ProtobufCMessageDescriptor *record, *reply;
	const char *path;
};

static const struct listing listings[] = {
	{ JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, &jixiao__team_member__descriptor, &jixiao__evaluation_team_reply__descriptor,
	  "team.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_ENTRY, &jixiao__entry__descriptor, &jixiao__entry_list_reply__descriptor,
	  "entries.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_NARRATIVE, &jixiao__narrative__descriptor, &jixiao__report_narrative_reply__descriptor,
	  "narrative.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_INCONSISTENCY, &jixiao__inconsistency__descriptor,
	  &jixiao__report_check_reply__descriptor, "dismissals.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_FINDING, &jixiao__finding__descriptor, &jixiao__finding_list_reply__descriptor,
	  "findings.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_RECOMMENDATION, &jixiao__recommendation__descriptor,
	  &jixiao__recommendation_list_reply__descriptor, "recommendations.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, &jixiao__evidence__descriptor, &jixiao__evidence_list_reply__descriptor,
	  "evidence.json" },
	{ JIXIAO__RECORD_TYPE__RECORD_CATALOGUE_ITEM, &jixiao__catalogue_item__descriptor,
	  &jixiao__archive_catalogue_reply__descriptor, "catalogue.json" },
};

/* The records stand in the reply's first field, which is repeated in each of them. */
static enum status_code listing_make(struct packer *packer, const struct listing *listing)
{
	ProtobufCMessage *reply = pb_new(packer->call->arena, listing->reply), **list;
	const ProtobufCFieldDescriptor *field = &listing->reply->fields[0];
	enum status_code code;
	size_t n;

	code = records(packer, listing->type, listing->record, &list, &n);
	if (code != STATUS_OK)
		return code;
	*pb_count(reply, field) = n;
	*(ProtobufCMessage ***)((char *)reply + field->offset) = list;
	json_add(packer, listing->path, reply);
	return STATUS_OK;
}

static enum status_code make_scheme(struct packer *packer)
{
	Jixiao__SchemeGetReply reply = JIXIAO__SCHEME_GET_REPLY__INIT;
	Jixiao__Scheme **schemes;
	enum status_code code;
	size_t n;

	code = records(packer, JIXIAO__RECORD_TYPE__RECORD_SCHEME, &jixiao__scheme__descriptor, &schemes, &n);
	if (code == STATUS_OK)
		code = indicator_records(packer->call, &reply.indicators, &reply.n_indicators);
	if (code != STATUS_OK)
		return code;
	reply.scheme = n > 0 ? schemes[0] : NULL;
	json_add(packer, "scheme.json", &reply.base);
	return STATUS_OK;
}

/* With lines, total and grade, so that they can be verified, too. */
static enum status_code make_scores(struct packer *packer)
{
	Jixiao__ScoreListReply reply = JIXIAO__SCORE_LIST_REPLY__INIT;
	enum status_code code =
		records(packer, JIXIAO__RECORD_TYPE__RECORD_SCORE, &jixiao__score__descriptor, &reply.scores, &reply.n_scores);

	if (code != STATUS_OK)
		return code;
	score_reply_fill(packer->call->arena, packer->dossier, &reply);
	json_add(packer, "scores.json", &reply.base);
	return STATUS_OK;
}

static enum status_code make_surveys(struct packer *packer)
{
	Jixiao__SurveyResults results = JIXIAO__SURVEY_RESULTS__INIT;
	enum status_code code = survey_results(packer->call, &results);

	if (code == STATUS_OK)
		json_add(packer, "surveys.json", &results.base);
	return code;
}

/* A record that an evaluation has once; an empty one if it has it not. */
static enum status_code single_make(struct packer *packer, Jixiao__RecordType type,
				    const ProtobufCMessageDescriptor *descriptor, const char *path)
{
	ProtobufCMessage **list;
	enum status_code code;
	size_t n;

	code = records(packer, type, descriptor, &list, &n);
	if (code == STATUS_OK)
		json_add(packer, path, n > 0 ? list[0] : pb_new(packer->call->arena, descriptor));
	return code;
}

static enum status_code make_funds(struct packer *packer)
{
	return single_make(packer, JIXIAO__RECORD_TYPE__RECORD_FUNDS, &jixiao__funds__descriptor, "funds.json");
}

static enum status_code make_rectification(struct packer *packer)
{
	return single_make(packer, JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT, &jixiao__rectification_report__descriptor,
			   "rectification.json");
}

/* ---- the report ---- */

/* As it was signed; of an archive there is one, for the report was pushed before. */
static enum status_code make_report(struct packer *packer)
{
	static const struct {
		const char *format, *path;
	} renditions[] = { { "html", "report.html" }, { "markdown", "report.md" }, { "model", "report.model" } };
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < sizeof(renditions) / sizeof(renditions[0]) && code == STATUS_OK; i++) {
		struct package_file *file = file_add(packer, renditions[i].path);

		code = report_kept(packer->call, renditions[i].format, file->digest, &file->size);
	}
	return code;
}

/* ---- approvals: what was signed, the signature and who signed, each as a file that openssl reads ---- */

/* Also those whose state another has replaced since: each has what was signed then. */
static enum status_code approval_add(struct packer *packer, const Jixiao__Approval *record)
{
	struct call *call = packer->call;
	const char *folder = arena_printf(call->arena, "approvals/%s", record->id);
	struct slice state;
	char *certificate;
	enum status_code code;

	bytes_add(packer, arena_printf(call->arena, "%s/statement.txt", folder), pb_slice(record->signed_->statement));
	bytes_add(packer, arena_printf(call->arena, "%s/signature.p7s", folder), pb_slice(record->signed_->signature));
	code = certificate_to_pem(call->arena, pb_slice(record->certificate), &certificate, call->status);
	if (code != STATUS_OK)
		return code;
	text_add(packer, arena_printf(call->arena, "%s/signer.pem", folder), certificate);
	code = blob_whole(call, record->state_digest.data, &state);
	if (code == STATUS_OK)
		bytes_add(packer, arena_printf(call->arena, "%s/state", folder), state);
	return code;
}

static bool is_current(const struct dossier *dossier, const char *id)
{
	for (size_t i = 0; i < dossier->n_approvals; i++)
		if (strcmp(dossier->approvals[i].id, id) == 0)
			return dossier->approvals[i].current;
	return false;
}

/* All but the seal, which stands beside the package. */
static enum status_code make_approvals(struct packer *packer)
{
	Jixiao__ApprovalListReply reply = JIXIAO__APPROVAL_LIST_REPLY__INIT;
	Jixiao__Approval **all;
	enum status_code code;
	size_t n;

	code = records(packer, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, &jixiao__approval__descriptor, &all, &n);
	reply.approvals = all;
	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		if (all[i]->kind == JIXIAO__APPROVAL_KIND__APPROVAL_SEAL)
			continue;
		all[i]->current = is_current(packer->dossier, all[i]->id);
		reply.approvals[reply.n_approvals++] = all[i];
		code = approval_add(packer, all[i]);
	}
	if (code == STATUS_OK)
		json_add(packer, "approvals.json", &reply.base);
	return code;
}

static enum status_code make_authority(struct packer *packer)
{
	text_add(packer, "certificates/ca.pem", packer->call->server->ca);
	return STATUS_OK;
}

/* ---- events ---- */

static enum status_code make_events(struct packer *packer)
{
	struct slice lines;
	enum status_code code = archive_events(packer->call, &lines);

	bytes_add(packer, "events.jsonl", lines);
	return code;
}

/* ---- evidence ---- */

/* BagIt writes a percent sign in a path as %25, which sha256sum does not know. */
static const char *evidence_path(struct arena *arena, const Jixiao__Evidence *evidence)
{
	char *path = arena_printf(arena, "evidence/%s-%s", evidence->id, evidence->name);

	for (char *p = path; *p != '\0'; p++)
		if (*p == '%')
			*p = '_';
	return path;
}

static enum status_code make_evidence(struct packer *packer)
{
	Jixiao__Evidence **list;
	enum status_code code;
	size_t n;

	code = records(packer, JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, &jixiao__evidence__descriptor, &list, &n);
	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		struct package_file *file = file_add(packer, evidence_path(packer->call->arena, list[i]));

		file->size = list[i]->size;
		memcpy(file->digest, list[i]->digest.data, sizeof(file->digest));
	}
	return code;
}

/* ---- the table ---- */

static const struct generator generators[] = {
	{ "approvals", make_approvals }, /* approvals.json, approvals/… */
	{ "certificates/", make_authority }, { "evaluation.json", make_evaluation },
	{ "events.jsonl", make_events },     { "evidence/", make_evidence },
	{ "funds.json", make_funds },	     { "rectification.json", make_rectification },
	{ "report.", make_report },	     { "scheme.json", make_scheme },
	{ "scores.json", make_scores },	     { "surveys.json", make_surveys },
};

enum status_code package_files_make(struct packer *packer, const char *path)
{
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < sizeof(generators) / sizeof(generators[0]) && code == STATUS_OK; i++)
		if (path == NULL || strncmp(path, generators[i].path, strlen(generators[i].path)) == 0)
			code = generators[i].make(packer);
	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]) && code == STATUS_OK; i++)
		if (path == NULL || strcmp(path, listings[i].path) == 0)
			code = listing_make(packer, &listings[i]);
	return code;
}
