/* User.Enroll and User.Renew: a person's keys get certified. */
#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/enrolment.h"
#include "common/rpc/pb.h"
#include "server/rpc/run.h"
#include "server/service/handlers.h"
#include "server/service/user_record.h"

/* What prepare leaves for the writer. */
struct certified {
	struct slice login, signing; /* DER */
	struct certificate_info login_info;
};

/* One sentence for an unknown person and for a wrong, used, ended or void code: it tells a guesser nothing. */
static enum status_code refuse(struct call *call)
{
	return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_ENROLMENT_REFUSED);
}

/* Certifies both keys: before the writer, for it takes a while. */
static enum status_code certify(struct call *call, const char *person, struct slice login_request, struct slice signing_request)
{
	const struct server *server = call->server;
	struct certified *certified = arena_alloc(call->arena, sizeof(*certified));
	struct slice login_key, signing_key;

	if (certificate_request_public(call->arena, login_request, &login_key, call->status) != STATUS_OK ||
	    certificate_request_public(call->arena, signing_request, &signing_key, call->status) != STATUS_OK)
		return call->status->code;
	if (login_key.size == signing_key.size && memcmp(login_key.data, signing_key.data, login_key.size) == 0)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_KEYS_MUST_DIFFER);
	if (certificate_issue(call->arena, server->ca, server->ca_key, login_request, person, CERTIFICATE_LOGIN,
			      server->settings.login_days, &certified->login, call->status) != STATUS_OK ||
	    certificate_issue(call->arena, server->ca, server->ca_key, signing_request, person, CERTIFICATE_SIGNING,
			      server->settings.signing_days, &certified->signing, call->status) != STATUS_OK)
		return call->status->code;
	call->prepared = certified;
	return certificate_info(call->arena, certified->login, &certified->login_info, call->status);
}

static void add_signing(struct call *call, Jixiao__User *user, struct slice certificate)
{
	Jixiao__SigningCertificate *added = arena_alloc(call->arena, sizeof(*added));
	size_t n = user->n_signing_certificates;

	jixiao__signing_certificate__init(added);
	added->certificate = pb_bytes(certificate);
	user->signing_certificates =
		arena_grow(call->arena, user->signing_certificates, n * sizeof(*user->signing_certificates),
			   (n + 1) * sizeof(*user->signing_certificates));
	user->signing_certificates[n] = added;
	user->n_signing_certificates = n + 1;
}

/* Takes the prepared certificates into the person's record and the reply. */
static enum status_code install(struct call *call, Jixiao__User *user)
{
	const struct certified *certified = call->prepared;
	const struct server *server = call->server;
	Jixiao__UserEnrollReply *reply = (Jixiao__UserEnrollReply *)call->reply;

	user->login_certificate =
		pb_bytes((struct slice){ certified->login_info.digest, sizeof(certified->login_info.digest) });
	user->login_expires = certified->login_info.not_after;
	add_signing(call, user, certified->signing);
	reply->login_certificate = pb_bytes(certified->login);
	reply->signing_certificate = pb_bytes(certified->signing);
	reply->ca_certificate = pb_bytes(server->ca_der);
	reply->user = user;
	reply->port = server_port(server);
	return user_save(call->txn, user, call->status);
}

/* A wrong proof counts although the call fails: so it is a write of its own. */
struct failure {
	struct store_job job;
	struct call *call;
	const char *person;
};

static enum status_code count_failure(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct failure *failure = (struct failure *)job;
	const struct call *call = failure->call;
	struct event_spec event = { .person = "jixiaod", .method = call->method->name, .evaluation = "" };
	uint64_t sequence;
	Jixiao__User *user;
	enum status_code code = user_load(txn, failure->person, &user, status);

	if (code != STATUS_OK)
		return code;
	user->code_failures++;
	code = user_save(txn, user, status);
	if (code != STATUS_OK)
		return code;
	event.payload = pb_pack(call->arena, call->request);
	return event_append(txn, &event, &sequence, status);
}

static void failure_counted(struct store_job *job, struct status *status)
{
	(void)job;
	(void)status;
}

/* The person, if their code is out. */
static enum status_code invited(struct call *call, const char *id, Jixiao__User **user)
{
	enum status_code code = user_load(call->txn, id, user, call->status);

	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && !user_code_is_out(*user, &call->server->settings, call->time)))
		return refuse(call);
	return code;
}

enum status_code user_enroll_prepare(struct call *call)
{
	const Jixiao__UserEnrollRequest *request = (const Jixiao__UserEnrollRequest *)call->request;
	struct slice login = pb_slice(request->login_request), signing = pb_slice(request->signing_request);
	struct failure failure = { { .run = count_failure, .done = failure_counted }, call, request->id };
	struct status ignored = STATUS_INIT;
	Jixiao__User *user;
	enum status_code code = invited(call, request->id, &user);

	if (code != STATUS_OK)
		return code;
	if (!enrolment_check(pb_slice(user->code_key), pb_slice(request->proof), login, signing)) {
		store_submit_wait(call->server->store, &failure.job, &ignored);
		status_clear(&ignored);
		return refuse(call);
	}
	return certify(call, user->id, login, signing);
}

enum status_code user_enroll(struct call *call)
{
	const Jixiao__UserEnrollRequest *request = (const Jixiao__UserEnrollRequest *)call->request;
	Jixiao__User *user;
	/* Again, in the writer: of two who have the code, one comes first. */
	enum status_code code = invited(call, request->id, &user);

	if (code != STATUS_OK)
		return code;
	if (!enrolment_check(pb_slice(user->code_key), pb_slice(request->proof), pb_slice(request->login_request),
			     pb_slice(request->signing_request)))
		return refuse(call);
	/* The proof says who it is, where no certificate does: the event names them. */
	call->person = arena_strdup(call->arena, user->id);
	user->state = JIXIAO__USER_STATE__USER_STATE_ACTIVE;
	user->code_key = (ProtobufCBinaryData){ 0, NULL };
	user->code_expires = 0;
	user->code_failures = 0;
	return install(call, user);
}

enum status_code user_renew_prepare(struct call *call)
{
	const Jixiao__UserRenewRequest *request = (const Jixiao__UserRenewRequest *)call->request;

	return certify(call, call->person, pb_slice(request->login_request), pb_slice(request->signing_request));
}

enum status_code user_renew(struct call *call)
{
	Jixiao__User *user;
	enum status_code code = user_load(call->txn, call->person, &user, call->status);

	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && user->state != JIXIAO__USER_STATE__USER_STATE_ACTIVE))
		return STATUS_FAIL(call->status, STATUS_UNAUTHENTICATED, MSG_USER_REVOKED, call->person);
	if (code != STATUS_OK)
		return code;
	user_end_login(call->arena, user, &user->previous_login_certificate);
	user->previous_login_certificate = user->login_certificate;
	return install(call, user);
}
