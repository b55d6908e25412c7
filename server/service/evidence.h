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

bool evidence_holds(const Jixiao__Evidence *evidence, const uint8_t digest[32]);

#endif
