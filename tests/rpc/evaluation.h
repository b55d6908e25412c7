/* evaluation: a small evaluation that the fixture's people run through its stages by the methods themselves, gates included. */
#ifndef JIXIAO_TESTS_RPC_EVALUATION_H
#define JIXIAO_TESTS_RPC_EVALUATION_H

#include "fixture.h"

/* Makes evaluation ${id} and brings it to ${stage}. One indicator A11 (≥ 10次, weight 100, 9次 found: 90.00); "member" enters
 * and proposes, "leader" accepts and signs, finding F01 is rectified by "implementer" with
 * evidence E001 "合同 100%.txt" and verified by "colleague". */
void evaluation_until(struct fixture *fixture, const char *id, enum stage stage);

/* One step each, from the stage before: does what the stage asks for, but does not advance. */
void evaluation_do(struct fixture *fixture, const char *id, enum stage stage);
enum status_code evaluation_advance_now(struct fixture *fixture, const char *id, enum stage from);

/* A leader's approval of ${kind} by method ${method} ("Report.Sign"). */
enum status_code evaluation_approve(struct fixture *fixture, const char *person, const char *id, enum approval_kind kind,
				    const char *method);

/* A finding that "member" writes. */
void evaluation_finding(struct fixture *fixture, const char *id, const char *title);

/* A file of kind 合同, less than a chunk. */
void evaluation_upload(struct fixture *fixture, const char *person, const char *id, const char *name, const char *content);

#endif
