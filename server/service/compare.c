/* Evaluation.Compare: several evaluations side by side. */
#include "common/domain/compare.h"

#include <stdlib.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "server/rpc/authorize.h"
#include "server/service/dossier.h"
#include "server/service/earlier.h"
#include "server/service/handlers.h"
#include "server/service/statistics.h"
#include "server/service/summary.h"

enum { FEWEST = 2, MOST = 20 };

/* ---- which ---- */

struct named {
	const char *id;
	unsigned year;
};

struct search {
	struct arena *arena;
	const char *project, *template; /* one of both */
	unsigned year;			/* 0: any */
	struct named found[MOST + 1];
	size_t n;
};

/* "department" is a template of every version, "department@1" of one. */
static bool is_of_template(const char *made_from, const char *template)
{
	const size_t length = strlen(template);

	return strncmp(made_from, template, length) == 0 && (made_from[length] == '\0' || made_from[length] == '@');
}

static bool is_sought(const struct search *search, const Jixiao__EvaluationSummary *summary)
{
	if (search->year != 0 && summary->year != search->year)
		return false;
	return *search->project != '\0' ? strcmp(summary->project, search->project) == 0
					: is_of_template(summary->template_, search->template);
}

static bool note_sought(void *context, const Jixiao__EvaluationSummary *summary)
{
	struct search *search = context;

	if (is_sought(search, summary))
		search->found[search->n++] = (struct named){ arena_strdup(search->arena, summary->evaluation), summary->year };
	return search->n <= MOST;
}

static int by_year(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* Those of the request's project or template, by year. */
static enum status_code find_sought(struct call *call, const char **ids, size_t *n)
{
	const Jixiao__EvaluationCompareRequest *request = (const void *)call->request;
	struct search search = {
		.arena = call->arena, .project = request->project, .template = request->template_, .year = request->year
	};
	enum status_code code = summaries_visit(call, WHO_EVALUATORS, "", note_sought, &search);

	if (search.n > 1)
		qsort(search.found, search.n, sizeof(search.found[0]), by_year);
	for (size_t i = 0; i < search.n; i++)
		ids[i] = search.found[i].id;
	*n = search.n;
	if (code != STATUS_OK || *n >= FEWEST)
		return code;
	return STATUS_FAIL(
		call->status, STATUS_NOT_FOUND, *request->project != '\0' ? MSG_COMPARE_PROJECT : MSG_COMPARE_TEMPLATE,
		*request->project != '\0' ? request->project : request->template_, arena_printf(call->arena, "%zu", *n));
}

static bool stands_before(const char **ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

/* One alone is compared with those that it goes on from, as far back as the caller may see them. */
static enum status_code follow(struct call *call, const char *id, const char *ids[MOST + 1], size_t *n)
{
	const char *earlier[EARLIER_MOST];
	Jixiao__Evaluation *shell;
	size_t n_earlier = 0, seen = 0;
	unsigned who;
	enum status_code code =
		RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", id, jixiao__evaluation, &shell, call->status);

	if (code == STATUS_OK)
		code = earlier_chain(call, shell, earlier, &n_earlier);
	for (; code == STATUS_OK && seen < n_earlier; seen++) {
		code = authorize_who(call->txn, call->person, earlier[seen], &who, call->status);
		if ((who & (WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR)) == 0)
			break;
	}
	if (code != STATUS_OK && code != STATUS_NOT_FOUND)
		return code;
	if (seen == 0)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_COMPARE_COUNT);
	for (size_t i = 0; i < seen; i++)
		ids[i] = earlier[seen - 1 - i];
	ids[seen] = id;
	*n = seen + 1;
	return STATUS_OK;
}

/* The request's evaluations, or those of its project or template: FEWEST to MOST, each once. */
static enum status_code choose(struct call *call, const char *ids[MOST + 1], size_t *n)
{
	const Jixiao__EvaluationCompareRequest *request = (const void *)call->request;

	const bool sought = *request->project != '\0' || *request->template_ != '\0';

	*n = 0;
	if ((*request->project != '\0') + (*request->template_ != '\0') + (request->n_evaluations > 0) > 1)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_COMPARE_BOTH);
	if (sought && find_sought(call, ids, n) != STATUS_OK)
		return call->status->code;
	if (request->n_evaluations == 1)
		return follow(call, request->evaluations[0], ids, n);
	for (size_t i = 0; i < request->n_evaluations && *n <= MOST; i++)
		if (!stands_before(ids, *n, request->evaluations[i]))
			ids[(*n)++] = request->evaluations[i];
	if (*n < FEWEST || *n > MOST)
		return STATUS_FAIL(call->status, STATUS_INVALID_ARGUMENT, MSG_COMPARE_COUNT);
	return STATUS_OK;
}

