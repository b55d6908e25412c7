#include "common/domain/approval_kind.h"

static const char *const names[] = {
	[APPROVAL_SCHEME] = "scheme",
	[APPROVAL_SCORES] = "scores",
	[APPROVAL_REPORT] = "report",
	[APPROVAL_CARRY_ON] = "carry_on",
	[APPROVAL_RECTIFICATION] = "rectification",
	[APPROVAL_SEAL] = "seal",
};

enum { N_KINDS = sizeof(names) / sizeof(names[0]) };

const char *approval_kind_name(enum approval_kind kind)
{
	return (unsigned)kind < N_KINDS ? names[kind] : NULL;
}
