/* What the files that check a request to enter data share. */
#include <string.h>

#include "server/service/entry_content.h"

const char *entry_path(struct call *call, const char *row, const char *field)
{
	return *row == '\0' ? field : arena_printf(call->arena, "%s.%s", row, field);
}

bool entry_request_cites(const Jixiao__EntryPutRequest *request, const char *evidence)
{
	for (size_t i = 0; i < request->n_evidence; i++)
		if (strcmp(request->evidence[i], evidence) == 0)
			return true;
	return false;
}
