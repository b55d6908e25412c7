#include "server/service/finding_record.h"

#include <stdlib.h>
#include <string.h>

static struct record_key finding_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, id };
}

bool finding_is_hidden(const struct call *call, const Jixiao__Finding *finding)
{
	return !(call->who & (WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR)) && strcmp(finding->implementer, call->person) != 0;
}

enum status_code finding_get_record(struct call *call, const char *id, Jixiao__Finding **finding)
{
	enum status_code code = record_get(call->txn, finding_key(call, id), &jixiao__finding__descriptor,
					   (ProtobufCMessage **)finding, call->status);

	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && finding_is_hidden(call, *finding)))
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NO_SUCH_FINDING, id);
	return code;
}

enum status_code finding_put_record(struct call *call, Jixiao__Finding *finding)
{
	return record_put(call->txn, finding_key(call, finding->id), &finding->base, finding->revision, call->status);
}

enum status_code finding_records(struct call *call, Jixiao__Finding ***findings, size_t *n)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, &jixiao__finding__descriptor, NULL,
			   0, (ProtobufCMessage ***)findings, n, call->status);
}

char *next_record_id(struct arena *arena, char prefix, size_t n, const char *(*id_of)(const void *records, size_t i),
		     const void *records)
{
	unsigned long greatest = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned long number = strtoul(id_of(records, i) + 1, NULL, 10);

		greatest = number > greatest ? number : greatest;
	}
	return arena_printf(arena, "%c%02lu", prefix, greatest + 1);
}
