#include "client/scheme_diff.h"

#include "client/change_words.h"
#include "client/indicator_changes.h"
#include "client/request.h"

static enum status_code get(struct context *context, char *evaluation, Jixiao__SchemeGetReply **reply)
{
	Jixiao__SchemeGetRequest request = JIXIAO__SCHEME_GET_REQUEST__INIT;

	request.evaluation = evaluation;
	return context_call(context, "Scheme.Get", &request.base, &jixiao__scheme_get_reply__descriptor, reply);
}

/* The evaluation that ${evaluation} goes on from. */
static enum status_code find_earlier(struct context *context, char *evaluation, char **earlier)
{
	Jixiao__EvaluationGetRequest request = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	Jixiao__Evaluation *shell;
	enum status_code code;

	request.evaluation = evaluation;
	code = context_call(context, "Evaluation.Get", &request.base, &jixiao__evaluation__descriptor, &shell);
	if (code == STATUS_OK && *shell->from == '\0')
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_DIFF_FROM, evaluation);
	if (code == STATUS_OK)
		*earlier = shell->from;
	return code;
}

static void compare_heads(struct sentence_list *list, const Jixiao__Scheme *before, const Jixiao__Scheme *after)
{
	Jixiao__Scheme left = *before;
	const char *words;

	left.evaluation = after->evaluation;
	left.entered_by = after->entered_by;
	left.revision = after->revision;
	words = message_changes(list->context, &after->base, &left.base);
	if (*words != '\0')
		sentence_add(list, MSG_SCHEME_CHANGED, words, NULL, NULL);
}

enum status_code scheme_diff(struct context *context, const struct arguments *arguments)
{
	char *evaluation = positional(arguments, 0), *earlier = positional(arguments, 1);
	struct sentence_list list = { .context = context };
	Jixiao__SchemeGetReply *before, *after;
	enum status_code code = get(context, evaluation, &after);

	if (code == STATUS_OK && *earlier == '\0')
		code = find_earlier(context, evaluation, &earlier);
	if (code == STATUS_OK)
		code = get(context, earlier, &before);
	if (code == STATUS_OK && (before->scheme == NULL || after->scheme == NULL))
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_SCHEME_NONE,
				   before->scheme == NULL ? earlier : evaluation);
	if (code != STATUS_OK)
		return code;
	list.sentences =
		arena_alloc(context->arena, (1 + before->n_indicators + after->n_indicators) * sizeof(*list.sentences));
	compare_heads(&list, before->scheme, after->scheme);
	indicators_compare(&list, &(struct tree){ before->indicators, before->n_indicators },
			   &(struct tree){ after->indicators, after->n_indicators });
	if (list.n > 0)
		output_sentences(context, list.sentences, list.n);
	else
		OUTPUT_RESULT(context, MSG_SCHEME_SAME, evaluation, earlier);
	return STATUS_OK;
}
