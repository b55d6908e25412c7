/* audit_check: the audit log recomputed from its leaves on this machine, its roots compared with those that somebody vouched
 * for. */
#ifndef JIXIAO_CLIENT_AUDIT_CHECK_H
#define JIXIAO_CLIENT_AUDIT_CHECK_H

#include "client/command.h"
#include "common/crypto/digest.h"
#include "jixiao/event.pb-c.h"

/* The server's newest checkpoint, its signature checked: with the log key that this client knows if it knows one. */
enum status_code audit_checkpoint(struct context *context, Jixiao__AuditCheckpointReply **reply);

struct audit_check {
	Jixiao__AuditVerifyReply *server; /* its own check: it alone sees payloads and current records */
	uint64_t events;		  /* recomputed here */
	uint8_t root[DIGEST_SIZE];
	bool has_witness; /* this client had seen the log before, with `witnessed` events */
	uint64_t witnessed;
};

/* What is wrong with the log, be it in the server's eyes or ours, are violations of ${faults}. */
enum status_code audit_check(struct context *context, struct audit_check *check, struct status *faults);

#endif
