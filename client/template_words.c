#include "client/template_words.h"

#include <string.h>

#include "client/change_words.h"
#include "client/indicator_changes.h"

static void compare_heads(struct sentence_list *list, const Jixiao__Template *before, const Jixiao__Template *after)
{
	Jixiao__Template left = *before, right = *after;
	const char *words;

	/* Which two they are is known, and what an importer left behind is no content. */
	left.name = right.name;
	left.version = right.version;
	left.entered_by = right.entered_by;
	words = message_changes(list->context, &right.base, &left.base);
	if (*words != '\0')
		sentence_add(list, MSG_TEMPLATE_CHANGED, words, NULL, NULL);
}

struct sentence *template_differences(struct context *context, const Jixiao__Template *before, const Jixiao__Template *after,
				      size_t *n)
{
	const struct tree left = { before->indicators, before->n_indicators },
			  right = { after->indicators, after->n_indicators };
	struct sentence_list list = { .context = context };

	list.sentences = arena_alloc(context->arena, (1 + left.n + right.n) * sizeof(*list.sentences));
	compare_heads(&list, before, after);
	indicators_compare(&list, &left, &right);
	*n = list.n;
	return list.sentences;
}
