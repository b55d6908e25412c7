/* evidence: what other services ask of evidence. */
#ifndef JIXIAO_SERVICE_EVIDENCE_H
#define JIXIAO_SERVICE_EVIDENCE_H

#include "jixiao/entry.pb-c.h"
#include "server/rpc/method.h"

/* Adds a violation "{path}[i]" for each of ${ids} that is no evidence of the call's evaluation or is named twice. */
enum status_code evidence_check_cited(struct call *call, char *const *ids, size_t n, const char *path);

/* All files of the call's evaluation, by id. */
struct evidence_files {
	Jixiao__Evidence **all;
	size_t n;
};
enum status_code evidence_files(struct call *call, struct evidence_files *files);

/* STATUS_NOT_FOUND, MSG_EVIDENCE_NONE. */
enum status_code evidence_find(struct call *call, const char *id, Jixiao__Evidence **evidence);
/* ${seen}: as record_put's. */
enum status_code evidence_put(struct call *call, Jixiao__Evidence *evidence, uint64_t seen);

/* Who uploaded it knows what it is; a leader answers for all of it. STATUS_PERMISSION_DENIED, MSG_EVIDENCE_NOT_YOURS. */
enum status_code evidence_may_change(struct call *call, const Jixiao__Evidence *evidence);

/* A violation at "name" unless it is a file's name without a way to it. */
void evidence_check_name(struct call *call, const char *name);

bool evidence_holds(const Jixiao__Evidence *evidence, const uint8_t digest[32]);

#endif
