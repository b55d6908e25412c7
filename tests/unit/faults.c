#include "faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void print_all(const struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++)
		fprintf(stderr, "  %s %s\n", status->violations[i].path, message_name(status->violations[i].message.id));
}

bool has_fault(const struct status *status, const char *path, enum message_id message)
{
	for (size_t i = 0; i < status->n_violations; i++)
		if (strcmp(status->violations[i].path, path) == 0 && status->violations[i].message.id == message)
			return true;
	return false;
}

void expect_only_fault(const struct status *status, const char *path, enum message_id message)
{
	if (status->n_violations == 1 && has_fault(status, path, message))
		return;
	print_all(status);
	fail_msg("wanted only %s %s; got the %zu above", path, message_name(message), status->n_violations);
}

void expect_no_fault(const struct status *status)
{
	if (status->n_violations == 0)
		return;
	print_all(status);
	fail_msg("wanted no fault; got the %zu above", status->n_violations);
}
