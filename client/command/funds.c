/* jixiao funds: the project's money, received and paid. */
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/words.h"
#include "common/domain/decimal.h"

extern const struct command_group funds_commands;

/* Begins with what is entered already: the command line replaces parts of it. */
static enum status_code keep_present(struct context *context, Jixiao__FundsPutRequest *request)
{
	Jixiao__FundsGetRequest get = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__Funds *funds;
	enum status_code code;

	get.evaluation = request->evaluation;
	code = call_if_there(context, "Funds.Get", &get.base, &jixiao__funds__descriptor, &funds);
	if (code != STATUS_OK || funds == NULL)
		return code;
	request->flows = funds->flows;
	request->n_flows = funds->n_flows;
	request->breakdowns = funds->breakdowns;
	request->n_breakdowns = funds->n_breakdowns;
	request->evidence = funds->evidence;
	request->n_evidence = funds->n_evidence;
	request->revision = funds->revision;
	return STATUS_OK;
}

/* The flow of ${source}, added if it is not there. */
static Jixiao__FundFlow *flow_of(struct context *context, Jixiao__FundsPutRequest *request, char *source)
{
	Jixiao__FundFlow *flow;

	for (size_t i = 0; i < request->n_flows; i++)
		if (strcmp(request->flows[i]->source, source) == 0)
			return request->flows[i];
	flow = arena_alloc(context->arena, sizeof(*flow));
	jixiao__fund_flow__init(flow);
	flow->source = source;
	request->flows = arena_grow(context->arena, request->flows, request->n_flows * sizeof(flow),
				    (request->n_flows + 1) * sizeof(flow));
	request->flows[request->n_flows++] = flow;
	return flow;
}

/* --received 其他资金=12465000.00, --paid …, --note …: sets one thing of one source. */
static enum status_code read_flows(struct context *context, const struct arguments *arguments, const char *option,
				   Jixiao__FundsPutRequest *request)
{
	char *source, *amount;

	for (const char **given = argument_all(context->arena, arguments, option); *given != NULL; given++) {
		enum status_code code = split_pair(context, option, *given, &source, &amount);
		Jixiao__FundFlow *flow;

		if (code != STATUS_OK)
			return code;
		flow = flow_of(context, request, source);
		if (strcmp(option, "received") == 0)
			flow->received = amount;
		else if (strcmp(option, "paid") == 0)
			flow->paid = amount;
		else
			flow->note = amount;
	}
	return STATUS_OK;
}

/* A breakdown that the command line names is written anew: its old uses go. */
static Jixiao__FundBreakdown *breakdown_of(struct context *context, Jixiao__FundsPutRequest *request, char *name,
					   size_t *n_kept)
{
	Jixiao__FundBreakdown *breakdown;
	size_t i;

	for (i = *n_kept; i < request->n_breakdowns; i++)
		if (strcmp(request->breakdowns[i]->name, name) == 0)
			return request->breakdowns[i];
	for (i = 0; i < *n_kept && strcmp(request->breakdowns[i]->name, name) != 0; i++)
		;
	if (i < *n_kept) {
		/* Moved behind those that are kept. */
		memmove(&request->breakdowns[i], &request->breakdowns[i + 1],
			(request->n_breakdowns - i - 1) * sizeof(breakdown));
		request->n_breakdowns--;
		--*n_kept;
	}
	breakdown = arena_alloc(context->arena, sizeof(*breakdown));
	jixiao__fund_breakdown__init(breakdown);
	breakdown->name = name;
	request->breakdowns = arena_grow(context->arena, request->breakdowns, request->n_breakdowns * sizeof(breakdown),
					 (request->n_breakdowns + 1) * sizeof(breakdown));
	request->breakdowns[request->n_breakdowns++] = breakdown;
	return breakdown;
}

/* "按用途:柔性引才=6400000.00" */
static enum status_code read_use(struct context *context, const char *option, const char *given,
				 Jixiao__FundsPutRequest *request, size_t *n_kept)
{
	const char *colon = strchr(given, ':');
	char *name, *use_name, *amount;
	Jixiao__FundBreakdown *breakdown;
	Jixiao__FundUse *use;
	enum status_code code;

	if (colon == NULL || colon == given)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_FUNDS_USE_FORM, option, given);
	name = arena_printf(context->arena, "%.*s", (int)(colon - given), given);
	code = split_pair(context, option, colon + 1, &use_name, &amount);
	if (code != STATUS_OK)
		return code;
	breakdown = breakdown_of(context, request, name, n_kept);
	use = arena_alloc(context->arena, sizeof(*use));
	jixiao__fund_use__init(use);
	use->use = use_name;
	use->amount = amount;
	use->remainder = strcmp(option, "remainder") == 0;
	breakdown->uses = arena_grow(context->arena, breakdown->uses, breakdown->n_uses * sizeof(use),
				     (breakdown->n_uses + 1) * sizeof(use));
	breakdown->uses[breakdown->n_uses++] = use;
	return STATUS_OK;
}

