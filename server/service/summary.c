#include "server/service/summary.h"

#include "common/domain/summary.h"
#include "common/record/record_score.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"

/* Raise it when a summary is made in another way, so that those of old stores are made anew. */
enum { SUMMARY_FORM = 2 };

/* ---- making one ---- */

static char *percent_of(struct arena *arena, struct money part, struct money whole)
{
	struct ratio rate;

	if (!ratio_divide_decimals(money_wan(part), money_wan(whole), &rate))
		return arena_strdup(arena, "");
	return ratio_percent(arena, rate);
}

static void write_scores(struct arena *arena, const struct summary *summary, Jixiao__EvaluationSummary *record)
{
	if (!summary->scored)
		return;
	record->total = decimal_format_places(arena, summary->total, 2);
	record->grade = arena_strdup(arena, summary->grade);
	record->n_lines = summary->n_lines;
	record->lines = arena_alloc(arena, summary->n_lines * sizeof(*record->lines));
	for (size_t i = 0; i < summary->n_lines; i++)
		record->lines[i] = score_line_message(arena, &summary->lines[i]);
}

static void write_funds(struct arena *arena, const struct summary *summary, Jixiao__EvaluationSummary *record)
{
	record->budget = money_format(arena, summary->funds.budget);
	if (!summary->funded)
		return;
	record->received = money_format(arena, summary->funds.received);
	record->paid = money_format(arena, summary->funds.paid);
	record->execution_base = money_format(arena, summary->base);
	record->execution_rate = percent_of(arena, summary->funds.paid, summary->base);
}

Jixiao__EvaluationSummary *summary_message(struct call *call, const struct summary *summary)
{
	struct arena *arena = call->arena;
	Jixiao__EvaluationSummary *record = (void *)pb_new(arena, &jixiao__evaluation_summary__descriptor);

	record->form = SUMMARY_FORM;
	record->evaluation = arena_strdup(arena, summary->evaluation);
	record->title = arena_strdup(arena, summary->title);
	record->project = arena_strdup(arena, summary->project);
	record->template_ = arena_strdup(arena, summary->template);
	record->unit = arena_strdup(arena, summary->unit);
	record->year = summary->year;
	record->stage = (Jixiao__Stage)summary->stage;
	record->stage_since = call->shell->stage_since;
	record->planned_end = arena_strdup(arena, summary->planned_end);
	record->scores = summary->scores;
	write_scores(arena, summary, record);
	write_funds(arena, summary, record);
	record->open_findings = summary->open;
	record->closed_findings = summary->closed;
	record->carried_findings = summary->carried;
	record->rectification_due = arena_strdup(arena, summary->due);
	record->n_warnings = early_warning_messages(arena, summary->warnings, summary->n_warnings, &record->warnings);
	return record;
}

enum status_code summary_compute(struct call *call, Jixiao__EvaluationSummary **record)
{
	struct dossier *dossier;
	struct summary summary;
	enum status_code code = dossier_load_figures(call, &dossier);

	if (code != STATUS_OK)
		return code;
	summary_make(call->arena, dossier, &summary);
	*record = summary_message(call, &summary);
	return STATUS_OK;
}

/* ---- keeping it ---- */

#define TYPE(name) (1u << JIXIAO__RECORD_TYPE__RECORD_##name)

/* What a summary is made from. Entries count by their scores alone: so while there is none, filling one in costs no look at all
 * the others. */
static enum status_code changes_summary(struct call *call, bool *changes)
{
	const unsigned types = record_types_changed(call->txn);
	Jixiao__EvaluationSummary *kept;
	enum status_code code;

	*changes =
		(types & (TYPE(EVALUATION) | TYPE(SCHEME) | TYPE(INDICATOR) | TYPE(FUNDS) | TYPE(SCORE) | TYPE(FINDING))) != 0;
	if (*changes || (types & TYPE(ENTRY)) == 0)
		return STATUS_OK;
	code = summary_get(call->txn, call->evaluation, &kept, call->status);
	*changes = code == STATUS_NOT_FOUND || (code == STATUS_OK && kept->scores > 0);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

/* Of ${call} with the record of its evaluation as the transaction has it now. */
static enum status_code make_anew(struct call *call)
{
	Jixiao__EvaluationSummary *summary;
	enum status_code code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", call->evaluation,
					   jixiao__evaluation, &call->shell, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	if (code == STATUS_OK)
		code = summary_compute(call, &summary);
	return code == STATUS_OK ? summary_put(call->txn, summary, call->status) : code;
}

enum status_code summary_keep(struct call *call)
{
	struct call inner = *call;
	bool changes;
	enum status_code code;

	if (*call->evaluation == '\0')
		return STATUS_OK;
	code = changes_summary(call, &changes);
	return code == STATUS_OK && changes ? make_anew(&inner) : code;
}

enum status_code evaluation_summary(struct call *call)
{
	Jixiao__EvaluationSummary *summary;
	enum status_code code = summary_get(call->txn, call->evaluation, &summary, call->status);

	if (code == STATUS_NOT_FOUND)
		code = summary_compute(call, &summary);
	if (code == STATUS_OK)
		*(Jixiao__EvaluationSummary *)call->reply = *summary;
	return code;
}

/* ---- those of another version ---- */

/* Evaluations of one transaction, and the name under which the store notes that all are of this form. */
enum { BATCH = 128 };
static const char form_name[] = "summary-form";

struct catch_up {
	struct store_job job;
	struct server *server;
	struct arena arena;
	const char *after; /* the last evaluation that was looked at */
	bool done;
};

static bool all_are_current(struct store_txn *txn, struct status *status)
{
	struct slice form;

	return meta_get(txn, form_name, &form, status) == STATUS_OK && form.size == 1 && form.data[0] == SUMMARY_FORM;
}

static enum status_code run_catch_up(struct store_job *job, struct store_txn *txn, struct status *status)
{
	static const uint8_t form = SUMMARY_FORM;
	struct catch_up *work = (struct catch_up *)job;
	struct arena arena = ARENA_INIT;
	Jixiao__Evaluation **shells;
	enum status_code code;
	size_t n = 0;

	work->done = all_are_current(txn, status);
	if (work->done || status->code != STATUS_OK)
		return status->code;
	code = record_list(txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", &jixiao__evaluation__descriptor, work->after, BATCH,
			   (ProtobufCMessage ***)&shells, &n, status);
	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		struct call call = {
			.server = work->server, .arena = &arena, .txn = txn, .status = status, .evaluation = shells[i]->id
		};

		code = make_anew(&call);
		work->after = arena_strdup(&work->arena, shells[i]->id);
	}
	arena_clear(&arena);
	if (code != STATUS_OK || n == BATCH)
		return code;
	work->done = true;
	return meta_put(txn, form_name, (struct slice){ &form, 1 }, status);
}

enum status_code summary_catch_up(struct server *server, struct status *status)
{
	struct catch_up work = { .job = { .run = run_catch_up }, .server = server, .arena = ARENA_INIT, .after = "" };
	enum status_code code = STATUS_OK;

	while (code == STATUS_OK && !work.done)
		code = store_submit_wait(server->store, &work.job, status);
	arena_clear(&work.arena);
	return code;
}
