#include "server/service/earlier.h"

#include <string.h>

#include "common/domain/summary.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/service/summary.h"

static enum status_code shell_find(struct call *call, const char *id, Jixiao__Evaluation **shell)
{
	enum status_code code =
		RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", id, jixiao__evaluation, shell, call->status);

	if (code != STATUS_NOT_FOUND)
		return code;
	*shell = NULL;
	return STATUS_OK;
}

static bool is_among(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

enum status_code earlier_chain(struct call *call, const Jixiao__Evaluation *shell, const char *ids[EARLIER_MOST], size_t *n)
{
	enum status_code code = STATUS_OK;

	*n = 0;
	while (code == STATUS_OK && shell != NULL && *shell->from != '\0' && *n < EARLIER_MOST &&
	       !is_among(ids, *n, shell->from)) {
		Jixiao__Evaluation *before;

		code = shell_find(call, shell->from, &before);
		if (code == STATUS_OK && before != NULL)
			ids[(*n)++] = before->id;
		shell = before;
	}
	return code;
}

/* *${result} is NULL if it has no total. */
static enum status_code result_of(struct call *call, const char *id, Jixiao__EarlierResult **result)
{
	struct call inner = *call;
	Jixiao__EvaluationSummary *summary;
	enum status_code code = shell_find(call, id, &inner.shell);

	*result = NULL;
	inner.evaluation = id;
	if (code == STATUS_OK)
		code = summary_compute(&inner, &summary);
	if (code != STATUS_OK || *summary->total == '\0')
		return code;
	*result = (void *)pb_new(call->arena, &jixiao__earlier_result__descriptor);
	(*result)->evaluation = summary->evaluation;
	(*result)->year = summary->year;
	(*result)->total = summary->total;
	(*result)->grade = summary->grade;
	(*result)->execution_rate = summary->execution_rate;
	(*result)->n_lines = summary->n_lines;
	(*result)->lines = summary->lines;
	return STATUS_OK;
}

enum status_code earlier_take(struct call *call)
{
	Jixiao__Evaluation *shell = call->shell;
	const char *ids[EARLIER_MOST];
	size_t n;
	enum status_code code = earlier_chain(call, shell, ids, &n);

	shell->earlier = arena_alloc(call->arena, EARLIER_MOST * sizeof(*shell->earlier));
	shell->n_earlier = 0;
	for (size_t i = n; code == STATUS_OK && i > 0; i--) {
		Jixiao__EarlierResult *result;

		code = result_of(call, ids[i - 1], &result);
		if (code == STATUS_OK && result != NULL)
			shell->earlier[shell->n_earlier++] = result;
	}
	return code;
}
