/* jixiao audit: the audit log: checked, read, followed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/audit_check.h"
#include "client/history.h"
#include "client/method_words.h"
#include "client/output.h"
#include "client/request.h"
#include "client/words.h"
#include "common/rpc/descriptor_json.h"

extern const struct command_group audit_commands;

static const struct {
	Jixiao__RecordType type;
	const char *name;
} record_types[] = {
	{ JIXIAO__RECORD_TYPE__RECORD_USER, "user" },
	{ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "evaluation" },
	{ JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, "member" },
	{ JIXIAO__RECORD_TYPE__RECORD_SCHEME, "scheme" },
	{ JIXIAO__RECORD_TYPE__RECORD_INDICATOR, "indicator" },
	{ JIXIAO__RECORD_TYPE__RECORD_FUNDS, "funds" },
	{ JIXIAO__RECORD_TYPE__RECORD_ENTRY, "entry" },
	{ JIXIAO__RECORD_TYPE__RECORD_EVIDENCE, "evidence" },
	{ JIXIAO__RECORD_TYPE__RECORD_SCORE, "score" },
	{ JIXIAO__RECORD_TYPE__RECORD_NARRATIVE, "narrative" },
	{ JIXIAO__RECORD_TYPE__RECORD_INCONSISTENCY, "inconsistency" },
	{ JIXIAO__RECORD_TYPE__RECORD_FINDING, "finding" },
	{ JIXIAO__RECORD_TYPE__RECORD_RECOMMENDATION, "recommendation" },
	{ JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT, "rectification" },
	{ JIXIAO__RECORD_TYPE__RECORD_APPROVAL, "approval" },
	{ JIXIAO__RECORD_TYPE__RECORD_CATALOGUE_ITEM, "catalogue" },
	{ JIXIAO__RECORD_TYPE__RECORD_SEAL, "seal" },
	{ JIXIAO__RECORD_TYPE__RECORD_TEMPLATE, "template" },
	{ JIXIAO__RECORD_TYPE__RECORD_SURVEY, "survey" },
	{ JIXIAO__RECORD_TYPE__RECORD_ANSWER_BATCH, "answers" },
};

enum { RECORD_TYPES = sizeof(record_types) / sizeof(*record_types) };

enum {
	LOG_USUAL = 100,  /* events that `log` lists if nobody says how many */
	PAGE_MOST = 1000, /* that the server gives at once */
};

/* ---- checkpoint ---- */

static enum status_code checkpoint(struct context *context, const struct arguments *arguments)
{
	Jixiao__AuditCheckpointReply *reply;
	char root[DIGEST_HEX_SIZE];
	struct table *table;
	enum status_code code = audit_checkpoint(context, &reply);

	(void)arguments;
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	digest_hex(reply->checkpoint->root.data, root);
	table = detail_new(context);
	detail_row(context, table, "事件数", "events", number_text(context, reply->checkpoint->size));
	detail_row(context, table, "根", "root", arena_printf(context->arena, "sha256:%s", root));
	detail_row(context, table, "签名时间", "signed", time_in_words(context->arena, reply->checkpoint->time));
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

/* ---- verify ---- */

static enum status_code verify(struct context *context, const struct arguments *arguments)
{
	struct status faults = STATUS_INIT;
	struct audit_check check;
	enum status_code code = audit_check(context, &check, &faults);

	(void)arguments;
	if (code == STATUS_OK && faults.n_violations > 0) {
		status_copy(&context->status, &faults);
		code = STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_AUDIT_FAULTS,
				   number_text(context, faults.n_violations));
	}
	status_clear(&faults);
	if (code == STATUS_OK && !output_message(context, &check.server->base)) {
		char hex[DIGEST_HEX_SIZE];

		digest_hex(check.root, hex);
		OUTPUT_LINE(context, MSG_AUDIT_CLEAN, number_text(context, check.events),
			    number_text(context, check.server->records), arena_printf(context->arena, "sha256:%s", hex));
		if (check.has_witness)
			OUTPUT_LINE(context, MSG_AUDIT_WITNESSED, number_text(context, check.witnessed));
	}
	return code;
}

/* ---- events ---- */

static const char *type_word(enum language language, Jixiao__RecordType type)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&jixiao__record_type__descriptor, (int)type);

	return value != NULL ? message_plain(language, message_by_name(value->name)) : "?";
}

static const char *record_word(struct context *context, const Jixiao__Change *change)
{
	return arena_printf(context->arena, "%s %s", type_word(context->language, change->type), change->id);
}

/* "填报 C11、得分 C11": the first few, then how many more. */
static const char *changes_in_words(struct context *context, const Jixiao__EventHead *head)
{
	enum { SHOWN = 4 };
	char *words[SHOWN + 1];
	size_t n = 0;

	for (; n < head->n_changes && n < SHOWN; n++)
		words[n] = (char *)(uintptr_t)record_word(context, head->changes[n]);
	if (head->n_changes > SHOWN)
		words[n++] = arena_printf(context->arena, "+%zu", head->n_changes - SHOWN);
	return join(context, words, n);
}

