/* archive_check: what the files of archive_verify share and nobody else sees. */
#ifndef JIXIAO_CLIENT_ARCHIVE_CHECK_H
#define JIXIAO_CLIENT_ARCHIVE_CHECK_H

#include <protobuf-c/protobuf-c.h>

#include "client/archive_verify.h"
#include "common/crypto/digest.h"
#include "common/crypto/signature.h"

struct check {
	struct arena *arena;
	const struct bag *bag;
	struct slice ca;
	struct verdict *verdict;
	bool *listed; /* for each file of the bag: the manifest names it */
	struct status *status;
};

void check_fault(struct check *check, const char *path, enum message_id id);

char *check_text(struct check *check, struct slice bytes);

/* A file's bytes; a violation if it is not there. */
bool check_bytes(struct check *check, const char *path, struct slice *bytes);

/* A file is there and holds ${bytes}; a violation if not. */
void check_same(struct check *check, const char *path, struct slice bytes);

/* A message from its JSON; NULL and a violation if it is none. */
const ProtobufCMessage *check_json(struct check *check, const char *path, const ProtobufCMessageDescriptor *type);

/* A problem that a function of common/ named in ${found} becomes a violation at ${path}; clears ${found}. */
bool check_passed(struct check *check, const char *path, enum status_code code, struct status *found);

/* Statement and signature of one approval: good at its time, by the one whom it names, whose certificate the file ${signer} is.
 */
bool check_signature(struct check *check, const char *path, struct slice text, struct slice signature, const char *signer,
		     struct statement *statement);

/* archive_verify_approvals.c: each approval; and with ${rest} that scheme, scores, report and rectification as the archive
 * holds them are what a leader signed. */
void check_approvals(struct check *check, bool rest);

/* archive_verify_seal.c: the seal over the manifest, and the sealing event in the audit log. */
void check_seal(struct check *check);

#endif
