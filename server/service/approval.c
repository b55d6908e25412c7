/* Approval.*, and what every signing method shares: checking a signature, recording it. */
#include "server/service/approval.h"

#include <stdlib.h>
#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/signature.h"
#include "common/domain/approval_kind.h"
#include "common/rpc/pb.h"
#include "server/service/approval_canonical.h"
#include "server/service/archive_package.h"
#include "server/service/blob.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/user_record.h"

/* How far the signer's clock may be off. */
enum { CLOCK_TOLERANCE_MS = 10 * 60 * 1000 };

/* What approval_prepare leaves for approval_record. */
struct checked {
	struct statement statement;
	Jixiao__SignedStatement *sign;
	struct slice certificate;
};

/* The canonical bytes of what ${kind} signs. A seal's are the archive's manifest, which covers all other approvals. */
static enum status_code signed_state(struct call *call, const struct dossier *dossier, enum approval_kind kind,
				     const char *subject, struct slice *canonical)
{
	if (kind == APPROVAL_SEAL)
		return package_manifest(call, dossier, canonical);
	return approval_canonical(call, dossier, kind, subject, canonical);
}

/* ---- before the writer ---- */

/* The request's field `signed`; NULL if it was not sent. */
static Jixiao__SignedStatement *signed_statement(const ProtobufCMessage *request)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(request->descriptor, "signed");

	if (field == NULL)
		abort();
	return *(Jixiao__SignedStatement *const *)((const char *)request + field->offset);
}

/* The statement speaks of this installation, evaluation, person and moment. */
static enum status_code check_statement(struct call *call, const struct statement *statement)
{
	const struct {
		const char *field, *said, *is;
	} rows[] = {
		{ "signed.installation", statement->installation, call->server->installation },
		{ "signed.evaluation", statement->evaluation, call->evaluation },
		{ "signed.signer", statement->signer, call->person },
	};
	int64_t off = call->time - statement->time;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].said, rows[i].is) != 0)
			STATUS_VIOLATION(call->status, rows[i].field, MSG_STATEMENT_OTHER, rows[i].said, rows[i].is);
	if (off > CLOCK_TOLERANCE_MS || off < -CLOCK_TOLERANCE_MS)
		STATUS_VIOLATION(call->status, "signed.time", MSG_STATEMENT_TIME);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* The certificate is the caller's own, for signing, and was not revoked. */
static enum status_code check_signer(struct call *call, struct slice certificate)
{
	struct certificate_info info;
	Jixiao__User *user;
	enum status_code code = certificate_info(call->arena, certificate, &info, call->status);

	if (code != STATUS_OK)
		return code;
	if (strcmp(info.person, call->person) == 0) {
		code = user_load(call->txn, call->person, &user, call->status);
		if (code != STATUS_OK && code != STATUS_NOT_FOUND)
			return code;
		for (size_t i = 0; code == STATUS_OK && i < user->n_signing_certificates; i++) {
			const Jixiao__SigningCertificate *own = user->signing_certificates[i];

			if (own->revoked == 0 && own->certificate.len == certificate.size &&
			    memcmp(own->certificate.data, certificate.data, certificate.size) == 0)
				return STATUS_OK;
		}
	}
	return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_SIGNER_NOT_CURRENT);
}

enum status_code approval_prepare(struct call *call)
{
	struct checked *checked = arena_alloc(call->arena, sizeof(*checked));
	struct slice text;

	checked->sign = signed_statement(call->request);
	if (checked->sign == NULL) {
		STATUS_VIOLATION(call->status, "signed", MSG_FIELD_REQUIRED);
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	text = pb_slice(checked->sign->statement);
	if (statement_read(call->arena, text, &checked->statement, call->status) != STATUS_OK ||
	    check_statement(call, &checked->statement) != STATUS_OK ||
	    signature_check(call->arena, text, pb_slice(checked->sign->signature), call->server->ca_der,
			    checked->statement.time, &checked->certificate, call->status) != STATUS_OK)
		return call->status->code;
	call->prepared = checked;
	return check_signer(call, checked->certificate);
}

/* ---- in the writer ---- */

/* "scheme.2": the second approval of its kind. */
static enum status_code next_id(struct call *call, enum approval_kind kind, char **id)
{
	Jixiao__Approval **all;
	size_t n, same = 0;
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation, &jixiao__approval__descriptor,
			    NULL, 0, (ProtobufCMessage ***)&all, &n, call->status);

	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < n; i++)
		same += (unsigned)all[i]->kind == (unsigned)kind ? 1 : 0;
	*id = arena_printf(call->arena, "%s.%zu", approval_kind_name(kind), same + 1);
	return STATUS_OK;
}

