/* faults: looking at a status' violations in tests. */
#ifndef JIXIAO_TESTS_FAULTS_H
#define JIXIAO_TESTS_FAULTS_H

#include "common/base/status.h"

/* Fails, printing all, unless ${status} holds exactly one violation, of ${message} at ${path}. */
void expect_only_fault(const struct status *status, const char *path, enum message_id message);

/* Fails unless there is none. */
void expect_no_fault(const struct status *status);

/* Is there one of ${message} at ${path}? */
bool has_fault(const struct status *status, const char *path, enum message_id message);

#endif
