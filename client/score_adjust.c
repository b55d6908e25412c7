#include "client/score_adjust.h"

#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/text_file.h"
#include "common/rpc/pb.h"

enum status_code score_withdraw(struct context *context, const struct arguments *arguments)
{
	Jixiao__ScoreWithdrawRequest request = JIXIAO__SCORE_WITHDRAW_REQUEST__INIT;
	Jixiao__ScoreWithdrawReply *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.indicators = positional_rest(arguments, 1, &request.n_indicators);
	code = context_call(context, "Score.Withdraw", &request.base, &jixiao__score_withdraw_reply__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_SCORE_WITHDRAWN, arena_printf(context->arena, "%zu", reply->n_indicators),
			    join(context, reply->indicators, reply->n_indicators));
	return code;
}

/* "C11=38.5" */
static enum status_code read_pair(struct context *context, const char *text, Jixiao__ScoreAdjustment **adjustment)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text || equals[1] == '\0')
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_ADJUST_FORM, text);
	*adjustment = (void *)pb_new(context->arena, &jixiao__score_adjustment__descriptor);
	(*adjustment)->indicator = arena_printf(context->arena, "%.*s", (int)(equals - text), text);
	(*adjustment)->points = arena_strdup(context->arena, equals + 1);
	return STATUS_OK;
}

/* Those of the command line, then those of the spreadsheet. */
static enum status_code read_adjustments(struct context *context, const struct arguments *arguments,
					 Jixiao__ScoreAdjustRequest *request)
{
	const char *path = argument(arguments, "table");
	size_t n;
	char **pairs = positional_rest(arguments, 1, &n);
	enum status_code code = STATUS_OK;

	request->adjustments = arena_alloc(context->arena, n * sizeof(*request->adjustments));
	for (size_t i = 0; i < n && code == STATUS_OK; i++)
		code = read_pair(context, pairs[i], &request->adjustments[request->n_adjustments++]);
	if (code == STATUS_OK && path != NULL)
		code = adjust_table_read(context->arena, path, &request->adjustments, &request->n_adjustments,
					 &context->status);
	if (code == STATUS_OK && request->n_adjustments == 0)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_ADJUST_NOTHING);
	return code;
}

/* What is adjusted is what stands now: its revisions are read first. */
static enum status_code read_revisions(struct context *context, Jixiao__ScoreAdjustRequest *request)
{
	Jixiao__ScoreListRequest list = JIXIAO__SCORE_LIST_REQUEST__INIT;
	Jixiao__ScoreListReply *reply;
	enum status_code code;

	list.evaluation = request->evaluation;
	code = context_call(context, "Score.List", &list.base, &jixiao__score_list_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < request->n_adjustments; i++)
		for (size_t k = 0; k < reply->n_scores; k++)
			if (strcmp(reply->scores[k]->indicator, request->adjustments[i]->indicator) == 0)
				request->adjustments[i]->revision = reply->scores[k]->revision;
	return STATUS_OK;
}

enum status_code score_adjust(struct context *context, const struct arguments *arguments)
{
	Jixiao__ScoreAdjustRequest request = JIXIAO__SCORE_ADJUST_REQUEST__INIT;
	Jixiao__ScoreListReply *reply;
	const char *reason;
	char **codes;
	bool undo;
	enum status_code code = option_undo(context, arguments, &undo);

	if (code == STATUS_OK && undo)
		return score_withdraw(context, arguments);
	request.evaluation = positional(arguments, 0);
	if (code == STATUS_OK)
		code = text_argument(context, arguments, "reason", "file", &reason);
	if (code == STATUS_OK)
		code = read_adjustments(context, arguments, &request);
	if (code == STATUS_OK)
		code = read_revisions(context, &request);
	if (code != STATUS_OK)
		return code;
	request.reason = (char *)(reason != NULL ? reason : "");
	code = context_call(context, "Score.Adjust", &request.base, &jixiao__score_list_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	codes = arena_alloc(context->arena, reply->n_scores * sizeof(*codes));
	for (size_t i = 0; i < reply->n_scores; i++)
		codes[i] = reply->scores[i]->indicator;
	OUTPUT_DONE(context, reply, MSG_DONE_SCORE_ADJUSTED, arena_printf(context->arena, "%zu", reply->n_scores),
		    join(context, codes, reply->n_scores));
	note_own_scores(context, request.evaluation, codes, reply->n_scores);
	return STATUS_OK;
}