/* The state is what was signed; then it is kept, for what follows may change it. A seal's is kept with its package. */
static enum status_code check_state(struct call *call, const struct statement *statement, enum approval_kind kind,
				    const char *subject)
{
	uint8_t now[DIGEST_SIZE];
	struct dossier *dossier;
	struct slice canonical;
	enum status_code code;

	if (strcmp(statement->kind, approval_kind_name(kind)) != 0)
		STATUS_VIOLATION(call->status, "signed.kind", MSG_STATEMENT_OTHER, statement->kind, approval_kind_name(kind));
	if (strcmp(statement->subject, subject) != 0)
		STATUS_VIOLATION(call->status, "signed.subject", MSG_STATEMENT_OTHER, statement->subject, subject);
	code = status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	if (code == STATUS_OK)
		code = dossier_load(call, &dossier);
	if (code == STATUS_OK)
		code = signed_state(call, dossier, kind, subject, &canonical);
	if (code != STATUS_OK)
		return code;
	digest(canonical, now);
	if (memcmp(now, statement->state, DIGEST_SIZE) != 0)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_STATE_CHANGED);
	return kind == APPROVAL_SEAL ? STATUS_OK : blob_keep(call, now, canonical);
}

enum status_code approval_record(struct call *call, enum approval_kind kind, const char *subject, Jixiao__Approval **approval)
{
	const struct checked *checked = call->prepared;
	Jixiao__Approval *record = arena_alloc(call->arena, sizeof(*record));
	enum status_code code = check_state(call, &checked->statement, kind, subject);

	jixiao__approval__init(record);
	if (code == STATUS_OK)
		code = next_id(call, kind, &record->id);
	if (code != STATUS_OK)
		return code;
	record->evaluation = arena_strdup(call->arena, call->evaluation);
	record->kind = (Jixiao__ApprovalKind)kind;
	record->subject = arena_strdup(call->arena, subject);
	record->state_digest = pb_bytes((struct slice){ checked->statement.state, DIGEST_SIZE });
	record->signed_ = checked->sign;
	record->signer = arena_strdup(call->arena, call->person);
	record->certificate = pb_bytes(checked->certificate);
	record->time = checked->statement.time;
	*approval = record;
	return record_put(call->txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation, record->id },
			  &record->base, 0, call->status);
}

/* ---- Approval.State, Approval.List ---- */

/* Items that the caller made: the signature will not count for them. */
static void add_own(struct call *call, const struct dossier *dossier, enum approval_kind kind, Jixiao__ApprovalState *reply)
{
	reply->own = arena_alloc(call->arena, (dossier->n_indicators + 1) * sizeof(*reply->own));
	if (kind == APPROVAL_SCHEME && strcmp(dossier->scheme.entered_by, call->person) == 0)
		reply->own[reply->n_own++] = arena_strdup(call->arena, "scheme");
	for (size_t i = 0; kind == APPROVAL_SCORES && i < dossier->n_indicators; i++)
		if (dossier_score_is_made_by(dossier, dossier->indicators[i].code, call->person))
			reply->own[reply->n_own++] = arena_strdup(call->arena, dossier->indicators[i].code);
}

enum status_code approval_state(struct call *call)
{
	const Jixiao__ApprovalStateRequest *request = (const Jixiao__ApprovalStateRequest *)call->request;
	Jixiao__ApprovalState *reply = (Jixiao__ApprovalState *)call->reply;
	enum approval_kind kind = (enum approval_kind)request->kind;
	struct dossier *dossier;
	struct slice canonical;
	enum status_code code;

	if (approval_kind_name(kind) == NULL) {
		STATUS_VIOLATION(call->status, "kind", MSG_FIELD_REQUIRED);
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	code = dossier_load(call, &dossier);
	if (code == STATUS_OK)
		code = signed_state(call, dossier, kind, request->subject, &canonical);
	if (code != STATUS_OK)
		return code;
	reply->state = pb_bytes(canonical);
	reply->digest = (ProtobufCBinaryData){ DIGEST_SIZE, arena_alloc(call->arena, DIGEST_SIZE) };
	digest(canonical, reply->digest.data);
	add_own(call, dossier, kind, reply);
	return STATUS_OK;
}

static int by_time(const void *a, const void *b)
{
	const Jixiao__Approval *left = *(Jixiao__Approval *const *)a, *right = *(Jixiao__Approval *const *)b;

	return (left->time > right->time) - (left->time < right->time);
}

enum status_code approval_list(struct call *call)
{
	Jixiao__ApprovalListReply *reply = (Jixiao__ApprovalListReply *)call->reply;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_APPROVAL, call->evaluation,
				   &jixiao__approval__descriptor, NULL, 0, (ProtobufCMessage ***)&reply->approvals,
				   &reply->n_approvals, call->status);
	if (code != STATUS_OK)
		return code;
	/* The dossier lists them in the same order. */
	for (size_t i = 0; i < reply->n_approvals; i++)
		reply->approvals[i]->current = dossier->approvals[i].current;
	if (reply->n_approvals > 0)
		qsort(reply->approvals, reply->n_approvals, sizeof(*reply->approvals), by_time);
	return STATUS_OK;
}
