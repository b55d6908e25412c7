#include "client/enrolment.h"

#include <stdlib.h>
#include <string.h>

#include "client/call.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/rpc/pb.h"
#include "jixiao/user.pb-c.h"

/* How often the request is repeated over a new connection, each after twice the pause: for six seconds. */
enum { RETRIES = 6 };

/* Two new keys and what asks for their certificates. */
struct fresh {
	char *login_key, *signing_key;
	struct slice login_request, signing_request;
};

static enum status_code make_keys(struct context *context, const char *person, struct fresh *fresh)
{
	struct arena *arena = context->arena;
	struct status *status = &context->status;

	if (key_generate(arena, &fresh->login_key, status) != STATUS_OK ||
	    key_generate(arena, &fresh->signing_key, status) != STATUS_OK ||
	    certificate_request(arena, fresh->login_key, person, &fresh->login_request, status) != STATUS_OK)
		return status->code;
	return certificate_request(arena, fresh->signing_key, person, &fresh->signing_request, status);
}

/* ---- the server's address ---- */

static bool read_port(const char *text, unsigned *port)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > 65535)
		return false;
	*port = (unsigned)number;
	return true;
}

char *server_text(struct arena *arena, const char *host, unsigned port)
{
	bool v6 = strchr(host, ':') != NULL;

	if (port == ENROL_PORT)
		return arena_strdup(arena, host);
	return arena_printf(arena, "%s%s%s:%u", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

enum status_code server_parse(struct arena *arena, const char *text, const char **host, unsigned *port, struct status *status)
{
	char *copy = arena_strdup(arena, text), *rest;
	bool good = true;

	*port = ENROL_PORT;
	*host = copy;
	if (*copy == '[') {
		*host = copy + 1;
		rest = strchr(copy, ']');
		good = rest != NULL;
		if (good)
			*rest++ = '\0';
	} else {
		/* Two colons or more without brackets: an IPv6 address alone. */
		rest = strchr(copy, ':');
		rest = rest != NULL && strchr(rest + 1, ':') == NULL ? rest : copy + strlen(copy);
	}
	if (good && *rest == ':') {
		*rest = '\0';
		good = read_port(rest + 1, port);
	} else if (good) {
		good = *rest == '\0';
	}
	if (!good || **host == '\0' || (*host)[strcspn(*host, "/@ \t[]")] != '\0')
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SERVER_MALFORMED, text);
	return STATUS_OK;
}

/* ---- the answer ---- */

static enum status_code strange(struct context *context)
{
	return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_CERTIFICATE_NOT_OURS);
}

/* The certificate is for this person and this key. */
static enum status_code take(struct context *context, ProtobufCBinaryData der, const char *person, const char *key,
			     const char **pem)
{
	struct certificate_info info;
	struct slice own, certified;
	char *text;

	if (certificate_info(context->arena, pb_slice(der), &info, &context->status) != STATUS_OK ||
	    certificate_to_pem(context->arena, pb_slice(der), &text, &context->status) != STATUS_OK ||
	    key_public(context->arena, key, &own, &context->status) != STATUS_OK ||
	    certificate_public(context->arena, pb_slice(der), &certified, &context->status) != STATUS_OK)
		return context->status.code;
	if (strcmp(info.person, person) != 0 || own.size != certified.size || memcmp(own.data, certified.data, own.size) != 0)
		return strange(context);
	*pem = text;
	return STATUS_OK;
}

static enum status_code take_both(struct context *context, const Jixiao__UserEnrollReply *reply, const struct fresh *fresh,
				  struct profile *profile)
{
	profile->login_key = fresh->login_key;
	profile->signing_key = fresh->signing_key;
	if (take(context, reply->login_certificate, profile->person, fresh->login_key, &profile->login) != STATUS_OK)
		return context->status.code;
	return take(context, reply->signing_certificate, profile->person, fresh->signing_key, &profile->signing);
}

static enum status_code take_ca(struct context *context, const Jixiao__UserEnrollReply *reply, const uint8_t pin[DIGEST_SIZE],
				struct profile *profile)
{
	uint8_t got[DIGEST_SIZE];
	char *pem;

	digest(pb_slice(reply->ca_certificate), got);
	if (memcmp(got, pin, DIGEST_SIZE) != 0)
		return strange(context);
	if (certificate_to_pem(context->arena, pb_slice(reply->ca_certificate), &pem, &context->status) != STATUS_OK)
		return context->status.code;
	profile->ca = pem;
	return STATUS_OK;
}

/* ---- enrol ---- */