/* ---- the caller's rights, and what there is ---- */

/* Who evaluates nothing there is refused by its name, whether it exists or not. */
static enum status_code load(struct call *call, const char *id, struct compared *compared, Jixiao__EvaluationSummary **message)
{
	struct call inner = *call;
	struct dossier *dossier;
	enum status_code code;

	inner.evaluation = id;
	code = authorize_who(call->txn, call->person, id, &inner.who, call->status);
	if (code != STATUS_OK)
		return code;
	if ((inner.who & (WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR)) == 0)
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_COMPARE_NOT_YOURS, id);
	code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", id, jixiao__evaluation, &inner.shell,
			  call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NO_SUCH, "@NOUN_EVALUATION", id);
	if (code == STATUS_OK)
		code = dossier_load_figures(&inner, &dossier);
	if (code != STATUS_OK)
		return code;
	compared->dossier = dossier;
	summary_make(call->arena, dossier, &compared->summary);
	*message = summary_message(&inner, &compared->summary);
	return STATUS_OK;
}

/* ---- the reply ---- */

static Jixiao__ComparedLine *line_message(struct arena *arena, const struct compared_line *line, size_t n)
{
	Jixiao__ComparedLine *message = (void *)pb_new(arena, &jixiao__compared_line__descriptor);

	message->name = arena_strdup(arena, line->name);
	message->n_rates = n;
	message->rates = arena_alloc(arena, n * sizeof(*message->rates));
	for (size_t i = 0; i < n; i++)
		message->rates[i] = arena_strdup(arena, line->rates[i]);
	return message;
}

static Jixiao__Deduction *deduction_message(struct arena *arena, const struct compared *compared,
					    const struct deduction *deduction)
{
	Jixiao__Deduction *message = (void *)pb_new(arena, &jixiao__deduction__descriptor);

	message->evaluation = arena_strdup(arena, compared[deduction->evaluation].dossier->evaluation);
	message->code = arena_strdup(arena, deduction->indicator->code);
	message->weight = decimal_format_places(arena, deduction->indicator->weight, 2);
	message->points = decimal_format_places(arena, deduction->points, 2);
	message->reason = arena_strdup(arena, deduction->score->reason);
	return message;
}

static Jixiao__RecurringDeduction *recurring_message(struct arena *arena, const struct compared *compared,
						     const struct recurring *recurring)
{
	Jixiao__RecurringDeduction *message = (void *)pb_new(arena, &jixiao__recurring_deduction__descriptor);

	message->name = arena_strdup(arena, recurring->indicator->name);
	message->n_deductions = recurring->n;
	message->deductions = arena_alloc(arena, recurring->n * sizeof(*message->deductions));
	for (size_t i = 0; i < recurring->n; i++)
		message->deductions[i] = deduction_message(arena, compared, &recurring->deductions[i]);
	return message;
}

static void fill(struct arena *arena, const struct compared *compared, size_t n, Jixiao__EvaluationCompareReply *reply)
{
	struct compared_line *lines;
	struct recurring *recurring;

	reply->n_lines = compare_lines(arena, compared, n, &lines);
	reply->lines = arena_alloc(arena, reply->n_lines * sizeof(*reply->lines));
	for (size_t i = 0; i < reply->n_lines; i++)
		reply->lines[i] = line_message(arena, &lines[i], n);
	reply->n_deductions = compare_deductions(arena, compared, n, &recurring);
	reply->deductions = arena_alloc(arena, reply->n_deductions * sizeof(*reply->deductions));
	for (size_t i = 0; i < reply->n_deductions; i++)
		reply->deductions[i] = recurring_message(arena, compared, &recurring[i]);
}

enum status_code evaluation_compare(struct call *call)
{
	Jixiao__EvaluationCompareReply *reply = (void *)call->reply;
	struct compared compared[MOST];
	const char *ids[MOST + 1];
	enum status_code code;
	size_t n;

	code = choose(call, ids, &n);
	if (code != STATUS_OK)
		return code;
	reply->evaluations = arena_alloc(call->arena, n * sizeof(*reply->evaluations));
	for (size_t i = 0; i < n && code == STATUS_OK; i++)
		code = load(call, ids[i], &compared[i], &reply->evaluations[reply->n_evaluations++]);
	if (code == STATUS_OK)
		fill(call->arena, compared, n, reply);
	return code;
}
