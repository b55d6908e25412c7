#include <string.h>

#include "common/domain/entry_check.h"
#include "common/domain/value_text.h"
#include "common/record/record_domain.h"
#include "common/text/blank.h"
#include "server/service/dossier.h"
#include "server/service/evidence.h"
#include "server/service/handlers.h"
#include "server/service/review.h"
#include "server/service/undo.h"

enum { AMOUNT_LIMIT = 256, NOTE_LIMIT = 4096 };

static struct record_key funds_key(const struct call *call)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_FUNDS, call->evaluation, "funds" };
}

static enum status_code funds_find(struct call *call, Jixiao__Funds **funds)
{
	enum status_code code;

	code = record_get(call->txn, funds_key(call), &jixiao__funds__descriptor, (ProtobufCMessage **)funds, call->status);
	return code == STATUS_NOT_FOUND ? STATUS_FAIL(call->status, code, MSG_FUNDS_NONE) : code;
}

static enum status_code scheme_find(struct call *call, Jixiao__Scheme **scheme)
{
	Jixiao__Scheme **schemes;
	enum status_code code;
	size_t n;

	code = record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_SCHEME, call->evaluation, &jixiao__scheme__descriptor, NULL,
			   1, (ProtobufCMessage ***)&schemes, &n, call->status);
	if (code != STATUS_OK)
		return code;
	if (n == 0)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FUNDS_NO_SCHEME);
	*scheme = schemes[0];
	return STATUS_OK;
}

/* ---- Put ---- */

static void amount_check(struct call *call, struct money amount, const char *path)
{
	if (amount.fen < 0)
		STATUS_VIOLATION(call->status, path, MSG_FUNDS_NEGATIVE, money_format(call->arena, amount));
}

static bool is_source(const Jixiao__Scheme *scheme, const char *source)
{
	for (size_t i = 0; i < scheme->n_budget; i++)
		if (strcmp(scheme->budget[i]->source, source) == 0)
			return true;
	return false;
}

/* Each source is the scheme's, each once. */
static void flows_check(struct call *call, const Jixiao__Scheme *scheme, const struct funds *funds)
{
	for (size_t i = 0; i < funds->n_flows; i++) {
		const struct fund_flow *flow = &funds->flows[i];
		const char *path = arena_printf(call->arena, "flows[%zu]", i);

		if (!is_source(scheme, flow->source))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.source", path), MSG_FUNDS_NO_SOURCE,
					 flow->source);
		for (size_t j = 0; j < i; j++)
			if (strcmp(funds->flows[j].source, flow->source) == 0)
				STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.source", path), MSG_FUNDS_TWICE,
						 flow->source);
		amount_check(call, flow->received, arena_printf(call->arena, "%s.received", path));
		amount_check(call, flow->paid, arena_printf(call->arena, "%s.paid", path));
		if (strlen(flow->note) > NOTE_LIMIT)
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.note", path), MSG_FIELD_TOO_LONG,
					 arena_printf(call->arena, "%d", NOTE_LIMIT));
	}
}

static bool paid_total(const struct funds *funds, struct money *total)
{
	*total = (struct money){ 0 };
	for (size_t i = 0; i < funds->n_flows; i++)
		if (!money_add(*total, funds->flows[i].paid, total))
			return false;
	return true;
}

static void uses_check(struct call *call, const struct fund_breakdown *breakdown, const char *path)
{
	bool remainder = false;

	for (size_t i = 0; i < breakdown->n_uses; i++) {
		const struct fund_use *use = &breakdown->uses[i];
		const char *at = arena_printf(call->arena, "%s.uses[%zu]", path, i);

		if (text_is_blank(use->use))
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.use", at), MSG_FIELD_REQUIRED);
		for (size_t j = 0; j < i; j++)
			if (strcmp(breakdown->uses[j].use, use->use) == 0)
				STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.use", at), MSG_FUNDS_TWICE,
						 use->use);
		if (use->remainder && remainder)
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.remainder", at),
					 MSG_FUNDS_REMAINDER_TWICE);
		remainder |= use->remainder;
		amount_check(call, use->amount, arena_printf(call->arena, "%s.amount", at));
	}
}

/* Its uses are the payments, to the last 分: what is not known stands there as the remainder. The sum says nothing where an
 * amount could not be read. */
static void breakdown_check(struct call *call, const struct funds *funds, size_t index, bool readable)
{
	const struct fund_breakdown *breakdown = &funds->breakdowns[index];
	const char *path = arena_printf(call->arena, "breakdowns[%zu]", index);
	struct money paid, sum = { 0 };
	bool exact = paid_total(funds, &paid);

	if (text_is_blank(breakdown->name))
		STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.name", path), MSG_FIELD_REQUIRED);
	for (size_t i = 0; i < index; i++)
		if (strcmp(funds->breakdowns[i].name, breakdown->name) == 0)
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "%s.name", path), MSG_FUNDS_TWICE,
					 breakdown->name);
	uses_check(call, breakdown, path);
	for (size_t i = 0; i < breakdown->n_uses; i++)
		exact = exact && money_add(sum, breakdown->uses[i].amount, &sum);
	if (readable && (!exact || sum.fen != paid.fen))
		STATUS_VIOLATION(call->status, path, MSG_FUNDS_SUM, breakdown->name, money_format(call->arena, sum),
				 money_format(call->arena, paid));
}

