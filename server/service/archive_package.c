#include "server/service/archive_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/report/render.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "server/service/approval.h"
#include "server/service/blob.h"

/* A package in the making. */
struct packer {
	struct call *call;
	const struct dossier *dossier;
	struct package *package;
	size_t capacity;
};

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
	{ JIXIAO__RECORD_TYPE__RECORD_SCORE, &jixiao__score__descriptor, &jixiao__score_list_reply__descriptor, "scores.json" },
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
	*(size_t *)((char *)reply + field->quantifier_offset) = n;
	*(ProtobufCMessage ***)((char *)reply + field->offset) = list;
	json_add(packer, listing->path, reply);
	return STATUS_OK;
}

static int by_position(const void *a, const void *b)
{
	const Jixiao__Indicator *left = *(Jixiao__Indicator *const *)a, *right = *(Jixiao__Indicator *const *)b;

	return (left->position > right->position) - (left->position < right->position);
}

static enum status_code make_scheme(struct packer *packer)
{
	Jixiao__SchemeGetReply reply = JIXIAO__SCHEME_GET_REPLY__INIT;
	Jixiao__Scheme **schemes;
	enum status_code code;
	size_t n;

	code = records(packer, JIXIAO__RECORD_TYPE__RECORD_SCHEME, &jixiao__scheme__descriptor, &schemes, &n);
	if (code == STATUS_OK)
		code = records(packer, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, &jixiao__indicator__descriptor, &reply.indicators,
			       &reply.n_indicators);
	if (code != STATUS_OK)
		return code;
	reply.scheme = n > 0 ? schemes[0] : NULL;
	if (reply.n_indicators > 0)
		qsort(reply.indicators, reply.n_indicators, sizeof(*reply.indicators), by_position);
	json_add(packer, "scheme.json", &reply.base);
	return STATUS_OK;
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

static enum status_code make_report(struct packer *packer)
{
	static const struct {
		const char *format, *path;
	} renditions[] = { { "html", "report.html" }, { "markdown", "report.md" }, { "model", "report.model" } };
	struct arena *arena = packer->call->arena;
	const struct report *report = report_build(arena, packer->dossier);

	for (size_t i = 0; i < sizeof(renditions) / sizeof(renditions[0]); i++)
		bytes_add(packer, renditions[i].path, report_format(renditions[i].format)->render(arena, report));
	return STATUS_OK;
}

/* ---- approvals: what was signed, the signature and who signed, each as a file that openssl reads ---- */

static struct slice binary(ProtobufCBinaryData data)
{
	return (struct slice){ data.data, data.len };
}

static enum status_code approval_add(struct packer *packer, const Jixiao__Approval *record, bool current)
{
	struct call *call = packer->call;
	const char *folder = arena_printf(call->arena, "approvals/%s", record->id);
	struct slice state;
	char *certificate;
	enum status_code code;

	bytes_add(packer, arena_printf(call->arena, "%s/statement.txt", folder), binary(record->signed_->statement));
	bytes_add(packer, arena_printf(call->arena, "%s/signature.p7s", folder), binary(record->signed_->signature));
	code = certificate_to_pem(call->arena, binary(record->certificate), &certificate, call->status);
	if (code != STATUS_OK)
		return code;
	text_add(packer, arena_printf(call->arena, "%s/signer.pem", folder), certificate);
	if (!current) /* a later state took its place: what was signed then is gone, the events show how */
		return STATUS_OK;
	code = approval_canonical(call, packer->dossier, (enum approval_kind)record->kind, record->subject, &state);
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
		code = approval_add(packer, all[i], all[i]->current);
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

static bool concerns(const Jixiao__EventHead *head, const char *evaluation)
{
	if (strcmp(head->evaluation, evaluation) == 0)
		return true;
	for (size_t i = 0; i < head->n_changes; i++)
		if (strcmp(head->changes[i]->evaluation, evaluation) == 0 ||
		    (head->changes[i]->type == JIXIAO__RECORD_TYPE__RECORD_EVALUATION &&
		     strcmp(head->changes[i]->id, evaluation) == 0))
			return true;
	return false;
}

/* What to read, and head and payload as they are in the log, for whoever recomputes the leaf. */
static const char *event_line(struct arena *arena, Jixiao__EventHead *head, const Jixiao__Event *event)
{
	Jixiao__ArchivedEvent line = JIXIAO__ARCHIVED_EVENT__INIT;
	struct slice json;

	line.head = head;
	line.leaf = event->head;
	line.payload = event->payload;
	json = json_canonical(arena, &line.base);
	return arena_printf(arena, "%.*s\n", (int)json.size, (const char *)json.data);
}

/* The evaluation's events up to the last that changed something: reading the package (which is itself an event) changes it not.
 */
static enum status_code make_events(struct packer *packer)
{
	struct call *call = packer->call;
	const uint64_t size = event_log_size(call->txn);
	char *buffer = NULL;
	size_t used = 0, capacity = 0, kept = 0;
	enum status_code code = STATUS_OK;

