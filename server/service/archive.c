#include "jixiao/archive.pb-c.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/domain/catalogue.h"
#include "common/domain/workflow.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"
#include "server/service/approval.h"
#include "server/service/archive_package.h"
#include "server/service/blob.h"
#include "server/service/checkpoint.h"
#include "server/service/dossier.h"
#include "server/service/evidence.h"
#include "server/service/handlers.h"

enum { REASON_LIMIT = 1024 };

/* ---- the catalogue ---- */

static struct record_key item_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_CATALOGUE_ITEM, call->evaluation, id };
}

static void row_fill(struct arena *arena, const struct catalogue_row *row, Jixiao__CatalogueItem *item)
{
	item->id = arena_strdup(arena, row->id);
	item->name = arena_strdup(arena, row->name);
	item->generated = row->generated[0] != '\0';
}

enum status_code archive_catalogue(struct call *call)
{
	Jixiao__ArchiveCatalogueReply *reply = (void *)call->reply;
	Jixiao__CatalogueItem *item;
	enum status_code code;

	reply->items = arena_alloc(call->arena, catalogue_n_rows * sizeof(*reply->items));
	for (size_t i = 0; i < catalogue_n_rows; i++) {
		code = record_get(call->txn, item_key(call, catalogue_rows[i].id), &jixiao__catalogue_item__descriptor,
				  (ProtobufCMessage **)&item, call->status);
		if (code != STATUS_OK && code != STATUS_NOT_FOUND)
			return code;
		if (code == STATUS_NOT_FOUND) {
			item = (void *)pb_new(call->arena, &jixiao__catalogue_item__descriptor);
			item->evaluation = arena_strdup(call->arena, call->evaluation);
		}
		row_fill(call->arena, &catalogue_rows[i], item);
		reply->items[reply->n_items++] = item;
	}
	return STATUS_OK;
}

static enum status_code item_check(struct call *call, const Jixiao__ArchivePutItemRequest *request)
{
	const struct catalogue_row *row = catalogue_row(request->id);
	enum status_code code;

	if (row == NULL)
		STATUS_VIOLATION(call->status, "id", MSG_CATALOGUE_NO_ITEM, request->id);
	else if (row->generated[0] != '\0')
		STATUS_VIOLATION(call->status, "id", MSG_CATALOGUE_GENERATED, row->id, row->name);
	if ((request->n_evidence > 0) == !text_is_blank(request->absent_reason))
		STATUS_VIOLATION(call->status, "absent_reason", MSG_CATALOGUE_EITHER);
	if (strlen(request->absent_reason) > REASON_LIMIT)
		STATUS_VIOLATION(call->status, "absent_reason", MSG_FIELD_TOO_LONG,
				 arena_printf(call->arena, "%d", REASON_LIMIT));
	code = evidence_check_cited(call, request->evidence, request->n_evidence, "evidence");
	return code == STATUS_OK ? status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) : code;
}

enum status_code archive_put_item(struct call *call)
{
	const Jixiao__ArchivePutItemRequest *request = (const void *)call->request;
	Jixiao__CatalogueItem *item = (void *)call->reply;
	enum status_code code = item_check(call, request);

	if (code != STATUS_OK)
		return code;
	item->evaluation = request->evaluation;
	row_fill(call->arena, catalogue_row(request->id), item);
	item->n_evidence = request->n_evidence;
	item->evidence = request->evidence;
	item->absent_reason = request->absent_reason;
	item->completed_by = arena_strdup(call->arena, call->person);
	return record_put(call->txn, item_key(call, request->id), &item->base, request->revision, call->status);
}

/* ---- the package ---- */

enum status_code archive_manifest(struct call *call)
{
	Jixiao__ArchiveManifestReply *reply = (void *)call->reply;
	struct dossier *dossier;
	struct package *package;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = package_build(call, dossier, &package);
	if (code != STATUS_OK)
		return code;
	reply->manifest = pb_bytes(package->manifest);
	reply->files = arena_alloc(call->arena, package->n_files * sizeof(*reply->files));
	for (size_t i = 0; i < package->n_files; i++) {
		Jixiao__ArchiveFile *file = (void *)pb_new(call->arena, &jixiao__archive_file__descriptor);

		file->path = (char *)package->files[i].path;
		file->size = package->files[i].size;
		file->digest = (ProtobufCBinaryData){ DIGEST_SIZE, package->files[i].digest };
		reply->files[reply->n_files++] = file;
	}
	return STATUS_OK;
}