static struct table *event_table(struct context *context)
{
	struct table *table = table_new(context);

	table_column(table, "序号", "event", COLUMN_RIGHT);
	table_column(table, "时间", "time", COLUMN_LEFT);
	table_column(table, "人员", "person", COLUMN_LEFT);
	table_column(table, "事项", "act", COLUMN_LEFT);
	table_column(table, "评价", "evaluation", COLUMN_LEFT);
	table_column(table, "改动的记录", "records changed", COLUMN_WRAP);
	return table;
}

static const char *act_word(const struct context *context, const Jixiao__EventHead *head)
{
	const char *word = method_word(context->language, head->method);

	return word != NULL ? word : head->method;
}

static void event_row(struct context *context, struct table *table, const Jixiao__EventView *view)
{
	const Jixiao__EventHead *head = view->head;

	if (head != NULL)
		TABLE_ROW(table, number_text(context, head->sequence), time_in_words(context->arena, head->time), head->person,
			  act_word(context, head), head->evaluation, changes_in_words(context, head));
}

/* The newest ${limit} events before event ${before} (0: of all), newest first, as one reply. */
static enum status_code list_events(struct context *context, const char *evaluation, uint64_t before, uint64_t limit,
				    Jixiao__EventListReply *all)
{
	Jixiao__EventListRequest request = JIXIAO__EVENT_LIST_REQUEST__INIT;
	Jixiao__EventListReply *page;

	request.evaluation = (char *)(uintptr_t)evaluation;
	request.newest = true;
	request.before = before;
	do {
		enum status_code code;

		request.limit = limit - all->n_events < PAGE_MOST ? (uint32_t)(limit - all->n_events) : PAGE_MOST;
		code = context_call(context, "Event.List", &request.base, &jixiao__event_list_reply__descriptor, &page);
		if (code != STATUS_OK)
			return code;
		all->events = arena_grow(context->arena, all->events, all->n_events * sizeof(*all->events),
					 (all->n_events + page->n_events) * sizeof(*all->events));
		for (size_t i = 0; i < page->n_events; i++)
			all->events[all->n_events++] = page->events[i];
		request.cursor = all->cursor = page->cursor;
	} while (page->cursor.len > 0 && all->n_events < limit);
	return STATUS_OK;
}

static enum status_code print_events(struct context *context, const Jixiao__EventListReply *reply)
{
	struct table *table;

	if (output_message(context, &reply->base))
		return STATUS_OK;
	table = event_table(context);
	for (size_t i = 0; i < reply->n_events; i++)
		event_row(context, table, reply->events[i]);
	table_print(table, MSG_EVENTS_NONE);
	return STATUS_OK;
}

/* How to see what comes before the last one that was listed. */
static void note_older(struct context *context, const char *evaluation, const Jixiao__EventListReply *reply)
{
	const Jixiao__EventHead *last = reply->n_events > 0 ? reply->events[reply->n_events - 1]->head : NULL;

	if (reply->cursor.len > 0 && last != NULL)
		OUTPUT_NOTE(context, MSG_EVENTS_OLDER, number_text(context, last->sequence),
			    *evaluation != '\0' ? arena_printf(context->arena, " --evaluation %s", evaluation) : "");
}

static enum status_code show_log(struct context *context, const struct arguments *arguments)
{
	Jixiao__EventListReply reply = JIXIAO__EVENT_LIST_REPLY__INIT;
	const char *evaluation = option_or(arguments, "evaluation", (char *)"");
	uint64_t limit = LOG_USUAL, before = 0;
	enum status_code code = option_number(context, arguments, "limit", &limit);

	if (code == STATUS_OK)
		code = option_number(context, arguments, "before", &before);
	if (code == STATUS_OK)
		code = list_events(context, evaluation, before, limit == 0 ? LOG_USUAL : limit, &reply);
	if (code == STATUS_OK)
		code = print_events(context, &reply);
	if (code == STATUS_OK)
		note_older(context, evaluation, &reply);
	return code;
}

static enum status_code find_type(struct context *context, const char *name, Jixiao__RecordType *type)
{
	char *names[RECORD_TYPES];

	for (size_t i = 0; i < RECORD_TYPES; i++) {
		if (strcmp(name, record_types[i].name) == 0 ||
		    strcmp(name, type_word(LANGUAGE_ZH, record_types[i].type)) == 0) {
			*type = record_types[i].type;
			return STATUS_OK;
		}
		names[i] = (char *)(uintptr_t)record_types[i].name;
	}
	return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_RECORD_TYPE_UNKNOWN, name,
			   join(context, names, RECORD_TYPES));
}

