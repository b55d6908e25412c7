#include "client/signing.h"

#include <string.h>

#include "client/call.h"
#include "client/output.h"
#include "client/profile.h"
#include "client/request.h"
#include "common/base/clock.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/signature.h"
#include "common/domain/approval_kind.h"
#include "common/rpc/pb.h"

/* The state as the server has it now, its digest checked. */
static enum status_code get_state(struct context *context, const char *evaluation, enum approval_kind kind, const char *subject,
				  uint8_t state[DIGEST_SIZE])
{
	Jixiao__ApprovalStateRequest request = JIXIAO__APPROVAL_STATE_REQUEST__INIT;
	Jixiao__ApprovalState *reply;
	enum status_code code;

	request.evaluation = arena_strdup(context->arena, evaluation);
	request.kind = (Jixiao__ApprovalKind)kind;
	request.subject = arena_strdup(context->arena, subject);
	code = context_call(context, "Approval.State", &request.base, &jixiao__approval_state__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	digest(pb_slice(reply->state), state);
	if (reply->digest.len != DIGEST_SIZE || memcmp(reply->digest.data, state, DIGEST_SIZE) != 0)
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_STATE_DIGEST_WRONG);
	if (reply->n_own > 0)
		OUTPUT_NOTE(context, MSG_SIGNING_OWN,
			    kind == APPROVAL_SCHEME ? "@NOUN_SCHEME" : join(context, reply->own, reply->n_own));
	return STATUS_OK;
}

enum status_code context_sign(struct context *context, const char *evaluation, enum approval_kind kind, const char *subject,
			      Jixiao__SignedStatement **signed_out)
{
	struct statement statement = { .evaluation = evaluation, .kind = approval_kind_name(kind), .subject = subject };
	Jixiao__SignedStatement *sign = arena_alloc(context->arena, sizeof(*sign));
	struct slice certificate, text, signature;
	struct profile *profile;
	enum status_code code = get_state(context, evaluation, kind, subject, statement.state);

	if (code == STATUS_OK)
		code = profile_current(context, &profile);
	if (code == STATUS_OK)
		code = certificate_from_pem(context->arena, profile->signing, &certificate, &context->status);
	if (code != STATUS_OK)
		return code;
	statement.installation = profile->installation;
	statement.signer = profile->person;
	statement.time = clock_real_ms();
	text = statement_write(context->arena, &statement);
	code = signature_make(context->arena, profile->signing_key, certificate, text, &signature, &context->status);
	if (code != STATUS_OK)
		return code;
	jixiao__signed_statement__init(sign);
	sign->statement = pb_bytes(text);
	sign->signature = pb_bytes(signature);
	*signed_out = sign;
	return STATUS_OK;
}