enum status_code archive_fetch(struct call *call)
{
	const Jixiao__ArchiveFetchRequest *request = (const void *)call->request;
	Jixiao__ArchiveBytes *reply = (void *)call->reply;
	struct package_file file;
	struct dossier *dossier;
	struct slice piece;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = package_find(call, dossier, request->path, &file);
	if (code != STATUS_OK)
		return code;
	reply->offset = call->position;
	if (file.bytes.data != NULL)
		piece = bytes_next(call, file.bytes);
	else
		code = blob_next(call, file.digest, file.size, &piece);
	if (code == STATUS_OK)
		reply->data = pb_bytes(piece);
	return code;
}

/* ---- the seal ---- */

static enum status_code seal_check(struct call *call, const struct dossier *dossier)
{
	gate_check(dossier, call->status);
	return status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_ARCHIVE_NOT_READY);
}

/* The signature is over the manifest as it is now; what it covers is kept, and nothing in the evaluation changes again. */
enum status_code archive_seal(struct call *call)
{
	Jixiao__Approval *approval;
	struct dossier *dossier;
	struct package *package;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = seal_check(call, dossier);
	if (code == STATUS_OK)
		code = package_build(call, dossier, &package);
	if (code == STATUS_OK)
		code = approval_record(call, APPROVAL_SEAL, "", &approval);
	if (code == STATUS_OK)
		code = package_keep(call, package);
	if (code != STATUS_OK)
		return code;
	call->shell->stage = JIXIAO__STAGE__STAGE_ARCHIVED;
	call->shell->stage_since = call->time;
	call->reply = &call->shell->base;
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", call->evaluation },
			  &call->shell->base, call->shell->revision, call->status);
}

static enum status_code seal_find(struct call *call, Jixiao__Approval **seal)
{
	Jixiao__Approval **all;
	enum status_code code;
	size_t n;

	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation, &jixiao__approval__descriptor,
			   NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);
	for (size_t i = 0; i < n && code == STATUS_OK; i++)
		if (all[i]->kind == JIXIAO__APPROVAL_KIND__APPROVAL_SEAL) {
			*seal = all[i];
			(*seal)->current = true;
			return STATUS_OK;
		}
	return code == STATUS_OK ? STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE) : code;
}

static enum status_code proof_fill(struct call *call, uint64_t size, Jixiao__ArchiveSeal *reply)
{
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	struct slice *path;
	enum status_code code = event_get(call->txn, reply->sequence, &event, &head, call->status);
	size_t n;

	if (code == STATUS_OK)
		code = event_log_inclusion(call->txn, reply->sequence, size, &path, &n, call->status);
	if (code != STATUS_OK)
		return code;
	reply->head = event->head;
	reply->proof = arena_alloc(call->arena, n * sizeof(*reply->proof));
	for (size_t i = 0; i < n; i++)
		reply->proof[reply->n_proof++] = pb_bytes(path[i]);
	return STATUS_OK;
}

enum status_code archive_get_seal(struct call *call)
{
	const struct record_key key = { JIXIAO__RECORD_TYPE__RECORD_SEAL, call->evaluation, "seal" };
	struct server *server = call->server;
	Jixiao__ArchiveSeal *reply = (void *)call->reply;
	uint64_t last = 0;
	enum status_code code = seal_find(call, &reply->seal);

	if (code == STATUS_OK)
		code = record_last_event(call->txn, key, &last, call->status);
	if (code != STATUS_OK)
		return code;
	reply->sequence = last - 1;
	code = checkpoint_newest(server, call->txn, call->arena, true, &reply->checkpoint, call->status);
	if (code == STATUS_OK)
		code = proof_fill(call, reply->checkpoint->size, reply);
	reply->log_certificate = pb_bytes(server->log_der);
	reply->ca_certificate = pb_bytes(server->ca_der);
	return code;
}
