/* finding_record: what findings, recommendations and rectification share about their records. */
#ifndef JIXIAO_SERVICE_FINDING_RECORD_H
#define JIXIAO_SERVICE_FINDING_RECORD_H

#include "jixiao/rectification.pb-c.h"
#include "server/rpc/method.h"

/* STATUS_NOT_FOUND, MSG_NO_SUCH_FINDING if there is none, or none that the caller may see: an implementer sees the findings
 * put to them. */
enum status_code finding_get_record(struct call *call, const char *id, Jixiao__Finding **finding);

/* As the caller saw it last: ${finding}->revision. */
enum status_code finding_put_record(struct call *call, Jixiao__Finding *finding);

/* All findings by id, whoever may see them. */
enum status_code finding_records(struct call *call, Jixiao__Finding ***findings, size_t *n);

/* The caller is neither of the evaluators nor of those who see everything, and ${finding} was put to somebody else. */
bool finding_is_hidden(const struct call *call, const Jixiao__Finding *finding);

/* The next id after the greatest of ${n} records: "F03" for prefix 'F'. ${id_of} gives a record's id. */
char *next_record_id(struct arena *arena, char prefix, size_t n, const char *(*id_of)(const void *records, size_t i),
		     const void *records);

#endif
