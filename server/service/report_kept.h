/* report_kept: the report as it was signed, byte for byte.
 *
 * What a leader signed is kept when they sign; from RECTIFICATION on that is the report (Evaluation.report), although the team
 * may still change. */
#ifndef JIXIAO_SERVICE_REPORT_KEPT_H
#define JIXIAO_SERVICE_REPORT_KEPT_H

#include "common/domain/dossier.h"
#include "server/rpc/method.h"

/* Stores every rendition of the report of ${dossier}. In the signing write. */
enum status_code report_keep(struct call *call, const struct dossier *dossier);

/* The evaluation has such a report. */
bool report_is_kept(const struct call *call);

/* Blob of its rendition ${format} ("html"). STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE if it is not there. */
enum status_code report_kept(struct call *call, const char *format, uint8_t digest[32], uint64_t *size);

#endif
