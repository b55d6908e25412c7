/* Indicator.*: single indicators, and who is responsible for them. The tree comes in with its scheme. */
#include "server/service/indicator.h"

#include <stdlib.h>

#include "server/service/handlers.h"
#include "server/service/user_record.h"

enum { LEVEL_ASSESSED = 3 };

struct record_key indicator_key(const struct call *call, const char *code)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, code };
}

static int by_position(const void *a, const void *b)
{
	const Jixiao__Indicator *left = *(Jixiao__Indicator *const *)a, *right = *(Jixiao__Indicator *const *)b;

	return (left->position > right->position) - (left->position < right->position);
}

void indicator_sort(Jixiao__Indicator **indicators, size_t n)
{
	if (n > 0)
		qsort(indicators, n, sizeof(*indicators), by_position);
}

enum status_code indicator_records(struct call *call, Jixiao__Indicator ***indicators, size_t *n)
{
	enum status_code code =
		record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, &jixiao__indicator__descriptor,
			    NULL, 0, (ProtobufCMessage ***)indicators, n, call->status);

	if (code == STATUS_OK)
		indicator_sort(*indicators, *n);
	return code;
}

static enum status_code find(struct call *call, const char *id, Jixiao__Indicator **indicator)
{
	enum status_code code = record_get(call->txn, indicator_key(call, id), &jixiao__indicator__descriptor,
					   (ProtobufCMessage **)indicator, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, id);
	return code;
}

enum status_code indicator_get(struct call *call)
{
	const Jixiao__IndicatorGetRequest *request = (const void *)call->request;
	Jixiao__Indicator *indicator;
	enum status_code code = find(call, request->code, &indicator);

	if (code == STATUS_OK)
		*(Jixiao__Indicator *)call->reply = *indicator;
	return code;
}

enum status_code indicator_list(struct call *call)
{
	Jixiao__IndicatorListReply *reply = (void *)call->reply;

	return indicator_records(call, &reply->indicators, &reply->n_indicators);
}

/* Only who may enter data can be responsible for it. */
static enum status_code check_responsible(struct call *call, const char *person)
{
	Jixiao__TeamMember *member;
	bool revoked;
	enum status_code code = user_is_revoked(call->txn, person, &revoked, call->status);

	if (code == STATUS_OK && revoked)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_USER_REVOKED, person);
	if (code == STATUS_OK)
		code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation, person,
				  jixiao__team_member, &member, call->status);
	for (size_t i = 0; code == STATUS_OK && i < member->n_roles; i++)
		if (member->roles[i] == JIXIAO__ROLE__ROLE_LEADER || member->roles[i] == JIXIAO__ROLE__ROLE_MEMBER)
			return STATUS_OK;
	if (code != STATUS_OK && code != STATUS_NOT_FOUND)
		return code;
	STATUS_VIOLATION(call->status, "responsible", MSG_RESPONSIBLE_NOT_IN_TEAM, person);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code indicator_assign(struct call *call)
{
	const Jixiao__IndicatorAssignRequest *request = (const void *)call->request;
	Jixiao__Indicator *indicator;
	enum status_code code = find(call, request->code, &indicator);

	if (code == STATUS_OK && indicator->level != LEVEL_ASSESSED)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_ENTRY_NOT_LEVEL_3, request->code,
				   indicator->name);
	if (code == STATUS_OK)
		code = check_responsible(call, request->responsible);
	if (code != STATUS_OK)
		return code;
	indicator->responsible = request->responsible;
	code = record_put(call->txn, indicator_key(call, request->code), &indicator->base, indicator->revision, call->status);
	*(Jixiao__Indicator *)call->reply = *indicator;
	return code;
}
