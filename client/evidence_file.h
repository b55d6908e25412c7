/* evidence_file: a file on its way to the server or from it, piece by piece. */
#ifndef JIXIAO_CLIENT_EVIDENCE_FILE_H
#define JIXIAO_CLIENT_EVIDENCE_FILE_H

#include "client/command.h"
#include "jixiao/entry.pb-c.h"

/* Sends what the server does not have yet of the file at ${path}, with progress on a terminal, and records it as ${described}
 * says (kind, note, place, date, number). A file that stands there already under the same name and kind gives that one. */
enum status_code evidence_upload(struct context *context, const char *evaluation, const char *path,
				 const Jixiao__EvidenceCompleteRequest *described, Jixiao__Evidence **evidence);

/* The same for a content that takes the place of another's; ${described} says evaluation, id, reason and revision. */
enum status_code evidence_replace_content(struct context *context, const char *path,
					  const Jixiao__EvidenceReplaceRequest *described,
					  Jixiao__EvidenceReplaceReply **reply);

/* A file that is written under another name, hashed on the way, and gets its own name only when it is whole. */
struct download;

enum status_code download_begin(struct context *context, const char *path, struct download **download);
bool download_write(struct download *download, const void *data, size_t size);
/* Closes it, gives it its name if ${digest} and ${size} are right, else removes it: STATUS_DATA_LOSS, MSG_DOWNLOAD_WRONG. */
enum status_code download_end(struct download *download, const uint8_t digest[32], uint64_t size);
/* Removes what was written; for a stream that failed. */
void download_abort(struct download *download);

/* "1.2 MiB". */
char *size_in_words(struct arena *arena, uint64_t bytes);

#endif