/* --use and --remainder in the order in which they stand. */
static enum status_code read_uses(struct context *context, const struct arguments *arguments, Jixiao__FundsPutRequest *request)
{
	size_t n_kept = request->n_breakdowns;

	for (size_t i = 0; i < arguments->n_options; i++) {
		const char *option = arguments->options[i].name;
		enum status_code code = STATUS_OK;

		if (strcmp(option, "use") == 0 || strcmp(option, "remainder") == 0)
			code = read_use(context, option, arguments->options[i].value, request, &n_kept);
		if (code != STATUS_OK)
			return code;
	}
	return STATUS_OK;
}

/* What was typed in another form than it is kept in. The server keeps the order. */
static void note_amount(struct context *context, const char *typed, const char *kept)
{
	struct money amount;

	if (!money_parse(typed, &amount))
		OUTPUT_NOTE(context, MSG_VALUE_UNDERSTOOD, typed, arena_printf(context->arena, "%s元", kept));
}

static void note_amounts(struct context *context, const Jixiao__FundsPutRequest *request, const Jixiao__Funds *funds)
{
	for (size_t i = 0; i < request->n_flows && i < funds->n_flows; i++) {
		note_amount(context, request->flows[i]->received, funds->flows[i]->received);
		note_amount(context, request->flows[i]->paid, funds->flows[i]->paid);
	}
	for (size_t i = 0; i < request->n_breakdowns && i < funds->n_breakdowns; i++)
		for (size_t j = 0; j < request->breakdowns[i]->n_uses && j < funds->breakdowns[i]->n_uses; j++)
			note_amount(context, request->breakdowns[i]->uses[j]->amount, funds->breakdowns[i]->uses[j]->amount);
}

static enum status_code put(struct context *context, const struct arguments *arguments)
{
	Jixiao__FundsPutRequest request = JIXIAO__FUNDS_PUT_REQUEST__INIT;
	Jixiao__Funds *funds;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = keep_present(context, &request);
	if (code != STATUS_OK)
		return code;
	option_list(context, arguments, "evidence", &request.evidence, &request.n_evidence);
	code = read_flows(context, arguments, "received", &request);
	if (code == STATUS_OK)
		code = read_flows(context, arguments, "paid", &request);
	if (code == STATUS_OK)
		code = read_flows(context, arguments, "note", &request);
	if (code == STATUS_OK)
		code = read_uses(context, arguments, &request);
	if (code == STATUS_OK)
		code = option_number(context, arguments, "revision", &request.revision);
	if (code == STATUS_OK)
		code = context_call(context, "Funds.Put", &request.base, &jixiao__funds__descriptor, &funds);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, funds, MSG_DONE_FUNDS_PUT, request.evaluation);
	note_amounts(context, &request, funds);
	note_own_work(context, request.evaluation);
	return STATUS_OK;
}

static enum status_code submit(struct context *context, const struct arguments *arguments)
{
	Jixiao__FundsGetRequest request = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__Funds *reply;
	const bool undo = argument(arguments, "undo") != NULL;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, undo ? "Funds.Withdraw" : "Funds.Submit", &request.base, &jixiao__funds__descriptor,
			    &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, undo ? MSG_DONE_FUNDS_WITHDRAWN : MSG_DONE_FUNDS_SUBMITTED);
	return code;
}

static enum status_code review(struct context *context, const struct arguments *arguments, const char *method,
			       enum message_id done)
{
	Jixiao__FundsReviewRequest request = JIXIAO__FUNDS_REVIEW_REQUEST__INIT;
	Jixiao__Funds *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.comment = option_or(arguments, "comment", (char *)"");
	code = context_call(context, method, &request.base, &jixiao__funds__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, done);
	return code;
}

static enum status_code accept_funds(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Funds.Accept", MSG_DONE_FUNDS_ACCEPTED);
}

static enum status_code send_back(struct context *context, const struct arguments *arguments)
{
	return review(context, arguments, "Funds.SendBack", MSG_DONE_FUNDS_RETURNED);
}

static void print_flows(struct context *context, const Jixiao__Funds *funds)
{
	struct table *table = table_new(context);

	table_column(table, "来源", "source", COLUMN_LEFT);
	table_column(table, "到位（元）", "received (yuan)", COLUMN_RIGHT);
	table_column(table, "支付（元）", "paid (yuan)", COLUMN_RIGHT);
	table_column(table, "说明", "note", COLUMN_WRAP);
	for (size_t i = 0; i < funds->n_flows; i++)
		TABLE_ROW(table, funds->flows[i]->source, funds->flows[i]->received, funds->flows[i]->paid,
			  funds->flows[i]->note);
	table_print(table, MSG_FUNDS_NO_FLOWS);
}

