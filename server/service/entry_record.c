#include "server/service/entry_record.h"

struct record_key entry_record_key(const struct call *call, const char *indicator)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation, indicator };
}

enum status_code entry_record_find(struct call *call, const char *indicator, Jixiao__Entry **entry)
{
	enum status_code code;

	*entry = NULL;
	code = record_get(call->txn, entry_record_key(call, indicator), &jixiao__entry__descriptor, (ProtobufCMessage **)entry,
			  call->status);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}