	for (uint64_t i = 0; i < size; i++) {
		Jixiao__EventHead *head;
		Jixiao__Event *event;
		const char *line;
		size_t length;

		code = event_get(call->txn, i, &event, &head, call->status);
		if (code != STATUS_OK)
			return code;
		if (!concerns(head, call->evaluation))
			continue;
		line = event_line(call->arena, head, event);
		length = strlen(line);
		if (used + length > capacity) {
			capacity = 2 * (used + length);
			buffer = arena_grow(call->arena, buffer, used, capacity);
		}
		memcpy(buffer + used, line, length);
		used += length;
		kept = head->n_changes > 0 ? used : kept;
	}
	bytes_add(packer, "events.jsonl", (struct slice){ (const uint8_t *)buffer, kept });
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

/* ---- the whole ---- */

static const struct generator generators[] = {
	{ "approvals", make_approvals }, /* approvals.json, approvals/… */
	{ "certificates/", make_authority }, { "evaluation.json", make_evaluation },
	{ "events.jsonl", make_events },     { "evidence/", make_evidence },
	{ "funds.json", make_funds },	     { "rectification.json", make_rectification },
	{ "report.", make_report },	     { "scheme.json", make_scheme },
};

/* Makes every file, or only those of the generator that ${path} belongs to. */
static enum status_code files_make(struct packer *packer, const char *path)
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

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct package_file *)a)->path, ((const struct package_file *)b)->path);
}

/* "HEX  data/PATH": BagIt's, and what sha256sum -c reads. */
static struct slice manifest_write(struct arena *arena, const struct package *package)
{
	size_t size = 0, used = 0;
	char *text;

	for (size_t i = 0; i < package->n_files; i++)
		size += DIGEST_HEX_SIZE + strlen("  data/\n") + strlen(package->files[i].path);
	text = arena_alloc(arena, size + 1);
	for (size_t i = 0; i < package->n_files; i++) {
		char hex[DIGEST_HEX_SIZE];

		digest_hex(package->files[i].digest, hex);
		used += (size_t)sprintf(text + used, "%s  data/%s\n", hex, package->files[i].path);
	}
	return (struct slice){ (const uint8_t *)text, used };
}

static enum status_code sealed_load(struct call *call, struct package *package)
{
	Jixiao__Seal *seal;
	enum status_code code;

	code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_SEAL, call->evaluation, "seal", jixiao__seal, &seal,
			  call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	if (code != STATUS_OK)
		return code;
	package->manifest = binary(seal->manifest);
	package->n_files = seal->n_files;
	package->files = arena_alloc(call->arena, seal->n_files * sizeof(*package->files));
	for (size_t i = 0; i < seal->n_files; i++) {
		package->files[i].path = seal->files[i]->path;
		package->files[i].size = seal->files[i]->size;
		memcpy(package->files[i].digest, seal->files[i]->digest.data, DIGEST_SIZE);
	}
	return STATUS_OK;
}

enum status_code package_build(struct call *call, const struct dossier *dossier, struct package **out)
{
	struct package *package = arena_alloc(call->arena, sizeof(*package));
	struct packer packer = { .call = call, .dossier = dossier, .package = package };
	enum status_code code;

	*out = package;
	if (dossier->stage == STAGE_ARCHIVED)
		return sealed_load(call, package);
	code = files_make(&packer, NULL);
	if (code != STATUS_OK)
		return code;
	qsort(package->files, package->n_files, sizeof(*package->files), by_path);
	package->manifest = manifest_write(call->arena, package);
	return STATUS_OK;
}

enum status_code package_manifest(struct call *call, const struct dossier *dossier, struct slice *manifest)
{
	struct package *package;
	enum status_code code = package_build(call, dossier, &package);

	*manifest = package->manifest;
	return code;
}

enum status_code package_find(struct call *call, const struct dossier *dossier, const char *path, struct package_file *file)
{
	struct package package = { 0 };
	struct packer packer = { .call = call, .dossier = dossier, .package = &package };
	enum status_code code;

	code = dossier->stage == STAGE_ARCHIVED ? sealed_load(call, &package) : files_make(&packer, path);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < package.n_files; i++)
		if (strcmp(package.files[i].path, path) == 0) {
			*file = package.files[i];
			return STATUS_OK;
		}
	return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ARCHIVE_NO_FILE, path);
}

enum status_code package_keep(struct call *call, const struct package *package)
{
	Jixiao__Seal *seal = (void *)pb_new(call->arena, &jixiao__seal__descriptor);
	enum status_code code = STATUS_OK;

	seal->evaluation = arena_strdup(call->arena, call->evaluation);
	seal->manifest = (ProtobufCBinaryData){ package->manifest.size, (uint8_t *)package->manifest.data };
	seal->files = arena_alloc(call->arena, package->n_files * sizeof(*seal->files));
	for (size_t i = 0; i < package->n_files && code == STATUS_OK; i++) {
		const struct package_file *file = &package->files[i];
		Jixiao__ArchiveFile *kept = (void *)pb_new(call->arena, &jixiao__archive_file__descriptor);

		kept->path = arena_strdup(call->arena, file->path);
		kept->size = file->size;
		kept->digest = (ProtobufCBinaryData){ DIGEST_SIZE, arena_memdup(call->arena, file->digest, DIGEST_SIZE) };
		seal->files[seal->n_files++] = kept;
		if (file->bytes.data != NULL)
			code = blob_keep(call, file->digest, file->bytes);
	}
	if (code != STATUS_OK)
		return code;
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SEAL, call->evaluation, "seal" },
			  &seal->base, 0, call->status);
}