static void print_uses(struct context *context, const Jixiao__Funds *funds)
{
	struct table *table = table_new(context);

	table_column(table, "分类", "breakdown", COLUMN_LEFT);
	table_column(table, "用途", "use", COLUMN_WRAP);
	table_column(table, "金额（元）", "amount (yuan)", COLUMN_RIGHT);
	table_column(table, "", "", COLUMN_LEFT);
	for (size_t i = 0; i < funds->n_breakdowns; i++)
		for (size_t j = 0; j < funds->breakdowns[i]->n_uses; j++) {
			const Jixiao__FundUse *use = funds->breakdowns[i]->uses[j];

			TABLE_ROW(table, funds->breakdowns[i]->name, use->use, use->amount,
				  use->remainder ? message_plain(context->language, MSG_FUNDS_REMAINDER) : "");
		}
	table_print(table, MSG_FUNDS_NO_USES);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__FundsGetRequest request = JIXIAO__FUNDS_GET_REQUEST__INIT;
	Jixiao__Funds *funds;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Funds.Get", &request.base, &jixiao__funds__descriptor, &funds);
	if (code != STATUS_OK || output_message(context, &funds->base))
		return code;
	print_flows(context, funds);
	print_uses(context, funds);
	table = detail_new(context);
	detail_row(context, table, "状态", "state", entry_state_word(context->language, funds->state));
	detail_row(context, table, "佐证材料", "evidence", join(context, funds->evidence, funds->n_evidence));
	detail_row(context, table, "填报人", "entered by", funds->entered_by);
	detail_row(context, table, "审核人", "reviewed by", funds->reviewed_by);
	detail_row(context, table, "审核意见", "comment", funds->comment);
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static const struct option_row put_options[] = {
	{ "received", "SOURCE=AMOUNT", { "到位金额，元", "received, yuan" }, .repeated = true },
	{ "paid", "SOURCE=AMOUNT", { "支付金额，元", "paid, yuan" }, .repeated = true },
	{ "note",
	  "SOURCE=TEXT",
	  { "支付多于到位、到位多于预算的原因", "why more was paid than received, or received than budgeted" },
	  .repeated = true },
	{ "use",
	  "BREAKDOWN:USE=AMOUNT",
	  { "支出用途；写到的分类整体替换", "a use; a breakdown that is named is replaced whole" },
	  .repeated = true },
	{ "remainder",
	  "BREAKDOWN:USE=AMOUNT",
	  { "该分类中未列明的余额", "what the breakdown does not specify" },
	  .repeated = true },
	OPTION_EVIDENCE_REPLACED,
	OPTION_REVISION,
	{ NULL },
};

static const struct command commands[] = {
	{ "funds",
	  "put",
	  "EVALUATION",
	  1,
	  1,
	  { "填报资金到位和支付", "enter what was received and paid" },
	  "jixiao funds put 2024-yunxing --received 其他资金=12465000.00 --paid 其他资金=10742000.00 "
	  "--use 按用途:柔性引才=6400000.00 --remainder 按用途:未列明=4342000.00",
	  put_options,
	  put,
	  { "Funds.Put" } },
	{ "funds",
	  "submit",
	  "EVALUATION",
	  1,
	  1,
	  { "提交审核", "hand in" },
	  "jixiao funds submit 2024-yunxing",
	  undo_options,
	  submit,
	  { "Funds.Submit", "Funds.Withdraw" } },
	{ "funds",
	  "accept",
	  "EVALUATION",
	  1,
	  1,
	  { "审核通过（组长；不能是填报人）", "accept (leader, not who entered it)" },
	  "jixiao funds accept 2024-yunxing",
	  comment_options,
	  accept_funds,
	  { "Funds.Accept" } },
	{ "funds",
	  "return",
	  "EVALUATION",
	  1,
	  1,
	  { "退回并写明意见（组长）", "send back with a comment (leader)" },
	  "jixiao funds return 2024-yunxing --comment 支付数与明细账不符",
	  return_comment_options,
	  send_back,
	  { "Funds.SendBack" } },
	{ "funds",
	  "show",
	  "EVALUATION",
	  1,
	  1,
	  { "查看资金到位、支付和用途", "show received, paid and uses" },
	  "jixiao funds show 2024-yunxing",
	  NULL,
	  show,
	  { "Funds.Get" } },
};

const struct command_group funds_commands = {
	"funds", { "资金：到位、支付和用途", "the project's money" }, commands, sizeof(commands) / sizeof(*commands)
};