/* Where the answer is lost for good, so may be the code. */
static enum status_code say_whether_enrolled(struct context *context, const char *server)
{
	struct status *status = &context->status;

	if (status->message.id == MSG_OUTCOME_UNKNOWN || status->message.id == MSG_NO_ANSWER) {
		status_clear(status);
		STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_ENROLMENT_UNKNOWN, server);
	}
	return status->code;
}

static enum status_code ask(struct context *context, const char *server, const struct enrolment_ticket *ticket,
			    const struct fresh *fresh, Jixiao__UserEnrollReply **reply)
{
	Jixiao__UserEnrollRequest request = JIXIAO__USER_ENROLL_REQUEST__INIT;
	uint8_t proof[ENROLMENT_PROOF_SIZE];

	if (enrolment_prove(ticket->person, ticket->code, fresh->login_request, fresh->signing_request, proof,
			    &context->status) != STATUS_OK)
		return context->status.code;
	request.id = arena_strdup(context->arena, ticket->person);
	request.proof = (ProtobufCBinaryData){ sizeof(proof), proof };
	request.login_request = pb_bytes(fresh->login_request);
	request.signing_request = pb_bytes(fresh->signing_request);
	/* The code is good once, and the answer to it as often as it is asked for: by these keys. */
	connection_call(context->connection, context->arena, "User.Enroll", true, NULL, &request.base,
			&jixiao__user_enroll_reply__descriptor, (ProtobufCMessage **)reply, &context->status);
	return say_whether_enrolled(context, server);
}

static enum status_code open_enrolment(struct context *context, const char *host, unsigned port, const uint8_t pin[DIGEST_SIZE])
{
	struct connection_settings settings = {
		.url = profile_url(context->arena, host, port),
		.tls = { .role = TLS_CLIENT_ENROLL, .server_name = host },
		.task = context_task(context),
		.retries = RETRIES,
	};

	memcpy(settings.tls.ca_pin, pin, DIGEST_SIZE);
	return connection_open(&settings, &context->connection, &context->status);
}

enum status_code enroll(struct context *context, const char *server, const struct enrolment_ticket *ticket, const char *name,
			struct profile **out)
{
	struct profile *profile = arena_alloc(context->arena, sizeof(*profile));
	Jixiao__UserEnrollReply *reply;
	struct fresh fresh;
	bool replace;

	*profile = (struct profile){ .name = name, .person = ticket->person };
	if (!profile_name_is_valid(name))
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_PROFILE_NAME, name);
	/* Before the code is used up. Where the same person enrols anew, the old keys ended when the code was made. */
	replace = profile_exists(context, name);
	if (replace && !profile_is_of(context, name, ticket->person, ticket->ca))
		return STATUS_FAIL(&context->status, STATUS_ALREADY_EXISTS, MSG_PROFILE_EXISTS, name);
	if (server_parse(context->arena, server, &profile->host, &profile->enroll_port, &context->status) != STATUS_OK ||
	    make_keys(context, ticket->person, &fresh) != STATUS_OK ||
	    open_enrolment(context, profile->host, profile->enroll_port, ticket->ca) != STATUS_OK)
		return context->status.code;
	profile->installation = arena_strdup(context->arena, connection_hello(context->connection)->installation);
	if (ask(context, server, ticket, &fresh, &reply) != STATUS_OK ||
	    take_ca(context, reply, ticket->ca, profile) != STATUS_OK ||
	    take_both(context, reply, &fresh, profile) != STATUS_OK)
		return context->status.code;
	profile->port = reply->port;
	profile->full_name = reply->user != NULL ? reply->user->name : "";
	*out = profile;
	return profile_store(context, profile, replace);
}

/* ---- renew ---- */

enum status_code renew(struct context *context, struct profile **out, int64_t *login_expires)
{
	Jixiao__UserRenewRequest request = JIXIAO__USER_RENEW_REQUEST__INIT;
	Jixiao__UserEnrollReply *reply;
	struct profile *profile;
	struct fresh fresh;

	if (profile_current(context, &profile) != STATUS_OK || make_keys(context, profile->person, &fresh) != STATUS_OK)
		return context->status.code;
	request.login_request = pb_bytes(fresh.login_request);
	request.signing_request = pb_bytes(fresh.signing_request);
	if (context_call(context, "User.Renew", &request.base, &jixiao__user_enroll_reply__descriptor, &reply) != STATUS_OK ||
	    take_both(context, reply, &fresh, profile) != STATUS_OK)
		return context->status.code;
	*login_expires = reply->user != NULL ? reply->user->login_expires : 0;
	*out = profile;
	return profile_store(context, profile, true);
}