/* An amount as it was typed becomes one in 元, as it is kept. One that is none is named, and 0 for what else is checked. */
static void amount_read(struct call *call, char **text, const char *path)
{
	struct money amount = { 0 };

	if (**text == '\0')
		STATUS_VIOLATION(call->status, path, MSG_FIELD_REQUIRED);
	else if (strlen(*text) > AMOUNT_LIMIT)
		STATUS_VIOLATION(call->status, path, MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", AMOUNT_LIMIT));
	else if (!value_money_parse(call->arena, *text, path, &amount, call->status))
		amount = (struct money){ 0 };
	*text = money_format(call->arena, amount);
}

/* False if one is none: then nothing can be summed. */
static bool amounts_read(struct call *call, Jixiao__Funds *record)
{
	for (size_t i = 0; i < record->n_flows; i++) {
		amount_read(call, &record->flows[i]->received, arena_printf(call->arena, "flows[%zu].received", i));
		amount_read(call, &record->flows[i]->paid, arena_printf(call->arena, "flows[%zu].paid", i));
	}
	for (size_t i = 0; i < record->n_breakdowns; i++)
		for (size_t j = 0; j < record->breakdowns[i]->n_uses; j++)
			amount_read(call, &record->breakdowns[i]->uses[j]->amount,
				    arena_printf(call->arena, "breakdowns[%zu].uses[%zu].amount", i, j));
	return call->status->n_violations == 0;
}

static enum status_code put_check(struct call *call, Jixiao__Funds *record)
{
	Jixiao__Scheme *scheme = NULL;
	struct funds funds;
	bool readable;
	enum status_code code = scheme_find(call, &scheme);

	if (code != STATUS_OK)
		return code;
	readable = amounts_read(call, record);
	if (funds_from_record(call->arena, record, "", &funds, call->status) == STATUS_OK) {
		flows_check(call, scheme, &funds);
		for (size_t i = 0; i < funds.n_breakdowns; i++)
			breakdown_check(call, &funds, i, readable);
	}
	code = evidence_check_cited(call, record->evidence, record->n_evidence, "evidence");
	if (code != STATUS_OK)
		return code;
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code funds_put(struct call *call)
{
	const Jixiao__FundsPutRequest *request = (const void *)call->request;
	Jixiao__Funds *funds = (void *)call->reply;
	enum status_code code;

	funds->evaluation = request->evaluation;
	funds->n_flows = request->n_flows;
	funds->flows = request->flows;
	funds->n_breakdowns = request->n_breakdowns;
	funds->breakdowns = request->breakdowns;
	funds->n_evidence = request->n_evidence;
	funds->evidence = request->evidence;
	funds->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	funds->entered_by = arena_strdup(call->arena, call->person);
	code = put_check(call, funds);
	return code == STATUS_OK ? record_put(call->txn, funds_key(call), &funds->base, request->revision, call->status) : code;
}

/* ---- Submit, Accept, SendBack ---- */

static enum status_code funds_reply(struct call *call, Jixiao__Funds *funds)
{
	call->reply = &funds->base;
	return record_put(call->txn, funds_key(call), &funds->base, funds->revision, call->status);
}

enum status_code funds_submit(struct call *call)
{
	struct dossier *dossier;
	Jixiao__Funds *funds;
	enum status_code code;

	code = funds_find(call, &funds);
	if (code == STATUS_OK)
		code = dossier_load(call, &dossier);
	if (code != STATUS_OK)
		return code;
	if (funds->state != JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT && funds->state != JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_FUNDS_NOT_OPEN);
	funds_check(dossier, call->status);
	code = status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_ENTRY_INCOMPLETE);
	if (code != STATUS_OK)
		return code;
	funds->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED;
	return funds_reply(call, funds);
}

/* Back to what it was, as entries are. */
enum status_code funds_withdraw(struct call *call)
{
	Jixiao__Funds *funds;
	enum status_code code = funds_find(call, &funds);

	if (code == STATUS_OK)
		code = undo_demand(call, funds_key(call), "Funds.Submit");
	if (code != STATUS_OK)
		return code;
	funds->state = *funds->reviewed_by != '\0' ? JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED
						   : JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	return funds_reply(call, funds);
}

static enum status_code funds_review(struct call *call, Jixiao__EntryState to)
{
	const Jixiao__FundsReviewRequest *request = (const void *)call->request;
	struct review review = review_begin(call, to, request->comment);
	Jixiao__Funds *funds;
	enum status_code code;

	code = funds_find(call, &funds);
	if (code != STATUS_OK)
		return code;
	review_check(&review, funds->state, funds->entered_by, "funds", "funds");
	code = review_conclude(&review);
	if (code != STATUS_OK)
		return code;
	funds->state = to;
	funds->reviewed_by = arena_strdup(call->arena, call->person);
	funds->comment = request->comment;
	return funds_reply(call, funds);
}

enum status_code funds_accept(struct call *call)
{
	return funds_review(call, JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
}

enum status_code funds_send_back(struct call *call)
{
	return funds_review(call, JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
}

enum status_code funds_get(struct call *call)
{
	Jixiao__Funds *funds;
	enum status_code code = funds_find(call, &funds);

	if (code == STATUS_OK)
		call->reply = &funds->base;
	return code;
}