static enum status_code history(struct context *context, const struct arguments *arguments)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EventListReply *reply;
	enum status_code code = find_type(context, positional(arguments, 0), &request.type);

	if (code != STATUS_OK)
		return code;
	request.id = positional(arguments, 1);
	request.evaluation = option_or(arguments, "evaluation", request.evaluation);
	code = context_call(context, "Event.History", &request.base, &jixiao__event_list_reply__descriptor, &reply);
	return code == STATUS_OK ? print_history(context, reply, request.type, request.id) : code;
}

/* ---- watch ---- */

/* One line an event as it comes: a table would wait for the last. */
static bool print_event(void *watching, const ProtobufCMessage *message)
{
	const Jixiao__EventView *view = (const void *)message;
	struct context *context = watching;
	struct arena arena = ARENA_INIT, *outer = context->arena;

	context->arena = &arena;
	if (context->output == OUTPUT_JSON)
		printf("%s\n", (const char *)json_canonical(&arena, message).data);
	else if (view->head != NULL)
		printf("%" PRIu64 "  %s  %s  %s  %s  %s\n", view->head->sequence, time_in_words(&arena, view->head->time),
		       view->head->person, act_word(context, view->head), view->head->evaluation,
		       changes_in_words(context, view->head));
	context->arena = outer;
	arena_clear(&arena);
	return fflush(stdout) == 0;
}

static enum status_code watch(struct context *context, const struct arguments *arguments)
{
	Jixiao__EventWatchRequest request = JIXIAO__EVENT_WATCH_REQUEST__INIT;
	Jixiao__AuditCheckpointReply *now;
	enum status_code code;

	if (argument(arguments, "from") != NULL) {
		code = option_number(context, arguments, "from", &request.from);
	} else {
		code = audit_checkpoint(context, &now);
		if (code == STATUS_OK)
			request.from = now->checkpoint->size;
	}
	if (code != STATUS_OK)
		return code;
	request.evaluation = option_or(arguments, "evaluation", request.evaluation);
	return context_stream(context, "Event.Watch", &request.base, &jixiao__event_view__descriptor, print_event, context);
}

/* ---- the table ---- */

#define OF_EVALUATION                                                                                                          \
	{                                                                                                                      \
		"evaluation", "EVALUATION",                                                                                    \
		{                                                                                                              \
			"只看这个评价；不写则看全部（管理员、审计员）",                                                        \
				"only this evaluation; without it all (admin and auditor)"                                     \
		}                                                                                                              \
	}

static const struct option_row log_options[] = {
	OF_EVALUATION,
	{ "limit", "NUMBER", { "列出多少条，默认 100", "how many, 100 by default" } },
	{ "before",
	  "SEQUENCE",
	  { "只列这个序号之前的，用来往前翻页", "only those before this event: for the pages behind the first" } },
	{ NULL },
};

static const struct option_row watch_options[] = {
	OF_EVALUATION,
	{ "from",
	  "SEQUENCE",
	  { "从第几条开始（0 为最早）；不写则只看新的", "first event (0: the oldest); without it only new ones" } },
	{ NULL },
};

static const struct option_row history_options[] = {
	{ "evaluation",
	  "EVALUATION",
	  { "记录所在的评价；用户不属于任何评价", "the evaluation that the record is in; users are in none" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "audit",
	  "verify",
	  "",
	  0,
	  0,
	  { "核对整个审计链：服务器核对记录，本机重新计算根并与签名检查点比对",
	    "check the whole audit log: the server its records, this machine the root against the signed checkpoint" },
	  "jixiao audit verify",
	  NULL,
	  verify,
	  { "Audit.Verify", "Audit.Leaves" } },
	{ "audit",
	  "checkpoint",
	  "",
	  0,
	  0,
	  { "显示审计链的签名检查点", "show the signed checkpoint of the audit log" },
	  "jixiao audit checkpoint",
	  NULL,
	  checkpoint,
	  { "Audit.Checkpoint", "Audit.Consistency" } },
	{ "audit",
	  "log",
	  "",
	  0,
	  0,
	  { "列出审计事件，从新到旧", "list events, newest first" },
	  "jixiao audit log --evaluation 2024-yunxing --limit 20",
	  log_options,
	  show_log,
	  { "Event.List" } },
	{ "audit",
	  "watch",
	  "",
	  0,
	  0,
	  { "实时显示新事件，按 Ctrl-C 结束", "show events as they happen, until Ctrl-C" },
	  "jixiao audit watch --evaluation 2024-yunxing",
	  watch_options,
	  watch,
	  { "Event.Watch" } },
	{ "audit",
	  "history",
	  "TYPE ID",
	  2,
	  2,
	  { "一条记录的全部改动：改了什么，从新到旧；类型如 entry（填报）、score（得分）、finding（问题）",
	    "every change of one record, newest first; types are entry, score, finding, …" },
	  "jixiao audit history entry C11 --evaluation 2024-yunxing",
	  history_options,
	  history,
	  { "Event.History" } },
};

const struct command_group audit_commands = {
	"audit", { "审计链：核对、查看、跟踪", "the audit log" }, commands, sizeof(commands) / sizeof(*commands)
};
